//! What must hold for every history.
//!
//! Invariant: histories are made of titles that do derive something, so that no law holds for want of results.

use std::collections::BTreeSet;

use inkling_intake::{Counts, Rating};
use inkling_token::vocabulary::{Class, PreferenceKey, vocabulary};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::support::{NOW, book, episode, film, played, priced};
use super::{Corrections, Derivation, Derived, derive};
use crate::EventRow;

const DERIVED: [&str; 12] = [
    "apparel.size.tops",
    "brands.loved",
    "budget.range",
    "interests.media.artists",
    "interests.media.authors",
    "interests.media.books",
    "interests.media.film",
    "interests.media.tv",
    "interests.shop",
    "purchase.cadence",
    "shoes.size",
    "style.colours.liked",
];

/// An event that derives something, of any kind, on a day of the last years.
pub(super) fn event() -> impl Strategy<Value = EventRow<'static>> {
    let products = select(vec![
        "Fernweh Trail Running Shoe Women, EU 40, Slate Blue",
        "Fernweh Trail Running Shoe Women, EU 41, Black",
        "Kappel Merino Crew Neck Sweater Women M, Forest Green",
        "Kappel T-Shirt L, rot",
        "Klarsicht Refill Dish Soap 5 l, Plastic-Free",
        "Vitalis Vitamin D3 2000 IU, 180 Tablets",
        "Lumen Stehlampe weiß",
        "Xylotron 3000",
    ]);
    let counts = select(vec![
        Counts::Yes,
        Counts::Yes,
        Counts::Yes,
        Counts::Gift,
        Counts::Cancelled,
        Counts::Returned,
    ]);
    let bought =
        (0..900_i64, products, 1..50_000_i64, counts).prop_map(|(days, title, minor, counts)| {
            EventRow {
                counts,
                ..priced(days, title, minor)
            }
        });
    let films = select(vec![
        "Cult of Chucky",
        "Aftermath",
        "Deadcon",
        "17 Again",
        "Harbour Lights",
    ]);
    let seconds = || proptest::option::of(0..9_000_u32);
    let films = (0..900_i64, films, seconds()).prop_map(|(days, title, seconds)| EventRow {
        seconds,
        ..film(days, title)
    });
    let shows = select(vec!["Captive", "Cold Case Files", "60 Days In"]);
    let episodes =
        (0..900_i64, shows, 1..9_u32, seconds()).prop_map(|(days, show, number, seconds)| {
            EventRow {
                seconds,
                ..episode(days, show, number)
            }
        });
    let plays = (
        0..900_i64,
        select(vec!["Mogwai", "MOGWAI", "Low"]),
        seconds(),
    )
        .prop_map(|(days, artist, seconds)| played(days, artist, seconds));
    let titles = select(vec![
        "Tide Tables",
        "Northbound",
        "Harbour Lights",
        "The Last Cartographer",
    ]);
    let stars = proptest::option::of((1..=5_u8).prop_map(Rating::Stars));
    let read = (
        0..900_i64,
        titles,
        select(vec!["Ida Marsh", "Mara Poe"]),
        stars,
    );
    let books = read.prop_map(|(days, title, author, rating)| EventRow {
        rating,
        ..book(days, title, author, "fantasy, own")
    });
    prop_oneof![3 => bought, 1 => films, 1 => episodes, 1 => plays, 1 => books]
}

/// Events with ids of their own, as the store gives them out.
fn history() -> impl Strategy<Value = Vec<EventRow<'static>>> {
    vec(event(), 0..120).prop_map(|mut events| {
        for (event, seq) in events.iter_mut().zip(0..) {
            event.id.seq = seq;
        }
        events
    })
}

