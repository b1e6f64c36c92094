//! Everything a person can do, as plain functions that return view models and failure codes.
//!
//! Invariant: this crate never returns a secret but a recovery kit to whoever asks for a new one, never draws, and never decides what the vault decides.

mod backups;
mod convert;
mod deliveries;
mod desk;
mod erase;
mod examined;
mod export;
mod failure;
mod grants;
mod history;
mod imports;
mod keys;
mod locking;
mod locks;
mod mailbox;
mod plain;
mod postman;
mod profile;
mod requests;
mod rules;
mod settings;
mod shops;
pub mod system;
pub mod view;
mod words;

pub use desk::Desk;
pub use erase::ERASING;
pub use failure::{Failure, FailureCode};
pub use inkling_exchange::Developer;
use inkling_exchange::MailboxError;
pub use locking::{AfterLock, Event, Sign};
pub use postman::Postman;
pub use settings::Surroundings;
pub use words::{Words, words};

/// The folder of the vault where none is named: the system's place for an application's own data.
#[must_use]
pub fn default_folder() -> Option<std::path::PathBuf> {
    directories::ProjectDirs::from("org", "inkling", "Inkling")
        .map(|places| places.data_local_dir().join("vault"))
}
