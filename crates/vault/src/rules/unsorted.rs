//! What was bought and is in no category: the titles that the lexicon abstains on, and on which no rule has the last word.
//!
//! A correction begins with an entry, and these are behind no preference. Every purchase is read once when they are asked for;
//! meanwhile each different title is held once.
//!
//! Invariant: a title with a special word is never listed, and what the person said belongs nowhere is sorted.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::things;
use crate::derive::Grouping;
use crate::rules::Rules;
use crate::store::events;
use crate::{Error, EventId, Vault};

/// What is in no category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsorted {
    /// Different titles in all.
    pub titles: u64,
    /// Their entries in all.
    pub entries: u64,
    /// Some of the titles: those with most entries, and of equals the newest.
    pub some: Vec<UnsortedTitle>,
}

/// One title that is in no category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsortedTitle {
    /// Its newest entry.
    pub newest: EventId,
    /// The title, as that has it.
    pub title: String,
    /// Its entries.
    pub entries: u64,
}

impl Vault {
    /// What was bought and is in no category; at most so many titles of it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unsorted(&self, most: usize) -> Result<Unsorted, Error> {
        self.look(|connection| {
            let rules = Rules::read(connection)?;
            let mut grouping = Grouping::default();
            let mut titles: HashMap<String, UnsortedTitle> = HashMap::new();
            events::each_fact_of(connection, things(), |fact| {
                if !rules.count(fact) {
                    return;
                }
                let Some(folded) = grouping.unsorted(fact, rules.corrections()) else {
                    return;
                };
                let of_fact = || UnsortedTitle {
                    newest: fact.id,
                    title: fact.title.clone().into_owned(),
                    entries: 0,
                };
                let title = titles.entry(folded).or_insert_with(of_fact);
                title.entries += 1;
                if (fact.id.at, fact.id) > (title.newest.at, title.newest) {
                    title.newest = fact.id;
                    title.title = fact.title.clone().into_owned();
                }
            })?;
            let mut some: Vec<UnsortedTitle> = titles.into_values().collect();
            let (titles, entries) = some.iter().fold((0, 0), |(titles, entries), title| {
                (titles + 1, entries + title.entries)
            });
            some.sort_by_key(|title| Reverse((title.entries, title.newest.at, title.newest)));
            some.truncate(most);
            Ok(Unsorted {
                titles,
                entries,
                some,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use inkling_intake::{Counts, Event, Stream};

    use super::*;
    use crate::derive::Group;
    use crate::rules::Why;
    use crate::rules::tests::{find, import};
    use crate::testing::{NOW, event, key, vault};

    fn bought(day: i64, title: &str) -> Event {
        event(Stream::AmazonOrders, NOW.plus_days(-day), title)
    }

    /// Titles and how often each is there.
    fn listed(vault: &Vault) -> Vec<(String, u64)> {
        let unsorted = vault.unsorted(9).unwrap();
        assert_eq!(unsorted.titles, unsorted.some.len() as u64);
        let listed = unsorted.some.into_iter();
        listed.map(|one| (one.title, one.entries)).collect()
    }

    #[test]
    fn titles_without_a_known_noun_are_listed_by_how_often_and_how_lately_they_came() {
        let (_folder, mut vault) = vault();
        import(
            &mut vault,
            1,
            &[
                bought(9, "Quorvex 12"),
                bought(3, "Xylotron 3000"),
                bought(5, "XYLOTRON 3000"),
                bought(2, "Zembla"),
                bought(1, "Lumen Stehlampe"),
                bought(1, "Vitalis Vitamin D3 2000 IU, 180 Tablets"),
                Event {
                    counts: Counts::Gift,
                    ..bought(1, "Brimbo")
                },
                event(Stream::NetflixViews, NOW, "Northbound"),
            ],
        );

        let expected = [("Xylotron 3000", 2), ("Zembla", 1), ("Quorvex 12", 1)];
        assert_eq!(
            listed(&vault),
            expected.map(|(title, entries)| (title.to_owned(), entries))
        );
        let first = vault.unsorted(1).unwrap();
        assert_eq!((first.titles, first.entries, first.some.len()), (3, 4, 1));
        assert_eq!(first.some[0].newest.at, NOW.plus_days(-3));
    }

    #[test]
    fn what_is_placed_or_kept_out_is_no_longer_listed_until_that_is_taken_back() {
        let (_folder, mut vault) = vault();
        let titles = ["Xylotron 3000", "Quorvex 12", "Zembla"];
        let events: Vec<Event> = (1..10)
            .zip(titles.iter().cycle())
            .map(|(day, title)| bought(day, title))
            .collect();
        import(&mut vault, 1, &events);
        let group = |title: &str| Group::Title(title.to_owned());
        let [xylotron, quorvex, zembla] = titles.map(|title| find(&vault, title));

        let rule = vault
            .correct(xylotron, &group("xylotron 3000"), Some("toys"), NOW)
            .unwrap();
        vault
            .correct(quorvex, &group("quorvex 12"), None, NOW)
            .unwrap();
        vault.keep_out(zembla, Why::Gift, NOW).unwrap();

        assert_eq!(listed(&vault), []);
        let interests = vault.preference(&key("interests.shop")).unwrap().unwrap();
        assert_eq!(interests.value.as_json()[0]["id"], "toys");
        vault.take_back(rule, NOW).unwrap();
        assert_eq!(listed(&vault), [("Xylotron 3000".to_owned(), 3)]);
    }
}
