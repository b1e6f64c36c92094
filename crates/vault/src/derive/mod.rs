//! Derivation: what a person's imported events say about their preferences, each with a sentence that tells why.
//!
//! An event is read once, and what it says is laid where it speaks for something: a category, a brand, a show. A profile sums
//! that up, in whole numbers, so that equal events give an equal profile whatever came and went before, in any order.
//! A derived preference is a hypothesis: it is shown with its evidence and is shared only after the person confirms it.
//!
//! Invariant: this module never reads a clock or a database, never derives a detail of the special class, and a title with
//! a special word (`SpecialWords` of the intake) contributes to nothing at all.

mod absorb;
mod affinity;
mod bag;
mod brand_list;
mod brand_names;
mod brands;
mod budget;
mod cadence;
mod catalogue;
mod colours;
mod corrections;
mod fold;
mod how_far;
mod imdb;
mod lexicon;
mod library;
mod listening;
mod more;
mod names;
mod opinion;
mod place;
mod plain_words;
mod reading;
mod sentence;
mod shopping;
mod side_by_side;
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

use std::convert::Infallible;

use inkling_intake::{EventKind, Stream};
use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::{Class, PreferenceKey};

use absorb::Absorb;
use bag::Behind;
pub(crate) use bag::{Bag, Entry, Turn};
pub use brand_list::known_brands;
pub use corrections::{Corrections, Group, Grouping, category_in, shop_categories};
pub(crate) use fold::{title_key, words};
use library::Library;
use listening::Listening;
pub use more::Alike;
pub(crate) use more::more_like;
use shopping::Shopping;
pub(crate) use side_by_side::take_in_all;
use viewing::Viewing;

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

/// What the events say, kept so that single ones may come and go.
///
/// ```
/// use inkling_token::Timestamp;
/// use inkling_vault::derive::Derivation;
///
/// let nothing = Derivation::default().derive(Timestamp::from_seconds(0));
/// assert_eq!(nothing, []);
/// ```
#[derive(Debug, Default)]
pub struct Derivation {
    viewing: Viewing,
    listening: Listening,
    library: Library,
    shopping: Shopping,
}

impl Derivation {
    /// An event counts from here on. What was bought is placed where the person says, where they say so.
    pub fn take_in(&mut self, event: &EventRow<'_>, corrections: &Corrections) {
        self.turn(Turn::Comes, event, corrections);
    }

    /// An event that was taken in, with these corrections, counts no longer.
    pub fn let_go(&mut self, event: &EventRow<'_>, corrections: &Corrections) {
        self.turn(Turn::Goes, event, corrections);
    }

    /// What another was told counts, too.
    fn absorb(&mut self, other: Self) {
        self.viewing.absorb(other.viewing);
        self.listening.absorb(other.listening);
        self.library.absorb(other.library);
        self.shopping.absorb(other.shopping);
    }

    /// Every preference that the events give reason for, in the order of their keys.
    #[must_use]
    pub fn derive(&mut self, now: Timestamp) -> Vec<Derived> {
        let beliefs = self.beliefs(now).into_iter();
        let mut derived: Vec<Derived> = beliefs.filter_map(Belief::checked).collect();
        derived.sort_by_key(|derived| derived.key);
        derived
    }

    /// Every event behind one preference, in no order; none where nothing gives reason for it.
    pub(crate) fn behind(&mut self, key: &PreferenceKey, now: Timestamp) -> Vec<EventId> {
        let mut beliefs = self.beliefs(now).into_iter();
        let belief = beliefs.find(|belief| belief.key == key.as_str());
        belief.map_or_else(Vec::new, |belief| belief.behind.collect())
    }

    fn beliefs(&mut self, now: Timestamp) -> Vec<Belief<'_>> {
        let mut beliefs = self.viewing.beliefs(now);
        beliefs.extend(self.listening.belief(now));
        beliefs.extend(self.library.beliefs(now));
        beliefs.extend(self.shopping.beliefs(now));
        beliefs
    }

    fn turn(&mut self, turn: Turn, event: &EventRow<'_>, corrections: &Corrections) {
        match Choice::of(event) {
            Some(Choice::Watched) => self.viewing.turn_watched(turn, event),
            Some(Choice::Rated) => self.viewing.turn_rated(turn, event),
            Some(Choice::Bought) => self.shopping.turn(turn, event, corrections),
            Some(Choice::Listened) => self.listening.turn(turn, event),
            Some(Choice::Read) => self.library.turn(turn, event),
            None => {}
        }
    }
}

/// What a person chose. A page, a search or a wish is no choice yet.
enum Choice {
    Watched,
    Rated,
    Bought,
    Listened,
    Read,
}

impl Choice {
    fn of(event: &EventRow<'_>) -> Option<Self> {
        match event.kind {
            EventKind::Watched => is_of_films(event.id.stream).then_some(Self::Watched),
            EventKind::Rated => is_of_films(event.id.stream).then_some(Self::Rated),
            EventKind::Bought => Some(Self::Bought),
            EventKind::Listened => Some(Self::Listened),
            EventKind::Read => Some(Self::Read),
            EventKind::Visited | EventKind::Saved | EventKind::Searched | EventKind::Supposed => {
                None
            }
        }
    }
}

/// Derives every preference that the events give reason for, in the order of their keys. What was bought is placed where the
/// person says, where they say so.
#[must_use]
pub fn derive<'a>(
    events: impl IntoIterator<Item = EventRow<'a>>,
    corrections: &Corrections,
    now: Timestamp,
) -> Vec<Derived> {
    let told = take_in_all(corrections, |take| {
        events.into_iter().for_each(|event| take(&event));
        Ok::<(), Infallible>(())
    });
    let Ok(mut derivation) = told;
    derivation.derive(now)
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
struct Belief<'a> {
    key: &'static str,
    value: serde_json::Value,
    evidence: Evidence,
    behind: Behind<'a>,
}

impl Belief<'_> {
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
