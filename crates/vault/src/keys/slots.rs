//! The keys file: JSON with a slot for each way to open the vault, and the data key sealed in each.
//!
//! Its checksum tells a damaged file from a wrong passphrase; it is no secret and protects against no one.
//!
//! Invariant: nothing in the file opens the vault without a secret from outside it; there is one slot of each kind at most,
//! and always the one of the passphrase.

use inkling_token::Entropy;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::wrap::{Sealed, Secret, has_memory};
use super::{DataKey, KeyCost, KeychainSecret, Passphrase, RecoveryKit};
use crate::error::Part;
use crate::{Error, Ways, hex};

/// Version of the keys file this code writes. Version 1 had passphrases only; it is read, and rewritten at the first change.
const FORMAT: u32 = 2;

/// The keys file, read and found whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slots {
    format: u32,
    slots: Vec<Slot>,
    sum: String,
}

/// One way to open the vault; bytes as hexadecimal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "kind")]
enum Slot {
    /// By passphrase: Argon2id, then AES-256-GCM.
    Passphrase {
        argon2id: KeyCost,
        salt: String,
        nonce: String,
        sealed: String,
    },
    /// By the recovery kit: HKDF-SHA256, then AES-256-GCM.
    RecoveryKit {
        salt: String,
        nonce: String,
        sealed: String,
    },
    /// By what the computer's keychain holds under this name: HKDF-SHA256, then AES-256-GCM.
    Keychain {
        name: String,
        salt: String,
        nonce: String,
        sealed: String,
    },
}

/// A slot for a recovery kit that nobody has typed back yet. It holds no secret, and is in no file.
#[derive(Debug, Clone)]
pub struct KitDraft(Slot);

