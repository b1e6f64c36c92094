//! What a person is told when something could not be done: a code, never a value.
//!
//! The words, and what the person can do about it, live in the window's and the command line's copy, keyed by code.

use std::io::ErrorKind;

use inkling_exchange::ExchangeError;
use inkling_intake::{self as intake, ArchiveError, DatabaseError, FileError};
use inkling_token::dcql::DcqlError;
use inkling_token::link::LinkError;
use inkling_token::request::RequestError;
use inkling_vault::{self as vault, Refused};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A use case that was refused or failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("failed: {code:?}")]
#[ts(export)]
pub struct Failure {
    /// Which failure; the only thing that leaves.
    pub code: FailureCode,
}

/// Every way a use case can end without having been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum FailureCode {
    /// There is no vault here yet.
    NoVault,
    /// There is already a vault here.
    VaultExists,
    /// The vault is locked.
    Locked,
    /// The passphrase does not open this vault.
    WrongPassphrase,
    /// The passphrase would be guessed too soon.
    WeakPassphrase,
    /// The recovery kit does not open this vault.
    WrongKit,
    /// The recovery kit is not whole, or a group of it is mistyped.
    KitMistyped,
    /// There is no keychain that Inkling could use.
    NoKeychain,
    /// The keychain of this computer cannot be reached, or does not hold its half of the key.
    KeychainUnavailable,
    /// Quick unlock is off, but the keychain kept its half.
    KeychainLeft,
    /// The vault file is damaged.
    VaultDamaged,
    /// The vault file was written by a newer version.
    VaultNewer,
    /// Another Inkling has this vault open.
    VaultInUse,
    /// The disk is full.
    DiskFull,
    /// The place of the vault cannot be written.
    ReadOnly,
    /// Reading or writing a file failed.
    Io,
    /// The file to import is not there or cannot be read.
    FileNotFound,
    /// No known export has this shape.
    UnknownFile,
    /// The file is empty.
    EmptyFile,
    /// A web page was saved in place of the export.
    WebPage,
    /// The file is not readable text.
    NotText,
    /// The archive or file is damaged or cut short.
    DamagedArchive,
    /// The archive is encrypted.
    EncryptedArchive,
    /// The archive holds a name, a link or a packing that no export has.
    UnsafeArchive,
    /// Another program still has the file to itself.
    FileInUse,
    /// The newest visits of a browser's history stand in a log beside it.
    HistoryInLog,
    /// A known file lacks columns it needs.
    WrongColumns,
    /// A bound on size, depth or count was reached.
    TooLarge,
    /// The export asks a question that has no answer yet (whose profile, which date order).
    NeedsAnswer,
    /// The person stopped the import.
    ImportCancelled,
    /// There is no such import.
    NoSuchImport,
    /// The link is not one that Inkling opens.
    BadLink,
    /// The shop did not answer.
    ShopUnreachable,
    /// The request leads to another host than the one that asks.
    ForeignHost,
    /// The request is not well formed or not signed by the shop that asks.
    BadRequest,
    /// The request is no longer, or not yet, valid.
    RequestExpired,
    /// This request was already seen.
    RequestReplayed,
    /// This shop already has a request waiting, was refused a moment ago, or is blocked.
    ShopSilenced,
    /// The person blocked this shop.
    ShopBlocked,
    /// The shop asks for nothing that this vault could ever answer.
    NothingToAnswer,
    /// There is no such request.
    NoSuchRequest,
    /// The request was already decided.
    RequestClosed,
    /// What would be sent is not what was shown.
    PreviewChanged,
    /// Something about the shop has to be accepted and was not, or was and had not to be.
    NotAccepted,
    /// A required detail is missing, withheld, or not yet confirmed.
    NothingToShare,
    /// The level is more precise than was asked.
    LevelTooPrecise,
    /// The choice does not fit what was asked, or what was granted.
    BadChoice,
    /// There is no such grant.
    NoSuchGrant,
    /// The grant has already ended.
    GrantEnded,
    /// The details were given once; nothing follows that could be changed.
    GivenOnce,
    /// No detail has this name.
    UnknownDetail,
    /// The value does not fit this detail.
    BadValue,
    /// There is nothing to confirm or hide under this name.
    NoSuchPreference,
    /// There is no such entry, or nothing of this number was said of entries.
    NoSuchEntry,
    /// The mailbox's address or place is not one that can be used.
    BadMailbox,
    /// The mailbox does not answer.
    MailboxUnreachable,
    /// Nobody vouches for the mailbox's certificate.
    MailboxInsecure,
    /// The mailbox does not accept the credentials.
    MailboxRefused,
    /// The folder or the bucket of the mailbox does not exist.
    MailboxMissing,
    /// The file is not a whole backup.
    BackupDamaged,
    /// The folder for a backup or an export is not there.
    PlaceMissing,
    /// Nothing can be put in that place.
    BadPlace,
    /// The word that confirms the erasing was not typed.
    NotConfirmed,
    /// A fault in Inkling itself.
    Internal,
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self { code }
    }
}

