//! Serving: the file that serves shops while the vault is locked, how it is filled and how the vault takes over what it did.
//!
//! Invariant: no event, preference, evidence, source, receipt or backup reaches it; of the ledger it holds the one line that it
//! goes on from.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::changed_one;
use crate::Error;
use crate::consent::GrantId;
use crate::error::{Noun, Part};
use crate::keys::DataKey;

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE serving (
  -- While the vault is locked a file of its own serves shops: the grants in force, and no profile. At most one row: in the
  -- vault the key of that file, in that file a sign that it is the one.
  one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  key    BLOB    CHECK (length(key) = 32),                   -- none: this is the file that serves
  filled INTEGER NOT NULL CHECK (filled IN (0, 1))           -- whether that file has its grants
) STRICT"];

/// Grants that have something to sign, to send, to publish or to wait for.
const SERVED: &str = "SELECT id FROM main.grants WHERE signing_key IS NOT NULL
  UNION SELECT grant_id FROM main.deliveries WHERE closed_at IS NULL
  UNION SELECT grant_id FROM main.objects
  UNION SELECT grant_id FROM main.pauses WHERE resumed_at IS NULL";

/// Which rows of which table serve, each after those that it refers to. All mailboxes: one that a grant has left is emptied.
const FILLED: [(&str, &str); 9] = [
    (
        "shops",
        "id IN (SELECT shop FROM main.grants WHERE id IN served)",
    ),
    (
        "requests",
        "id IN (SELECT request FROM main.grants WHERE id IN served)",
    ),
    ("grants", "id IN served"),
    ("tokens", "grant_id IN served"),
    ("deliveries", "grant_id IN served"),
    ("pauses", "grant_id IN served"),
    ("amendments", "grant_id IN served"),
    ("mailboxes", "TRUE"),
    ("objects", "grant_id IN served"),
];

/// Keeps the key of the file that serves from now on.
pub(crate) fn begin(connection: &Connection, key: &DataKey) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("INSERT INTO serving (one, key, filled) VALUES (1, :key, 0)")?
        .execute(named_params! { ":key": key.bytes() })?;
    changed_one(rows, Noun::Settings)
}

/// The file that serves from now on has its grants.
pub(crate) fn filled(connection: &Connection) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE serving SET filled = 1 WHERE one = 1")?
        .execute([])?;
    changed_one(rows, Noun::Settings)
}

/// The key of the file that served, if one did, and whether it had its grants.
pub(crate) fn key(connection: &Connection) -> Result<Option<(DataKey, bool)>, Error> {
    let row = connection
        .prepare_cached("SELECT key, filled FROM serving WHERE one = 1")?
        .query_row([], |row| {
            Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get::<_, bool>(1)?))
        })
        .optional()?;
    let Some((key, filled)) = row else {
        return Ok(None);
    };
    let key = zeroize::Zeroizing::new(key.ok_or(Error::Damaged(Part::File))?);
    let key = DataKey::from_bytes(&key).ok_or(Error::Damaged(Part::Row))?;
    Ok(Some((key, filled)))
}

/// Forgets the key of the file that served.
pub(crate) fn end(connection: &Connection) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("DELETE FROM serving WHERE one = 1")?
        .execute([])?;
    changed_one(rows, Noun::Settings)
}

/// Whether this is the file that serves.
pub(crate) fn serves(connection: &Connection) -> Result<bool, Error> {
    let sign = connection
        .prepare_cached("SELECT key IS NULL FROM serving WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(sign == Some(true))
}

/// Whether there is any grant to serve.
pub(crate) fn is_wanted(connection: &Connection) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(&format!("SELECT EXISTS ({SERVED})"))?
        .query_row([], |row| row.get(0))?)
}

