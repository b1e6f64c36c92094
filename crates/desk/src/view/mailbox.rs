//! The mailbox: where shops fetch while this computer is off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The mailbox as it is set up; the credentials never leave the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Mailbox {
    /// What kind of place.
    pub kind: MailboxKind,
    /// The folder, or the bucket and its host: "bucket at s3.example".
    pub place: String,
    /// The address that shops fetch from.
    pub public_url: String,
    /// Grants that are published there now.
    pub published: u32,
    /// Publications that have not got there yet.
    pub waiting: u32,
}

/// What kind of place a mailbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum MailboxKind {
    /// A folder on this computer that something else makes public.
    Folder,
    /// A bucket of an S3-compatible store.
    S3,
}

/// How to reach a mailbox, as the person enters it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct MailboxSettings {
    /// The place.
    pub store: MailboxStore,
    /// The address at which the place can be read: `https://shelf.example/box`.
    pub public_url: String,
}

/// The place of a mailbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[ts(export)]
pub enum MailboxStore {
    /// A folder on this computer.
    Folder {
        /// Its path.
        path: String,
    },
    /// A bucket of an S3-compatible store.
    S3 {
        /// `https://s3.example`
        endpoint: String,
        /// `auto` where the store has none.
        region: String,
        /// Its name.
        bucket: String,
        /// Public half of the credentials.
        access_key_id: String,
        /// Secret half of the credentials.
        secret_access_key: String,
        /// PEM of a certificate authority of one's own, where the store has one.
        #[serde(default)]
        #[ts(optional)]
        certificate: Option<String>,
    },
}

/// The place and its credentials are the person's own.
impl std::fmt::Debug for MailboxSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailboxSettings(redacted)")
    }
}

/// See [`MailboxSettings`].
impl std::fmt::Debug for MailboxStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailboxStore(redacted)")
    }
}
