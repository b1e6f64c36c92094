//! Netflix's `Ratings.csv`: stars of the years before 2017, thumbs since.
//!
//! What the numbers of the thumbs mean is not documented, so they are kept as they are.
//! Invariant: no polarity is ever told from a thumb here.

use super::{Format, Match, Reader};
use crate::dates::utc;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::opening::Opening;
use crate::rating::Rating;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, is_broken};

/// The ratings.
#[derive(Debug)]
pub(super) struct NetflixRatings;

impl Reader for NetflixRatings {
    fn format(&self) -> Format {
        Format::NetflixRatings
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if !opening.header.has(&["thumbs value", "star value"]) {
            return Match::No;
        }
        Match::with(
            &opening.header,
            &["Profile Name", "Title Name", "Event Utc Ts"],
        )
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        while let Some(row) = table.next()? {
            sink.row()?;
            match columns.event(&row) {
                Ok(event) => sink.take(&event, 1)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        Ok(())
    }
}

struct Columns {
    person: Option<usize>,
    title: Option<usize>,
    stars: Option<usize>,
    thumbs: Option<usize>,
    at: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            person: header.find(&["profile name"]),
            title: header.find(&["title name"]),
            stars: header.find(&["star value"]),
            thumbs: header.find(&["thumbs value"]),
            at: header.find(&["event utc ts"]),
        }
    }

    fn event(&self, row: &Row<'_>) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = row.cell(self.title)?;
        if is_broken(title) {
            return Err(SkipReason::NoTitle);
        }
        let at = utc(row.cell(self.at)?).ok_or(SkipReason::NoDate)?;
        let number = |column| row.cell(column).map(|cell| cell.parse::<u8>().ok());
        let stars = number(self.stars)?
            .filter(|stars| (1..=5).contains(stars))
            .map(Rating::Stars);
        let rating = stars
            .or(number(self.thumbs)?.map(Rating::Thumbs))
            .ok_or(SkipReason::NoRating)?;
        let (person, title) = (clean(row.cell(self.person)?), clean(title));
        Ok(Event {
            at,
            until: at,
            precision: Precision::Second,
            zone: Zone::Known,
            kind: EventKind::Rated,
            stream: Stream::NetflixRatings,
            natural_key: format!("{person}|{at}|{title}"),
            person: Some(person),
            title,
            show: None,
            season: None,
            episode: None,
            item_id: None,
            category_hint: None,
            unspsc: None,
            market: None,
            amount_minor: None,
            currency: None,
            quantity: 1,
            seconds: None,
            rating: Some(rating),
            counts: Counts::Yes,
            row: row.number,
        })
    }
}
