//! Rules: the person's last word on what is derived.
//!
//! Invariant: there is one rule on an item, an entry, a history or an area; on where things belong there may be several, and the newest
//! counts.

use std::borrow::Cow;

use inkling_intake::Stream;
use inkling_token::Timestamp;
use rusqlite::{Connection, Row, named_params};

use super::changed_one;
use crate::Error;
use crate::derive::Group;
use crate::error::{Noun, Part};
use crate::rules::{Rule, RuleId, Says, Why};

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE rules (
  -- The person's last word on what is derived: what says nothing about them, and where things belong. It holds whatever is
  -- imported, undone and imported again. Of several on one thing the newest counts, and the one before it when that is taken
  -- back.
  id       INTEGER NOT NULL PRIMARY KEY,   -- the higher, the newer
  kind     TEXT    NOT NULL CHECK (kind IN ('item', 'entry', 'stream', 'area', 'title', 'noun', 'maker')),
  covers   TEXT    NOT NULL,   -- of an entry what it is known by in its history, after that; the word of a history or an area;
                               -- else folded words: what entries are found by
  item_id  TEXT,               -- of an item: the shop's number, after the history it is from
  at       INTEGER,            -- of an entry: when it was, ms since 1970 UTC
  shown    TEXT    NOT NULL,   -- what it covers, as the person read it when they said so
  why      TEXT    CHECK (why IN ('not-used', 'gift', 'not-me')),
  category TEXT,               -- where a title, the things of a name or a maker's belong; none: in no category that there is
  since    INTEGER NOT NULL,   -- ms since 1970 UTC
  CHECK ((kind IN ('item', 'entry')) = (why IS NOT NULL)),
  CHECK (item_id IS NULL OR kind = 'item'),
  CHECK ((kind = 'entry') = (at IS NOT NULL)),
  CHECK (category IS NULL OR kind IN ('title', 'noun', 'maker'))
) STRICT"];

/// Puts a rule in. On an item, an entry, a history or an area it takes the place of the one that is there.
pub(crate) fn insert(
    connection: &Connection,
    says: &Says,
    now: Timestamp,
) -> Result<RuleId, Error> {
    let columns = Columns::of(says);
    if !matches!(says, Says::Place { .. }) {
        connection
            .prepare_cached("DELETE FROM rules WHERE kind = :kind AND covers = :covers")?
            .execute(named_params! { ":kind": columns.kind, ":covers": &columns.covers })?;
    }
    connection
        .prepare_cached(
            "INSERT INTO rules (kind, covers, item_id, at, shown, why, category, since)
             VALUES (:kind, :covers, :item_id, :at, :shown, :why, :category, :since)",
        )?
        .execute(named_params! {
            ":kind": columns.kind,
            ":covers": columns.covers,
            ":item_id": columns.item_id,
            ":at": columns.at.map(Timestamp::millis),
            ":shown": columns.shown,
            ":why": columns.why,
            ":category": columns.category,
            ":since": now.millis(),
        })?;
    Ok(RuleId(connection.last_insert_rowid()))
}

/// Takes a rule out.
pub(crate) fn delete(connection: &Connection, id: RuleId) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("DELETE FROM rules WHERE id = :id")?
        .execute(named_params! { ":id": id.0 })?;
    changed_one(rows, Noun::Rule)
}

/// Every rule, the newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Rule>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, covers, item_id, at, shown, why, category, since FROM rules ORDER BY id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        rules.push(Rule {
            id: RuleId(row.get("id")?),
            says: says(row)?,
            since: Timestamp::from_millis(row.get("since")?),
        });
    }
    Ok(rules)
}

/// A rule as the columns have it.
#[derive(Debug, Default)]
struct Columns<'a> {
    kind: &'static str,
    covers: Cow<'a, str>,
    item_id: Option<&'a str>,
    at: Option<Timestamp>,
    shown: &'a str,
    why: Option<&'static str>,
    category: Option<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(says: &'a Says) -> Self {
        match says {
            Says::KeepOut {
                item,
                item_id,
                shown,
                why,
            } => Self {
                kind: "item",
                covers: item.into(),
                item_id: item_id.as_deref(),
                shown,
                why: Some(why_word(*why)),
                ..Self::default()
            },
            Says::KeepOutEntry {
                stream,
                key,
                at,
                shown,
                why,
            } => Self {
                kind: "entry",
                covers: format!("{}/{key}", stream.word()).into(),
                at: Some(*at),
                shown,
                why: Some(why_word(*why)),
                ..Self::default()
            },
            Says::KeepOutStream(stream) => Self {
                kind: "stream",
                covers: stream.word().into(),
                shown: stream.words(),
                ..Self::default()
            },
            Says::StopArea(area) => Self {
                kind: "area",
                covers: area.into(),
                shown: area,
                ..Self::default()
            },
            Says::Place {
                group,
                shown,
                category,
            } => {
                let (kind, covers) = match group {
                    Group::Title(title) => ("title", title),
                    Group::Noun(noun) => ("noun", noun),
                    Group::Maker(maker) => ("maker", maker),
                };
                Self {
                    kind,
                    covers: covers.into(),
                    shown,
                    category: category.as_deref(),
                    ..Self::default()
                }
            }
        }
    }
}

fn says(row: &Row<'_>) -> Result<Says, Error> {
    let kind: String = row.get("kind")?;
    let covers: String = row.get("covers")?;
    let group = match kind.as_str() {
        "item" => {
            let why = why(&row.get::<_, String>("why")?);
            return Ok(Says::KeepOut {
                item: covers,
                item_id: row.get("item_id")?,
                shown: row.get("shown")?,
                why: why.ok_or(Error::Damaged(Part::Row))?,
            });
        }
        "entry" => {
            let found = covers.split_once('/');
            let found = found.and_then(|(word, key)| Some((Stream::from_word(word)?, key)));
            let (stream, key) = found.ok_or(Error::Damaged(Part::Row))?;
            let why = why(&row.get::<_, String>("why")?);
            return Ok(Says::KeepOutEntry {
                stream,
                key: key.to_owned(),
                at: Timestamp::from_millis(row.get("at")?),
                shown: row.get("shown")?,
                why: why.ok_or(Error::Damaged(Part::Row))?,
            });
        }
        "stream" => {
            let stream = Stream::from_word(&covers).ok_or(Error::Damaged(Part::Row))?;
            return Ok(Says::KeepOutStream(stream));
        }
        "area" => return Ok(Says::StopArea(covers)),
        "title" => Group::Title(covers),
        "noun" => Group::Noun(covers),
        "maker" => Group::Maker(covers),
        _ => return Err(Error::Damaged(Part::Row)),
    };
    Ok(Says::Place {
        group,
        shown: row.get("shown")?,
        category: row.get("category")?,
    })
}

const fn why_word(why: Why) -> &'static str {
    match why {
        Why::NotUsed => "not-used",
        Why::Gift => "gift",
        Why::NotMe => "not-me",
    }
}

fn why(word: &str) -> Option<Why> {
    [Why::NotUsed, Why::Gift, Why::NotMe]
        .into_iter()
        .find(|known| why_word(*known) == word)
}