impl FailureCode {
    /// Every code, in the order of the enum.
    pub const ALL: [Self; 64] = [
        Self::NoVault,
        Self::VaultExists,
        Self::Locked,
        Self::WrongPassphrase,
        Self::WeakPassphrase,
        Self::WrongKit,
        Self::KitMistyped,
        Self::NoKeychain,
        Self::KeychainUnavailable,
        Self::KeychainLeft,
        Self::VaultDamaged,
        Self::VaultNewer,
        Self::VaultInUse,
        Self::DiskFull,
        Self::ReadOnly,
        Self::Io,
        Self::FileNotFound,
        Self::UnknownFile,
        Self::EmptyFile,
        Self::WebPage,
        Self::NotText,
        Self::DamagedArchive,
        Self::EncryptedArchive,
        Self::UnsafeArchive,
        Self::FileInUse,
        Self::HistoryInLog,
        Self::WrongColumns,
        Self::TooLarge,
        Self::NeedsAnswer,
        Self::ImportCancelled,
        Self::NoSuchImport,
        Self::BadLink,
        Self::ShopUnreachable,
        Self::ForeignHost,
        Self::BadRequest,
        Self::RequestExpired,
        Self::RequestReplayed,
        Self::ShopSilenced,
        Self::ShopBlocked,
        Self::NothingToAnswer,
        Self::NoSuchRequest,
        Self::RequestClosed,
        Self::PreviewChanged,
        Self::NotAccepted,
        Self::NothingToShare,
        Self::LevelTooPrecise,
        Self::BadChoice,
        Self::NoSuchGrant,
        Self::GrantEnded,
        Self::GivenOnce,
        Self::UnknownDetail,
        Self::BadValue,
        Self::NoSuchPreference,
        Self::NoSuchEntry,
        Self::BadMailbox,
        Self::MailboxUnreachable,
        Self::MailboxInsecure,
        Self::MailboxRefused,
        Self::MailboxMissing,
        Self::BackupDamaged,
        Self::PlaceMissing,
        Self::BadPlace,
        Self::NotConfirmed,
        Self::Internal,
    ];
}

impl From<vault::Error> for Failure {
    fn from(error: vault::Error) -> Self {
        use vault::{Error, Noun, Part};
        let code = match error {
            Error::WrongPassphrase => FailureCode::WrongPassphrase,
            Error::WrongKit => FailureCode::WrongKit,
            Error::WrongKeychain => FailureCode::KeychainUnavailable,
            Error::Damaged(Part::Backup) => FailureCode::BackupDamaged,
            Error::Damaged(Part::Keys | Part::File | Part::Ledger | Part::Row) => {
                FailureCode::VaultDamaged
            }
            Error::Newer => FailureCode::VaultNewer,
            Error::InUse => FailureCode::VaultInUse,
            Error::Exists => FailureCode::VaultExists,
            Error::Missing => FailureCode::NoVault,
            Error::DiskFull => FailureCode::DiskFull,
            Error::ReadOnly => FailureCode::ReadOnly,
            Error::Io(_) => FailureCode::Io,
            Error::NotFound(Noun::Source) => FailureCode::NoSuchImport,
            Error::NotFound(Noun::Preference) => FailureCode::NoSuchPreference,
            Error::NotFound(Noun::Request) => FailureCode::NoSuchRequest,
            Error::NotFound(Noun::Grant | Noun::Receipt | Noun::Delivery) => {
                FailureCode::NoSuchGrant
            }
            Error::NotFound(Noun::Event | Noun::Rule) => FailureCode::NoSuchEntry,
            Error::NotFound(Noun::Mailbox) => FailureCode::BadMailbox,
            Error::NotFound(Noun::Settings) => FailureCode::VaultDamaged,
            Error::NotFound(Noun::Backup) => FailureCode::Internal,
            Error::Refused(refused) => refused.into(),
            Error::Internal(_) => FailureCode::Internal,
        };
        code.into()
    }
}

