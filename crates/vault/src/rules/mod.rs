//! The person's last word on the derivation: what says nothing about them, and where things belong.
//!
//! A rule is not about an entry but about all of its kind, so that it holds for what is imported later, and after an import is
//! undone and done again. What is kept out stays in the vault; it only says nothing.
//!
//! Invariant: a rule changes what is suggested and nothing that the person said or a shop holds, and taking it back leaves what
//! would be there without it.

mod compiled;
#[cfg(test)]
pub(crate) mod laws;
mod names;
#[cfg(test)]
pub(crate) mod tests;
mod unsorted;

use std::collections::BTreeSet;
use std::fmt;

use inkling_intake::{EventKind, Stream};
use inkling_token::Timestamp;
use inkling_token::vocabulary::vocabulary;
use rusqlite::Connection;

pub(crate) use self::compiled::Rules;
use self::names::{Names, told_beside, told_in};
pub use self::unsorted::{Unsorted, UnsortedTitle};
use crate::derive::{Group, Grouping, category_in, shop_categories};
use crate::error::Noun;
use crate::ledger::{Happening, Line};
use crate::store::{events, ledger, rules};
use crate::{Error, EventId, Refused, Vault};

/// Names one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub i64);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One word of the person's, and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id; the higher, the newer.
    pub id: RuleId,
    /// What it says.
    pub says: Says,
    /// Since when.
    pub since: Timestamp,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// The entries of one title say nothing about the person.
    KeepOut {
        /// What they are found by: the kind of thing and the folded title.
        item: String,
        /// The shop's number of the item, after the history it is from.
        item_id: Option<String>,
        /// The title, as it was written.
        shown: String,
        /// Why.
        why: Why,
    },
    /// One purchase says nothing about the person.
    KeepOutEntry {
        /// The history it belongs to.
        stream: Stream,
        /// What it is known by in that, from whatever file it comes.
        key: String,
        /// When it was.
        at: Timestamp,
        /// Its title, as it was written.
        shown: String,
        /// Why.
        why: Why,
    },
    /// A whole history says nothing about the person.
    KeepOutStream(Stream),
    /// Nothing is suggested in this area of the vocabulary.
    StopArea(String),
    /// What belongs to a group belongs in a category, or in none that there is.
    Place {
        /// The group.
        group: Group,
        /// Its name, as it was written.
        shown: String,
        /// The category's id.
        category: Option<String>,
    },
}

/// Why the entries of a title say nothing about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// They do not want it used.
    NotUsed,
    /// It was a gift.
    Gift,
    /// It was somebody else.
    NotMe,
}

/// One imported fact, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its title.
    pub title: String,
    /// The title of which all entries are kept out together: the show's of an episode.
    pub item: String,
    /// When.
    pub at: Timestamp,
    /// The history it belongs to.
    pub stream: Stream,
    /// What happened.
    pub kind: EventKind,
    /// Other entries of the same title.
    pub others: u64,
    /// The category it is placed in, by its name; absent for what is in none.
    pub category: Option<&'static str>,
    /// What can be placed elsewhere, the narrowest first; none for what was not bought.
    pub groups: Vec<EntryGroup>,
}

/// A group that an entry belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryGroup {
    /// The group.
    pub group: Group,
    /// Its name, as it is written.
    pub shown: String,
    /// Other entries that belong to it.
    pub others: u64,
}

/// A history, and whether anything is learnt from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamUse {
    /// The history.
    pub stream: Stream,
    /// Its facts.
    pub entries: u64,
    /// The rule that keeps it out.
    pub kept_out: Option<RuleId>,
}

impl Vault {
    /// One imported fact, and what can be said of it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone; when the file cannot be read.
    pub fn entry(&self, id: EventId) -> Result<Entry, Error> {
        self.look(|connection| entry(connection, id))
    }

    /// The person keeps all entries of this one's title out.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone; when the file cannot be written.
    pub fn keep_out(&mut self, id: EventId, why: Why, now: Timestamp) -> Result<RuleId, Error> {
        let event = self.look(|connection| events::find_fact(connection, id))?;
        let Names { item, item_id, .. } = Names::of(&event);
        let says = Says::KeepOut {
            item,
            item_id,
            shown: names::shown(&event).to_owned(),
            why,
        };
        self.say(&says, &Line::of(Happening::KeptOut), now)
    }

    /// The person keeps one purchase out, and not the others of its title. What was watched or heard may be told under several
    /// names, and is kept out with all of its title.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone, [`Error::Refused`] when it was not bought; when the file cannot be written.
    pub fn keep_out_entry(
        &mut self,
        id: EventId,
        why: Why,
        now: Timestamp,
    ) -> Result<RuleId, Error> {
        let event = self.look(|connection| events::find_fact(connection, id))?;
        if event.kind != EventKind::Bought {
            return Err(Error::Refused(Refused::BadChoice));
        }
        let says = Says::KeepOutEntry {
            stream: id.stream,
            key: event.natural_key.into_owned(),
            at: id.at,
            shown: event.title.into_owned(),
            why,
        };
        self.say(&says, &Line::of(Happening::KeptOut), now)
    }

