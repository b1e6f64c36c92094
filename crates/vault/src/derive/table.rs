//! Look-ups in the shipped tables, by a folded word or phrase.
//!
//! A title is looked up some forty times. What is in the tables is ours and never grows, so they need no hash that withstands
//! chosen keys, and this one takes a fraction of the time.
//!
//! Invariant: nothing that an export brings is ever kept in such a table.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Values by a folded word or phrase.
pub(super) type Table<V> = HashMap<String, V, BuildHasherDefault<Quick>>;
/// Folded words or phrases.
pub(super) type Words = HashSet<String, BuildHasherDefault<Quick>>;

/// Eight bytes at a time, as rustc's own tables are hashed.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let word = eight
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u64::from(*byte));
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0xF135_7AEA_2E62_A9C5);
        }
    }

    fn finish(&self) -> u64 {
        // The last multiplication leaves the low bits poor, and a table looks at those.
        self.0.rotate_left(26)
    }
}
