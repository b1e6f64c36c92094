//! The first bytes of a file, and what can be told from them.
//!
//! Invariant: at most [`limits::OPENING_BYTES`] are looked at, and [`limits::PAGE_OPENING_BYTES`] of a web page.

use std::io::{Cursor, Read};

use crate::error::{ArchiveError, FileError};
use crate::format::{Match, is_mail};
use crate::json::{self, Record};
use crate::limits;
use crate::page::{self, Cell};
use crate::table::{Header, parse_opening};
use crate::visits::MARK;

/// What the first bytes are.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A zip.
    Zip,
    /// Text, or a database.
    Text(Box<Opening>),
    /// Neither.
    Binary,
}

impl Kind {
    fn of(opening: Opening) -> Self {
        Self::Text(Box::new(opening))
    }

    /// The same, of a file that stands here.
    pub(crate) fn standing_at(self, place: &str) -> Self {
        match self {
            Self::Text(opening) => Self::of(Opening {
                place: place.replace('\\', "/").to_lowercase(),
                ..*opening
            }),
            Self::Zip | Self::Binary => self,
        }
    }
}

/// The beginning of a file.
#[derive(Debug, Default)]
pub(crate) struct Opening {
    /// Where the file stands, as far as the caller or the zip says; only formats of one shape are told apart by it.
    pub(crate) place: String,
    /// It begins as mails do.
    pub(crate) mail: bool,
    /// It begins as an SQLite database does.
    pub(crate) database: bool,
    /// The first record of a list in JSON.
    pub(crate) record: Option<Record>,
    /// The first entry of a page of Google's.
    pub(crate) page: Option<Cell>,
    /// The first row of a table.
    pub(crate) header: Header,
    /// The second row, by which a table with a localised header is recognised.
    pub(crate) first: Vec<String>,
}

impl Opening {
    /// Whether it is a list in JSON whose first record is like this.
    pub(crate) fn is_list_of(&self, is: impl FnOnce(&Record) -> bool) -> Match {
        if self.record.as_ref().is_some_and(is) {
            Match::Yes
        } else {
            Match::No
        }
    }
}

/// Reads the opening of a source.
pub(crate) fn look(source: &mut dyn Read) -> Result<Kind, FileError> {
    let mut bytes = Vec::with_capacity(limits::OPENING_BYTES);
    let limit = u64::try_from(limits::OPENING_BYTES).unwrap_or(u64::MAX);
    source
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::from_io(&error))?;
    match classify(&bytes) {
        Err(FileError::WebPage) => look_at_page(Cursor::new(bytes).chain(source)),
        kind => kind,
    }
}

/// A page of Google's is an export as well.
fn look_at_page(bytes: impl Read) -> Result<Kind, FileError> {
    let cell = page::parse_opening(bytes.take(limits::PAGE_OPENING_BYTES));
    let page = cell.ok_or(FileError::WebPage)?;
    Ok(Kind::of(Opening {
        page: Some(page),
        ..Opening::default()
    }))
}

fn classify(bytes: &[u8]) -> Result<Kind, FileError> {
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || bytes.starts_with(b"PK\x07\x08")
    {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(MARK) {
        return Ok(Kind::of(Opening {
            database: true,
            ..Opening::default()
        }));
    }
    if bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || alternates_with_zero(bytes)
    {
        return Err(FileError::Utf16);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(FileError::Empty);
    }
    if text.contains(&0) {
        return Ok(Kind::Binary);
    }
    if is_web_page(text) {
        return Err(FileError::WebPage);
    }
    if is_mail(text) {
        return Ok(Kind::of(Opening {
            mail: true,
            ..Opening::default()
        }));
    }
    if let Some(record) = json::parse_opening(bytes) {
        return Ok(Kind::of(Opening {
            record: Some(record),
            ..Opening::default()
        }));
    }
    Ok(
        parse_opening(bytes).map_or(Kind::Binary, |(header, first)| {
            Kind::of(Opening {
                header,
                first,
                ..Opening::default()
            })
        }),
    )
}

/// UTF-16 text without a byte order mark: nearly every other byte of Latin text is zero.
fn alternates_with_zero(bytes: &[u8]) -> bool {
    let pairs = bytes.len().min(512) / 2;
    let zero_at = |offset: usize| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .take(pairs)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zero_at(0), zero_at(1));
    pairs >= 8 && ((even == 0 && odd * 10 >= pairs * 9) || (odd == 0 && even * 10 >= pairs * 9))
}

fn is_web_page(text: &[u8]) -> bool {
    let start: Vec<u8> = text
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take(256)
        .map(u8::to_ascii_lowercase)
        .collect();
    let page = |mark: &[u8]| start.starts_with(mark);
    page(b"<!doctype html")
        || page(b"<html")
        || page(b"<head")
        || page(b"<body")
        || (page(b"<!--") || page(b"<?xml")) && start.windows(5).any(|window| window == b"<html")
}

impl FileError {
    /// Our own error out of a reader chain, or what the system said.
    pub(crate) fn from_io(error: &std::io::Error) -> Self {
        if let Some(ours) = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Self>())
        {
            return *ours;
        }
        Self::Unreadable(error.kind())
    }

    /// The same for a source within a zip.
    pub(crate) fn from_archive_io(error: &std::io::Error) -> Self {
        Self::from_io(error).within_archive()
    }

    /// Bytes that cannot be unpacked mean that the archive is damaged.
    pub(crate) fn within_archive(self) -> Self {
        use std::io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
        if matches!(
            self,
            Self::Unreadable(UnexpectedEof | InvalidData | InvalidInput | Other)
        ) {
            return Self::Archive(ArchiveError::Damaged);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_wrong_file_is_told_apart() {
        assert_eq!(classify(b"").unwrap_err(), FileError::Empty);
        assert_eq!(
            classify(b"\xEF\xBB\xBF \r\n").unwrap_err(),
            FileError::Empty
        );
        assert_eq!(
            classify(b"\n <!DOCTYPE html><html>").unwrap_err(),
            FileError::WebPage
        );
        assert_eq!(
            classify(b"<?xml version=\"1.0\"?>\n<html>").unwrap_err(),
            FileError::WebPage
        );
        assert_eq!(classify(b"\xFF\xFET\0i\0").unwrap_err(), FileError::Utf16);
        assert_eq!(
            classify(b"T\0i\0t\0l\0e\0,\0D\0a\0t\0e\0\n\0").unwrap_err(),
            FileError::Utf16
        );
        assert!(matches!(classify(b"PK\x03\x04rest"), Ok(Kind::Zip)));
        assert!(matches!(classify(b"\x89PNG\0\0\0\r"), Ok(Kind::Binary)));
        assert!(matches!(classify(b"Title,Date\n"), Ok(Kind::Text(_))));
    }
}
