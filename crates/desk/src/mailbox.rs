//! The mailbox: set it up, look at it, leave it.
//!
//! Invariant: a place is tried before it is kept, and its credentials never come back out of the vault.

use inkling_token::mailbox as token;
use inkling_vault as vault;
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{Mailbox, MailboxKind, MailboxSettings, MailboxStore};
use crate::{Developer, MailboxError};

impl Desk {
    /// The mailbox as it is set up, if it is.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn mailbox(&self) -> Result<Option<Mailbox>, Failure> {
        let now = self.now();
        self.read(|vault| {
            let Some(settings) = vault.mailbox()? else {
                return Ok(None);
            };
            let state = vault.mailbox_state(now)?;
            Ok::<_, vault::Error>(Some(Mailbox {
                kind: kind(&settings),
                place: place(&settings),
                published: state.published,
                waiting: state.waiting,
                public_url: settings.public_url,
            }))
        })
    }

    /// Sets up a mailbox, once an object could be written, read and deleted there.
    ///
    /// # Errors
    /// `BadMailbox`, `MailboxUnreachable`, `MailboxInsecure`, `MailboxRefused`,
    /// `MailboxMissing`, `Locked`, and what the disk says.
    pub fn set_mailbox(&self, settings: MailboxSettings) -> Result<(), Failure> {
        let settings = token::MailboxSettings::from(settings);
        settings.check().map_err(|_| FailureCode::BadMailbox)?;
        let https = settings.public_url.starts_with("https://");
        if !https && self.developer == Developer::Off {
            return Err(FailureCode::BadMailbox.into());
        }
        self.read(|_| Ok::<_, Failure>(()))?;
        self.exchange
            .check_mailbox(&settings, self.entropy.as_ref())?;
        let now = self.now();
        self.write(|vault| vault.set_mailbox(Some(&settings), now))
    }

    /// Leaves the mailbox: shops get tokens that do not name it, and what lies there is deleted.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn mailbox_off(&self) -> Result<(), Failure> {
        let now = self.now();
        self.write(|vault| vault.set_mailbox(None, now))
    }
}

impl From<MailboxSettings> for token::MailboxSettings {
    fn from(settings: MailboxSettings) -> Self {
        let store = match settings.store {
            MailboxStore::Folder { path } => token::Store::Folder { path },
            MailboxStore::S3 {
                endpoint,
                region,
                bucket,
                access_key_id,
                secret_access_key,
                certificate,
            } => token::Store::S3 {
                endpoint,
                region,
                bucket,
                access_key_id,
                secret_access_key: Zeroizing::new(secret_access_key),
                certificate,
            },
        };
        Self {
            store,
            public_url: settings.public_url,
        }
    }
}

impl From<MailboxError> for Failure {
    fn from(error: MailboxError) -> Self {
        let code = match error {
            MailboxError::Unreachable | MailboxError::TooSlow => FailureCode::MailboxUnreachable,
            MailboxError::Refused => FailureCode::MailboxRefused,
            MailboxError::NotFound => FailureCode::MailboxMissing,
            MailboxError::Misconfigured => FailureCode::BadMailbox,
            MailboxError::Insecure => FailureCode::MailboxInsecure,
            MailboxError::NoEntropy(_) => FailureCode::Internal,
        };
        code.into()
    }
}

fn kind(settings: &token::MailboxSettings) -> MailboxKind {
    match settings.store {
        token::Store::Folder { .. } => MailboxKind::Folder,
        token::Store::S3 { .. } => MailboxKind::S3,
    }
}

fn place(settings: &token::MailboxSettings) -> String {
    match &settings.store {
        token::Store::Folder { path } => path.clone(),
        token::Store::S3 {
            endpoint, bucket, ..
        } => {
            let host = endpoint.split("://").last().unwrap_or(endpoint);
            format!("{bucket} at {host}")
        }
    }
}
