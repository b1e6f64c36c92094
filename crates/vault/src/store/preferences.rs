//! Preferences: one row a detail, holding what was derived, what the person says, and whether it is hidden.
//!
//! Invariant: a row is written whole, and a detail about which nothing is left has no row.

use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::PreferenceKey;
use rusqlite::{Connection, Row, named_params};

use super::{count, evidence, number, parse_stored};
use crate::Error;
use crate::derive::Evidence;
use crate::error::Part;
use crate::profile::{Belief, Preference, Word};

pub(super) const SCHEMA: &[&str] = &[r#"CREATE TABLE preferences (
  -- One detail of the profile: what was derived, what the person says, and whether it is hidden. Values are JSON in the
  -- shape of the detail's kind.
  key         TEXT    NOT NULL PRIMARY KEY,       -- "shoes.size"
  standing    TEXT    NOT NULL CHECK (standing IN ('suggested', 'confirmed', 'edited', 'stated')),
  own         TEXT,                               -- the person's word; only this is ever shared
  derived     TEXT,                               -- the newest derivation
  seen        TEXT,                               -- the derivation the person had before them when they last decided
  hidden_at   INTEGER,                            -- never shared, never suggested again, until shown
  sentence    TEXT,                               -- why the derivation is believed
  strength    INTEGER CHECK (strength BETWEEN 1 AND 3),
  event_count INTEGER CHECK (event_count >= 0),   -- events behind it in all; some of them are in evidence
  changed_at  INTEGER NOT NULL,
  CHECK ((own IS NULL) = (standing = 'suggested')),
  CHECK (own IS NOT NULL OR derived IS NOT NULL OR hidden_at IS NOT NULL),
  CHECK ((derived IS NULL) = (sentence IS NULL)
     AND (derived IS NULL) = (strength IS NULL)
     AND (derived IS NULL) = (event_count IS NULL))
) STRICT, WITHOUT ROWID"#];

const COLUMNS: &str =
    "key, standing, own, derived, seen, hidden_at, sentence, strength, event_count";

/// Every detail that has a row, by key.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Belief>, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM preferences ORDER BY key"))?;
    let mut rows = statement.query([])?;
    let mut beliefs = Vec::new();
    while let Some(row) = rows.next()? {
        beliefs.push(belief(connection, row)?);
    }
    Ok(beliefs)
}

/// One detail, about which nothing may be known.
pub(crate) fn find(connection: &Connection, key: &PreferenceKey) -> Result<Belief, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM preferences WHERE key = :key"
    ))?;
    let mut rows = statement.query(named_params! { ":key": key.as_str() })?;
    match rows.next()? {
        Some(row) => belief(connection, row),
        None => Ok(Belief::none(*key)),
    }
}

/// One detail as the profile shows it.
pub(crate) fn shown(
    connection: &Connection,
    key: &PreferenceKey,
) -> Result<Option<Preference>, Error> {
    Ok(find(connection, key)?.shown())
}

/// The value a shop may be given: the person's own, not hidden.
pub(crate) fn usable(connection: &Connection, key: &PreferenceKey) -> Result<Option<Value>, Error> {
    Ok(find(connection, key)?.usable().cloned())
}

/// Writes one detail whole, with its evidence.
pub(crate) fn save(connection: &Connection, belief: &Belief, now: Timestamp) -> Result<(), Error> {
    let key = &belief.key;
    if belief.is_none() {
        connection
            .prepare_cached("DELETE FROM preferences WHERE key = :key")?
            .execute(named_params! { ":key": key.as_str() })?;
        return Ok(());
    }
    let own = belief.own.as_ref();
    let derived = belief.derived.as_ref();
    let why = derived.map(|(_, evidence)| evidence);
    connection
        .prepare_cached(
            "INSERT INTO preferences (key, standing, own, derived, seen, hidden_at, sentence, strength, event_count, changed_at)
             VALUES (:key, :standing, :own, :derived, :seen, :hidden_at, :sentence, :strength, :event_count, :changed_at)
             ON CONFLICT (key) DO UPDATE SET standing = excluded.standing, own = excluded.own, derived = excluded.derived,
               seen = excluded.seen, hidden_at = excluded.hidden_at, sentence = excluded.sentence,
               strength = excluded.strength, event_count = excluded.event_count, changed_at = excluded.changed_at",
        )?
        .execute(named_params! {
            ":key": key.as_str(),
            ":standing": own.map_or("suggested", |(word, _)| standing(*word)),
            ":own": own.map(|(_, value)| text(value)).transpose()?,
            ":derived": derived.map(|(value, _)| text(value)).transpose()?,
            ":seen": belief.seen.as_ref().map(text).transpose()?,
            ":hidden_at": belief.hidden_at.map(Timestamp::millis),
            ":sentence": why.map(|evidence| &evidence.sentence),
            ":strength": why.map(|evidence| evidence.strength),
            ":event_count": why.map(|evidence| count(evidence.of)),
            ":changed_at": now.millis(),
        })?;
    evidence::replace(
        connection,
        key,
        why.map_or(&[], |evidence| evidence.event_ids.as_slice()),
    )
}

fn belief(connection: &Connection, row: &Row<'_>) -> Result<Belief, Error> {
    let key: PreferenceKey = parse_stored(&row.get::<_, String>("key")?)?;
    let read = |column: &str| match row.get::<_, Option<String>>(column)? {
        Some(text) => value(&key, &text).map(Some),
        None => Ok(None),
    };
    let own = match (read("own")?, word(&row.get::<_, String>("standing")?)?) {
        (Some(value), Some(word)) => Some((word, value)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(Error::Damaged(Part::Row)),
    };
    let derived = match read("derived")? {
        Some(value) => Some((
            value,
            Evidence {
                sentence: row.get("sentence")?,
                strength: number(row.get("strength")?)?,
                of: number(row.get("event_count")?)?,
                event_ids: evidence::of(connection, &key)?,
            },
        )),
        None => None,
    };
    let seen = read("seen")?;
    let hidden_at = row
        .get::<_, Option<i64>>("hidden_at")?
        .map(Timestamp::from_millis);
    Ok(Belief {
        key,
        own,
        derived,
        seen,
        hidden_at,
    })
}

fn text(value: &Value) -> Result<String, Error> {
    Ok(serde_json::to_string(value.as_json())?)
}

fn value(key: &PreferenceKey, text: &str) -> Result<Value, Error> {
    let json = serde_json::from_str(text).map_err(|_| Error::Damaged(Part::Row))?;
    Value::parse(key, json).map_err(|_| Error::Damaged(Part::Row))
}

fn standing(word: Word) -> &'static str {
    match word {
        Word::Confirmed => "confirmed",
        Word::Edited => "edited",
        Word::Stated => "stated",
    }
}

fn word(standing: &str) -> Result<Option<Word>, Error> {
    match standing {
        "suggested" => Ok(None),
        "confirmed" => Ok(Some(Word::Confirmed)),
        "edited" => Ok(Some(Word::Edited)),
        "stated" => Ok(Some(Word::Stated)),
        _ => Err(Error::Damaged(Part::Row)),
    }
}
