//! The ways to open a vault, and how they change: another passphrase, a recovery kit, the computer's keychain.
//!
//! Whoever adds a way shows that they know the passphrase: a person who finds the vault open leaves with no key to it. The
//! line of the ledger is written before the keys file is replaced: what is cut short between the two leaves a line too many,
//! and never a change that no line tells of.
//!
//! Invariant: a way is made only for who knows the passphrase or the kit; a way that was replaced or removed opens nothing.

use std::path::Path;
use std::sync::Arc;

use inkling_token::{Entropy, Timestamp};

use crate::consent::Refused;
use crate::folder::Folder;
use crate::keys::{
    DataKey, KeyCost, KeychainSecret, KitDraft, Passphrase, RecoveryKit, Slots, Way, strength,
};
use crate::ledger::{Happening, Line};
use crate::store::ledger;
use crate::{Error, Vault};

/// What opens a vault besides its passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    /// A recovery kit.
    pub kit: bool,
    /// The computer's keychain, which holds its half under this name.
    pub keychain: Option<String>,
}

/// Looks which ways there are, without opening the vault.
///
/// # Errors
/// A keys file that is damaged or newer, or trouble with the disk.
pub fn ways(dir: &Path) -> Result<Ways, Error> {
    Slots::parse(&Folder::at(dir).read_keys()?).map(|slots| slots.ways())
}

impl Vault {
    /// Opens the vault in `dir` with what the keychain holds.
    ///
    /// # Errors
    /// [`Error::WrongKeychain`], and those of [`Vault::unlock`].
    pub fn unlock_with_keychain(
        dir: &Path,
        secret: &KeychainSecret,
        now: Timestamp,
    ) -> Result<Self, Error> {
        Self::open(dir, Way::Keychain(secret), &unlocked_with("keychain"), now)
    }

    /// Opens the vault in `dir` with its recovery kit, and gives it a new passphrase. The kit stays valid.
    ///
    /// # Errors
    /// [`Error::WrongKit`], a weak passphrase ([`Error::Refused`]), and those of [`Vault::unlock`].
    pub fn recover(
        dir: &Path,
        kit: &RecoveryKit,
        passphrase: (&Passphrase, KeyCost),
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Self, Error> {
        if !strength(passphrase.0).enough {
            return Err(Refused::WeakPassphrase.into());
        }
        let unlocked = unlocked_with("recovery-kit");
        let mut vault = Self::open(dir, Way::RecoveryKit(kit), &unlocked, now)?;
        let key = Arc::clone(&vault.key);
        vault.set_passphrase(&key, passphrase, now, entropy)?;
        Ok(vault)
    }

    /// Gives the vault another passphrase, and ends quick unlock. The file itself is not encrypted anew, so that an older
    /// copy of it opens with the passphrase that it had then.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], a weak one ([`Error::Refused`]), or trouble with the disk.
    pub fn change_passphrase(
        &mut self,
        current: &Passphrase,
        passphrase: (&Passphrase, KeyCost),
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        if !strength(passphrase.0).enough {
            return Err(Refused::WeakPassphrase.into());
        }
        let key = self.slots()?.open(Way::Passphrase(current))?;
        self.set_passphrase(&key, passphrase, now, entropy)
    }

    /// A new recovery kit, which counts once it was typed back: see [`Vault::keep_kit`].
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], or trouble with the disk.
    pub fn draft_kit(
        &self,
        passphrase: &Passphrase,
        entropy: &dyn Entropy,
    ) -> Result<(RecoveryKit, KitDraft), Error> {
        let key = self.slots()?.open(Way::Passphrase(passphrase))?;
        let kit = RecoveryKit::generate(entropy)?;
        let draft = KitDraft::new(&key, &kit, entropy)?;
        Ok((kit, draft))
    }

    /// Has a new recovery kit count, in place of any former one.
    ///
    /// # Errors
    /// [`Error::WrongKit`] when another was typed than was shown, or trouble with the disk.
    pub fn keep_kit(
        &mut self,
        draft: &KitDraft,
        typed: &RecoveryKit,
        now: Timestamp,
    ) -> Result<(), Error> {
        draft.check(typed)?;
        let slots = self.slots()?.with_kit(Some(draft.clone()))?;
        self.keep(&slots, Line::of(Happening::RecoveryKitMade), now)
    }

    /// Has the recovery kit open nothing any more. Without one, nothing changes.
    ///
    /// # Errors
    /// Trouble with the disk.
    pub fn remove_kit(&mut self, now: Timestamp) -> Result<(), Error> {
        let slots = self.slots()?;
        if !slots.ways().kit {
            return Ok(());
        }
        let slots = slots.with_kit(None)?;
        self.keep(&slots, Line::of(Happening::RecoveryKitRemoved), now)
    }

    /// Has the keychain's half open the vault too. Any former half opens nothing any more.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], or trouble with the disk.
    pub fn quick_unlock_on(
        &mut self,
        passphrase: &Passphrase,
        secret: &KeychainSecret,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        let slots = self.slots()?;
        let key = slots.open(Way::Passphrase(passphrase))?;
        let slots = slots.with_keychain(&key, secret, entropy)?;
        self.keep(&slots, Line::of(Happening::QuickUnlockOn), now)
    }

    /// Has the keychain's half open nothing any more. Where it opens nothing, nothing changes.
    ///
    /// # Errors
    /// Trouble with the disk.
    pub fn quick_unlock_off(&mut self, now: Timestamp) -> Result<(), Error> {
        let slots = self.slots()?;
        if slots.ways().keychain.is_none() {
            return Ok(());
        }
        let slots = slots.without_keychain()?;
        self.keep(&slots, Line::of(Happening::QuickUnlockOff), now)
    }

    fn set_passphrase(
        &mut self,
        key: &DataKey,
        (passphrase, cost): (&Passphrase, KeyCost),
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        let slots = self
            .slots()?
            .with_passphrase(key, passphrase, cost, entropy)?;
        self.keep(&slots, Line::of(Happening::PassphraseChanged), now)
    }

    fn slots(&self) -> Result<Slots, Error> {
        Slots::parse(&self.folder.read_keys()?)
    }

    /// Replaces the keys file, whole, after the line that tells of it.
    fn keep(&mut self, slots: &Slots, line: Line<'_>, now: Timestamp) -> Result<(), Error> {
        self.folder.start_keys(&slots.to_bytes()?)?;
        let kept = self
            .note(line, now)
            .and_then(|()| self.folder.finish_keys());
        if kept.is_err() {
            self.folder.drop_unfinished_keys()?;
        }
        kept
    }

    fn note(&mut self, line: Line<'_>, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            ledger::append(transaction, &line, now).map(drop)
        })
    }
}

/// The vault was unlocked, and not by its passphrase.
fn unlocked_with(way: &'static str) -> Line<'static> {
    Line {
        subject: Some(way),
        ..Line::of(Happening::Unlocked)
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
