//! What an open vault remembers of its events, so that a small change need not read them all again.
//!
//! The file is read at the first change after an unlock. From there on every change is followed event by event, until it is a
//! large one: then the file is read again, which is quicker. A vault that is locked remembers nothing.
//!
//! Invariant: what is remembered is what the file tells; of a change that was not stored nothing is remembered, not even what
//! was known before it.

use std::collections::BTreeMap;

use inkling_intake::{Event, EventKind};
use inkling_token::Timestamp;
use rusqlite::Connection;

use super::known::Known;
use crate::derive::{Bag, Derivation, Derived, Entry, Grouping, Turn, take_in_all};
use crate::rules::Rules;
use crate::store::events::{self, EventId, EventRow, Telling};
use crate::store::sources::{self, SourceId, Tally};
use crate::{Error, profile};

/// A change of more events than this is not followed.
const FEW: usize = 20_000;

/// What is remembered.
#[derive(Default)]
pub(crate) struct Remembered {
    /// What tells facts apart.
    pub(super) known: Known,
    /// `None` until the file is read.
    told: Option<Told>,
    /// Events that changed since the file was read or the last change was stored.
    changed: usize,
}

/// What the events tell, and who tells them.
#[derive(Default)]
struct Told {
    derivation: Derivation,
    /// What the person says; the derivation follows it.
    rules: Rules,
    counting: BTreeMap<SourceId, Counting>,
    /// Tellings that do not count: who tells them, and whose telling counts instead.
    shadowed: BTreeMap<EventId, (SourceId, SourceId)>,
}

/// What counts through one source.
#[derive(Default)]
struct Counting {
    facts: Bag<Entry<()>>,
    /// They have no moment.
    supposed: Bag<Entry<()>>,
}

impl Remembered {
    /// A telling counts from here on.
    pub(super) fn counts(&mut self, source: SourceId, id: EventId, event: &Event) {
        if let Some(told) = self.followed() {
            told.shadowed.remove(&id);
            told.turn(Turn::Comes, source, &EventRow::of(id, event));
        }
    }

    /// A telling counts no longer.
    pub(super) fn counts_no_longer(
        &mut self,
        Telling {
            id, source, event, ..
        }: &Telling,
    ) {
        if let Some(told) = self.followed() {
            told.turn(Turn::Goes, *source, &EventRow::of(*id, event));
        }
    }

    /// A telling that does not count: who tells it, and whose telling counts instead.
    pub(super) fn is_shadowed(&mut self, id: EventId, source: SourceId, by: SourceId) {
        if let Some(told) = self.followed() {
            told.shadowed.insert(id, (source, by));
        }
    }

    /// A telling that does not count is gone.
    pub(super) fn is_gone(&mut self, id: EventId) {
        if let Some(told) = self.followed() {
            told.shadowed.remove(&id);
        }
    }

    /// Every telling of a source, and those of other sources that it stands before.
    pub(super) fn of(
        &mut self,
        connection: &Connection,
        source: SourceId,
    ) -> Result<(Vec<EventId>, Vec<EventId>), Error> {
        let told = self.read(connection)?;
        let counting = told.counting.get(&source);
        let counting = counting.into_iter().flat_map(Counting::ids);
        let shadowed = told.shadowed.iter();
        let own = shadowed
            .clone()
            .filter(|(_, (teller, _))| *teller == source);
        let orphans = shadowed.filter(|(_, (teller, by))| *by == source && *teller != source);
        let mut own: Vec<EventId> = counting.chain(own.map(|(id, _)| *id)).collect();
        own.sort_unstable();
        Ok((own, orphans.map(|(id, _)| *id).collect()))
    }

    /// Facts that count.
    pub(super) fn facts(&mut self, connection: &Connection) -> Result<u64, Error> {
        let told = self.read(connection)?;
        Ok(told
            .counting
            .values()
            .map(|counting| counting.tally().events)
            .sum())
    }

    /// Derives the profile from the facts that count and that the person lets speak, and says of each source what counts
    /// through it; how many suggestions are new or changed.
    pub(crate) fn settle(&mut self, connection: &Connection, now: Timestamp) -> Result<u32, Error> {
        if self.changed > FEW {
            // What tells facts apart leaves its memory to the derivation.
            self.known = Known::default();
        }
        self.changed = 0;
        let rules = Rules::read(connection)?;
        if !self.read(connection)?.follow(connection, rules)? {
            self.told = None;
        }
        let told = self.read(connection)?;
        for source in sources::all(connection)? {
            let counting = told.counting.get(&source.id);
            let tally = counting.map(Counting::tally).unwrap_or_default();
            sources::set_tally(connection, source.id, tally)?;
        }
        profile::settle(connection, told.derive(now), now)
    }

