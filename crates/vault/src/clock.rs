//! What time brought, settled before anything else is done.
//!
//! The time that a use case is given is taken as it is: a clock that ran ahead for a day must not hold up the vault until
//! that day. What an end has ended stays ended, and a clock that was set back leaves a line.
//!
//! Invariant: nothing here makes a grant's end later or undoes one.

use inkling_token::Timestamp;
use rusqlite::Connection;

use crate::ledger::{Happening, Line};
use crate::store::{deliveries, ledger};
use crate::{Error, consent, profile};

/// Clocks are corrected all the time; by less than this, nobody set them back.
const CORRECTION_MS: i64 = 5 * 60 * 1000;

/// Writes down a clock that was set back, and the ends that have passed: of what the person said, and of grants.
pub(crate) fn settle(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    if let Some(last) = ledger::last_at(connection)? {
        let back = last.millis().saturating_sub(now.millis());
        if back > CORRECTION_MS {
            ledger::append(connection, &Line::of(Happening::ClockSetBack), now)?;
            deliveries::set_back(connection, back, now)?;
        }
    }
    profile::lapse(connection, now)?;
    consent::lapse(connection, now)?;
    consent::end(connection, now)
}
