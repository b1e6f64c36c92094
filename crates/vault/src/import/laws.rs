//! What must hold of imports whatever the files tell, in whatever order they come and go.

use std::collections::{BTreeMap, BTreeSet};

use inkling_intake::{Counts, Event, Format, Precision, SourceInfo, Stream};
use inkling_token::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::derive::{Corrections, Derivation, Derived};
use crate::store::events::Which;
use crate::testing::{NOW, event, vault};

/// A file: some of eight orders, each bought, cancelled or returned as far as this file knows.
fn file() -> impl Strategy<Value = Vec<(u8, Counts)>> {
    let word = prop_oneof![
        Just(Counts::Yes),
        Just(Counts::Cancelled),
        Just(Counts::Returned)
    ];
    prop::collection::vec((0..8_u8, word), 0..10)
}

fn order((number, counts): (u8, Counts)) -> Event {
    Event {
        counts,
        ..event(
            Stream::AmazonOrders,
            NOW.plus_days(-i64::from(number)),
            &format!("order {number}"),
        )
    }
}

fn import(vault: &mut Vault, number: u8, rows: &[(u8, Counts)]) {
    let rows: Vec<Event> = rows.iter().map(|row| order(*row)).collect();
    import_events(vault, number, &rows);
}

/// A row: an order with a word on it, or a view of which the moment or only the day is known.
fn row() -> impl Strategy<Value = Event> {
    let word = prop_oneof![
        Just(Counts::Yes),
        Just(Counts::Cancelled),
        Just(Counts::Returned)
    ];
    let view = (0..3_u8, 0..8_i64, any::<bool>()).prop_map(|(title, day, exact)| {
        let midnight = NOW.millis() - NOW.millis().rem_euclid(86_400_000);
        let (at, precision) = if exact {
            (NOW, Precision::Second)
        } else {
            (Timestamp::from_millis(midnight), Precision::Day)
        };
        let title = format!("Northbound: Season 1: Episode {title}");
        Event {
            precision,
            show: Some("Northbound".into()),
            ..event(Stream::NetflixViews, at.plus_days(-day), &title)
        }
    });
    prop_oneof![(0..8_u8, word).prop_map(order), view]
}

/// A thing that was bought, which several files tell with different words, or a view to the second or the day.
fn thing() -> impl Strategy<Value = Event> {
    let titles = [
        "Kappel Wool Scarf, blue",
        "Kappel T-Shirt M, grey",
        "Salomon Trail Running Shoe Women, EU 40, Slate Blue",
        "Ground Coffee",
        "Desk Lamp",
    ];
    let word = prop::sample::select(vec![
        Counts::Yes,
        Counts::Yes,
        Counts::Yes,
        Counts::Cancelled,
        Counts::Returned,
    ]);
    let bought = (0..titles.len(), 0..9_i64, word).prop_map(move |(title, day, counts)| Event {
        counts,
        amount_minor: Some(1_999 + day),
        currency: Some("EUR".into()),
        ..event(
            Stream::AmazonOrders,
            NOW.plus_days(-7 * day),
            titles.get(title).copied().unwrap_or_default(),
        )
    });
    let films = ["Cult of Chucky", "Aftermath", "Deadcon", "Death of Me"];
    let seen = (0..films.len(), 0..4_i64, any::<bool>()).prop_map(move |(film, day, exact)| {
        let midnight = NOW.millis() - NOW.millis().rem_euclid(86_400_000);
        let (at, precision) = if exact {
            (NOW, Precision::Second)
        } else {
            (Timestamp::from_millis(midnight), Precision::Day)
        };
        Event {
            precision,
            ..event(
                Stream::NetflixViews,
                at.plus_days(-day),
                films.get(film).copied().unwrap_or_default(),
            )
        }
    });
    prop_oneof![3 => bought, 1 => seen]
}

fn import_events(vault: &mut Vault, number: u8, rows: &[Event]) {
    let info = SourceInfo {
        input: 0,
        name: number.to_string(),
        entry: None,
        format: Some(Format::AmazonOrders),
        sha256: [number; 32],
        bytes: 1,
    };
    let mut import = vault.begin_import().unwrap();
    import.source(&info).unwrap();
    for row in rows {
        import.add(row).unwrap();
    }
    import.commit(NOW).unwrap();
}

/// What counts, and what is believed.
fn shown(vault: &Vault) -> (Vec<String>, Vec<String>) {
    let mut facts: Vec<String> = vault
        .look(|connection| {
            events::read(connection, Which::Counting, |tellings| {
                tellings
                    .map(|telling| format!("{:?}", telling.event))
                    .collect()
            })
        })
        .unwrap();
    facts.sort_unstable();
    let beliefs = vault.preferences().unwrap();
    let beliefs = beliefs
        .iter()
        .map(|belief| format!("{:?} {:?}", belief.key, belief.value));
    (facts, beliefs.collect())
}

