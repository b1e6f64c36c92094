//! Why a call to a shop, or to the person's own mailbox, did not succeed.
//!
//! Invariant: no variant holds an address, a host, a body or a header.

use std::error::Error;
use std::io;

use inkling_token::NoEntropy;

use crate::resolver::NotAllowed;

/// A call that failed.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The address is not https on a host of the shop that asks: its own, or one that it lists.
    #[error("failed to accept an address that is not on a host of the shop")]
    ForeignHost,
    /// The host's name leads to an address that is not a public one.
    #[error("failed to accept an address inside a private network")]
    PrivateAddress,
    /// The name cannot be resolved, or nothing answers there.
    #[error("failed to reach the shop")]
    Unreachable,
    /// The shop's certificate, or its side of TLS, is not right.
    #[error("failed to establish a secure connection to the shop")]
    Insecure,
    /// The call did not end in time.
    #[error("failed to get the shop's answer in time")]
    TooSlow,
    /// The answer is longer than any answer of the protocol.
    #[error("failed to take an answer of that length")]
    TooLarge,
    /// The shop answered with a redirect; none is followed.
    #[error("failed to accept a redirect")]
    Redirected,
    /// The shop answered with another status than the protocol foresees.
    #[error("failed to get what was asked for: the shop answered {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not what the protocol says it is.
    #[error("failed to understand the shop's answer")]
    Malformed,
    /// The request is not one to accept.
    #[error("failed to accept the sharing request")]
    Request(#[from] inkling_token::request::RequestError),
    /// No randomness for the wallet's nonce.
    #[error("failed to get random bytes")]
    NoEntropy(#[from] NoEntropy),
}

impl From<ureq::Error> for ExchangeError {
    /// Keeps the kind and drops the text, which may quote an address.
    #[expect(clippy::wildcard_enum_match_arm, reason = "ureq adds variants at will")]
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::TooSlow,
            ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => {
                Self::TooLarge
            }
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => {
                Self::Insecure
            }
            ureq::Error::Protocol(_) | ureq::Error::Http(_) => Self::Malformed,
            ureq::Error::Io(error) => Self::from_io(&error),
            _ => Self::Unreachable,
        }
    }
}

impl ExchangeError {
    /// rustls and our own resolver speak through `io::Error`.
    fn from_io(error: &io::Error) -> Self {
        if error
            .get_ref()
            .is_some_and(|inner| inner.is::<NotAllowed>())
        {
            Self::PrivateAddress
        } else if error.kind() == io::ErrorKind::InvalidData {
            Self::Insecure
        } else if error.kind() == io::ErrorKind::TimedOut {
            Self::TooSlow
        } else {
            Self::Unreachable
        }
    }
}

/// A mailbox that could not be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// The store's name cannot be resolved, nothing answers, or it is out of order for the moment.
    #[error("failed to reach the mailbox")]
    Unreachable,
    /// The store's certificate is not vouched for, or its side of TLS is not right.
    #[error("failed to establish a secure connection to the mailbox")]
    Insecure,
    /// The store does not accept these credentials, or the folder may not be written to.
    #[error("failed to get permission to write to the mailbox")]
    Refused,
    /// There is no such bucket or folder.
    #[error("failed to find the mailbox")]
    NotFound,
    /// The settings cannot be right, or what answers is no store that a mailbox can be in.
    #[error("failed to use the mailbox as it is set up")]
    Misconfigured,
    /// The store did not answer in time.
    #[error("failed to get the mailbox's answer in time")]
    TooSlow,
    /// No randomness for a name.
    #[error("failed to get random bytes")]
    NoEntropy(#[from] NoEntropy),
}

impl From<ExchangeError> for MailboxError {
    /// What the door says of a shop, said of a store.
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Unreachable => Self::Unreachable,
            ExchangeError::Insecure => Self::Insecure,
            ExchangeError::TooSlow => Self::TooSlow,
            ExchangeError::NoEntropy(error) => Self::NoEntropy(error),
            ExchangeError::ForeignHost
            | ExchangeError::PrivateAddress
            | ExchangeError::TooLarge
            | ExchangeError::Redirected
            | ExchangeError::Refused { .. }
            | ExchangeError::Malformed
            | ExchangeError::Request(_) => Self::Misconfigured,
        }
    }
}

impl From<object_store::Error> for MailboxError {
    /// Our own word from under the library's, or the system's, or else the library's kind. Its text, which quotes
    /// addresses and paths, is dropped.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "object_store adds variants at will"
    )]
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&dyn Error> = Some(&error);
        while let Some(inner) = cause {
            if let Some(ours) = inner.downcast_ref::<Self>() {
                return *ours;
            }
            if let Some(system) = inner.downcast_ref::<io::Error>() {
                return Self::from_io(system);
            }
            cause = inner.source();
        }
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::AlreadyExists { .. } => Self::Unreachable,
            _ => Self::Misconfigured,
        }
    }
}

impl MailboxError {
    /// A folder's troubles.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system has many kinds")]
    fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Refused,
            _ => Self::Unreachable,
        }
    }
}
