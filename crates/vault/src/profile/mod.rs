//! The profile: what is believed about the person, and what the person says about that.
//!
//! Invariant: only what the person said, or looked at and confirmed, is ever usable by a shop; a derivation alone never is,
//! and no derivation ever changes what the person said.

mod belief;
mod outlook;
mod over_time;
#[cfg(test)]
mod tests;

use inkling_intake::{EventKind, Format};
use inkling_token::Timestamp;
use inkling_token::value::Value;
use inkling_token::vocabulary::{PreferenceKey, vocabulary};
use rusqlite::Connection;

pub(crate) use belief::{Belief, Word};
pub use belief::{Preference, Standing};
pub use outlook::Change;
pub use over_time::{OverTime, Period};

use crate::derive::{Derivation, Derived, take_in_all};
use crate::ledger::{Happening, Line};
use crate::rules::Rules;
use crate::store::{events, ledger, preferences};
use crate::{Error, EventId, EventRow, Noun, Vault, consent};

/// One event behind a preference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceEvent {
    /// Its name.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// What: a title.
    pub title: String,
    /// From which export.
    pub source: Format,
}

impl Vault {
    /// The profile in the vocabulary's order, hidden preferences included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn preferences(&self) -> Result<Vec<Preference>, Error> {
        let beliefs = self.look(preferences::all)?;
        let mut shown: Vec<Preference> = beliefs.iter().filter_map(Belief::shown).collect();
        shown.sort_by_cached_key(|preference| place(&preference.key));
        Ok(shown)
    }

    /// One preference, if there is one to show.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn preference(&self, key: &PreferenceKey) -> Result<Option<Preference>, Error> {
        self.look(|connection| preferences::shown(connection, key))
    }

    /// Some of the events behind a preference, newest first, at most `limit` and at most 20.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn evidence_events(
        &self,
        key: &PreferenceKey,
        limit: usize,
    ) -> Result<Vec<EvidenceEvent>, Error> {
        self.look(|connection| {
            let evidence = preferences::find(connection, key)?
                .derived
                .map(|(_, evidence)| evidence);
            let ids = evidence
                .map(|evidence| evidence.event_ids)
                .unwrap_or_default();
            let mut found = Vec::new();
            for id in ids.into_iter().take(limit) {
                if let Some((title, kind, source)) = events::title_of(connection, id)? {
                    found.push(EvidenceEvent {
                        id,
                        kind,
                        at: id.at,
                        title,
                        source,
                    });
                }
            }
            Ok(found)
        })
    }

    /// Whether an end has passed that nothing has followed from yet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_lapsed(&self, now: Timestamp) -> Result<bool, Error> {
        self.look(|connection| has_lapsed(connection, now))
    }

    /// Does what follows from ends that have passed; everything else that changes the vault does so first, too.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle(&mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |_| Ok(()))
    }

    /// The person states or edits a preference; a hidden one is shown again. What of it has ended is not kept.
    ///
    /// # Errors
    /// [`Error::NotFound`] when all of it has ended; when the file cannot be written.
    pub fn state(
        &mut self,
        key: &PreferenceKey,
        value: Value,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.decide(key, Happening::Changed, now, |belief| {
            let living = value.living(key, now);
            belief.state(living.ok_or(Error::NotFound(Noun::Preference))?);
            Ok(())
        })
    }

    /// The person confirms what was derived; a newer derivation replaces what they said before.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is suggested under this key.
    pub fn confirm(&mut self, key: &PreferenceKey, now: Timestamp) -> Result<(), Error> {
        self.decide(key, Happening::Confirmed, now, Belief::confirm)
    }

    /// The person hides a preference: it is not shared and not suggested again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing under this key.
    pub fn hide(&mut self, key: &PreferenceKey, now: Timestamp) -> Result<(), Error> {
        self.decide(key, Happening::Hidden, now, |belief| belief.hide(now))
    }

    /// The person shows a hidden preference again, as it was.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing under this key.
    pub fn unhide(&mut self, key: &PreferenceKey, now: Timestamp) -> Result<(), Error> {
        self.decide(key, Happening::Shown, now, Belief::unhide)
    }

    /// The person takes back what they said; a derivation, where there is one, becomes a suggestion again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they said nothing under this key.
    pub fn remove(&mut self, key: &PreferenceKey, now: Timestamp) -> Result<(), Error> {
        self.decide(key, Happening::Removed, now, Belief::remove)
    }

    fn decide(
        &mut self,
        key: &PreferenceKey,
        what: Happening,
        now: Timestamp,
        act: impl FnOnce(&mut Belief) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.change(now, |transaction| decide(transaction, key, what, now, act))
    }
}

