//! Derivation: what a person's imported events say about their preferences, each with a sentence that tells why.
//!
//! Everything is summed in whole numbers while the events stream by, so equal events give an equal profile in any order.
//! A derived preference is a hypothesis: it is shown with its evidence and is shared only after the person confirms it.
//!
//! Invariant: this module never reads a clock or a database, never derives a detail of the special class, and a title with
//! a special word (`SpecialWords` of the intake) contributes to nothing at all.

mod affinity;
mod brands;
mod budget;
mod cadence;
mod catalogue;
mod colours;
mod corrections;
mod fold;
mod lexicon;
mod more;
mod opinion;
mod place;
mod reading;
mod sentence;
mod shopping;
mod sizes;
mod table;
mod tally;
mod titles;
mod viewing;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod precision;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod support;

use inkling_intake::{EventKind, Stream};
use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::{Class, PreferenceKey};

pub use brands::known_brands;
pub use corrections::{Corrections, Group, Grouping, category_in, shop_categories};
pub(crate) use fold::{title_key, words};
pub use more::Alike;
pub(crate) use more::more_like;

use crate::{EventId, EventRow};

/// One derived preference.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// What it is about.
    pub key: PreferenceKey,
    /// What is believed.
    pub value: Value,
    /// Why it is believed.
    pub evidence: Evidence,
}

/// Why a preference is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// One sentence: "Thrillers: 41 of your 312 finished titles with a known genre."
    pub sentence: String,
    /// 1 (weak) to 3 (strong).
    pub strength: u8,
    /// Events behind it in all.
    pub of: u64,
    /// Events behind it, newest first, at most 20.
    pub event_ids: Vec<EventId>,
}

/// Derives every preference that the events give reason for, in the order of their keys. What was bought is placed where the
/// person says, where they say so.
#[must_use]
pub fn derive(
    events: &mut dyn Iterator<Item = EventRow>,
    corrections: &Corrections,
    now: Timestamp,
) -> Vec<Derived> {
    let mut viewing = viewing::Viewing::default();
    let mut shopping = shopping::Shopping::default();
    for event in events {
        match event.kind {
            EventKind::Watched if is_of_films(event.id.stream) => viewing.watched(&event, now),
            EventKind::Bought => shopping.bought(&event, corrections, now),
            EventKind::Rated if is_of_films(event.id.stream) => viewing.rated(&event, now),
            // No shipped table tells the genre of an artist or a book, and a page, a search or a wish is no choice yet.
            EventKind::Watched
            | EventKind::Rated
            | EventKind::Listened
            | EventKind::Visited
            | EventKind::Read
            | EventKind::Saved
            | EventKind::Searched
            | EventKind::Supposed => {}
        }
    }
    let mut beliefs = viewing.beliefs();
    beliefs.extend(shopping.beliefs(now));
    let mut derived: Vec<Derived> = beliefs.into_iter().filter_map(Belief::checked).collect();
    derived.sort_by_key(|derived| derived.key);
    derived
}

/// Whether what is told there is a film or a series; anybody's video may have the name of one, and so may a book.
const fn is_of_films(stream: Stream) -> bool {
    match stream {
        Stream::PrimeViews
        | Stream::NetflixViews
        | Stream::NetflixRatings
        | Stream::NetflixSaved
        | Stream::LetterboxdFilms
        | Stream::ImdbRatings => true,
        Stream::AmazonOrders
        | Stream::AmazonDigital
        | Stream::GoodreadsBooks
        | Stream::StorygraphBooks
        | Stream::MailOrders
        | Stream::OtherOrders
        | Stream::SpotifyPlays
        | Stream::SpotifyInferences
        | Stream::YoutubeHistory
        | Stream::GoogleActivity
        | Stream::GooglePlay
        | Stream::BrowserVisits
        | Stream::InstagramInterests
        | Stream::FacebookInterests => false,
    }
}

/// A derived preference before the vocabulary has seen it.
struct Belief {
    key: &'static str,
    value: serde_json::Value,
    evidence: Evidence,
}

impl Belief {
    /// The preference, where the vocabulary knows the detail, lets it be derived and accepts the value.
    fn checked(self) -> Option<Derived> {
        let key: PreferenceKey = self.key.parse().ok()?;
        if !key.detail().derivable || key.detail().class == Class::Special {
            return None;
        }
        let value = Value::parse(&key, self.value).ok()?;
        (value.class(&key) != Class::Special).then_some(Derived {
            key,
            value,
            evidence: self.evidence,
        })
    }
}
