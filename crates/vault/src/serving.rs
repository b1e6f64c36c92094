//! The serve lock: while the vault is locked, shops still get what was approved, and learn what was stopped.
//!
//! At the lock, a small vault of its own is made in a folder within the vault's: the grants in force with their keys, what each
//! yields at that moment, and nothing else of the profile. Its key is random, is kept in the vault, and is all that stays in
//! memory. At the next unlock the vault takes back what it did and forgets the key. If it is not there any more, or not as it
//! was left, nobody can tell what shops were given since, and that is a [setback](crate::setback).
//!
//! Who puts an older copy of it back, with its memory, is noticed only while the program runs.
//!
//! Invariant: the key opens no event, no preference, no history and no value that a shop does not have or is about to get; the
//! small vault is open only while something is sent; and it can do nothing that needs the person.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

use inkling_token::{Entropy, Timestamp};

use crate::error::Part;
use crate::folder::{Folder, Lasting};
use crate::keys::DataKey;
use crate::ledger::{Happening, Line};
use crate::memory::Recall;
use crate::store::{connection, ledger, serving};
use crate::{Error, Vault, consent, memory, setback};

/// What serves shops while the vault is locked. Dropping it forgets its key.
pub struct Serving {
    home: PathBuf,
    key: Arc<DataKey>,
    /// Place and hash of its newest line.
    newest: Cell<Option<(i64, [u8; 32])>>,
}

impl Serving {
    /// Does something with what serves: the messages that are due, and no more.
    ///
    /// # Errors
    /// [`Error::InUse`] while another process has the vault open, [`Error::Damaged`] after one did or when an older copy was put
    /// back; and what `act` says.
    pub fn tend<T>(&self, act: impl FnOnce(&mut Vault) -> Result<T, Error>) -> Result<T, Error> {
        let home = Folder::at(&self.home);
        let claim = home.claim()?;
        let mut vault = Vault::serving(home.serving(), Arc::clone(&self.key), claim)?;
        if vault.look(ledger::newest_hash)? != self.newest.get() {
            return Err(Error::Damaged(Part::File));
        }
        let done = act(&mut vault);
        self.newest.set(vault.look(ledger::newest_hash)?);
        connection::close(vault.connection)?;
        done
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
        let (folder, key) = match self.prepare(entropy) {
            Ok(prepared) => prepared,
            Err(error) => {
                self.lock(now)?;
                return Err(error);
            }
        };
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Locked), now)?;
            serving::begin(transaction, &key)
        })?;
        self.remember(Lasting::Yes);
        self.fill(&folder, &key)?;
        let newest = Cell::new(self.look(ledger::newest_hash)?);
        let home = self.folder.as_path().to_owned();
        connection::close(self.connection)?;
        Ok(Some(Serving { home, key, newest }))
    }

    /// An empty file that is to serve.
    fn prepare(&self, entropy: &dyn Entropy) -> Result<(Folder, Arc<DataKey>), Error> {
        let key = Arc::new(DataKey::generate(entropy)?);
        let folder = self.folder.start_serving()?;
        connection::create(&folder.start_database()?, &key, |_| Ok(()))?;
        folder.finish_database()?;
        Ok((folder, key))
    }

    fn fill(&self, folder: &Folder, key: &DataKey) -> Result<(), Error> {
        let attached = connection::attach(&self.connection, &folder.database()?, key)?;
        let transaction = self.connection.unchecked_transaction()?;
        serving::fill(&transaction)?;
        consent::keep_projections(&transaction)?;
        memory::write(folder, key, &transaction, Lasting::Yes)?;
        transaction.commit()?;
        drop(attached);
        serving::filled(&self.connection)
    }

    /// Takes over what was done while the vault was locked. Where that cannot be told, it is a setback.
    pub(crate) fn take_over(&self, now: Timestamp) -> Result<(), Error> {
        let Some((key, filled)) = self.look(serving::key)? else {
            return Ok(());
        };
        let folder = self.folder.serving();
        // Whatever is wrong with that file, the vault itself is whole.
        let found = inspect(&folder, &key, filled).unwrap_or(Found::Lost);
        match (found, self.take_over_from(&folder, &key, found, now)) {
            (Found::Whole(_), Err(Error::Damaged(_))) => {
                self.take_over_from(&folder, &key, Found::Lost, now)?;
            }
            (_, done) => done?,
        }
        // What is left without its key is noise, and goes at the next lock if it does not now.
        self.folder.drop_serving().ok();
        Ok(())
    }

    fn take_over_from(
        &self,
        folder: &Folder,
        key: &DataKey,
        found: Found,
        now: Timestamp,
    ) -> Result<(), Error> {
        let attached = match found {
            Found::Whole(_) => Some(connection::attach(
                &self.connection,
                &folder.database()?,
                key,
            )?),
            Found::Empty | Found::Lost => None,
        };
        let transaction = self.connection.unchecked_transaction()?;
        let lost = match found {
            Found::Empty | Found::Whole(Recall::Fits) => None,
            Found::Lost | Found::Whole(Recall::Unknown) => Some(None),
            Found::Whole(Recall::Older(lines)) => Some(Some(lines)),
        };
        if attached.is_some() {
            serving::take_over(&transaction)?;
            consent::compare_all(&transaction, now)?;
        }
        if let Some(lost) = lost {
            let copy_of = ledger::last_at(&transaction)?.unwrap_or(now);
            setback::note(&transaction, Happening::RolledBack, (copy_of, lost), now)?;
        }
        serving::end(&transaction)?;
        transaction.commit()?;
        drop(attached);
        Ok(())
    }
}

/// What became of the file that served.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// The lock was cut short before it was filled.
    Empty,
    /// It can be read; whether all of it is there is what its memory says.
    Whole(Recall),
    /// It is gone, damaged, or empty although it had been filled.
    Lost,
}

/// Looks at the file that served, and brings it to the newest schema.
fn inspect(folder: &Folder, key: &DataKey, filled: bool) -> Result<Found, Error> {
    let its = connection::open(&folder.database()?, key, |_, _| Ok(()))?;
    if ledger::last_at(&its)?.is_none() {
        return Ok(if filled { Found::Lost } else { Found::Empty });
    }
    let recall = memory::recall(folder, key, &its)?;
    connection::close(its)?;
    Ok(Found::Whole(recall))
}
