//! How the person wants the vault to behave, and what this computer makes of it.
//!
//! Invariant: what a computer cannot tell is said to be so; a switch that does nothing is not shown as one that does.

use std::sync::PoisonError;

use inkling_token::Timestamp;
use inkling_vault as vault;

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::locking::Event;
use crate::view::{Locking, Settings};

/// What the shell knows of the computer it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Pages run in the system's sandbox, or there are none.
    pub confined: bool,
    /// The system says when it goes to sleep.
    pub hears_sleep: bool,
    /// The system says when the screen is locked.
    pub hears_screen_lock: bool,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            confined: true,
            hears_sleep: false,
            hears_screen_lock: false,
        }
    }
}

impl Desk {
    /// The settings.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn settings(&self) -> Result<Locking, Failure> {
        let settings = self.read(|vault| vault.settings())?.into();
        let surroundings = self.surroundings();
        Ok(Locking {
            settings,
            stays_until: self.locking().stays_until().map(Timestamp::millis),
            hears_sleep: surroundings.hears_sleep,
            hears_screen_lock: surroundings.hears_screen_lock,
        })
    }

    /// Behaves like this from now on.
    ///
    /// # Errors
    /// `BadValue`, `Locked`, and what the disk says.
    pub fn set_settings(&self, settings: Settings) -> Result<(), Failure> {
        let (settings, now) = (vault::Settings::try_from(settings)?, self.now());
        self.write(|vault| vault.set_settings(settings, now))?;
        self.note(Event::Changed(settings))
    }

    /// The settings of the vault that is open, without a look into it.
    #[must_use]
    pub fn settings_in_force(&self) -> Option<Settings> {
        self.locking().settings().map(Settings::from)
    }

    /// Whether the program goes on without a window: the person wants that, and a vault is open or shops are served.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let wanted = self.locking().last_settings();
        wanted.is_some_and(|settings| settings.background)
            && (self.is_open() || self.serving().is_some())
    }

    /// Takes in what is different about the computer.
    pub fn learn(&self, change: impl FnOnce(&mut Surroundings)) {
        let mut known = self
            .surroundings
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut known);
        drop(known);
        self.changed();
    }

    pub(crate) fn surroundings(&self) -> Surroundings {
        *self
            .surroundings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<vault::Settings> for Settings {
    fn from(settings: vault::Settings) -> Self {
        Self {
            lock_after: settings.lock_after.map(vault::LockAfter::get),
            lock_on_sleep: settings.lock_on_sleep,
            lock_on_screen_lock: settings.lock_on_screen_lock,
            serve: settings.serve,
            tray: settings.tray,
            background: settings.background,
        }
    }
}

impl TryFrom<Settings> for vault::Settings {
    type Error = FailureCode;

    fn try_from(settings: Settings) -> Result<Self, FailureCode> {
        let lock_after = match settings.lock_after {
            Some(minutes) => Some(vault::LockAfter::minutes(minutes).ok_or(FailureCode::BadValue)?),
            None => None,
        };
        Ok(Self {
            lock_after,
            lock_on_sleep: settings.lock_on_sleep,
            lock_on_screen_lock: settings.lock_on_screen_lock,
            serve: settings.serve,
            tray: settings.tray,
            background: settings.background,
        })
    }
}
