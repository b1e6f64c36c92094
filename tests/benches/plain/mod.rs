//! The vault's table of events without the vault: what SQLite itself takes for the same rows, sealed or in the clear.
//!
//! Invariant: the table and the manners are the vault's own, so that a comparison compares one thing.

use std::path::Path;

use inkling_intake::{Item, Rating, Stream, Zone};
use rusqlite::{Connection, params};

use inkling_tests::exports::Export;
use inkling_tests::figures::Outcome;

const SCHEMA: &str = include_str!("../../../crates/vault/src/store/migrations/0001_profile.sql");
const EVENTS: &str = include_str!("../../../crates/vault/src/store/migrations/0007_undoing.sql");
const MANNERS: &str = include_str!("../../../crates/vault/src/store/manners.sql");
const KEY: &str =
    "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";";
const INSERT: &str = "INSERT INTO events (stream, at, seq, source, until, precision, zone, kind, title, show, season, episode,
    item_id, category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts, file_row,
    natural_key) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Whether pages are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seal {
    /// By SQLCipher, as the vault's are.
    Sealed,
    /// Not at all.
    Clear,
}

/// The table.
#[derive(Debug)]
pub(crate) struct Table(pub(crate) Connection);

impl Table {
    /// An empty one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn create(path: &Path, seal: Seal) -> Outcome<Self> {
        let connection = Connection::open(path)?;
        let table = Self::with_manners(connection, seal)?;
        table.0.execute_batch(SCHEMA)?;
        table.0.execute_batch(EVENTS)?;
        table.0.execute_batch(
            "INSERT INTO sources (name, format, file_sha256, imported_at, events) VALUES ('export', 'x', zeroblob(32), 0, 0)",
        )?;
        Ok(table)
    }

    /// A file opened as the vault opens its own.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn with_manners(connection: Connection, seal: Seal) -> Outcome<Self> {
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
    pub(crate) fn fill(&mut self, export: &Export) -> Outcome<()> {
        let transaction = self.0.transaction()?;
        let mut insert = transaction.prepare(INSERT)?;
        let mut seq = 0_i64;
        export.read(&mut |item| {
            let Item::Event(event) = item else {
                return Ok(());
            };
            seq += 1;
            let (scale, rating) = event.rating.map(Rating::parts).unzip();
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
}
