//! How often a category is bought, where it is bought again and again.
//!
//! Invariant: fewer than four days of purchases, or a rhythm that has stopped, say nothing.

use std::cmp::Reverse;

use inkling_token::Timestamp;
use serde_json::{Map, Value};

use super::bag::{Bag, Entry};
use super::catalogue::{self, Category};
use super::tally::{Newest, day};
use super::{Belief, Evidence, sentence};

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

/// The rhythm of one category.
struct Rhythm<'a> {
    category: &'static Category,
    label: &'static str,
    word: &'static str,
    days: usize,
    bought: &'a Bag<Entry<()>>,
}

/// The rhythm of each category that has one.
pub(super) fn belief<'a>(
    shelves: impl Iterator<Item = (&'static Category, &'a Bag<Entry<()>>)>,
    now: Timestamp,
) -> Option<Belief<'a>> {
    let rhythms: Vec<Rhythm<'a>> = shelves
        .filter_map(|(category, bought)| Rhythm::of(category, bought, day(now)))
        .collect();
    // Of equals the first in the alphabet.
    let told = rhythms
        .iter()
        .max_by_key(|rhythm| (rhythm.days, Reverse(rhythm.category.id)))?;
    let mut others: Vec<&Rhythm<'_>> = rhythms
        .iter()
        .filter(|other| other.category != told.category)
        .collect();
    others.sort_by_key(|other| other.category.id);
    let others: Vec<(String, u64)> = others
        .iter()
        .filter_map(|other| Some((other.label.to_owned(), u64::try_from(other.days).ok()?)))
        .collect();
    let bought = || rhythms.iter().map(|rhythm| rhythm.bought);
    Some(Belief {
        key: KEY,
        value: rhythms
            .iter()
            .map(|rhythm| (rhythm.category.id.to_owned(), Value::from(rhythm.word)))
            .collect::<Map<String, Value>>()
            .into(),
        evidence: Evidence {
            sentence: format!(
                "{}: bought on {} days, about {}{}.",
                told.label,
                told.days,
                told.word,
                sentence::then(&others)
            ),
            strength: match told.days {
                12.. => 3,
                7.. => 2,
                _ => 1,
            },
            of: bought().map(Bag::count).sum(),
            event_ids: Newest::of(bought().flat_map(Bag::newest)).ids(),
        },
        behind: Bag::all(bought().collect()),
    })
}

impl<'a> Rhythm<'a> {
    fn of(category: &'static Category, bought: &'a Bag<Entry<()>>, today: i64) -> Option<Self> {
        let mut days: Vec<i64> = bought.things().iter().map(|entry| day(entry.at)).collect();
        days.dedup();
        Some(Self {
            category,
            label: catalogue::label(KEY, category.id)?,
            word: word(&days, today)?,
            days: days.len(),
            bought,
        })
    }
}

/// The word for the median interval between days of purchase.
fn word(days: &[i64], today: i64) -> Option<&'static str> {
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
