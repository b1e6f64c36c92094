//! What makes two events the same fact.
//!
//! Invariant: an identity is computed from the event alone; nothing random and nothing of the file enters it.

use std::collections::HashMap;

use crate::dates::DAY_MILLIS;
use crate::event::Stream;

/// The exact identity of a fact. Equal identities are one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity<'a> {
    /// The history.
    pub stream: Stream,
    /// The key within it.
    pub key: &'a str,
}

/// A title and the days it was played on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseIdentity {
    /// Folded title: without case, accents, punctuation, leading article, and with season and episode words of any language alike.
    pub key: String,
    /// When.
    pub days: Days,
}

/// The days of a view, in days since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    first: i64,
    last: i64,
}

impl LooseIdentity {
    pub(crate) fn new(key: String, at: i64, until: i64) -> Self {
        let days = Days {
            first: at.div_euclid(DAY_MILLIS),
            last: until.div_euclid(DAY_MILLIS),
        };
        Self { key, days }
    }

    /// Same folded title, and days that touch or are one apart.
    #[must_use]
    pub fn tells_of_the_same(&self, other: &Self) -> bool {
        self.key == other.key && self.days.are_near(other.days)
    }
}

impl Days {
    /// They touch or are one apart: the short list's day is local and may be a neighbour of the rich list's UTC day.
    #[must_use]
    pub fn are_near(self, other: Self) -> bool {
        self.first <= other.last + 1 && other.first <= self.last + 1
    }
}

/// Numbers equal keys of one file 0, 1, 2, .. in constant memory.
///
/// Equal rows stand near each other in every export (newest first, or order by order), so two generations of counts are kept
/// and the elder is forgotten when the younger is full.
#[derive(Debug, Default)]
pub(crate) struct Occurrences {
    young: HashMap<String, u32>,
    old: HashMap<String, u32>,
}

impl Occurrences {
    const GENERATION: usize = 16_384;

    /// How often `key` has been seen before.
    pub(crate) fn next(&mut self, key: &str) -> u32 {
        if let Some(seen) = self.young.get_mut(key) {
            *seen += 1;
            return *seen;
        }
        let occurrence = self.old.get(key).map_or(0, |seen| seen + 1);
        if self.young.len() >= Self::GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key.to_owned(), occurrence);
        occurrence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(key: &str, first: i64, last: i64) -> LooseIdentity {
        LooseIdentity {
            key: key.into(),
            days: Days { first, last },
        }
    }

    #[test]
    fn neighbouring_days_of_one_title_are_the_same_view() {
        assert!(on("northbound", 10, 10).tells_of_the_same(&on("northbound", 11, 11)));
        assert!(on("northbound", 11, 11).tells_of_the_same(&on("northbound", 10, 10)));
        assert!(on("northbound", 9, 12).tells_of_the_same(&on("northbound", 13, 13)));
        assert!(!on("northbound", 10, 10).tells_of_the_same(&on("northbound", 12, 12)));
        assert!(!on("northbound", 10, 10).tells_of_the_same(&on("southbound", 10, 10)));
    }

    #[test]
    fn equal_keys_are_numbered_and_memory_stays_bounded() {
        let mut seen = Occurrences::default();
        assert_eq!((seen.next("a"), seen.next("a"), seen.next("b")), (0, 1, 0));
        for number in 0..100_000 {
            seen.next(&number.to_string());
        }
        assert!(seen.young.len() + seen.old.len() <= 2 * Occurrences::GENERATION);
    }

    #[test]
    fn a_count_survives_the_change_of_generation() {
        let mut seen = Occurrences::default();
        seen.next("a");
        for number in 0..Occurrences::GENERATION {
            seen.next(&number.to_string());
        }
        assert_eq!(seen.next("a"), 1);
    }
}
