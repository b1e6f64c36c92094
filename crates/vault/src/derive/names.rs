//! Names of people as exports write them: folded to find them, spelled to show them.
//!
//! Invariant: of several spellings the commonest is shown, of equals the first in the alphabet, in whatever order they came.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::absorb::Absorb;
use super::bag::Turn;

/// Letters of a name that the vocabulary lets be told.
pub(super) const LONGEST: usize = 60;

/// How often a name is written how.
#[derive(Debug, Default)]
pub(super) struct Spellings(BTreeMap<String, u64>);

impl Spellings {
    /// A name comes or goes.
    pub(super) fn turn(&mut self, turn: Turn, name: &str) {
        match turn {
            Turn::Comes => match self.0.get_mut(name) {
                Some(count) => *count += 1,
                None => {
                    self.0.insert(name.to_owned(), 1);
                }
            },
            Turn::Goes => {
                if let Some(count) = self.0.get_mut(name) {
                    *count -= 1;
                }
                self.0.retain(|_, count| *count > 0);
            }
        }
    }

    /// How it is mostly written.
    pub(super) fn commonest(&self) -> Option<&str> {
        let spellings = self.0.iter();
        let commonest = spellings.max_by_key(|(name, count)| (**count, Reverse(*name)));
        commonest.map(|(name, _)| name.as_str())
    }
}

impl Absorb for Spellings {
    fn absorb(&mut self, other: Self) {
        for (name, count) in other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }
}
