//! Backups that are made by themselves: where to, how often, and how many stay.
//!
//! Invariant: only files that this vault named itself are ever removed, and never the newest ones.

use std::fs;
use std::path::{Path, PathBuf};

use inkling_token::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::backups;
use crate::{Error, Vault, hex};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// After a failure: a disk that is not plugged in is looked for again so soon.
const AGAIN_MS: i64 = HOUR_MS;
const ENDING: &str = ".inkling-backup";

/// Where to, how often, and how many stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlan {
    /// The folder.
    pub folder: String,
    /// How often.
    pub every: Every,
    /// The newest so many stay; 1 to 100.
    pub keep: u32,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Once a day.
    Day,
    /// Once a week.
    Week,
}

/// Why no copy could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// The plan, and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupState {
    /// The plan.
    pub plan: BackupPlan,
    /// When the last one was made and found whole.
    pub succeeded_at: Option<Timestamp>,
    /// When the last try since then failed, and why.
    pub failed: Option<(Timestamp, BackupTrouble)>,
}

impl Vault {
    /// The plan and how it went, where there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn backups(&self) -> Result<Option<BackupState>, Error> {
        self.look(backups::get)
    }

    /// Makes a plan, or gives it up. Backups that were made stay where they are.
    ///
    /// # Errors
    /// What the file says.
    pub fn plan_backups(&mut self, plan: Option<&BackupPlan>, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| match plan {
            Some(plan) => backups::set(transaction, plan, now),
            None => backups::clear(transaction),
        })
    }

    /// Keeps how a planned backup went.
    ///
    /// # Errors
    /// Not found when the plan was given up meanwhile, and what the file says.
    pub fn planned_backup(
        &mut self,
        trouble: Option<BackupTrouble>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| match trouble {
            None => backups::succeeded(transaction, now),
            Some(trouble) => backups::failed(transaction, trouble, now),
        })
    }

    /// The name of a backup of this vault; no other vault gives it, and names sort by time.
    #[must_use]
    pub fn backup_name(&self, now: Timestamp) -> String {
        let stamp: String = now
            .to_string()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        format!("{}{stamp}{ENDING}", self.backup_prefix())
    }

    /// Backups in a folder that this vault named, oldest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn own_backups(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        let prefix = self.backup_prefix();
        let mut own = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let stamp = name.and_then(|name| name.strip_prefix(&prefix)?.strip_suffix(ENDING));
            if stamp.is_some_and(|stamp| stamp.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
                own.push(path);
            }
        }
        own.sort_unstable();
        Ok(own)
    }

    /// Removes all but the newest so many backups that this vault named.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn prune_backups(&self, plan: &BackupPlan) -> Result<(), Error> {
        let own = self.own_backups(Path::new(&plan.folder))?;
        let keep = usize::try_from(plan.keep).unwrap_or(usize::MAX).max(1);
        let too_many = own.len().saturating_sub(keep);
        for old in own.iter().take(too_many) {
            fs::remove_file(old)?;
        }
        Ok(())
    }

    fn backup_prefix(&self) -> String {
        let tag = self.key.tag("inkling backup 1 name", &[]);
        format!("inkling-{}-", hex::encode(tag.get(..4).unwrap_or_default()))
    }
}

impl BackupState {
    /// Whether another copy is to be made now. A clock that was set back does not hold it up.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        let passed = |since: Timestamp, time: i64| {
            let elapsed = now.millis().saturating_sub(since.millis());
            elapsed >= time || elapsed < 0
        };
        let period = match self.plan.every {
            Every::Day => DAY_MS,
            Every::Week => 7 * DAY_MS,
        };
        self.succeeded_at.is_none_or(|at| passed(at, period))
            && self.failed.is_none_or(|(at, _)| passed(at, AGAIN_MS))
    }
}

impl Every {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

impl BackupTrouble {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::NoPlace => "no-place",
            Self::ReadOnly => "read-only",
            Self::DiskFull => "disk-full",
            Self::Other => "other",
        }
    }
}

impl From<&Error> for BackupTrouble {
    fn from(error: &Error) -> Self {
        match error {
            Error::DiskFull => Self::DiskFull,
            Error::ReadOnly => Self::ReadOnly,
            Error::Io(io) if io.kind() == std::io::ErrorKind::NotFound => Self::NoPlace,
            Error::Io(_)
            | Error::WrongPassphrase
            | Error::WrongKit
            | Error::WrongKeychain
            | Error::Damaged(_)
            | Error::Newer
            | Error::InUse
            | Error::Exists
            | Error::Missing
            | Error::NotFound(_)
            | Error::Refused(_)
            | Error::Internal(_) => Self::Other,
        }
    }
}
