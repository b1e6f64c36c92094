//! Netflix's short list, `NetflixViewingHistory.csv`: titles and days, nothing else.
//!
//! Days are in the account's own short form, so the order of day and month is found over the whole column, or asked.
//! Invariant: a day is never read in a guessed order into an event.

use super::{Format, Match, Reader};
use crate::dates::{OrderFinding, OrderSurvey, is_short, short};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::identity::Occurrences;
use crate::input::DateOrder;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Row, Source};
use crate::titles::{clean, episode, fold, is_broken};

const TITLE: Option<usize> = Some(0);
const DATE: Option<usize> = Some(1);

/// The short list.
#[derive(Debug)]
pub(super) struct NetflixHistory;

impl Reader for NetflixHistory {
    fn format(&self) -> Format {
        Format::NetflixHistory
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let named =
            opening.header.find(&["title"]) == TITLE && opening.header.find(&["date"]) == DATE;
        let dated =
            opening.first.len() == 2 && opening.first.get(1).is_some_and(|cell| is_short(cell));
        match opening.header.len() {
            2 if named || dated => Match::Yes,
            _ => Match::No,
        }
    }

    fn surveys(&self) -> bool {
        true
    }

    fn asks(&self) -> bool {
        true
    }

    fn survey(&self, source: Source<'_>, findings: &mut Findings) -> Result<(), Halt> {
        let mut table = source.table()?;
        let mut survey = OrderSurvey::default();
        while let Some(row) = table.next()? {
            survey.note(row.cell(DATE).unwrap_or_default());
        }
        findings.dates = Some(survey.finding());
        Ok(())
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        // An open order is answered before events are handed out; an examination only counts, and either order counts alike.
        let order = match findings.dates {
            Some(OrderFinding::Certain(order)) => order,
            Some(OrderFinding::Open(_)) | None => DateOrder::DayFirst,
        };
        let mut table = source.table()?;
        let mut seen = Occurrences::default();
        while let Some(row) = table.next()? {
            sink.row()?;
            match event(&row, order, &mut seen) {
                Ok(event) => sink.take(&event, 1)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        Ok(())
    }
}

fn event(row: &Row<'_>, order: DateOrder, seen: &mut Occurrences) -> Result<Event, SkipReason> {
    let row = row.checked()?;
    let written = row.cell(TITLE)?;
    if is_broken(written) {
        return Err(SkipReason::NoTitle);
    }
    let title = clean(written);
    let at = short(row.cell(DATE)?, order).ok_or(SkipReason::NoDate)?;
    let parts = episode(&title);
    let (show, season, name) = match &parts {
        Some(parts) => (
            Some(parts.show.to_owned()),
            Some(parts.season.to_owned()),
            Some(parts.episode.to_owned()),
        ),
        None => (None, None, None),
    };
    let key = format!("{at}|{}", fold(&title));
    Ok(Event {
        at,
        until: at,
        precision: Precision::Day,
        zone: Zone::Unknown,
        kind: EventKind::Watched,
        stream: Stream::NetflixViews,
        person: None,
        title,
        show,
        season,
        episode: name,
        item_id: None,
        category_hint: None,
        unspsc: None,
        market: None,
        amount_minor: None,
        currency: None,
        quantity: 1,
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        row: row.number,
        natural_key: format!("{key}|{}", seen.next(&key)),
    })
}
