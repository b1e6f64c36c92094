//! All rules at once, as a derivation asks them.
//!
//! Invariant: without rules every fact counts, and asking costs nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use inkling_intake::Stream;
use inkling_token::vocabulary::PreferenceKey;
use rusqlite::Connection;

use super::names::{item, item_id};
use super::{Rule, Says};
use crate::derive::Corrections;
use crate::store::rules;
use crate::{Error, EventRow};

/// What the person says, for one derivation.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    items: HashSet<String>,
    item_ids: HashSet<String>,
    entries: BTreeMap<Stream, HashSet<String>>,
    streams: BTreeSet<Stream>,
    areas: BTreeSet<String>,
    corrections: Corrections,
}

impl Rules {
    /// Everything that the person says.
    pub(crate) fn read(connection: &Connection) -> Result<Self, Error> {
        rules::all(connection).map(|rules| Self::of(&rules))
    }

    /// Of these rules, the newest first.
    pub(super) fn of(rules: &[Rule]) -> Self {
        let mut all = Self::default();
        for rule in rules.iter().rev() {
            match rule.says.clone() {
                Says::KeepOut { item, item_id, .. } => {
                    all.items.insert(item);
                    all.item_ids.extend(item_id);
                }
                Says::KeepOutEntry { stream, key, .. } => {
                    all.entries.entry(stream).or_default().insert(key);
                }
                Says::KeepOutStream(stream) => {
                    all.streams.insert(stream);
                }
                Says::StopArea(area) => {
                    all.areas.insert(area);
                }
                Says::Place {
                    group, category, ..
                } => all.corrections.add(group, category.as_deref()),
            }
        }
        all
    }

    /// Whether a fact says anything about the person.
    pub(crate) fn count(&self, fact: &EventRow<'_>) -> bool {
        let is_item = || {
            !self.items.is_empty()
                && (self.items.contains(&item(fact))
                    || item_id(fact).is_some_and(|id| self.item_ids.contains(&id)))
        };
        let is_entry = || {
            let entries = self.entries.get(&fact.id.stream);
            entries.is_some_and(|keys| keys.contains(&*fact.natural_key))
        };
        !self.streams.contains(&fact.id.stream) && !is_entry() && !is_item()
    }

    /// Whether what was bought is placed as by those.
    pub(crate) fn place_as(&self, others: &Self) -> bool {
        self.corrections == others.corrections
    }

    /// Whether the same facts count as by those.
    pub(crate) fn count_as(&self, others: &Self) -> bool {
        self.items == others.items
            && self.item_ids == others.item_ids
            && self.entries == others.entries
            && self.streams == others.streams
    }

    /// Whether a detail may be suggested.
    pub(crate) fn allow(&self, key: &PreferenceKey) -> bool {
        !self.areas.contains(&key.detail().area)
    }

    /// Where things belong.
    pub(crate) fn corrections(&self) -> &Corrections {
        &self.corrections
    }
}