    /// The person keeps a whole history out.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_out_stream(&mut self, stream: Stream, now: Timestamp) -> Result<RuleId, Error> {
        let line = Line {
            subject: Some(stream.words()),
            ..Line::of(Happening::KeptOut)
        };
        self.say(&Says::KeepOutStream(stream), &line, now)
    }

    /// The person has nothing suggested in an area of the vocabulary.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such area; when the file cannot be written.
    pub fn stop_area(&mut self, area: &str, now: Timestamp) -> Result<RuleId, Error> {
        let mut areas = vocabulary().areas.iter();
        let known = areas.find(|known| known.id == area);
        let known = known.ok_or(Error::NotFound(Noun::Preference))?;
        let line = Line {
            subject: Some(&known.label),
            ..Line::of(Happening::AreaStopped)
        };
        self.say(&Says::StopArea(known.id.clone()), &line, now)
    }

    /// The person says in which category a group of this entry belongs, or that it belongs in none that there is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the entry is gone, is not of the group, or there is no such category.
    pub fn correct(
        &mut self,
        id: EventId,
        group: &Group,
        category: Option<&str>,
        now: Timestamp,
    ) -> Result<RuleId, Error> {
        let event = self.look(|connection| events::find_fact(connection, id))?;
        let mut groups = Grouping::default().of(&event).into_iter();
        let found = groups.find(|(own, _)| own == group);
        let (group, shown) = found.ok_or(Error::NotFound(Noun::Event))?;
        if category.is_some_and(|id| label(id).is_none()) {
            return Err(Error::NotFound(Noun::Rule));
        }
        let says = Says::Place {
            group,
            shown,
            category: category.map(str::to_owned),
        };
        self.say(&says, &Line::of(Happening::Corrected), now)
    }

    /// The person takes a rule back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such rule; when the file cannot be written.
    pub fn take_back(&mut self, id: RuleId, now: Timestamp) -> Result<(), Error> {
        self.change_derivation(now, |transaction, _| {
            rules::delete(transaction, id)?;
            ledger::append(transaction, &Line::of(Happening::TakenBack), now).map(drop)
        })
    }

    /// Every rule, the newest first, with how many of the imported facts it covers.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rules(&self) -> Result<Vec<(Rule, u64)>, Error> {
        self.look(|connection| {
            let mut counted: Vec<(Rule, u64)> = rules::all(connection)?
                .into_iter()
                .map(|rule| (rule, 0))
                .collect();
            if counted.is_empty() {
                return Ok(counted);
            }
            let mut rules = counted.iter();
            let any_placed = rules.any(|(rule, _)| matches!(rule.says, Says::Place { .. }));
            let mut grouping = any_placed.then(Grouping::default);
            let told: BTreeSet<Stream> = counted
                .iter()
                .flat_map(|(rule, _)| told_in(&rule.says))
                .collect();
            events::each_fact_of(connection, told, |fact| {
                let names = Names::of(fact);
                let groups = grouping.as_mut().map(|grouping| grouping.of(fact));
                let groups = groups.unwrap_or_default();
                for (rule, count) in &mut counted {
                    *count += u64::from(names.are_of(&rule.says, &groups));
                }
            })?;
            Ok(counted)
        })
    }

    /// The histories that have facts, and whether anything is learnt from them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn streams(&self) -> Result<Vec<StreamUse>, Error> {
        self.look(|connection| {
            let rules = rules::all(connection)?;
            let of = |stream| {
                let says = Says::KeepOutStream(stream);
                let rule = rules.iter().find(|rule| rule.says == says);
                rule.map(|rule| rule.id)
            };
            let counts = events::facts_by_stream(connection)?;
            // Nothing is ever suggested from what others suppose.
            let counts = counts.into_iter().filter(|(stream, _)| !stream.supposes());
            let used = counts.map(|(stream, entries)| StreamUse {
                stream,
                entries,
                kept_out: of(stream),
            });
            Ok(used.collect())
        })
    }

    /// What platforms suppose about the person, as their exports say it. It is evidence for nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn suppositions(&self) -> Result<Vec<(Stream, String)>, Error> {
        self.look(events::supposed)
    }

    /// Stores a rule in the place of what says the same of the same, and derives anew.
    fn say(&mut self, says: &Says, line: &Line<'_>, now: Timestamp) -> Result<RuleId, Error> {
        self.change_derivation(now, |transaction, _| {
            let id = rules::insert(transaction, says, now)?;
            ledger::append(transaction, line, now)?;
            Ok(id)
        })
    }
}

fn entry(connection: &Connection, id: EventId) -> Result<Entry, Error> {
    let event = events::find_fact(connection, id)?;
    let own = Names::of(&event);
    let mut grouping = Grouping::default();
    let groups = grouping.of(&event).into_iter();
    let mut groups: Vec<EntryGroup> = groups
        .map(|(group, shown)| EntryGroup {
            group,
            shown,
            others: 0,
        })
        .collect();
    let mut others = 0;
    events::each_fact_of(connection, told_beside(id.stream), |fact| {
        if fact.id == id {
            return;
        }
        others += u64::from(own.same_item(&Names::of(fact)));
        if groups.is_empty() {
            return;
        }
        let of_fact = grouping.of(fact);
        for own in &mut groups {
            own.others += u64::from(of_fact.iter().any(|(group, _)| *group == own.group));
        }
    })?;
    let category = category_in(&event, Rules::read(connection)?.corrections());
    Ok(Entry {
        item: names::shown(&event).to_owned(),
        at: event.id.at,
        stream: event.id.stream,
        kind: event.kind,
        others,
        category: category.and_then(label),
        groups,
        title: event.title.into_owned(),
    })
}

fn label(category: &str) -> Option<&'static str> {
    let mut categories = shop_categories().into_iter();
    categories
        .find(|(id, _)| *id == category)
        .map(|(_, label)| label)
}
