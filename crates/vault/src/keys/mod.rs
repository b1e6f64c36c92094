//! How the vault is opened: a random data key opens the file, and `vault.keys` holds it wrapped, once for each way to open.
//!
//! There is always a passphrase, stretched with Argon2id (RFC 9106); there may be a recovery kit on paper and a half of a key
//! in the computer's keychain. Each seals the same data key with AES-256-GCM (NIST SP 800-38D). Changing a way re-wraps; it
//! never re-encrypts the file.
//!
//! Invariant: no secret here can be cloned, printed or compared, and every one is overwritten when dropped.

mod calibrate;
mod cost;
mod data_key;
mod keychain;
mod kit;
mod passphrase;
mod slots;
mod wrap;

pub use cost::KeyCost;
pub(crate) use data_key::DataKey;
pub use keychain::KeychainSecret;
pub use kit::{KitGroup, RecoveryKit, kit_groups};
pub use passphrase::{Passphrase, Strength, strength};
pub use slots::KitDraft;
pub(crate) use slots::{Slots, Way};
