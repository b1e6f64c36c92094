//! Why a call to a shop did not succeed.
//!
//! Invariant: no variant holds an address, a host, a body or a header.

use std::io;

use crate::resolver::NotAllowed;

/// A call that failed.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The address is not https on exactly the host of the shop that asks.
    #[error("failed to accept an address that is not on the shop's own host")]
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
    NoEntropy(#[from] inkling_token::NoEntropy),
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
