//! The vault's table of events without the vault: what SQLite itself takes for the same rows, sealed or in the clear.
//!
//! Invariant: the table and the manners are the vault's own, so that a comparison compares one thing.

use std::path::Path;

use inkling_intake::{Item, Rating, Stream, Zone};
use rusqlite::{Connection, OpenFlags, params};

use inkling_tests::exports::Export;
use inkling_tests::figures::Outcome;

const SCHEMA: &str = include_str!("../../../crates/vault/src/store/migrations/0001_profile.sql");
const MANNERS: &str = include_str!("../../../crates/vault/src/store/manners.sql");
const KEY: &str =
    "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";";
const INSERT: &str = "INSERT INTO events (stream, at, seq, source, until, precision, zone, kind, title, show, season, episode,
    item_id, category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts, file_row,
    natural_key) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Whether pages are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// By SQLCipher, as the vault's are.
    Sealed,
    /// Not at all.
    Clear,
}

/// The table.
#[derive(Debug)]
pub struct Table(pub Connection);

impl Table {
    /// An empty one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path, seal: Seal) -> Outcome<Self> {
        let connection = Connection::open(path)?;
        let table = Self::with_manners(connection, seal)?;
        table.0.execute_batch(SCHEMA)?;
        table.0.execute_batch(
            "INSERT INTO sources (name, format, file_sha256, imported_at, events) VALUES ('export', 'x', zeroblob(32), 0, 0)",
        )?;
        Ok(table)
    }

    /// One that was filled.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(path: &Path, seal: Seal) -> Outcome<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Self::with_manners(connection, seal)
    }

    fn with_manners(connection: Connection, seal: Seal) -> Outcome<Self> {
        if seal == Seal::Sealed {
            connection.execute_batch(KEY)?;
        }
        connection.execute_batch(MANNERS)?;
        Ok(Self(connection))
    }

    /// Puts an export in, in one transaction.
    ///
    /// # Errors
    /// The file cannot be written, or the export not be read.
    pub fn fill(&mut self, export: &Export) -> Outcome<()> {
        let transaction = self.0.transaction()?;
        let mut insert = transaction.prepare(INSERT)?;
        let mut seq = 0_i64;
        export.read(&mut |item| {
            let Item::Event(event) = item else {
                return Ok(());
            };
            seq += 1;
            let (scale, rating) = match event.rating {
                Some(Rating::Stars(stars)) => (Some("stars"), Some(stars)),
                Some(Rating::Thumbs(code)) => (Some("thumbs"), Some(code)),
                None => (None, None),
            };
            insert.execute(params![
                Stream::word(event.stream),
                event.at,
                seq,
                event.until,
                event.precision.word(),
                if event.zone == Zone::Known {
                    "known"
                } else {
                    "unknown"
                },
                event.kind.word(),
                event.title,
                event.show,
                event.season,
                event.episode,
                event.item_id,
                event.category_hint,
                event.unspsc,
                event.market,
                event.amount_minor,
                event.currency,
                event.quantity,
                event.seconds,
                scale,
                rating,
                event.counts.word(),
                i64::try_from(event.row)?,
                event.natural_key,
            ])?;
            Ok(())
        })?;
        drop(insert);
        transaction.commit()?;
        Ok(())
    }

    /// Reads every column of every row; how many bytes of titles there are.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn scan(&self) -> Outcome<u64> {
        let mut statement = self
            .0
            .prepare("SELECT * FROM events ORDER BY stream, at, seq")?;
        let mut rows = statement.query([])?;
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            bytes += u64::try_from(row.get_ref("title")?.as_str()?.len())?;
        }
        Ok(bytes)
    }

    /// When every hundredth event was, and its number.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn places(&self) -> Outcome<Vec<(i64, i64)>> {
        let mut statement = self
            .0
            .prepare("SELECT at, seq FROM events WHERE seq % 100 = 0")?;
        let places = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(places.collect::<Result<_, _>>()?)
    }

    /// Reads one event.
    ///
    /// # Errors
    /// It is not there.
    pub fn read(&self, (at, seq): (i64, i64)) -> Outcome<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT title FROM events WHERE stream = 'netflix-views' AND at = ? AND seq = ?",
        )?;
        statement.query_row([at, seq], |row| row.get::<_, String>(0))?;
        Ok(())
    }

    /// One small change that is on the disk when this returns.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn commit(&self) -> Outcome<()> {
        let mut statement = self
            .0
            .prepare_cached("UPDATE sources SET imported_at = imported_at + 1 WHERE id = 1")?;
        statement.execute([])?;
        Ok(())
    }
}
