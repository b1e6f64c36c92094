//! A message did not arrive, or nobody knows whether it did: when to try again.
//!
//! Invariant: the waits grow and are never the same twice; what would be of no use by then is given up.

use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::line::note;
use super::pause::rest;
use super::{DeliveryId, PauseTold, plain};
use crate::ledger::Happening;
use crate::store::deliveries::{Outcome, StoredDelivery, What};
use crate::store::{deliveries, grants, pauses, tokens};
use crate::{Error, Vault};

/// The first wait, in seconds; each further one is twice as long.
const FIRST_WAIT_S: u64 = 30;
/// The longest wait: six hours.
const LONGEST_WAIT_S: u64 = 6 * 3600;

impl Vault {
    /// Puts a delivery off after an attempt that failed.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn postponed(
        &mut self,
        id: DeliveryId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            postpone(transaction, &delivery, now, entropy)
        })
    }

    /// The shop says no to a delivery. Where that was the word of plain mode, and the shop may still have what was approved, the
    /// grant rests until the person says otherwise: a shop that will not hear what takes the place of the details is to have
    /// neither. Anything else is tried again later.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn turned_down(
        &mut self,
        id: DeliveryId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            let grant = grants::get(transaction, delivery.grant)?;
            let is_update = matches!(delivery.what, What::Update | What::Renew);
            if delivery.closed.is_none() && is_update && plain::is_urgent(transaction, &grant)? {
                rest(transaction, &grant, None, now)?;
                return note(transaction, &grant, Happening::PlainRefused, now);
            }
            postpone(transaction, &delivery, now, entropy)
        })
    }
}

fn postpone(
    connection: &Connection,
    delivery: &StoredDelivery,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(), Error> {
    if delivery.closed.is_some() {
        return Ok(());
    }
    let next = now.plus_seconds(wait(delivery.attempts, entropy)?);
    if next < useful_until(connection, delivery)? {
        return deliveries::postpone(connection, delivery.id, next);
    }
    deliveries::close(connection, delivery.id, Outcome::Lapsed, now)?;
    match delivery.what {
        What::Revoke => grants::forget_key(connection, delivery.grant),
        What::Pause => pauses::tell(connection, delivery.grant, PauseTold::Cannot),
        What::Publish | What::Present | What::Update | What::Renew => Ok(()),
    }
}

/// How many seconds: half of the wait for sure, the other half and as much again by chance.
pub(super) fn wait(attempts: u32, entropy: &dyn Entropy) -> Result<i64, Error> {
    let whole = FIRST_WAIT_S
        .saturating_mul(1 << attempts.min(16))
        .min(LONGEST_WAIT_S);
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes)?;
    let seconds = whole / 2 + u64::from_be_bytes(bytes) % whole;
    i64::try_from(seconds).map_err(|_| Error::fault("a wait is longer than time"))
}

/// The first moment at which bringing it would be of no use.
fn useful_until(connection: &Connection, delivery: &StoredDelivery) -> Result<Timestamp, Error> {
    let grant = grants::get(connection, delivery.grant)?;
    let forever = Timestamp::from_millis(i64::MAX);
    Ok(match delivery.what {
        What::Present => grant.lapses_at,
        What::Update | What::Renew => grant.until.unwrap_or(forever),
        What::Publish => forever,
        What::Revoke | What::Pause => tokens::last_expiry(connection, grant.id)?.unwrap_or(forever),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    #[test]
    fn waits_double_up_to_six_hours_and_vary() {
        for (attempts, whole) in [(0, 30), (1, 60), (4, 480), (10, 21_600), (60, 21_600)] {
            let waits: Vec<i64> = (0..50).map(|_| wait(attempts, &Dice).unwrap()).collect();

            assert!(
                waits
                    .iter()
                    .all(|wait| (whole / 2..whole / 2 + whole).contains(wait)),
                "{attempts}"
            );
            assert!(waits.iter().any(|wait| wait != &waits[0]), "{attempts}");
        }
    }
}
