//! Brands a person comes back to, from the first words of titles.
//!
//! Invariant: a plain word of the four languages ("Premium", "Damen", a colour, a noun) is never taken for a brand.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::affinity::{ranked_value, ranking};
use super::colours::is_colour;
use super::fold::words;
use super::lexicon::lexicon;
use super::place::Placed;
use super::tally::{Newest, Tally};
use super::{Belief, Evidence, sentence};
use crate::EventId;

const BRANDS: &str = include_str!("../../data/brands.txt");
const PLAIN: &str = include_str!("../../data/plain-words.txt");
const KEY: &str = "brands.loved";
/// No table tells how common a brand is; one purchase in fifty counts as usual for each.
const BASE: f64 = 0.02;
const LONGEST_NAME: usize = 60;

/// Purchases by brand.
#[derive(Debug, Default)]
pub(super) struct Brands {
    brands: BTreeMap<String, Brand>,
    bought: u64,
    total: i64,
}

#[derive(Debug, Default)]
struct Brand {
    tally: Tally,
    /// As the newest title writes it.
    name: Option<(EventId, String)>,
}

impl Brands {
    /// Adds a purchase in favour of its brand.
    pub(super) fn add(&mut self, title: &str, placed: Placed, weight: i64, id: EventId) {
        let Some(name) = brand(title, placed) else {
            return;
        };
        let brand = self.brands.entry(words(name)).or_default();
        brand.tally.add(weight, id);
        let newer = brand
            .name
            .as_ref()
            .is_none_or(|(known, _)| (known.at, *known) < (id.at, id));
        if newer {
            brand.name = Some((id, name.to_owned()));
        }
        self.bought += 1;
        self.total += weight;
    }

    /// Takes weight away for a purchase that was returned.
    pub(super) fn subtract(&mut self, title: &str, placed: Placed, weight: i64) {
        if let Some(name) = brand(title, placed) {
            self.brands
                .entry(words(name))
                .or_default()
                .tally
                .subtract(weight);
        }
    }

    /// The brands worth naming.
    pub(super) fn belief(&self) -> Option<Belief> {
        let named = self
            .brands
            .values()
            .filter_map(|brand| Some((brand.name.as_ref()?.1.as_str(), &brand.tally, BASE)));
        let ranked = ranking(named, self.total);
        let top = ranked.first()?;
        let mut newest = Newest::default();
        let listed = ranked
            .iter()
            .filter_map(|entry| self.brands.get(&words(entry.id)));
        listed.for_each(|brand| newest.merge(&brand.tally.newest));
        let others: Vec<(String, u64)> = ranked
            .iter()
            .skip(1)
            .map(|entry| (entry.id.to_owned(), entry.events))
            .collect();
        let last = self
            .brands
            .get(&words(top.id))
            .and_then(|brand| brand.tally.newest.last());
        Some(Belief {
            key: KEY,
            value: ranked_value(&ranked),
            evidence: Evidence {
                sentence: format!(
                    "{}: {} of your {} with a brand in the title{}{}.",
                    top.id,
                    top.events,
                    sentence::counted(self.bought, "purchase"),
                    sentence::last_in(last),
                    sentence::then(&others)
                ),
                strength: top.strength(),
                of: ranked.iter().map(|entry| entry.events).sum(),
                event_ids: newest.ids(),
            },
        })
    }
}

/// The brand a title begins with.
fn brand(title: &str, placed: Placed) -> Option<&str> {
    if !placed.category.is_branded {
        return None;
    }
    known(title).or_else(|| first_word(title))
}

/// A name of the list, which may have several words.
fn known(title: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<String, &'static str>> =
        LazyLock::new(|| BRANDS.lines().map(|name| (words(name), name)).collect());
    // Names have four words at most, and none of them is longer than this.
    let start = words(title.get(..title.floor_char_boundary(LONGEST_NAME))?);
    let ends = start
        .match_indices(' ')
        .map(|(at, _)| at)
        .chain([start.len()])
        .take(4);
    let lengths: Vec<usize> = ends.collect();
    lengths
        .iter()
        .rev()
        .filter_map(|end| start.get(..*end))
        .find_map(|name| NAMES.get(name))
        .copied()
}

/// The first word, where it looks like a name and is no word of the language.
fn first_word(title: &str) -> Option<&str> {
    static PLAIN_WORDS: LazyLock<HashSet<String>> =
        LazyLock::new(|| PLAIN.split_whitespace().map(words).collect());
    let word = title.split_whitespace().next()?;
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let first = word.chars().next()?;
    let folded = words(word);
    let is_name =
        (first.is_uppercase() || word.chars().any(char::is_uppercase)) && first.is_alphabetic();
    let fits = (2..=LONGEST_NAME).contains(&word.chars().count());
    let is_word = PLAIN_WORDS.contains(&folded)
        || is_colour(&folded)
        || lexicon().noun(&folded).is_some()
        || lexicon().compound(&folded).is_some();
    (is_name && fits && !is_word).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::super::place::{Placement, place};
    use super::*;

    fn brand_of(title: &str) -> Option<&str> {
        match place(title, None) {
            Placement::Known(placed) => brand(title, placed),
            Placement::Unknown | Placement::Blocked => None,
        }
    }

    #[test]
    fn a_title_begins_with_its_brand() {
        assert_eq!(
            brand_of("Fernweh Trail Running Shoe Women"),
            Some("Fernweh")
        );
        assert_eq!(
            brand_of("The North Face Fleece Jacket"),
            Some("The North Face")
        );
        assert_eq!(brand_of("adidas Samba Sneaker"), Some("adidas"));
    }

    #[test]
    fn plain_words_colours_and_nouns_are_no_brands() {
        assert_eq!(brand_of("Premium Desk Lamp"), None);
        assert_eq!(brand_of("Damen Laufschuhe"), None);
        assert_eq!(brand_of("Black Running Shoes"), None);
        assert_eq!(brand_of("Stehlampe Wohnzimmer"), None);
    }

    #[test]
    fn books_have_no_brand() {
        assert_eq!(brand_of("Cartographers: A Novel (Paperback)"), None);
    }
}