/// A secret that is tried at the vault.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way<'a> {
    Passphrase(&'a Passphrase),
    RecoveryKit(&'a RecoveryKit),
    Keychain(&'a KeychainSecret),
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
        Self::of(vec![Slot::passphrase(key, passphrase, cost, entropy)?])
    }

    /// The same ways, but another passphrase; it costs no less than the former. What the keychain holds counts no longer.
    pub(crate) fn with_passphrase(
        self,
        key: &DataKey,
        passphrase: &Passphrase,
        cost: KeyCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let former = self.slots.iter().find_map(|slot| match slot {
            Slot::Passphrase { argon2id, .. } => Some(*argon2id),
            Slot::RecoveryKit { .. } | Slot::Keychain { .. } => None,
        });
        let cost = former.map_or(cost, |former| cost.no_less_than(former, has_memory));
        let slot = Slot::passphrase(key, passphrase, cost, entropy)?;
        let kept = self.slots.into_iter().filter(Slot::is_recovery_kit);
        Self::of([slot].into_iter().chain(kept).collect())
    }

    /// The same ways, but this kit, or none.
    pub(crate) fn with_kit(mut self, draft: Option<KitDraft>) -> Result<Self, Error> {
        self.slots.retain(|slot| !slot.is_recovery_kit());
        self.slots.extend(draft.map(|draft| draft.0));
        Self::of(self.slots)
    }

    /// The same ways, but also by what the keychain is to hold.
    pub(crate) fn with_keychain(
        self,
        key: &DataKey,
        secret: &KeychainSecret,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let Sealed {
            salt,
            nonce,
            sealed,
        } = Secret::Keychain(secret).seal(key, entropy)?;
        let mut slots = self.without_keychain()?.slots;
        slots.push(Slot::Keychain {
            name: secret.name().to_owned(),
            salt,
            nonce,
            sealed,
        });
        Self::of(slots)
    }

    /// The same ways, but not by the keychain.
    pub(crate) fn without_keychain(mut self) -> Result<Self, Error> {
        self.slots
            .retain(|slot| !matches!(slot, Slot::Keychain { .. }));
        Self::of(self.slots)
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

    /// The data key, if the secret fits a slot.
    pub(crate) fn open(&self, way: Way<'_>) -> Result<DataKey, Error> {
        let mut outcome = Err(way.refusal());
        for slot in &self.slots {
            if let Some(tried) = slot.open(way) {
                outcome = tried;
                if outcome.is_ok() {
                    break;
                }
            }
        }
        outcome
    }

    /// What opens the vault besides the passphrase.
    pub(crate) fn ways(&self) -> Ways {
        Ways {
            kit: self.slots.iter().any(Slot::is_recovery_kit),
            keychain: self.slots.iter().find_map(|slot| match slot {
                Slot::Keychain { name, .. } => Some(name.clone()),
                Slot::Passphrase { .. } | Slot::RecoveryKit { .. } => None,
            }),
        }
    }

    fn of(slots: Vec<Slot>) -> Result<Self, Error> {
        Ok(Self {
            format: FORMAT,
            sum: checksum(FORMAT, &slots)?,
            slots,
        })
    }
}

impl KitDraft {
    pub(crate) fn new(
        key: &DataKey,
        kit: &RecoveryKit,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let Sealed {
            salt,
            nonce,
            sealed,
        } = Secret::RecoveryKit(kit).seal(key, entropy)?;
        Ok(Self(Slot::RecoveryKit {
            salt,
            nonce,
            sealed,
        }))
    }

    /// Whether this is the kit that the slot is for.
    pub(crate) fn check(&self, typed: &RecoveryKit) -> Result<(), Error> {
        match self.0.open(Way::RecoveryKit(typed)) {
            Some(opened) => opened.map(drop),
            None => Err(Error::WrongKit),
        }
    }
}

impl Slot {
    fn passphrase(
        key: &DataKey,
        passphrase: &Passphrase,
        cost: KeyCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        let Sealed {
            salt,
            nonce,
            sealed,
        } = Secret::Passphrase(passphrase, cost).seal(key, entropy)?;
        Ok(Self::Passphrase {
            argon2id: cost,
            salt,
            nonce,
            sealed,
        })
    }

    /// What comes of trying a secret at this slot; `None` where it is for another kind of secret.
    fn open(&self, way: Way<'_>) -> Option<Result<DataKey, Error>> {
        let (secret, salt, nonce, sealed) = match (self, way) {
            (
                Self::Passphrase {
                    argon2id,
                    salt,
                    nonce,
                    sealed,
                },
                Way::Passphrase(passphrase),
            ) => {
                if !argon2id.is_bearable() {
                    return Some(Err(Error::Damaged(Part::Keys)));
                }
                let secret = Secret::Passphrase(passphrase, *argon2id);
                (secret, salt, nonce, sealed)
            }
            (
                Self::RecoveryKit {
                    salt,
                    nonce,
                    sealed,
                },
                Way::RecoveryKit(kit),
            ) => (Secret::RecoveryKit(kit), salt, nonce, sealed),
            (
                Self::Keychain {
                    salt,
                    nonce,
                    sealed,
                    ..
                },
                Way::Keychain(kept),
            ) => (Secret::Keychain(kept), salt, nonce, sealed),
            (
                Self::Passphrase { .. } | Self::RecoveryKit { .. } | Self::Keychain { .. },
                Way::Passphrase(_) | Way::RecoveryKit(_) | Way::Keychain(_),
            ) => return None,
        };
        let opened = secret.open(salt, nonce, sealed);
        Some(opened.unwrap_or(Err(Error::Damaged(Part::Keys))))
    }

    fn is_recovery_kit(&self) -> bool {
        matches!(self, Self::RecoveryKit { .. })
    }
}

impl Way<'_> {
    fn refusal(self) -> Error {
        match self {
            // A file without a slot for any passphrase is none that was ever written.
            Self::Passphrase(_) => Error::Damaged(Part::Keys),
            Self::RecoveryKit(_) => Error::WrongKit,
            Self::Keychain(_) => Error::WrongKeychain,
        }
    }
}

fn checksum(format: u32, slots: &[Slot]) -> Result<String, Error> {
    let canonical = serde_json::to_vec(&(format, slots))?;
    Ok(hex::encode(digest(&SHA256, &canonical).as_ref()))
}

#[cfg(test)]
mod tests;
