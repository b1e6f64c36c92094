//! Sources: one imported file, or one file of an imported zip.
//!
//! Invariant: a file is known by the SHA-256 of its bytes and its place in its zip, never by its name.

use std::fmt;

use inkling_intake::{Format, SourceInfo};
use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{changed_one, count, number, variant};
use crate::Error;
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[r#"CREATE TABLE sources (
  -- One imported file, or one file of an imported zip.
  id          INTEGER NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL,                                  -- as shown: "Your Orders.zip/Order History.csv"
  entry       TEXT,                                              -- full name within the zip
  format      TEXT    NOT NULL,                                  -- what it was recognised as
  file_sha256 BLOB    NOT NULL CHECK (length(file_sha256) = 32), -- of the whole file or zip
  imported_at INTEGER NOT NULL,                                  -- ms since 1970 UTC
  events      INTEGER NOT NULL CHECK (events >= 0),              -- facts it told first
  first_at    INTEGER,                                           -- its earliest fact
  last_at     INTEGER,                                           -- its latest fact
  CHECK ((first_at IS NULL) = (last_at IS NULL))
) STRICT"#];

/// Names one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub i64);

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One imported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// The file's name, with the zip's before it.
    pub name: String,
    /// What it was recognised as; [`Format::words`] is for a person.
    pub format: Format,
    /// When it was imported.
    pub at: Timestamp,
    /// Facts that count through it; those that another source tells as well or better count there.
    pub events: u64,
    /// Its earliest fact that counts.
    pub first: Option<Timestamp>,
    /// Its latest fact that counts.
    pub last: Option<Timestamp>,
}

/// What of a source counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) events: u64,
    pub(crate) span: Option<(Timestamp, Timestamp)>,
}

/// Puts a source in; nothing counts through it yet.
pub(crate) fn insert(connection: &Connection, info: &SourceInfo) -> Result<SourceId, Error> {
    let format = info.format.ok_or(Error::fault("a source has no format"))?;
    connection
        .prepare_cached(
            "INSERT INTO sources (name, entry, format, file_sha256, imported_at, events)
             VALUES (:name, :entry, :format, :sha256, 0, 0)",
        )?
        .execute(named_params! {
            ":name": info.name,
            ":entry": info.entry,
            ":format": format.word(),
            ":sha256": info.sha256,
        })?;
    Ok(SourceId(connection.last_insert_rowid()))
}

/// The source this very file became when it was imported before.
pub(crate) fn known(connection: &Connection, info: &SourceInfo) -> Result<Option<SourceId>, Error> {
    let id = connection
        .prepare_cached("SELECT id FROM sources WHERE file_sha256 = :sha256 AND entry IS :entry")?
        .query_row(
            named_params! { ":sha256": info.sha256, ":entry": info.entry },
            |row| row.get(0).map(SourceId),
        )
        .optional()?;
    Ok(id)
}

/// Whether a file with this SHA-256 was imported.
pub(crate) fn knows_file(connection: &Connection, sha256: &[u8; 32]) -> Result<bool, Error> {
    let known = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sources WHERE file_sha256 = :sha256)")?
        .query_row(named_params! { ":sha256": sha256 }, |row| row.get(0))?;
    Ok(known)
}

/// Dates a source.
pub(crate) fn set_imported(
    connection: &Connection,
    id: SourceId,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE sources SET imported_at = :now WHERE id = :id")?
        .execute(named_params! { ":now": now.millis(), ":id": id.0 })?;
    changed_one(rows, Noun::Source)
}

/// Says what counts through a source.
pub(crate) fn set_tally(connection: &Connection, id: SourceId, tally: Tally) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE sources SET events = :events, first_at = :first, last_at = :last WHERE id = :id",
        )?
        .execute(named_params! {
            ":events": count(tally.events),
            ":first": tally.span.map(|(first, _)| first.millis()),
            ":last": tally.span.map(|(_, last)| last.millis()),
            ":id": id.0,
        })?;
    changed_one(rows, Noun::Source)
}

/// Takes a source out; its events must be gone.
pub(crate) fn delete(connection: &Connection, id: SourceId) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("DELETE FROM sources WHERE id = :id")?
        .execute(named_params! { ":id": id.0 })?;
    changed_one(rows, Noun::Source)
}

/// One source.
pub(crate) fn find(connection: &Connection, id: SourceId) -> Result<Source, Error> {
    all(connection)?
        .into_iter()
        .find(|source| source.id == id)
        .ok_or(Error::NotFound(Noun::Source))
}

/// Every source, the newest import first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Source>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, format, imported_at, events, first_at, last_at FROM sources
         ORDER BY imported_at DESC, id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(source(row)?);
    }
    Ok(sources)
}

fn source(row: &Row<'_>) -> Result<Source, Error> {
    Ok(Source {
        id: SourceId(row.get("id")?),
        name: row.get("name")?,
        format: variant(&row.get::<_, String>("format")?)?,
        at: Timestamp::from_millis(row.get("imported_at")?),
        events: number(row.get("events")?)?,
        first: row
            .get::<_, Option<i64>>("first_at")?
            .map(Timestamp::from_millis),
        last: row
            .get::<_, Option<i64>>("last_at")?
            .map(Timestamp::from_millis),
    })
}
