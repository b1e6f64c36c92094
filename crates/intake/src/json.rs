//! Lists in JSON (RFC 8259) as exports write them: one list, or an object of lists, record after record.
//!
//! Invariant: memory is bounded by one record, and a record by [`limits::RECORD_BYTES`]; a text that breaks off or is no JSON
//! is an error and never a shorter list.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::engine::Halt;
use crate::error::FileError;
use crate::limits;
use crate::table::Source;

/// One element of a list.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The key the list stands under; empty for the list that is the whole file.
    pub(crate) list: String,
    /// The first of a list is 1.
    pub(crate) number: u64,
    /// What stands there.
    pub(crate) value: Value,
}

impl Record {
    /// The text under a key, trimmed; nothing for another kind of value.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let text = self.value.get(key)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether all these keys are there.
    pub(crate) fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.value.get(key).is_some())
    }
}

/// Hands out every record of every list.
pub(crate) fn records(
    source: Source<'_>,
    take: &mut dyn FnMut(Record) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let (bytes, of_archive) = source.into_bytes();
    let spent = Rc::new(Cell::new(0));
    let state = State {
        take: RefCell::new(take),
        halt: Cell::new(None),
        spent: Rc::clone(&spent),
        records: Cell::new(0),
    };
    let text = without_mark(bytes).map_err(|error| failure(&error, of_archive, 0))?;
    let metered = Metered { bytes: text, spent };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(metered));
    let ended = Whole(&state)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    match (state.halt.take(), ended) {
        (Some(halt), _) => Err(halt),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) => Err(if error.is_io() {
            failure(&error.into(), of_archive, state.records.get())
        } else {
            FileError::BrokenJson {
                after: state.records.get(),
            }
        }
        .into()),
    }
}

/// The first record of a file's first bytes, by which its format is told; `None` when they are no list of records.
pub(crate) fn parse_opening(bytes: &[u8]) -> Option<Record> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = text.iter().find(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(start, b'[' | b'{') {
        return None;
    }
    let mut first = None;
    let _broken_off = records(Source::plain(bytes), &mut |record| {
        first = Some(record);
        Err(Halt::Stopped)
    });
    first
}

/// The text without a byte order mark.
fn without_mark<'a>(mut bytes: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    let mut start = Vec::with_capacity(3);
    bytes.by_ref().take(3).read_to_end(&mut start)?;
    if start == b"\xEF\xBB\xBF" {
        start.clear();
    }
    Ok(Box::new(Cursor::new(start).chain(bytes)))
}

fn failure(error: &io::Error, of_archive: bool, after: u64) -> FileError {
    if error.get_ref().is_some_and(|inner| inner.is::<TooLong>()) {
        return FileError::RowTooLong { after };
    }
    if of_archive {
        FileError::from_archive_io(error)
    } else {
        FileError::from_io(error)
    }
}

type Take<'a> = &'a mut dyn FnMut(Record) -> Result<(), Halt>;

struct State<'a> {
    take: RefCell<Take<'a>>,
    halt: Cell<Option<Halt>>,
    spent: Rc<Cell<u64>>,
    records: Cell<u64>,
}

impl State<'_> {
    /// One more record; says whether the reading goes on.
    fn next(&self, record: Record) -> bool {
        self.spent.set(0);
        self.records.set(self.records.get() + 1);
        let taken = if self.records.get() > limits::ROWS {
            Err(FileError::TooManyRows.into())
        } else {
            (self.take.borrow_mut())(record)
        };
        taken.map_err(|halt| self.halt.set(Some(halt))).is_ok()
    }
}

/// The whole file.
struct Whole<'a, 'b>(&'b State<'a>);

/// What stands under a key of the outermost object.
struct Part<'a, 'b>(&'b State<'a>, String);

impl<'de> DeserializeSeed<'de> for Whole<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object of lists")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        Part(self.0, String::new()).visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            self.0.spent.set(0);
            object.next_value_seed(Part(self.0, key))?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(value) = list.next_element::<Value>()? {
            number += 1;
            let record = Record {
                list: self.1.clone(),
                number,
                value,
            };
            if !self.0.next(record) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Stops a record that grows without end.
struct Metered<'a> {
    bytes: Box<dyn Read + 'a>,
    spent: Rc<Cell<u64>>,
}

