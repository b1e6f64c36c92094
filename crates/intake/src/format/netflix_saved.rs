//! Netflix's `MyList.csv`: what a profile put on its list.

use super::{Format, Match, Reader, row_by_row};
use crate::dates::{day, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, is_broken};

/// The list.
#[derive(Debug)]
pub(super) struct NetflixSaved;

impl Reader for NetflixSaved {
    fn format(&self) -> Format {
        Format::NetflixMyList
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let columns = ["profile name", "title name", "utc title add date"];
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
    country: Option<usize>,
    at: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            person: header.find(&["profile name"]),
            title: header.find(&["title name"]),
            country: header.find(&["country"]),
            at: header.find(&["utc title add date"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = row.cell(self.title)?;
        if is_broken(title) {
            return Err(SkipReason::NoTitle);
        }
        let written = row.cell(self.at)?;
        let at = day(written)
            .or_else(|| utc(written))
            .ok_or(SkipReason::NoDate)?;
        let country = row
            .cell(self.country)?
            .split_whitespace()
            .next()
            .unwrap_or_default();
        let (person, title) = (clean(row.cell(self.person)?), clean(title));
        Ok(Event {
            natural_key: format!("{person}|{title}"),
            person: Some(person),
            market: (country.len() == 2).then(|| country.to_owned()),
            row: row.number,
            ..Event::of_day(EventKind::Saved, Stream::NetflixSaved, at, title)
        })
    }
}