/// What is believed, and what the events say when all of them are read anew.
fn believed_and_derived(vault: &Vault) -> (Vec<Derived>, Vec<Derived>) {
    let believed = vault.preferences().unwrap().into_iter();
    let believed = believed.map(|preference| Derived {
        key: preference.key,
        value: preference.value,
        evidence: preference.evidence.unwrap(),
    });
    let mut believed: Vec<Derived> = believed.collect();
    believed.sort_by_key(|derived| derived.key);
    let mut derivation = Derivation::default();
    vault
        .look(|connection| {
            events::each(connection, |_, shadowed_by, event| {
                if shadowed_by.is_none() {
                    derivation.take_in(event, &Corrections::default());
                }
            })
        })
        .unwrap();
    (believed, derivation.derive(NOW))
}

/// What counts: each order with its word.
fn counting(vault: &Vault) -> Vec<(String, Counts)> {
    vault
        .look(|connection| {
            events::read(connection, Which::Counting, |tellings| {
                tellings
                    .map(|telling| (telling.event.title, telling.event.counts))
                    .collect()
            })
        })
        .unwrap()
}

/// What should count: the latest word on each order.
fn expected<'a>(files: impl Iterator<Item = &'a Vec<(u8, Counts)>>) -> Vec<(String, Counts)> {
    let mut words: BTreeMap<u8, Counts> = BTreeMap::new();
    for (number, counts) in files.flatten() {
        let word = words.entry(*number).or_insert(*counts);
        if counts.supersedes(*word) {
            *word = *counts;
        }
    }
    // In the order of time: the higher the number, the longer ago.
    words
        .into_iter()
        .rev()
        .map(|(number, counts)| (format!("order {number}"), counts))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_of_rows_nor_their_split_over_imports_changes_what_is_stored(
        (rows, shuffled) in prop::collection::vec(row(), 1..24)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        parts in 1..5_usize,
    ) {
        let (_folder, mut at_once) = vault();
        import_events(&mut at_once, 0, &rows);
        let (_folder, mut in_parts) = vault();
        for (number, part) in (0..).zip(shuffled.chunks(rows.len().div_ceil(parts))) {
            import_events(&mut in_parts, number, part);
        }

        prop_assert_eq!(shown(&at_once), shown(&in_parts));
    }

    #[test]
    fn a_profile_that_follows_changes_is_the_one_derived_from_all_events(
        files in prop::collection::vec(prop::collection::vec(thing(), 0..40), 1..6),
        steps in prop::collection::vec((any::<bool>(), 0..6_u8), 1..12),
    ) {
        let (_folder, mut vault) = vault();
        for (comes, number) in steps {
            let Some(rows) = files.get(usize::from(number)) else { continue };
            let known = vault.sources().unwrap().into_iter().find(|source| source.name == number.to_string());
            match (comes, known) {
                (true, _) => import_events(&mut vault, number, rows),
                (false, Some(source)) => drop(vault.undo_import(source.id, NOW).unwrap()),
                (false, None) => {}
            }
            let (believed, derived) = believed_and_derived(&vault);
            prop_assert_eq!(believed, derived);
        }
    }

    #[test]
    fn every_fact_counts_once_with_its_latest_word_whatever_is_imported_and_undone(
        files in prop::collection::vec(file(), 1..5),
        undone in prop::collection::btree_set(0..5_usize, 0..4),
    ) {
        let (_folder, mut vault) = vault();
        for (number, rows) in (0..).zip(&files) {
            import(&mut vault, number, rows);
        }
        prop_assert_eq!(counting(&vault), expected(files.iter()));

        let undone: BTreeSet<usize> = undone.into_iter().filter(|place| *place < files.len()).collect();
        for place in &undone {
            let sources = vault.sources().unwrap();
            let id = sources.iter().find(|source| source.name == place.to_string()).unwrap().id;
            vault.undo_import(id, NOW).unwrap();
        }

        let left = files.iter().enumerate().filter(|(place, _)| !undone.contains(place)).map(|(_, rows)| rows);
        prop_assert_eq!(counting(&vault), expected(left));
        let through_sources: u64 = vault.sources().unwrap().iter().map(|source| source.events).sum();
        prop_assert_eq!(through_sources, vault.events().unwrap());
        vault.verify_ledger().unwrap();
    }
}
