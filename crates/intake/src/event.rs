//! One imported fact: bought, watched, read, rated or saved something.
//!
//! Invariant: an event has no field for a payment instrument, address, tracking number, serial number, device, IP or message.

use serde::{Deserialize, Serialize};

use crate::identity::{Identity, LooseIdentity};
use crate::rating::Rating;
use crate::titles;

pub use crate::stream::Stream;

/// One imported fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When, in milliseconds since 1970 UTC; the start of the first session for a merged view, midnight for a bare day.
    pub at: i64,
    /// Start of the last session that was merged into this event; equal to `at` otherwise.
    pub until: i64,
    /// How exact `at` is.
    pub precision: Precision,
    /// Whether `at` is truly UTC or a local time whose zone the export does not say.
    pub zone: Zone,
    /// What happened.
    pub kind: EventKind,
    /// Which history the fact belongs to.
    pub stream: Stream,
    /// The profile of a shared account; `None` where the export has no profiles.
    pub person: Option<String>,
    /// Title as written, whitespace collapsed, at most 300 characters; of a thing in an order mail its name, with the brand,
    /// colour and size that the mail says beside it.
    pub title: String,
    /// Name of the show when the title is an episode's; the author of a book, the artist of a track.
    pub show: Option<String>,
    /// The season as written, "Season 2", when the title is an episode's.
    pub season: Option<String>,
    /// Name of the episode when the title is one's.
    pub episode: Option<String>,
    /// The shop's number of the item (ASIN).
    pub item_id: Option<String>,
    /// The category the export itself names ("LAMP").
    pub category_hint: Option<String>,
    /// UNSPSC code, eight digits, where the export has one.
    pub unspsc: Option<String>,
    /// The market: "Amazon.de", a country code for views, the site of a visit.
    pub market: Option<String>,
    /// Paid for the whole row, in the currency's minor unit.
    pub amount_minor: Option<i64>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// How many; 1 for views and ratings.
    pub quantity: u32,
    /// Watched, over all merged sessions.
    pub seconds: Option<u32>,
    /// The person's rating.
    pub rating: Option<Rating>,
    /// Whether the fact says something about the person's taste.
    pub counts: Counts,
    /// Row in the file, the first after the header being 1: provenance for "why do you think this?".
    pub row: u64,
    /// What the fact is known by within its stream; see [`Event::identity`].
    pub natural_key: String,
}

impl Event {
    /// A fact of one moment, known to the second, of which no more is known than its title.
    pub(crate) fn plain(kind: EventKind, stream: Stream, at: i64, title: String) -> Self {
        Self {
            at,
            until: at,
            precision: Precision::Second,
            zone: Zone::Known,
            kind,
            stream,
            person: None,
            title,
            show: None,
            season: None,
            episode: None,
            item_id: None,
            category_hint: None,
            unspsc: None,
            market: None,
            amount_minor: None,
            currency: None,
            quantity: 1,
            seconds: None,
            rating: None,
            counts: Counts::Yes,
            row: 0,
            natural_key: String::new(),
        }
    }

    /// A fact of which only the day is known, in a zone that nobody says.
    pub(crate) fn of_day(kind: EventKind, stream: Stream, at: i64, title: String) -> Self {
        Self {
            precision: Precision::Day,
            zone: Zone::Unknown,
            ..Self::plain(kind, stream, at, title)
        }
    }

    /// The fact's identity: equal for the same fact in any file, layout or re-export.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            stream: self.stream,
            key: &self.natural_key,
        }
    }

    /// What a view is known by when only its title and day can be compared; `None` for facts with an exact identity everywhere.
    #[must_use]
    pub fn loose_day_identity(&self) -> Option<LooseIdentity> {
        match self.stream {
            Stream::NetflixViews => Some(LooseIdentity::new(
                titles::match_key(&self.title),
                self.at,
                self.until,
            )),
            Stream::AmazonOrders
            | Stream::AmazonDigital
            | Stream::PrimeViews
            | Stream::NetflixRatings
            | Stream::NetflixSaved
            | Stream::GoodreadsBooks
            | Stream::StorygraphBooks
            | Stream::LetterboxdFilms
            | Stream::ImdbRatings
            | Stream::MailOrders
            | Stream::OtherOrders
            | Stream::SpotifyPlays
            | Stream::SpotifyInferences
            | Stream::YoutubeHistory
            | Stream::GoogleActivity
            | Stream::GooglePlay
            | Stream::BrowserVisits
            | Stream::InstagramInterests
            | Stream::FacebookInterests => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// An item was ordered.
    Bought,
    /// A film or an episode was played.
    Watched,
    /// A track or an episode was heard.
    Listened,
    /// A page was visited.
    Visited,
    /// A title was rated.
    Rated,
    /// A book was read.
    Read,
    /// A title was put on a list for later.
    Saved,
    /// Something was searched for.
    Searched,
    /// A company supposes an interest: no deed of the person's, and never evidence.
    Supposed,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Bought,
        Self::Watched,
        Self::Listened,
        Self::Visited,
        Self::Rated,
        Self::Read,
        Self::Saved,
        Self::Searched,
        Self::Supposed,
    ];

    /// The kind of a stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// The kind in one word, as it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Watched => "watched",
            Self::Listened => "listened",
            Self::Visited => "visited",
            Self::Rated => "rated",
            Self::Read => "read",
            Self::Saved => "saved",
            Self::Searched => "searched",
            Self::Supposed => "supposed",
        }
    }
}

/// How exact a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the second or better.
    Second,
    /// To the minute.
    Minute,
    /// Only the day is known.
    Day,
}

impl Precision {
    /// Every precision.
    pub const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::Day];

    /// The precision of a stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// The precision in one word, as it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Day => "day",
        }
    }
}

/// Whether the zone of a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// The time is UTC.
    Known,
    /// The time is the account's own, which the export does not name.
    Unknown,
}

/// Whether a fact says something about the person's taste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// It does.
    Yes,
    /// Bought for somebody else.
    Gift,
    /// Ordered and cancelled.
    Cancelled,
    /// Bought and sent back.
    Returned,
}

impl Counts {
    /// Every word.
    pub const ALL: [Self; 4] = [Self::Yes, Self::Gift, Self::Cancelled, Self::Returned];

    /// The word of a stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// The word, as it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Gift => "gift",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }

    /// Whether this word replaces `known` when the same fact comes again. A later export may know of a return or a
    /// cancellation that an earlier one could not; nothing ever turns back to [`Counts::Yes`].
    #[must_use]
    pub fn supersedes(self, known: Self) -> bool {
        self > known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_word_is_found_again() {
        assert!(
            EventKind::ALL
                .into_iter()
                .all(|kind| EventKind::from_word(kind.word()) == Some(kind))
        );
        assert!(
            Stream::ALL
                .into_iter()
                .all(|stream| Stream::from_word(stream.word()) == Some(stream))
        );
        assert!(
            Counts::ALL
                .into_iter()
                .all(|counts| Counts::from_word(counts.word()) == Some(counts))
        );
        assert!(
            Precision::ALL
                .into_iter()
                .all(|precision| Precision::from_word(precision.word()) == Some(precision))
        );
        assert_eq!(Stream::from_word("elsewhere"), None);
    }

    #[test]
    fn a_return_replaces_a_purchase_and_never_the_reverse() {
        assert!(Counts::Returned.supersedes(Counts::Yes));
        assert!(Counts::Cancelled.supersedes(Counts::Yes));
        assert!(!Counts::Yes.supersedes(Counts::Returned));
        assert!(!Counts::Yes.supersedes(Counts::Yes));
    }
}
