//! Backups and setbacks.

use inkling_token::Timestamp;
use inkling_vault as vault;

use crate::view;

impl From<vault::BackupState> for view::Backups {
    fn from(state: vault::BackupState) -> Self {
        let trouble = |trouble| match trouble {
            vault::BackupTrouble::NoPlace => view::BackupTrouble::NoPlace,
            vault::BackupTrouble::ReadOnly => view::BackupTrouble::ReadOnly,
            vault::BackupTrouble::DiskFull => view::BackupTrouble::DiskFull,
            vault::BackupTrouble::Other => view::BackupTrouble::Other,
        };
        Self {
            plan: view::BackupPlan {
                folder: state.plan.folder,
                every: match state.plan.every {
                    vault::Every::Day => view::Every::Day,
                    vault::Every::Week => view::Every::Week,
                },
                keep: state.plan.keep,
            },
            succeeded_at: state.succeeded_at.map(Timestamp::millis),
            failed_at: state.failed.map(|(at, _)| at.millis()),
            trouble: state.failed.map(|(_, why)| trouble(why)),
        }
    }
}

impl From<view::BackupPlan> for vault::BackupPlan {
    fn from(plan: view::BackupPlan) -> Self {
        Self {
            folder: plan.folder,
            every: match plan.every {
                view::Every::Day => vault::Every::Day,
                view::Every::Week => vault::Every::Week,
            },
            keep: plan.keep,
        }
    }
}

impl From<vault::Setback> for view::Setback {
    fn from(setback: vault::Setback) -> Self {
        Self {
            how: match setback.how {
                vault::SetbackKind::Restored => view::SetbackKind::Restored,
                vault::SetbackKind::PutBack => view::SetbackKind::PutBack,
                vault::SetbackKind::Unknown => view::SetbackKind::Unknown,
            },
            noticed_at: setback.noticed_at.millis(),
            copy_of: setback.copy_of.millis(),
            resting: setback.resting,
        }
    }
}

impl view::Backup {
    pub(crate) fn new(taken_at: Timestamp, contents: vault::Contents, bytes: u64) -> Self {
        Self {
            taken_at: taken_at.millis(),
            preferences: contents.preferences,
            events: contents.events,
            grants: contents.grants,
            lines: contents.lines,
            bytes,
        }
    }
}
