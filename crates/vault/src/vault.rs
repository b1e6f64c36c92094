//! An open vault: creating, unlocking and locking it.
//!
//! Creation survives a crash at any step: the keys file is written last but for one rename, and until it is there the folder
//! holds nothing that anyone could open, so that creating starts over.
//!
//! Invariant: a [`Vault`] is open; a closed vault has no value in the program.

use std::path::Path;
use std::sync::Arc;
use std::{fmt, mem};

use inkling_token::{Entropy, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::consent::Refused;
use crate::folder::{Claim, Folder, Lasting, Presence, presence};
use crate::import::Remembered;
use crate::keys::{DataKey, KeyCost, Passphrase, Slots, Way, strength};
use crate::ledger::{Happening, Line};
use crate::memory::Recall;
use crate::store::{connection, ledger};
use crate::{Error, clock, memory, setback};

/// An open vault. Dropping it closes it; [`Vault::lock`] also writes that down.
pub struct Vault {
    pub(crate) connection: Connection,
    pub(crate) folder: Folder,
    // Shared with a copy that is being checked.
    pub(crate) key: Arc<DataKey>,
    pub(crate) remembered: Remembered,
    // After the connection, so that the file is closed before another process may open it.
    _claim: Claim,
}

impl Vault {
    /// Creates a vault in `dir` and leaves it open. A real vault costs what [`KeyCost::calibrate`] says.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::InUse`], a weak passphrase ([`Error::Refused`]), or trouble with the disk, after which
    /// creating can be tried again.
    pub fn create(
        dir: &Path,
        passphrase: &Passphrase,
        cost: KeyCost,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        if !strength(passphrase).enough {
            return Err(Refused::WeakPassphrase.into());
        }
        let folder = Folder::make(dir)?;
        let claim = folder.claim()?;
        if presence(dir) == Presence::Present {
            return Err(Error::Exists);
        }
        let key = DataKey::generate(entropy)?;
        let slots = Slots::wrap(&key, passphrase, cost, entropy)?;
        connection::create(&folder.start_database()?, &key, |empty| {
            ledger::append(empty, &Line::of(Happening::Created), now)?;
            memory::write(&folder, &key, empty, Lasting::Yes)
        })?;
        folder.start_keys(&slots.to_bytes()?)?;
        folder.finish_keys()?;
        folder.finish_database()?;
        Ok(Self {
            connection: connection::open(&folder.database()?, &key, |_, _| Ok(()))?,
            folder,
            key: Arc::new(key),
            remembered: Remembered::default(),
            _claim: claim,
        })
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::InUse`], [`Error::WrongPassphrase`], [`Error::Damaged`], [`Error::Newer`], or trouble
    /// with the disk. The files stay as they are.
    pub fn unlock(dir: &Path, passphrase: &Passphrase, now: Timestamp) -> Result<Self, Error> {
        let unlocked = Line::of(Happening::Unlocked);
        Self::open(dir, Way::Passphrase(passphrase), &unlocked, now)
    }

    /// Opens the vault with whatever fits, and writes it down as `unlocked`.
    pub(crate) fn open(
        dir: &Path,
        way: Way<'_>,
        unlocked: &Line<'_>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        if presence(dir) == Presence::Missing {
            return Err(Error::Missing);
        }
        let folder = Folder::at(dir);
        let claim = folder.claim()?;
        folder.finish_restoring(now)?;
        let key = Slots::parse(&folder.read_keys()?)?.open(way)?;
        folder.drop_unfinished_keys()?;
        folder.finish_database()?;
        let connection = connection::open(&folder.database()?, &key, |file, version| {
            // Those versions had no memory.
            if version < memory::SINCE && folder.read_memory()?.is_none() {
                memory::write(&folder, &key, file, Lasting::Yes)?;
            }
            Ok(())
        })?;
        let recall = memory::recall(&folder, &key, &connection)?;
        let mut vault = Self {
            connection,
            folder,
            key: Arc::new(key),
            remembered: Remembered::default(),
            _claim: claim,
        };
        vault.take_over(now)?;
        vault.greet(recall, unlocked, now)?;
        vault.remember(Lasting::Yes);
        Ok(vault)
    }

    /// The small vault that serves shops while this one is locked.
    pub(crate) fn serving(folder: Folder, key: Arc<DataKey>, claim: Claim) -> Result<Self, Error> {
        Ok(Self {
            connection: connection::open(&folder.database()?, &key, |_, _| Ok(()))?,
            folder,
            key,
            remembered: Remembered::default(),
            _claim: claim,
        })
    }

    /// Writes the unlock down, and before it that another copy of the file was found.
    fn greet(&mut self, recall: Recall, unlocked: &Line<'_>, now: Timestamp) -> Result<(), Error> {
        let copy_of = ledger::last_at(&self.connection)?.unwrap_or(now);
        let setback = match recall {
            Recall::Fits => None,
            Recall::Older(lost) => Some((copy_of, Some(lost))),
            Recall::Unknown => Some((copy_of, None)),
        };
        self.change(now, |transaction| {
            if let Some(known) = setback {
                setback::note(transaction, Happening::RolledBack, known, now)?;
            }
            ledger::append(transaction, unlocked, now).map(drop)
        })
    }

    /// Writes down that the vault is locked, and closes it. It is closed also when that fails.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn lock(mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Locked), now)
        })?;
        self.remember(Lasting::Yes);
        connection::close(self.connection)
    }

    /// One use case: all of it or nothing, after what time brought is settled.
    pub(crate) fn change<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = ledger::newest_hash(&transaction)?.map_or(0, |(seq, _)| seq);
        clock::settle(&transaction, now)?;
        let done = act(&transaction)?;
        let lines = ledger::since(&transaction, before)?;
        transaction.commit()?;
        if !lines.is_empty() {
            let binds = lines.iter().any(|line| line.what.binds());
            self.remember(if binds { Lasting::Yes } else { Lasting::NotYet });
        }
        Ok(done)
    }

    /// One use case that changes what is derived from: after it the profile is derived anew.
    pub(crate) fn change_derivation<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&Transaction<'_>, &mut Remembered) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut remembered = mem::take(&mut self.remembered);
        let (done, remembered) = self.change(now, |transaction| {
            let done = act(transaction, &mut remembered)?;
            remembered.settle(transaction, now)?;
            Ok((done, remembered))
        })?;
        self.remembered = remembered;
        Ok(done)
    }

    /// Remembers the newest line outside the database. The change that brought it is done: where the memory cannot be written
    /// the database is the newer of the two, which harms nothing, and the next time catches up.
    pub(crate) fn remember(&self, lasting: Lasting) {
        memory::write(&self.folder, &self.key, &self.connection, lasting).ok();
    }

    /// One consistent look.
    pub(crate) fn look<T>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let transaction = self.connection.unchecked_transaction()?;
        ask(&transaction)
    }
}

/// Not even where it is: the path lies under someone's home.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(..)")
    }
}

#[cfg(test)]
mod processes;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trouble;
