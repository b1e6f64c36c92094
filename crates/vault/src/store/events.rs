//! Events: one imported fact as one source tells it.
//!
//! Stored `WITHOUT ROWID` by (stream, time, sequence). Which tellings are one fact is decided in memory during an import
//! ([`crate::import`]); a unique index over random hashes would make a million events five times slower.
//!
//! Invariant: a fact counts once. Of several tellings all but one are shadowed, and readers of facts never see those.

use inkling_intake::{Counts, Event, EventKind, Format, Precision, Rating, Stream, Zone};
use inkling_token::Timestamp;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Rows, ToSql, named_params};
use serde::de::DeserializeOwned;

use super::sources::SourceId;
use super::{changed_one, count, number, variant};
use crate::Error;
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[r#"CREATE TABLE events (
  -- One fact as one source tells it. Facts that several sources tell stand here several times; all tellings but the best
  -- are shadowed by it and not counted, so that undoing an import brings the other telling back.
  stream        TEXT    NOT NULL CHECK (stream IN ('amazon-orders', 'amazon-digital', 'netflix-views', 'netflix-ratings')),
  at            INTEGER NOT NULL,                    -- ms since 1970 UTC
  seq           INTEGER NOT NULL CHECK (seq > 0),    -- tells facts of one moment apart; says nothing else
  source        INTEGER NOT NULL REFERENCES sources (id),
  shadowed_by   INTEGER REFERENCES sources (id),     -- the source whose telling counts instead
  until         INTEGER NOT NULL CHECK (until >= at),-- start of the last session
  precision     TEXT    NOT NULL CHECK (precision IN ('second', 'minute', 'day')),
  zone          TEXT    NOT NULL CHECK (zone IN ('known', 'unknown')),
  kind          TEXT    NOT NULL CHECK (kind IN ('bought', 'watched', 'listened', 'visited', 'rated')),
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
  rating_scale  TEXT    CHECK (rating_scale IN ('stars', 'thumbs')),
  rating        INTEGER CHECK (rating BETWEEN 0 AND 255),
  counts        TEXT    NOT NULL CHECK (counts IN ('yes', 'gift', 'cancelled', 'returned')),
  file_row      INTEGER NOT NULL,                    -- row in the file, the first after the header being 1
  natural_key   TEXT    NOT NULL,                    -- what the fact is known by in its stream
  PRIMARY KEY (stream, at, seq),
  CHECK ((rating IS NULL) = (rating_scale IS NULL))
) STRICT, WITHOUT ROWID"#];

const COLUMNS: &str = "stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season, episode, item_id,
    category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts, file_row,
    natural_key";

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
pub struct EventRow {
    /// Its name, which holds when it happened and in which history.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// How exact the time is.
    pub precision: Precision,
    /// Title as written.
    pub title: String,
    /// Name of the show when the title is an episode's.
    pub show: Option<String>,
    /// The season as written.
    pub season: Option<String>,
    /// The shop's number of the item.
    pub item_id: Option<String>,
    /// The category the export names.
    pub category_hint: Option<String>,
    /// UNSPSC code, eight digits.
    pub unspsc: Option<String>,
    /// The market: "Amazon.de", or a country code for views.
    pub market: Option<String>,
    /// Paid for the whole row, in the currency's minor unit.
    pub amount_minor: Option<i64>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// How many.
    pub quantity: u32,
    /// Watched.
    pub seconds: Option<u32>,
    /// The person's rating.
    pub rating: Option<Rating>,
    /// Whether the fact says something about the person's taste.
    pub counts: Counts,
}

/// One telling, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telling {
    pub(crate) id: EventId,
    pub(crate) source: SourceId,
    pub(crate) shadowed_by: Option<SourceId>,
    pub(crate) event: Event,
}

/// Which tellings to read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// Those that count, of every stream.
    Counting,
    /// Those of one stream, shadowed or not.
    OfStream(Stream),
    /// Those of one source, shadowed or not.
    Of(SourceId),
    /// Those that a source's telling shadows.
    ShadowedBy(SourceId),
}

impl EventRow {
    pub(crate) fn new(id: EventId, event: Event) -> Self {
        Self {
            id,
            kind: event.kind,
            precision: event.precision,
            title: event.title,
            show: event.show,
            season: event.season,
            item_id: event.item_id,
            category_hint: event.category_hint,
            unspsc: event.unspsc,
            market: event.market,
            amount_minor: event.amount_minor,
            currency: event.currency,
            quantity: event.quantity,
            seconds: event.seconds,
            rating: event.rating,
            counts: event.counts,
        }
    }
}

/// Puts a telling in.
pub(crate) fn insert(
    connection: &Connection,
    id: EventId,
    (source, shadowed_by): (SourceId, Option<SourceId>),
    event: &Event,
) -> Result<(), Error> {
    let (scale, rating) = event.rating.map(rating_columns).unzip();
    connection
        .prepare_cached(
            "INSERT INTO events (stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season,
               episode, item_id, category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale,
               rating, counts, file_row, natural_key)
             VALUES (:stream, :at, :seq, :source, :shadowed_by, :until, :precision, :zone, :kind, :title, :show, :season,
               :episode, :item_id, :category_hint, :unspsc, :market, :amount_minor, :currency, :quantity, :seconds,
               :rating_scale, :rating, :counts, :file_row, :natural_key)",
        )?
        .execute(named_params! {
            ":stream": id.stream.word(),
            ":at": id.at.millis(),
            ":seq": id.seq,
            ":source": source.0,
            ":shadowed_by": shadowed_by.map(|source| source.0),
            ":until": event.until.max(event.at),
            ":precision": event.precision.word(),
            ":zone": zone_word(event.zone),
            ":kind": event.kind.word(),
            ":title": event.title,
            ":show": event.show,
            ":season": event.season,
            ":episode": event.episode,
            ":item_id": event.item_id,
            ":category_hint": event.category_hint,
            ":unspsc": event.unspsc,
            ":market": event.market,
            ":amount_minor": event.amount_minor,
            ":currency": event.currency,
            ":quantity": event.quantity,
            ":seconds": event.seconds,
            ":rating_scale": scale,
            ":rating": rating,
            ":counts": event.counts.word(),
            ":file_row": count(event.row),
            ":natural_key": event.natural_key,
        })?;
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

