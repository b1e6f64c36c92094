//! Backups by hand and by plan, restoring, and erasing.
//!
//! Invariant: a failure by plan is kept and shown, never thrown away; restoring and erasing want the vault closed.

use std::fs;
use std::io;
use std::path::Path;

use inkling_vault::{self as vault, BackupTrouble, Draft, Error, Passphrase};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{Backup, BackupPlan, Backups, Setback};

/// Most backups that stay.
const MOST: u32 = 100;

impl Desk {
    /// Backups that are made by themselves, and how that goes.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn backups(&self) -> Result<Option<Backups>, Failure> {
        Ok(self.read(|vault| vault.backups())?.map(Backups::from))
    }

    /// Has backups be made by themselves from now on, the first one at once.
    ///
    /// # Errors
    /// `BadPlace`, `PlaceMissing`, `Locked`, and what the disk says.
    pub fn plan_backups(&self, plan: BackupPlan) -> Result<Option<Backups>, Failure> {
        let fits = (1..=MOST).contains(&plan.keep);
        let folder = Path::new(&plan.folder);
        if !fits || !folder.is_absolute() || self.is_own_folder(folder) {
            return Err(FailureCode::BadPlace.into());
        }
        if !folder.is_dir() {
            return Err(FailureCode::PlaceMissing.into());
        }
        let (plan, now) = (plan.into(), self.now());
        self.write(|vault| vault.plan_backups(Some(&plan), now))?;
        self.keep_backups()?;
        self.backups()
    }

    /// Makes no more backups by itself. Those that were made stay.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn backups_off(&self) -> Result<(), Failure> {
        let now = self.now();
        self.write(|vault| vault.plan_backups(None, now))
    }

    /// Makes a backup at this place now; it was opened and found whole when this succeeds.
    ///
    /// # Errors
    /// `BadPlace`, `PlaceMissing`, `BackupDamaged`, `Locked`, and what the disk says.
    pub fn back_up(&self, place: &Path) -> Result<Backup, Failure> {
        let backup = self.copied(place)?.and_then(Draft::finish);
        let backup = backup.map_err(at_place)?;
        let now = self.now();
        self.write(|vault| vault.backed_up(now))?;
        Ok(Backup::new(backup.taken_at, backup.contents, backup.bytes))
    }

    /// Makes the planned backup, if one is due. A failure is kept in the vault.
    ///
    /// # Errors
    /// `Locked`, and what the vault's own disk says.
    pub fn keep_backups(&self) -> Result<(), Failure> {
        let now = self.now();
        let due = self.read(|vault| {
            let state = vault.backups()?.filter(|state| state.is_due(now));
            Ok::<_, Error>(state.map(|state| (state.plan, vault.backup_name(now))))
        })?;
        let Some((plan, name)) = due else {
            return Ok(());
        };
        let place = Path::new(&plan.folder).join(name);
        let made = self.copied(&place)?.and_then(Draft::finish);
        self.write(|vault| match &made {
            Ok(_) => {
                vault.backed_up(now)?;
                vault.planned_backup(None, now)?;
                // What is left over takes room, and nothing else; the next round tries again.
                vault.prune_backups(&plan).ok();
                Ok(())
            }
            Err(error) => vault.planned_backup(Some(BackupTrouble::from(error)), now),
        })
    }

    /// Looks into a backup with the passphrase that it had. Nothing is changed.
    ///
    /// # Errors
    /// `FileNotFound`, `BackupDamaged`, `WrongPassphrase`, `VaultNewer`, `VaultInUse`, and what the disk says.
    pub fn backup_preview(&self, place: &Path, passphrase: String) -> Result<Backup, Failure> {
        self.with_backup(place, passphrase, |place, passphrase| {
            vault::preview(&self.folder, place, passphrase)
        })
    }

    /// Puts a backup in the place of the vault, which is moved aside; it is locked afterwards, and every grant in it rests.
    ///
    /// # Errors
    /// As [`Desk::backup_preview`]; the vault is then as it was.
    pub fn restore(&self, place: &Path, passphrase: String) -> Result<Backup, Failure> {
        let now = self.now();
        let restored = self.with_backup(place, passphrase, |place, passphrase| {
            let restored = vault::restore(&self.folder, place, passphrase, now)?;
            self.forget_former();
            Ok(restored)
        });
        self.changed();
        restored
    }

    /// Whether another copy of the vault took the place of the newest one, and something rests because of it.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn setback(&self) -> Result<Option<Setback>, Failure> {
        Ok(self.read(|vault| vault.setback())?.map(Setback::from))
    }

    fn copied(&self, place: &Path) -> Result<Result<Draft, Error>, Failure> {
        let now = self.now();
        self.read(|vault| Ok::<_, Failure>(vault.begin_backup(place, now)))
    }

    /// Held closed meanwhile, so that nobody opens what is being replaced.
    fn with_backup(
        &self,
        place: &Path,
        passphrase: String,
        act: impl FnOnce(&Path, &Passphrase) -> Result<vault::Kept, Error>,
    ) -> Result<Backup, Failure> {
        let passphrase = Passphrase::new(passphrase);
        let _closed = self.keep_closed()?;
        let bytes = fs::metadata(place).map_err(|_| FailureCode::FileNotFound)?;
        let kept = act(place, &passphrase)?;
        Ok(Backup::new(kept.taken_at, kept.contents, bytes.len()))
    }

    /// Whether a place lies in the vault's own folder.
    pub(crate) fn is_own_folder(&self, place: &Path) -> bool {
        let own = fs::canonicalize(&self.folder);
        let place = fs::canonicalize(place);
        matches!((own, place), (Ok(own), Ok(place)) if place.starts_with(&own))
    }
}

/// What is not there is the place, not the vault.
fn at_place(error: Error) -> Failure {
    let missing = matches!(&error, Error::Io(trouble) if trouble.kind() == io::ErrorKind::NotFound);
    if missing {
        FailureCode::PlaceMissing.into()
    } else {
        error.into()
    }
}
