//! Histories of browsers: Takeout's `History.json`, and the browsers' own databases.
//!
//! Of all sources this one could tell the most about a person, so the least is taken of it: of sites on a shipped list that
//! the person ticked, that they were there on a day, in which section, and what they searched for. Everything else, the
//! page's title and its address too, is dropped here.
//!
//! Invariant: of one site and day one visit to a section is one fact, however often and when it was; a site on the block-list
//! is never offered.

mod sites;

use self::sites::{Host, section};
use super::address::split;
use super::{Format, Match, Reader};
use crate::dates::DAY_MILLIS;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream, Zone};
use crate::identity::Occurrences;
use crate::json::{Record, records};
use crate::limits;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::special::is_special;
use crate::table::Source;
use crate::titles::fold;
use crate::visits::{Browser, Visit};

/// `History.json` or `BrowserHistory.json`.
#[derive(Debug)]
pub(super) struct BrowserHistory;

/// A browser's own file.
#[derive(Debug)]
pub(super) struct BrowserDatabase;

impl Reader for BrowserHistory {
    fn format(&self) -> Format {
        Format::BrowserHistory
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| !record.list.is_empty() && is_visit(record))
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut days = Days::default();
        records(source, &mut |record| {
            // Beside the visits stand other lists of the same browser.
            if !is_visit(&record) {
                return Ok(());
            }
            let moment = record
                .value
                .get("time_usec")
                .and_then(serde_json::Value::as_i64);
            let address = record.text("url").unwrap_or_default();
            let page = Page {
                address,
                at: moment.map(|micros| micros.div_euclid(1000)),
                meant: record.text("page_transition").is_none_or(is_meant),
                row: record.number,
            };
            days.take(&page, sink)
        })
    }
}

impl Reader for BrowserDatabase {
    fn format(&self) -> Format {
        Format::BrowserDatabase
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if opening.database {
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
        let (mut days, mut row) = (Days::default(), 0);
        source.visits(&mut |visit| {
            row += 1;
            days.take(&Page::of(&visit, row), sink)
        })
    }
}

fn is_visit(record: &Record) -> bool {
    record.has_all(&["url", "time_usec"])
}

/// Whether the person meant to go there (Chromium's `ui::PageTransition` as Takeout names it).
fn is_meant(transition: &str) -> bool {
    ["LINK", "TYPED", "AUTO_BOOKMARK", "GENERATED", "KEYWORD"].contains(&transition)
}

/// One visit, as any browser tells it.
struct Page<'a> {
    address: &'a str,
    /// In milliseconds since 1970.
    at: Option<i64>,
    /// Not a reload, a form or a part of another page.
    meant: bool,
    row: u64,
}

impl<'a> Page<'a> {
    fn of(visit: &Visit<'a>, row: u64) -> Self {
        /// Microseconds from 1601, where Windows begins to count, to 1970.
        const TO_1970: i64 = 11_644_473_600_000_000;
        let (micros, meant) = match visit.browser {
            // The core of a transition is its last byte: link, typed, bookmark, generated, keyword.
            Browser::Chromium => (
                visit.time.checked_sub(TO_1970),
                matches!(visit.transition & 0xFF, 0 | 1 | 2 | 5 | 9),
            ),
            // Link, typed, bookmark.
            Browser::Firefox => (Some(visit.time), matches!(visit.transition, 1..=3)),
        };
        Self {
            address: visit.address,
            at: micros.map(|micros| micros.div_euclid(1000)),
            meant,
            row,
        }
    }

    fn event(&self) -> Result<Event, SkipReason> {
        if !self.meant {
            return Err(SkipReason::Mechanical);
        }
        let (host, path, query) = split(self.address).ok_or(SkipReason::OtherSite)?;
        let (site, known) = match Host::of(host) {
            Host::Offered(site, known) => (site, known),
            Host::Private => return Err(SkipReason::Special),
            Host::Unknown => return Err(SkipReason::OtherSite),
        };
        let words = known.searched(query);
        let written = path.replace(|letter: char| !letter.is_alphanumeric(), " ");
        if is_special(&written) || words.as_deref().is_some_and(is_special) {
            return Err(SkipReason::Special);
        }
        let day = self.at.and_then(day_of).ok_or(SkipReason::NoDate)?;
        let part = section(path).unwrap_or(known.kind);
        let (kind, title, what) = match words {
            Some(words) => (EventKind::Searched, words.clone(), fold(&words)),
            None => (EventKind::Visited, site.clone(), part.to_owned()),
        };
        Ok(Event {
            natural_key: format!("{}|{}|{site}|{what}", kind.word(), day / DAY_MILLIS),
            category_hint: Some(part.to_owned()),
            market: Some(site),
            zone: Zone::Known,
            row: self.row,
            ..Event::of_day(kind, Stream::BrowserVisits, day, title)
        })
    }
}

/// Midnight of a moment's day, for days on which there were browsers.
fn day_of(at: i64) -> Option<i64> {
    const EARLIEST: i64 = 788_918_400_000;
    const LATEST: i64 = 4_133_980_800_000;
    (EARLIEST..LATEST)
        .contains(&at)
        .then_some(at - at.rem_euclid(DAY_MILLIS))
}

/// What was taken of each day.
#[derive(Default)]
struct Days {
    facts: Occurrences,
    of_site: Occurrences,
}

impl Days {
    fn take(&mut self, page: &Page<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
        sink.row()?;
        let taken = page.event().and_then(|event| {
            if self.facts.next(&event.natural_key) > 0 {
                return Err(SkipReason::SameDay);
            }
            let site = event.market.as_deref().unwrap_or_default();
            if self.of_site.next(&format!("{site}|{}", event.at)) >= limits::FACTS_OF_SITE_AND_DAY {
                return Err(SkipReason::SameDay);
            }
            Ok(event)
        });
        match taken {
            Ok(event) => sink.take(&event, 1),
            Err(reason) => {
                sink.skip(reason, 1);
                Ok(())
            }
        }
    }
}
