//! Events: one imported fact as one source tells it.
//!
//! Stored `WITHOUT ROWID` by (stream, time, sequence). Which tellings are one fact is decided in memory during an import
//! ([`crate::import`]); a unique index over random hashes would make a million events five times slower.
//!
//! Invariant: a fact counts once. Of several tellings all but one are shadowed, and readers of facts never see those.

mod rows;

use std::borrow::Cow;

use inkling_intake::{Counts, Event, EventKind, Format, Precision, Rating, Stream, Zone};
use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params, params};

pub(crate) use self::rows::{each, each_fact, each_fact_of, read, read_marks};
use super::sources::SourceId;
use super::{changed_one, count, number, variant};
use crate::Error;
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[
    r#"CREATE TABLE events (
  -- One fact as one source tells it. Facts that several sources tell stand here several times; all tellings but the best
  -- are shadowed by it and not counted, so that undoing an import brings the other telling back.
  stream        TEXT    NOT NULL,                    -- the history it belongs to: 'amazon-orders', 'netflix-views', ..
  at            INTEGER NOT NULL,                    -- ms since 1970 UTC
  seq           INTEGER NOT NULL CHECK (seq > 0),    -- tells facts of one moment apart; says nothing else
  source        INTEGER NOT NULL REFERENCES sources (id),
  shadowed_by   INTEGER REFERENCES sources (id),     -- the source whose telling counts instead
  until         INTEGER NOT NULL CHECK (until >= at),-- start of the last session
  precision     TEXT    NOT NULL CHECK (precision = 'second' OR precision = 'minute' OR precision = 'day'),
  zone          TEXT    NOT NULL CHECK (zone IN ('known', 'unknown')),
  kind          TEXT    NOT NULL,                    -- 'bought', 'watched', 'listened', 'visited', 'rated', ..
  title         TEXT    NOT NULL,
  show          TEXT,
  season        TEXT,
  episode       TEXT,
  item_id       TEXT,                                -- the shop's number of the item
  category_hint TEXT,                                -- category the export names
  unspsc        TEXT,
  market        TEXT,
  amount_minor  INTEGER,                             -- paid, in the currency's minor unit
  currency      TEXT,                                -- ISO 4217
  quantity      INTEGER NOT NULL CHECK (quantity >= 0),
  seconds       INTEGER CHECK (seconds >= 0),        -- watched
  rating_scale  TEXT,                                -- 'stars', 'thumbs', ..
  rating        INTEGER CHECK (rating BETWEEN 0 AND 255),
  counts        TEXT    NOT NULL CHECK (counts = 'yes' OR counts = 'gift' OR counts = 'cancelled' OR counts = 'returned'),
  file_row      INTEGER NOT NULL,                    -- row in the file, the first after the header being 1
  natural_key   TEXT    NOT NULL,                    -- what the fact is known by in its stream
  PRIMARY KEY (stream, at, seq),
  CHECK ((rating IS NULL) = (rating_scale IS NULL))
) STRICT, WITHOUT ROWID"#,
    // To delete a source is to look for tellings that refer to it.
    "CREATE INDEX events_by_source ON events (source)",
    "CREATE INDEX events_by_shadow ON events (shadowed_by) WHERE shadowed_by IS NOT NULL",
];

/// Names one telling of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// The history it belongs to.
    pub stream: Stream,
    /// When it happened.
    pub at: Timestamp,
    /// Tells facts of one moment apart.
    pub seq: u32,
}

/// One fact, as the derivation reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow<'a> {
    /// Its name, which holds when it happened and in which history.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// Title as written.
    pub title: Cow<'a, str>,
    /// Name of the show when the title is an episode's; the author of a book, the artist of a track.
    pub show: Option<Cow<'a, str>>,
    /// The shop's number of the item.
    pub item_id: Option<Cow<'a, str>>,
    /// The category the export names.
    pub category_hint: Option<Cow<'a, str>>,
    /// Paid for the whole row, in the currency's minor unit.
    pub amount_minor: Option<i64>,
    /// ISO 4217 code.
    pub currency: Option<Cow<'a, str>>,
    /// How many.
    pub quantity: u32,
    /// Watched or heard.
    pub seconds: Option<u32>,
    /// The person's rating.
    pub rating: Option<Rating>,
    /// Whether the fact says something about the person's taste.
    pub counts: Counts,
    /// What the fact is known by in its history.
    pub natural_key: Cow<'a, str>,
}

