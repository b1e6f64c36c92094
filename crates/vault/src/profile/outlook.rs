//! What would change a suggestion: tried out, not guessed. Some of the facts go from the derivation, or more that are like them
//! come, and it is asked again.
//!
//! Invariant: nothing is stored, and nothing is said that the derivation did not show.

#[cfg(test)]
mod laws;

use std::collections::HashSet;

use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::{Kind, PreferenceKey};
use rusqlite::Connection;

use super::heard;
use crate::derive::{Alike, Derivation, Derived, more_like, title_key};
use crate::rules::Rules;
use crate::store::{events, preferences};
use crate::{Error, EventId, EventRow, Noun, Vault};

/// How many entries fewer or more are tried. The evidence keeps twenty.
const TRIED: [usize; 6] = [1, 2, 3, 5, 10, 20];

/// The strength that nothing is stronger than.
const STRONGEST: u8 = 3;

/// Something that would change what is suggested.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing but the time that has passed: this is what the same facts say today; `None` for nothing.
    Time {
        /// What would be suggested then.
        then: Option<Value>,
    },
    /// Without the newest of the entries behind it.
    Without {
        /// How many of them.
        entries: usize,
        /// What would be suggested then; `None` for nothing.
        then: Option<Value>,
    },
    /// With more entries like the newest one behind it, it would rest on stronger evidence.
    With {
        /// How many more.
        entries: usize,
        /// The title of the newest one, the show's of an episode.
        like: String,
        /// How they are like it.
        alike: Alike,
        /// How strong the evidence would be then, to 3.
        strength: u8,
    },
    /// Not even leaving out this many of the newest entries would change it.
    Steady {
        /// How many were left out.
        entries: usize,
    },
}

impl Vault {
    /// What would change a suggestion, tried out on the facts as they are.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is derived under this key; when the file cannot be read.
    pub fn what_would_change(
        &self,
        key: &PreferenceKey,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.look(|connection| {
            let mut trial = Trial::of(connection, key, now)?;
            let stored = preferences::find(connection, key)?.derived;
            let (stored, _) = stored.ok_or(Error::NotFound(Noun::Preference))?;
            let Some(today) = trial.run(&[], &[])? else {
                return Ok(vec![Change::Time { then: None }]);
            };
            let mut changes = Vec::new();
            if today.value != stored {
                changes.push(Change::Time {
                    then: Some(today.value.clone()),
                });
            }
            changes.extend(trial.with_more(&today)?);
            changes.extend(trial.with_fewer(&today)?);
            Ok(changes)
        })
    }
}

/// One detail, and all that its derivation needs.
struct Trial<'a> {
    connection: &'a Connection,
    rules: Rules,
    derivation: Derivation,
    /// The titles that are in the vault: another one has to be new.
    titles: HashSet<String>,
    key: &'a PreferenceKey,
    now: Timestamp,
}

impl<'a> Trial<'a> {
    fn of(
        connection: &'a Connection,
        key: &'a PreferenceKey,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let rules = Rules::read(connection)?;
        let mut titles = HashSet::new();
        let derivation = heard(connection, &rules, |fact| {
            titles.insert(title_key(&fact.title));
        })?;
        Ok(Self {
            connection,
            rules,
            derivation,
            titles,
            key,
            now,
        })
    }

    /// What is derived without some facts and with some more.
    fn run(
        &mut self,
        without: &[EventId],
        more: &[EventRow<'_>],
    ) -> Result<Option<Derived>, Error> {
        let corrections = self.rules.corrections();
        let gone = without
            .iter()
            .map(|id| events::find_fact(self.connection, *id));
        let gone = gone.collect::<Result<Vec<_>, Error>>()?;
        gone.iter()
            .for_each(|fact| self.derivation.let_go(fact, corrections));
        more.iter()
            .for_each(|fact| self.derivation.take_in(fact, corrections));
        let derived = self.derivation.derive(self.now);
        more.iter()
            .for_each(|fact| self.derivation.let_go(fact, corrections));
        gone.iter()
            .for_each(|fact| self.derivation.take_in(fact, corrections));
        Ok(derived.into_iter().find(|derived| derived.key == *self.key))
    }

    /// The first number of entries without which it says something else, and the first without which it says nothing.
    fn with_fewer(&mut self, today: &Derived) -> Result<Vec<Change>, Error> {
        let ids = &today.evidence.event_ids;
        let value = |derived: Option<Derived>| derived.map(|derived| derived.value);
        // Most suggestions of a long history are steady, and one try shows it.
        let without_all = value(self.run(ids, &[])?);
        if without_all.as_ref() == Some(&today.value) {
            return Ok(vec![Change::Steady { entries: ids.len() }]);
        }
        let mut changes = Vec::new();
        for entries in tried(ids.len()) {
            let then = match ids.get(..entries) {
                Some(without) if entries < ids.len() => value(self.run(without, &[])?),
                Some(_) | None => without_all.clone(),
            };
            let is_gone = then.is_none();
            if is_gone || changes.is_empty() && then.as_ref() != Some(&today.value) {
                changes.push(Change::Without { entries, then });
            }
            if is_gone {
                break;
            }
        }
        Ok(changes)
    }

    /// The first number of further entries that make the evidence of a list stronger.
    fn with_more(&mut self, today: &Derived) -> Result<Option<Change>, Error> {
        if today.evidence.strength >= STRONGEST {
            return Ok(None);
        }
        let newest = today.evidence.event_ids.first();
        let (Kind::Ranked { .. }, Some(newest)) = (&self.key.detail().kind, newest) else {
            return Ok(None);
        };
        let like = events::find_fact(self.connection, *newest)?;
        let more = more_like(&like, &self.titles, (self.most(), self.now));
        let Some((alike, more)) = more else {
            return Ok(None);
        };
        for entries in tried(more.len()) {
            let more = more.get(..entries).unwrap_or_default();
            let then = self.run(&[], more)?;
            let strength = then.map_or(0, |derived| derived.evidence.strength);
            if strength > today.evidence.strength {
                return Ok(Some(Change::With {
                    entries,
                    like: like.show.unwrap_or(like.title).into_owned(),
                    alike,
                    strength,
                }));
            }
        }
        Ok(None)
    }

    fn most(&self) -> usize {
        TRIED.into_iter().max().unwrap_or_default()
    }
}

/// The numbers to try where there are so many, the last of them all.
fn tried(most: usize) -> Vec<usize> {
    let mut tried: Vec<usize> = TRIED
        .into_iter()
        .filter(|entries| *entries < most)
        .collect();
    tried.extend((most > 0).then_some(most));
    tried
}