    fn followed(&mut self) -> Option<&mut Told> {
        self.changed += 1;
        if self.changed > FEW {
            self.told = None;
        }
        self.told.as_mut()
    }

    fn read(&mut self, connection: &Connection) -> Result<&mut Told, Error> {
        let mut told = match self.told.take() {
            Some(told) => told,
            None => Told::read(connection)?,
        };
        told.counting.values_mut().for_each(Counting::put_in_order);
        Ok(self.told.insert(told))
    }
}

impl Told {
    fn read(connection: &Connection) -> Result<Self, Error> {
        let rules = Rules::read(connection)?;
        let mut told = Self::default();
        let derivation = take_in_all(rules.corrections(), |take| {
            events::each(connection, |source, shadowed_by, event| match shadowed_by {
                None => {
                    told.count_through(Turn::Comes, source, event);
                    if rules.count(event) {
                        take(event);
                    }
                }
                Some(by) => {
                    told.shadowed.insert(event.id, (source, by));
                }
            })
        })?;
        Ok(Self {
            derivation,
            rules,
            ..told
        })
    }

    fn turn(&mut self, turn: Turn, source: SourceId, event: &EventRow<'_>) {
        self.count_through(turn, source, event);
        if !self.rules.count(event) {
            return;
        }
        match turn {
            Turn::Comes => self.derivation.take_in(event, self.rules.corrections()),
            Turn::Goes => self.derivation.let_go(event, self.rules.corrections()),
        }
    }

    /// An event counts through its source, or no longer.
    fn count_through(&mut self, turn: Turn, source: SourceId, event: &EventRow<'_>) {
        let counting = self.counting.entry(source).or_default();
        let of_kind = match event.kind {
            EventKind::Supposed => &mut counting.supposed,
            EventKind::Bought
            | EventKind::Watched
            | EventKind::Listened
            | EventKind::Visited
            | EventKind::Rated
            | EventKind::Read
            | EventKind::Saved
            | EventKind::Searched => &mut counting.facts,
        };
        of_kind.turn(turn, Entry::new(event.id, ()));
    }

    /// Follows other rules: what they let speak comes, what they keep out goes, and what they place elsewhere does both. Only
    /// the histories of which they say something else are read. Whether they could be followed: so many events change that
    /// reading all of them is quicker, or not.
    fn follow(&mut self, connection: &Connection, rules: Rules) -> Result<bool, Error> {
        let (mut grouping, mut changed) = (Grouping::default(), 0);
        let corrections = (self.rules.corrections(), rules.corrections());
        events::each_fact_of(connection, self.rules.differ_on(&rules), |event| {
            if changed > FEW {
                return;
            }
            let (spoke, speaks) = (self.rules.count(event), rules.count(event));
            let moves = spoke && speaks && grouping.moves(event, corrections);
            if spoke == speaks && !moves {
                return;
            }
            changed += 1;
            if spoke {
                self.derivation.let_go(event, corrections.0);
            }
            if speaks {
                self.derivation.take_in(event, corrections.1);
            }
        })?;
        self.rules = rules;
        Ok(changed <= FEW)
    }

    /// What the events say that the person lets speak.
    fn derive(&mut self, now: Timestamp) -> Vec<Derived> {
        let mut derived = self.derivation.derive(now);
        derived.retain(|derived| self.rules.allow(&derived.key));
        derived
    }
}

impl Counting {
    fn put_in_order(&mut self) {
        self.facts.put_in_order();
        self.supposed.put_in_order();
    }

    fn ids(&self) -> impl Iterator<Item = EventId> {
        let facts = self.facts.things().iter();
        facts.chain(self.supposed.things()).map(Entry::id)
    }

    fn tally(&self) -> Tally {
        let facts = self.facts.things();
        Tally {
            events: self.facts.count() + self.supposed.count(),
            span: facts
                .first()
                .zip(facts.last())
                .map(|(first, last)| (first.at, last.at)),
        }
    }
}
