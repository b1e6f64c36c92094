//! Opening the file.
//!
//! Invariant: no page, journal or temporary table is ever written in the clear, and nothing is acknowledged before it is on
//! disk.

use std::io;
use std::path::Path;
use std::sync::Once;
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, named_params};

use super::{migrations, schema};
use crate::Error;
use crate::error::Part;
use crate::keys::DataKey;

/// Before the key: a wrong or damaged file must not write about it to the standard error.
const QUIET: &str = "PRAGMA cipher_log_level = NONE;";

/// One process owns the file ([`Folder::claim`](crate::folder::Folder::claim)), so the index of the write-ahead log stays in
/// memory.
const MANNERS: &str = include_str!("manners.sql");

/// Before the first look at a file: no index of the write-ahead log is put beside it.
const ALONE: &str = "PRAGMA locking_mode = EXCLUSIVE;";

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

/// Opens a file, brings it to the newest schema and checks that it has that and nothing else. `before` sees the file as it was,
/// with the version it had.
pub(crate) fn open(
    path: &Path,
    key: &DataKey,
    before: impl FnOnce(&Connection, usize) -> Result<(), Error>,
) -> Result<Connection, Error> {
    let mut connection = look(path, key)?;
    let version = migrations::version(&connection)?;
    before(&connection, version)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.execute_batch(MANNERS)?;
    migrations::apply(&mut connection)?;
    schema::check(&connection)?;
    Ok(connection)
}

/// Opens a file to read it, of this version or an older one. Dropping it leaves every byte of it, and of its write-ahead log,
/// as it was; a file of a newer version is refused, and left so too.
pub(crate) fn look(path: &Path, key: &DataKey) -> Result<Connection, Error> {
    // A log that somebody left is kept; one that reading alone brings about is empty and goes when the file is closed.
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log_is_kept = Path::new(&log).exists();
    let connection = unseal(path, key)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log_is_kept)?;
    connection.execute_batch(ALONE)?;
    if migrations::version(&connection)? == 0 {
        // A vault has been through at least one migration; an emptied file must not become an empty vault.
        return Err(Error::Damaged(Part::File));
    }
    Ok(connection)
}

/// A copy of the whole file as it is at this moment, sealed with the same key.
pub(crate) fn copy_into(connection: &Connection, path: &Path) -> Result<(), Error> {
    let Some(path) = path.to_str() else {
        return Err(Error::Io(io::ErrorKind::InvalidFilename.into()));
    };
    connection.execute("VACUUM INTO :path", named_params! { ":path": path })?;
    Ok(())
}

/// Reads every page and checks that they fit together.
pub(crate) fn check_pages(connection: &Connection) -> Result<(), Error> {
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(Error::Damaged(Part::File))
    }
}

/// Folds the write-ahead log into the file and closes it.
pub(crate) fn close(connection: Connection) -> Result<(), Error> {
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Puts another file beside the one that is open, under the name `serving`.
pub(crate) fn attach<'a>(
    connection: &'a Connection,
    path: &Path,
    key: &DataKey,
) -> Result<Attached<'a>, Error> {
    let Some(path) = path.to_str() else {
        return Err(Error::Io(io::ErrorKind::InvalidFilename.into()));
    };
    connection.execute(
        "ATTACH DATABASE :path AS serving KEY :key",
        named_params! { ":path": path, ":key": key.literal().as_str() },
    )?;
    Ok(Attached(connection))
}

/// While it is there, the other file is attached.
pub(crate) struct Attached<'a>(&'a Connection);

impl Drop for Attached<'_> {
    fn drop(&mut self) {
        // A file that cannot be let go now goes with the connection.
        self.0.execute_batch("DETACH DATABASE serving").ok();
    }
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
