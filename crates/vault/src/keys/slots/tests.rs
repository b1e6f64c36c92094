//! The keys file, whole and otherwise.

use super::*;
use crate::testing::Dice;

fn passphrase() -> Passphrase {
    Passphrase::new("tidal lantern orbit walnut".into())
}

fn wrapped() -> (DataKey, Vec<u8>) {
    let key = DataKey::generate(&Dice).unwrap();
    let file = Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice)
        .unwrap()
        .to_bytes()
        .unwrap();
    (key, file)
}

#[test]
fn the_right_passphrase_gives_the_data_key_back() {
    let (key, file) = wrapped();

    let opened = Slots::parse(&file)
        .unwrap()
        .open(Way::Passphrase(&passphrase()))
        .unwrap();

    assert_eq!(opened.bytes(), key.bytes());
}

#[test]
fn another_passphrase_is_wrong_not_damage() {
    let (_, file) = wrapped();

    let outcome = Slots::parse(&file)
        .unwrap()
        .open(Way::Passphrase(&Passphrase::new(
            "tidal lantern orbit chestnut".into(),
        )));

    assert!(matches!(outcome, Err(Error::WrongPassphrase)));
}

#[test]
fn every_flipped_bit_is_damage_or_newer_and_never_a_wrong_passphrase() {
    let (key, file) = wrapped();
    for place in 0..file.len() {
        let mut flipped = file.clone();
        flipped[place] ^= 1;
        match Slots::parse(&flipped) {
            Err(Error::Damaged(Part::Keys) | Error::Newer) => {}
            Err(other) => panic!("byte {place}: {other:?}"),
            // White space turned into other white space.
            Ok(slots) => assert_eq!(
                slots.open(Way::Passphrase(&passphrase())).unwrap().bytes(),
                key.bytes(),
                "byte {place}"
            ),
        }
    }
}

#[test]
fn every_truncation_is_damage() {
    let (_, file) = wrapped();
    for length in 0..file.len() {
        assert!(
            matches!(
                Slots::parse(&file[..length]),
                Err(Error::Damaged(Part::Keys))
            ),
            "{length}"
        );
    }
}

#[test]
fn a_keys_file_of_a_newer_version_says_so_whatever_else_it_holds() {
    let newer = br#"{"format":3,"slots":[{"kind":"another"}],"more":true}"#;

    assert!(matches!(Slots::parse(newer), Err(Error::Newer)));
}

#[test]
fn a_crafted_cost_cannot_exhaust_memory() {
    let (_, file) = wrapped();
    let mut slots = Slots::parse(&file).unwrap();
    let Slot::Passphrase { argon2id, .. } = &mut slots.slots[0] else {
        panic!("the first slot is the passphrase's");
    };
    argon2id.memory_kib = u32::MAX;
    slots.sum = checksum(slots.format, &slots.slots).unwrap();
    let crafted = Slots::parse(&slots.to_bytes().unwrap()).unwrap();

    assert!(matches!(
        crafted.open(Way::Passphrase(&passphrase())),
        Err(Error::Damaged(Part::Keys))
    ));
}

#[test]
fn a_keys_file_never_holds_the_passphrase_or_the_key() {
    let (key, file) = wrapped();
    let text = String::from_utf8(file).unwrap();

    assert!(!text.contains("walnut"));
    assert!(!text.contains(&hex::encode(key.bytes())));
}

#[test]
fn two_wraps_of_one_key_share_nothing() {
    let key = DataKey::generate(&Dice).unwrap();
    let seal = |slots: &Slots| {
        let Slot::Passphrase {
            salt,
            nonce,
            sealed,
            ..
        } = &slots.slots[0]
        else {
            panic!("the first slot is the passphrase's");
        };
        (salt.clone(), nonce.clone(), sealed.clone())
    };
    let one = seal(&Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap());
    let two = seal(&Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap());

    assert!(one.0 != two.0 && one.1 != two.1 && one.2 != two.2);
}

fn kit() -> RecoveryKit {
    RecoveryKit::generate(&Dice).unwrap()
}

