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
    /// Heard for less than half a minute.
    Snippet,
    /// Passed over before its end.
    Skipped,
    /// Of a private session.
    Private,
    /// An advertisement.
    Advert,
    /// Taken from the site since.
    Gone,
    /// Neither a play, a search nor a thing looked at.
    OtherActivity,
    /// Touches health, sex life, faith, origin or politics.
    Special,
    /// A page that was only reloaded, sent or shown within another.
    Mechanical,
    /// Of a site that is on no list of shops and media.
    OtherSite,
    /// Of a site that was not chosen.
    SiteNotChosen,
    /// Of a site of which enough is taken on that day.
    SameDay,
    /// Said before in the same file.
    Repeated,
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
    /// The person took it out of the history themselves.
    Removed,
    /// Begun and given up.
    GivenUp,
    /// A mail that tells of no order.
    NoOrder,
    /// A mail whose order is marked up in a way that cannot be read.
    BrokenMarkup,
    /// Larger than any order mail.
    TooLarge,
    /// The row has fewer columns than the header.
    WrongShape,
    /// The row is not UTF-8 text.
    NotText,
}

impl SkipReason {
    /// Every reason, in the order of the enum.
    pub const ALL: [Self; 28] = [
        Self::Preview,
        Self::TooShort,
        Self::Snippet,
        Self::Skipped,
        Self::Private,
        Self::Advert,
        Self::Gone,
        Self::OtherActivity,
        Self::Special,
        Self::Mechanical,
        Self::OtherSite,
        Self::SiteNotChosen,
        Self::SameDay,
        Self::Repeated,
        Self::OtherPerson,
        Self::NoTitle,
        Self::NoDate,
        Self::NoOrderNumber,
        Self::Notice,
        Self::NotAReturn,
        Self::NoRating,
        Self::Removed,
        Self::GivenUp,
        Self::NoOrder,
        Self::BrokenMarkup,
        Self::TooLarge,
        Self::WrongShape,
        Self::NotText,
    ];

    /// The reason in a few words for the person, to stand after a count of rows.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Preview => "trailers and other previews",
            Self::TooShort => "played for less than a minute",
            Self::Snippet => "heard for less than half a minute",
            Self::Skipped => "that you skipped",
            Self::Private => "heard in a private session",
            Self::Advert => "advertisements",
            Self::Gone => "that the site no longer has",
            Self::OtherActivity => "of a kind nothing is taken from",
            Self::Special => "about health, faith, politics or another private matter",
            Self::Mechanical => "reloads, forms and parts of other pages",
            Self::OtherSite => {
                "of sites that are no known shop and show no films, music, books or games"
            }
            Self::SiteNotChosen => "of sites you did not choose",
            Self::SameDay => "more of the same site on the same day",
            Self::Repeated => "said more than once",
            Self::OtherPerson => "of profiles you did not choose",
            Self::NoTitle => "without a title",
            Self::NoDate => "without a readable date",
            Self::NoOrderNumber => "without an order number",
            Self::Notice => "a notice in place of an order",
            Self::NotAReturn => "money back for something that was kept",
            Self::NoRating => "without a rating",
            Self::Removed => "that you removed from the history",
            Self::GivenUp => "given up before the end",
            Self::NoOrder => "mails without an order",
            Self::BrokenMarkup => "mails whose order cannot be read",
            Self::TooLarge => "larger than any order mail",
            Self::WrongShape => "with fewer columns than the header",
            Self::NotText => "not readable as text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own_that_stand_after_a_count() {
        let words: std::collections::BTreeSet<_> = SkipReason::ALL
            .iter()
            .map(|reason| reason.words())
            .collect();
        assert_eq!(words.len(), SkipReason::ALL.len());
        assert!(
            words
                .iter()
                .all(|words| words.starts_with(char::is_lowercase) && !words.ends_with('.'))
        );
    }
}
