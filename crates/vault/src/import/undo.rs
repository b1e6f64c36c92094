//! Undoing an import.
//!
//! Invariant: everything the source told is gone, and what other sources told of the same facts counts again.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::known::{Fingerprint, Known, Standpoint};
use super::rederive;
use crate::ledger::{Happening, Line};
use crate::store::events::{self, Telling, Which};
use crate::store::ledger;
use crate::store::sources::{self, SourceId};
use crate::{Error, Vault};

impl Vault {
    /// Undoes an import: its events go, and the profile is derived anew without them. What the person said stays. Facts gone.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such import.
    pub fn undo_import(&mut self, id: SourceId, now: Timestamp) -> Result<u64, Error> {
        self.change(now, |transaction| {
            let source = sources::find(transaction, id)?;
            let before = events::facts(transaction)?;
            remove(transaction, id)?;
            rederive(transaction, now)?;
            let gone = before.saturating_sub(events::facts(transaction)?);
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
fn remove(connection: &Connection, source: SourceId) -> Result<(), Error> {
    events::delete_of(connection, source)?;
    let orphans: Vec<Telling> = events::read(connection, Which::ShadowedBy(source), |tellings| {
        tellings.collect()
    })?;
    let mut known = Known::default();
    for orphan in orphans {
        stand(connection, &mut known, &orphan)?;
    }
    sources::delete(connection, source)
}

fn stand(connection: &Connection, known: &mut Known, orphan: &Telling) -> Result<(), Error> {
    let fingerprint = Fingerprint::of(&orphan.event.natural_key);
    let shadowed_by = match known.place(connection, fingerprint, &orphan.event)? {
        Standpoint::New => None,
        Standpoint::Better(old) => {
            for old in old {
                events::set_shadow(connection, old, Some(orphan.source))?;
            }
            None
        }
        Standpoint::Worse(other) => Some(other),
    };
    events::set_shadow(connection, orphan.id, shadowed_by)?;
    if shadowed_by.is_none() {
        known.counts(fingerprint, (orphan.source, orphan.id), &orphan.event);
    }
    Ok(())
}
