//! Stopping a grant, and the shop's confirmation that it deleted its copy (RFC 8417; OpenID CAEP 1.0).
//!
//! Invariant: the stop holds from the moment its transaction commits. The signing key outlives it only to sign the news of
//! it, for the shop and for the mailbox, until the shop took the news or the shop's last token has run out.

use std::fmt;

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::line::note;
use super::state::GrantState;
use super::{DeliveryId, GrantId, Refused, publish};
use crate::error::Noun;
use crate::ledger::Happening;
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, objects, tokens};
use crate::{Error, Vault};

/// The shop's signed word that it deleted its copy, checked before it comes here.
#[derive(Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The date it signed.
    pub deleted_at: Timestamp,
    /// The compact JWS.
    pub jws: String,
}

impl fmt::Debug for Acknowledgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acknowledgement")
            .field("deleted_at", &self.deleted_at)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// Stops a grant. Stopping it again changes nothing.
    ///
    /// # Errors
    /// Not found; [`Refused::GrantEnded`] when it had ended or the shop had closed it; and what the file says.
    pub fn revoke(&mut self, id: GrantId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            match GrantState::of(transaction, &grant, now)? {
                GrantState::Stopped { .. } => Ok(()),
                GrantState::Ended { .. } | GrantState::ClosedByShop { .. } => {
                    Err(Refused::GrantEnded.into())
                }
                GrantState::Sending
                | GrantState::Active { .. }
                | GrantState::Updating { .. }
                | GrantState::Paused { .. }
                | GrantState::Once { .. } => stop(transaction, &grant, now),
            }
        })
    }

    /// Keeps that the shop took the news of a stop, and its signed word that it deleted its copy, if it gave one.
    ///
    /// # Errors
    /// Not found, also for a delivery that was reported before; and what the file says.
    pub fn revoked_at_shop(
        &mut self,
        id: DeliveryId,
        word: Option<&Acknowledgement>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            if delivery.what != What::Revoke {
                return Err(Error::NotFound(Noun::Delivery));
            }
            let lapsed = delivery
                .closed
                .is_some_and(|closed| closed.outcome == Outcome::Lapsed);
            if !lapsed {
                deliveries::close(transaction, id, Outcome::Taken, now)?;
            }
            grants::taken(transaction, delivery.grant, word, now)?;
            grants::forget_key(transaction, delivery.grant)?;
            if word.is_some() {
                let grant = grants::get(transaction, delivery.grant)?;
                note(transaction, &grant, Happening::Deleted, now)?;
            }
            publish::plan(transaction, delivery.grant, now)
        })
    }
}

/// Stops a grant: whatever waited for the shop is dropped but the news of the stop, which the mailbox tells too.
pub(super) fn stop(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    grants::stop(connection, grant.id, now)?;
    deliveries::close_all(connection, grant.id, Outcome::Superseded, now)?;
    tell_shop(connection, grant, now)?;
    publish::plan(connection, grant.id, now)?;
    note(connection, grant, Happening::Revoked, now)
}

/// Queues the news of a stop, if the shop said where; otherwise deletes the key, unless a presentation may still be on its
/// way to the shop, whose answer will say where, or the mailbox is to tell it.
pub(super) fn tell_shop(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    if grant.grant_uri.is_some() && grants::signing_key(connection, grant.id)?.is_some() {
        return deliveries::queue(connection, grant.id, What::Revoke, now, now);
    }
    let on_its_way = grant.sent.is_none() && tokens::last_expiry(connection, grant.id)?.is_some();
    let in_mailbox = !objects::of(connection, grant.id)?.is_empty();
    if on_its_way || in_mailbox {
        Ok(())
    } else {
        grants::forget_key(connection, grant.id)
    }
}
