//! How the vault is opened: a random data key opens the file, and `vault.keys` holds it wrapped under the passphrase.
//!
//! The passphrase is stretched with Argon2id (RFC 9106), the data key sealed with AES-256-GCM (NIST SP 800-38D).
//! Changing the passphrase re-wraps; it never re-encrypts the file.
//!
//! Invariant: no secret here can be cloned, printed or compared, and every one is overwritten when dropped.

mod cost;
mod data_key;
mod passphrase;
mod slots;
mod wrap;

pub use cost::KeyCost;
pub(crate) use data_key::DataKey;
pub use passphrase::{Passphrase, Strength, strength};
pub(crate) use slots::Slots;
