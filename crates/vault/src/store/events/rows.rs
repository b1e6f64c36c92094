//! Reading events: whole tellings, facts as the derivation needs them, or what tells facts apart.
//!
//! Each reads no more columns than it needs, and takes them in their order: to find a column by its name takes longer than to
//! read the row.
//!
//! Invariant: this module only reads.

use std::borrow::Cow;

use inkling_intake::{Counts, Event, EventKind, Precision, Rating, Stream};
use inkling_token::Timestamp;
use rusqlite::types::{FromSql, Value};
use rusqlite::{Connection, Row, Rows, ToSql, named_params};

use super::{EventId, EventRow, Mark, Telling, Which, number, zone};
use crate::Error;
use crate::error::Part;
use crate::store::sources::SourceId;

/// In the order in which [`telling`] takes them.
const OF_A_TELLING: &str = "stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season, episode,
    item_id, category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts, file_row,
    natural_key";
/// In the order in which [`fact`] takes them.
const OF_A_FACT: &str = "source, shadowed_by, stream, at, seq, kind, title, show, item_id, category_hint, amount_minor, currency, quantity,
    seconds, rating_scale, rating, counts, natural_key";
/// In the order in which [`mark`] takes them.
const OF_A_MARK: &str = "stream, at, seq, source, shadowed_by, precision, counts, natural_key";

/// Hands out tellings one by one, by stream, time and sequence.
pub(crate) fn read<T>(
    connection: &Connection,
    which: Which,
    take: impl FnOnce(&mut dyn Iterator<Item = Telling>) -> T,
) -> Result<T, Error> {
    hand_out(connection, OF_A_TELLING, which, telling, take)
}

/// Shows every telling, with the source that tells it and the one that shadows it. Nothing of a row is copied.
pub(crate) fn each(
    connection: &Connection,
    mut take: impl FnMut(SourceId, Option<SourceId>, &EventRow<'_>),
) -> Result<(), Error> {
    let mut statement = connection.prepare(&format!(
        "SELECT {OF_A_FACT} FROM events ORDER BY stream, at, seq"
    ))?;
    let rows = statement.query([])?;
    show(rows, &mut take)
}

/// Shows what counts, one by one.
pub(crate) fn each_fact(
    connection: &Connection,
    mut take: impl FnMut(&EventRow<'_>),
) -> Result<(), Error> {
    each(connection, |_, shadowed_by, fact| {
        if shadowed_by.is_none() {
            take(fact);
        }
    })
}

/// Shows what counts in some histories, one by one. The others are not read.
pub(crate) fn each_fact_of(
    connection: &Connection,
    streams: impl IntoIterator<Item = Stream>,
    mut take: impl FnMut(&EventRow<'_>),
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {OF_A_FACT} FROM events WHERE stream = :stream ORDER BY at, seq"
    ))?;
    for stream in streams {
        let rows = statement.query(named_params! { ":stream": stream.word() })?;
        show(rows, &mut |_, shadowed_by, fact| {
            if shadowed_by.is_none() {
                take(fact);
            }
        })?;
    }
    Ok(())
}

fn show(
    mut rows: Rows<'_>,
    take: &mut impl FnMut(SourceId, Option<SourceId>, &EventRow<'_>),
) -> Result<(), Error> {
    while let Some(row) = rows.next()? {
        let columns = &mut Columns { row, next: 0 };
        let source = SourceId(columns.take()?);
        let shadowed_by = columns.take::<Option<i64>>()?.map(SourceId);
        take(source, shadowed_by, &fact(columns)?);
    }
    Ok(())
}

/// Hands out what tells facts apart.
pub(crate) fn read_marks<T>(
    connection: &Connection,
    which: Which,
    take: impl FnOnce(&mut dyn Iterator<Item = Mark>) -> T,
) -> Result<T, Error> {
    hand_out(connection, OF_A_MARK, which, mark, take)
}

fn hand_out<R, T>(
    connection: &Connection,
    columns: &str,
    which: Which,
    read: impl Fn(&mut Columns<'_>) -> Result<R, Error>,
    take: impl FnOnce(&mut dyn Iterator<Item = R>) -> T,
) -> Result<T, Error> {
    let (condition, of): (_, Vec<(&str, Value)>) = match which {
        Which::Counting => ("shadowed_by IS NULL", Vec::new()),
        Which::OfStream(stream) => ("stream = :of", vec![(":of", word_of(stream))]),
        Which::ShadowedOf(source) => (
            "source = :of AND shadowed_by IS NOT NULL",
            vec![(":of", source.0.into())],
        ),
        Which::One(id) => (
            "stream = :stream AND at = :at AND seq = :seq",
            vec![
                (":stream", word_of(id.stream)),
                (":at", id.at.millis().into()),
                (":seq", i64::from(id.seq).into()),
            ],
        ),
    };
    let parameters: Vec<_> = of
        .iter()
        .map(|(name, of)| -> (&str, &dyn ToSql) { (name, of) })
        .collect();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {columns} FROM events WHERE {condition} ORDER BY stream, at, seq"
    ))?;
    let mut rows = statement.query(parameters.as_slice())?;
    let mut next = || {
        let row = rows.next()?;
        row.map(|row| read(&mut Columns { row, next: 0 }))
            .transpose()
    };
    let mut trouble = None;
    let taken = take(&mut std::iter::from_fn(|| match next() {
        Ok(found) => found,
        Err(error) => {
            trouble = Some(error);
            None
        }
    }));
    trouble.map_or(Ok(taken), Err)
}

fn word_of(stream: Stream) -> Value {
    stream.word().to_owned().into()
}

fn telling(columns: &mut Columns<'_>) -> Result<Telling, Error> {
    let id = columns.id()?;
    let source = SourceId(columns.take()?);
    let shadowed_by = columns.take::<Option<i64>>()?.map(SourceId);
    let event = Event {
        at: id.at.millis(),
        until: columns.take()?,
        precision: columns.word(Precision::from_word)?,
        zone: columns.word(zone)?,
        kind: columns.word(EventKind::from_word)?,
        stream: id.stream,
        person: None,
        title: columns.take()?,
        show: columns.take()?,
        season: columns.take()?,
        episode: columns.take()?,
        item_id: columns.take()?,
        category_hint: columns.take()?,
        unspsc: columns.take()?,
        market: columns.take()?,
        amount_minor: columns.take()?,
        currency: columns.take()?,
        quantity: columns.number()?,
        seconds: columns.perhaps_a_number()?,
        rating: columns.rating()?,
        counts: columns.word(Counts::from_word)?,
        row: columns.number()?,
        natural_key: columns.take()?,
    };
    Ok(Telling {
        id,
        source,
        shadowed_by,
        event,
    })
}

fn fact<'row>(columns: &mut Columns<'row>) -> Result<EventRow<'row>, Error> {
    Ok(EventRow {
        id: columns.id()?,
        kind: columns.word(EventKind::from_word)?,
        title: Cow::Borrowed(columns.text()?),
        show: columns.perhaps_a_text()?.map(Cow::Borrowed),
        item_id: columns.perhaps_a_text()?.map(Cow::Borrowed),
        category_hint: columns.perhaps_a_text()?.map(Cow::Borrowed),
        amount_minor: columns.take()?,
        currency: columns.perhaps_a_text()?.map(Cow::Borrowed),
        quantity: columns.number()?,
        seconds: columns.perhaps_a_number()?,
        rating: columns.rating()?,
        counts: columns.word(Counts::from_word)?,
        natural_key: Cow::Borrowed(columns.text()?),
    })
}

