//! Look-ups by a folded word, a phrase or a name, in the shipped tables and in what is remembered of an export.
//!
//! A title is looked up some forty times, so the hash is a quick one.
//!
//! Invariant: each run has a seed of its own, so that no file can be made whose words all fall together.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// Values by a word, a phrase or a name, or by what stands for one.
pub(super) type Table<V, K = String> = HashMap<K, V, RandomState>;
/// Words or phrases.
pub(super) type Words = HashSet<String, RandomState>;
