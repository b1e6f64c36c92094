//! The keys of the vault: another passphrase, the recovery kit, the keychain of the computer.
//!
//! Whoever changes or adds a key types the passphrase. The keychain holds half of a key: it is asked when a window asks, and
//! what it does not answer is never taken for a word of the person.
//!
//! Invariant: a recovery kit leaves once, in answer to [`Desk::draft_kit`], and is kept nowhere.

use std::sync::PoisonError;

use inkling_token::Timestamp;
use inkling_vault as vault;
use inkling_vault::{Happening, KeychainSecret, Passphrase, Presence, Vault, presence};
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::system::NoKeychain;
use crate::view::{Keys, KitCheck, KitGroup, QuickUnlock, RecoveryKit, Ways};

impl Desk {
    /// What opens the vault besides its passphrase. Does not open it.
    ///
    /// # Errors
    /// `VaultDamaged`, `VaultNewer`, and what the disk says.
    pub fn ways(&self) -> Result<Ways, Failure> {
        let ways = self.other_ways()?;
        Ok(Ways {
            kit: ways.kit,
            quick: self.quick_unlock(&ways),
        })
    }

    /// The keys of the open vault.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn keys(&self) -> Result<Keys, Failure> {
        let (changed, created, made) = self.read(|vault| {
            Ok::<_, vault::Error>((
                vault.last(Happening::PassphraseChanged)?,
                vault.last(Happening::Created)?,
                vault.last(Happening::RecoveryKitMade)?,
            ))
        })?;
        let ways = self.other_ways()?;
        let since = |at: Option<Timestamp>| at.map_or(0, Timestamp::millis);
        Ok(Keys {
            passphrase_since: since(changed.or(created)),
            kit_since: ways.kit.then(|| since(made)),
            quick: self.quick_unlock(&ways),
        })
    }

    /// Opens the vault with what the keychain holds.
    ///
    /// # Errors
    /// `KeychainUnavailable`, and those of [`Desk::unlock`].
    pub fn unlock_quickly(&self) -> Result<(), Failure> {
        let name = self.other_ways()?.keychain;
        let secret = name.and_then(|name| self.half(name));
        let secret = secret.ok_or(FailureCode::KeychainUnavailable)?;
        self.open(|folder, now| Vault::unlock_with_keychain(folder, &secret, now))
    }

    /// Opens the vault with its recovery kit, and gives it a new passphrase.
    ///
    /// # Errors
    /// `KitMistyped`, `WrongKit`, `WeakPassphrase`, and those of [`Desk::unlock`].
    pub fn recover(&self, kit: String, passphrase: String) -> Result<(), Failure> {
        let (kit, passphrase) = (Zeroizing::new(kit), Passphrase::new(passphrase));
        let kit = vault::RecoveryKit::parse(&kit).ok_or(FailureCode::KitMistyped)?;
        if presence(&self.folder) == Presence::Missing {
            return Err(FailureCode::NoVault.into());
        }
        let former = self.other_ways()?;
        let new = (&passphrase, self.calibrate());
        self.open(|folder, now| Vault::recover(folder, &kit, new, now, self.entropy.as_ref()))?;
        self.leave_keychain(former).ok();
        Ok(())
    }

    /// Gives the vault another passphrase; quick unlock ends with the former one.
    ///
    /// # Errors
    /// `WrongPassphrase` for the former one, `WeakPassphrase`, `Locked`, and what the disk says.
    pub fn change_passphrase(&self, current: String, passphrase: String) -> Result<(), Failure> {
        let (current, passphrase) = (Passphrase::new(current), Passphrase::new(passphrase));
        if !vault::strength(&passphrase).enough {
            return Err(FailureCode::WeakPassphrase.into());
        }
        self.read(|_| Ok::<_, Failure>(()))?;
        let former = self.other_ways()?;
        let (new, now) = ((&passphrase, self.calibrate()), self.now());
        self.write(|vault| vault.change_passphrase(&current, new, now, self.entropy.as_ref()))?;
        // What the keychain holds opens nothing any more, also where it cannot be deleted now.
        self.leave_keychain(former).ok();
        Ok(())
    }

    /// A new recovery kit. It counts once it was typed back.
    ///
    /// # Errors
    /// `WrongPassphrase`, `Locked`, and what the disk says.
    pub fn draft_kit(&self, passphrase: String) -> Result<RecoveryKit, Failure> {
        let passphrase = Passphrase::new(passphrase);
        let (kit, draft) =
            self.read(|vault| vault.draft_kit(&passphrase, self.entropy.as_ref()))?;
        let view = shown(&kit)?;
        *self.draft() = Some(draft);
        Ok(view)
    }

    /// How a kit stands that is being typed; says nothing about whether it opens anything.
    #[must_use]
    pub fn check_kit(&self, typed: String) -> KitCheck {
        let typed = Zeroizing::new(typed);
        let groups = vault::kit_groups(&typed).into_iter();
        KitCheck {
            groups: groups.map(KitGroup::from).collect(),
            whole: vault::RecoveryKit::parse(&typed).is_some(),
        }
    }

    /// Has the kit that was shown count, in place of any former one, because it was typed back.
    ///
    /// # Errors
    /// `KitMistyped`; `WrongKit` where another kit was typed, which can be tried again; `Locked`, and what the disk says.
    pub fn keep_kit(&self, typed: String) -> Result<(), Failure> {
        let typed = Zeroizing::new(typed);
        let typed = vault::RecoveryKit::parse(&typed).ok_or(FailureCode::KitMistyped)?;
        self.read(|_| Ok::<_, Failure>(()))?;
        let mut draft = self.draft();
        let Some(shown) = draft.as_ref() else {
            return Err(FailureCode::WrongKit.into());
        };
        let now = self.now();
        self.write(|vault| vault.keep_kit(shown, &typed, now))?;
        *draft = None;
        Ok(())
    }

    /// The kit that was shown and not typed back will never count.
    pub fn forget_kit(&self) {
        *self.draft() = None;
    }

    /// Has the recovery kit open nothing any more.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn remove_kit(&self) -> Result<(), Failure> {
        let now = self.now();
        self.write(|vault| vault.remove_kit(now))
    }

    /// Lets the keychain of this computer open the vault.
    ///
    /// # Errors
    /// `WrongPassphrase`, `NoKeychain`, `Locked`, and what the disk says. Nothing is changed then.
    pub fn quick_unlock_on(&self, passphrase: String) -> Result<(), Failure> {
        let passphrase = Passphrase::new(passphrase);
        self.read(|_| Ok::<_, Failure>(()))?;
        let former = self.other_ways()?;
        let secret = KeychainSecret::generate(self.entropy.as_ref())?;
        let kept = self.keychain.store(secret.name(), secret.bytes()).is_ok();
        // Some keychains take a secret and do not give it back.
        let given = kept.then(|| self.half(secret.name().to_owned())).flatten();
        let now = self.now();
        let outcome = match given {
            Some(given) if given.bytes() == secret.bytes() => self.write(|vault| {
                vault.quick_unlock_on(&passphrase, &given, now, self.entropy.as_ref())
            }),
            Some(_) | None => Err(FailureCode::NoKeychain.into()),
        };
        if outcome.is_ok() {
            self.leave_keychain(former).ok();
        } else if kept {
            self.keychain.delete(secret.name()).ok();
        }
        outcome
    }

    /// Has the keychain open nothing any more, and forget its half.
    ///
    /// # Errors
    /// `KeychainLeft` where the keychain did not forget; `Locked`, and what the disk says.
    pub fn quick_unlock_off(&self) -> Result<(), Failure> {
        let former = self.other_ways()?;
        let now = self.now();
        self.write(|vault| vault.quick_unlock_off(now))?;
        let left = self.leave_keychain(former);
        left.map_err(|NoKeychain| FailureCode::KeychainLeft.into())
    }

    fn draft(&self) -> std::sync::MutexGuard<'_, Option<vault::KitDraft>> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn other_ways(&self) -> Result<vault::Ways, Failure> {
        match presence(&self.folder) {
            Presence::Missing => Ok(vault::Ways::default()),
            Presence::Present => Ok(vault::ways(&self.folder)?),
        }
    }

    fn quick_unlock(&self, ways: &vault::Ways) -> QuickUnlock {
        match &ways.keychain {
            None => QuickUnlock::Off,
            Some(name) if self.half(name.clone()).is_some() => QuickUnlock::On,
            Some(_) => QuickUnlock::Unavailable,
        }
    }

    /// What the keychain holds under this name.
    fn half(&self, name: String) -> Option<KeychainSecret> {
        let stored = self.keychain.read(&name).ok().flatten()?;
        KeychainSecret::from_keychain(name, &stored)
    }

    /// Has the keychain forget what opened the vault.
    pub(crate) fn leave_keychain(&self, former: vault::Ways) -> Result<(), NoKeychain> {
        former
            .keychain
            .map_or(Ok(()), |name| self.keychain.delete(&name))
    }
}

