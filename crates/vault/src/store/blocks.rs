//! Blocked domains.
//!
//! Invariant: a block is of a domain, whatever host and client id it asks under; a row that names one host of it blocks all.

use inkling_token::Timestamp;
use inkling_token::client::ShopHost;
use rusqlite::{Connection, named_params};

use super::parse_stored;
use crate::Error;
use crate::consent::{Blocked, Domain};

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE blocks (
  -- A host whose requests are not even shown.
  host  TEXT    NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID"];

/// Blocks a domain; whether it was not blocked before.
pub(crate) fn add(connection: &Connection, domain: &Domain, now: Timestamp) -> Result<bool, Error> {
    if holds(connection, domain)? {
        return Ok(false);
    }
    connection
        .prepare_cached("INSERT INTO blocks (host, since) VALUES (:host, :now)")?
        .execute(named_params! { ":host": domain.to_string(), ":now": now.millis() })?;
    Ok(true)
}

/// Lifts a block; whether there was one.
pub(crate) fn lift(connection: &Connection, domain: &Domain) -> Result<bool, Error> {
    let mut lifted = false;
    for (host, _) in rows(connection)? {
        if Domain::of(&host) == *domain {
            connection
                .prepare_cached("DELETE FROM blocks WHERE host = :host")?
                .execute(named_params! { ":host": host.to_string() })?;
            lifted = true;
        }
    }
    Ok(lifted)
}

/// Whether a domain is blocked.
pub(crate) fn holds(connection: &Connection, domain: &Domain) -> Result<bool, Error> {
    let mut rows = rows(connection)?.into_iter();
    Ok(rows.any(|(host, _)| Domain::of(&host) == *domain))
}

/// All blocked domains, by name.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Blocked>, Error> {
    let rows = rows(connection)?.into_iter();
    let mut blocked: Vec<Blocked> = rows
        .map(|(host, since)| Blocked {
            domain: Domain::of(&host),
            since,
        })
        .collect();
    blocked.sort_by(|a, b| (&a.domain, a.since).cmp(&(&b.domain, b.since)));
    blocked.dedup_by(|later, first| later.domain == first.domain);
    Ok(blocked)
}

fn rows(connection: &Connection) -> Result<Vec<(ShopHost, Timestamp)>, Error> {
    let mut statement = connection.prepare_cached("SELECT host, since FROM blocks")?;
    let mut rows = statement.query([])?;
    let mut stored = Vec::new();
    while let Some(row) = rows.next()? {
        stored.push((
            parse_stored(&row.get::<_, String>("host")?)?,
            Timestamp::from_millis(row.get("since")?),
        ));
    }
    Ok(stored)
}
