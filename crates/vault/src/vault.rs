//! An open vault: creating, unlocking and locking it.
//!
//! Creation survives a crash at any step: the keys file is written last but for one rename, and until it is there the folder
//! holds nothing that anyone could open, so that creating starts over.
//!
//! Invariant: a [`Vault`] is open; a closed vault has no value in the program.

use std::fmt;
use std::path::Path;

use inkling_token::{Entropy, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::consent::Refused;
use crate::folder::{Claim, Folder, Presence, presence};
use crate::keys::{DataKey, KeyCost, Passphrase, Slots, Way, strength};
use crate::ledger::{Happening, Line};
use crate::store::{connection, ledger};
use crate::{Error, clock};

/// An open vault. Dropping it closes it; [`Vault::lock`] also writes that down.
pub struct Vault {
    pub(crate) connection: Connection,
    pub(crate) folder: Folder,
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
            ledger::append(empty, &Line::of(Happening::Created), now).map(drop)
        })?;
        folder.start_keys(&slots.to_bytes()?)?;
        folder.finish_keys()?;
        folder.finish_database()?;
        Ok(Self {
            connection: connection::open(&folder.database()?, &key)?,
            folder,
            _claim: claim,
        })
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::InUse`], [`Error::WrongPassphrase`], [`Error::Damaged`], [`Error::Newer`], or trouble
    /// with the disk. The files stay as they are.
    pub fn unlock(dir: &Path, passphrase: &Passphrase, now: Timestamp) -> Result<Self, Error> {
        let mut vault = Self::open(dir, Way::Passphrase(passphrase))?.0;
        vault.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Unlocked), now)
        })?;
        Ok(vault)
    }

    /// Opens the vault with whatever fits; nothing is written down yet.
    pub(crate) fn open(dir: &Path, way: Way<'_>) -> Result<(Self, DataKey), Error> {
        if presence(dir) == Presence::Missing {
            return Err(Error::Missing);
        }
        let folder = Folder::at(dir);
        let claim = folder.claim()?;
        let key = Slots::parse(&folder.read_keys()?)?.open(way)?;
        folder.drop_unfinished_keys()?;
        folder.finish_database()?;
        let vault = Self {
            connection: connection::open(&folder.database()?, &key)?,
            folder,
            _claim: claim,
        };
        Ok((vault, key))
    }

    /// Writes down that the vault is locked, and closes it. It is closed also when that fails.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn lock(mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Locked), now)
        })?;
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
        clock::settle(&transaction, now)?;
        let done = act(&transaction)?;
        transaction.commit()?;
        Ok(done)
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
