//! Amendments: what was agreed after the approval.
//!
//! Invariant: an amendment is written once; the newest one of a grant is in force.

use inkling_token::Timestamp;
use rusqlite::{Connection, Row, named_params};

use crate::Error;
use crate::consent::{GrantId, SharedDetail};
use crate::error::Part;

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE amendments (
  -- What was agreed after the approval: less, coarser, or for another time. The newest one is in force.
  id           INTEGER NOT NULL PRIMARY KEY,
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  agreed_at    INTEGER NOT NULL,
  details      TEXT    NOT NULL CHECK (json_valid(details)), -- groups, keys, levels and values as they were shown
  until        INTEGER NOT NULL,
  shown        TEXT    NOT NULL CHECK (json_valid(shown)), -- everything the person was shown, byte for byte as hashed
  shown_digest TEXT    NOT NULL CHECK (length(shown_digest) = 64) -- SHA-256 of it, hex
) STRICT",
];

/// A row.
#[derive(Debug)]
pub(crate) struct StoredAmendment {
    pub(crate) agreed_at: Timestamp,
    pub(crate) details: Vec<SharedDetail>,
    pub(crate) until: Timestamp,
    pub(crate) shown_digest: String,
}

/// What an amendment is made of.
pub(crate) struct NewAmendment<'a> {
    pub(crate) grant: GrantId,
    pub(crate) details: &'a [SharedDetail],
    pub(crate) until: Timestamp,
    pub(crate) shown: &'a str,
    pub(crate) shown_digest: &'a str,
}

/// Adds an amendment, which is in force from now on.
pub(crate) fn add(
    connection: &Connection,
    new: &NewAmendment<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO amendments (grant_id, agreed_at, details, until, shown, shown_digest)
             VALUES (:grant_id, :agreed_at, :details, :until, :shown, :shown_digest)",
        )?
        .execute(named_params! {
            ":grant_id": new.grant.0,
            ":agreed_at": now.millis(),
            ":details": serde_json::to_string(new.details)?,
            ":until": new.until.millis(),
            ":shown": new.shown,
            ":shown_digest": new.shown_digest,
        })?;
    Ok(())
}

/// All amendments of a grant, oldest first.
pub(crate) fn of(connection: &Connection, grant: GrantId) -> Result<Vec<StoredAmendment>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT agreed_at, details, until, shown_digest FROM amendments WHERE grant_id = :grant_id ORDER BY id",
    )?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    let mut amendments = Vec::new();
    while let Some(row) = rows.next()? {
        amendments.push(stored(row)?);
    }
    Ok(amendments)
}

fn stored(row: &Row<'_>) -> Result<StoredAmendment, Error> {
    let details: String = row.get("details")?;
    Ok(StoredAmendment {
        agreed_at: Timestamp::from_millis(row.get("agreed_at")?),
        details: serde_json::from_str(&details).map_err(|_| Error::Damaged(Part::Row))?,
        until: Timestamp::from_millis(row.get("until")?),
        shown_digest: row.get("shown_digest")?,
    })
}
