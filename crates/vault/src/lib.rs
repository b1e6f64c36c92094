//! The sealed store and every decision about it: keys, profile, derivation, consent, grants, receipts, ledger.
//!
//! One use case is one method of [`Vault`], one transaction and one line of the ledger. A [`Vault`] is an open vault: there
//! is no locked one to call a method on.
//!
//! The threat first: whoever steals the disk, a backup or a synchronised folder has the files of the vault and all the time
//! in the world. They find one SQLCipher database, every page of it sealed with a random 256-bit key; that key, sealed under
//! the stretched passphrase, a recovery kit that is on paper, and half a key that is in the keychain; a keyed memory of how far
//! the ledger was; and an empty lock file. While the vault is locked and serves, a second such database lies there, with the grants
//! in force, sealed with a key that is in the first. Nothing else is ever written.
//!
//! Invariant: the vault never opens a socket, draws no window and reads no clock, and it is the only crate that knows SQLite.

mod backup;
mod clock;
mod consent;
mod container;
pub mod derive;
mod erase;
mod error;
mod folder;
mod hex;
mod import;
mod keys;
mod ledger;
mod memory;
mod profile;
mod restore;
mod rules;
mod serving;
mod setback;
mod settings;
mod store;
#[cfg(test)]
mod testing;
mod vault;
mod visits;
mod ways;

pub use backup::{Backup, BackupPlan, BackupState, BackupTrouble, Contents, Draft, Every};
pub use consent::*;
pub use erase::erase;
pub use error::{Error, Noun, Part};
pub use folder::{Presence, presence};
pub use import::{Import, Imported};
pub use keys::{
    KeyCost, KeychainSecret, KitDraft, KitGroup, Passphrase, RecoveryKit, Strength, kit_groups,
    strength,
};
pub use ledger::{Chain, Happening, LedgerEntry};
pub use profile::{Change, EvidenceEvent, OverTime, Period, Preference, Standing};
pub use restore::{Kept, preview, restore};
pub use rules::{Entry, EntryGroup, Rule, RuleId, Says, StreamUse, Unsorted, UnsortedTitle, Why};
pub use serving::Serving;
pub use setback::{Setback, SetbackKind};
pub use settings::{LockAfter, Settings};
pub use store::events::{EventId, EventRow};
pub use store::sources::{Source, SourceId};
pub use vault::Vault;
pub use visits::read_visits;
pub use ways::{Ways, ways};
