//! Blocked hosts.
//!
//! Invariant: a block is of a host, whatever client id it asks under.

use inkling_token::Timestamp;
use inkling_token::client::ShopHost;
use rusqlite::{Connection, named_params};

use super::parse_stored;
use crate::Error;
use crate::consent::Blocked;

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE blocks (
  -- A host whose requests are not even shown.
  host  TEXT    NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID"];

/// Blocks a host; whether it was not blocked before.
pub(crate) fn add(connection: &Connection, host: &ShopHost, now: Timestamp) -> Result<bool, Error> {
    let rows = connection
        .prepare_cached(
            "INSERT INTO blocks (host, since) VALUES (:host, :now) ON CONFLICT (host) DO NOTHING",
        )?
        .execute(named_params! { ":host": host.to_string(), ":now": now.millis() })?;
    Ok(rows == 1)
}

/// Lifts a block; whether there was one.
pub(crate) fn lift(connection: &Connection, host: &ShopHost) -> Result<bool, Error> {
    let rows = connection
        .prepare_cached("DELETE FROM blocks WHERE host = :host")?
        .execute(named_params! { ":host": host.to_string() })?;
    Ok(rows == 1)
}

/// Whether a host is blocked.
pub(crate) fn holds(connection: &Connection, host: &ShopHost) -> Result<bool, Error> {
    let blocked = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM blocks WHERE host = :host)")?
        .query_row(named_params! { ":host": host.to_string() }, |row| {
            row.get(0)
        })?;
    Ok(blocked)
}

/// All blocked hosts, by name.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Blocked>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT host, since FROM blocks ORDER BY host")?;
    let mut rows = statement.query([])?;
    let mut blocked = Vec::new();
    while let Some(row) = rows.next()? {
        blocked.push(Blocked {
            host: parse_stored(&row.get::<_, String>("host")?)?,
            since: Timestamp::from_millis(row.get("since")?),
        });
    }
    Ok(blocked)
}
