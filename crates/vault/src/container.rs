//! A backup as one file: the keys file and the database, one after the other.
//!
//! ```text
//! "inkling backup 1\n"   17 bytes
//! taken at                8 bytes, ms since 1970
//! length of the keys      8 bytes, at most 65,536
//! the keys file
//! length of the database  8 bytes: all that is left but the sum
//! the database           sealed, as it lies in the vault's folder
//! SHA-256                32 bytes, of everything before
//! ```
//! Numbers are big-endian. The sum tells damage apart from a wrong passphrase; it is no secret and protects against no one. What
//! is inside protects itself: the keys by the passphrase, every page of the database by the key.
//!
//! Invariant: no length is believed that the file's own size contradicts, and nothing of a file is handed out whose sum is wrong.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use inkling_token::Timestamp;
use ring::digest::{Context, SHA256};

use crate::Error;
use crate::error::Part;
use crate::folder::{LARGEST_KEYS_FILE, owner_only};

const MAGIC: &[u8; 17] = b"inkling backup 1\n";
/// What every version begins with.
const FAMILY: &[u8] = b"inkling backup ";
const SUM: u64 = 32;

/// What a backup holds beside the database.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) taken_at: Timestamp,
    pub(crate) keys: Vec<u8>,
}

/// Writes a backup and has it reach the disk.
pub(crate) fn pack(
    place: &Path,
    taken_at: Timestamp,
    keys: &[u8],
    database: &Path,
) -> Result<(), Error> {
    let mut database = File::open(database)?;
    let length = database.metadata()?.len();
    let file = owner_only()
        .write(true)
        .create(true)
        .truncate(true)
        .open(place)?;
    let mut out = Summed::new(BufWriter::new(file));
    out.write_all(MAGIC)?;
    out.write_all(&taken_at.millis().to_be_bytes())?;
    out.write_all(&(keys.len() as u64).to_be_bytes())?;
    out.write_all(keys)?;
    out.write_all(&length.to_be_bytes())?;
    if io::copy(&mut (&mut database).take(length), &mut out)? != length {
        return Err(Error::Io(io::ErrorKind::UnexpectedEof.into()));
    }
    let Summed { mut inner, sum } = out;
    inner.write_all(sum.finish().as_ref())?;
    let file = inner.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(file.sync_all()?)
}

/// Reads a backup, and puts the database in it at `database`, which is only to be used when this succeeds.
pub(crate) fn unpack(place: &Path, database: &Path) -> Result<Unpacked, Error> {
    let file = File::open(place)?;
    let total = file.metadata()?.len();
    let mut from = Summed::new(BufReader::new(file));
    let magic: [u8; 17] = from.array()?;
    if magic != *MAGIC {
        let newer = magic.starts_with(FAMILY);
        return Err(if newer {
            Error::Newer
        } else {
            Error::Damaged(Part::Backup)
        });
    }
    let taken_at = Timestamp::from_millis(i64::from_be_bytes(from.array()?));
    let length = u64::from_be_bytes(from.array()?);
    if length > LARGEST_KEYS_FILE {
        return Err(Error::Damaged(Part::Backup));
    }
    let mut keys = Vec::new();
    from.by_ref().take(length).read_to_end(&mut keys)?;
    let before = MAGIC.len() as u64 + 24 + length;
    let length = u64::from_be_bytes(from.array()?);
    if Some(length) != total.checked_sub(before + SUM) {
        return Err(Error::Damaged(Part::Backup));
    }
    let mut out = owner_only()
        .write(true)
        .create(true)
        .truncate(true)
        .open(database)?;
    io::copy(&mut from.by_ref().take(length), &mut out)?;
    out.sync_all()?;
    let Summed { mut inner, sum } = from;
    let mut stored = [0; SUM as usize];
    inner.read_exact(&mut stored).map_err(cut)?;
    if sum.finish().as_ref() != stored.as_slice() {
        return Err(Error::Damaged(Part::Backup));
    }
    Ok(Unpacked { taken_at, keys })
}

/// Adds up what passes.
struct Summed<T> {
    inner: T,
    sum: Context,
}

impl<T> Summed<T> {
    fn new(inner: T) -> Self {
        Self {
            inner,
            sum: Context::new(&SHA256),
        }
    }
}

impl<T: Read> Summed<T> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes).map_err(cut)?;
        Ok(bytes)
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.sum.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(from)?;
        self.sum.update(from.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file that ends too early is damaged; other troubles are the disk's.
fn cut(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        Error::Damaged(Part::Backup)
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests;
