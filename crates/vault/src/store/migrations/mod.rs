//! How the file came to have its schema: append-only, one transaction each.
//!
//! Invariant: a migration that was released is never changed; the schema as it is now stands with each table's code.

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// In order; the file's `user_version` says how many it has been through.
const MIGRATIONS: [&str; 2] = [
    include_str!("0001_profile.sql"),
    include_str!("0002_consent.sql"),
];

/// Migrations the file has been through, or that a newer version wrote it.
pub(super) fn version(connection: &Connection) -> Result<usize, Error> {
    let stored: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(stored)
        .ok()
        .filter(|done| *done <= MIGRATIONS.len())
        .ok_or(Error::Newer)
}

/// Brings the file to the newest schema.
pub(super) fn apply(connection: &mut Connection) -> Result<(), Error> {
    let done = version(connection)?;
    for (number, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_is_harmless() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();

        apply(&mut connection).unwrap();

        assert_eq!(version(&connection).unwrap(), MIGRATIONS.len());
    }

    #[test]
    fn a_file_from_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();

        assert!(matches!(apply(&mut connection), Err(Error::Newer)));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }
}
