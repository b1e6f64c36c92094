//! Why a row was not taken.
//!
//! Invariant: a reason never quotes the row.

use serde::{Deserialize, Serialize};

/// Why a row was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// A trailer, teaser, hook or other preview.
    Preview,
    /// Played for less than a minute.
    TooShort,
    /// Of a profile that was not chosen.
    OtherPerson,
    /// The title is missing or is only an episode number.
    NoTitle,
    /// The date is missing or cannot be read.
    NoDate,
    /// The order number is missing.
    NoOrderNumber,
    /// The export holds a notice in place of an order.
    Notice,
    /// Money was paid back but nothing was sent back.
    NotAReturn,
    /// The rating is empty.
    NoRating,
    /// The row has fewer columns than the header.
    WrongShape,
    /// The row is not UTF-8 text.
    NotText,
}

impl SkipReason {
    /// Every reason, in the order of the enum.
    pub const ALL: [Self; 11] = [
        Self::Preview,
        Self::TooShort,
        Self::OtherPerson,
        Self::NoTitle,
        Self::NoDate,
        Self::NoOrderNumber,
        Self::Notice,
        Self::NotAReturn,
        Self::NoRating,
        Self::WrongShape,
        Self::NotText,
    ];

    /// The reason as a sentence for the person.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Preview => "This is a trailer or another preview.",
            Self::TooShort => "This was played for less than a minute.",
            Self::OtherPerson => "This belongs to a profile you did not choose.",
            Self::NoTitle => "The title is missing.",
            Self::NoDate => "The date is missing or cannot be read.",
            Self::NoOrderNumber => "The order number is missing.",
            Self::Notice => "The export holds a notice here and no order.",
            Self::NotAReturn => "Money was paid back, but nothing was sent back.",
            Self::NoRating => "The rating is empty.",
            Self::WrongShape => "The row has fewer columns than the file's header.",
            Self::NotText => "The row is not readable text.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_a_plain_sentence_of_its_own() {
        let sentences: std::collections::BTreeSet<_> = SkipReason::ALL
            .iter()
            .map(|reason| reason.sentence())
            .collect();
        assert_eq!(sentences.len(), SkipReason::ALL.len());
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    }
}
