//! The desk: one vault, open or closed, and the door to the shops.
//!
//! Invariant: the network is never used while the vault is held, so that a slow shop never blocks the window.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use inkling_exchange::{Developer, Exchange};
use inkling_token::link::Link;
use inkling_token::{Entropy, Timestamp};
use inkling_vault::{DeliveryId, KeyCost, KitDraft, Serving, Vault};

use crate::deliveries::Unkept;
use crate::imports::ImportJob;
use crate::locking::{AfterLock, Locking};
use crate::settings::Surroundings;
use crate::system::{Clock, Keychain, NoKeychain};
use crate::view::{LastLock, LockReason};
use crate::{Failure, FailureCode};

/// Everything a person can do with one vault. Shared between threads; every use case is one call.
pub struct Desk {
    pub(crate) folder: PathBuf,
    pub(crate) developer: Developer,
    pub(crate) exchange: Exchange,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) import: ImportJob,
    /// Links that came while the vault was locked; fetched after the unlock.
    pub(crate) links: Mutex<Vec<Link>>,
    /// Messages that are on their way, so that none is sent twice at once.
    pub(crate) sending: Mutex<BTreeSet<DeliveryId>>,
    /// Held while something is on its way to the mailbox.
    pub(crate) publishing: Mutex<()>,
    /// Held by whoever sends everything that is due.
    pub(crate) rounds: Mutex<()>,
    /// What shops answered while the vault was locked; kept in it after the unlock.
    pub(crate) unkept: Mutex<Vec<Unkept>>,
    pub(crate) keychain: Box<dyn Keychain>,
    /// The recovery kit that was shown and not typed back yet: its slot, not the kit.
    pub(crate) draft: Mutex<Option<KitDraft>>,
    /// What serves shops while the vault is locked. Held by whoever opens or closes the vault, too, and taken before it.
    pub(crate) serving: Mutex<Option<Serving>>,
    /// Held by whoever opens or closes the vault.
    pub(crate) door: Mutex<()>,
    /// How the vault came to be locked.
    pub(crate) last_lock: Mutex<Option<LastLock>>,
    pub(crate) surroundings: Mutex<Surroundings>,
    /// Called when the vault has to be closed, and before it is.
    pub(crate) veil: OnceLock<Veil>,
    clock: Box<dyn Clock>,
    changed: Box<dyn Fn() + Send + Sync>,
    revision: AtomicU64,
    locking: Mutex<Locking>,
    vault: Mutex<Option<Vault>>,
}

/// Takes from the screen what is shown of the vault.
pub(crate) type Veil = Box<dyn Fn(LockReason, AfterLock) + Send + Sync>;

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("developer", &self.developer)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk for the vault in `folder`, without a keychain. `changed` is called after everything that a window may have to redraw.
    #[must_use]
    pub fn new(
        folder: PathBuf,
        developer: Developer,
        clock: Box<dyn Clock>,
        entropy: Box<dyn Entropy>,
        changed: Box<dyn Fn() + Send + Sync>,
    ) -> Arc<Self> {
        let keychain = Box::new(NoKeychain);
        Self::with_keychain(folder, developer, (clock, entropy, keychain), changed)
    }

    /// A desk that can use the keychain of the computer.
    #[must_use]
    pub fn with_keychain(
        folder: PathBuf,
        developer: Developer,
        (clock, entropy, keychain): (Box<dyn Clock>, Box<dyn Entropy>, Box<dyn Keychain>),
        changed: Box<dyn Fn() + Send + Sync>,
    ) -> Arc<Self> {
        Arc::new(Self {
            folder,
            developer,
            exchange: Exchange::new(developer),
            entropy,
            import: ImportJob::default(),
            links: Mutex::default(),
            sending: Mutex::default(),
            publishing: Mutex::default(),
            rounds: Mutex::default(),
            unkept: Mutex::default(),
            keychain,
            draft: Mutex::default(),
            serving: Mutex::default(),
            door: Mutex::default(),
            last_lock: Mutex::default(),
            surroundings: Mutex::default(),
            veil: OnceLock::new(),
            locking: Mutex::default(),
            clock,
            changed,
            revision: AtomicU64::new(1),
            vault: Mutex::default(),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What a guess of the passphrase may cost on this computer. Takes about two seconds, and no vault.
    pub(crate) fn calibrate(&self) -> KeyCost {
        KeyCost::calibrate(&|| self.clock.reading())
    }

    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Tells the windows to look again.
    pub(crate) fn changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
        (self.changed)();
    }

    /// The vault, open or closed.
    pub(crate) fn vault(&self) -> MutexGuard<'_, Option<Vault>> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it has to be closed. Held for a moment only, and never while waiting for the vault.
    pub(crate) fn locking(&self) -> MutexGuard<'_, Locking> {
        self.locking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads from the open vault.
    pub(crate) fn read<T, E: Into<Failure>>(
        &self,
        act: impl FnOnce(&Vault) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let guard = self.vault();
        let vault = guard.as_ref().filter(|_| self.locking().is_open());
        act(vault.ok_or(FailureCode::Locked)?).map_err(Into::into)
    }

    /// What serves shops while the vault is locked.
    pub(crate) fn serving(&self) -> MutexGuard<'_, Option<Serving>> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has messages brought on their way, or kept what became of them: by the vault, or by what serves while it is locked.
    pub(crate) fn tend<T>(
        &self,
        act: impl FnOnce(&mut Vault) -> Result<T, inkling_vault::Error>,
    ) -> Result<T, Failure> {
        let serving = self.serving();
        self.tend_with(serving.as_ref(), act)
    }

    /// The same, by whoever holds what serves: the vault is neither opened nor closed meanwhile.
    pub(crate) fn tend_with<T>(
        &self,
        serving: Option<&Serving>,
        act: impl FnOnce(&mut Vault) -> Result<T, inkling_vault::Error>,
    ) -> Result<T, Failure> {
        if let Some(vault) = self.vault().as_mut() {
            return Ok(act(vault)?);
        }
        Ok(serving.ok_or(FailureCode::Locked)?.tend(act)?)
    }

    /// Changes the open vault, and tells the windows.
    pub(crate) fn write<T, E: Into<Failure>>(
        &self,
        act: impl FnOnce(&mut Vault) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let mut guard = self.vault();
        // A vault that is about to be closed is for nobody any more.
        let vault = guard.as_mut().filter(|_| self.locking().is_open());
        let result = act(vault.ok_or(FailureCode::Locked)?).map_err(Into::into);
        drop(guard);
        self.changed();
        result
    }
}
