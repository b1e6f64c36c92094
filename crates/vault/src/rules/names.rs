//! What an entry is known by to the rules: its title, whatever telling of it this is.
//!
//! Titles are compared within one kind of thing, so that who keeps a film out keeps the book of that name.
//!
//! Invariant: two tellings of one thing have one name, in whatever order and from whatever file they come.

use inkling_intake::Stream;

use super::Says;
use crate::EventRow;
use crate::derive::{Group, title_key, words};

/// The names of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names<'a> {
    pub(super) stream: Stream,
    /// The kind of thing and the folded title.
    pub(super) item: String,
    /// The history and the shop's number in it.
    pub(super) item_id: Option<String>,
    /// What it alone is known by in its history.
    key: &'a str,
}

/// Kinds of things that never are one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Things,
    Films,
    Books,
    Music,
    Pages,
    Suppositions,
}

impl<'a> Names<'a> {
    pub(super) fn of(event: &'a EventRow<'_>) -> Self {
        Self {
            stream: event.id.stream,
            item: item(event),
            item_id: item_id(event),
            key: &event.natural_key,
        }
    }

    /// Whether both are of one title.
    pub(super) fn same_item(&self, other: &Names<'_>) -> bool {
        self.item == other.item || self.item_id.is_some() && self.item_id == other.item_id
    }

    /// Whether a rule covers an entry of these names and groups. What stops an area covers no entry.
    pub(super) fn are_of(&self, says: &Says, groups: &[(Group, String)]) -> bool {
        match says {
            Says::KeepOut { item, item_id, .. } => {
                self.item == *item || item_id.is_some() && self.item_id == *item_id
            }
            Says::KeepOutEntry { stream, key, .. } => self.stream == *stream && self.key == key,
            Says::KeepOutStream(stream) => self.stream == *stream,
            Says::StopArea(_) => false,
            Says::Place { group, .. } => groups.iter().any(|(own, _)| own == group),
        }
    }
}

/// The histories that may tell of what a rule covers.
pub(super) fn told_in(says: &Says) -> Vec<Stream> {
    match says {
        Says::KeepOut { item, .. } => told_of(item).collect(),
        Says::KeepOutEntry { stream, .. } | Says::KeepOutStream(stream) => vec![*stream],
        Says::StopArea(_) => Vec::new(),
        Says::Place { .. } => things().collect(),
    }
}

/// The histories that may tell of an item.
pub(super) fn told_of(item: &str) -> impl Iterator<Item = Stream> {
    let kind = item.split('/').next().unwrap_or_default();
    of_shelf(move |shelf| word(shelf) == kind)
}

/// The histories that may tell of the same thing as one of this history.
pub(super) fn told_beside(stream: Stream) -> impl Iterator<Item = Stream> {
    of_shelf(move |other| other == shelf(stream))
}

/// The histories of what was bought. What any other tells is never placed.
pub(super) fn things() -> impl Iterator<Item = Stream> {
    of_shelf(|shelf| shelf == Shelf::Things)
}

fn of_shelf(is: impl Fn(Shelf) -> bool) -> impl Iterator<Item = Stream> {
    Stream::ALL
        .into_iter()
        .filter(move |stream| is(shelf(*stream)))
}

/// The kind of thing and the folded title: an episode's is its show's, a book or a track goes with who made it.
pub(super) fn item(event: &EventRow<'_>) -> String {
    let shelf = shelf(event.id.stream);
    let title = match (shelf, &event.show) {
        (Shelf::Films, _) => title_key(shown(event)),
        (Shelf::Books | Shelf::Music, Some(maker)) => {
            format!("{} / {}", words(&event.title), words(maker))
        }
        (Shelf::Things | Shelf::Books | Shelf::Music | Shelf::Pages | Shelf::Suppositions, _) => {
            words(&event.title)
        }
    };
    format!("{}/{title}", word(shelf))
}

/// The history and the shop's number in it.
pub(super) fn item_id(event: &EventRow<'_>) -> Option<String> {
    let number = event.item_id.as_deref()?;
    Some(format!("{}/{number}", event.id.stream.word()))
}

/// The title that stands for all entries of it, as it is written.
pub(super) fn shown<'a>(event: &'a EventRow<'_>) -> &'a str {
    match (shelf(event.id.stream), &event.show) {
        (Shelf::Films, Some(show)) => show,
        (Shelf::Films, None)
        | (Shelf::Things | Shelf::Books | Shelf::Music | Shelf::Pages | Shelf::Suppositions, _) => {
            &event.title
        }
    }
}

const fn word(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Things => "things",
        Shelf::Films => "films",
        Shelf::Books => "books",
        Shelf::Music => "music",
        Shelf::Pages => "pages",
        Shelf::Suppositions => "suppositions",
    }
}

const fn shelf(stream: Stream) -> Shelf {
    match stream {
        Stream::AmazonOrders
        | Stream::AmazonDigital
        | Stream::MailOrders
        | Stream::OtherOrders
        | Stream::GooglePlay => Shelf::Things,
        Stream::PrimeViews
        | Stream::NetflixViews
        | Stream::NetflixRatings
        | Stream::NetflixSaved
        | Stream::LetterboxdFilms
        | Stream::ImdbRatings => Shelf::Films,
        Stream::GoodreadsBooks | Stream::StorygraphBooks => Shelf::Books,
        Stream::SpotifyPlays => Shelf::Music,
        Stream::YoutubeHistory | Stream::GoogleActivity | Stream::BrowserVisits => Shelf::Pages,
        Stream::SpotifyInferences | Stream::InstagramInterests | Stream::FacebookInterests => {
            Shelf::Suppositions
        }
    }
}
