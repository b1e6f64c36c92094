//! Status and home.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GrantSummary, HistoryEntry, LastLock, RequestSummary};

/// Where the vault stands. Cheap; asked at every start of a window and after each "changed" event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Status {
    /// Missing, locked or open.
    pub vault: VaultState,
    /// Developer mode is on for this run.
    pub developer: bool,
    /// Requests waiting for a decision, also those that wait for the unlock.
    pub waiting: u32,
    /// Messages to shops that have not been delivered yet.
    pub undelivered: u32,
    /// When the vault locks by itself because nobody is there, once that is near.
    pub locks_at: Option<i64>,
    /// How it came to be locked, while it is and if this run saw it.
    pub last_lock: Option<LastLock>,
    /// While it is locked, shops still get what was approved.
    pub serves: bool,
    /// Pages run in the system's sandbox, or there are none.
    pub confined: bool,
    /// Grows with every change; equal revisions mean nothing to redraw.
    pub revision: u64,
}

/// The vault's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum VaultState {
    /// No vault has been created here.
    Missing,
    /// A vault is here, and closed.
    Locked,
    /// The vault is open.
    Open,
}

/// How a proposed passphrase would stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard).
    pub score: u8,
    /// Strong enough to create a vault with.
    pub enough: bool,
    /// A sentence of advice, where there is one.
    pub advice: Option<String>,
}

/// The home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Home {
    /// Requests that wait.
    pub requests: Vec<RequestSummary>,
    /// Active grants.
    pub grants: Vec<GrantSummary>,
    /// Preferences that can be shared: confirmed, edited or stated.
    pub usable: u32,
    /// Derived preferences that wait to be confirmed.
    pub suggested: u32,
    /// Imported events.
    pub events: u64,
    /// The newest entries of the history.
    pub recent: Vec<HistoryEntry>,
}
