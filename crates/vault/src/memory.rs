//! What the vault remembers of itself outside its database, so that an older copy that is put back is noticed.
//!
//! The memory names the newest line of the ledger by its place and a keyed digest of its hash. A database whose ledger does not
//! hold that line is an older copy. The memory is written at every unlock and lock, and after every change that binds a shop
//! ([`Happening::binds`]), always after the database: so the database can only be the newer of the two. Who puts back the
//! memory together with the database is not noticed here; the mailbox may still tell.
//!
//! Invariant: nobody without the data key can make a memory, or learn from one more than the number of lines.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::folder::Folder;
use crate::keys::DataKey;
use crate::store::ledger;
use crate::{Error, hex};

/// Version of the memory this code writes.
const FORMAT: u32 = 1;
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

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Memory {
    format: u32,
    seq: i64,
    line: String,
    sum: String,
}

/// Remembers the newest line.
pub(crate) fn write(folder: &Folder, key: &DataKey, connection: &Connection) -> Result<(), Error> {
    let Some((seq, hash)) = ledger::newest_hash(connection)? else {
        return Err(Error::fault("a ledger without a line cannot be remembered"));
    };
    let line = mark(key, seq, &hash);
    let memory = Memory {
        format: FORMAT,
        seq,
        sum: hex::encode(&sum(key, seq, &line)),
        line: hex::encode(&line),
    };
    folder.write_memory(&serde_json::to_vec_pretty(&memory)?)
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
    let Some((seq, line)) = parse(&bytes, key) else {
        return Ok(Recall::Unknown);
    };
    let found = ledger::hash_at(connection, seq)?.map(|hash| mark(key, seq, &hash));
    Ok(if found == Some(line) {
        Recall::Fits
    } else {
        Recall::Older(u64::try_from(seq - newest).unwrap_or(0))
    })
}

/// Place and mark of the remembered line, if this vault wrote the memory.
fn parse(bytes: &[u8], key: &DataKey) -> Option<(i64, [u8; 32])> {
    let memory: Memory = serde_json::from_slice(bytes).ok()?;
    let line: [u8; 32] = hex::decode(&memory.line)?.try_into().ok()?;
    let is_ours =
        memory.format == FORMAT && hex::decode(&memory.sum)? == sum(key, memory.seq, &line);
    is_ours.then_some((memory.seq, line))
}

fn mark(key: &DataKey, seq: i64, hash: &[u8; 32]) -> [u8; 32] {
    key.tag("inkling vault.memory 1 line", &[&seq.to_be_bytes(), hash])
}

fn sum(key: &DataKey, seq: i64, line: &[u8; 32]) -> [u8; 32] {
    key.tag("inkling vault.memory 1 sum", &[&seq.to_be_bytes(), line])
}
