//! Doing what is said to change a suggestion does change it.

use std::collections::BTreeSet;

use inkling_intake::{Event, Stream};
use proptest::prelude::*;

use super::*;
use crate::Preference;
use crate::rules::laws::history;
use crate::rules::tests::import;
use crate::testing::{NOW, event, key, vault};

fn preference(events: &[Event], key: &PreferenceKey) -> Option<Preference> {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, events);
    vault.preference(key).unwrap()
}

/// What is left without some; the moments of a history tell its entries apart.
fn without(events: &[Event], ids: &[EventId]) -> Vec<Event> {
    let gone: BTreeSet<i64> = ids.iter().map(|id| id.at.millis()).collect();
    let left = events.iter().filter(|event| !gone.contains(&event.at));
    left.cloned().collect()
}

/// What is there with more entries like one.
fn with(events: &[Event], like: &Event, entries: usize) -> Vec<Event> {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, std::slice::from_ref(like));
    let mut row = None;
    let read = vault.look(|connection| {
        events::each_fact(connection, |fact| row = Some(fact.clone().into_owned()))
    });
    read.unwrap();
    let known = events.iter().map(|event| title_key(&event.title)).collect();
    let (_, more) = more_like(&row.unwrap(), &known, (entries, NOW)).unwrap();
    let more = (0..).zip(more).map(|(number, row)| Event {
        show: row.show.map(Into::into),
        natural_key: format!("more {number}"),
        ..event(row.id.stream, NOW, &row.title)
    });
    events.iter().cloned().chain(more).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_would_change_a_suggestion_does_change_it(events in history()) {
        let (_folder, mut vault) = vault();
        import(&mut vault, 1, &events);
        for suggestion in vault.preferences().unwrap() {
            let (key, evidence) = (suggestion.key, suggestion.evidence.unwrap());
            let changes = vault.what_would_change(&key, NOW).unwrap();
            prop_assert!(!changes.is_empty());
            for change in changes {
                match change {
                    Change::Time { .. } => prop_assert!(false, "no time has passed"),
                    Change::Without { entries, then } => {
                        let left = without(&events, &evidence.event_ids[..entries]);
                        let now = preference(&left, &key).map(|left| left.value);
                        prop_assert_ne!(now.as_ref(), Some(&suggestion.value));
                        prop_assert_eq!(now, then);
                    }
                    Change::With { entries, like, strength, .. } => {
                        let like = events.iter().find(|event| event.show.as_ref().unwrap_or(&event.title) == &like).unwrap();
                        let more = preference(&with(&events, like, entries), &key).unwrap();
                        prop_assert!(strength > evidence.strength);
                        prop_assert_eq!(more.evidence.unwrap().strength, strength);
                    }
                    Change::Steady { entries } => {
                        let left = without(&events, &evidence.event_ids[..entries]);
                        let now = preference(&left, &key).map(|left| left.value);
                        prop_assert_eq!(now, Some(suggestion.value.clone()));
                    }
                }
            }
        }
    }
}

#[test]
fn more_of_the_same_and_less_of_it_are_both_told() {
    let (_folder, mut vault) = vault();
    let watched = |title: &str, day: i64| event(Stream::NetflixViews, NOW.plus_days(-day), title);
    let films = [
        "Aftermath",
        "Deadcon",
        "Death of Me",
        "17 Again",
        "Accepted",
    ];
    let films: Vec<Event> = films
        .iter()
        .zip(500..)
        .map(|(title, day)| watched(title, day))
        .collect();
    import(&mut vault, 1, &films);
    let key = key("interests.media.film");
    let evidence = vault.preference(&key).unwrap().unwrap().evidence.unwrap();
    assert!(evidence.strength < 3, "{evidence:?}");

    let changes = vault.what_would_change(&key, NOW).unwrap();

    let Some(Change::With {
        entries,
        like,
        strength,
        ..
    }) = changes.first()
    else {
        panic!("{changes:?}")
    };
    let like = films.iter().find(|film| film.title == *like).unwrap();
    let more = preference(&with(&films, like, *entries), &key).unwrap();
    assert_eq!(more.evidence.unwrap().strength, *strength);
    assert!(
        matches!(changes.last(), Some(Change::Without { then: None, .. })),
        "{changes:?}"
    );
}

#[test]
fn what_time_has_changed_is_said() {
    let (_folder, mut vault) = vault();
    let lamps: Vec<Event> = (1..4)
        .map(|day| event(Stream::AmazonOrders, NOW.plus_days(-day), "Lumen Stehlampe"))
        .collect();
    import(&mut vault, 1, &lamps);
    let later = NOW.plus_days(3_000);

    let changes = vault
        .what_would_change(&key("interests.shop"), later)
        .unwrap();

    assert!(matches!(changes[0], Change::Time { .. }), "{changes:?}");
}

#[test]
fn what_is_not_derived_has_nothing_that_would_change_it() {
    let (_folder, vault) = vault();

    let answer = vault.what_would_change(&key("interests.shop"), NOW);

    assert!(matches!(answer, Err(Error::NotFound(Noun::Preference))));
}
