//! Create, unlock, lock, and where the vault stands.

use std::path::Path;

use inkling_token::Timestamp;
use inkling_vault::{Passphrase, Presence, RequestState, Vault, presence};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::view::{Status, Strength, VaultState};
use crate::{Developer, FailureCode};

impl Desk {
    /// Where the vault stands.
    ///
    /// # Errors
    /// The vault's place cannot be read.
    pub fn status(&self) -> Result<Status, Failure> {
        let guard = self.vault();
        let linked = self.waiting_links();
        let (vault, waiting, undelivered) = match guard.as_ref() {
            Some(vault) => {
                let waiting = vault
                    .requests(self.now())?
                    .iter()
                    .filter(|request| request.state == RequestState::Waiting)
                    .count();
                (VaultState::Open, waiting, vault.pending(self.now())?)
            }
            None => match presence(&self.folder) {
                Presence::Missing => (VaultState::Missing, 0, 0),
                Presence::Present => (VaultState::Locked, 0, 0),
            },
        };
        Ok(Status {
            vault,
            developer: self.developer == Developer::On,
            waiting: u32::try_from(waiting + linked).unwrap_or(u32::MAX),
            undelivered,
            revision: self.revision(),
        })
    }

    /// How a proposed passphrase would stand.
    #[must_use]
    pub fn strength(&self, passphrase: String) -> Strength {
        let strength = inkling_vault::strength(&Passphrase::new(passphrase));
        Strength {
            score: strength.score,
            enough: strength.enough,
            advice: strength.advice,
        }
    }

    /// Creates a vault and leaves it open. Its passphrase costs about three quarters of a second here, whoever tries one;
    /// measuring that takes about two.
    ///
    /// # Errors
    /// `VaultExists`, `WeakPassphrase`, and what the disk says.
    pub fn create(&self, passphrase: String) -> Result<(), Failure> {
        let passphrase = Passphrase::new(passphrase);
        if presence(&self.folder) == Presence::Present {
            return Err(FailureCode::VaultExists.into());
        }
        if !inkling_vault::strength(&passphrase).enough {
            return Err(FailureCode::WeakPassphrase.into());
        }
        let cost = self.calibrate();
        let mut guard = self.vault();
        if guard.is_some() {
            return Err(FailureCode::VaultExists.into());
        }
        *guard = Some(Vault::create(
            &self.folder,
            &passphrase,
            cost,
            self.now(),
            self.entropy.as_ref(),
        )?);
        drop(guard);
        self.changed();
        Ok(())
    }

    /// Opens the vault. Links that came meanwhile wait for [`Desk::open_waiting_links`].
    ///
    /// # Errors
    /// `NoVault`, `WrongPassphrase`, `VaultDamaged`, `VaultNewer`, `VaultInUse`, and what the disk says.
    pub fn unlock(&self, passphrase: String) -> Result<(), Failure> {
        let passphrase = Passphrase::new(passphrase);
        self.open(|folder, now| Vault::unlock(folder, &passphrase, now))
    }

    /// Opens the vault in whatever way; one that is open stays as it is.
    pub(crate) fn open(
        &self,
        way: impl FnOnce(&Path, Timestamp) -> Result<Vault, inkling_vault::Error>,
    ) -> Result<(), Failure> {
        let mut guard = self.vault();
        if guard.is_none() {
            let mut vault = way(&self.folder, self.now())?;
            self.keep_answers(&mut vault);
            *guard = Some(vault);
        }
        drop(guard);
        self.changed();
        Ok(())
    }

    /// Closes the vault; what was in memory of it is gone.
    ///
    /// # Errors
    /// What the disk says; the vault is closed all the same.
    pub fn lock(&self) -> Result<(), Failure> {
        self.forget_kit();
        let vault = self.vault().take();
        let result = vault.map_or(Ok(()), |vault| vault.lock(self.now()));
        self.changed();
        Ok(result?)
    }
}
