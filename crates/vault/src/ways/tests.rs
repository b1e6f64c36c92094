//! Each way to open the vault: how it comes, what it opens, and that it is gone when it is gone.

use std::fs;

use super::*;
use crate::testing::{Dice, NOW, passphrase, state, vault};

const CHEAP: KeyCost = KeyCost::TRIVIAL;

fn next() -> Passphrase {
    Passphrase::new("amber teapot violin canyon".into())
}

/// A kit that was made and typed back.
fn kit(vault: &mut Vault) -> RecoveryKit {
    let (kit, draft) = vault.draft_kit(&passphrase(), &Dice).unwrap();
    vault.keep_kit(&draft, &retyped(&kit), NOW).unwrap();
    kit
}

fn retyped(kit: &RecoveryKit) -> RecoveryKit {
    let groups = kit.groups();
    let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    RecoveryKit::parse(&groups.join(" ")).unwrap()
}

fn quick(vault: &mut Vault) -> KeychainSecret {
    let secret = KeychainSecret::generate(&Dice).unwrap();
    vault
        .quick_unlock_on(&passphrase(), &secret, NOW, &Dice)
        .unwrap();
    secret
}

fn happened(vault: &Vault) -> Vec<(Happening, Option<String>)> {
    let lines = vault.ledger(100, None).unwrap();
    let lines = lines.into_iter().rev().skip(1);
    lines.map(|line| (line.what, line.subject)).collect()
}

#[test]
fn another_passphrase_opens_the_vault_and_the_former_opens_nothing() {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    let before = fs::read(folder.path().join("vault.keys")).unwrap();

    vault
        .change_passphrase(&passphrase(), (&next(), CHEAP), NOW, &Dice)
        .unwrap();
    vault.lock(NOW).unwrap();

    assert!(matches!(
        Vault::unlock(folder.path(), &passphrase(), NOW),
        Err(Error::WrongPassphrase)
    ));
    let vault = Vault::unlock(folder.path(), &next(), NOW).unwrap();
    assert_eq!(vault.preferences().unwrap().len(), 1);
    vault.lock(NOW).unwrap();
    // What the person is told: a copy from before opens as it did before.
    fs::write(folder.path().join("vault.keys"), before).unwrap();
    assert!(Vault::unlock(folder.path(), &passphrase(), NOW).is_ok());
}

#[test]
fn the_passphrase_is_changed_only_by_who_knows_it_and_to_a_good_one() {
    let (folder, mut vault) = vault();
    let before = fs::read(folder.path().join("vault.keys")).unwrap();

    let unknown = vault.change_passphrase(&next(), (&next(), CHEAP), NOW, &Dice);
    let weak = Passphrase::new("password".into());
    let weak = vault.change_passphrase(&passphrase(), (&weak, CHEAP), NOW, &Dice);

    assert!(matches!(unknown, Err(Error::WrongPassphrase)));
    assert!(matches!(weak, Err(Error::Refused(Refused::WeakPassphrase))));
    assert_eq!(fs::read(folder.path().join("vault.keys")).unwrap(), before);
    assert_eq!(happened(&vault), []);
}

#[test]
fn changing_the_passphrase_writes_no_page_of_the_file_anew() {
    let (folder, mut vault) = vault();
    let salt = |dir: &Path| fs::read(dir.join("vault.db")).unwrap()[..16].to_vec();
    let before = salt(folder.path());

    vault
        .change_passphrase(&passphrase(), (&next(), CHEAP), NOW, &Dice)
        .unwrap();
    vault.lock(NOW).unwrap();

    assert_eq!(salt(folder.path()), before);
}

#[test]
fn a_kit_counts_only_once_it_was_typed_back() {
    let (folder, mut vault) = vault();
    let (shown, draft) = vault.draft_kit(&passphrase(), &Dice).unwrap();
    assert!(!ways(folder.path()).unwrap().kit);

    let (other, _) = vault.draft_kit(&passphrase(), &Dice).unwrap();
    assert!(matches!(
        vault.keep_kit(&draft, &other, NOW),
        Err(Error::WrongKit)
    ));

    vault.lock(NOW).unwrap();
    assert!(!ways(folder.path()).unwrap().kit);
    let outcome = Vault::recover(folder.path(), &shown, (&next(), CHEAP), NOW, &Dice);
    assert!(matches!(outcome, Err(Error::WrongKit)));
}

#[test]
fn a_kit_is_made_only_by_who_knows_the_passphrase() {
    let (_folder, mut vault) = vault();
    let secret = KeychainSecret::generate(&Dice).unwrap();

    assert!(matches!(
        vault.draft_kit(&next(), &Dice),
        Err(Error::WrongPassphrase)
    ));
    assert!(matches!(
        vault.quick_unlock_on(&next(), &secret, NOW, &Dice),
        Err(Error::WrongPassphrase)
    ));
}

#[test]
fn a_kit_opens_the_vault_and_gives_it_a_new_passphrase() {
    let (folder, mut vault) = vault();
    let kit = kit(&mut vault);
    vault.lock(NOW).unwrap();

    let vault = Vault::recover(folder.path(), &kit, (&next(), CHEAP), NOW, &Dice).unwrap();

    assert_eq!(
        happened(&vault)[2..],
        [
            (Happening::Unlocked, Some("recovery-kit".into())),
            (Happening::PassphraseChanged, None)
        ]
    );
    vault.lock(NOW).unwrap();
    assert!(Vault::unlock(folder.path(), &passphrase(), NOW).is_err());
    Vault::unlock(folder.path(), &next(), NOW)
        .unwrap()
        .lock(NOW)
        .unwrap();
    assert!(Vault::recover(folder.path(), &kit, (&passphrase(), CHEAP), NOW, &Dice).is_ok());
}