fn mark(columns: &mut Columns<'_>) -> Result<Mark, Error> {
    Ok(Mark {
        id: columns.id()?,
        source: SourceId(columns.take()?),
        shadowed_by: columns.take::<Option<i64>>()?.map(SourceId),
        precision: columns.word(Precision::from_word)?,
        counts: columns.word(Counts::from_word)?,
        natural_key: columns.take()?,
    })
}

/// The columns of a row, one after the other.
struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

impl<'row> Columns<'row> {
    fn place(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn take<T: FromSql>(&mut self) -> Result<T, Error> {
        let place = self.place();
        Ok(self.row.get(place)?)
    }

    fn text(&mut self) -> Result<&'row str, Error> {
        self.perhaps_a_text()?.ok_or(Error::Damaged(Part::Row))
    }

    fn perhaps_a_text(&mut self) -> Result<Option<&'row str>, Error> {
        let place = self.place();
        let text = self.row.get_ref(place)?.as_str_or_null();
        text.map_err(|_| Error::Damaged(Part::Row))
    }

    fn number<T: TryFrom<i64>>(&mut self) -> Result<T, Error> {
        number(self.take()?)
    }

    fn perhaps_a_number<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Error> {
        self.take::<Option<i64>>()?.map(number).transpose()
    }

    fn word<T>(&mut self, known: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
        let place = self.place();
        let word = self.row.get_ref(place)?.as_str().ok();
        word.and_then(known).ok_or(Error::Damaged(Part::Row))
    }

    fn id(&mut self) -> Result<EventId, Error> {
        Ok(EventId {
            stream: self.word(Stream::from_word)?,
            at: Timestamp::from_millis(self.take()?),
            seq: self.number()?,
        })
    }

    fn rating(&mut self) -> Result<Option<Rating>, Error> {
        let scale = self.place();
        let Some(code) = self.perhaps_a_number()? else {
            return Ok(None);
        };
        let scale = self.row.get_ref(scale)?.as_str().ok();
        scale
            .and_then(|scale| Rating::from_parts(scale, code))
            .map(Some)
            .ok_or(Error::Damaged(Part::Row))
    }
}
