//! What is to be sent now.
//!
//! Invariant: nothing waits here for a grant that is not in force, except the news that it was stopped or rests; signing keys
//! that have nothing left to sign are deleted.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::compose::is_wanted;
use super::pause::go_on_where_over;
use super::spread::a_little_later;
use super::state::GrantState;
use super::{DeliveryId, GrantId, ends, plain, publish};
use crate::store::deliveries::{Outcome, StoredDelivery, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, pauses, projections, shops, tokens};
use crate::{Error, Vault, profile};

impl Vault {
    /// Deliveries that are due, the news of stops first. Ask again after each report: one may change the others.
    ///
    /// # Errors
    /// What the file says.
    pub fn due(&mut self, now: Timestamp) -> Result<Vec<DeliveryId>, Error> {
        self.change(now, |transaction| {
            go_on_where_over(transaction, now)?;
            tidy(transaction, now)?;
            let mut due = Vec::new();
            for delivery in deliveries::open(transaction)? {
                if delivery.due_at <= now && !waits(transaction, &delivery)? {
                    due.push(delivery);
                }
            }
            due.sort_unstable_by_key(|delivery| (delivery.what, delivery.id));
            one_shop_at_once(transaction, due, now)
        })
    }

    /// Whether [`Vault::due`] has anything to do: a message is due or of no use any more, or an end or the end of a pause has
    /// passed that nothing has followed from yet.
    ///
    /// # Errors
    /// What the file says.
    pub fn has_work(&self, now: Timestamp) -> Result<bool, Error> {
        self.look(|connection| {
            if profile::has_lapsed(connection, now)?
                || !projections::ended(connection, now)?.is_empty()
                || ends::passed(connection, now)? > 0
                || !pauses::over(connection, now)?.is_empty()
            {
                return Ok(true);
            }
            for delivery in deliveries::open(connection)? {
                let is_due = delivery.due_at <= now && !waits(connection, &delivery)?;
                if is_due || !is_of_use(connection, &delivery, now)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// How many messages have not reached their shops or the mailbox. Renewals and what lies in the mailbox count from when
    /// they are due, and so does a pause that is over.
    ///
    /// # Errors
    /// What the file says.
    pub fn pending(&self, now: Timestamp) -> Result<u32, Error> {
        self.look(|connection| {
            let over = pauses::over(connection, now)?.len();
            let open = deliveries::open(connection)?;
            let pending = over + count(connection, &open, now)?;
            Ok(u32::try_from(pending).unwrap_or(u32::MAX))
        })
    }

    /// The same of one grant.
    ///
    /// # Errors
    /// What the file says.
    pub fn pending_of(&self, id: GrantId, now: Timestamp) -> Result<u32, Error> {
        self.look(|connection| {
            let open = deliveries::open_of(connection, id)?;
            let pending = count(connection, &open, now)?;
            Ok(u32::try_from(pending).unwrap_or(u32::MAX))
        })
    }
}

/// How many of these are on their way, or should be.
fn count(connection: &Connection, open: &[StoredDelivery], now: Timestamp) -> Result<usize, Error> {
    let mut pending = 0;
    for delivery in open {
        let counts = match delivery.what {
            What::Renew | What::Publish => delivery.due_at <= now,
            What::Revoke | What::Pause | What::Present | What::Update => true,
        };
        pending += usize::from(counts && is_of_use(connection, delivery, now)?);
    }
    Ok(pending)
}

/// After a long time without a connection much is due at once. What nobody waits for goes to one shop now and to the others a
/// little later: a burst would link them.
fn one_shop_at_once(
    connection: &Connection,
    due: Vec<StoredDelivery>,
    now: Timestamp,
) -> Result<Vec<DeliveryId>, Error> {
    let mut leaving = Vec::with_capacity(due.len());
    let mut first = None;
    for delivery in due {
        let grant = grants::get(connection, delivery.grant)?;
        let state = GrantState::of(connection, &grant, now)?;
        if can_wait(delivery.what, state)
            && !plain::is_urgent(connection, &grant)?
            && !waits_for_a_key(connection, &grant)?
            && *first.get_or_insert(grant.shop) != grant.shop
        {
            deliveries::put_off(connection, delivery.id, a_little_later(&grant, now))?;
        } else {
            leaving.push(delivery.id);
        }
    }
    Ok(leaving)
}

/// Whether nobody waits for it: neither a shop that was just answered, nor a person who just said stop.
fn can_wait(what: What, state: GrantState) -> bool {
    match what {
        What::Update | What::Renew => true,
        What::Publish => matches!(
            state,
            GrantState::Active { .. } | GrantState::Updating { .. } | GrantState::Once { .. }
        ),
        What::Revoke | What::Pause | What::Present => false,
    }
}

/// Closes deliveries that time has made useless, plans what time has made necessary, and deletes keys that have nothing left to
/// sign.
fn tidy(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for delivery in deliveries::open(connection)? {
        if !is_of_use(connection, &delivery, now)? {
            deliveries::close(connection, delivery.id, Outcome::Lapsed, now)?;
        }
    }
    publish::plan_all(connection, now)?;
    for id in grants::with_key(connection)? {
        if !needs_key(connection, id, now)? {
            grants::forget_key(connection, id)?;
        }
    }
    Ok(())
}

fn is_of_use(
    connection: &Connection,
    delivery: &StoredDelivery,
    now: Timestamp,
) -> Result<bool, Error> {
    let grant = grants::get(connection, delivery.grant)?;
    Ok(is_wanted(
        delivery.what,
        GrantState::of(connection, &grant, now)?,
    ))
}

/// A grant in force has tokens to sign; any other may have its end to tell, as long as the shop has a valid token.
fn needs_key(connection: &Connection, id: GrantId, now: Timestamp) -> Result<bool, Error> {
    let grant = grants::get(connection, id)?;
    let in_force = match GrantState::of(connection, &grant, now)? {
        GrantState::Sending
        | GrantState::Active { .. }
        | GrantState::Updating { .. }
        | GrantState::Paused { .. } => true,
        GrantState::Once { .. }
        | GrantState::Ended { .. }
        | GrantState::Stopped { .. }
        | GrantState::ClosedByShop { .. } => false,
    };
    let valid = tokens::last_expiry(connection, id)?.is_some_and(|end| now < end);
    let open = deliveries::open_of(connection, id)?;
    // What is taken out of the mailbox needs no signature.
    let signs = open.iter().any(|delivery| delivery.what != What::Publish);
    Ok(in_force || valid || signs)
}

/// Whether a delivery has to wait: for the person, or for the end of a pause.
pub(super) fn waits(connection: &Connection, delivery: &StoredDelivery) -> Result<bool, Error> {
    let grant = grants::get(connection, delivery.grant)?;
    match delivery.what {
        What::Update | What::Renew => waits_for_a_key(connection, &grant),
        What::Present => Ok(pauses::open_of(connection, grant.id)?.is_some()
            || waits_for_a_key(connection, &grant)?),
        What::Revoke | What::Pause | What::Publish => Ok(false),
    }
}

/// The shop signs with another key than the one that was approved: it gets nothing until the person decides.
pub(super) fn waits_for_a_key(connection: &Connection, grant: &StoredGrant) -> Result<bool, Error> {
    Ok(shops::get(connection, grant.shop)?
        .other_key_since
        .is_some())
}
