//! The serve lock: while the vault is locked, shops still get what was approved, and learn what was stopped.
//!
//! At the lock, a small vault of its own is made in a folder within the vault's: the grants in force with their keys, what each
//! yields at that moment, and nothing else of the profile. Its key is random, is kept in the vault, and is all that stays in
//! memory. At the next unlock the vault takes back what it did and forgets the key. If it is not there any more, or not as it
//! was left, nobody can tell what shops were given since, and that is a [setback](crate::setback).
//!
//! Invariant: the key opens no event, no preference and no history; the small vault is open only while something is sent; and
//! it can do nothing that needs the person.

use std::path::PathBuf;
use std::sync::Arc;

use inkling_token::{Entropy, Timestamp};

use crate::folder::{Folder, Lasting};
use crate::keys::DataKey;
use crate::ledger::{Happening, Line};
use crate::memory::Recall;
use crate::store::{connection, ledger, serving};
use crate::{Error, Vault, consent, memory};

/// What serves shops while the vault is locked. Dropping it forgets its key.
pub struct Serving {
    home: PathBuf,
    key: Arc<DataKey>,
}

impl Serving {
    /// Does something with what serves: the messages that are due, and no more.
    ///
    /// # Errors
    /// [`Error::InUse`] while another process has the vault open, [`Error::Damaged`] after one did; and what `act` says.
    pub fn tend<T>(&self, act: impl FnOnce(&mut Vault) -> Result<T, Error>) -> Result<T, Error> {
        let home = Folder::at(&self.home);
        let claim = home.claim()?;
        let mut vault = Vault::serving(home.serving(), Arc::clone(&self.key), claim)?;
        let done = act(&mut vault)?;
        connection::close(vault.connection)?;
        Ok(done)
    }
}

/// Not even where it is: the path lies under someone's home.
impl std::fmt::Debug for Serving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Serving(..)")
    }
}

impl Vault {
    /// Locks the vault like [`Vault::lock`]; none when there is no grant to serve.
    ///
    /// # Errors
    /// When a file cannot be written; the vault is closed all the same, and nothing serves.
    pub fn lock_and_serve(
        mut self,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Option<Serving>, Error> {
        if !self.look(serving::is_wanted)? {
            return self.lock(now).map(|()| None);
        }
        let key = Arc::new(DataKey::generate(entropy)?);
        let folder = self.folder.start_serving()?;
        connection::create(&folder.start_database()?, &key, |_| Ok(()))?;
        folder.finish_database()?;
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Locked), now)?;
            serving::begin(transaction, &key)
        })?;
        self.remember(Lasting::Yes);
        self.fill(&folder, &key)?;
        let home = self.folder.as_path().to_owned();
        connection::close(self.connection)?;
        Ok(Some(Serving { home, key }))
    }

    fn fill(&self, folder: &Folder, key: &DataKey) -> Result<(), Error> {
        let attached = connection::attach(&self.connection, &folder.database()?, key)?;
        let transaction = self.connection.unchecked_transaction()?;
        serving::fill(&transaction)?;
        consent::keep_projections(&transaction)?;
        memory::write(folder, key, &transaction, Lasting::Yes)?;
        transaction.commit()?;
        drop(attached);
        Ok(())
    }

    /// Takes back what was done while the vault was locked; [`Recall::Unknown`] when that cannot be told.
    pub(crate) fn take_over(&self, now: Timestamp) -> Result<Recall, Error> {
        let Some(key) = self.look(serving::key)? else {
            return Ok(Recall::Fits);
        };
        let folder = self.folder.serving();
        let found = match self.take_over_from(&folder, &key, now) {
            Err(Error::Damaged(_) | Error::WrongPassphrase | Error::Newer) => {
                serving::end(&self.connection)?;
                Recall::Unknown
            }
            done => done?,
        };
        // What is left without its key is noise, and goes at the next lock if it does not now.
        self.folder.drop_serving().ok();
        Ok(found)
    }

    fn take_over_from(
        &self,
        folder: &Folder,
        key: &DataKey,
        now: Timestamp,
    ) -> Result<Recall, Error> {
        let path = folder.database()?;
        let its = connection::look(&path, key)?;
        if ledger::last_at(&its)?.is_none() {
            // The lock was cut short before it was filled.
            serving::end(&self.connection)?;
            return Ok(Recall::Fits);
        }
        let found = memory::recall(folder, key, &its)?;
        drop(its);
        let attached = connection::attach(&self.connection, &path, key)?;
        let transaction = self.connection.unchecked_transaction()?;
        serving::take_back(&transaction)?;
        serving::end(&transaction)?;
        consent::compare_all(&transaction, now)?;
        transaction.commit()?;
        drop(attached);
        Ok(found)
    }
}
