//! The shop closed a grant, which it may always do.
//!
//! Invariant: a closed grant sends nothing more, not even the news of its end; its key is deleted at once.

use inkling_token::Timestamp;

use super::DeliveryId;
use crate::ledger::{Happening, Line};
use crate::store::deliveries::{Outcome, What};
use crate::store::{deliveries, grants, ledger, shops};
use crate::{Error, Vault};

impl Vault {
    /// Keeps that the shop answered a presentation or an update with "gone".
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn closed_by_shop(&mut self, id: DeliveryId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction, now| {
            let delivery = deliveries::get(transaction, id)?;
            let grant = grants::get(transaction, delivery.grant)?;
            if grant.closing.is_some() || delivery.what == What::Revoke {
                return Ok(());
            }
            grants::close(transaction, grant.id, now)?;
            deliveries::close_all(transaction, grant.id, Outcome::ClosedByShop, now)?;
            grants::forget_key(transaction, grant.id)?;
            let host = shops::get(transaction, grant.shop)?
                .client
                .host()
                .to_string();
            let line = Line {
                shop: Some(&host),
                grant: Some(grant.id.0),
                ..Line::of(Happening::ClosedByShop)
            };
            ledger::append(transaction, &line, now)?;
            Ok(())
        })
    }
}
