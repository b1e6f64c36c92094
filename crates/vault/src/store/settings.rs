//! Settings: how the person wants the vault to behave.
//!
//! Invariant: there is exactly one row, from the first moment on.

use rusqlite::{Connection, Row, named_params};

use super::{changed_one, number};
use crate::Error;
use crate::error::{Noun, Part};
use crate::settings::{LockAfter, Settings};

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE settings (
  -- How the person wants the vault to behave. Always one row.
  one                 INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  lock_after          INTEGER CHECK (lock_after BETWEEN 1 AND 1440), -- minutes without anybody there; none: not by itself
  lock_on_sleep       INTEGER NOT NULL CHECK (lock_on_sleep IN (0, 1)),
  lock_on_screen_lock INTEGER NOT NULL CHECK (lock_on_screen_lock IN (0, 1)),
  serve               INTEGER NOT NULL CHECK (serve IN (0, 1)),      -- shops get what was approved while it is locked, too
  tray                INTEGER NOT NULL CHECK (tray IN (0, 1)),       -- a sign in the tray of the desktop
  background          INTEGER NOT NULL CHECK (background IN (0, 1))  -- goes on when the window is closed
) STRICT"];

/// The row.
pub(crate) fn get(connection: &Connection) -> Result<Settings, Error> {
    connection
        .prepare_cached(
            "SELECT lock_after, lock_on_sleep, lock_on_screen_lock, serve, tray, background FROM settings WHERE one = 1",
        )?
        .query_row([], |row| Ok(stored(row)))?
}

/// Replaces the row.
pub(crate) fn set(connection: &Connection, settings: Settings) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE settings SET lock_after = :lock_after, lock_on_sleep = :lock_on_sleep,
               lock_on_screen_lock = :lock_on_screen_lock, serve = :serve, tray = :tray, background = :background
             WHERE one = 1",
        )?
        .execute(named_params! {
            ":lock_after": settings.lock_after.map(LockAfter::get),
            ":lock_on_sleep": settings.lock_on_sleep,
            ":lock_on_screen_lock": settings.lock_on_screen_lock,
            ":serve": settings.serve,
            ":tray": settings.tray,
            ":background": settings.background,
        })?;
    changed_one(rows, Noun::Settings)
}

fn stored(row: &Row<'_>) -> Result<Settings, Error> {
    let lock_after = match row.get::<_, Option<i64>>("lock_after")? {
        Some(minutes) => {
            Some(LockAfter::minutes(number(minutes)?).ok_or(Error::Damaged(Part::Row))?)
        }
        None => None,
    };
    Ok(Settings {
        lock_after,
        lock_on_sleep: row.get("lock_on_sleep")?,
        lock_on_screen_lock: row.get("lock_on_screen_lock")?,
        serve: row.get("serve")?,
        tray: row.get("tray")?,
        background: row.get("background")?,
    })
}
