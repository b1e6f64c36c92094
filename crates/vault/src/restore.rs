//! Restoring a backup.
//!
//! The backup is unpacked, opened and checked beside the vault; a line is written into it and every grant in it rests, as for
//! any other copy that comes into the place of the newest one ([`crate::setback`]). Then one rename decides; what is left are
//! moves that the next unlock finishes if they are cut short.
//!
//! Invariant: the vault that was there is moved aside, whole, and never deleted; until the decision nothing of it is touched.

use std::path::Path;

use inkling_token::Timestamp;
use rusqlite::TransactionBehavior;

use crate::backup::{Contents, inspect};
use crate::error::Part;
use crate::folder::{Folder, Lasting};
use crate::keys::{DataKey, Passphrase, Slots, Way};
use crate::ledger::Happening;
use crate::store::connection;
use crate::{Error, clock, container, memory, setback};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Of which moment it is.
    pub taken_at: Timestamp,
    /// What is in it.
    pub contents: Contents,
}

/// Looks into a backup, for whoever is about to restore it over the vault in `dir`. Nothing is changed.
///
/// # Errors
/// [`Error::Damaged`], [`Error::Newer`], [`Error::WrongPassphrase`]: of the backup; [`Error::InUse`] while the vault is open;
/// and trouble with the disk.
pub fn preview(dir: &Path, backup: &Path, passphrase: &Passphrase) -> Result<Kept, Error> {
    let folder = Folder::make(dir)?;
    let _claim = folder.claim()?;
    let staged = stage(&folder, backup, passphrase);
    folder.abandon_restoring()?;
    Ok(staged?.kept)
}

/// Puts a backup in the place of the vault in `dir`, and leaves it locked. The vault that was there is moved aside.
///
/// # Errors
/// As [`preview`]; the vault is then as it was.
pub fn restore(
    dir: &Path,
    backup: &Path,
    passphrase: &Passphrase,
    now: Timestamp,
) -> Result<Kept, Error> {
    let folder = Folder::make(dir)?;
    let _claim = folder.claim()?;
    folder.finish_restoring(now)?;
    let staged = stage(&folder, backup, passphrase).and_then(|staged| {
        settle(&staged, now)?;
        Ok(staged.kept)
    });
    match staged {
        Ok(kept) => {
            folder.decide_restoring()?;
            folder.finish_restoring(now)?;
            Ok(kept)
        }
        Err(error) => {
            folder.abandon_restoring()?;
            Err(error)
        }
    }
}

/// A backup beside the vault, opened and found whole.
struct Staged {
    place: Folder,
    key: DataKey,
    kept: Kept,
}

fn stage(folder: &Folder, backup: &Path, passphrase: &Passphrase) -> Result<Staged, Error> {
    let place = folder.start_restoring()?;
    let unpacked = container::unpack(backup, &place.database_path())?;
    place.start_keys(&unpacked.keys)?;
    place.finish_keys()?;
    let key = Slots::parse(&unpacked.keys)
        .and_then(|slots| slots.open(Way::Passphrase(passphrase)))
        .map_err(of_backup)?;
    let look = || {
        let file = connection::look(&place.database_path(), &key)?;
        connection::check_pages(&file)?;
        inspect(&file)
    };
    let contents = look().map_err(of_backup)?.contents;
    Ok(Staged {
        place,
        key,
        kept: Kept {
            taken_at: unpacked.taken_at,
            contents,
        },
    })
}

/// Brings the staged file to the newest schema, and has everything in it rest.
fn settle(staged: &Staged, now: Timestamp) -> Result<(), Error> {
    let path = staged.place.database_path();
    let mut file = connection::open(&path, &staged.key, |_, _| Ok(()))?;
    let transaction = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
    clock::settle(&transaction, now)?;
    let known = (staged.kept.taken_at, None);
    setback::note(&transaction, Happening::Restored, known, now)?;
    transaction.commit()?;
    memory::write(&staged.place, &staged.key, &file, Lasting::Yes)?;
    connection::close(file)
}

/// What is damaged is the backup, not the vault.
fn of_backup(error: Error) -> Error {
    if matches!(error, Error::Damaged(_)) {
        Error::Damaged(Part::Backup)
    } else {
        error
    }
}

#[cfg(test)]
mod tests;
