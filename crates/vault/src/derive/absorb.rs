//! What was read in parts is put together.
//!
//! Invariant: whatever is told of a subject by one part or by several, the whole tells the same.

use std::collections::BTreeMap;

use super::table::Table;

/// Something that parts of a history tell of.
pub(super) trait Absorb {
    /// Takes in all that another part tells.
    fn absorb(&mut self, other: Self);
}

impl<K: Ord, V: Absorb + Default> Absorb for BTreeMap<K, V> {
    fn absorb(&mut self, other: Self) {
        for (key, value) in other {
            self.entry(key).or_default().absorb(value);
        }
    }
}

impl<V: Absorb + Default> Absorb for Table<V> {
    fn absorb(&mut self, other: Self) {
        for (key, value) in other {
            self.entry(key).or_default().absorb(value);
        }
    }
}

/// By place.
impl<V: Absorb + Default> Absorb for Vec<V> {
    fn absorb(&mut self, other: Self) {
        if self.len() < other.len() {
            self.resize_with(other.len(), V::default);
        }
        for (value, other) in self.iter_mut().zip(other) {
            value.absorb(other);
        }
    }
}
