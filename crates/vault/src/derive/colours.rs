//! Favourite colours, from the titles of clothes, shoes and things for the home.
//!
//! Invariant: a colour is counted only where it is a matter of taste; "orange" of a juice is none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::absorb::Absorb;
use super::bag::{Bag, Entry, Turn};
use super::catalogue::{self, Fadings};
use super::fold::words;
use super::place::Placed;
use super::reading::Reading;
use super::table::Table;
use super::tally::{Newest, Tally};
use super::{Belief, Evidence, sentence};
use crate::EventId;

const COLOURS: &str = include_str!("../../data/colours.tsv");
const KEY: &str = "style.colours.liked";
/// Colours named at most, each at least a seventh of all.
const MOST: usize = 5;
const LEAST_SHARE: i64 = 7;

/// Purchases by exactly the colours that they have, each with its category.
#[derive(Debug, Default)]
pub(super) struct Colours {
    together: BTreeMap<ColourSet, Bag<Entry<usize>>>,
}

/// Colours, each by its place in the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ColourSet(u32);

impl Colours {
    /// The colours of a purchase come or go.
    pub(super) fn turn(&mut self, turn: Turn, title: &Reading<'_>, placed: Placed, id: EventId) {
        if !placed.category.is_style {
            return;
        }
        let named = title.colours();
        if named == ColourSet::default() {
            return;
        }
        let bag = self.together.entry(named).or_default();
        bag.turn(turn, Entry::new(id, placed.category.number));
    }

    /// The colours that come back.
    pub(super) fn belief(&mut self, fadings: &Fadings) -> Option<Belief<'_>> {
        self.together.values_mut().for_each(Bag::put_in_order);
        let mut colours: BTreeMap<&'static str, Tally> = BTreeMap::new();
        let mut all = Tally::default();
        for (named, bag) in &self.together {
            let tally = bag.tally(|bought| fadings.weight(bought.tag, bought.at));
            all.merge(tally);
            for colour in named.names() {
                colours.entry(colour).or_default().merge(tally);
            }
        }
        let is_common = |tally: &Tally| {
            tally.is_enough() && tally.weight > 0 && tally.weight * LEAST_SHARE >= all.weight
        };
        let mut liked: Vec<(&'static str, Tally)> = colours
            .into_iter()
            .filter(|(colour, tally)| is_common(tally) && catalogue::label(KEY, colour).is_some())
            .collect();
        liked.sort_by(|a, b| b.1.weight.cmp(&a.1.weight).then(a.0.cmp(b.0)));
        liked.truncate(MOST);
        let (top, tally) = liked.first()?;
        let others: Vec<(String, u64)> = liked
            .iter()
            .skip(1)
            .filter_map(|(colour, tally)| {
                Some((catalogue::label(KEY, colour)?.to_owned(), tally.events))
            })
            .collect();
        // A thing in blue and green is one purchase.
        let any = || {
            let has_any = |named: &ColourSet| {
                let mut names = named.names();
                names.any(|name| liked.iter().any(|(colour, _)| *colour == name))
            };
            let bags = self.together.iter();
            bags.filter(move |(named, _)| has_any(named))
                .map(|(_, bag)| bag)
        };
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
                    sentence::counted(all.events, "purchase"),
                    sentence::then(&others),
                    sentence::why_first(tally.events, &others, "purchases")
                ),
                strength: strength(tally, all.weight),
                of: any().map(Bag::count).sum(),
                event_ids: Newest::of(any().flat_map(Bag::newest)).ids(),
            },
            behind: Bag::all(any().collect()),
        })
    }
}

impl Absorb for Colours {
    fn absorb(&mut self, other: Self) {
        self.together.absorb(other.together);
    }
}

impl ColourSet {
    /// These and others.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        let listed = rows().enumerate();
        listed.filter_map(move |(place, (name, _))| (self.0 >> place & 1 == 1).then_some(name))
    }
}

/// Whether a folded word names a colour.
pub(super) fn is_colour(word: &str) -> bool {
    colours(word) != ColourSet::default()
}

/// The colour that a folded word names, if any.
pub(super) fn colours(word: &str) -> ColourSet {
    static NAMES: LazyLock<Table<ColourSet>> = LazyLock::new(|| {
        let sets = (0..u32::BITS).map(|place| ColourSet(1 << place));
        let rows = rows().zip(sets);
        rows.flat_map(|((_, names), set)| names.split(' ').map(move |name| (words(name), set)))
            .collect()
    });
    NAMES.get(word).copied().unwrap_or_default()
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let listed = COLOURS.lines().filter(|line| !line.starts_with('#'));
    listed.filter_map(|line| line.split_once('\t'))
}

fn strength(tally: &Tally, total: i64) -> u8 {
    match (tally.events, tally.weight.saturating_mul(3) >= total) {
        (8.., true) => 3,
        (5.., _) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_list_is_told_by_each_of_its_names() {
        for (colour, names) in rows() {
            for name in names.split(' ') {
                assert_eq!(
                    colours(&words(name)).names().collect::<Vec<_>>(),
                    [colour],
                    "{name}"
                );
            }
        }
    }
}
