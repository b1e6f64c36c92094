//! Google's activity as pages: `watch-history.html`, `search-history.html`, `MyActivity.html`, as Takeout writes them by default.
//!
//! The entries are those of the lists in JSON, and tell of the same facts. When one was, stands in the account's language.
//! Invariant: a moment whose day, month or zone cannot be told for certain is never made into an event.

use super::activity::Entry;
use super::{Format, Match, Reader};
use crate::dates::{OrderFinding, OrderSurvey};
use crate::engine::{Findings, Halt, Sink};
use crate::event::Event;
use crate::identity::Occurrences;
use crate::input::DateOrder;
use crate::opening::Opening;
use crate::page::{Cell, cells};
use crate::skip::SkipReason;
use crate::table::Source;
use crate::written::Written;

/// A page of entries.
#[derive(Debug)]
pub(super) struct ActivityPage(Format);

/// What was watched, heard and searched on YouTube.
pub(super) static YOUTUBE: ActivityPage = ActivityPage(Format::YoutubeHistory);
/// What was searched and looked at elsewhere.
pub(super) static GOOGLE: ActivityPage = ActivityPage(Format::GoogleActivity);

impl Reader for ActivityPage {
    fn format(&self) -> Format {
        self.0
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let of_this = |cell: &Cell| is_of_youtube(cell) == (self.0 == Format::YoutubeHistory);
        if opening.page.as_ref().is_some_and(of_this) {
            Match::Yes
        } else {
            Match::No
        }
    }

    fn surveys(&self) -> bool {
        true
    }

    fn asks(&self) -> bool {
        true
    }

    fn survey(&self, source: Source<'_>, findings: &mut Findings) -> Result<(), Halt> {
        let mut survey = OrderSurvey::default();
        cells(source, &mut |cell| {
            if let Some((_, written)) = dated(&cell) {
                survey.note(written.numbers().unwrap_or_default());
            }
            Ok(())
        })?;
        findings.dates = Some(survey.finding());
        Ok(())
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        // As with Netflix's short list, an examination counts alike in either order.
        let order = match findings.dates {
            Some(OrderFinding::Certain(order)) => order,
            Some(OrderFinding::Open(_)) | None => DateOrder::DayFirst,
        };
        let mut seen = Occurrences::default();
        cells(source, &mut |cell| {
            sink.row()?;
            match event(&cell, order, &mut seen) {
                Ok(event) => sink.take(&event, 1),
                Err(reason) => {
                    sink.skip(reason, 1);
                    Ok(())
                }
            }
        })
    }
}

fn is_of_youtube(cell: &Cell) -> bool {
    let leads_there = || {
        let first = cell.lines.first().and_then(|line| line.address.as_deref());
        first.is_some_and(|address| address.contains("youtube.com/"))
    };
    let header = cell.header.trim();
    header.starts_with("YouTube") || header.is_empty() && leads_there()
}

/// The line with the date, and what it says.
fn dated(cell: &Cell) -> Option<(usize, Written)> {
    let mut lines = cell.lines.iter().enumerate().skip(1);
    lines.find_map(|(place, line)| Some((place, Written::parse(&line.text)?)))
}

fn event(cell: &Cell, order: DateOrder, seen: &mut Occurrences) -> Result<Event, SkipReason> {
    if cell.advert {
        return Err(SkipReason::Advert);
    }
    let (place, written) = dated(cell).ok_or(SkipReason::NoDate)?;
    let title = cell.lines.first().ok_or(SkipReason::NoTitle)?;
    let of = cell.lines.get(1).filter(|_| place > 1);
    let entry = Entry {
        at: written.millis(order).ok_or(SkipReason::NoDate)?,
        title: &title.text,
        address: title.address.as_deref().ok_or(SkipReason::Gone)?,
        of: of.map(|line| line.text.as_str()),
        music: cell.header.trim() == "YouTube Music",
    };
    entry.event(cell.number, seen)
}
