//! Undoing an import.
//!
//! Invariant: everything the source told is gone, and what other sources told of the same facts counts again.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::Remembered;
use super::known::{Fingerprint, Standpoint};
use crate::ledger::{Happening, Line};
use crate::store::events::{self, EventId, Telling};
use crate::store::ledger;
use crate::store::sources::{self, SourceId};
use crate::{Error, Noun, Vault};

impl Vault {
    /// Undoes an import: its events go, and the profile is derived anew without them. What the person said stays. Facts gone.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such import.
    pub fn undo_import(&mut self, id: SourceId, now: Timestamp) -> Result<u64, Error> {
        self.change_derivation(now, |transaction, remembered| {
            let source = sources::find(transaction, id)?;
            let before = remembered.facts(transaction)?;
            remove(transaction, remembered, id)?;
            let gone = before.saturating_sub(remembered.facts(transaction)?);
            let line = Line {
                count: Some(gone),
                subject: Some(&source.name),
                ..Line::of(Happening::ImportUndone)
            };
            ledger::append(transaction, &line, now)?;
            Ok(gone)
        })
    }
}

/// Takes a source out and lets the tellings it stood before count again, the best of each fact.
fn remove(
    connection: &Connection,
    remembered: &mut Remembered,
    source: SourceId,
) -> Result<(), Error> {
    let (own, orphans) = remembered.of(connection, source)?;
    for id in own {
        let telling = find(connection, id)?;
        if telling.shadowed_by.is_none() {
            remembered.known.counts_no_longer(&telling.event);
            remembered.counts_no_longer(&telling);
        }
        remembered.is_gone(id);
        events::delete(connection, id)?;
    }
    for id in orphans {
        stand(connection, remembered, &find(connection, id)?)?;
    }
    sources::delete(connection, source)
}

fn stand(
    connection: &Connection,
    remembered: &mut Remembered,
    orphan: &Telling,
) -> Result<(), Error> {
    let fingerprint = Fingerprint::of(&orphan.event.natural_key);
    let known = &mut remembered.known;
    let shadowed_by = match known.place(connection, fingerprint, &orphan.event)? {
        Standpoint::New => None,
        Standpoint::Better(old) => {
            for old in old {
                events::set_shadow(connection, old, Some(orphan.source))?;
                let old = find(connection, old)?;
                remembered.counts_no_longer(&old);
                remembered.is_shadowed(old.id, old.source, orphan.source);
            }
            None
        }
        Standpoint::Worse(other) => Some(other),
    };
    events::set_shadow(connection, orphan.id, shadowed_by)?;
    match shadowed_by {
        None => {
            let known = &mut remembered.known;
            known.counts(fingerprint, (orphan.source, orphan.id), &orphan.event);
            remembered.counts(orphan.source, orphan.id, &orphan.event);
        }
        Some(by) => remembered.is_shadowed(orphan.id, orphan.source, by),
    }
    Ok(())
}

fn find(connection: &Connection, id: EventId) -> Result<Telling, Error> {
    events::find(connection, id)?.ok_or(Error::NotFound(Noun::Source))
}
