//! What must hold of imports whatever the files tell, in whatever order they come and go.

use std::collections::{BTreeMap, BTreeSet};

use inkling_intake::{Counts, Event, Format, SourceInfo, Stream};
use proptest::prelude::*;

use super::*;
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
        import.add(&order(*row)).unwrap();
    }
    import.commit(NOW).unwrap();
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
