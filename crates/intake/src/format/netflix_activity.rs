//! Netflix's rich list on request, `ViewingActivity.csv`: who watched what, when and for how long.
//!
//! Where the header is localised the ten columns are taken by position.
//! Invariant: of the device column nothing is read; a preview never becomes an event.

use super::sessions::{OpenViews, Session, View};
use super::{Format, Match, Reader};
use crate::dates::{duration, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, episode, is_broken};

const SHORTEST: u32 = 60;

/// The rich list.
#[derive(Debug)]
pub(super) struct NetflixActivity;

impl Reader for NetflixActivity {
    fn format(&self) -> Format {
        Format::NetflixActivity
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        let marks = [
            "profile name",
            "start time",
            "duration",
            "supplemental video type",
            "latest bookmark",
        ];
        if marks.iter().filter(|mark| header.has(&[mark])).count() < 3 {
            return if is_localised(opening) {
                Match::Yes
            } else {
                Match::No
            };
        }
        Match::with(
            header,
            &[
                "Profile Name",
                "Start Time",
                "Duration",
                "Title",
                "Supplemental Video Type",
            ],
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
        let mut open = OpenViews::default();
        while let Some(row) = table.next()? {
            sink.row()?;
            match columns.session(&row) {
                Ok((person, title, session)) => hand_out(open.add(person, title, session), sink)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        hand_out(open.close_all(), sink)
    }
}

fn hand_out(views: Vec<View>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    for view in views {
        if view.seconds < SHORTEST {
            sink.skip(SkipReason::TooShort, view.rows);
        } else {
            let rows = view.rows;
            sink.take(&event(view), rows)?;
        }
    }
    Ok(())
}

struct Columns {
    person: Option<usize>,
    start: Option<usize>,
    duration: Option<usize>,
    title: Option<usize>,
    preview: Option<usize>,
    country: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let place = |name: &str, position: usize| header.find(&[name]).or(Some(position));
        Self {
            person: place("profile name", 0),
            start: place("start time", 1),
            duration: place("duration", 2),
            title: place("title", 4),
            preview: place("supplemental video type", 5),
            country: header
                .find(&["country"])
                .or((header.len() == 10).then_some(9)),
        }
    }

    fn session(&self, row: &Row<'_>) -> Result<(String, String, Session), SkipReason> {
        let row = row.checked()?;
        if !row.cell(self.preview)?.is_empty() {
            return Err(SkipReason::Preview);
        }
        let title = row.cell(self.title)?;
        if is_broken(title) {
            return Err(SkipReason::NoTitle);
        }
        let at = utc(row.cell(self.start)?).ok_or(SkipReason::NoDate)?;
        let seconds = duration(row.cell(self.duration)?).unwrap_or(0);
        let country = row
            .cell(self.country)?
            .split_whitespace()
            .next()
            .unwrap_or_default();
        let market = (country.len() == 2).then(|| country.to_owned());
        Ok((
            clean(row.cell(self.person)?),
            clean(title),
            Session {
                at,
                seconds,
                row: row.number,
                market,
            },
        ))
    }
}

fn is_localised(opening: &Opening) -> bool {
    let cell = |place: usize| {
        opening
            .first
            .get(place)
            .map(String::as_str)
            .unwrap_or_default()
    };
    opening.header.len() == 10
        && utc(cell(1)).is_some()
        && duration(cell(2)).is_some()
        && !cell(4).is_empty()
}

fn event(view: View) -> Event {
    let parts = episode(&view.title);
    let (show, season, name) = match &parts {
        Some(parts) => (
            Some(parts.show.to_owned()),
            Some(parts.season.to_owned()),
            Some(parts.episode.to_owned()),
        ),
        None => (None, None, None),
    };
    Event {
        at: view.first.at,
        until: view.last,
        precision: Precision::Second,
        zone: Zone::Known,
        kind: EventKind::Watched,
        stream: Stream::NetflixViews,
        natural_key: format!("{}|{}|{}", view.person, view.first.at, view.title),
        person: Some(view.person),
        title: view.title,
        show,
        season,
        episode: name,
        item_id: None,
        category_hint: None,
        unspsc: None,
        market: view.first.market,
        amount_minor: None,
        currency: None,
        quantity: 1,
        seconds: Some(view.seconds),
        rating: None,
        counts: Counts::Yes,
        row: view.first.row,
    }
}
