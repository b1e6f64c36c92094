//! What is to be sent now.
//!
//! Invariant: nothing waits here for a grant that is not in force, except the news that it was stopped; signing keys that
//! have nothing left to sign are deleted.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::compose::is_wanted;
use super::state::GrantState;
use super::{DeliveryId, GrantId};
use crate::store::deliveries::{Outcome, StoredDelivery, What};
use crate::store::{deliveries, grants, shops, tokens};
use crate::{Error, Vault};

impl Vault {
    /// Deliveries that are due, the news of stops first. Ask again after each report: one may change the others.
    ///
    /// # Errors
    /// What the file says.
    pub fn due(&mut self, now: Timestamp) -> Result<Vec<DeliveryId>, Error> {
        self.change(now, |transaction, now| {
            tidy(transaction, now)?;
            let mut due = Vec::new();
            for delivery in deliveries::open(transaction)? {
                if delivery.due_at <= now && !waits_for_the_person(transaction, &delivery)? {
                    due.push((delivery.what, delivery.id));
                }
            }
            due.sort_unstable();
            Ok(due.into_iter().map(|(_, id)| id).collect())
        })
    }

    /// How many messages have not reached their shops; renewals count from when they are due.
    ///
    /// # Errors
    /// What the file says.
    pub fn pending(&self, now: Timestamp) -> Result<u32, Error> {
        self.look_at(now, |connection, now| {
            let mut pending = 0;
            for delivery in deliveries::open(connection)? {
                let counts = delivery.what != What::Renew || delivery.due_at <= now;
                pending += u32::from(counts && is_of_use(connection, &delivery, now)?);
            }
            Ok(pending)
        })
    }

    /// The first delivery of a grant, while it is open.
    ///
    /// # Errors
    /// What the file says.
    pub fn delivery_of(&self, grant: GrantId) -> Result<Option<DeliveryId>, Error> {
        self.look(|connection| {
            let open = deliveries::open_of(connection, grant)?;
            Ok(open
                .into_iter()
                .find(|delivery| delivery.what == What::Present)
                .map(|delivery| delivery.id))
        })
    }
}

/// Closes deliveries that time has made useless, and deletes keys that have nothing left to sign.
fn tidy(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for delivery in deliveries::open(connection)? {
        if !is_of_use(connection, &delivery, now)? {
            deliveries::close(connection, delivery.id, Outcome::Lapsed, now)?;
        }
    }
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
        GrantState::Sending | GrantState::Active { .. } | GrantState::Updating { .. } => true,
        GrantState::Once { .. }
        | GrantState::Ended { .. }
        | GrantState::Stopped { .. }
        | GrantState::ClosedByShop { .. } => false,
    };
    let valid = tokens::last_expiry(connection, id)?.is_some_and(|end| now < end);
    Ok(in_force || valid || !deliveries::open_of(connection, id)?.is_empty())
}

/// The shop signs with another key than the one that was approved: what it holds stays as it is until the person decides.
pub(super) fn waits_for_the_person(
    connection: &Connection,
    delivery: &StoredDelivery,
) -> Result<bool, Error> {
    let updates = matches!(delivery.what, What::Update | What::Renew);
    let grant = grants::get(connection, delivery.grant)?;
    Ok(updates
        && shops::get(connection, grant.shop)?
            .other_key_since
            .is_some())
}
