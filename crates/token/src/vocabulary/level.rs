//! How precise and how sensitive a detail is.
//!
//! Invariant: levels are ordered coarse to fine, and a grant at one level never implies a finer one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How precise, coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Only that there is a preference.
    YesNo,
    /// A coarse bucket.
    Bucket,
    /// A list or the value.
    List,
    /// Everything that is known.
    Exact,
}

impl Level {
    /// All levels, coarse to fine.
    pub const ALL: [Self; 4] = [Self::YesNo, Self::Bucket, Self::List, Self::Exact];

    /// The word on the wire: `yes-no`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::YesNo => "yes-no",
            Self::Bucket => "bucket",
            Self::List => "list",
            Self::Exact => "exact",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How sensitive, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Ordinary.
    Normal,
    /// About the body or the household: asks for an extra confirmation.
    Personal,
    /// Special category (GDPR, Art. 9) or inferable to one: separate explicit consent, never derived.
    Special,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_grow_from_coarse_to_fine_and_their_words_are_their_wire_form() {
        assert!(Level::ALL.is_sorted());
        for level in Level::ALL {
            assert_eq!(serde_json::to_value(level).unwrap(), level.word());
            assert_eq!(level.to_string(), level.word());
        }
    }
}