#[test]
fn a_kit_with_a_weak_passphrase_opens_nothing() {
    let (folder, mut vault) = vault();
    let kit = kit(&mut vault);
    vault.lock(NOW).unwrap();
    let weak = Passphrase::new("password".into());

    let outcome = Vault::recover(folder.path(), &kit, (&weak, CHEAP), NOW, &Dice);

    assert!(matches!(
        outcome,
        Err(Error::Refused(Refused::WeakPassphrase))
    ));
    assert!(Vault::unlock(folder.path(), &passphrase(), NOW).is_ok());
}

#[test]
fn a_new_kit_replaces_the_former_and_a_removed_one_opens_nothing() {
    let (folder, mut vault) = vault();
    let (former, later) = (kit(&mut vault), kit(&mut vault));
    vault.lock(NOW).unwrap();
    let recover =
        |kit: &RecoveryKit| Vault::recover(folder.path(), kit, (&next(), CHEAP), NOW, &Dice);

    assert!(matches!(recover(&former), Err(Error::WrongKit)));
    let mut vault = recover(&later).unwrap();
    vault.remove_kit(NOW).unwrap();
    vault.remove_kit(NOW).unwrap();
    let removed = happened(&vault);
    vault.lock(NOW).unwrap();

    assert!(matches!(recover(&later), Err(Error::WrongKit)));
    assert!(!ways(folder.path()).unwrap().kit);
    assert_eq!(
        removed
            .iter()
            .filter(|(what, _)| *what == Happening::RecoveryKitRemoved)
            .count(),
        1
    );
}

#[test]
fn the_keychain_opens_the_vault_until_it_is_turned_off() {
    let (folder, mut vault) = vault();
    let former = quick(&mut vault);
    let secret = quick(&mut vault);
    vault.lock(NOW).unwrap();
    let open = |secret: &KeychainSecret| Vault::unlock_with_keychain(folder.path(), secret, NOW);

    assert_eq!(
        ways(folder.path()).unwrap().keychain.as_deref(),
        Some(secret.name())
    );
    assert!(matches!(open(&former), Err(Error::WrongKeychain)));
    let mut vault = open(&secret).unwrap();
    assert_eq!(
        happened(&vault).last().unwrap(),
        &(Happening::Unlocked, Some("keychain".into()))
    );
    vault.quick_unlock_off(NOW).unwrap();
    vault.lock(NOW).unwrap();

    assert!(matches!(open(&secret), Err(Error::WrongKeychain)));
    assert_eq!(ways(folder.path()).unwrap(), Ways::default());
}

#[test]
fn another_passphrase_turns_quick_unlock_off_and_leaves_the_kit() {
    let (folder, mut vault) = vault();
    let (kit, secret) = (kit(&mut vault), quick(&mut vault));

    vault
        .change_passphrase(&passphrase(), (&next(), CHEAP), NOW, &Dice)
        .unwrap();
    vault.lock(NOW).unwrap();

    assert!(Vault::unlock_with_keychain(folder.path(), &secret, NOW).is_err());
    assert!(Vault::recover(folder.path(), &kit, (&next(), CHEAP), NOW, &Dice).is_ok());
}

#[test]
fn a_keys_file_that_was_started_and_never_counted_is_gone_after_the_next_unlock() {
    let (folder, vault) = vault();
    vault.lock(NOW).unwrap();
    let unfinished = folder.path().join("vault.keys.new");
    fs::write(&unfinished, "what nobody agreed to").unwrap();

    Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();

    assert!(!unfinished.exists());
}

#[test]
fn a_change_that_cannot_be_written_leaves_every_way_as_it_was() {
    let (folder, mut vault) = vault();
    let kit = kit(&mut vault);
    let before = fs::read(folder.path().join("vault.keys")).unwrap();
    // A folder where the new file should be.
    fs::create_dir(folder.path().join("vault.keys.new")).unwrap();

    assert!(vault.remove_kit(NOW).is_err());

    assert_eq!(fs::read(folder.path().join("vault.keys")).unwrap(), before);
    fs::remove_dir(folder.path().join("vault.keys.new")).unwrap();
    vault.lock(NOW).unwrap();
    assert!(Vault::recover(folder.path(), &kit, (&next(), CHEAP), NOW, &Dice).is_ok());
}

#[test]
fn no_file_holds_a_kit_or_what_the_keychain_holds() {
    let (folder, mut vault) = vault();
    let (kit, secret) = (kit(&mut vault), quick(&mut vault));
    vault.lock(NOW).unwrap();

    let groups = kit.groups();
    let mut words: Vec<String> = groups.iter().map(|group| group.to_lowercase()).collect();
    words.push(crate::hex::encode(secret.bytes()));
    words.push("amber".into());
    let text = fs::read_to_string(folder.path().join("vault.keys")).unwrap();
    // Hexadecimal may hold a group by chance, never all of them.
    assert!(words.iter().any(|word| !text.contains(word)));
    assert!(!text.contains(words[8].as_str()));
}
