//! The keys file: JSON that says how the passphrase is stretched and holds the sealed data key.
//!
//! Its checksum tells a damaged file from a wrong passphrase; it is no secret and protects against no one.
//!
//! Invariant: nothing in the file opens the vault without the passphrase.

use inkling_token::Entropy;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::wrap::{Lock, NONCE, SALT};
use super::{DataKey, KeyCost, Passphrase};
use crate::error::Part;
use crate::{Error, hex};

/// Version of the keys file this code writes.
const FORMAT: u32 = 1;

/// The keys file, read and found whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slots {
    format: u32,
    slots: Vec<Slot>,
    sum: String,
}

/// One way to open the vault.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "kind")]
enum Slot {
    /// By passphrase: Argon2id, then AES-256-GCM; bytes as hexadecimal.
    Passphrase {
        argon2id: KeyCost,
        salt: String,
        nonce: String,
        sealed: String,
    },
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Slots {
    /// A keys file with one slot, for this passphrase.
    pub(crate) fn wrap(
        key: &DataKey,
        passphrase: &Passphrase,
        cost: KeyCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let (mut salt, mut nonce) = ([0; SALT], [0; NONCE]);
        entropy.fill(&mut salt)?;
        entropy.fill(&mut nonce)?;
        let sealed = Lock {
            passphrase,
            cost,
            salt: &salt,
        }
        .seal(key, nonce)?;
        let slots = vec![Slot::Passphrase {
            argon2id: cost,
            salt: hex::encode(&salt),
            nonce: hex::encode(&nonce),
            sealed: hex::encode(&sealed),
        }];
        Ok(Self {
            format: FORMAT,
            sum: checksum(FORMAT, &slots)?,
            slots,
        })
    }

    /// Reads the file: damaged, newer, or whole.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |_| Error::Damaged(Part::Keys);
        let Format { format } = serde_json::from_slice(bytes).map_err(damaged)?;
        if format > FORMAT {
            return Err(Error::Newer);
        }
        let slots: Self = serde_json::from_slice(bytes).map_err(damaged)?;
        if slots.sum != checksum(slots.format, &slots.slots)? {
            return Err(Error::Damaged(Part::Keys));
        }
        Ok(slots)
    }

    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec_pretty(self)?)
    }

    /// The data key, if the passphrase fits a slot.
    pub(crate) fn open(&self, passphrase: &Passphrase) -> Result<DataKey, Error> {
        let mut outcome = Err(Error::Damaged(Part::Keys));
        for slot in &self.slots {
            outcome = slot.open(passphrase);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }
}

impl Slot {
    fn open(&self, passphrase: &Passphrase) -> Result<DataKey, Error> {
        let Self::Passphrase {
            argon2id,
            salt,
            nonce,
            sealed,
        } = self;
        let (Some(salt), Some(nonce), Some(sealed)) =
            (bytes(salt), bytes(nonce), hex::decode(sealed))
        else {
            return Err(Error::Damaged(Part::Keys));
        };
        if !argon2id.is_bearable() {
            return Err(Error::Damaged(Part::Keys));
        }
        Lock {
            passphrase,
            cost: *argon2id,
            salt: &salt,
        }
        .open(&sealed, nonce)
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text)?.try_into().ok()
}

fn checksum(format: u32, slots: &[Slot]) -> Result<String, Error> {
    let canonical = serde_json::to_vec(&(format, slots))?;
    Ok(hex::encode(digest(&SHA256, &canonical).as_ref()))
}

#[cfg(test)]
mod tests {
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

        let opened = Slots::parse(&file).unwrap().open(&passphrase()).unwrap();

        assert_eq!(opened.bytes(), key.bytes());
    }

    #[test]
    fn another_passphrase_is_wrong_not_damage() {
        let (_, file) = wrapped();

        let outcome = Slots::parse(&file)
            .unwrap()
            .open(&Passphrase::new("tidal lantern orbit chestnut".into()));

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
                    slots.open(&passphrase()).unwrap().bytes(),
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
        let newer = br#"{"format":2,"slots":[{"kind":"recovery-kit"}],"more":true}"#;

        assert!(matches!(Slots::parse(newer), Err(Error::Newer)));
    }

    #[test]
    fn a_crafted_cost_cannot_exhaust_memory() {
        let (_, file) = wrapped();
        let mut slots = Slots::parse(&file).unwrap();
        let Slot::Passphrase { argon2id, .. } = &mut slots.slots[0];
        argon2id.memory_kib = u32::MAX;
        slots.sum = checksum(slots.format, &slots.slots).unwrap();
        let crafted = Slots::parse(&slots.to_bytes().unwrap()).unwrap();

        assert!(matches!(
            crafted.open(&passphrase()),
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
            } = &slots.slots[0];
            (salt.clone(), nonce.clone(), sealed.clone())
        };
        let one = seal(&Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap());
        let two = seal(&Slots::wrap(&key, &passphrase(), KeyCost::TRIVIAL, &Dice).unwrap());

        assert!(one.0 != two.0 && one.1 != two.1 && one.2 != two.2);
    }
}
