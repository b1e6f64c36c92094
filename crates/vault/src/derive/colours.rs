//! Favourite colours, from the titles of clothes, shoes and things for the home.
//!
//! Invariant: a colour is counted only where it is a matter of taste; "orange" of a juice is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::fold::words;
use super::place::Placed;
use super::reading::Reading;
use super::table::Table;
use super::tally::{Newest, Tally};
use super::{Belief, Evidence, catalogue, sentence};
use crate::EventId;

const COLOURS: &str = include_str!("../../data/colours.tsv");
const KEY: &str = "style.colours.liked";
/// Colours named at most, each at least a seventh of all.
const MOST: usize = 5;
const LEAST_SHARE: i64 = 7;

/// Purchases by colour.
#[derive(Debug, Default)]
pub(super) struct Colours {
    colours: BTreeMap<&'static str, Tally>,
    /// How many purchases have exactly these colours.
    together: BTreeMap<BTreeSet<&'static str>, u64>,
    total: i64,
}

impl Colours {
    /// Adds the colours of a purchase.
    pub(super) fn add(&mut self, title: &Reading<'_>, placed: Placed, weight: i64, id: EventId) {
        if !placed.category.is_style {
            return;
        }
        let named: BTreeSet<&'static str> = title.colours().collect();
        if named.is_empty() {
            return;
        }
        self.total += weight;
        for colour in &named {
            self.colours.entry(*colour).or_default().add(weight, id);
        }
        *self.together.entry(named).or_default() += 1;
    }

    /// The colours that come back.
    pub(super) fn belief(&self) -> Option<Belief> {
        let is_common = |tally: &Tally| {
            tally.is_enough() && tally.weight > 0 && tally.weight * LEAST_SHARE >= self.total
        };
        let mut liked: Vec<(&'static str, &Tally)> = self
            .colours
            .iter()
            .filter(|(colour, tally)| is_common(tally) && catalogue::label(KEY, colour).is_some())
            .map(|(colour, tally)| (*colour, tally))
            .collect();
        liked.sort_by(|a, b| b.1.weight.cmp(&a.1.weight).then(a.0.cmp(b.0)));
        liked.truncate(MOST);
        let (top, tally) = liked.first()?;
        let mut newest = Newest::default();
        liked
            .iter()
            .for_each(|(_, tally)| newest.merge(&tally.newest));
        let others: Vec<(String, u64)> = liked
            .iter()
            .skip(1)
            .filter_map(|(colour, tally)| {
                Some((catalogue::label(KEY, colour)?.to_owned(), tally.events))
            })
            .collect();
        Some(Belief {
            key: KEY,
            value: liked
                .iter()
                .map(|(colour, _)| Value::from(*colour))
                .collect(),
            evidence: Evidence {
                sentence: format!(
                    "{}: {} of your {} with a colour in the title{}.{}",
                    catalogue::label(KEY, top)?,
                    tally.events,
                    sentence::counted(self.together.values().sum(), "purchase"),
                    sentence::then(&others),
                    sentence::why_first(tally.events, &others)
                ),
                strength: strength(tally, self.total),
                of: self.with_any(&liked),
                event_ids: newest.ids(),
            },
        })
    }

    /// Purchases with at least one of the colours; one in blue and green counts once.
    fn with_any(&self, liked: &[(&'static str, &Tally)]) -> u64 {
        let has_any =
            |named: &BTreeSet<&'static str>| liked.iter().any(|(colour, _)| named.contains(colour));
        self.together
            .iter()
            .filter(|(named, _)| has_any(named))
            .map(|(_, count)| count)
            .sum()
    }
}

/// Whether a folded word names a colour.
pub(super) fn is_colour(word: &str) -> bool {
    colour(word).is_some()
}

/// The colour that a folded word names.
pub(super) fn colour(word: &str) -> Option<&'static str> {
    static NAMES: LazyLock<Table<&'static str>> = LazyLock::new(|| {
        let rows = COLOURS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'));
        rows.flat_map(|(colour, names)| names.split(' ').map(move |name| (words(name), colour)))
            .collect()
    });
    NAMES.get(word).copied()
}

fn strength(tally: &Tally, total: i64) -> u8 {
    match (tally.events, tally.weight.saturating_mul(3) >= total) {
        (8.., true) => 3,
        (5.., _) => 2,
        _ => 1,
    }
}
