//! Pauses: times in which a grant sends nothing.
//!
//! Invariant: a grant has at most one pause that is not over; one that is over is never changed again.

use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{changed_one, number, variant};
use crate::Error;
use crate::consent::{GrantId, PauseTold};
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE pauses (
  -- A time in which a grant sends nothing. The one that is not over holds the grant back.
  id         INTEGER NOT NULL PRIMARY KEY,
  grant_id   INTEGER NOT NULL REFERENCES grants (id),
  since      INTEGER NOT NULL,
  until      INTEGER,                          -- when it is over by itself
  told       TEXT    NOT NULL CHECK (told IN ('not-yet', 'yes', 'cannot')), -- whether the shop knows
  resumed_at INTEGER
) STRICT",
    "\
CREATE UNIQUE INDEX pauses_open ON pauses (grant_id) WHERE resumed_at IS NULL",
];

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredPause {
    pub(crate) since: Timestamp,
    /// When it is over by itself.
    pub(crate) until: Option<Timestamp>,
    pub(crate) told: PauseTold,
    pub(crate) resumed_at: Option<Timestamp>,
}

const COLUMNS: &str = "since, until, told, resumed_at";

/// Begins a pause, or gives the one that is not over another end, of which the shop is to be told anew.
pub(crate) fn begin(
    connection: &Connection,
    grant: GrantId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO pauses (grant_id, since, until, told) VALUES (:grant_id, :now, :until, 'not-yet')
             ON CONFLICT (grant_id) WHERE resumed_at IS NULL DO UPDATE SET until = :until, told = 'not-yet'",
        )?
        .execute(named_params! {
            ":grant_id": grant.0,
            ":now": now.millis(),
            ":until": until.map(Timestamp::millis),
        })?;
    Ok(())
}

/// The pause of a grant that is not over.
pub(crate) fn open_of(
    connection: &Connection,
    grant: GrantId,
) -> Result<Option<StoredPause>, Error> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM pauses WHERE grant_id = :grant_id AND resumed_at IS NULL"
        ))?
        .query_row(named_params! { ":grant_id": grant.0 }, |row| {
            Ok(stored(row))
        })
        .optional()?
        .transpose()
}

/// All pauses of a grant, oldest first.
pub(crate) fn of(connection: &Connection, grant: GrantId) -> Result<Vec<StoredPause>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pauses WHERE grant_id = :grant_id ORDER BY id"
    ))?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    let mut pauses = Vec::new();
    while let Some(row) = rows.next()? {
        pauses.push(stored(row)?);
    }
    Ok(pauses)
}

/// Grants whose pause is over by itself, and waits for being ended.
pub(crate) fn over(connection: &Connection, now: Timestamp) -> Result<Vec<GrantId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT grant_id FROM pauses WHERE resumed_at IS NULL AND until <= :now ORDER BY id",
    )?;
    let grants = statement.query_map(named_params! { ":now": now.millis() }, |row| {
        row.get(0).map(GrantId)
    })?;
    Ok(grants.collect::<Result<_, _>>()?)
}

/// How many pauses that are not over began at this moment.
pub(crate) fn open_since(connection: &Connection, since: Timestamp) -> Result<u32, Error> {
    number(
        connection
            .prepare_cached(
                "SELECT count(*) FROM pauses JOIN grants ON grants.id = grant_id
                 WHERE resumed_at IS NULL AND since = :since AND ended_at IS NULL AND revoked_at IS NULL AND closed_at IS NULL",
            )?
            .query_row(named_params! { ":since": since.millis() }, |row| row.get(0))?,
    )
}

/// Notes whether the shop knows of the pause that is not over.
pub(crate) fn tell(connection: &Connection, grant: GrantId, told: PauseTold) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE pauses SET told = :told WHERE grant_id = :grant_id AND resumed_at IS NULL",
        )?
        .execute(named_params! { ":grant_id": grant.0, ":told": told.word() })?;
    changed_one(rows, Noun::Grant)
}

/// Ends the pause that is not over.
pub(crate) fn end(connection: &Connection, grant: GrantId, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE pauses SET resumed_at = :now WHERE grant_id = :grant_id AND resumed_at IS NULL",
        )?
        .execute(named_params! { ":grant_id": grant.0, ":now": now.millis() })?;
    changed_one(rows, Noun::Grant)
}

fn stored(row: &Row<'_>) -> Result<StoredPause, Error> {
    let time = |column: &str| {
        row.get::<_, Option<i64>>(column)
            .map(|at| at.map(Timestamp::from_millis))
    };
    Ok(StoredPause {
        since: Timestamp::from_millis(row.get("since")?),
        until: time("until")?,
        told: variant(&row.get::<_, String>("told")?)?,
        resumed_at: time("resumed_at")?,
    })
}
