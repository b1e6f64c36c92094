//! Evidence: events behind a derived preference, a sample of at most 20.
//!
//! Invariant: written with the derivation it belongs to, in the transaction that changed the events.

use inkling_token::Timestamp;
use inkling_token::vocabulary::PreferenceKey;
use rusqlite::{Connection, named_params};

use super::events::EventId;
use super::{number, variant};
use crate::Error;

pub(super) const SCHEMA: &[&str] = &[r#"CREATE TABLE evidence (
  -- Events behind a derived preference, a sample. Written anew with every derivation, in the transaction that changed the
  -- events, so that none points to an event that is gone.
  key    TEXT    NOT NULL REFERENCES preferences (key) ON DELETE CASCADE,
  place  INTEGER NOT NULL CHECK (place > 0),      -- 1 is the newest
  stream TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID"#];

/// More are not kept.
const MOST: usize = 20;

/// Puts these events in the place of those that were there.
pub(super) fn replace(
    connection: &Connection,
    key: &PreferenceKey,
    events: &[EventId],
) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM evidence WHERE key = :key")?
        .execute(named_params! { ":key": key.as_str() })?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO evidence (key, place, stream, at, seq) VALUES (:key, :place, :stream, :at, :seq)",
    )?;
    for (place, id) in (1_i64..).zip(events.iter().take(MOST)) {
        insert.execute(named_params! {
            ":key": key.as_str(),
            ":place": place,
            ":stream": id.stream.word(),
            ":at": id.at.millis(),
            ":seq": id.seq,
        })?;
    }
    Ok(())
}

/// The events behind a preference, newest first.
pub(super) fn of(connection: &Connection, key: &PreferenceKey) -> Result<Vec<EventId>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT stream, at, seq FROM evidence WHERE key = :key ORDER BY place")?;
    let mut rows = statement.query(named_params! { ":key": key.as_str() })?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(EventId {
            stream: variant(&row.get::<_, String>("stream")?)?,
            at: Timestamp::from_millis(row.get("at")?),
            seq: number(row.get("seq")?)?,
        });
    }
    Ok(events)
}
