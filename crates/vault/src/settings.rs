//! How the person wants this vault to behave: when it locks by itself, and what stays when the window is closed.
//!
//! Invariant: nothing here is needed to open the vault, and nothing here is a secret.

use inkling_token::Timestamp;

use crate::ledger::{Happening, Line};
use crate::store::{ledger, settings};
use crate::{Error, Vault};

/// The settings of a vault. A new one has [`Settings::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Locks after so long without anybody there; none: not by itself.
    pub lock_after: Option<LockAfter>,
    /// Locks before the computer sleeps.
    pub lock_on_sleep: bool,
    /// Locks when the screen is locked, or when another person takes the computer over.
    pub lock_on_screen_lock: bool,
    /// Shops get what was approved while the vault is locked, too, as long as the program runs.
    pub serve: bool,
    /// Shows a sign in the tray of the desktop.
    pub tray: bool,
    /// Goes on when the window is closed, so that shops get changes.
    pub background: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_after: Some(LockAfter::USUAL),
            lock_on_sleep: true,
            lock_on_screen_lock: true,
            serve: false,
            tray: true,
            background: false,
        }
    }
}

/// Minutes without anybody there, from one to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockAfter(u16);

impl LockAfter {
    /// What a new vault has.
    pub const USUAL: Self = Self(15);
    const LONGEST: u16 = 24 * 60;

    /// So many minutes, unless that is none or more than a day.
    #[must_use]
    pub const fn minutes(minutes: u16) -> Option<Self> {
        if minutes == 0 || minutes > Self::LONGEST {
            return None;
        }
        Some(Self(minutes))
    }

    /// As minutes.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// As milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0 as u64 * 60_000
    }
}

impl Vault {
    /// The settings.
    ///
    /// # Errors
    /// What the file says.
    pub fn settings(&self) -> Result<Settings, Error> {
        self.look(settings::get)
    }

    /// Behaves like this from now on.
    ///
    /// # Errors
    /// What the file says.
    pub fn set_settings(&mut self, new: Settings, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            if settings::get(transaction)? == new {
                return Ok(());
            }
            settings::set(transaction, new)?;
            ledger::append(transaction, &Line::of(Happening::SettingsChanged), now).map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, passphrase, vault};

    #[test]
    fn a_new_vault_locks_after_a_quarter_of_an_hour_and_whenever_nobody_can_be_there() {
        let (_folder, vault) = vault();

        assert_eq!(vault.settings().unwrap(), Settings::default());
        assert_eq!(LockAfter::USUAL.get(), 15);
    }

    #[test]
    fn settings_are_kept_and_leave_a_line() {
        let (folder, mut vault) = vault();
        let never = Settings {
            lock_after: None,
            lock_on_sleep: false,
            lock_on_screen_lock: false,
            serve: true,
            tray: false,
            background: true,
        };

        vault.set_settings(never, NOW).unwrap();
        vault.set_settings(never, NOW).unwrap();
        vault.lock(NOW).unwrap();

        let vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
        assert_eq!(vault.settings().unwrap(), never);
        let lines = vault.ledger(10, None).unwrap();
        let changes = lines
            .iter()
            .filter(|line| line.what == Happening::SettingsChanged);
        assert_eq!(changes.count(), 1);
    }

    #[test]
    fn no_time_and_more_than_a_day_are_no_times_to_lock_after() {
        assert_eq!(LockAfter::minutes(0), None);
        assert_eq!(LockAfter::minutes(1441), None);
        assert_eq!(LockAfter::minutes(1440).map(LockAfter::get), Some(1440));
    }
}
