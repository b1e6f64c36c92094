//! The ledger: what happened, one line a use case, each hashed together with the line before it.
//!
//! Invariant: lines are only ever added. An edited, swapped, inserted or missing line breaks the chain; only lines cut off
//! the end leave no mark here.

use std::collections::BTreeSet;

use inkling_token::Timestamp;
use ring::digest::{Context, SHA256};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{count, number, variant};
use crate::Error;
use crate::error::Part;
use crate::ledger::{Chain, Happening, LedgerEntry, Line};

pub(super) const SCHEMA: &[&str] = &[
    r#"CREATE TABLE ledger (
  -- What happened, one line a use case, in order. Lines are never changed or removed: each is hashed together with the
  -- line before it, so that an edited, swapped or missing line shows.
  seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),   -- 1, 2, 3, .. without gaps
  at         INTEGER NOT NULL,                               -- ms since 1970 UTC
  what       TEXT    NOT NULL,                               -- one word: 'approved', 'revoked', ..
  shop       TEXT,                                           -- host, where there is one
  count      INTEGER CHECK (count >= 0),                     -- events imported, details shared, ..
  subject    TEXT,                                           -- name of the file, key of the detail
  grant_id   INTEGER,                                        -- the grant it concerns
  receipt_id INTEGER,                                        -- the receipt it left
  hash       BLOB    NOT NULL CHECK (length(hash) = 32)      -- SHA-256 over the previous hash and this line as JSON
) STRICT"#,
    r#"CREATE TRIGGER ledger_keeps_every_line BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END"#,
    r#"CREATE TRIGGER ledger_keeps_every_word BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END"#,
];

/// What the first line is hashed with.
const BEGINNING: [u8; 32] = *b"inkling ledger, first line, v. 1";

const COLUMNS: &str = "seq, at, what, shop, count, subject, grant_id, receipt_id";

/// Adds a line; its place in the ledger.
pub(crate) fn append(
    connection: &Connection,
    line: &Line<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let (last_seq, previous) = newest_hash(connection)?.unwrap_or((0, BEGINNING));
    let entry = LedgerEntry {
        seq: last_seq + 1,
        at: now,
        what: line.what,
        shop: line.shop.map(ToOwned::to_owned),
        count: line.count,
        subject: line.subject.map(ToOwned::to_owned),
        grant: line.grant,
        receipt: line.receipt,
    };
    insert(connection, &entry, &hash(&previous, &entry)?)?;
    Ok(entry.seq)
}

/// The time of the newest line.
pub(crate) fn last_at(connection: &Connection) -> Result<Option<Timestamp>, Error> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT at FROM ledger ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(last.map(Timestamp::from_millis))
}

/// The time of the newest line of this kind.
pub(crate) fn last_of(
    connection: &Connection,
    what: Happening,
) -> Result<Option<Timestamp>, Error> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT at FROM ledger WHERE what = :what ORDER BY seq DESC LIMIT 1")?
        .query_row(named_params! { ":what": what.word() }, |row| row.get(0))
        .optional()?;
    Ok(last.map(Timestamp::from_millis))
}

/// The shops that lines of this kind between those times are about.
pub(crate) fn shops(
    connection: &Connection,
    what: Happening,
    (from, to): (Timestamp, Timestamp),
) -> Result<BTreeSet<String>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT shop FROM ledger
         WHERE what = :what AND shop IS NOT NULL AND at BETWEEN :from AND :to",
    )?;
    let between =
        named_params! { ":what": what.word(), ":from": from.millis(), ":to": to.millis() };
    let shops = statement.query_map(between, |row| row.get(0))?;
    Ok(shops.collect::<Result<_, _>>()?)
}

/// The newest lines, newest first; with `before`, those that precede it.
pub(crate) fn newest(
    connection: &Connection,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<LedgerEntry>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ledger WHERE seq < :before ORDER BY seq DESC LIMIT :limit"
    ))?;
    let mut rows = statement
        .query(named_params! { ":before": before.unwrap_or(i64::MAX), ":limit": limit })?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Walks the whole chain, to the first line that does not fit.
pub(crate) fn verify(connection: &Connection) -> Result<Chain, Error> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS}, hash FROM ledger ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let mut chain = Chain::default();
    let mut previous = BEGINNING;
    while let Some(row) = rows.next()? {
        let stored: [u8; 32] = row.get("hash")?;
        let place: i64 = row.get("seq")?;
        // A word that no line can have is an edit like any other.
        let entry = entry(row).ok().filter(|entry| {
            let expected = hash(&previous, entry);
            i64::try_from(chain.lines) == Ok(place - 1) && expected.is_ok_and(|hash| hash == stored)
        });
        let Some(entry) = entry else {
            chain.broken = Some(place);
            break;
        };
        chain.lines += 1;
        chain.first.get_or_insert(entry.at);
        chain.last = Some(entry.at);
        previous = stored;
    }
    Ok(chain)
}

/// Hands out the lines one by one, oldest first, each with its hash.
pub(crate) fn each<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(&LedgerEntry, &[u8; 32]) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS}, hash FROM ledger ORDER BY seq"))
        .map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        take(&entry(row)?, &row.get("hash").map_err(Error::from)?)?;
    }
    Ok(())
}

