//! Entries that are not there and might be: more of what is behind a suggestion.
//!
//! Invariant: each is as good a reason as the one it is like, and is none that is there already.

use std::collections::HashSet;

use inkling_intake::{Counts, EventKind};
use inkling_token::Timestamp;

use super::fold::title_key;
use super::is_of_films;
use super::titles::titles;
use crate::{EventId, EventRow};

/// How further entries are like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// The same thing, bought again.
    Thing,
    /// Other episodes of its show.
    Show,
    /// Other films of the very same genres.
    Film,
}

/// Up to so many further entries like one, of today: the same thing bought again, another episode of the show, or another film of
/// the very same genres, whose title is not `known`.
#[must_use]
pub(crate) fn more_like(
    event: &EventRow<'_>,
    known: &HashSet<String>,
    (most, now): (usize, Timestamp),
) -> Option<(Alike, Vec<EventRow<'static>>)> {
    let again = |number: usize, title: String| EventRow {
        id: EventId {
            at: now,
            // The vault counts from 1 upwards.
            seq: u32::MAX.saturating_sub(u32::try_from(number).unwrap_or(u32::MAX)),
            ..event.id
        },
        title: title.into(),
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        ..event.clone().into_owned()
    };
    if event.kind == EventKind::Bought {
        let same = (0..most).map(|number| again(number, event.title.to_string()));
        return Some((Alike::Thing, same.collect()));
    }
    if event.kind != EventKind::Watched || !is_of_films(event.id.stream) {
        return None;
    }
    if let Some(show) = &event.show {
        let new = (0..).map(|number| format!("{show}: {number}"));
        let new = new.filter(|title| !known.contains(&title_key(title)));
        let new = (0..most).zip(new);
        let new = new.map(|(number, title)| again(number, title));
        return Some((Alike::Show, new.collect()));
    }
    let films = titles().films_like(&title_key(&event.title));
    let new = films.into_iter().filter(|film| !known.contains(*film));
    let new = new.take(most).enumerate();
    let new = new.map(|(number, film)| again(number, film.to_owned()));
    Some((Alike::Film, new.collect()))
}
