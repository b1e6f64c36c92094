//! What a Netflix profile wishes to see: its list (`MyList.csv`), and the titles it said to be interested in when it was asked
//! at its beginning (`IndicatedPreferences.csv`).
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

/// One of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NetflixWishes {
    /// What was put on the list.
    List,
    /// What was said to be of interest.
    Interest,
}

impl Reader for NetflixWishes {
    fn format(&self) -> Format {
        match self {
            Self::List => Format::NetflixMyList,
            Self::Interest => Format::NetflixPreferences,
        }
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let columns: &[&str] = match self {
            Self::List => &["profile name", "title name", "utc title add date"],
            Self::Interest => &["profile name", "show", "is interested", "event date"],
        };
        if opening.header.has_all(columns) {
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
        row_by_row(source, sink, Columns::of, |columns, row| {
            columns.event(*self, row)
        })
    }
}

struct Columns {
    person: Option<usize>,
    title: Option<usize>,
    country: Option<usize>,
    interested: Option<usize>,
    at: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            person: header.find(&["profile name"]),
            title: header.find(&["title name", "show"]),
            country: header.find(&["country"]),
            interested: header.find(&["is interested"]),
            at: header.find(&["utc title add date", "event date"]),
        }
    }

    fn event(&self, of: NetflixWishes, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = row.cell(self.title)?;
        if is_broken(title) {
            return Err(SkipReason::NoTitle);
        }
        let said_no = !row.cell(self.interested)?.eq_ignore_ascii_case("true");
        if of == NetflixWishes::Interest && said_no {
            return Err(SkipReason::NoRating);
        }
        let written = row.cell(self.at)?;
        let at = day(written)
            .or_else(|| utc(written))
            .ok_or(SkipReason::NoDate)?;
        let (person, title) = (clean(row.cell(self.person)?), clean(title));
        let wish = match of {
            NetflixWishes::List => Event {
                natural_key: format!("{person}|{title}"),
                market: country(row.cell(self.country)?),
                ..Event::of_day(EventKind::Saved, Stream::NetflixSaved, at, title)
            },
            NetflixWishes::Interest => Event {
                natural_key: format!("interested|{person}|{title}"),
                rating: Some(Rating::Liked(true)),
                ..Event::of_day(EventKind::Rated, Stream::NetflixRatings, at, title)
            },
        };
        Ok(Event {
            person: Some(person),
            row: row.number,
            ..wish
        })
    }
}

/// The code of a cell like `DE (Germany)`.
fn country(cell: &str) -> Option<String> {
    let code = cell.split_whitespace().next().unwrap_or_default();
    (code.len() == 2).then(|| code.to_owned())
}
