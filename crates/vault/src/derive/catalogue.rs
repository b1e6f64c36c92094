//! What derivation needs to know of the vocabulary and of the shop categories.
//!
//! Invariant: an id that the vocabulary does not have is never part of a derived value.

use std::sync::LazyLock;

use inkling_token::vocabulary::{Choice, Kind, PreferenceKey, SizeSystem};

const CATEGORIES: &str = include_str!("../../data/categories.tsv");

/// A category of things that are bought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Category {
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
        LazyLock::new(|| CATEGORIES.lines().filter_map(category).collect());
    &TABLE
}

/// A category by its id.
pub(super) fn category_of(id: &str) -> Option<&'static Category> {
    categories().iter().find(|category| category.id == id)
}

fn category(line: &'static str) -> Option<Category> {
    if line.starts_with('#') {
        return None;
    }
    let mut columns = line.split('\t');
    let id = columns.next()?;
    let days: u32 = columns.next()?.parse().ok()?;
    let marks = columns.next().unwrap_or_default();
    let has = |mark: &str| marks.split(' ').any(|word| word == mark);
    Some(Category {
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
