//! What derivation needs to know of the vocabulary and of the shop categories.
//!
//! Invariant: an id that the vocabulary does not have is never part of a derived value.

use std::sync::LazyLock;

use inkling_token::Timestamp;
use inkling_token::vocabulary::{Choice, Kind, PreferenceKey, SizeSystem};

use super::tally::{Fading, ONE};

const CATEGORIES: &str = include_str!("../../data/categories.tsv");

/// A category of things that are bought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Category {
    /// Its place among all.
    pub(super) number: usize,
    /// Its id in the vocabulary.
    pub(super) id: &'static str,
    /// Days after which a purchase weighs half; `None` for what is bought again and again.
    pub(super) half_life_days: Option<u32>,
    /// Its colour is a matter of taste.
    pub(super) is_style: bool,
    /// It has a shoe size.
    pub(super) is_for_feet: bool,
    /// The first word of its titles is a brand.
    pub(super) is_branded: bool,
}

/// All categories, in the order of the data file.
pub(super) fn categories() -> &'static [Category] {
    static TABLE: LazyLock<Vec<Category>> =
        LazyLock::new(|| (0..).zip(rows()).filter_map(category).collect());
    &TABLE
}

/// A category by its id.
pub(super) fn category_of(id: &str) -> Option<&'static Category> {
    categories().iter().find(|category| category.id == id)
}

/// How the weight of a purchase fades until today, by its category.
#[derive(Debug)]
pub(super) struct Fadings {
    different: Vec<Fading>,
    /// Which of them is a category's.
    of_category: Vec<usize>,
}

impl Fadings {
    /// How weights fade until `now`.
    pub(super) fn until(now: Timestamp) -> Self {
        let mut half_lives: Vec<Option<u32>> = Vec::new();
        let mut place = |half_life| {
            let known = half_lives.iter().position(|known| *known == half_life);
            known.unwrap_or_else(|| {
                half_lives.push(half_life);
                half_lives.len() - 1
            })
        };
        let of_category = categories()
            .iter()
            .map(|category| place(category.half_life_days))
            .collect();
        Self {
            of_category,
            different: half_lives
                .into_iter()
                .map(|half_life| Fading::until(now, half_life))
                .collect(),
        }
    }

    /// What a purchase of a category weighs.
    pub(super) fn weight(&self, category: usize, at: Timestamp) -> i64 {
        let place = self.of_category.get(category);
        let fading = place.and_then(|place| self.different.get(*place));
        fading.map_or(0, |fading| fading.of(ONE, at))
    }
}

fn rows() -> impl Iterator<Item = &'static str> {
    CATEGORIES.lines().filter(|line| !line.starts_with('#'))
}

fn category((number, line): (usize, &'static str)) -> Option<Category> {
    let mut columns = line.split('\t');
    let id = columns.next()?;
    let days: u32 = columns.next()?.parse().ok()?;
    let marks = columns.next().unwrap_or_default();
    let has = |mark: &str| marks.split(' ').any(|word| word == mark);
    Some(Category {
        number,
        id,
        half_life_days: (days > 0).then_some(days),
        is_style: has("style"),
        is_for_feet: has("feet"),
        is_branded: !has("unbranded"),
    })
}

/// The options of a detail: what a list may name, or the categories of an amount.
pub(super) fn options(key: &str) -> &'static [Choice] {
    match kind(key) {
        Some(
            Kind::Ranked {
                options: Some(options),
                ..
            }
            | Kind::Choice { options, .. }
            | Kind::Choices { options, .. },
        ) => options,
        Some(Kind::Ranges { categories } | Kind::Picks { categories, .. }) => categories,
        Some(
            Kind::Ranked { options: None, .. }
            | Kind::Flag {}
            | Kind::Sizes { .. }
            | Kind::Measure { .. }
            | Kind::Record { .. }
            | Kind::Records { .. },
        )
        | None => &[],
    }
}

/// The size systems of a detail.
pub(super) fn systems(key: &str) -> &'static [SizeSystem] {
    let Some(Kind::Sizes { systems }) = kind(key) else {
        return &[];
    };
    systems
}

/// The name of an option on screen.
pub(super) fn label(key: &str, id: &str) -> Option<&'static str> {
    options(key)
        .iter()
        .find(|option| option.id == id)
        .map(|option| option.label.as_str())
}

fn kind(key: &str) -> Option<&'static Kind> {
    let key: PreferenceKey = key.parse().ok()?;
    Some(&key.detail().kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_a_category_and_has_its_place_in_the_file() {
        let numbers = categories().iter().map(|category| category.number);
        assert!(numbers.eq(0..rows().count()));
    }

    #[test]
    fn every_category_is_in_the_vocabulary_under_each_key_that_uses_it() {
        for key in ["interests.shop", "budget.range", "purchase.cadence"] {
            let known: BTreeSet<&str> = options(key)
                .iter()
                .map(|option| option.id.as_str())
                .collect();
            let unknown: Vec<&str> = categories()
                .iter()
                .map(|own| own.id)
                .filter(|id| !known.contains(id))
                .collect();
            assert_eq!(unknown, Vec::<&str>::new(), "{key}");
        }
    }
}
