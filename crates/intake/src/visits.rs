//! A browser's own database, row by row.
//!
//! Invariant: this crate knows no SQLite. It knows the first bytes of such a file, and what a visit in it means; whoever knows
//! SQLite brings the rows.

use std::io::Read;
use std::ops::ControlFlow;

use crate::error::FileError;

/// What the first bytes of such a file say (SQLite, "Database File Format", section 1.3.1).
pub(crate) const MARK: &[u8; 16] = b"SQLite format 3\0";

/// What browsers call their history. In a zip only these are looked into: a profile holds a dozen other databases.
const NAMES: [&str; 2] = ["History", "places.sqlite"];
/// What the name of a write-ahead log ends with.
const LOG: &str = "-wal";

/// Whether a file of this name may be a browser's history.
pub(crate) fn is_named(name: &str) -> bool {
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The name of the log that stands beside a database and holds what is not in it yet.
#[must_use]
pub fn log_of(database: &str) -> String {
    format!("{database}{LOG}")
}

/// One visit, as its browser wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit<'a> {
    /// Whose words these are.
    pub browser: Browser,
    /// The address.
    pub address: &'a str,
    /// When, in microseconds as this browser counts.
    pub time: i64,
    /// How the person came there, as this browser numbers it.
    pub transition: i64,
}

/// The two kinds of history there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chrome, Edge, Brave and their kin: `History`, microseconds since 1601.
    Chromium,
    /// Firefox and its kin: `places.sqlite`, microseconds since 1970.
    Firefox,
}

/// Reads so many bytes as a browser's database and hands out its visits, until it is told to break off.
pub type VisitReader =
    fn(&mut dyn Read, u64, &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>) -> Result<(), FileError>;
