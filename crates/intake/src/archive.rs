//! A zip that may be hostile: looked at, never unpacked to disk.
//!
//! Invariant: one unsafe entry refuses the whole archive; inflated bytes are counted as they come, declared sizes are not
//! believed; only entries with a known shape are read to the end (APPNOTE.TXT 4.3, 4.4).

use std::cell::Cell;
use std::io::{self, Read, SeekFrom};
use std::rc::Rc;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{ArchiveError, FileError};
use crate::input::ReadSeek;
use crate::limits;
use crate::titles::clean;

/// An archive whose directory has been checked.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<&'a mut dyn ReadSeek>,
    inflated: Rc<Cell<u64>>,
}

/// A file entry of an archive.
pub(crate) struct Entry {
    /// Where it stands in the directory.
    pub(crate) index: usize,
    /// Its full name, for the person.
    pub(crate) name: String,
    /// The bytes it is said to have.
    pub(crate) bytes: u64,
}

impl<'a> Archive<'a> {
    /// Reads and checks the directory. `inflated` counts over all openings of one archive.
    pub(crate) fn open(
        source: &'a mut dyn ReadSeek,
        inflated: &Rc<Cell<u64>>,
    ) -> Result<Self, FileError> {
        check_directory(source)?;
        let mut zip = ZipArchive::new(source).map_err(|error| fault(&error))?;
        if zip.len() > limits::ENTRIES {
            return Err(ArchiveError::TooManyEntries.into());
        }
        if zip.has_overlapping_files().map_err(|error| fault(&error))? {
            return Err(ArchiveError::Bomb.into());
        }
        Ok(Self {
            zip,
            inflated: Rc::clone(inflated),
        })
    }

    /// The files in it, in the order of the directory.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, FileError> {
        let mut entries = Vec::new();
        for index in 0..self.zip.len() {
            let entry = self
                .zip
                .by_index_data(index)
                .map_err(|error| fault(&error))?;
            if !is_safe(entry.name_raw()) {
                return Err(ArchiveError::UnsafeName.into());
            }
            if entry.is_symlink() {
                return Err(ArchiveError::Link.into());
            }
            if entry.encrypted() {
                return Err(ArchiveError::Encrypted.into());
            }
            if !entry.is_dir() {
                entries.push(Entry {
                    index,
                    name: clean(&String::from_utf8_lossy(entry.name_raw())),
                    bytes: entry.size(),
                });
            }
        }
        Ok(entries)
    }

    /// The bytes that one entry is said to have.
    pub(crate) fn bytes(&mut self, index: usize) -> Result<u64, FileError> {
        let entry = self.zip.by_index_data(index);
        entry
            .map(|entry| entry.size())
            .map_err(|error| fault(&error))
    }

    /// The inflated bytes of one entry, bounded.
    pub(crate) fn read(&mut self, index: usize) -> Result<impl Read + '_, FileError> {
        let inflated = Rc::clone(&self.inflated);
        let entry = self.zip.by_index(index).map_err(|error| fault(&error))?;
        if !matches!(
            entry.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(ArchiveError::UnknownMethod.into());
        }
        let packed = entry.compressed_size();
        Ok(Guarded {
            bytes: entry,
            packed,
            read: 0,
            inflated,
        })
    }
}

/// Counts what an entry inflates to and stops at the limits.
struct Guarded<R> {
    bytes: R,
    packed: u64,
    read: u64,
    inflated: Rc<Cell<u64>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        let more = u64::try_from(read).unwrap_or(u64::MAX);
        self.read += more;
        self.inflated.set(self.inflated.get() + more);
        if self.read > limits::ENTRY_BYTES || self.inflated.get() > limits::ARCHIVE_BYTES {
            return Err(io::Error::other(FileError::Archive(ArchiveError::TooLarge)));
        }
        if self.read > limits::RATIO_FLOOR && self.read / limits::RATIO > self.packed {
            return Err(io::Error::other(FileError::Archive(ArchiveError::Bomb)));
        }
        Ok(read)
    }
}

/// The end record's own counts, before anything is allocated for them. An archive without one is damaged.
fn check_directory(source: &mut dyn ReadSeek) -> Result<(), FileError> {
    const RECORD: usize = 22;
    let unreadable = |error: io::Error| FileError::from_io(&error);
    let size = source.seek(SeekFrom::End(0)).map_err(unreadable)?;
    let tail = size.min(65_535 + 22);
    source
        .seek(SeekFrom::Start(size - tail))
        .map_err(unreadable)?;
    let mut bytes = Vec::new();
    source
        .take(tail)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    source.rewind().map_err(unreadable)?;
    let record = bytes
        .windows(RECORD)
        .rev()
        .find(|window| window.starts_with(b"PK\x05\x06"))
        .ok_or(ArchiveError::Damaged)?;
    let number = |at: usize, width: usize| {
        record
            .iter()
            .skip(at)
            .take(width)
            .rev()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let (entries, directory) = (number(10, 2), number(12, 4));
    let in_zip64 = entries == 0xFFFF || directory == 0xFFFF_FFFF;
    if !in_zip64 && usize::try_from(entries).unwrap_or(usize::MAX) > limits::ENTRIES {
        return Err(ArchiveError::TooManyEntries.into());
    }
    if !in_zip64 && directory > limits::DIRECTORY_BYTES {
        return Err(ArchiveError::TooLarge.into());
    }
    Ok(())
}

/// Relative, downward, without drive letters or control characters.
fn is_safe(name: &[u8]) -> bool {
    let absolute = name.starts_with(b"/") || name.starts_with(b"\\") || name.get(1) == Some(&b':');
    let upward = name
        .split(|byte| matches!(byte, b'/' | b'\\'))
        .any(|part| part == b"..");
    !name.is_empty() && !absolute && !upward && !name.iter().any(u8::is_ascii_control)
}

fn fault(error: &ZipError) -> FileError {
    if let ZipError::Io(error) = error {
        return FileError::from_archive_io(error);
    }
    let needs_password = matches!(error, ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED);
    if needs_password || matches!(error, ZipError::InvalidPassword) {
        return ArchiveError::Encrypted.into();
    }
    if matches!(error, ZipError::CompressionMethodNotSupported(_)) {
        return ArchiveError::UnknownMethod.into();
    }
    ArchiveError::Damaged.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_archive_are_unsafe() {
        for name in [
            "../a",
            "a/../../b",
            "/etc/passwd",
            "\\a",
            "C:\\a",
            "a\\..\\b",
            "a\0b",
            "",
        ] {
            assert!(!is_safe(name.as_bytes()), "{name:?}");
        }
        for name in [
            "a",
            "Your Orders/Order History.csv",
            "履歴/watch-history.json",
            "a..b/c",
        ] {
            assert!(is_safe(name.as_bytes()), "{name:?}");
        }
    }
}