/// Fills the empty file that is attached as `serving`, and marks it.
pub(crate) fn fill(connection: &Connection) -> Result<(), Error> {
    for (table, which) in FILLED {
        // The two files have one schema, so the columns are the same and in one order.
        connection.execute_batch(&format!(
            "WITH served AS ({SERVED}) INSERT INTO serving.{table} SELECT * FROM main.{table} WHERE {which}"
        ))?;
    }
    connection.execute_batch(
        "-- The number of a new message must be free in the vault, too.
         INSERT INTO serving.deliveries (id, grant_id, what, queued_at, due_at, attempts, closed_at, outcome)
         SELECT newest, (SELECT min(id) FROM serving.grants), 'renew', 0, 0, 0, 0, 'superseded'
         FROM (SELECT max(id) AS newest FROM main.deliveries)
         WHERE newest NOT IN (SELECT id FROM serving.deliveries);
         INSERT INTO serving.ledger SELECT * FROM main.ledger ORDER BY seq DESC LIMIT 1;
         INSERT INTO serving.serving (one, filled) VALUES (1, 1);
         -- What was given earlier, and what was shown, serves nobody.
         UPDATE serving.tokens AS old SET token = '', details = '[]', key_binding = iif(key_binding IS NULL, NULL, '')
         WHERE version < (SELECT min(version) FROM (
           SELECT max(version) AS version FROM serving.tokens WHERE grant_id = old.grant_id
           UNION ALL
           SELECT max(version) FROM serving.tokens WHERE grant_id = old.grant_id AND delivered_at IS NOT NULL));
         UPDATE serving.grants SET details = (
           SELECT json_group_array(json_set(value, '$.value', NULL)) FROM json_each(details));
         UPDATE serving.amendments SET shown = '{}', details = (
           SELECT json_group_array(json_set(value, '$.value', NULL)) FROM json_each(details))",
    )?;
    Ok(())
}

/// The grants in the file that is attached as `serving`.
pub(crate) fn served(connection: &Connection) -> Result<Vec<GrantId>, Error> {
    let mut statement = connection.prepare("SELECT id FROM serving.grants ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0).map(GrantId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes over what the file that is attached as `serving` did. It must go on from the newest line.
pub(crate) fn take_over(connection: &Connection) -> Result<(), Error> {
    let goes_on: bool = connection.query_row(
        "SELECT EXISTS (
           SELECT 1 FROM main.ledger AS ours JOIN serving.ledger AS its ON ours.seq = its.seq AND ours.hash = its.hash
           WHERE ours.seq = (SELECT max(seq) FROM main.ledger))",
        [],
        |row| row.get(0),
    )?;
    if !goes_on {
        return Err(Error::Damaged(Part::File));
    }
    connection.execute_batch(
        "PRAGMA defer_foreign_keys = ON;
         UPDATE main.grants AS ours SET
           signing_key = its.signing_key, least_version = its.least_version, grant_uri = its.grant_uri,
           grant_nonce = its.grant_nonce, foreign_at = its.foreign_at, first_sent_at = its.first_sent_at,
           last_sent_at = its.last_sent_at, ended_at = its.ended_at, revoked_at = its.revoked_at, taken_at = its.taken_at,
           deleted_at = its.deleted_at, deletion_ack = its.deletion_ack, closed_at = its.closed_at
         FROM serving.grants AS its WHERE its.id = ours.id;
         INSERT OR REPLACE INTO main.tokens SELECT * FROM serving.tokens WHERE token <> '';
         INSERT OR REPLACE INTO main.pauses SELECT * FROM serving.pauses ORDER BY id;
         INSERT OR REPLACE INTO main.deliveries
         SELECT * FROM serving.deliveries AS its
         WHERE its.id > (SELECT max(id) FROM main.deliveries)
            OR EXISTS (SELECT 1 FROM main.deliveries AS ours
                       WHERE ours.id = its.id AND ours.grant_id = its.grant_id AND ours.queued_at = its.queued_at)
         ORDER BY its.id;
         DELETE FROM main.objects WHERE grant_id IN (SELECT id FROM serving.grants);
         INSERT INTO main.objects SELECT * FROM serving.objects;
         DELETE FROM main.mailboxes WHERE id NOT IN (SELECT id FROM serving.mailboxes);
         INSERT INTO main.ledger
         SELECT * FROM serving.ledger WHERE seq > (SELECT max(seq) FROM main.ledger) ORDER BY seq;",
    )?;
    Ok(())
}
