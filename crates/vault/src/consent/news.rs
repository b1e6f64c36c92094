//! What waits for one shop, and for the mailbox, whoever is about to bring it.
//!
//! Invariant: what is not due, or waits for the person, is not named; only a person makes it due sooner.

use inkling_token::Timestamp;

use super::due::waits;
use super::{DeliveryId, GrantId};
use crate::store::deliveries::{StoredDelivery, What};
use crate::store::objects::{Kind, StoredObject};
use crate::store::{deliveries, grants, objects};
use crate::{Error, Vault};

/// How the mailbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxState {
    /// Grants of which something lies there.
    pub published: u32,
    /// Publications that have not got there yet.
    pub waiting: u32,
}

impl Vault {
    /// Deliveries of one grant that are due, in the order in which they are to be brought.
    ///
    /// # Errors
    /// What the file says.
    pub fn news_of(&self, grant: GrantId, now: Timestamp) -> Result<Vec<DeliveryId>, Error> {
        self.look(|connection| {
            let mut due = Vec::new();
            for delivery in deliveries::open_of(connection, grant)? {
                if delivery.due_at <= now && !waits(connection, &delivery)? {
                    due.push((delivery.what, delivery.id));
                }
            }
            due.sort_unstable();
            Ok(due.into_iter().map(|(_, id)| id).collect())
        })
    }

    /// Has everything that was tried in vain be tried again now: the person says so.
    ///
    /// # Errors
    /// What the file says.
    pub fn hurry(&mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| deliveries::hurry(transaction, None, now))
    }

    /// Has what one grant's shop did not get be brought or tried again now, also what was put off to keep shops apart; all
    /// others wait as before.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn hurry_grant(&mut self, id: GrantId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            grants::get(transaction, id)?;
            deliveries::at_once(transaction, id, What::Update, now)?;
            deliveries::hurry(transaction, Some(id), now)
        })
    }

    /// Whether a delivery is still to be brought now: somebody may have tried it since the list was made.
    ///
    /// # Errors
    /// What the file says.
    pub fn is_due(&self, id: DeliveryId, now: Timestamp) -> Result<bool, Error> {
        self.look(|connection| {
            let delivery = deliveries::get(connection, id)?;
            Ok(delivery.closed.is_none() && delivery.due_at <= now)
        })
    }

    /// Whether a delivery goes to the mailbox. Two of those must not be on their way at once: what the store says of one would be
    /// taken for the other.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn is_publication(&self, id: DeliveryId) -> Result<bool, Error> {
        self.look(|connection| Ok(deliveries::get(connection, id)?.what == What::Publish))
    }

    /// How the mailbox stands.
    ///
    /// # Errors
    /// What the file says.
    pub fn mailbox_state(&self, now: Timestamp) -> Result<MailboxState, Error> {
        self.look(|connection| {
            let mut published = 0;
            for grant in objects::grants(connection)? {
                let objects = objects::of(connection, grant)?;
                let lies =
                    |object: &StoredObject| object.kind == Kind::Status && object.lies.is_some();
                published += u32::from(objects.iter().any(lies));
            }
            // A list that is to be signed again some day waits for nothing yet.
            let waits = |delivery: &StoredDelivery| {
                delivery.what == What::Publish && (delivery.due_at <= now || delivery.attempts > 0)
            };
            let open = deliveries::open(connection)?;
            let waiting = open.iter().filter(|delivery| waits(delivery)).count();
            Ok(MailboxState {
                published,
                waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            })
        })
    }
}
