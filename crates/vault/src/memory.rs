//! What the vault remembers of itself outside its database, so that an older copy that is put back is noticed.
//!
//! The memory names the newest line of the ledger by its place and a keyed digest of its hash. A database whose ledger does not
//! hold that line is an older copy, or lost its end. The memory follows every change, always after the database, so that the
//! database can only be the newer of the two; after a change that binds a shop ([`Happening::binds`]) and at every unlock and
//! lock it also reaches the disk. It has two places that are written in turn, so that one of them is whole whenever the power
//! fails. Who puts back the memory together with the database is not noticed here; the mailbox may still tell.
//!
//! Invariant: nobody without the data key can make a memory, or learn from one more than the number of lines.
//!
//! [`Happening::binds`]: crate::ledger::Happening::binds

use rusqlite::Connection;

use crate::folder::{Folder, Lasting};
use crate::keys::DataKey;
use crate::store::ledger;
use crate::{Error, hex};

/// The version of the database since which there is a memory.
pub(crate) const SINCE: usize = 4;
/// A ledger with no more lines than this has nothing that could come back to life.
const CREATION: i64 = 1;

/// What the memory says of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recall {
    /// It holds everything that is remembered.
    Fits,
    /// It is an older copy; at least so many lines are not in it.
    Older(u64),
    /// There is no memory, or none that this vault wrote: it may be an older copy.
    Unknown,
}

/// Length of one of the two places: 20 digits, two digests in hex, a blank between and the end of the line.
const PLACE: usize = 20 + 1 + 64 + 1 + 64 + 1;

/// Remembers the newest line.
pub(crate) fn write(
    folder: &Folder,
    key: &DataKey,
    connection: &Connection,
    lasting: Lasting,
) -> Result<(), Error> {
    let Some((seq, hash)) = ledger::newest_hash(connection)? else {
        return Err(Error::fault("a ledger without a line cannot be remembered"));
    };
    let line = mark(key, seq, &hash);
    let sum = sum(key, seq, &line);
    let text = format!("{seq:020} {} {}\n", hex::encode(&line), hex::encode(&sum));
    let place = if seq % 2 == 0 { 0 } else { PLACE as u64 };
    folder.write_memory(place, text.as_bytes(), lasting)
}

/// Compares the database with what is remembered.
pub(crate) fn recall(
    folder: &Folder,
    key: &DataKey,
    connection: &Connection,
) -> Result<Recall, Error> {
    let newest = ledger::newest_hash(connection)?.map_or(0, |(seq, _)| seq);
    let Some(bytes) = folder.read_memory()? else {
        return Ok(if newest <= CREATION {
            Recall::Fits
        } else {
            Recall::Unknown
        });
    };
    let ours = bytes.chunks(PLACE).filter_map(|place| parse(place, key));
    let Some((seq, line)) = ours.max() else {
        return Ok(Recall::Unknown);
    };
    let found = ledger::hash_at(connection, seq)?.map(|hash| mark(key, seq, &hash));
    Ok(if found == Some(line) {
        Recall::Fits
    } else {
        Recall::Older(u64::try_from(seq - newest).unwrap_or(0))
    })
}

/// Place and mark of a remembered line, if this vault wrote it.
fn parse(place: &[u8], key: &DataKey) -> Option<(i64, [u8; 32])> {
    let mut words = str::from_utf8(place).ok()?.split_ascii_whitespace();
    let seq: i64 = words.next()?.parse().ok()?;
    let line: [u8; 32] = hex::decode(words.next()?)?.try_into().ok()?;
    (hex::decode(words.next()?)? == sum(key, seq, &line)).then_some((seq, line))
}

fn mark(key: &DataKey, seq: i64, hash: &[u8; 32]) -> [u8; 32] {
    key.tag("inkling vault.memory 1 line", &[&seq.to_be_bytes(), hash])
}

fn sum(key: &DataKey, seq: i64, line: &[u8; 32]) -> [u8; 32] {
    key.tag("inkling vault.memory 1 sum", &[&seq.to_be_bytes(), line])
}
