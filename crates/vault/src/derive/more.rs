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

/// Up to so many further entries like one, of today: the same thing bought again, another episode of the show, or another film of
/// the very same genres, whose title is not `known`.
#[must_use]
pub(crate) fn more_like(
    event: &EventRow,
    known: &HashSet<String>,
    (most, now): (usize, Timestamp),
) -> Vec<EventRow> {
    let again = |number: usize, title: String| EventRow {
        id: EventId {
            at: now,
            // The vault counts from 1 upwards.
            seq: u32::MAX.saturating_sub(u32::try_from(number).unwrap_or(u32::MAX)),
            ..event.id
        },
        title,
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        ..event.clone()
    };
    if event.kind == EventKind::Bought {
        let same = (0..most).map(|number| again(number, event.title.clone()));
        return same.collect();
    }
    if event.kind != EventKind::Watched || !is_of_films(event.id.stream) {
        return Vec::new();
    }
    if let Some(show) = &event.show {
        let new = (0..).map(|number| format!("{show}: {number}"));
        let new = new.filter(|title| !known.contains(&title_key(title)));
        return (0..most)
            .zip(new)
            .map(|(number, title)| again(number, title))
            .collect();
    }
    let films = titles().films_like(&title_key(&event.title));
    let new = films.into_iter().filter(|film| !known.contains(*film));
    let new = new.take(most).enumerate();
    new.map(|(number, film)| again(number, film.to_owned()))
        .collect()
}