impl<'a> EventRow<'a> {
    /// An event under the name it is stored by.
    #[must_use]
    pub fn of(id: EventId, event: &'a Event) -> Self {
        Self {
            id,
            kind: event.kind,
            title: Cow::Borrowed(&event.title),
            show: event.show.as_deref().map(Cow::Borrowed),
            item_id: event.item_id.as_deref().map(Cow::Borrowed),
            category_hint: event.category_hint.as_deref().map(Cow::Borrowed),
            amount_minor: event.amount_minor,
            currency: event.currency.as_deref().map(Cow::Borrowed),
            quantity: event.quantity,
            seconds: event.seconds,
            rating: event.rating,
            counts: event.counts,
            natural_key: Cow::Borrowed(&event.natural_key),
        }
    }

    /// The same, with texts of its own.
    pub(crate) fn into_owned(self) -> EventRow<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        EventRow {
            id: self.id,
            kind: self.kind,
            title: owned(self.title),
            show: self.show.map(owned),
            item_id: self.item_id.map(owned),
            category_hint: self.category_hint.map(owned),
            amount_minor: self.amount_minor,
            currency: self.currency.map(owned),
            quantity: self.quantity,
            seconds: self.seconds,
            rating: self.rating,
            counts: self.counts,
            natural_key: owned(self.natural_key),
        }
    }
}

/// One telling, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telling {
    pub(crate) id: EventId,
    pub(crate) source: SourceId,
    pub(crate) shadowed_by: Option<SourceId>,
    pub(crate) event: Event,
}

/// What of a telling decides whether another one is of the same fact, and which of the two is better.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) id: EventId,
    pub(crate) source: SourceId,
    pub(crate) shadowed_by: Option<SourceId>,
    pub(crate) precision: Precision,
    pub(crate) counts: Counts,
    pub(crate) natural_key: String,
}

/// Which tellings to read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// Those that count, of every stream.
    Counting,
    /// Those of one stream, shadowed or not.
    OfStream(Stream),
    /// Those of one source that another telling shadows.
    ShadowedOf(SourceId),
    /// This one.
    One(EventId),
}

/// Puts a telling in.
pub(crate) fn insert(
    connection: &Connection,
    id: EventId,
    (source, shadowed_by): (SourceId, Option<SourceId>),
    event: &Event,
) -> Result<(), Error> {
    let (scale, rating) = event.rating.map(Rating::parts).unzip();
    connection
        .prepare_cached(
            "INSERT INTO events (stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season,
               episode, item_id, category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale,
               rating, counts, file_row, natural_key)
             VALUES (:stream, :at, :seq, :source, :shadowed_by, :until, :precision, :zone, :kind, :title, :show, :season,
               :episode, :item_id, :category_hint, :unspsc, :market, :amount_minor, :currency, :quantity, :seconds,
               :rating_scale, :rating, :counts, :file_row, :natural_key)",
        )?
        // By place, in the order above: looking up 26 names takes longer than storing the row.
        .execute(params![
            id.stream.word(),
            id.at.millis(),
            id.seq,
            source.0,
            shadowed_by.map(|source| source.0),
            event.until.max(event.at),
            event.precision.word(),
            zone_word(event.zone),
            event.kind.word(),
            event.title,
            event.show,
            event.season,
            event.episode,
            event.item_id,
            event.category_hint,
            event.unspsc,
            event.market,
            event.amount_minor,
            event.currency,
            event.quantity,
            event.seconds,
            scale,
            rating,
            event.counts.word(),
            count(event.row),
            event.natural_key,
        ])?;
    Ok(())
}