impl From<vault::KitGroup> for KitGroup {
    fn from(group: vault::KitGroup) -> Self {
        match group {
            vault::KitGroup::Right => Self::Right,
            vault::KitGroup::Wrong => Self::Wrong,
            vault::KitGroup::Begun => Self::Begun,
        }
    }
}

/// The kit as it is shown: its groups, and the same as a QR code.
fn shown(kit: &vault::RecoveryKit) -> Result<RecoveryKit, Failure> {
    let groups = kit.groups();
    let words: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    let text = Zeroizing::new(words.join("-"));
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .map_err(|_| FailureCode::Internal)?;
    let size = code.width();
    Ok(RecoveryKit {
        path: path(&code.into_colors(), size),
        size: u32::try_from(size).map_err(|_| FailureCode::Internal)?,
        groups: words.into_iter().map(ToOwned::to_owned).collect(),
    })
}

/// The dark squares, a rectangle for each run of them in a row.
fn path(squares: &[Color], size: usize) -> String {
    let mut path = String::with_capacity(squares.len() * 8);
    for (y, row) in squares.chunks(size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{x} {y}h{0}v1h-{0}z", run.len()));
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_squares_become_rectangles() {
        use Color::{Dark, Light};
        let squares = [Dark, Dark, Light, Light, Light, Dark, Light, Dark, Light];

        assert_eq!(path(&squares, 3), "M0 0h2v1h-2zM2 1h1v1h-1zM1 2h1v1h-1z");
    }
}
