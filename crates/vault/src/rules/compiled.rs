//! All rules at once, as a derivation asks them.
//!
//! Invariant: without rules every fact counts, and asking costs nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use inkling_intake::Stream;
use inkling_token::vocabulary::PreferenceKey;
use rusqlite::Connection;

use super::names::{item, item_id, things, told_of};
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

    /// The histories of which those say something else: what counts, or where it belongs.
    pub(crate) fn differ_on(&self, others: &Self) -> BTreeSet<Stream> {
        let items = self.items.symmetric_difference(&others.items);
        let mut differ: BTreeSet<Stream> = items.flat_map(|item| told_of(item)).collect();
        let numbers = self.item_ids.symmetric_difference(&others.item_ids);
        let numbers = numbers.filter_map(|number| Stream::from_word(number.split('/').next()?));
        differ.extend(numbers);
        if self.corrections != others.corrections {
            differ.extend(things());
        }
        differ.extend(self.streams.symmetric_difference(&others.streams));
        let entries = Stream::ALL.into_iter();
        differ.extend(
            entries.filter(|stream| self.entries.get(stream) != others.entries.get(stream)),
        );
        differ
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
