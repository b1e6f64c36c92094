//! Opening the file.
//!
//! Invariant: no page, journal or temporary table is ever written in the clear, and nothing is acknowledged before it is on
//! disk.

use std::path::Path;
use std::sync::Once;
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{migrations, schema};
use crate::Error;
use crate::error::Part;
use crate::keys::DataKey;

/// Before the key: a wrong or damaged file must not write about it to the standard error.
const QUIET: &str = "PRAGMA cipher_log_level = NONE;";

/// One process owns the file ([`Folder::claim`](crate::folder::Folder::claim)), so the index of the write-ahead log stays in
/// memory.
const MANNERS: &str = include_str!("manners.sql");

/// SQLite calls itself ready before SQLCipher is: `sqlite3_initialize` sets its flag, and only then runs `SQLITE_EXTRA_INIT`. A
/// thread that opens its first file in between is told that it has no key.
static READY: Once = Once::new();
/// Far more looks than that takes; whoever opens a file then gets the real error.
const LOOKS: usize = 100_000;

/// All that `store` has: a statement is read once.
const STATEMENTS: usize = 192;

/// Fills an empty file with the newest schema and puts `first` into it.
pub(crate) fn create(
    path: &Path,
    key: &DataKey,
    first: impl FnOnce(&Connection) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut connection = unseal(path, key)?;
    connection.execute_batch(MANNERS)?;
    migrations::apply(&mut connection)?;
    first(&connection)?;
    close(connection)
}

/// Opens a file, brings it to the newest schema and checks that it has that and nothing else.
pub(crate) fn open(path: &Path, key: &DataKey) -> Result<Connection, Error> {
    let mut connection = unseal(path, key)?;
    if migrations::version(&connection)? == 0 {
        // A vault has been through at least one migration; an emptied file must not become an empty vault.
        return Err(Error::Damaged(Part::File));
    }
    connection.execute_batch(MANNERS)?;
    migrations::apply(&mut connection)?;
    schema::check(&connection)?;
    Ok(connection)
}

/// Folds the write-ahead log into the file and closes it.
pub(crate) fn close(connection: Connection) -> Result<(), Error> {
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    connection.close().map_err(|(_, error)| error.into())
}

fn wait_for_the_cipher() {
    let takes_a_key = || {
        let memory = Connection::open_in_memory()?;
        memory.execute_batch(QUIET)?;
        memory.execute_batch("PRAGMA key = 'nothing is kept under it';")
    };
    for _ in 0..LOOKS {
        if takes_a_key().is_ok() {
            return;
        }
        thread::yield_now();
    }
}

fn unseal(path: &Path, key: &DataKey) -> Result<Connection, Error> {
    READY.call_once(wait_for_the_cipher);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch(QUIET)?;
    connection.execute_batch(&key.pragma())?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}
