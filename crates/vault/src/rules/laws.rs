//! What must hold of rules whatever was imported and whatever is said.

use std::collections::BTreeSet;

use inkling_intake::{Event, Stream};
use inkling_token::value::Value;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::tests::{find, import};
use super::*;
use crate::derive::Evidence;
use crate::testing::{NOW, event, passphrase, vault};

const THINGS: [&str; 4] = [
    "Fernweh Trail Running Shoe Women, EU 40, Slate Blue",
    "Kappel Merino Crew Neck Sweater Women M, Forest Green",
    "Lumen Stehlampe weiß",
    "Klarsicht Refill Dish Soap 5 l",
];
const FILMS: [&str; 4] = ["Cult of Chucky", "Aftermath", "Deadcon", "17 Again"];
const SHOWS: [&str; 2] = ["Captive", "Cold Case Files"];

/// A history whose entries differ in their moments.
pub(crate) fn history() -> impl Strategy<Value = Vec<Event>> {
    let bought = select(THINGS.to_vec()).prop_map(|title| event(Stream::AmazonOrders, NOW, title));
    let film = select(FILMS.to_vec()).prop_map(|title| event(Stream::NetflixViews, NOW, title));
    let episode = (select(SHOWS.to_vec()), 1..6).prop_map(|(show, number)| Event {
        show: Some(show.into()),
        ..event(
            Stream::PrimeViews,
            NOW,
            &format!("{show}: Season 1: Episode {number}"),
        )
    });
    vec(prop_oneof![3 => bought, 2 => film, 2 => episode], 8..60).prop_map(|events| {
        let dated = (0..).zip(events).map(|(number, event)| {
            let at = NOW.plus_days(-number).millis();
            Event {
                at,
                until: at,
                natural_key: format!("{}/{at}", event.title),
                ..event
            }
        });
        dated.collect()
    })
}

/// The purchase that is known by a key.
fn named(vault: &Vault, key: &str) -> EventId {
    let mut found = None;
    let read = vault.look(|connection| {
        events::each_fact(connection, |fact| {
            if fact.id.stream == Stream::AmazonOrders && fact.natural_key == key {
                found = Some(fact.id);
            }
        })
    });
    read.unwrap();
    found.unwrap()
}

fn name(event: &Event) -> &str {
    event.show.as_deref().unwrap_or(&event.title)
}

/// What is suggested, and why; the entries themselves have other numbers in another vault.
fn suggested(vault: &Vault) -> Vec<(String, Value, Option<Evidence>)> {
    let why = |evidence| Evidence {
        event_ids: Vec::new(),
        ..evidence
    };
    let preferences = vault.preferences().unwrap().into_iter();
    preferences
        .map(|one| (one.key.to_string(), one.value, one.evidence.map(why)))
        .collect()
}

/// One thing that is said of an entry.
#[derive(Debug, Clone, Copy)]
enum Word {
    KeptOut,
    KeptOutAlone,
    HistoryKeptOut,
    Placed(usize, Option<&'static str>),
    /// One of what was said before is taken back.
    TakenBack,
}

fn word() -> impl Strategy<Value = Word> {
    let category = select(vec![Some("garden"), Some("kitchen"), Some("shoes"), None]);
    prop_oneof![
        1 => Just(Word::KeptOut),
        1 => Just(Word::KeptOutAlone),
        1 => Just(Word::HistoryKeptOut),
        4 => (0..3_usize, category).prop_map(|(group, category)| Word::Placed(group, category)),
        2 => Just(Word::TakenBack),
    ]
}

fn say(vault: &mut Vault, word: Word, which: Index) -> Result<(), Error> {
    let mut ids = Vec::new();
    vault.look(|connection| events::each_fact(connection, |fact| ids.push(fact.id)))?;
    let id = *which.get(&ids);
    match word {
        Word::KeptOut => vault.keep_out(id, Why::NotMe, NOW).map(drop),
        Word::KeptOutAlone if vault.entry(id)?.kind == EventKind::Bought => {
            vault.keep_out_entry(id, Why::Gift, NOW).map(drop)
        }
        Word::HistoryKeptOut => vault.keep_out_stream(id.stream, NOW).map(drop),
        Word::Placed(group, category) => match vault.entry(id)?.groups.get(group) {
            Some(own) => vault.correct(id, &own.group, category, NOW).map(drop),
            None => Ok(()),
        },
        Word::TakenBack => {
            let rules = vault.rules()?;
            let Some((rule, _)) = rules.get(which.index(rules.len().max(1))) else {
                return Ok(());
            };
            vault.take_back(rule.id, NOW)
        }
        Word::KeptOutAlone => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn following_what_is_said_word_by_word_comes_to_what_reading_everything_does(
        events in history(),
        said in vec((word(), any::<Index>()), 1..8),
    ) {
        let (folder, mut followed) = vault();
        import(&mut followed, 1, &events);
        for (word, which) in said {
            say(&mut followed, word, which).unwrap();
        }
        let expected = suggested(&followed);
        drop(followed);

        let mut read = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
        import(&mut read, 2, &[]);
        prop_assert_eq!(suggested(&read), expected);
    }

    #[test]
    fn what_the_rules_keep_out_is_as_if_it_had_never_been_imported(
        events in history(),
        later in history(),
        out in btree_set(select([&THINGS[..], &FILMS, &SHOWS].concat()), 0..4),
        alone in vec(any::<Index>(), 0..3),
        silent in btree_set(select(vec![Stream::NetflixViews, Stream::PrimeViews]), 0..2),
    ) {
        let (_folder, mut ruled) = vault();
        import(&mut ruled, 1, &events);
        let mut rules = Vec::new();
        let known: BTreeSet<&str> = events.iter().map(name).collect();
        for title in out.iter().filter(|title| known.contains(*title)) {
            let id = find(&ruled, title);
            rules.push(ruled.keep_out(id, Why::NotMe, NOW).unwrap());
        }
        let bought: Vec<&Event> = events.iter().filter(|event| event.stream == Stream::AmazonOrders).collect();
        let alone = alone.iter().filter(|_| !bought.is_empty());
        let alone: BTreeSet<&str> = alone.map(|index| index.get(&bought).natural_key.as_str()).collect();
        for key in &alone {
            let id = named(&ruled, key);
            rules.push(ruled.keep_out_entry(id, Why::Gift, NOW).unwrap());
        }
        for stream in &silent {
            rules.push(ruled.keep_out_stream(*stream, NOW).unwrap());
        }
        import(&mut ruled, 2, &later);

        let left = |event: &&Event| {
            let named = known.contains(name(event)) && out.contains(name(event));
            let is_alone = event.stream == Stream::AmazonOrders && alone.contains(event.natural_key.as_str());
            !named && !is_alone && !silent.contains(&event.stream)
        };
        let (_folder, mut plain) = vault();
        import(&mut plain, 1, &events.iter().filter(left).cloned().collect::<Vec<_>>());
        import(&mut plain, 2, &later.iter().filter(left).cloned().collect::<Vec<_>>());
        prop_assert_eq!(suggested(&ruled), suggested(&plain));

        for rule in rules {
            ruled.take_back(rule, NOW).unwrap();
        }
        let (_folder, mut free) = vault();
        import(&mut free, 1, &events);
        import(&mut free, 2, &later);
        prop_assert_eq!(suggested(&ruled), suggested(&free));
        ruled.verify_ledger().unwrap();
    }
}
