//! Rows out of a browser's own history, for the intake, which knows no SQLite.
//!
//! The threat first: the file may come from anybody. It is opened out of memory and read-only, so that nothing beside it is
//! touched or written; its schema is not trusted, only real tables are read, and a statement that does not come to an end is
//! broken off.
//!
//! Invariant: nothing of such a file reaches the vault's own, and no copy of it is ever written to a disk.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use inkling_intake::{Browser, DatabaseError, FileError, Visit};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

/// Bytes of a file that is read; a browser forgets after months, and years of Firefox are some 100 MB.
const MOST_BYTES: u64 = 128 << 20;
/// Steps of SQLite's machine between two looks at how many there were.
const STEPS: i32 = 100_000;
/// Looks until a statement is broken off: some ten times what the largest file takes, and seconds.
const LOOKS: u32 = 5_000;
/// Bytes of SQLite's header, and where it says whether there is a write-ahead log: 2 where there is one, 1 where not.
const HEADER: usize = 100;
const LOGGED: [usize; 2] = [18, 19];

const VISITS_OF_CHROMIUM: &str = "
    SELECT urls.url, visits.visit_time, visits.transition
    FROM visits CROSS JOIN urls ON urls.id = visits.url";
const VISITS_OF_FIREFOX: &str = "
    SELECT moz_places.url, moz_historyvisits.visit_date, moz_historyvisits.visit_type
    FROM moz_historyvisits CROSS JOIN moz_places ON moz_places.id = moz_historyvisits.place_id";
/// A view or a virtual table has no page of its own.
const IS_TABLE: &str = "
    SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = :name)";
const MANNERS: &str =
    "PRAGMA temp_store = MEMORY; PRAGMA automatic_index = OFF; PRAGMA cell_size_check = ON;";

