//! What can go wrong with a vault, one variant for each thing a person would do something different about.
//!
//! Invariant: no error holds a preference, a title, a passphrase, a key or a path.

use std::fmt;
use std::io;

use inkling_token::NoEntropy;
use rusqlite::ErrorCode;

use crate::consent::Refused;

/// The vault's one error; each text completes "failed to ..".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The passphrase does not open this vault.
    #[error("open the vault: the passphrase does not fit")]
    WrongPassphrase,
    /// The recovery kit is not the one of this vault, or was replaced or removed.
    #[error("open the vault: the recovery kit does not fit")]
    WrongKit,
    /// What the keychain holds is not this vault's, or no longer.
    #[error("open the vault: what the keychain holds does not fit")]
    WrongKeychain,
    /// Something that was written is not there as it was written.
    #[error("read the vault: the {0} is damaged")]
    Damaged(Part),
    /// A newer version wrote this vault.
    #[error("read the vault: a newer version wrote it")]
    Newer,
    /// Another process has this vault open.
    #[error("open the vault: it is in use")]
    InUse,
    /// There already is a vault in this folder.
    #[error("create the vault: there already is one")]
    Exists,
    /// There is no vault in this folder.
    #[error("open the vault: there is none")]
    Missing,
    /// The disk is full; nothing was changed.
    #[error("write to the vault: the disk is full")]
    DiskFull,
    /// The folder or a file in it cannot be written.
    #[error("write to the vault: its place is read-only")]
    ReadOnly,
    /// Reading or writing failed in another way.
    #[error("reach the vault's files")]
    Io(#[source] io::Error),
    /// No such thing is in the vault.
    #[error("find the {0}")]
    NotFound(Noun),
    /// A rule of the vault says no.
    #[error("do what was asked")]
    Refused(#[from] Refused),
    /// A fault of ours.
    #[error("keep a promise of its own")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What can be looked for and not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// An imported export.
    Source,
    /// A preference.
    Preference,
    /// A sharing request.
    Request,
    /// A grant.
    Grant,
    /// A receipt.
    Receipt,
    /// A delivery.
    Delivery,
    /// A mailbox, or something in it.
    Mailbox,
    /// The settings.
    Settings,
    /// A plan for backups.
    Backup,
    /// An imported fact.
    Event,
    /// What the person said of what is derived.
    Rule,
}

/// What can be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `vault.keys`.
    Keys,
    /// `vault.db`.
    File,
    /// The chain of the ledger.
    Ledger,
    /// A stored value that does not read back as what it was.
    Row,
    /// A backup, or a file that is none.
    Backup,
}

impl Error {
    /// A fault of ours, in fixed words.
    pub(crate) fn fault(words: &'static str) -> Self {
        Self::Internal(words.into())
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "import",
            Self::Preference => "preference",
            Self::Request => "request",
            Self::Grant => "grant",
            Self::Receipt => "receipt",
            Self::Delivery => "delivery",
            Self::Mailbox => "mailbox",
            Self::Settings => "settings",
            Self::Backup => "plan for backups",
            Self::Event => "entry",
            Self::Rule => "rule",
        })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keys => "keys file",
            Self::File => "database file",
            Self::Ledger => "ledger",
            Self::Row => "stored value",
            Self::Backup => "backup",
        })
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        if matches!(error.kind(), StorageFull | QuotaExceeded) {
            Self::DiskFull
        } else if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem) {
            Self::ReadOnly
        } else {
            Self::Io(error)
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(Part::File),
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
                Self::Io(io::Error::other(error))
            }
            _ => Self::Internal(Box::new(error)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<NoEntropy> for Error {
    fn from(error: NoEntropy) -> Self {
        Self::Internal(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_read_only_place_are_told_apart_from_other_troubles() {
        let from = |kind: io::ErrorKind| Error::from(io::Error::from(kind));

        assert!(matches!(from(io::ErrorKind::StorageFull), Error::DiskFull));
        assert!(matches!(
            from(io::ErrorKind::ReadOnlyFilesystem),
            Error::ReadOnly
        ));
        assert!(matches!(
            from(io::ErrorKind::PermissionDenied),
            Error::ReadOnly
        ));
        assert!(matches!(from(io::ErrorKind::Interrupted), Error::Io(_)));
    }

    #[test]
    fn sqlite_codes_become_the_errors_a_person_can_act_on() {
        let from = |code: i32| {
            Error::from(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(code),
                None,
            ))
        };

        assert!(matches!(from(rusqlite::ffi::SQLITE_FULL), Error::DiskFull));
        assert!(matches!(
            from(rusqlite::ffi::SQLITE_READONLY),
            Error::ReadOnly
        ));
        assert!(matches!(from(rusqlite::ffi::SQLITE_BUSY), Error::InUse));
        assert!(matches!(
            from(rusqlite::ffi::SQLITE_CORRUPT),
            Error::Damaged(Part::File)
        ));
        assert!(matches!(
            from(rusqlite::ffi::SQLITE_NOTADB),
            Error::Damaged(Part::File)
        ));
        assert!(matches!(
            from(rusqlite::ffi::SQLITE_CONSTRAINT),
            Error::Internal(_)
        ));
    }
}