impl From<Refused> for FailureCode {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::WeakPassphrase => Self::WeakPassphrase,
            Refused::RequestExpired => Self::RequestExpired,
            Refused::Replayed => Self::RequestReplayed,
            Refused::ShopSilenced => Self::ShopSilenced,
            Refused::RequestClosed => Self::RequestClosed,
            Refused::PreviewChanged => Self::PreviewChanged,
            Refused::NotAccepted => Self::NotAccepted,
            Refused::NothingToShare => Self::NothingToShare,
            Refused::LevelTooPrecise => Self::LevelTooPrecise,
            Refused::BadChoice => Self::BadChoice,
            Refused::GrantEnded => Self::GrantEnded,
            Refused::Downgraded => Self::BadRequest,
            Refused::ShopBlocked => Self::ShopBlocked,
            Refused::GivenOnce => Self::GivenOnce,
            Refused::BadMailbox => Self::BadMailbox,
            Refused::BadPlace => Self::BadPlace,
        }
    }
}

impl From<intake::Error> for Failure {
    fn from(error: intake::Error) -> Self {
        let code = match error {
            intake::Error::Stopped => FailureCode::ImportCancelled,
            intake::Error::TooManyFiles => FailureCode::TooLarge,
            intake::Error::DateOrderNeeded | intake::Error::ColumnsNeeded => {
                FailureCode::NeedsAnswer
            }
            intake::Error::File { error, .. } => error.into(),
        };
        code.into()
    }
}

impl From<FileError> for FailureCode {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Empty => Self::EmptyFile,
            FileError::WebPage => Self::WebPage,
            FileError::Utf16 => Self::NotText,
            FileError::MissingColumn { .. } => Self::WrongColumns,
            FileError::BrokenJson { .. } | FileError::BrokenPage { .. } => Self::DamagedArchive,
            FileError::RowTooLong { .. }
            | FileError::TooManyRows
            | FileError::Database(DatabaseError::TooLarge) => Self::TooLarge,
            FileError::Database(DatabaseError::Unknown) => Self::UnknownFile,
            FileError::Database(DatabaseError::Damaged) => Self::DamagedArchive,
            FileError::Database(DatabaseError::InJournal) => Self::HistoryInLog,
            FileError::Unreadable(ErrorKind::ResourceBusy) => Self::FileInUse,
            FileError::Unreadable(_) => Self::FileNotFound,
            FileError::Archive(ArchiveError::Damaged) => Self::DamagedArchive,
            FileError::Archive(ArchiveError::Encrypted) => Self::EncryptedArchive,
            FileError::Archive(
                ArchiveError::TooLarge | ArchiveError::TooManyEntries | ArchiveError::Bomb,
            ) => Self::TooLarge,
            FileError::Archive(
                ArchiveError::UnsafeName
                | ArchiveError::Link
                | ArchiveError::Nested
                | ArchiveError::UnknownMethod,
            ) => Self::UnsafeArchive,
        }
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        let code = match error {
            ExchangeError::ForeignHost | ExchangeError::PrivateAddress => FailureCode::ForeignHost,
            ExchangeError::Unreachable
            | ExchangeError::Insecure
            | ExchangeError::TooSlow
            | ExchangeError::Refused { .. } => FailureCode::ShopUnreachable,
            ExchangeError::TooLarge | ExchangeError::Redirected | ExchangeError::Malformed => {
                FailureCode::BadRequest
            }
            ExchangeError::Request(error) => error.into(),
            ExchangeError::NoEntropy(_) => FailureCode::Internal,
        };
        code.into()
    }
}

impl From<RequestError> for FailureCode {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Time => Self::RequestExpired,
            RequestError::Query(DcqlError::NoMatch) => Self::NothingToAnswer,
            RequestError::ForeignHost => Self::ForeignHost,
            RequestError::Malformed
            | RequestError::Type
            | RequestError::Signature
            | RequestError::Party
            | RequestError::Nonce
            | RequestError::ResponseMode
            | RequestError::Recipient
            | RequestError::Query(_)
            | RequestError::Terms(_)
            | RequestError::TermsForOthers => Self::BadRequest,
        }
    }
}

impl From<LinkError> for FailureCode {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NotALink | LinkError::Parameters | LinkError::Client => Self::BadLink,
            LinkError::ForeignHost => Self::ForeignHost,
        }
    }
}
