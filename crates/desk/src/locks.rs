//! Create, unlock, lock, and where the vault stands.
//!
//! Invariant: whatever goes wrong while it locks, the vault is closed and its key is gone; the person is told afterwards.

use std::path::Path;
use std::sync::{MutexGuard, PoisonError};

use inkling_token::Timestamp;
use inkling_vault::{Passphrase, Presence, RequestState, Vault, presence};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::locking::{AfterLock, Effect, Event};
use crate::view::{LastLock, LockReason, Status, Strength, VaultState};
use crate::{Developer, FailureCode};

impl Desk {
    /// Where the vault stands.
    ///
    /// # Errors
    /// The vault's place cannot be read.
    pub fn status(&self) -> Result<Status, Failure> {
        let linked = self.waiting_links();
        // While it is being closed, nobody waits for that.
        let open = self.locking().is_open();
        let guard = open.then(|| self.vault());
        let (vault, waiting, undelivered) = match guard.as_ref().and_then(|guard| guard.as_ref()) {
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
            locks_at: self.locking().locks_at().map(Timestamp::millis),
            last_lock: *self.last_lock(),
            serves: self
                .serving
                .try_lock()
                .is_ok_and(|serving| serving.is_some()),
            confined: self.surroundings().confined,
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
        let door = self.door();
        if self.vault().is_some() || presence(&self.folder) == Presence::Present {
            return Err(FailureCode::VaultExists.into());
        }
        self.note(Event::Opening)?;
        let vault = Vault::create(
            &self.folder,
            &passphrase,
            cost,
            self.now(),
            self.entropy.as_ref(),
        )?;
        self.opened(vault);
        drop(door);
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
        let door = self.door();
        if self.locking().is_open() {
            return Ok(());
        }
        // Whoever has to close it has not come to it.
        self.close(LockReason::Asked, false, AfterLock::Nothing)?;
        self.note(Event::Opening)?;
        // What serves rests meanwhile, and the vault takes back what it did.
        let mut serving = self.serving();
        let mut vault = way(&self.folder, self.now())?;
        *serving = None;
        self.keep_answers(&mut vault);
        self.opened(vault);
        drop((serving, door));
        self.changed();
        Ok(())
    }

    /// Closes the vault; what was in memory of it is gone.
    ///
    /// # Errors
    /// What the disk says; the vault is closed all the same.
    pub fn lock(&self) -> Result<(), Failure> {
        self.note(Event::Asked)
    }

    /// Whether the vault is open, and not about to be closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.locking().is_open()
    }

    /// Has the shell take from the screen what is shown of the vault, when it has to be closed and before it is. Heard once.
    pub fn on_lock(&self, veil: impl Fn(LockReason, AfterLock) + Send + Sync + 'static) {
        // A desk has one shell.
        drop(self.veil.set(Box::new(veil)));
    }

    /// Something happened, or time passed: closes the vault if it has to be closed.
    ///
    /// # Errors
    /// What the disk says while the vault is closed; it is closed all the same.
    pub fn note(&self, event: Event) -> Result<(), Failure> {
        let effect = self.locking().note(event, self.now());
        match effect {
            Effect::Nothing => Ok(()),
            Effect::Tell => {
                self.changed();
                Ok(())
            }
            Effect::Close(reason, after) => self.shut(reason, after),
        }
    }

    /// What is shown of the vault goes first, then the vault.
    fn shut(&self, reason: LockReason, after: AfterLock) -> Result<(), Failure> {
        if let Some(veil) = self.veil.get() {
            veil(reason, after);
        }
        // An import holds the vault; nothing of it is kept.
        let import_stopped = self.import.stop();
        let door = self.door();
        let by_itself = !matches!(reason, LockReason::Asked | LockReason::Quit);
        if by_itself && self.locking().is_open() {
            // It was unlocked since: what led here is over.
            return Ok(());
        }
        let closed = self.close(reason, import_stopped, after);
        drop(door);
        self.changed();
        closed
    }

    /// Closes the vault if it is there, with the door held.
    fn close(
        &self,
        reason: LockReason,
        import_stopped: bool,
        after: AfterLock,
    ) -> Result<(), Failure> {
        self.locking().close();
        self.forget_kit();
        let mut serving = self.serving();
        let Some(vault) = self.vault().take() else {
            return Ok(());
        };
        let closed = match after {
            AfterLock::Serving => vault
                .lock_and_serve(self.now(), self.entropy.as_ref())
                .map(|serves| *serving = serves),
            AfterLock::Nothing => vault.lock(self.now()),
        };
        drop(serving);
        let closed = closed.map_err(Failure::from);
        *self.last_lock() = Some(LastLock {
            reason,
            import_stopped,
            failure: closed.err().map(|failure| failure.code),
        });
        closed
    }

    /// Closes a vault of which no window has shown anything.
    ///
    /// # Errors
    /// What the disk says; the vault is closed all the same.
    pub(crate) fn close_unseen(&self) -> Result<(), Failure> {
        let door = self.door();
        let closed = self.close(LockReason::Asked, false, AfterLock::Nothing);
        drop(door);
        self.changed();
        closed
    }

    /// Nobody opens the vault while this is held.
    ///
    /// # Errors
    /// `VaultInUse` while it is open.
    pub(crate) fn keep_closed(&self) -> Result<MutexGuard<'_, ()>, Failure> {
        let door = self.door();
        if self.vault().is_some() {
            return Err(FailureCode::VaultInUse.into());
        }
        Ok(door)
    }

    /// Another vault is here, or none: nothing serves for the former one, and what its shops said is for nobody.
    pub(crate) fn forget_former(&self) {
        *self.serving() = None;
        self.unkept().clear();
    }

    /// The vault is open, with the door held.
    fn opened(&self, vault: Vault) {
        // A vault whose settings cannot be read locks as a new one does.
        let settings = vault.settings().unwrap_or_default();
        *self.vault() = Some(vault);
        *self.last_lock() = None;
        self.locking().note(Event::Opened(settings), self.now());
    }

    fn door(&self) -> MutexGuard<'_, ()> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_lock(&self) -> MutexGuard<'_, Option<LastLock>> {
        self.last_lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
