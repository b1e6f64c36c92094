//! Erasing the vault, and telling the shops before.
//!
//! Invariant: nothing is erased without the typed word, and not while the vault is open.

use std::path::{Path, PathBuf};

use inkling_vault::{self as vault, Error, Vault};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};

/// What a person types to have everything erased.
pub const ERASING: &str = "erase everything";

impl Desk {
    /// Opens the vault, stops every grant and has the shops delete their copies; locks it again and answers how many messages
    /// have not reached their shops.
    ///
    /// # Errors
    /// As [`Desk::unlock`], and what the disk says.
    pub fn farewell(&self, passphrase: String) -> Result<u32, Failure> {
        self.unlock(passphrase)?;
        let told = self.stop_all().and_then(|()| self.sync());
        self.close_unseen()?;
        told
    }

    /// Erases the vault for good, keys first. With the passphrase also the backups in the folder of the plan.
    ///
    /// # Errors
    /// `NotConfirmed` for another word; `VaultInUse` while it is open; `WrongPassphrase` and what else keeps the list of backups
    /// from being read, nothing is erased then; and what the disk says: erase again then.
    pub fn erase(&self, word: &str, passphrase: Option<String>) -> Result<(), Failure> {
        if word.trim() != ERASING {
            return Err(FailureCode::NotConfirmed.into());
        }
        let closed = self.keep_closed()?;
        let backups = match passphrase {
            Some(passphrase) => self.planned(&vault::Passphrase::new(passphrase))?,
            None => Vec::new(),
        };
        let former = self.other_ways();
        vault::erase(&self.folder, &backups, self.entropy.as_ref())?;
        self.forget_former();
        drop(closed);
        // Its half of a key opens nothing any more, also where the keychain keeps it.
        former.map(|ways| self.leave_keychain(ways)).ok();
        self.changed();
        Ok(())
    }

    /// The backups that were made by plan; none when their disk is not there.
    fn planned(&self, passphrase: &vault::Passphrase) -> Result<Vec<PathBuf>, Failure> {
        let now = self.now();
        let vault = Vault::unlock(&self.folder, passphrase, now)?;
        let folder = vault.backups()?.map(|state| state.plan.folder);
        let backups = folder.map_or(Ok(Vec::new()), |folder| own(&vault, Path::new(&folder)))?;
        vault.lock(now)?;
        Ok(backups)
    }
}

fn own(vault: &Vault, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if folder.is_dir() {
        vault.own_backups(folder)
    } else {
        Ok(Vec::new())
    }
}
