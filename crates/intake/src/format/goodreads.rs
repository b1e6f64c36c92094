//! A Goodreads library: books read, begun and wanted, with stars.
//!
//! Invariant: reviews, notes and what others think of a book are never asked for.

use super::order::present;
use super::{Format, Match, Reader, row_by_row};
use crate::dates::day;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::opening::Opening;
use crate::rating::Rating;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::clean;

/// The library.
#[derive(Debug)]
pub(super) struct Goodreads;

impl Reader for Goodreads {
    fn format(&self) -> Format {
        Format::Goodreads
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        if !header.has(&["exclusive shelf"]) || !header.has(&["book id"]) {
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
    book: Option<usize>,
    title: Option<usize>,
    author: Option<usize>,
    isbn: [Option<usize>; 2],
    rating: Option<usize>,
    read: Option<usize>,
    added: Option<usize>,
    shelf: Option<usize>,
    shelves: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            book: header.find(&["book id"]),
            title: header.find(&["title"]),
            author: header.find(&["author"]),
            isbn: [header.find(&["isbn13"]), header.find(&["isbn"])],
            rating: header.find(&["my rating"]),
            read: header.find(&["date read"]),
            added: header.find(&["date added"]),
            shelf: header.find(&["exclusive shelf"]),
            shelves: header.find(&["bookshelves"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let shelf = row.cell(self.shelf)?;
        let kind = match shelf {
            "to-read" => EventKind::Saved,
            "did-not-finish" | "dnf" | "abandoned" => return Err(SkipReason::GivenUp),
            _ => EventKind::Read,
        };
        let at = day(row.cell(self.read)?)
            .or_else(|| row.cell(self.added).ok().and_then(day))
            .ok_or(SkipReason::NoDate)?;
        let mut isbn = None;
        for column in self.isbn {
            isbn = isbn.or(unguarded(row.cell(column)?));
        }
        let book = present(row.cell(self.book)?).unwrap_or_else(|| title.clone());
        Ok(Event {
            natural_key: format!("{}|{book}", kind.word()),
            show: present(row.cell(self.author)?),
            item_id: isbn,
            category_hint: shelves(row.cell(self.shelves)?),
            rating: Rating::stars(row.cell(self.rating)?),
            row: row.number,
            ..Event::of_day(kind, Stream::GoodreadsBooks, at, title)
        })
    }
}

/// The number in `="9780547773742"`, which keeps spreadsheets from taking it for an amount.
fn unguarded(cell: &str) -> Option<String> {
    present(cell.trim_start_matches('=').trim_matches('"'))
}

/// The shelves that say something about the book: not those every library has.
fn shelves(cell: &str) -> Option<String> {
    let own: Vec<&str> = cell
        .split(',')
        .map(str::trim)
        .filter(|shelf| !["", "read", "to-read", "currently-reading"].contains(shelf))
        .collect();
    present(&own.join(", "))
}
