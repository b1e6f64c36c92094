//! A suggestion over time: when the entries behind it were, and which histories they are from.
//!
//! Every fact is read once when it is asked for, and nothing is kept: a million take about as long as one change after an unlock.
//!
//! Invariant: an entry that the suggestion counts is counted once, and nothing else is.

#[cfg(test)]
mod laws;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use inkling_intake::Stream;
use inkling_token::Timestamp;
use inkling_token::vocabulary::PreferenceKey;

use super::heard;
use crate::rules::Rules;
use crate::store::preferences;
use crate::{Error, EventId, Noun, Vault};

/// Longer than this is told by the year: six years of quarters.
const MOST_QUARTERS: i64 = 24;
/// What is older than this has no column.
const MOST_YEARS: i64 = 40;
const QUARTERS: i64 = 4;

/// When the entries behind a suggestion were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverTime {
    /// All of them, as the derivation counts them on this day.
    pub entries: u64,
    /// The histories they are from, the one with most first.
    pub sources: Vec<(Stream, u64)>,
    /// The periods from the first of them until this day, in their order, without a gap.
    pub periods: Vec<Period>,
    /// Entries that are older than the first period.
    pub older: u64,
}

/// A quarter or a year (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The year.
    pub year: i64,
    /// The quarter of it, 1 to 4; `None` where whole years are told.
    pub quarter: Option<u8>,
    /// Entries from each history, in the order of [`OverTime::sources`].
    pub entries: Vec<u64>,
}

impl Vault {
    /// When the entries behind a suggestion were, and which histories they are from. What lies in the future counts as of
    /// today.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is derived under this key; when the file cannot be read.
    pub fn over_time(&self, key: &PreferenceKey, now: Timestamp) -> Result<OverTime, Error> {
        self.look(|connection| {
            let derived = preferences::find(connection, key)?.derived;
            derived.ok_or(Error::NotFound(Noun::Preference))?;
            let rules = Rules::read(connection)?;
            let behind = heard(connection, &rules, |_| ())?.behind(key, now);
            Ok(OverTime::of(&behind, now))
        })
    }
}

impl OverTime {
    fn of(behind: &[EventId], now: Timestamp) -> Self {
        let today = quarter(now);
        let mut by_source: BTreeMap<Stream, u64> = BTreeMap::new();
        let mut by_quarter: BTreeMap<i64, BTreeMap<Stream, u64>> = BTreeMap::new();
        for id in behind {
            *by_source.entry(id.stream).or_default() += 1;
            let of_quarter = by_quarter.entry(quarter(id.at).min(today)).or_default();
            *of_quarter.entry(id.stream).or_default() += 1;
        }
        let mut sources: Vec<(Stream, u64)> = by_source.into_iter().collect();
        sources.sort_by_key(|(_, entries)| Reverse(*entries));
        let first = by_quarter.keys().next().copied().unwrap_or(today);
        let (length, first) = if today - first < MOST_QUARTERS {
            (1, first)
        } else {
            let earliest = today.div_euclid(QUARTERS) - MOST_YEARS + 1;
            let year = first.div_euclid(QUARTERS).max(earliest);
            (QUARTERS, year * QUARTERS)
        };
        let of_period = |start: i64, stream: &Stream| {
            let quarters = by_quarter.range(start..start + length);
            quarters.filter_map(|(_, of)| of.get(stream)).sum()
        };
        let period = |start: i64| Period {
            year: start.div_euclid(QUARTERS),
            quarter: u8::try_from(start.rem_euclid(QUARTERS) + 1)
                .ok()
                .filter(|_| length == 1),
            entries: sources
                .iter()
                .map(|(stream, _)| of_period(start, stream))
                .collect(),
        };
        let starts = std::iter::successors(Some(first), |start| Some(start + length));
        Self {
            entries: sources.iter().map(|(_, entries)| entries).sum(),
            periods: starts
                .take_while(|start| *start <= today)
                .map(period)
                .collect(),
            older: by_quarter
                .range(..first)
                .flat_map(|(_, of)| of.values())
                .sum(),
            sources,
        }
    }
}

/// Quarters since the year 0 (UTC). A moment that no calendar has is of no quarter that there was.
fn quarter(at: Timestamp) -> i64 {
    let Ok(moment) = jiff::Timestamp::from_millisecond(at.millis()) else {
        return 0;
    };
    let date = jiff::tz::Offset::UTC.to_datetime(moment).date();
    i64::from(date.year()) * QUARTERS + i64::from((date.month() - 1) / 3)
}
