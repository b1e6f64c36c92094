//! Backups, restoring, exports: from arguments to use cases.

use std::io::{self, Write};
use std::path::{Path, PathBuf, absolute};

use inkling_desk::view::{Backup as Made, BackupPlan, Every, HistoryFormat, SetbackKind};
use inkling_desk::{Desk, ERASING, Failure, FailureCode};

use crate::args::{self, Backup, Erase, Inkling};
use crate::phrases::minute;
use crate::run::show;

pub(crate) fn backup(args: &Inkling, desk: &Desk, command: &Backup) -> Result<String, Failure> {
    match command {
        Backup::Make { file } => return show(args, &desk.back_up(&whole(file)?)?),
        Backup::Show => {}
        Backup::Plan {
            folder,
            every,
            keep,
        } => {
            let folder = whole(folder)?.into_os_string().into_string();
            desk.plan_backups(BackupPlan {
                folder: folder.map_err(|_| FailureCode::BadPlace)?,
                every: match every {
                    args::Every::Day => Every::Day,
                    args::Every::Week => Every::Week,
                },
                keep: *keep,
            })?;
        }
        Backup::Due => desk.keep_backups()?,
        Backup::Off => desk.backups_off()?,
    }
    show(args, &desk.backups()?)
}

/// Without `yes` only a look.
pub(crate) fn restore(
    desk: &Desk,
    file: &Path,
    yes: bool,
    passphrase: String,
) -> Result<Made, Failure> {
    if yes {
        desk.restore(file, passphrase)
    } else {
        desk.backup_preview(file, passphrase)
    }
}

pub(crate) fn history(
    desk: &Desk,
    file: &Path,
    format: args::HistoryFormat,
) -> Result<(), Failure> {
    let format = match format {
        args::HistoryFormat::Csv => HistoryFormat::Csv,
        args::HistoryFormat::Json => HistoryFormat::Json,
    };
    desk.history_export(&whole(file)?, format)
}

/// Where everything lies, unencrypted.
pub(crate) fn export(desk: &Desk, folder: &Path) -> Result<PathBuf, Failure> {
    desk.export_everything(&whole(folder)?)
}

/// Asks for the passphrase only where it is needed.
pub(crate) fn erase(
    args: &Inkling,
    desk: &Desk,
    erase: &Erase,
    mut ask: impl FnMut() -> Result<String, Failure>,
) -> Result<String, Failure> {
    if erase.confirm != ERASING {
        return Err(FailureCode::NotConfirmed.into());
    }
    if erase.tell_shops {
        let untold = desk.farewell(ask()?)?;
        if untold > 0 {
            return show(args, &untold);
        }
    }
    // Asked again rather than kept.
    let passphrase = erase.backups.then(ask).transpose()?;
    desk.erase(&erase.confirm, passphrase)?;
    show(args, &desk.status()?)
}

/// Says, beside what was asked for, that another copy of the vault took its place.
pub(crate) fn warn(desk: &Desk) -> Result<(), Failure> {
    let Some(setback) = desk.setback()? else {
        return Ok(());
    };
    let copy = minute(setback.copy_of);
    let what = match setback.how {
        SetbackKind::Restored => format!("This vault was restored from a backup of {copy}."),
        SetbackKind::PutBack => {
            format!(
                "This is an older copy of the vault: one was put back, or its newest part was lost. It ends at {copy}."
            )
        }
        SetbackKind::Unknown => format!(
            "The vault's memory is gone or damaged, so this may be an older copy; it ends at {copy}."
        ),
    };
    let todo = "What was done since then is not in it, and plain mode is as it was then.";
    let rests = format!(
        "{} connected shops rest until you say that they go on (`grants resume`) or stop (`grants revoke`).",
        setback.resting
    );
    writeln!(io::stderr(), "{what} {todo} {rests}").map_err(|_| FailureCode::Io.into())
}

fn whole(path: &Path) -> Result<PathBuf, Failure> {
    absolute(path).map_err(|_| FailureCode::BadPlace.into())
}