/// One decision: changes the belief, tells the grants that rest on it, writes the line. A decision that changes nothing
/// leaves no trace.
fn decide(
    connection: &Connection,
    key: &PreferenceKey,
    what: Happening,
    now: Timestamp,
    act: impl FnOnce(&mut Belief) -> Result<(), Error>,
) -> Result<(), Error> {
    let before = preferences::find(connection, key)?;
    let mut after = before.clone();
    act(&mut after)?;
    if after == before {
        return Ok(());
    }
    preferences::save(connection, &after, now)?;
    if after.usable() != before.usable() {
        consent::requeue(connection, key, now)?;
    }
    ledger::append(
        connection,
        &Line {
            subject: Some(key.as_str()),
            ..Line::of(what)
        },
        now,
    )
    .map(drop)
}

/// Lets go of what the person gave an end that has passed, and has shops told of it.
pub(crate) fn lapse(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for key in lapsed(connection, now)? {
        decide(connection, &key, Happening::Lapsed, now, |belief| {
            belief.lapse(now);
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn has_lapsed(connection: &Connection, now: Timestamp) -> Result<bool, Error> {
    lapsed(connection, now).map(|keys| !keys.is_empty())
}

/// Details whose word is another by now.
fn lapsed(connection: &Connection, now: Timestamp) -> Result<Vec<PreferenceKey>, Error> {
    let mut keys = Vec::new();
    for key in vocabulary().keys().filter(|key| key.detail().ends()) {
        let belief = preferences::find(connection, &key)?;
        let mut after = belief.clone();
        after.lapse(now);
        if after != belief {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// What is derived from: all facts that the person lets speak. Shows each on the way, also those that they keep out.
fn heard(
    connection: &Connection,
    rules: &Rules,
    mut show: impl FnMut(&EventRow<'_>),
) -> Result<Derivation, Error> {
    take_in_all(rules.corrections(), |take| {
        events::each_fact(connection, |fact| {
            show(fact);
            if rules.count(fact) {
                take(fact);
            }
        })
    })
}

/// Puts a new derivation in the place of the last one; how many suggestions are new or changed.
pub(crate) fn settle(
    connection: &Connection,
    derived: Vec<Derived>,
    now: Timestamp,
) -> Result<u32, Error> {
    let mut suggested = 0;
    let mut left = preferences::all(connection)?;
    for Derived {
        key,
        value,
        evidence,
    } in derived
        .into_iter()
        .filter(|derived| may_be_derived(&derived.key))
    {
        let known = left
            .iter()
            .position(|belief| belief.key == key)
            .map(|place| left.swap_remove(place));
        let before = known.unwrap_or_else(|| Belief::none(key));
        let mut after = before.clone();
        after.derived = Some((value, evidence));
        suggested += u32::from(after.asks_anew(&before));
        write_if_changed(connection, &before, &after, now)?;
    }
    for before in left {
        let after = Belief {
            derived: None,
            ..before.clone()
        };
        write_if_changed(connection, &before, &after, now)?;
    }
    Ok(suggested)
}

fn write_if_changed(
    connection: &Connection,
    before: &Belief,
    after: &Belief,
    now: Timestamp,
) -> Result<(), Error> {
    if before == after {
        Ok(())
    } else {
        preferences::save(connection, after, now)
    }
}

/// Sensitive details are never derived, whatever the derivation says.
fn may_be_derived(key: &PreferenceKey) -> bool {
    key.detail().derivable
}

fn place(key: &PreferenceKey) -> usize {
    vocabulary()
        .keys()
        .position(|other| other == *key)
        .unwrap_or(usize::MAX)
}
