//! Events for the tests of derivation.

use inkling_intake::{Counts, EventKind, Rating, Stream};
use inkling_token::Timestamp;
use serde_json::Value;

use super::place::{self, Placement};
use super::reading::Reader;
use super::{Corrections, Derived, derive};
use crate::{EventId, EventRow};

/// 2026-11-23T13:00:02Z.
pub(super) const NOW: Timestamp = Timestamp::from_millis(1_795_431_602_000);

pub(super) fn days_ago(days: i64) -> Timestamp {
    NOW.plus_days(-days)
}

pub(super) fn id(at: Timestamp, seq: u32) -> EventId {
    EventId {
        stream: Stream::AmazonOrders,
        at,
        seq,
    }
}

fn event(id: EventId, kind: EventKind, title: &str) -> EventRow<'static> {
    EventRow {
        id,
        kind,
        title: title.to_owned().into(),
        show: None,
        item_id: None,
        category_hint: None,
        amount_minor: None,
        currency: None,
        quantity: 1,
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        natural_key: "".into(),
    }
}

/// A film that was played to its end, or one of which nothing but the day is known.
pub(super) fn film(days: i64, title: &str) -> EventRow<'static> {
    let id = EventId {
        stream: Stream::NetflixViews,
        at: days_ago(days),
        seq: 0,
    };
    event(id, EventKind::Watched, title)
}

/// A film that was rated, of five stars.
pub(super) fn rated(days: i64, title: &str, stars: u8) -> EventRow<'static> {
    let id = EventId {
        stream: Stream::LetterboxdFilms,
        at: days_ago(days),
        seq: 0,
    };
    EventRow {
        rating: Some(Rating::Stars(stars)),
        ..event(id, EventKind::Rated, title)
    }
}

pub(super) fn episode(days: i64, show: &str, number: u32) -> EventRow<'static> {
    let title = format!("{show}: Season 1: Episode {number}");
    let mut row = film(days, &title);
    row.id.seq = number;
    row.show = Some(show.to_owned().into());
    row
}

/// A track of an artist that was heard for so many seconds.
pub(super) fn played(days: i64, artist: &str, seconds: Option<u32>) -> EventRow<'static> {
    let id = EventId {
        stream: Stream::SpotifyPlays,
        at: days_ago(days),
        seq: 0,
    };
    EventRow {
        show: Some(artist.to_owned().into()),
        category_hint: Some("music".into()),
        seconds,
        ..event(id, EventKind::Listened, "Small Hours")
    }
}

/// A book that was read, with the shelves it stands on.
pub(super) fn book(days: i64, title: &str, author: &str, shelves: &str) -> EventRow<'static> {
    let id = EventId {
        stream: Stream::GoodreadsBooks,
        at: days_ago(days),
        seq: 0,
    };
    EventRow {
        show: Some(author.to_owned().into()),
        category_hint: Some(shelves.to_owned().into()),
        ..event(id, EventKind::Read, title)
    }
}

pub(super) fn purchase(days: i64, title: &str) -> EventRow<'static> {
    event(id(days_ago(days), 0), EventKind::Bought, title)
}

pub(super) fn priced(days: i64, title: &str, minor: i64) -> EventRow<'static> {
    EventRow {
        amount_minor: Some(minor),
        currency: Some("EUR".into()),
        ..purchase(days, title)
    }
}

/// Where a title is placed.
pub(super) fn place(title: &str, hint: Option<&str>) -> Placement {
    let mut reader = Reader::default();
    let hint = hint.map(|hint| reader.read(hint));
    place::place(&reader.read(title), hint.as_ref(), &Corrections::default())
}

/// What is derived for one key, with its sentence.
pub(super) fn derived(events: &[EventRow<'_>], key: &str) -> Option<Derived> {
    derive(events.iter().cloned(), &Corrections::default(), NOW)
        .into_iter()
        .find(|derived| derived.key.as_str() == key)
}

/// The value derived for one key; `null` when there is none.
pub(super) fn value(events: &[EventRow<'_>], key: &str) -> Value {
    derived(events, key).map_or(Value::Null, |derived| derived.value.into_json())
}

/// The sentence derived for one key; empty when there is none.
pub(super) fn sentence(events: &[EventRow<'_>], key: &str) -> String {
    derived(events, key).map_or_else(String::new, |derived| derived.evidence.sentence)
}
