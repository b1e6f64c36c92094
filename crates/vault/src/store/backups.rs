//! Backups that are made by themselves: where, how often, how many stay, and how the last ones went.
//!
//! Invariant: at most one row; a failure is forgotten by the next success.

use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{changed_one, number, variant};
use crate::Error;
use crate::backup::{BackupPlan, BackupState, BackupTrouble, Every};
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[r#"CREATE TABLE backups (
  -- Where copies of the vault are put by themselves, and how that went. At most one row.
  id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  folder       TEXT    NOT NULL,
  every        TEXT    NOT NULL CHECK (every IN ('day', 'week')),
  keep         INTEGER NOT NULL CHECK (keep BETWEEN 1 AND 100), -- the newest so many stay
  since        INTEGER NOT NULL,               -- ms since 1970 UTC
  succeeded_at INTEGER,                        -- the last copy that was opened and found whole
  failed_at    INTEGER,                        -- the last try since then that failed
  failure      TEXT    CHECK (failure IN ('no-place', 'read-only', 'disk-full', 'other')),
  CHECK ((failed_at IS NULL) = (failure IS NULL))
) STRICT"#];

/// The plan and how it went, where there is one.
pub(crate) fn get(connection: &Connection) -> Result<Option<BackupState>, Error> {
    connection
        .prepare_cached(
            "SELECT folder, every, keep, succeeded_at, failed_at, failure FROM backups WHERE id = 1",
        )?
        .query_row([], |row| Ok(state(row)))
        .optional()?
        .transpose()
}

/// Puts this plan in the place of the one that was there, if any. What went well before is remembered for the same folder.
pub(crate) fn set(connection: &Connection, plan: &BackupPlan, now: Timestamp) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO backups (id, folder, every, keep, since) VALUES (1, :folder, :every, :keep, :now)
             ON CONFLICT (id) DO UPDATE SET every = :every, keep = :keep, since = :now, folder = :folder,
               succeeded_at = iif(folder = :folder, succeeded_at, NULL), failed_at = NULL, failure = NULL",
        )?
        .execute(named_params! {
            ":folder": plan.folder,
            ":every": plan.every.word(),
            ":keep": plan.keep,
            ":now": now.millis(),
        })?;
    Ok(())
}

/// Gives the plan up.
pub(crate) fn clear(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM backups WHERE id = 1")?
        .execute([])?;
    Ok(())
}

/// A copy was made and found whole.
pub(crate) fn succeeded(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE backups SET succeeded_at = :now, failed_at = NULL, failure = NULL WHERE id = 1",
        )?
        .execute(named_params! { ":now": now.millis() })?;
    changed_one(rows, Noun::Backup)
}

/// No copy could be made.
pub(crate) fn failed(
    connection: &Connection,
    trouble: BackupTrouble,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE backups SET failed_at = :now, failure = :failure WHERE id = 1")?
        .execute(named_params! { ":now": now.millis(), ":failure": trouble.word() })?;
    changed_one(rows, Noun::Backup)
}

fn state(row: &Row<'_>) -> Result<BackupState, Error> {
    let time = |column: &str| {
        row.get::<_, Option<i64>>(column)
            .map(|at| at.map(Timestamp::from_millis))
    };
    let word = |column: &str| row.get::<_, Option<String>>(column);
    let trouble = word("failure")?.map(|word| variant::<BackupTrouble>(&word));
    Ok(BackupState {
        plan: BackupPlan {
            folder: row.get("folder")?,
            every: variant::<Every>(&row.get::<_, String>("every")?)?,
            keep: number(row.get("keep")?)?,
        },
        succeeded_at: time("succeeded_at")?,
        failed: time("failed_at")?.zip(trouble.transpose()?),
    })
}
