//! Stopping a grant, and the shop's confirmation that it deleted its copy (RFC 8417; OpenID CAEP 1.0).
//!
//! Invariant: the stop holds from the moment its transaction commits. The signing key outlives it only to sign the news of
//! it, until the shop took the news or the shop's last token has run out.

use std::fmt;

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::state::GrantState;
use super::{DeliveryId, GrantId, Refused};
use crate::error::Noun;
use crate::ledger::{Happening, Line};
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, ledger, shops, tokens};
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
        self.change(now, |transaction, now| {
            let grant = grants::get(transaction, id)?;
            match GrantState::of(transaction, &grant, now)? {
                GrantState::Stopped { .. } => Ok(()),
                GrantState::Ended { .. } | GrantState::ClosedByShop { .. } => {
                    Err(Refused::GrantEnded.into())
                }
                GrantState::Sending
                | GrantState::Active { .. }
                | GrantState::Updating { .. }
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
        self.change(now, |transaction, now| {
            let delivery = deliveries::get(transaction, id)?;
            if delivery.what != What::Revoke {
                return Err(Error::NotFound(Noun::Delivery));
            }
            deliveries::close(transaction, id, Outcome::Taken, now)?;
            grants::taken(transaction, delivery.grant, word, now)?;
            grants::forget_key(transaction, delivery.grant)?;
            if word.is_some() {
                let grant = grants::get(transaction, delivery.grant)?;
                append(transaction, &grant, Happening::Deleted, now)?;
            }
            Ok(())
        })
    }
}

/// Stops a grant that is in force: whatever waited for the shop is dropped but the news of the stop.
pub(super) fn stop(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    grants::stop(connection, grant.id, now)?;
    deliveries::close_all(connection, grant.id, Outcome::Superseded, now)?;
    tell_shop(connection, grant, now)?;
    append(connection, grant, Happening::Revoked, now)
}

/// Queues the news of a stop, if the shop said where; otherwise deletes the key, unless a presentation may still be on its
/// way to the shop, whose answer will say where.
pub(super) fn tell_shop(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    if grant.grant_uri.is_some() && grants::signing_key(connection, grant.id)?.is_some() {
        return deliveries::queue(connection, grant.id, What::Revoke, now, now);
    }
    let on_its_way = grant.sent.is_none() && tokens::last_expiry(connection, grant.id)?.is_some();
    if on_its_way {
        Ok(())
    } else {
        grants::forget_key(connection, grant.id)
    }
}

fn append(
    connection: &Connection,
    grant: &StoredGrant,
    what: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    let host = shops::get(connection, grant.shop)?
        .client
        .host()
        .to_string();
    let line = Line {
        shop: Some(&host),
        grant: Some(grant.id.0),
        ..Line::of(what)
    };
    ledger::append(connection, &line, now)?;
    Ok(())
}
