//! Netflix's `IndicatedPreferences.csv`: titles a profile said to be interested in, asked at its beginning.
//!
//! Invariant: only a yes is taken; a title that was passed over is not thereby disliked.

use super::{Format, Match, Reader, row_by_row};
use crate::dates::{day, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::opening::Opening;
use crate::rating::Rating;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, is_broken};

/// What was said.
#[derive(Debug)]
pub(super) struct NetflixPreferences;

impl Reader for NetflixPreferences {
    fn format(&self) -> Format {
        Format::NetflixPreferences
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let columns = ["profile name", "show", "is interested", "event date"];
        if opening.header.has_all(&columns) {
            Match::Yes
        } else {
            Match::No
        }
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
    person: Option<usize>,
    title: Option<usize>,
    interested: Option<usize>,
    at: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            person: header.find(&["profile name"]),
            title: header.find(&["show"]),
            interested: header.find(&["is interested"]),
            at: header.find(&["event date"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = row.cell(self.title)?;
        if is_broken(title) {
            return Err(SkipReason::NoTitle);
        }
        if !row.cell(self.interested)?.eq_ignore_ascii_case("true") {
            return Err(SkipReason::NoRating);
        }
        let written = row.cell(self.at)?;
        let at = day(written)
            .or_else(|| utc(written))
            .ok_or(SkipReason::NoDate)?;
        let (person, title) = (clean(row.cell(self.person)?), clean(title));
        Ok(Event {
            natural_key: format!("interested|{person}|{title}"),
            person: Some(person),
            rating: Some(Rating::Liked(true)),
            row: row.number,
            ..Event::of_day(EventKind::Rated, Stream::NetflixRatings, at, title)
        })
    }
}
