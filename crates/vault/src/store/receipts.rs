//! Receipts: what the person was shown when they agreed.
//!
//! Invariant: a receipt is written once, with its grant, and never changed.

use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::Error;
use crate::consent::{GrantId, ReceiptId};
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE receipts (
  -- Proof of a consent. The shop's signed terms stand with the request, the person's signatures with the first tokens.
  id           INTEGER NOT NULL PRIMARY KEY,
  grant_id     INTEGER NOT NULL UNIQUE REFERENCES grants (id),
  given_at     INTEGER NOT NULL,
  shown        TEXT    NOT NULL CHECK (json_valid(shown)), -- everything the person was shown, byte for byte as hashed
  shown_digest TEXT    NOT NULL CHECK (length(shown_digest) = 64) -- SHA-256 of it, hex
) STRICT",
];

/// A row.
#[derive(Debug)]
pub(crate) struct StoredReceipt {
    pub(crate) id: ReceiptId,
    pub(crate) grant: GrantId,
    pub(crate) given_at: Timestamp,
    pub(crate) shown_digest: String,
}

/// Keeps what was shown, and its digest.
pub(crate) fn add(
    connection: &Connection,
    grant: GrantId,
    shown: &str,
    shown_digest: &str,
    now: Timestamp,
) -> Result<ReceiptId, Error> {
    connection
        .prepare_cached(
            "INSERT INTO receipts (grant_id, given_at, shown, shown_digest)
             VALUES (:grant_id, :given_at, :shown, :shown_digest)",
        )?
        .execute(named_params! {
            ":grant_id": grant.0,
            ":given_at": now.millis(),
            ":shown": shown,
            ":shown_digest": shown_digest,
        })?;
    Ok(ReceiptId(connection.last_insert_rowid()))
}

/// One receipt.
pub(crate) fn get(connection: &Connection, id: ReceiptId) -> Result<StoredReceipt, Error> {
    connection
        .prepare_cached("SELECT id, grant_id, given_at, shown_digest FROM receipts WHERE id = :id")?
        .query_row(named_params! { ":id": id.0 }, stored)
        .optional()?
        .ok_or(Error::NotFound(Noun::Receipt))
}

/// The receipt of a grant.
pub(crate) fn of_grant(connection: &Connection, grant: GrantId) -> Result<StoredReceipt, Error> {
    connection
        .prepare_cached(
            "SELECT id, grant_id, given_at, shown_digest FROM receipts WHERE grant_id = :grant_id",
        )?
        .query_row(named_params! { ":grant_id": grant.0 }, stored)
        .optional()?
        .ok_or(Error::NotFound(Noun::Receipt))
}

fn stored(row: &Row<'_>) -> Result<StoredReceipt, rusqlite::Error> {
    Ok(StoredReceipt {
        id: ReceiptId(row.get("id")?),
        grant: GrantId(row.get("grant_id")?),
        given_at: Timestamp::from_millis(row.get("given_at")?),
        shown_digest: row.get("shown_digest")?,
    })
}
