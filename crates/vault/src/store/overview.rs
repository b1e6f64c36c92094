//! How much is in the file, whichever version wrote it.
//!
//! Invariant: only tables and columns are named that every version has.

use rusqlite::Connection;

use super::number;
use crate::Error;

/// Preferences, facts and grants.
pub(crate) fn counts(connection: &Connection) -> Result<(u64, u64, u64), Error> {
    let count = |sql: &str| -> Result<u64, Error> {
        number(connection.query_row(sql, [], |row| row.get(0))?)
    };
    let consent: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'grants')",
        [],
        |row| row.get(0),
    )?;
    Ok((
        count("SELECT count(*) FROM preferences")?,
        count("SELECT count(*) FROM events WHERE shadowed_by IS NULL")?,
        if consent {
            count("SELECT count(*) FROM grants")?
        } else {
            0
        },
    ))
}