fn run(events: &[EventRow<'_>]) -> Vec<Derived> {
    derive(events.iter().cloned(), &Corrections::default(), NOW)
}

fn entries(value: &Value) -> usize {
    value
        .as_array()
        .map(Vec::len)
        .or(value.as_object().map(serde_json::Map::len))
        .unwrap_or(1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_events_does_not_matter(
        (events, shuffled) in history().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
    ) {
        prop_assert_eq!(run(&events), run(&shuffled));
    }

    #[test]
    fn what_came_and_went_leaves_no_trace(
        (stays, goes) in (history(), history()),
        order in any::<prop::sample::Index>(),
        days in 0..3_i64,
    ) {
        let mut derivation = Derivation::default();
        let none = Corrections::default();
        // Names of events are never given out twice.
        let goes: Vec<EventRow<'_>> = goes.into_iter().map(|mut event| {
            event.id.seq += 1_000;
            event
        }).collect();
        let between = order.index(stays.len() + 1);
        stays[..between].iter().for_each(|event| derivation.take_in(event, &none));
        goes.iter().for_each(|event| derivation.take_in(event, &none));
        drop(derivation.derive(NOW.plus_days(-days)));
        stays[between..].iter().for_each(|event| derivation.take_in(event, &none));
        goes.iter().rev().for_each(|event| derivation.let_go(event, &none));

        prop_assert_eq!(derivation.derive(NOW), run(&stays));
    }

    #[test]
    fn two_parts_of_a_history_say_together_what_it_says(events in history(), parts in any::<[u64; 2]>()) {
        let none = Corrections::default();
        let mut both = [Derivation::default(), Derivation::default()];
        for (event, place) in events.iter().zip((0..128).cycle()) {
            let part = usize::try_from(parts[place / 64] >> (place % 64) & 1).unwrap();
            both[part].take_in(event, &none);
        }
        let [mut one, other] = both;
        one.absorb(other);
        prop_assert_eq!(one.derive(NOW), run(&events));
        events.iter().for_each(|event| one.let_go(event, &none));
        prop_assert_eq!(one.derive(NOW), []);
    }

    #[test]
    fn nothing_rests_on_fewer_than_three_events_or_on_one_day(events in history()) {
        for derived in run(&events) {
            let days: BTreeSet<i64> =
                derived.evidence.event_ids.iter().map(|id| id.at.millis().div_euclid(86_400_000)).collect();
            prop_assert!(derived.evidence.of >= 3 && derived.evidence.event_ids.len() >= 3);
            prop_assert!(days.len() >= 2 || derived.evidence.of > 20);
        }
    }

    #[test]
    fn every_result_fits_the_vocabulary_and_carries_its_reason(events in history()) {
        for derived in run(&events) {
            let evidence = &derived.evidence;
            prop_assert!(DERIVED.contains(&derived.key.as_str()));
            prop_assert!((1..=3).contains(&evidence.strength));
            prop_assert!(evidence.event_ids.len() <= 20);
            prop_assert!(evidence.event_ids.is_sorted_by(|newer, older| newer.at >= older.at));
            prop_assert!(evidence.sentence.ends_with('.'));
            prop_assert!((1..=40).contains(&entries(derived.value.as_json())));
        }
    }

    #[test]
    fn what_is_behind_a_preference_is_as_much_as_it_says_and_its_newest_are_the_evidence(events in history()) {
        let mut derivation = Derivation::default();
        events.iter().for_each(|event| derivation.take_in(event, &Corrections::default()));
        for Derived { key, evidence, .. } in derivation.derive(NOW) {
            let mut behind = derivation.behind(&key, NOW);
            behind.sort_by_key(|id| std::cmp::Reverse((id.at, *id)));
            prop_assert_eq!(behind.len() as u64, evidence.of, "{}", key);
            let different: BTreeSet<_> = behind.iter().collect();
            prop_assert_eq!(different.len(), behind.len());
            behind.truncate(20);
            prop_assert_eq!(behind, evidence.event_ids);
        }
    }

    #[test]
    fn any_text_is_a_title(title in "\\PC{0,80}", hint in proptest::option::of("\\PC{0,20}")) {
        let events: Vec<EventRow<'_>> = (1..6)
            .map(|days| EventRow { category_hint: hint.clone().map(Into::into), ..priced(days, &title, 999) })
            .chain((1..6).map(|days| film(days, &title)))
            .collect();
        for derived in run(&events) {
            prop_assert!(derived.evidence.event_ids.len() >= 3);
        }
    }
}

#[test]
fn only_details_that_may_be_derived_ever_are_and_none_is_special() {
    for key in DERIVED {
        let key: PreferenceKey = key.parse().unwrap();
        assert!(key.detail().derivable, "{key}");
        assert_ne!(key.detail().class, Class::Special, "{key}");
    }
    let special = vocabulary()
        .details
        .iter()
        .filter(|detail| detail.class == Class::Special);
    assert!(special.clone().count() > 0);
    assert!(
        special
            .clone()
            .all(|detail| !detail.derivable && !DERIVED.contains(&detail.key.as_str()))
    );
}

#[test]
fn no_category_of_the_lexicon_is_special_or_about_a_baby() {
    for category in super::catalogue::categories() {
        let option = super::catalogue::options("interests.shop")
            .iter()
            .find(|option| option.id == category.id);
        assert_ne!(
            option.and_then(|option| option.class),
            Some(Class::Special),
            "{}",
            category.id
        );
        assert_ne!(category.id, "baby");
    }
}
