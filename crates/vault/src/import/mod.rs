//! Importing exports, and undoing that.
//!
//! An import is one transaction: committed it is all there, dropped it never was. Which tellings are the same fact is decided
//! here, in memory, from what the intake says of each event ([`known`]).
//!
//! Invariant: importing a file twice changes nothing, and undoing an import leaves what the other sources tell.

mod known;
#[cfg(test)]
mod laws;
mod remembered;
#[cfg(test)]
mod tests;
mod undo;

use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, mem};

use inkling_intake::{Event, SourceInfo, Stream};
use inkling_token::Timestamp;
use rusqlite::{Transaction, TransactionBehavior};

use self::known::{Fingerprint, Standpoint};
pub(crate) use self::remembered::Remembered;
use crate::ledger::{Happening, Line};
use crate::store::events::{EventId, Mark, Which};
use crate::store::sources::{Source, SourceId};
use crate::store::{events, ledger, sources};
use crate::{Error, Vault, clock};

/// Longest list of names a line of the ledger carries, in characters.
const LONGEST_SUBJECT: usize = 200;

/// Tellings that are put in together, in the order of the table. Exports are mostly written newest first, and rows put in one by
/// one in that order leave every page of the file half empty: twice the pages to encrypt, to write and to read for ever after.
const HELD: usize = 8_192;

/// An import under way. Dropped without [`Import::commit`] it leaves nothing.
pub struct Import<'vault> {
    transaction: Transaction<'vault>,
    /// What the vault remembers once the import is stored.
    memory: &'vault mut Remembered,
    remembered: Remembered,
    current: Option<SourceId>,
    names: BTreeMap<SourceId, String>,
    /// Files that were never imported before.
    fresh: Vec<SourceId>,
    /// What re-imported files told in vain the last time.
    retold: BTreeSet<(SourceId, Stream, Fingerprint)>,
    /// Tellings that are not in the file yet, all of one precision.
    held: Vec<Held>,
    added: u64,
    already_here: u64,
}

/// A telling on its way into the file: its name, its source, the source that shadows it, and the event.
type Held = (EventId, (SourceId, Option<SourceId>), Event);

/// What an import stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// New facts.
    pub added: u64,
    /// Facts that were already here.
    pub already_here: u64,
    /// Suggestions that are new or changed and wait to be looked at.
    pub suggested: u32,
}

impl Vault {
    /// Begins an import; nothing is stored until it is committed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin_import(&mut self) -> Result<Import<'_>, Error> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Import {
            transaction,
            remembered: mem::take(&mut self.remembered),
            memory: &mut self.remembered,
            current: None,
            names: BTreeMap::new(),
            fresh: Vec::new(),
            retold: BTreeSet::new(),
            held: Vec::new(),
            added: 0,
            already_here: 0,
        })
    }

    /// Every imported file, the newest import first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sources(&self) -> Result<Vec<Source>, Error> {
        self.look(sources::all)
    }

    /// Whether a file or zip with this SHA-256 was imported and not undone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knows_file(&self, sha256: &[u8; 32]) -> Result<bool, Error> {
        self.look(|connection| sources::knows_file(connection, sha256))
    }

    /// Imported facts in all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn events(&self) -> Result<u64, Error> {
        self.look(events::facts)
    }

    /// Hands out every fact that counts, one by one, by history and time, with the import that tells it.
    ///
    /// # Errors
    /// Whatever `take` says, and when the file cannot be read.
    pub fn each_event<E: From<Error>>(
        &self,
        mut take: impl FnMut(&Event, SourceId) -> Result<(), E>,
    ) -> Result<(), E> {
        let taken = events::read(&self.connection, Which::Counting, |tellings| {
            for telling in tellings {
                take(&telling.event, telling.source)?;
            }
            Ok(())
        });
        taken.map_err(E::from)?
    }
}

