//! A StoryGraph library: books read, begun and wanted, with quarters of stars.
//!
//! Invariant: reviews and content warnings are never asked for; a warning may tell of the reader's health.

use super::order::present;
use super::{Format, Match, Reader, row_by_row};
use crate::dates::day;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::opening::Opening;
use crate::rating::Rating;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, fold};

/// The library.
#[derive(Debug)]
pub(super) struct Storygraph;

impl Reader for Storygraph {
    fn format(&self) -> Format {
        Format::Storygraph
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        if !header.has(&["read status"]) || !header.has(&["isbn/uid", "star rating", "moods"]) {
            return Match::No;
        }
        Match::with(header, &["Title", "Date Added"])
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        row_by_row(source, sink, Columns::of, Columns::event)
    }
}

struct Columns {
    title: Option<usize>,
    authors: Option<usize>,
    number: Option<usize>,
    status: Option<usize>,
    read: Option<usize>,
    added: Option<usize>,
    rating: Option<usize>,
    tags: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            title: header.find(&["title"]),
            authors: header.find(&["authors"]),
            number: header.find(&["isbn/uid"]),
            status: header.find(&["read status"]),
            read: header.find(&["last date read"]),
            added: header.find(&["date added"]),
            rating: header.find(&["star rating"]),
            tags: header.find(&["tags"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let kind = match row.cell(self.status)? {
            "to-read" => EventKind::Saved,
            "did-not-finish" => return Err(SkipReason::GivenUp),
            _ => EventKind::Read,
        };
        let at = day(row.cell(self.read)?)
            .or_else(|| row.cell(self.added).ok().and_then(day))
            .ok_or(SkipReason::NoDate)?;
        let authors = row.cell(self.authors)?;
        let number = present(row.cell(self.number)?);
        let book = number
            .clone()
            .unwrap_or_else(|| format!("{}|{}", fold(&title), fold(authors)));
        Ok(Event {
            natural_key: format!("{}|{book}", kind.word()),
            show: authors.split(',').next().and_then(present),
            item_id: number,
            category_hint: present(row.cell(self.tags)?),
            rating: Rating::stars(row.cell(self.rating)?),
            row: row.number,
            ..Event::of_day(kind, Stream::StorygraphBooks, at, title)
        })
    }
}
