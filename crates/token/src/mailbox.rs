//! The mailbox: a place on the web that the vault writes and shops read, so that a shop can ask when the vault is away.
//!
//! A grant has two objects there: `s/..`, the status list that says whether it stands, and `m/..`, its newest token, sealed
//! for the shop.
//!
//! Invariant: what lies in a mailbox is signed or sealed, under a name that nobody guesses; credentials of the store are
//! never shown and never copied.

use std::fmt;
use std::path::Path;

use zeroize::Zeroizing;

use crate::client::is_web_url;
use crate::entropy::random_id;
use crate::{Entropy, NoEntropy};

const STATUS_LIST: &str = "application/statuslist+jwt";
const SEALED: &str = "application/jose";

/// Where the mailbox is: how it is written, and how shops reach it.
pub struct MailboxSettings {
    /// How the vault writes it.
    pub store: Store,
    /// How shops read it: https, without a query and without a slash at its end; http on this computer.
    pub public_url: String,
}

/// How a mailbox is written.
pub enum Store {
    /// A folder that something else makes public.
    Folder {
        /// Its absolute path.
        path: String,
    },
    /// A bucket of an S3-compatible store.
    S3 {
        /// Where the store answers: `https://s3.example`.
        endpoint: String,
        /// Its region: `eu-central-1`, `auto`.
        region: String,
        /// The bucket's name.
        bucket: String,
        /// Who writes.
        access_key_id: String,
        /// The secret of who writes.
        secret_access_key: Zeroizing<String>,
        /// The certificate (PEM) of a store that no public authority vouches for.
        certificate: Option<String>,
    },
}

impl MailboxSettings {
    /// The address that shops read an object at.
    #[must_use]
    pub fn url_of(&self, name: &str) -> String {
        format!("{}/{name}", self.public_url)
    }

    /// Checks all that can be checked without trying.
    ///
    /// # Errors
    /// With the first setting that cannot be meant.
    pub fn check(&self) -> Result<(), MailboxSettingsError> {
        if !is_base_url(&self.public_url) {
            return Err(MailboxSettingsError::PublicUrl);
        }
        match &self.store {
            Store::Folder { path } => Path::new(path)
                .is_absolute()
                .then_some(())
                .ok_or(MailboxSettingsError::Folder),
            Store::S3 {
                endpoint,
                region,
                bucket,
                access_key_id,
                secret_access_key,
                certificate,
            } => {
                let rules = [
                    (is_base_url(endpoint), MailboxSettingsError::Endpoint),
                    (is_word(region), MailboxSettingsError::Region),
                    (is_bucket(bucket), MailboxSettingsError::Bucket),
                    (is_word(access_key_id), MailboxSettingsError::Credentials),
                    (
                        is_word(secret_access_key),
                        MailboxSettingsError::Credentials,
                    ),
                    (
                        certificate.as_deref().is_none_or(is_pem),
                        MailboxSettingsError::Certificate,
                    ),
                ];
                rules
                    .into_iter()
                    .find_map(|(holds, error)| (!holds).then_some(error))
                    .map_or(Ok(()), Err)
            }
        }
    }
}

/// The address names a bucket, which may name a person.
impl fmt::Debug for MailboxSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailboxSettings")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder { .. } => "Folder(redacted)",
            Self::S3 { .. } => "S3(redacted)",
        })
    }
}

/// A setting that cannot be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxSettingsError {
    /// The public address.
    #[error("failed to accept the mailbox: its public address is not an https address")]
    PublicUrl,
    /// The folder.
    #[error("failed to accept the mailbox: the folder's path is not absolute")]
    Folder,
    /// The store's address.
    #[error("failed to accept the mailbox: the store's address is not an https address")]
    Endpoint,
    /// The region.
    #[error("failed to accept the mailbox: the region is not a name")]
    Region,
    /// The bucket.
    #[error("failed to accept the mailbox: the bucket's name is none")]
    Bucket,
    /// The credentials.
    #[error("failed to accept the mailbox: the credentials are incomplete")]
    Credentials,
    /// The certificate.
    #[error("failed to accept the mailbox: the certificate is not PEM")]
    Certificate,
}

/// Which of a grant's two objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// `s/..`: the status list.
    Status,
    /// `m/..`: the newest token, sealed.
    Token,
}

impl ObjectKind {
    /// A new name that nobody guesses: `s/` or `m/` and 128 random bits in 22 characters.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn fresh_name(self, entropy: &dyn Entropy) -> Result<String, NoEntropy> {
        let folder = match self {
            Self::Status => "s",
            Self::Token => "m",
        };
        Ok(format!("{folder}/{}", random_id(entropy)?))
    }

    /// What a shop is told the body is.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Status => STATUS_LIST,
            Self::Token => SEALED,
        }
    }
}

/// One change of a mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Object {
    /// `s/<22 base64url characters>` or `m/<22>`.
    pub name: String,
    /// What is done to it.
    pub write: Write,
}

/// What is done to an object.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// It is made, unless it is there.
    Create {
        /// Sealed or signed text.
        body: String,
        /// What the body is.
        content_type: &'static str,
    },
    /// It is changed, unless somebody else did.
    Replace {
        /// Sealed or signed text.
        body: String,
        /// What the body is.
        content_type: &'static str,
        /// The version that it was.
        etag: String,
    },
    /// It is written, whoever wrote before: an end wins over everything.
    Overwrite {
        /// Sealed or signed text.
        body: String,
        /// What the body is.
        content_type: &'static str,
    },
    /// It is taken away; fine if it is gone.
    Delete,
}

/// The name leads to a grant.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("write", &self.write)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create { .. } => "Create(redacted)",
            Self::Replace { .. } => "Replace(redacted)",
            Self::Overwrite { .. } => "Overwrite(redacted)",
            Self::Delete => "Delete",
        })
    }
}

/// An address that names can be appended to.
fn is_base_url(url: &str) -> bool {
    is_web_url(url) && !url.contains('?') && !url.ends_with('/')
}

fn is_word(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// The names that every store accepts: 3 to 63 lower-case letters, digits, dots and hyphens.
fn is_bucket(name: &str) -> bool {
    let inner = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let outer = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().copied().all(inner)
        && outer(bytes.first())
        && outer(bytes.last())
}

fn is_pem(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 64 * 1024
        && text.starts_with("-----BEGIN CERTIFICATE-----")
        && text.ends_with("-----END CERTIFICATE-----")
}

#[cfg(test)]
mod tests;
