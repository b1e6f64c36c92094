//! Letterboxd: films watched, rated, liked and saved, each in a list of its own.
//!
//! Watched, liked and saved films stand in lists of one and the same shape; only there the file's name, which is in one
//! language everywhere, says which is which. One viewing stands in the diary and among the watched films; it counts once.
//!
//! Invariant: reviews are never asked for, and what the person deleted stays out.

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

/// One of the lists.
#[derive(Debug)]
pub(super) struct Letterboxd(List);

/// The diary, and the reviews, which hold the same viewings.
pub(super) const DIARY: Letterboxd = Letterboxd(List::Diary);
/// The ratings.
pub(super) const RATINGS: Letterboxd = Letterboxd(List::Ratings);
/// Films that were watched, ever.
pub(super) const WATCHED: Letterboxd = Letterboxd(List::Watched);
/// Films to watch.
pub(super) const WATCHLIST: Letterboxd = Letterboxd(List::Watchlist);
/// Films with a heart.
pub(super) const LIKES: Letterboxd = Letterboxd(List::Likes);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Diary,
    Ratings,
    Watched,
    Watchlist,
    Likes,
}

impl Reader for Letterboxd {
    fn format(&self) -> Format {
        match self.0 {
            List::Diary => Format::LetterboxdDiary,
            List::Ratings => Format::LetterboxdRatings,
            List::Watched => Format::LetterboxdWatched,
            List::Watchlist => Format::LetterboxdWatchlist,
            List::Likes => Format::LetterboxdLikes,
        }
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        let shape = ["date", "name", "year", "letterboxd uri"];
        let mut folders = opening.place.split('/');
        let name = folders.next_back().unwrap_or_default();
        let given_up = folders.any(|folder| ["deleted", "orphaned"].contains(&folder));
        if given_up || !header.has_all(&shape) {
            return Match::No;
        }
        let fits = match self.0 {
            List::Diary => header.has(&["watched date"]),
            List::Ratings => header.has(&["rating"]) && !header.has(&["watched date"]),
            List::Watched => header.len() == shape.len() && name.starts_with("watched"),
            List::Watchlist => header.len() == shape.len() && name.starts_with("watchlist"),
            List::Likes => header.len() == shape.len() && name.starts_with("films"),
        };
        if fits { Match::Yes } else { Match::No }
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        row_by_row(source, sink, Columns::of, |columns, row| {
            columns.event(self.0, row)
        })
    }
}

struct Columns {
    noted: Option<usize>,
    title: Option<usize>,
    year: Option<usize>,
    rating: Option<usize>,
    rewatch: Option<usize>,
    watched: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            noted: header.find(&["date"]),
            title: header.find(&["name"]),
            year: header.find(&["year"]),
            rating: header.find(&["rating"]),
            rewatch: header.find(&["rewatch"]),
            watched: header.find(&["watched date"]),
        }
    }

    fn event(&self, list: List, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let at = day(row.cell(self.watched)?)
            .or_else(|| row.cell(self.noted).ok().and_then(day))
            .ok_or(SkipReason::NoDate)?;
        let stars = Rating::stars(row.cell(self.rating)?);
        let again = row.cell(self.rewatch)?.eq_ignore_ascii_case("yes");
        let (kind, what, rating) = match list {
            List::Diary => (EventKind::Watched, "watched", stars),
            List::Watched => (EventKind::Watched, "watched", None),
            List::Ratings => (
                EventKind::Rated,
                "rated",
                Some(stars.ok_or(SkipReason::NoRating)?),
            ),
            List::Likes => (EventKind::Rated, "liked", Some(Rating::Liked(true))),
            List::Watchlist => (EventKind::Saved, "saved", None),
        };
        let year = present(row.cell(self.year)?).unwrap_or_default();
        let mut natural_key = format!("{what}|{}|{year}", fold(&title));
        if again {
            natural_key = format!("{natural_key}|{at}");
        }
        Ok(Event {
            natural_key,
            rating,
            row: row.number,
            ..Event::of_day(kind, Stream::LetterboxdFilms, at, title)
        })
    }
}