fn secret() -> KeychainSecret {
    KeychainSecret::generate(&Dice).unwrap()
}

/// A file with every way to open, and two of its secrets.
fn with_all(key: &DataKey) -> (Slots, RecoveryKit, KeychainSecret) {
    let (kit, secret) = (kit(), secret());
    let slots = Slots::wrap(key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap();
    let draft = KitDraft::new(key, &kit, &Dice).unwrap();
    let slots = slots.with_kit(Some(draft)).unwrap();
    (
        slots.with_keychain(key, &secret, &Dice).unwrap(),
        kit,
        secret,
    )
}

#[test]
fn each_secret_opens_its_own_slot_and_gives_the_same_key() {
    let key = DataKey::generate(&Dice).unwrap();
    let (slots, kit, secret) = with_all(&key);
    let slots = Slots::parse(&slots.to_bytes().unwrap()).unwrap();

    for way in [
        Way::Passphrase(&passphrase()),
        Way::RecoveryKit(&kit),
        Way::Keychain(&secret),
    ] {
        assert_eq!(slots.open(way).unwrap().bytes(), key.bytes(), "{way:?}");
    }
    let keychain = Some(secret.name().to_owned());
    assert_eq!(
        slots.ways(),
        Ways {
            kit: true,
            keychain
        }
    );
}

#[test]
fn a_secret_of_another_vault_is_wrong_and_named() {
    let (slots, ..) = with_all(&DataKey::generate(&Dice).unwrap());

    assert!(matches!(
        slots.open(Way::RecoveryKit(&kit())),
        Err(Error::WrongKit)
    ));
    assert!(matches!(
        slots.open(Way::Keychain(&secret())),
        Err(Error::WrongKeychain)
    ));
}

#[test]
fn another_passphrase_keeps_the_kit_and_ends_the_keychains_half() {
    let key = DataKey::generate(&Dice).unwrap();
    let (slots, kit, secret) = with_all(&key);
    let next = Passphrase::new("amber teapot violin canyon".into());

    let slots = slots
        .with_passphrase(&key, &next, KeyCost::TRIVIAL, &Dice)
        .unwrap();

    assert!(slots.open(Way::Passphrase(&next)).is_ok());
    assert!(slots.open(Way::Passphrase(&passphrase())).is_err());
    assert!(slots.open(Way::RecoveryKit(&kit)).is_ok());
    assert!(slots.open(Way::Keychain(&secret)).is_err());
    assert_eq!(slots.ways().keychain, None);
}

#[test]
fn another_passphrase_never_costs_less_than_the_former() {
    let key = DataKey::generate(&Dice).unwrap();
    let dear = KeyCost {
        passes: 2,
        memory_kib: 64,
        ..KeyCost::TRIVIAL
    };
    let slots = Slots::wrap(&key, &passphrase(), dear, &Dice).unwrap();

    let slots = slots
        .with_passphrase(&key, &passphrase(), KeyCost::TRIVIAL, &Dice)
        .unwrap();

    let Slot::Passphrase { argon2id, .. } = &slots.slots[0] else {
        panic!("the first slot is the passphrase's");
    };
    assert_eq!(*argon2id, dear);
}

#[test]
fn a_file_of_the_first_version_opens_and_is_rewritten_when_changed() {
    let key = DataKey::generate(&Dice).unwrap();
    let slots = Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap();
    let first = Slots {
        format: 1,
        sum: checksum(1, &slots.slots).unwrap(),
        slots: slots.slots,
    };

    let read = Slots::parse(&first.to_bytes().unwrap()).unwrap();

    assert_eq!(
        read.open(Way::Passphrase(&passphrase())).unwrap().bytes(),
        key.bytes()
    );
    assert_eq!(read.format, 1);
    assert_eq!(read.with_kit(None).unwrap().format, FORMAT);
}

#[test]
fn a_file_that_version_1_wrote_still_opens() {
    let file = include_bytes!("version_1.keys");

    let key = Slots::parse(file)
        .unwrap()
        .open(Way::Passphrase(&passphrase()));

    assert!(key.is_ok());
}
