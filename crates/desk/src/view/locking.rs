//! When and why the vault locks by itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::FailureCode;

/// Why the vault was locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum LockReason {
    /// The person asked for it.
    Asked,
    /// Nobody was there for the time that the person chose.
    Idle,
    /// The computer went to sleep.
    Sleep,
    /// The screen was locked.
    ScreenLocked,
    /// Another person took the computer over.
    UserSwitched,
    /// The program ended.
    Quit,
}

/// How the vault came to be locked, while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LastLock {
    /// Why.
    pub reason: LockReason,
    /// An import was running. Nothing of it was kept.
    pub import_stopped: bool,
    /// What could not be written any more. The vault is closed all the same.
    pub failure: Option<FailureCode>,
}

/// How the person wants the vault to behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Settings {
    /// Locks after so many minutes without anybody there, up to a day; none: not by itself.
    pub lock_after: Option<u16>,
    /// Locks before the computer sleeps.
    pub lock_on_sleep: bool,
    /// Locks when the screen is locked, or another person takes the computer over.
    pub lock_on_screen_lock: bool,
    /// Shops get what was approved while the vault is locked, too, as long as the program runs.
    pub serve: bool,
    /// Shows a sign in the tray of the desktop.
    pub tray: bool,
    /// Goes on when the window is closed, for as long as the vault is open or shops are served.
    pub background: bool,
}

/// The settings, and what this computer makes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Locking {
    /// As the person chose.
    pub settings: Settings,
    /// Until when the vault stays open although nobody is there, if the person asked for that once.
    pub stays_until: Option<i64>,
    /// The system says when it goes to sleep.
    pub hears_sleep: bool,
    /// The system says when the screen is locked.
    pub hears_screen_lock: bool,
}
