//! Values of preferences: checked against their kind, coarsened to a level, told in plain words.
//!
//! Invariant: a [`Value`] always fits the kind it was parsed for; what leaves at a level can be computed from what leaves
//! at any finer level, and holds no fraction and at most 40 entries.

mod coarsen;
mod ends;
mod parse;
mod words;

use std::fmt;

use serde_json::Value as Json;

use crate::Timestamp;
use crate::vocabulary::{Class, Level, PreferenceKey};

pub use words::sent_lines;

/// Entries of a list at most.
pub(crate) const MOST_ENTRIES: usize = 40;

/// A stored value: JSON that fits the kind of its key. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq)]
pub struct Value(Json);

impl Value {
    /// Checks a value against the kind of its key, and brings it into its one spelling: strongest first.
    ///
    /// # Errors
    /// When the value does not fit, without repeating it.
    pub fn parse(key: &PreferenceKey, json: Json) -> Result<Self, ValueError> {
        parse::canonical(&key.detail().kind, json).map(Self)
    }

    /// The value as stored.
    #[must_use]
    pub fn as_json(&self) -> &Json {
        &self.0
    }

    /// The value as stored, owned.
    #[must_use]
    pub fn into_json(self) -> Json {
        self.0
    }

    /// The value exactly as it is sent at a level; `None` when the detail is not sent at that level, or nothing of this
    /// value is.
    #[must_use]
    pub fn at(&self, key: &PreferenceKey, level: Level) -> Option<Json> {
        let detail = key.detail();
        if !detail.levels.contains(&level) {
            return None;
        }
        coarsen::at(&detail.kind, &self.0, level)
    }

    /// What is left of the value at a moment: entries that have ended are gone, and each that can end has its end. `None`
    /// when nothing is left.
    #[must_use]
    pub fn living(self, key: &PreferenceKey, now: Timestamp) -> Option<Self> {
        ends::living(&key.detail().kind, self.0, now).map(Self)
    }

    /// The first moment at which one of its entries has ended; none when none ends.
    #[must_use]
    pub fn first_end(&self, key: &PreferenceKey) -> Option<Timestamp> {
        ends::first_end(&key.detail().kind, &self.0)
    }

    /// The stored value in plain English, one entry a line: `["EU 40"]`.
    #[must_use]
    pub fn lines(&self, key: &PreferenceKey) -> Vec<String> {
        words::stored_lines(&key.detail().kind, &self.0)
    }

    /// How sensitive this value is: as its key, or more where an option it names is.
    #[must_use]
    pub fn class(&self, key: &PreferenceKey) -> Class {
        parse::class_of(&key.detail().kind, &self.0).max(key.detail().class)
    }
}

/// A preference is nobody's business, a log's least.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(redacted)")
    }
}

/// A value that does not fit its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Another type of JSON, or members that the kind does not have.
    #[error("failed to read the value: it does not have the shape of its kind")]
    Shape,
    /// An option, category, system or size that the kind does not have.
    #[error("failed to read the value: it names something the vocabulary does not have")]
    UnknownOption,
    /// A number, strength or date outside its range.
    #[error("failed to read the value: a number is out of range")]
    OutOfRange,
    /// Nothing, more than is allowed, or the same twice.
    #[error("failed to read the value: too few, too many or repeated entries")]
    Entries,
    /// Free text that is empty, too long or not plain.
    #[error("failed to read the value: a text is empty, too long or has control characters")]
    Text,
}

#[cfg(test)]
pub(crate) mod strategy;
#[cfg(test)]
mod tests;
