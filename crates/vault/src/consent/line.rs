//! A line of the ledger about a grant.
//!
//! Invariant: the line names the shop and what happened, and never a detail.

use inkling_token::Timestamp;
use rusqlite::Connection;

use crate::Error;
use crate::ledger::{Happening, Line};
use crate::store::grants::StoredGrant;
use crate::store::{ledger, shops};

/// Writes down what happened to a grant.
pub(super) fn note(
    connection: &Connection,
    grant: &StoredGrant,
    what: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    append(connection, grant, Line::of(what), now)
}

/// Writes down what happened to so many details of a grant.
pub(super) fn note_details(
    connection: &Connection,
    grant: &StoredGrant,
    (what, details): (Happening, u64),
    now: Timestamp,
) -> Result<(), Error> {
    let line = Line {
        count: Some(details),
        ..Line::of(what)
    };
    append(connection, grant, line, now)
}

fn append(
    connection: &Connection,
    grant: &StoredGrant,
    line: Line<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let host = shops::get(connection, grant.shop)?
        .client
        .host()
        .to_string();
    let line = Line {
        shop: Some(&host),
        grant: Some(grant.id.0),
        ..line
    };
    ledger::append(connection, &line, now)?;
    Ok(())
}