impl Import<'_> {
    /// The events that follow come from this file. A file that was imported before continues as the source it became then.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn source(&mut self, info: &SourceInfo) -> Result<(), Error> {
        self.put_in()?;
        let id = match sources::known(&self.transaction, info)? {
            Some(id) => {
                self.recall(id)?;
                id
            }
            None => {
                let id = sources::insert(&self.transaction, info)?;
                self.fresh.push(id);
                id
            }
        };
        self.names.insert(id, info.name.clone());
        self.current = Some(id);
        Ok(())
    }

    /// Adds one event, unless it is already here.
    ///
    /// # Errors
    /// When the file cannot be written; the import must then be dropped.
    pub fn add(&mut self, event: &Event) -> Result<(), Error> {
        let Some(source) = self.current else {
            return Err(Error::fault("an event came before its source"));
        };
        // Tellings of another precision are looked for in the file.
        let held = self.held.first();
        if held.is_some_and(|(_, _, held)| held.precision != event.precision) {
            self.put_in()?;
        }
        let fingerprint = Fingerprint::of(&event.natural_key);
        let known = &mut self.remembered.known;
        let standpoint = known.place(&self.transaction, fingerprint, event)?;
        let shadowed_by = match standpoint {
            Standpoint::New => {
                self.added += 1;
                None
            }
            Standpoint::Better(old) => {
                self.already_here += 1;
                self.put_in()?;
                for old in old {
                    self.shadow(old, source)?;
                }
                None
            }
            Standpoint::Worse(other) => {
                self.already_here += 1;
                let told = (source, event.stream, fingerprint);
                if other == source || self.retold.contains(&told) {
                    return Ok(());
                }
                Some(other)
            }
        };
        let id = self.remembered.known.next_id(event);
        match shadowed_by {
            None => {
                let known = &mut self.remembered.known;
                known.counts(fingerprint, (source, id), event);
                self.remembered.counts(source, id, event);
            }
            Some(by) => self.remembered.is_shadowed(id, source, by),
        }
        self.held.push((id, (source, shadowed_by), event.clone()));
        if self.held.len() < HELD {
            Ok(())
        } else {
            self.put_in()
        }
    }

    /// Derives anew, writes the line of the ledger and stores everything.
    ///
    /// # Errors
    /// When the file cannot be written; nothing is stored then.
    pub fn commit(mut self, now: Timestamp) -> Result<Imported, Error> {
        self.put_in()?;
        clock::settle(&self.transaction, now)?;
        for id in &self.fresh {
            sources::set_imported(&self.transaction, *id, now)?;
        }
        let suggested = self.remembered.settle(&self.transaction, now)?;
        let subject = subject(self.names.values());
        let line = Line {
            count: Some(self.added),
            subject: subject.as_deref(),
            ..Line::of(Happening::Imported)
        };
        ledger::append(&self.transaction, &line, now)?;
        self.transaction.commit()?;
        *self.memory = self.remembered;
        Ok(Imported {
            added: self.added,
            already_here: self.already_here,
            suggested,
        })
    }

    fn put_in(&mut self) -> Result<(), Error> {
        self.held.sort_unstable_by_key(|(id, ..)| *id);
        for (id, sources, event) in self.held.drain(..) {
            events::insert(&self.transaction, id, sources, &event)?;
        }
        Ok(())
    }

    /// A telling that counted counts no longer, because a source tells it better.
    fn shadow(&mut self, old: EventId, by: SourceId) -> Result<(), Error> {
        events::set_shadow(&self.transaction, old, Some(by))?;
        if let Some(old) = events::find(&self.transaction, old)? {
            self.remembered.counts_no_longer(&old);
            self.remembered.is_shadowed(old.id, old.source, by);
        }
        Ok(())
    }

    /// Remembers what a file told in vain when it was imported before. What counts through it is known anyway.
    fn recall(&mut self, source: SourceId) -> Result<(), Error> {
        events::read_marks(&self.transaction, Which::ShadowedOf(source), |marks| {
            let retold = |mark: Mark| (source, mark.id.stream, Fingerprint::of(&mark.natural_key));
            self.retold.extend(marks.map(retold));
        })
    }
}

/// Counts only: names and titles are in here.
impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("added", &self.added)
            .field("already_here", &self.already_here)
            .finish_non_exhaustive()
    }
}

/// The names of the files, as one line.
fn subject<'a>(names: impl Iterator<Item = &'a String>) -> Option<String> {
    let all = names.map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.is_empty() {
        return None;
    }
    match all.char_indices().nth(LONGEST_SUBJECT) {
        Some((end, _)) => Some(format!("{}…", all.get(..end)?)),
        None => Some(all),
    }
}
