//! Projections: what grants yield while the vault is locked.
//!
//! Invariant: only the file that serves holds any; no row says more than the grant's approval.

use inkling_token::Timestamp;
use rusqlite::{Connection, named_params};

use super::count;
use crate::Error;
use crate::consent::{GrantId, SharedDetail};
use crate::error::Part;

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE projections (
  -- What grants yield while the vault is locked, as it was when it was locked. Only in the file that serves.
  grant_id INTEGER NOT NULL REFERENCES grants (id),
  place    INTEGER NOT NULL CHECK (place > 0),
  step     INTEGER NOT NULL CHECK (step > 0),                -- the first one that is left holds: some of a value may end
  detail   TEXT    NOT NULL CHECK (json_valid(detail)),      -- group, key, level and value
  ends_at  INTEGER,                                          -- from when on it is not given any more
  PRIMARY KEY (grant_id, place, step)
) STRICT, WITHOUT ROWID"];

/// A detail that a grant yields, with from when on it does not any more; then what is left of it, and so on.
pub(crate) type Steps = Vec<(SharedDetail, Option<Timestamp>)>;

/// Keeps what a grant yields, in the file that is attached as `serving`.
pub(crate) fn add(connection: &Connection, grant: GrantId, kept: &[Steps]) -> Result<(), Error> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO serving.projections (grant_id, place, step, detail, ends_at)
         VALUES (:grant_id, :place, :step, :detail, :ends_at)",
    )?;
    for (place, steps) in (1..).zip(kept) {
        for (step, (detail, ends_at)) in (1..).zip(steps) {
            insert.execute(named_params! {
                ":grant_id": grant.0,
                ":place": count(place),
                ":step": count(step),
                ":detail": serde_json::to_string(detail)?,
                ":ends_at": ends_at.map(Timestamp::millis),
            })?;
        }
    }
    Ok(())
}

/// What a grant yields.
pub(crate) fn of(connection: &Connection, grant: GrantId) -> Result<Vec<SharedDetail>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT detail FROM projections WHERE grant_id = :grant_id ORDER BY place",
    )?;
    let rows = statement.query_map(named_params! { ":grant_id": grant.0 }, |row| {
        row.get::<_, String>(0)
    })?;
    rows.map(|detail| serde_json::from_str(&detail?).map_err(|_| Error::Damaged(Part::Row)))
        .collect()
}

/// Grants of which something has ended.
pub(crate) fn ended(connection: &Connection, now: Timestamp) -> Result<Vec<GrantId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT grant_id FROM projections WHERE ends_at <= :now ORDER BY grant_id",
    )?;
    let rows = statement.query_map(named_params! { ":now": now.millis() }, |row| {
        row.get(0).map(GrantId)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets go of what has ended.
pub(crate) fn let_go(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM projections WHERE ends_at <= :now")?
        .execute(named_params! { ":now": now.millis() })?;
    Ok(())
}
