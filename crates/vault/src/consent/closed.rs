//! The shop closed a grant, which it may always do.
//!
//! Invariant: a closed grant sends nothing more, not even the news of its end; its key is deleted at once.

use inkling_token::Timestamp;

use super::line::note;
use super::{DeliveryId, publish};
use crate::ledger::Happening;
use crate::store::deliveries::{Outcome, What};
use crate::store::{deliveries, grants};
use crate::{Error, Vault};

impl Vault {
    /// Keeps that the shop answered a presentation, an update or a pause with "gone".
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn closed_by_shop(&mut self, id: DeliveryId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            let grant = grants::get(transaction, delivery.grant)?;
            if grant.closing.is_some() || matches!(delivery.what, What::Revoke | What::Publish) {
                return Ok(());
            }
            grants::close(transaction, grant.id, now)?;
            deliveries::close_all(transaction, grant.id, Outcome::ClosedByShop, now)?;
            grants::forget_key(transaction, grant.id)?;
            publish::plan(transaction, grant.id, now)?;
            note(transaction, &grant, Happening::ClosedByShop, now)
        })
    }
}
