//! Tables in text (RFC 4180 as exports write it): byte order mark, `,`, `;` or tabulators, quoted line breaks, LF or CRLF.
//!
//! Invariant: memory is bounded by one row, and a row by [`limits::ROW_BYTES`].

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use csv::ByteRecord;

use crate::error::FileError;
use crate::limits;
use crate::skip::SkipReason;

pub(crate) use crate::source::Source;

/// A table, row after row.
pub(crate) struct Table<'a> {
    reader: csv::Reader<Metered<'a>>,
    spent: Rc<Cell<u64>>,
    of_archive: bool,
    record: ByteRecord,
    header: Header,
    rows: u64,
}

impl<'a> Table<'a> {
    /// Reads a source as a table.
    pub(crate) fn open(source: Source<'a>) -> Result<Self, FileError> {
        let (mut bytes, of_archive) = source.into_bytes();
        let fail = |error: &io::Error| {
            if of_archive {
                FileError::from_archive_io(error)
            } else {
                FileError::from_io(error)
            }
        };
        let mut start = Vec::with_capacity(limits::OPENING_BYTES);
        let limit = u64::try_from(limits::OPENING_BYTES).unwrap_or(u64::MAX);
        bytes
            .by_ref()
            .take(limit)
            .read_to_end(&mut start)
            .map_err(|error| fail(&error))?;
        let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        let delimiter = delimiter(text);
        let spent = Rc::new(Cell::new(0));
        let metered = Metered {
            bytes: Box::new(Cursor::new(text.to_vec()).chain(bytes)),
            spent: Rc::clone(&spent),
        };
        let reader = builder(delimiter).from_reader(metered);
        let mut table = Self {
            reader,
            spent,
            of_archive,
            record: ByteRecord::new(),
            header: Header::default(),
            rows: 0,
        };
        if table.advance()? {
            table.header = Header::new(&table.record);
        }
        table.rows = 0;
        Ok(table)
    }

    /// The first row.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The next row that is not blank.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, FileError> {
        if !self.advance()? {
            return Ok(None);
        }
        Ok(Some(Row {
            record: &self.record,
            number: self.rows,
            columns: self.header.len(),
        }))
    }

    fn advance(&mut self) -> Result<bool, FileError> {
        self.spent.set(0);
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|error| self.failure(error))?;
        if more {
            self.rows += 1;
        }
        if self.rows > limits::ROWS {
            return Err(FileError::TooManyRows);
        }
        Ok(more)
    }

    fn failure(&self, error: csv::Error) -> FileError {
        let csv::ErrorKind::Io(error) = error.into_kind() else {
            return FileError::Unreadable(io::ErrorKind::InvalidData);
        };
        if error
            .get_ref()
            .is_some_and(|inner| inner.is::<RowTooLong>())
        {
            return FileError::RowTooLong { after: self.rows };
        }
        if self.of_archive {
            FileError::from_archive_io(&error)
        } else {
            FileError::from_io(&error)
        }
    }
}

/// The first row's names, and where each stands.
#[derive(Debug, Default)]
pub(crate) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    fn new(record: &ByteRecord) -> Self {
        let names: Vec<String> = record
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
            .collect();
        let mut places = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_insert(place);
        }
        Self { names, places }
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The names, in lower case.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Where the first of these names stands; names in lower case.
    pub(crate) fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.places.get(*name).copied())
    }

    /// Whether one of these names is there.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    /// Whether all names are there.
    pub(crate) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.places.contains_key(*name))
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    record: &'a ByteRecord,
    columns: usize,
    /// The first row after the header is 1.
    pub(crate) number: u64,
}

impl<'a> Row<'a> {
    /// The row, if it is text and as wide as its header.
    pub(crate) fn checked(self) -> Result<Self, SkipReason> {
        if self.record.len() < self.columns {
            return Err(SkipReason::WrongShape);
        }
        Ok(self)
    }

    /// The cell in a column that may be absent, trimmed; empty for the words exports use for nothing.
    pub(crate) fn cell(&self, column: Option<usize>) -> Result<&'a str, SkipReason> {
        let Some(bytes) = column.and_then(|column| self.record.get(column)) else {
            return Ok("");
        };
        let text = std::str::from_utf8(bytes)
            .map_err(|_| SkipReason::NotText)?
            .trim();
        let nothing = ["not available", "not applicable", "n/a", "-"];
        Ok(
            if nothing.iter().any(|word| text.eq_ignore_ascii_case(word)) {
                ""
            } else {
                text
            },
        )
    }
}

/// Stops a row that grows without end.
struct Metered<'a> {
    bytes: Box<dyn Read + 'a>,
    spent: Rc<Cell<u64>>,
}

/// More than [`limits::ROW_BYTES`] were read without reaching the end of a row.
#[derive(Debug, thiserror::Error)]
#[error("failed to read: a row is too long")]
struct RowTooLong;

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.spent.get() > limits::ROW_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        let read = self.bytes.read(buffer)?;
        self.spent
            .set(self.spent.get() + u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

/// Header and first row of a table's first bytes; `None` when they are no text.
pub(crate) fn parse_opening(bytes: &[u8]) -> Option<(Header, Vec<String>)> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = builder(delimiter(text)).from_reader(text);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).ok()?
        || record.iter().any(|name| std::str::from_utf8(name).is_err())
    {
        return None;
    }
    let header = Header::new(&record);
    let first = match reader.read_byte_record(&mut record) {
        Ok(true) => record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect(),
        Ok(false) | Err(_) => Vec::new(),
    };
    Some((header, first))
}

fn builder(delimiter: u8) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true);
    builder
}

/// The commonest of `,`, `;` and the tabulator on the header line, quoted ones apart.
fn delimiter(text: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([(b',', 0_u32), (b';', 0), (b'\t', 0)], false);
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            sign => counts
                .iter_mut()
                .filter(|(known, _)| known == sign && !quoted)
                .for_each(|(_, count)| *count += 1),
        }
    }
    // Of equally common ones the first.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<Vec<String>> {
        let mut table = Source::plain(text).table().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = table.next().unwrap() {
            rows.push(
                row.record
                    .iter()
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect(),
            );
        }
        rows
    }

    #[test]
    fn marks_semicolons_line_breaks_in_quotes_and_crlf_are_understood() {
        let text = b"\xEF\xBB\xBFTitle;Gift\r\n\"a; b\";\"Dear,\r\nyou\"\r\n\r\nc;d";
        assert_eq!(rows(text), [["a; b", "Dear,\r\nyou"], ["c", "d"]]);
        assert!(
            Source::plain(&text[..])
                .table()
                .unwrap()
                .header()
                .has(&["title"])
        );
    }

    #[test]
    fn an_endless_field_is_refused_with_the_row_before_it() {
        let endless = b"Title,Date\na,1\n\"".chain(io::repeat(b'x'));
        let mut table = Source::plain(endless).table().unwrap();
        assert!(table.next().unwrap().is_some());
        assert_eq!(
            table.next().unwrap_err(),
            FileError::RowTooLong { after: 1 }
        );
    }

    #[test]
    fn rows_are_numbered_from_one_and_empty_words_are_empty() {
        let mut table = Source::plain(&b"a,b\nNot Available, x \n"[..])
            .table()
            .unwrap();
        let row = table.next().unwrap().unwrap();
        assert_eq!(
            (
                row.number,
                row.cell(Some(0)),
                row.cell(Some(1)),
                row.cell(None)
            ),
            (1, Ok(""), Ok("x"), Ok(""))
        );
    }
}
