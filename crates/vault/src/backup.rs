//! Backups: one encrypted file that restores everything.
//!
//! [`Vault::begin_backup`] copies the vault as it is at one moment; [`Draft::finish`] packs the copy, opens what it packed and
//! checks it, and only then puts it in its place; [`Vault::backed_up`] writes that down. Only the first and the last need the
//! vault, so that a slow disk holds up nobody.
//!
//! Invariant: a backup that stands in its place was opened and found whole, and one that stood there before stays until then.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use inkling_token::Timestamp;
use rusqlite::Connection;

use crate::consent::Refused;
use crate::error::Part;
use crate::folder::{Folder, owner_only};
use crate::keys::DataKey;
use crate::ledger::{Happening, Line};
use crate::store::{connection, ledger, overview};
use crate::{Error, Vault, container};

mod plan;

pub use plan::{BackupPlan, BackupState, BackupTrouble, Every};

/// How much is in a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Preferences, hidden ones too.
    pub preferences: u64,
    /// Facts that were imported.
    pub events: u64,
    /// Grants, ended ones too.
    pub grants: u64,
    /// Lines of the ledger.
    pub lines: u64,
}

/// A copy that is not a backup yet. Dropping it removes what was written of it.
#[derive(Debug)]
pub struct Draft {
    place: PathBuf,
    parts: Parts,
    keys: Vec<u8>,
    key: Arc<DataKey>,
    taken_at: Timestamp,
    found: Found,
}

/// A backup that was found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub place: PathBuf,
    /// Of which moment.
    pub taken_at: Timestamp,
    /// What is in it.
    pub contents: Contents,
    /// Its size.
    pub bytes: u64,
}

/// What is to be the same in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) contents: Contents,
    newest: Option<(i64, [u8; 32])>,
}

impl Vault {
    /// Copies the vault as it is now to a place beside `place`.
    ///
    /// # Errors
    /// [`Refused::BadPlace`] for a place in the vault's own folder; [`Error::Damaged`] when the vault is not whole; and trouble
    /// with the disk.
    pub fn begin_backup(&self, place: &Path, now: Timestamp) -> Result<Draft, Error> {
        if self.folder.is_parent_of(place)? {
            return Err(Refused::BadPlace.into());
        }
        let draft = Draft {
            place: place.to_owned(),
            parts: Parts::beside(place),
            keys: self.folder.read_keys()?,
            key: Arc::clone(&self.key),
            taken_at: now,
            found: inspect(&self.connection)?,
        };
        draft.parts.clear();
        owner_only()
            .write(true)
            .create_new(true)
            .open(&draft.parts.database)?;
        connection::copy_into(&self.connection, &draft.parts.database)?;
        Ok(draft)
    }

    /// Writes down that a backup was made.
    ///
    /// # Errors
    /// What the file says.
    pub fn backed_up(&mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::BackedUp), now).map(drop)
        })
    }
}

impl Draft {
    /// Packs the copy, checks what was packed, and puts it in its place.
    ///
    /// # Errors
    /// [`Error::Damaged`] when what was written is not what was read, and trouble with the disk. What stood in the place before
    /// stays.
    pub fn finish(self) -> Result<Backup, Error> {
        let Parts {
            database,
            whole,
            check,
        } = &self.parts;
        container::pack(whole, self.taken_at, &self.keys, database)?;
        fs::remove_file(database)?;
        let unpacked = container::unpack(whole, check)?;
        let copy = connection::look(check, &self.key)?;
        connection::check_pages(&copy)?;
        if unpacked.keys != self.keys || inspect(&copy)? != self.found {
            return Err(Error::Damaged(Part::Backup));
        }
        let bytes = fs::metadata(whole)?.len();
        fs::rename(whole, &self.place)?;
        sync_parent(&self.place)?;
        Ok(Backup {
            place: self.place.clone(),
            taken_at: self.taken_at,
            contents: self.found.contents,
            bytes,
        })
    }
}

/// Counts, and walks the ledger.
pub(crate) fn inspect(connection: &Connection) -> Result<Found, Error> {
    let chain = ledger::verify(connection)?;
    if chain.broken.is_some() {
        return Err(Error::Damaged(Part::Ledger));
    }
    let (preferences, events, grants) = overview::counts(connection)?;
    Ok(Found {
        contents: Contents {
            preferences,
            events,
            grants,
            lines: chain.lines,
        },
        newest: ledger::newest_hash(connection)?,
    })
}

/// What is written on the way to a backup, beside its place.
#[derive(Debug)]
struct Parts {
    database: PathBuf,
    whole: PathBuf,
    check: PathBuf,
}

impl Parts {
    fn beside(place: &Path) -> Self {
        let named = |end: &str| {
            let mut name = place.file_name().unwrap_or_default().to_owned();
            name.push(end);
            place.with_file_name(name)
        };
        Self {
            database: named(".db.part"),
            whole: named(".part"),
            check: named(".check.part"),
        }
    }

    /// Takes away what there is of them; what cannot be taken away is sealed.
    fn clear(&self) {
        for part in [&self.database, &self.whole, &self.check] {
            fs::remove_file(part).ok();
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A rename is durable once its folder is.
fn sync_parent(place: &Path) -> Result<(), Error> {
    let parent = place.parent().filter(|parent| *parent != Path::new(""));
    if cfg!(unix) {
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

impl Folder {
    /// Whether a file at this place would lie in this folder.
    fn is_parent_of(&self, place: &Path) -> Result<bool, Error> {
        let parent = place.parent().filter(|parent| *parent != Path::new(""));
        let parent = fs::canonicalize(parent.unwrap_or(Path::new(".")))?;
        Ok(parent.starts_with(fs::canonicalize(self.as_path())?))
    }
}

#[cfg(test)]
mod tests;