/// Reads so many bytes as a browser's history and hands out its visits, until it is told to break off.
///
/// # Errors
/// [`FileError::Database`] when it is no browser's history or cannot be read as one.
pub fn read_visits(
    bytes: &mut dyn Read,
    length: u64,
    take: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Result<(), FileError> {
    if length > MOST_BYTES {
        return Err(DatabaseError::TooLarge.into());
    }
    let (connection, logged) = open(bytes, length)?;
    let seen = read(&connection, take).map_err(|error| match error {
        Fault::Unknown if logged => DatabaseError::InJournal,
        Fault::Unknown => DatabaseError::Unknown,
        Fault::Damaged => DatabaseError::Damaged,
    })?;
    if seen == 0 && logged {
        return Err(DatabaseError::InJournal.into());
    }
    Ok(())
}

/// Opens what was read, and says whether a write-ahead log belongs to it.
fn open(bytes: &mut dyn Read, length: u64) -> Result<(Connection, bool), FileError> {
    let mut header = Vec::with_capacity(HEADER);
    let of_header = u64::try_from(HEADER).unwrap_or(u64::MAX);
    bytes
        .take(of_header)
        .read_to_end(&mut header)
        .map_err(|error| FileError::Unreadable(error.kind()))?;
    let mut logged = false;
    for place in LOGGED {
        if let Some(version @ 2) = header.get_mut(place) {
            (logged, *version) = (true, 1);
        }
    }
    let length = usize::try_from(length).map_err(|_| DatabaseError::TooLarge)?;
    let opened = || -> rusqlite::Result<Connection> {
        let mut connection = Connection::open_in_memory()?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        let mut looks = 0;
        let busy = move || {
            looks += 1;
            looks > LOOKS
        };
        connection.progress_handler(STEPS, Some(busy))?;
        connection.deserialize_read_exact(
            "main",
            Cursor::new(header).chain(bytes),
            length,
            true,
        )?;
        connection.execute_batch(MANNERS)?;
        Ok(connection)
    };
    let connection = opened().map_err(|_| DatabaseError::Damaged)?;
    Ok((connection, logged))
}

/// Why nothing more is read. What SQLite says may quote the file and is dropped.
#[derive(Debug)]
enum Fault {
    Unknown,
    Damaged,
}

impl From<rusqlite::Error> for Fault {
    fn from(_error: rusqlite::Error) -> Self {
        Self::Damaged
    }
}

/// Hands out every visit; how many there were.
fn read(
    connection: &Connection,
    take: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Result<u64, Fault> {
    let (browser, visits) = if has(connection, ["urls", "visits"])? {
        (Browser::Chromium, VISITS_OF_CHROMIUM)
    } else if has(connection, ["moz_places", "moz_historyvisits"])? {
        (Browser::Firefox, VISITS_OF_FIREFOX)
    } else {
        return Err(Fault::Unknown);
    };
    let mut statement = connection.prepare(visits)?;
    let (mut rows, mut seen) = (statement.query([])?, 0);
    while let Some(row) = rows.next()? {
        seen += 1;
        // A cell of another kind than a browser writes is read as an address that leads nowhere, or a time that never was.
        let address = match row.get_ref(0)? {
            ValueRef::Text(text) => std::str::from_utf8(text).unwrap_or_default(),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => "",
        };
        let number = |column| row.get_ref(column).map(|cell| cell.as_i64().unwrap_or(-1));
        let visit = Visit {
            browser,
            address,
            time: number(1)?,
            transition: number(2)?,
        };
        if take(visit).is_break() {
            break;
        }
    }
    Ok(seen)
}

fn has(connection: &Connection, tables: [&str; 2]) -> Result<bool, Fault> {
    let mut is_table = connection.prepare(IS_TABLE)?;
    for name in tables {
        if !is_table.query_row(named_params! { ":name": name }, |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser's file with these statements run in it.
    fn file(statements: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("History");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(statements).unwrap();
        connection.close().unwrap();
        std::fs::read(path).unwrap()
    }

    fn visits(bytes: &[u8]) -> Result<Vec<(String, i64, i64)>, FileError> {
        let mut seen = Vec::new();
        let length = u64::try_from(bytes.len()).unwrap();
        read_visits(&mut &*bytes, length, &mut |visit| {
            seen.push((visit.address.to_owned(), visit.time, visit.transition));
            ControlFlow::Continue(())
        })?;
        Ok(seen)
    }

    const TABLES: &str = "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, transition INTEGER);";

    #[test]
    fn visits_are_handed_out_in_their_order_with_the_browser_s_own_numbers() {
        let bytes = file(&format!(
            "{TABLES} INSERT INTO urls VALUES (7, 'https://etsy.com/'), (8, 'https://ikea.com/');
             INSERT INTO visits VALUES (1, 8, 20, 1), (2, 7, 10, 0), (3, 9, 30, 0);"
        ));
        let expected = [
            ("https://ikea.com/".to_owned(), 20, 1),
            ("https://etsy.com/".to_owned(), 10, 0),
        ];
        assert_eq!(visits(&bytes), Ok(expected.to_vec()));
    }

    #[test]
    fn the_samples_of_both_kinds_of_browser_are_read() {
        let exports = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/exports/");
        let told = std::fs::read(format!("{exports}EXPECTED.json")).unwrap();
        let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
        for name in ["browsers/chrome/History", "browsers/firefox/places.sqlite"] {
            let bytes = std::fs::read(format!("{exports}{name}")).unwrap();
            assert_eq!(
                told[name]["visits"],
                visits(&bytes).unwrap().len(),
                "{name}"
            );
        }
    }

    #[test]
    fn cells_of_a_wrong_kind_lead_nowhere() {
        let bytes = file(&format!(
            "{TABLES} INSERT INTO urls VALUES (1, x'ff');
             INSERT INTO visits VALUES (1, 1, 'soon', NULL);"
        ));
        assert_eq!(visits(&bytes), Ok(vec![(String::new(), -1, -1)]));
    }

    #[test]
    fn a_file_whose_visits_are_in_its_log_says_so_and_one_that_has_them_is_read() {
        let logged = |rows: &str| file(&format!("PRAGMA journal_mode = WAL; {rows}"));
        let in_log = Err(FileError::Database(DatabaseError::InJournal));
        assert_eq!(visits(&logged("CREATE TABLE t (a);")), in_log);
        assert_eq!(visits(&logged(TABLES)), in_log);
        let full = logged(&format!(
            "{TABLES} INSERT INTO urls VALUES (1, 'https://etsy.com/'); INSERT INTO visits VALUES (1, 1, 10, 0);"
        ));
        assert_eq!(visits(&full).map(|seen| seen.len()), Ok(1));
    }

    #[test]
    fn other_databases_damaged_ones_and_larger_ones_are_told_apart() {
        let unknown = file("CREATE TABLE notes (a);");
        assert_eq!(visits(&unknown), Err(DatabaseError::Unknown.into()));
        let whole = file(TABLES);
        for cut in [60, 120, 5_000] {
            let error = visits(&whole[..cut]).unwrap_err();
            assert_eq!(error, DatabaseError::Damaged.into(), "{cut}");
        }
        let larger = read_visits(&mut std::io::empty(), MOST_BYTES + 1, &mut |_| {
            ControlFlow::Continue(())
        });
        assert_eq!(larger, Err(DatabaseError::TooLarge.into()));
    }

    #[test]
    fn a_view_or_a_virtual_table_in_place_of_a_table_is_never_run() {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, i AS url, i AS visit_time, 0 AS transition FROM n";
        for pretended in [
            format!("CREATE VIEW urls AS {endless}; CREATE VIEW visits AS {endless};"),
            "CREATE VIRTUAL TABLE urls USING fts5(id, url); CREATE VIRTUAL TABLE visits USING fts5(url, visit_time, transition);".to_owned(),
        ] {
            assert_eq!(visits(&file(&pretended)), Err(DatabaseError::Unknown.into()));
        }
    }

    #[test]
    fn tables_that_never_meet_are_broken_off() {
        let bytes = file(
            "CREATE TABLE urls (id INTEGER, url TEXT);
             CREATE TABLE visits (url INTEGER, visit_time INTEGER, transition INTEGER);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO urls SELECT 0, '' FROM n;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO visits SELECT 1, 1, 1 FROM n;",
        );
        assert_eq!(visits(&bytes), Err(DatabaseError::Damaged.into()));
    }

    #[test]
    fn flipped_bits_never_do_more_than_refuse_or_mislead() {
        let whole = file(&format!(
            "{TABLES} INSERT INTO urls VALUES (1, 'https://etsy.com/'); INSERT INTO visits VALUES (1, 1, 10, 0);"
        ));
        for bit in (0..whole.len() * 8).step_by(97) {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            if let Ok(seen) = visits(&damaged) {
                assert!(seen.len() <= 1, "{bit}");
            }
        }
    }
}