/// More than [`limits::RECORD_BYTES`] were read without reaching the end of a record.
#[derive(Debug, thiserror::Error)]
#[error("failed to read: a record is too long")]
struct TooLong;

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.spent.get() > limits::RECORD_BYTES {
            return Err(io::Error::other(TooLong));
        }
        let read = self.bytes.read(buffer)?;
        self.spent
            .set(self.spent.get() + u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: impl Read) -> (Vec<(String, u64)>, Result<(), Halt>) {
        let mut seen = Vec::new();
        let ended = records(Source::plain(text), &mut |record| {
            seen.push((record.list, record.number));
            Ok(())
        });
        (seen, ended)
    }

    #[test]
    fn a_list_and_an_object_of_lists_are_read_record_by_record() {
        let (seen, ended) = all(&b"\xEF\xBB\xBF [1, {\"a\":2}]"[..]);
        assert_eq!(seen, [(String::new(), 1), (String::new(), 2)]);
        assert_eq!(ended, Ok(()));
        let (seen, ended) =
            all(&b"{\"x\":{\"y\":[1]},\"b\":[1,2],\"n\":null,\"s\":\"t\",\"f\":1.5}"[..]);
        assert_eq!(seen, [("b".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(ended, Ok(()));
    }

    #[test]
    fn what_breaks_off_or_is_no_json_is_an_error_with_the_record_before_it() {
        for text in [
            "[1,2",
            "[1,2,",
            "[1,2}",
            "[1,2] x",
            "[1,2,\"\\ud800\"]",
            "[1,2,\"a",
        ] {
            let (seen, ended) = all(text.as_bytes());
            assert_eq!(seen.len(), 2, "{text}");
            assert_eq!(
                ended,
                Err(FileError::BrokenJson { after: 2 }.into()),
                "{text}"
            );
        }
        let (_, ended) = all(&b"[1,2,\"\xFF\"]"[..]);
        assert_eq!(ended, Err(FileError::BrokenJson { after: 2 }.into()));
        let (_, ended) = all(&b"12"[..]);
        assert_eq!(ended, Err(FileError::BrokenJson { after: 0 }.into()));
    }

    #[test]
    fn endless_texts_numbers_and_depths_are_refused() {
        let long = |start: &'static [u8], byte| all(start.chain(io::repeat(byte))).1;
        let refused = Err(FileError::RowTooLong { after: 1 }.into());
        assert_eq!(long(b"[1,\"", b'x'), refused);
        assert_eq!(long(b"[1,2", b'2'), refused);
        assert_eq!(long(b"[1,{\"", b'x'), refused);
        assert_eq!(long(b"[1,", b' '), refused);
        assert_eq!(
            long(b"[1,[", b'['),
            Err(FileError::BrokenJson { after: 1 }.into())
        );
    }

    #[test]
    fn a_letter_that_two_reads_share_stays_whole() {
        struct Bytewise<'a>(&'a [u8]);
        impl Read for Bytewise<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let most = buffer.len().min(1);
                self.0.read(&mut buffer[..most])
            }
        }
        let mut title = None;
        let ended = records(
            Source::plain(Bytewise("[{\"t\":\"履歴 🦊\"}]".as_bytes())),
            &mut |record| {
                title = record.text("t").map(str::to_owned);
                Ok(())
            },
        );
        assert_eq!((title.as_deref(), ended), (Some("履歴 🦊"), Ok(())));
    }

    #[test]
    fn a_list_of_many_megabytes_is_read_record_by_record() {
        let record = b"{\"title\":\"Cart\",\"url\":\"https://shop.example/cart\",\"time_usec\":1787948513992368},";
        struct Repeated(&'static [u8], usize, usize);
        impl Read for Repeated {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let from = self.1 % self.0.len();
                let read = (&self.0[from..]).take(self.2 as u64).read(buffer)?;
                self.1 += read;
                self.2 -= read;
                Ok(read)
            }
        }
        let times = (20 << 20) / record.len();
        let text = b"["
            .chain(Repeated(record, 0, times * record.len()))
            .chain(&b"1]"[..]);
        let mut rows = 0;
        let ended = records(Source::plain(text), &mut |_| {
            rows += 1;
            Ok(())
        });
        assert_eq!((rows, ended), (times + 1, Ok(())));
    }
}
