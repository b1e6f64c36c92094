//! Backups, restoring, and what is found when another copy of the vault took its place.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Backups that are made by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Backups {
    /// Where to, how often, how many stay.
    pub plan: BackupPlan,
    /// When the last one was made and found whole.
    pub succeeded_at: Option<i64>,
    /// When the last try since then failed.
    pub failed_at: Option<i64>,
    /// Why.
    pub trouble: Option<BackupTrouble>,
}

/// Where to, how often, how many stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct BackupPlan {
    /// The folder.
    pub folder: String,
    /// How often.
    pub every: Every,
    /// The newest so many stay; 1 to 100.
    pub keep: u32,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Every {
    /// Once a day.
    Day,
    /// Once a week.
    Week,
}

/// Why no backup could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum BackupTrouble {
    /// The folder is not there.
    NoPlace,
    /// The folder cannot be written.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// Something else.
    Other,
}

/// What is in a backup that was opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Backup {
    /// Of which moment it is.
    pub taken_at: i64,
    /// Preferences, hidden ones too.
    pub preferences: u64,
    /// Facts that were imported.
    pub events: u64,
    /// Grants, ended ones too.
    pub grants: u64,
    /// Lines of the history.
    pub lines: u64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Another copy of the vault took the place of the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Setback {
    /// How it came here.
    pub how: SetbackKind,
    /// When it was noticed.
    pub noticed_at: i64,
    /// The last moment that the copy knows of.
    pub copy_of: i64,
    /// Connected shops that rest since then, until the person decides.
    pub resting: u32,
}

/// How another copy came into the place of the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SetbackKind {
    /// The person restored a backup.
    Restored,
    /// Somebody put an older copy back.
    PutBack,
    /// Nobody can tell whether it is an older copy.
    Unknown,
}