/// Says whose telling counts instead of this one; `None` when this one counts.
pub(crate) fn set_shadow(
    connection: &Connection,
    id: EventId,
    by: Option<SourceId>,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE events SET shadowed_by = :by WHERE stream = :stream AND at = :at AND seq = :seq")?
        .execute(named_params! {
            ":by": by.map(|source| source.0),
            ":stream": id.stream.word(),
            ":at": id.at.millis(),
            ":seq": id.seq,
        })?;
    changed_one(rows, Noun::Source)
}

/// Takes a telling out.
pub(crate) fn delete(connection: &Connection, id: EventId) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("DELETE FROM events WHERE stream = :stream AND at = :at AND seq = :seq")?
        .execute(named_params! {
            ":stream": id.stream.word(),
            ":at": id.at.millis(),
            ":seq": id.seq,
        })?;
    changed_one(rows, Noun::Source)
}

/// One telling, if it is there.
pub(crate) fn find(connection: &Connection, id: EventId) -> Result<Option<Telling>, Error> {
    read(connection, Which::One(id), |tellings| tellings.next())
}

/// One fact, as the derivation reads it.
pub(crate) fn find_fact(connection: &Connection, id: EventId) -> Result<EventRow<'static>, Error> {
    let found = find(connection, id)?.ok_or(Error::NotFound(Noun::Event))?;
    Ok(EventRow::of(id, &found.event).into_owned())
}

/// Facts in all.
pub(crate) fn facts(connection: &Connection) -> Result<u64, Error> {
    number(connection.query_row(
        "SELECT count(*) FROM events WHERE shadowed_by IS NULL",
        [],
        |row| row.get(0),
    )?)
}

/// Facts of each history that has any.
pub(crate) fn facts_by_stream(connection: &Connection) -> Result<Vec<(Stream, u64)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT stream, count(*) AS facts FROM events WHERE shadowed_by IS NULL GROUP BY stream",
    )?;
    let mut rows = statement.query([])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let stream = variant(&row.get::<_, String>("stream")?)?;
        facts.push((stream, number(row.get("facts")?)?));
    }
    Ok(facts)
}

/// What platforms suppose about the person, by platform.
pub(crate) fn supposed(connection: &Connection) -> Result<Vec<(Stream, String)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT stream, title FROM events
         WHERE stream = :stream AND kind = :kind AND shadowed_by IS NULL ORDER BY title",
    )?;
    let mut supposed = Vec::new();
    for stream in Stream::ALL.into_iter().filter(|stream| stream.supposes()) {
        let parameters = named_params! {
            ":stream": stream.word(),
            ":kind": EventKind::Supposed.word(),
        };
        let titles = statement.query_map(parameters, |row| row.get(1))?;
        for title in titles {
            supposed.push((stream, title?));
        }
    }
    Ok(supposed)
}

/// Title of one fact, what happened, and the format that tells it, if it is there.
pub(crate) fn title_of(
    connection: &Connection,
    id: EventId,
) -> Result<Option<(String, EventKind, Format)>, Error> {
    let found: Option<(String, String, String)> = connection
        .prepare_cached(
            "SELECT events.title, events.kind, sources.format FROM events JOIN sources ON sources.id = events.source
             WHERE events.stream = :stream AND events.at = :at AND events.seq = :seq",
        )?
        .query_row(
            named_params! { ":stream": id.stream.word(), ":at": id.at.millis(), ":seq": id.seq },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    found
        .map(|(title, kind, format)| Ok((title, variant(&kind)?, variant(&format)?)))
        .transpose()
}

fn zone_word(zone: Zone) -> &'static str {
    match zone {
        Zone::Known => "known",
        Zone::Unknown => "unknown",
    }
}

fn zone(word: &str) -> Option<Zone> {
    [Zone::Known, Zone::Unknown]
        .into_iter()
        .find(|known| zone_word(*known) == word)
}
