//! What can go wrong with a file, and with an import.
//!
//! Invariant: an error holds no bytes, titles or names of the file's content; only a known column's name or a row number.

use std::io;

use crate::format::Format;

/// Why an examination or a reading ended early. Nothing of it may be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller broke off.
    #[error("failed to finish: stopped by the caller")]
    Stopped,
    /// More recognised files in one import than [`read`](crate::read) takes.
    #[error("failed to import so many files at once")]
    TooManyFiles,
    /// The order of day and month is open and the person has not been asked.
    #[error("failed to read dates: the order of day and month is not known")]
    DateOrderNeeded,
    /// The person has not been asked what the columns of a table are.
    #[error("failed to read a table: what its columns are is not known")]
    ColumnsNeeded,
    /// A recognised file turned out to be broken while it was read.
    #[error("failed to read file {input} of the import")]
    File {
        /// Index of the input.
        input: usize,
        /// What is wrong with it.
        #[source]
        error: FileError,
    },
}

/// Why one file cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FileError {
    /// No bytes, or nothing but white space.
    #[error("failed to read: the file is empty")]
    Empty,
    /// A web page was saved instead of the export.
    #[error("failed to read: the file is a web page")]
    WebPage,
    /// Text in UTF-16, as spreadsheets save it.
    #[error("failed to read: the file is UTF-16 text")]
    Utf16,
    /// Looks like this format but lacks a column.
    #[error("failed to read: the column {column} is missing")]
    MissingColumn {
        /// The format it looks like.
        format: Format,
        /// The column.
        column: &'static str,
    },
    /// One row is longer than any real one.
    #[error("failed to read: the row after row {after} is too long")]
    RowTooLong {
        /// Number of the last good row; 0 for the header.
        after: u64,
    },
    /// JSON that breaks off or is written wrongly.
    #[error("failed to read: the file is damaged after record {after}")]
    BrokenJson {
        /// Number of the last good record.
        after: u64,
    },
    /// A page of Google's that breaks off.
    #[error("failed to read: the page breaks off after entry {after}")]
    BrokenPage {
        /// Number of the last good entry.
        after: u64,
    },
    /// More rows than any real export.
    #[error("failed to read: too many rows")]
    TooManyRows,
    /// A zip that must not or cannot be read.
    #[error("failed to read the archive")]
    Archive(#[from] ArchiveError),
    /// A database that is no browser's history, or cannot be read.
    #[error("failed to read the database")]
    Database(#[from] DatabaseError),
    /// The source could not be read.
    #[error("failed to read the file")]
    Unreadable(io::ErrorKind),
}

impl FileError {
    /// What went wrong in one word, for a failure code.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::WebPage => "file-web-page",
            Self::Utf16 => "file-utf16",
            Self::MissingColumn { .. } => "file-missing-column",
            Self::RowTooLong { .. } => "file-row-too-long",
            Self::BrokenJson { .. } => "file-broken-json",
            Self::BrokenPage { .. } => "file-broken-page",
            Self::TooManyRows => "file-too-many-rows",
            Self::Archive(error) => error.word(),
            Self::Database(error) => error.word(),
            Self::Unreadable(_) => "file-unreadable",
        }
    }
}

/// Why a zip must not or cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ArchiveError {
    /// Cut off or damaged.
    #[error("failed to read: the archive is damaged")]
    Damaged,
    /// Needs a password.
    #[error("failed to read: the archive is encrypted")]
    Encrypted,
    /// An entry's name is absolute or leads out of the archive.
    #[error("failed to read: an entry has an unsafe name")]
    UnsafeName,
    /// An entry is a link.
    #[error("failed to read: an entry is a link")]
    Link,
    /// More entries than any real export.
    #[error("failed to read: too many entries")]
    TooManyEntries,
    /// An entry is another zip.
    #[error("failed to read: the entry is an archive itself")]
    Nested,
    /// An entry, or all of them together, inflate to more than any real export.
    #[error("failed to read: the archive is too large")]
    TooLarge,
    /// An entry inflates far more than text does.
    #[error("failed to read: the archive inflates beyond reason")]
    Bomb,
    /// Packed by a method other than store and deflate.
    #[error("failed to read: unknown packing method")]
    UnknownMethod,
}

impl ArchiveError {
    /// What went wrong in one word, for a failure code.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Damaged => "zip-damaged",
            Self::Encrypted => "zip-encrypted",
            Self::UnsafeName => "zip-unsafe-name",
            Self::Link => "zip-link",
            Self::TooManyEntries => "zip-too-many-entries",
            Self::Nested => "zip-nested",
            Self::TooLarge => "zip-too-large",
            Self::Bomb => "zip-bomb",
            Self::UnknownMethod => "zip-unknown-method",
        }
    }
}

/// Why a browser's own file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DatabaseError {
    /// Not the history of any browser.
    #[error("failed to read: the database is of no known kind")]
    Unknown,
    /// The visits still stand in the journal beside the file, because the browser is open.
    #[error("failed to read: the visits are still in the journal")]
    InJournal,
    /// Cut off, damaged, or made to keep a reader busy.
    #[error("failed to read: the database is damaged")]
    Damaged,
    /// Larger than any real history.
    #[error("failed to read: the database is too large")]
    TooLarge,
}

impl DatabaseError {
    /// What went wrong in one word, for a failure code.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "database-unknown",
            Self::InJournal => "database-in-journal",
            Self::Damaged => "database-damaged",
            Self::TooLarge => "database-too-large",
        }
    }
}