/// Takes out everything a source told.
pub(crate) fn delete_of(connection: &Connection, source: SourceId) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM events WHERE source = :source")?
        .execute(named_params! { ":source": source.0 })?;
    Ok(())
}

/// Facts in all.
pub(crate) fn facts(connection: &Connection) -> Result<u64, Error> {
    number(connection.query_row(
        "SELECT count(*) FROM events WHERE shadowed_by IS NULL",
        [],
        |row| row.get(0),
    )?)
}

/// Hands out tellings one by one, by stream, time and sequence.
pub(crate) fn read<T>(
    connection: &Connection,
    which: Which,
    take: impl FnOnce(&mut dyn Iterator<Item = Telling>) -> T,
) -> Result<T, Error> {
    let (condition, of): (_, Option<Value>) = match which {
        Which::Counting => ("shadowed_by IS NULL", None),
        Which::OfStream(stream) => ("stream = :of", Some(stream.word().to_owned().into())),
        Which::Of(source) => ("source = :of", Some(source.0.into())),
        Which::ShadowedBy(source) => ("shadowed_by = :of", Some(source.0.into())),
    };
    let parameters: Vec<_> = of
        .iter()
        .map(|of| -> (&str, &dyn ToSql) { (":of", of) })
        .collect();
    let mut statement = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM events WHERE {condition} ORDER BY stream, at, seq"
    ))?;
    let mut rows = statement.query(parameters.as_slice())?;
    let mut trouble = None;
    let taken = take(&mut std::iter::from_fn(|| match next(&mut rows) {
        Ok(telling) => telling,
        Err(error) => {
            trouble = Some(error);
            None
        }
    }));
    trouble.map_or(Ok(taken), Err)
}

/// Title of one fact, and the format that tells it, if it is there.
pub(crate) fn title_of(
    connection: &Connection,
    id: EventId,
) -> Result<Option<(String, Format)>, Error> {
    let found: Option<(String, String)> = connection
        .prepare_cached(
            "SELECT events.title, sources.format FROM events JOIN sources ON sources.id = events.source
             WHERE events.stream = :stream AND events.at = :at AND events.seq = :seq",
        )?
        .query_row(
            named_params! { ":stream": id.stream.word(), ":at": id.at.millis(), ":seq": id.seq },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    found
        .map(|(title, format)| Ok((title, variant(&format)?)))
        .transpose()
}

fn next(rows: &mut Rows<'_>) -> Result<Option<Telling>, Error> {
    rows.next()?.map(telling).transpose()
}

fn telling(row: &Row<'_>) -> Result<Telling, Error> {
    let id = EventId {
        stream: word(row, "stream")?,
        at: Timestamp::from_millis(row.get("at")?),
        seq: number(row.get("seq")?)?,
    };
    let event = Event {
        at: id.at.millis(),
        until: row.get("until")?,
        precision: word(row, "precision")?,
        zone: word(row, "zone")?,
        kind: word(row, "kind")?,
        stream: id.stream,
        person: None,
        title: row.get("title")?,
        show: row.get("show")?,
        season: row.get("season")?,
        episode: row.get("episode")?,
        item_id: row.get("item_id")?,
        category_hint: row.get("category_hint")?,
        unspsc: row.get("unspsc")?,
        market: row.get("market")?,
        amount_minor: row.get("amount_minor")?,
        currency: row.get("currency")?,
        quantity: number(row.get("quantity")?)?,
        seconds: row
            .get::<_, Option<i64>>("seconds")?
            .map(number)
            .transpose()?,
        rating: rating(row)?,
        counts: word(row, "counts")?,
        row: number(row.get("file_row")?)?,
        natural_key: row.get("natural_key")?,
    };
    Ok(Telling {
        id,
        source: SourceId(row.get("source")?),
        shadowed_by: row.get::<_, Option<i64>>("shadowed_by")?.map(SourceId),
        event,
    })
}

fn word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, Error> {
    match row.get_ref(column)? {
        ValueRef::Text(text) => {
            variant(std::str::from_utf8(text).map_err(|_| Error::Damaged(Part::Row))?)
        }
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(Error::Damaged(Part::Row))
        }
    }
}

fn rating(row: &Row<'_>) -> Result<Option<Rating>, Error> {
    let Some(stored) = row.get::<_, Option<i64>>("rating")? else {
        return Ok(None);
    };
    let code = number(stored)?;
    match row.get_ref("rating_scale")?.as_str() {
        Ok("stars") => Ok(Some(Rating::Stars(code))),
        Ok("thumbs") => Ok(Some(Rating::Thumbs(code))),
        Ok(_) | Err(_) => Err(Error::Damaged(Part::Row)),
    }
}

fn rating_columns(rating: Rating) -> (&'static str, u8) {
    match rating {
        Rating::Stars(stars) => ("stars", stars),
        Rating::Thumbs(code) => ("thumbs", code),
    }
}

fn zone_word(zone: Zone) -> &'static str {
    match zone {
        Zone::Known => "known",
        Zone::Unknown => "unknown",
    }
}
