//! How often a category is bought, where it is bought again and again.
//!
//! Invariant: fewer than four days of purchases, or a rhythm that has stopped, say nothing.

use std::collections::{BTreeMap, BTreeSet};

use inkling_token::Timestamp;
use serde_json::{Map, Value};

use super::place::Placed;
use super::tally::{Newest, Tally, day};
use super::{Belief, Evidence, catalogue, sentence};
use crate::EventId;

const KEY: &str = "purchase.cadence";
const FEWEST_DAYS: usize = 4;
/// A rhythm has stopped when nothing was bought for three of its intervals, at least a month.
const SILENT_INTERVALS: i64 = 3;
const SHORTEST_SILENCE: i64 = 30;

/// The longest median interval in days that each word stands for.
const RHYTHMS: [(i64, &str); 4] = [
    (10, "weekly"),
    (45, "monthly"),
    (135, "quarterly"),
    (400, "yearly"),
];

/// Days of purchases by category.
#[derive(Debug, Default)]
pub(super) struct Cadences {
    categories: BTreeMap<&'static str, (BTreeSet<i64>, Tally)>,
}

impl Cadences {
    /// Adds a purchase.
    pub(super) fn add(&mut self, placed: Placed, id: EventId) {
        let (days, tally) = self.categories.entry(placed.category.id).or_default();
        days.insert(day(id.at));
        tally.add(0, id);
    }

    /// The rhythm of each category that has one.
    pub(super) fn belief(&self, now: Timestamp) -> Option<Belief> {
        let rhythms: Vec<(&'static str, &'static str, usize, &Tally)> = self
            .categories
            .iter()
            .filter(|(category, _)| catalogue::label(KEY, category).is_some())
            .filter_map(|(category, (days, tally))| {
                Some((*category, rhythm(days, day(now))?, days.len(), tally))
            })
            .collect();
        let (category, word, days, _) = rhythms.iter().rev().max_by_key(|(_, _, days, _)| *days)?;
        let mut newest = Newest::default();
        rhythms
            .iter()
            .for_each(|(_, _, _, tally)| newest.merge(&tally.newest));
        let others: Vec<(String, u64)> = rhythms
            .iter()
            .filter(|(other, ..)| other != category)
            .filter_map(|(other, _, days, _)| {
                Some((
                    catalogue::label(KEY, other)?.to_owned(),
                    u64::try_from(*days).ok()?,
                ))
            })
            .collect();
        Some(Belief {
            key: KEY,
            value: rhythms
                .iter()
                .map(|(category, word, ..)| ((*category).to_owned(), Value::from(*word)))
                .collect::<Map<String, Value>>()
                .into(),
            evidence: Evidence {
                sentence: format!(
                    "{}: bought on {days} days, about {word}{}.",
                    catalogue::label(KEY, category)?,
                    sentence::then(&others)
                ),
                strength: match days {
                    12.. => 3,
                    7.. => 2,
                    _ => 1,
                },
                of: rhythms.iter().map(|(_, _, _, tally)| tally.events).sum(),
                event_ids: newest.ids(),
            },
        })
    }
}

/// The word for the median interval between days of purchase.
fn rhythm(days: &BTreeSet<i64>, today: i64) -> Option<&'static str> {
    if days.len() < FEWEST_DAYS {
        return None;
    }
    let mut gaps: Vec<i64> = days
        .iter()
        .zip(days.iter().skip(1))
        .map(|(one, next)| next - one)
        .collect();
    gaps.sort_unstable();
    let median = *gaps.get(gaps.len() / 2)?;
    let silence = today - days.last()?;
    if silence > (SILENT_INTERVALS * median).max(SHORTEST_SILENCE) {
        return None;
    }
    RHYTHMS
        .iter()
        .find(|(longest, _)| median <= *longest)
        .map(|(_, word)| *word)
}