/// Place and hash of the newest line.
pub(crate) fn newest_hash(connection: &Connection) -> Result<Option<(i64, [u8; 32])>, Error> {
    let newest = connection
        .prepare_cached("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(newest)
}

/// The hash of one line.
pub(crate) fn hash_at(connection: &Connection, seq: i64) -> Result<Option<[u8; 32]>, Error> {
    let hash = connection
        .prepare_cached("SELECT hash FROM ledger WHERE seq = :seq")?
        .query_row(named_params! { ":seq": seq }, |row| row.get(0))
        .optional()?;
    Ok(hash)
}

/// The lines after a place, oldest first.
pub(crate) fn since(connection: &Connection, seq: i64) -> Result<Vec<LedgerEntry>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ledger WHERE seq > :seq ORDER BY seq"
    ))?;
    let mut rows = statement.query(named_params! { ":seq": seq })?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The newest line that says that another copy of the file took this one's place.
pub(crate) fn newest_setback(connection: &Connection) -> Result<Option<LedgerEntry>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ledger WHERE what IN ('restored', 'rolled-back') ORDER BY seq DESC LIMIT 1"
    ))?;
    let mut rows = statement.query([])?;
    rows.next()?.map(entry).transpose()
}

fn insert(connection: &Connection, entry: &LedgerEntry, hash: &[u8; 32]) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO ledger (seq, at, what, shop, count, subject, grant_id, receipt_id, hash)
             VALUES (:seq, :at, :what, :shop, :count, :subject, :grant, :receipt, :hash)",
        )?
        .execute(named_params! {
            ":seq": entry.seq,
            ":at": entry.at.millis(),
            ":what": entry.what.word(),
            ":shop": entry.shop,
            ":count": entry.count.map(count),
            ":subject": entry.subject,
            ":grant": entry.grant,
            ":receipt": entry.receipt,
            ":hash": hash,
        })?;
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<LedgerEntry, Error> {
    Ok(LedgerEntry {
        seq: row.get("seq")?,
        at: Timestamp::from_millis(row.get("at")?),
        what: variant(
            row.get_ref("what")?
                .as_str()
                .map_err(|_| Error::Damaged(Part::Row))?,
        )?,
        shop: row.get("shop")?,
        count: row
            .get::<_, Option<i64>>("count")?
            .map(number)
            .transpose()?,
        subject: row.get("subject")?,
        grant: row.get("grant_id")?,
        receipt: row.get("receipt_id")?,
    })
}

/// SHA-256 over the previous hash and the line as a JSON object with its members in the order of the struct.
fn hash(previous: &[u8; 32], entry: &LedgerEntry) -> Result<[u8; 32], Error> {
    let mut context = Context::new(&SHA256);
    context.update(previous);
    context.update(&serde_json::to_vec(entry)?);
    context
        .finish()
        .as_ref()
        .try_into()
        .map_err(|_| Error::fault("SHA-256 has another length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, vault};

    fn three_lines(connection: &Connection) {
        for subject in ["shoes.size", "budget.range", "pets"] {
            let line = Line {
                subject: Some(subject),
                ..Line::of(Happening::Changed)
            };
            append(connection, &line, NOW).unwrap();
        }
    }

    /// What an attacker with the key would do first.
    fn without_triggers(connection: &Connection) {
        connection
            .execute_batch(
                "DROP TRIGGER ledger_keeps_every_line; DROP TRIGGER ledger_keeps_every_word",
            )
            .unwrap();
    }

    #[test]
    fn an_untouched_ledger_is_whole() {
        let (_folder, vault) = vault();
        three_lines(&vault.connection);

        assert_eq!(
            verify(&vault.connection).unwrap(),
            Chain {
                lines: 4,
                first: Some(NOW),
                last: Some(NOW),
                broken: None,
            }
        );
        vault.verify_ledger().unwrap();
    }

    #[test]
    fn the_ledger_refuses_every_edit() {
        let (_folder, vault) = vault();

        assert!(
            vault
                .connection
                .execute("UPDATE ledger SET shop = 'x'", [])
                .is_err()
        );
        assert!(vault.connection.execute("DELETE FROM ledger", []).is_err());
    }

    #[test]
    fn every_edited_word_breaks_the_chain_and_the_line_is_named() {
        for (edit, place) in [
            ("UPDATE ledger SET at = at + 1 WHERE seq = 2", 2),
            ("UPDATE ledger SET what = 'removed' WHERE seq = 2", 2),
            ("UPDATE ledger SET shop = 'books.example' WHERE seq = 2", 2),
            ("UPDATE ledger SET count = 7 WHERE seq = 2", 2),
            ("UPDATE ledger SET subject = NULL WHERE seq = 4", 4),
            ("UPDATE ledger SET grant_id = 1 WHERE seq = 2", 2),
            ("UPDATE ledger SET receipt_id = 1 WHERE seq = 2", 2),
            ("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 4", 4),
            ("DELETE FROM ledger WHERE seq = 2", 3),
            ("DELETE FROM ledger WHERE seq = 1", 2),
            ("UPDATE ledger SET seq = 9 WHERE seq = 4", 9),
        ] {
            let (_folder, vault) = vault();
            three_lines(&vault.connection);
            without_triggers(&vault.connection);
            vault.connection.execute(edit, []).unwrap();

            let chain = verify(&vault.connection).unwrap();
            assert_eq!(chain.broken, Some(place), "{edit}");
            assert!(matches!(
                vault.verify_ledger(),
                Err(Error::Damaged(Part::Ledger))
            ));
        }
    }

    #[test]
    fn the_ledger_is_read_in_pages_from_the_newest_back() {
        let (_folder, vault) = vault();
        three_lines(&vault.connection);
        let places =
            |entries: Vec<LedgerEntry>| entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();

        assert_eq!(places(newest(&vault.connection, 2, None).unwrap()), [4, 3]);
        assert_eq!(
            places(newest(&vault.connection, 2, Some(3)).unwrap()),
            [2, 1]
        );
    }
}
