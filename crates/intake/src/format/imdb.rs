//! IMDb's ratings: points of ten, with the genres of each title.
//!
//! Invariant: what others think of a title is never asked for.

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

/// The ratings.
#[derive(Debug)]
pub(super) struct ImdbRatings;

impl Reader for ImdbRatings {
    fn format(&self) -> Format {
        Format::ImdbRatings
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        if !header.has(&["const"]) || !header.has(&["your rating"]) {
            return Match::No;
        }
        Match::with(header, &["Title", "Date Rated"])
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
    number: Option<usize>,
    rating: Option<usize>,
    rated: Option<usize>,
    title: Option<usize>,
    kind: Option<usize>,
    genres: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            number: header.find(&["const"]),
            rating: header.find(&["your rating"]),
            rated: header.find(&["date rated"]),
            title: header.find(&["title"]),
            kind: header.find(&["title type"]),
            genres: header.find(&["genres"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let points = row.cell(self.rating)?.parse::<u8>().ok();
        let points = points
            .filter(|points| (1..=10).contains(points))
            .ok_or(SkipReason::NoRating)?;
        let at = day(row.cell(self.rated)?).ok_or(SkipReason::NoDate)?;
        let number = present(row.cell(self.number)?).unwrap_or_else(|| title.clone());
        // A series is its own show, so that its rating stands beside the episodes that were watched.
        let kind = row.cell(self.kind)?.to_lowercase();
        let series = kind.contains("series");
        // The genres of a game or of a single episode say nothing about films.
        let other = kind.contains("game") || kind.contains("episode");
        Ok(Event {
            natural_key: number.clone(),
            show: series.then(|| title.clone()),
            item_id: Some(number),
            category_hint: present(row.cell(self.genres)?).filter(|_| !other),
            rating: Some(Rating::Points(points)),
            row: row.number,
            ..Event::of_day(EventKind::Rated, Stream::ImdbRatings, at, title)
        })
    }
}
