//! Plain words: those of the four languages, and the names of places and persons. None is a brand without more.
//!
//! Invariant: a word that any shipped table but that of the brands knows is plain.

use std::sync::LazyLock;

use super::colours::is_colour;
use super::fold::words;
use super::lexicon::{Longest, lexicon};
use super::table::Words;
use super::titles::titles;

const PLAIN: &str = include_str!("../../data/plain-words.txt");

/// Whether a folded word is a plain one.
pub(super) fn is_plain(word: &str) -> bool {
    static PLAIN_WORDS: LazyLock<Words> =
        LazyLock::new(|| PLAIN.split_whitespace().map(words).collect());
    PLAIN_WORDS.contains(word)
        || is_colour(word)
        || lexicon().longest(word) != Longest::default()
        || lexicon().compound(word).is_some()
        || titles().has_word(word)
}
