//! The mailbox: where shops can fetch, and see that a grant still counts, while this computer is off.
//!
//! Invariant: the mailbox belongs to the person and is off until they set it up; what is left behind in one is emptied before
//! its credentials are forgotten.

use inkling_token::Timestamp;
use inkling_token::mailbox::{MailboxSettings, Store};
use rusqlite::Connection;

use super::requeue::refresh;
use super::{Refused, publish};
use crate::ledger::{Happening, Line};
use crate::store::deliveries::{Outcome, What};
use crate::store::{deliveries, grants, ledger, mailboxes};
use crate::{Error, Vault};

impl Vault {
    /// Uses another mailbox, reaches the same one in another way, or uses none from now on.
    ///
    /// # Errors
    /// [`Refused::BadMailbox`] when the settings cannot be meant, and what the file says.
    pub fn set_mailbox(
        &mut self,
        settings: Option<&MailboxSettings>,
        now: Timestamp,
    ) -> Result<(), Error> {
        if settings.is_some_and(|settings| settings.check().is_err()) {
            return Err(Refused::BadMailbox.into());
        }
        self.change(now, |transaction| {
            let used = mailboxes::used(transaction)?;
            match (used, settings) {
                (None, None) => return Ok(()),
                (Some(used), Some(new)) if is_the_same(&used.settings, new) => {
                    mailboxes::replace(transaction, used.id, new)?;
                }
                (used, new) => {
                    if let Some(used) = used {
                        mailboxes::leave(transaction, used.id, now)?;
                    }
                    if let Some(new) = new {
                        mailboxes::add(transaction, new, now)?;
                    }
                }
            }
            if let Some(new) = settings {
                reach_former(transaction, new)?;
            }
            ledger::append(transaction, &Line::of(Happening::MailboxChanged), now)?;
            move_in(transaction, now)
        })
    }

    /// The mailbox in use.
    ///
    /// # Errors
    /// What the file says.
    pub fn mailbox(&self) -> Result<Option<MailboxSettings>, Error> {
        self.look(|connection| Ok(mailboxes::used(connection)?.map(|mailbox| mailbox.settings)))
    }
}

/// What was left behind in the same store is reached in the new way: its former credentials may count no more.
fn reach_former(connection: &Connection, new: &MailboxSettings) -> Result<(), Error> {
    for left in mailboxes::left(connection)? {
        if is_in_one_store(&left.settings, new) {
            mailboxes::replace(connection, left.id, new)?;
        }
    }
    Ok(())
}

/// Whether it is one place, reached in another way at most: other credentials, another certificate.
fn is_the_same(one: &MailboxSettings, other: &MailboxSettings) -> bool {
    is_in_one_store(one, other) && one.public_url == other.public_url
}

fn is_in_one_store(one: &MailboxSettings, other: &MailboxSettings) -> bool {
    match (&one.store, &other.store) {
        (Store::Folder { path }, Store::Folder { path: other }) => path == other,
        (
            Store::S3 {
                endpoint, bucket, ..
            },
            Store::S3 {
                endpoint: other,
                bucket: another,
                ..
            },
        ) => endpoint == other && bucket == another,
        (Store::Folder { .. } | Store::S3 { .. }, Store::Folder { .. } | Store::S3 { .. }) => false,
    }
}

/// What every grant has in mailboxes, and what its shop holds, follows. What could not be brought there is tried anew.
fn move_in(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for delivery in deliveries::open(connection)? {
        if delivery.what == What::Publish && delivery.attempts > 0 {
            deliveries::close(connection, delivery.id, Outcome::Superseded, now)?;
        }
    }
    for grant in grants::all(connection)? {
        refresh(connection, &grant, now)?;
        publish::plan(connection, grant.id, now)?;
    }
    mailboxes::forget_emptied(connection)
}
