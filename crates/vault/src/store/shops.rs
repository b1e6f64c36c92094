//! Shops that have asked for something.
//!
//! Invariant: a shop is its client id, and what it may cost the person is counted by its host; nothing that it says about
//! itself is kept.

use inkling_token::Timestamp;
use inkling_token::client::ClientId;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{changed_one, parse_stored};
use crate::Error;
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE shops (
  -- A shop that has asked for something, known by the client id that it asked under.
  id              INTEGER NOT NULL PRIMARY KEY,
  client_id       TEXT    NOT NULL UNIQUE,     -- \"decentralized_identifier:did:web:shop.example\"
  host            TEXT    NOT NULL,            -- \"shop.example\"; several client ids may be of one host
  key_thumbprint  TEXT,                        -- the key of its first request, or of the last one that was approved; none: unsigned
  first_seen      INTEGER NOT NULL,            -- ms since 1970 UTC
  other_key_since INTEGER,                     -- it signs with another key; updates wait until a request is approved
  CHECK (other_key_since IS NULL OR key_thumbprint IS NOT NULL)
) STRICT",
];

/// A row.
#[derive(Debug)]
pub(crate) struct StoredShop {
    pub(crate) id: i64,
    pub(crate) client: ClientId,
    /// None: it does not sign.
    pub(crate) key_thumbprint: Option<String>,
    pub(crate) other_key_since: Option<Timestamp>,
}

/// The shop of this client id, if it has asked before.
pub(crate) fn find(
    connection: &Connection,
    client: &ClientId,
) -> Result<Option<StoredShop>, Error> {
    let text = client.to_string();
    connection
        .prepare_cached(
            "SELECT id, client_id, key_thumbprint, other_key_since FROM shops WHERE client_id = :client_id",
        )?
        .query_row(named_params! { ":client_id": text }, |row| Ok(stored(row)))
        .optional()?
        .transpose()
}

/// The shop with this number.
pub(crate) fn get(connection: &Connection, id: i64) -> Result<StoredShop, Error> {
    connection
        .prepare_cached(
            "SELECT id, client_id, key_thumbprint, other_key_since FROM shops WHERE id = :id",
        )?
        .query_row(named_params! { ":id": id }, |row| Ok(stored(row)))?
}

/// Adds a shop with the key that it signs with.
pub(crate) fn add(
    connection: &Connection,
    client: &ClientId,
    thumbprint: Option<&str>,
    now: Timestamp,
) -> Result<i64, Error> {
    connection
        .prepare_cached(
            "INSERT INTO shops (client_id, host, key_thumbprint, first_seen)
             VALUES (:client_id, :host, :key_thumbprint, :first_seen)",
        )?
        .execute(named_params! {
            ":client_id": client.to_string(),
            ":host": client.host().to_string(),
            ":key_thumbprint": thumbprint,
            ":first_seen": now.millis(),
        })?;
    Ok(connection.last_insert_rowid())
}

/// Notes that the shop signs with another key than the one that is pinned.
pub(crate) fn another_key(connection: &Connection, id: i64, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE shops SET other_key_since = coalesce(other_key_since, :now) WHERE id = :id",
        )?
        .execute(named_params! { ":id": id, ":now": now.millis() })?;
    changed_one(rows, Noun::Request)
}

/// Pins the key of a request that the person approved.
pub(crate) fn pin(connection: &Connection, id: i64, thumbprint: &str) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE shops SET key_thumbprint = :key_thumbprint, other_key_since = NULL WHERE id = :id",
        )?
        .execute(named_params! { ":id": id, ":key_thumbprint": thumbprint })?;
    changed_one(rows, Noun::Request)
}

fn stored(row: &Row<'_>) -> Result<StoredShop, Error> {
    Ok(StoredShop {
        id: row.get("id")?,
        client: parse_stored(&row.get::<_, String>("client_id")?)?,
        key_thumbprint: row.get("key_thumbprint")?,
        other_key_since: row
            .get::<_, Option<i64>>("other_key_since")?
            .map(Timestamp::from_millis),
    })
}
