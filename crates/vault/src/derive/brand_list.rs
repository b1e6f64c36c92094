//! The shipped list of well-known brands.
//!
//! Invariant: a name is found however it is written, and told as its maker writes it.

use std::sync::LazyLock;

use super::fold::words;
use super::table::{Table, Words};

const BRANDS: &str = include_str!("../../data/brands.txt");

/// By folded names.
static NAMES: LazyLock<Table<&'static str>> =
    LazyLock::new(|| BRANDS.lines().map(|name| (words(name), name)).collect());

/// Well-known brands, as their makers write them, in the order of the alphabet.
#[must_use]
pub fn known_brands() -> Vec<&'static str> {
    let mut names: Vec<&str> = BRANDS.lines().collect();
    names.sort_by_cached_key(|name| words(name));
    names
}

/// A brand, as its maker writes it, by its folded name.
pub(super) fn listed(name: &str) -> Option<&'static str> {
    NAMES.get(name).copied()
}

/// Whether the name of a brand begins with a folded word.
pub(super) fn begins_a_brand(word: &str) -> bool {
    static FIRST_WORDS: LazyLock<Words> = LazyLock::new(|| {
        let first = |name: &String| name.split(' ').next().map(str::to_owned);
        NAMES.keys().filter_map(first).collect()
    });
    FIRST_WORDS.contains(word)
}
