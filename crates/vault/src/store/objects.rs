//! Objects: what lies in a mailbox for a grant.
//!
//! Invariant: an object keeps its random name as long as anything may lie there under it that counts; its row goes only once
//! the store said that nothing does, when nothing was ever put there, or when nothing that lies there can count any more.

use inkling_token::Timestamp;
use rusqlite::{Connection, Row, named_params};
use serde::{Deserialize, Serialize};

use super::{changed_one, variant};
use crate::Error;
use crate::consent::GrantId;
use crate::error::Noun;

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE objects (
  -- What lies in a mailbox for a grant: a status list that says whether its tokens count, and its newest tokens, sealed.
  mailbox      INTEGER NOT NULL REFERENCES mailboxes (id),
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  kind         TEXT    NOT NULL CHECK (kind IN ('status', 'tokens')),
  name         TEXT    NOT NULL UNIQUE,        -- random, 128 bits
  url          TEXT    NOT NULL UNIQUE,        -- where shops read it
  lies         INTEGER,                        -- the status that it tells, or the version of the tokens; -1: something else
  etag         TEXT,                           -- the store's mark of what lies there
  published_at INTEGER,
  composed     INTEGER,                        -- what was composed last and may lie there, as in lies; -1: its removal
  place        INTEGER,                        -- in the composition that the store has not answered
  doubted      INTEGER NOT NULL CHECK (doubted IN (0, 1)), -- whether something composed before may lie there, too
  PRIMARY KEY (mailbox, grant_id, kind),
  CHECK ((lies IS NULL) = (published_at IS NULL)),
  CHECK (etag IS NULL OR lies IS NOT NULL),
  CHECK (place IS NULL OR composed IS NOT NULL)
) STRICT, WITHOUT ROWID",
];

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredObject {
    pub(crate) mailbox: i64,
    pub(crate) grant: GrantId,
    pub(crate) kind: Kind,
    /// Within the store.
    pub(crate) name: String,
    /// Where shops read it.
    pub(crate) url: String,
    pub(crate) lies: Option<Lies>,
    /// What was composed last, until the store answered.
    pub(crate) composed: Option<i64>,
    /// Whether something that was composed before that may lie there, too.
    pub(crate) doubted: bool,
}

/// What kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A status list: whether the grant's tokens count.
    Status,
    /// The newest tokens, sealed.
    Tokens,
}

/// What lies there, as far as the store told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lies {
    /// The status that it tells, or the version of the tokens.
    pub(crate) what: i64,
    /// The store's mark of it.
    pub(crate) etag: Option<String>,
    pub(crate) since: Timestamp,
}

/// In place of a content: something else lies there, or nothing is to.
pub(crate) const OTHER: i64 = -1;

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Tokens => "tokens",
        }
    }
}

impl StoredObject {
    /// Whether anything may lie there.
    pub(crate) fn may_lie(&self) -> bool {
        self.lies.is_some() || self.composed.is_some()
    }

    /// Whether exactly this is known to lie there.
    pub(crate) fn has(&self, what: i64) -> bool {
        self.lies.as_ref().is_some_and(|lies| lies.what == what)
    }
}

const COLUMNS: &str =
    "mailbox, grant_id, kind, name, url, lies, etag, published_at, composed, doubted";

/// Names an object of which nothing lies anywhere yet.
pub(crate) fn add(connection: &Connection, object: &StoredObject) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO objects (mailbox, grant_id, kind, name, url, doubted)
             VALUES (:mailbox, :grant_id, :kind, :name, :url, 0)",
        )?
        .execute(named_params! {
            ":mailbox": object.mailbox,
            ":grant_id": object.grant.0,
            ":kind": object.kind.word(),
            ":name": object.name,
            ":url": object.url,
        })?;
    Ok(())
}

/// The objects of one grant: by mailbox, the newest first, then the status list before the tokens.
pub(crate) fn of(connection: &Connection, grant: GrantId) -> Result<Vec<StoredObject>, Error> {
    select(connection, grant, "TRUE ORDER BY mailbox DESC, kind")
}

/// The objects that were composed together last, in that order, if the store has not answered.
pub(crate) fn placed(connection: &Connection, grant: GrantId) -> Result<Vec<StoredObject>, Error> {
    select(connection, grant, "place IS NOT NULL ORDER BY place")
}

/// Remembers what was composed and in which order, so that the store's answer can be understood.
pub(crate) fn compose(
    connection: &Connection,
    grant: GrantId,
    writes: &[(&StoredObject, i64)],
) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE objects SET place = NULL WHERE grant_id = :grant_id")?
        .execute(named_params! { ":grant_id": grant.0 })?;
    for (place, (object, content)) in (0_i64..).zip(writes) {
        let rows = connection
            .prepare_cached(
                "UPDATE objects SET doubted = (composed IS NOT NULL), composed = :composed, place = :place WHERE name = :name",
            )?
            .execute(
                named_params! { ":name": object.name, ":composed": content, ":place": place },
            )?;
        changed_one(rows, Noun::Mailbox)?;
    }
    Ok(())
}

/// Notes what the store says lies there.
pub(crate) fn answered(
    connection: &Connection,
    object: &StoredObject,
    lies: Option<&Lies>,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE objects SET lies = :lies, etag = :etag, published_at = :since, composed = NULL, place = NULL, doubted = 0
             WHERE name = :name",
        )?
        .execute(named_params! {
            ":name": object.name,
            ":lies": lies.map(|lies| lies.what),
            ":etag": lies.and_then(|lies| lies.etag.as_deref()),
            ":since": lies.map(|lies| lies.since.millis()),
        })?;
    changed_one(rows, Noun::Mailbox)
}

/// Notes that what was composed last was not even tried.
pub(crate) fn not_tried(connection: &Connection, object: &StoredObject) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE objects SET composed = iif(doubted, composed, NULL), place = NULL WHERE name = :name",
        )?
        .execute(named_params! { ":name": object.name })?;
    changed_one(rows, Noun::Mailbox)
}

/// Something else lies beside the status list than was put there: the list is looked at before anything is written.
pub(crate) fn suspect(connection: &Connection, grant: GrantId, mailbox: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE objects SET lies = :other
             WHERE grant_id = :grant_id AND mailbox = :mailbox AND kind = 'status' AND lies IS NOT NULL",
        )?
        .execute(named_params! { ":grant_id": grant.0, ":mailbox": mailbox, ":other": OTHER })?;
    Ok(())
}

/// Forgets the names of objects of which nothing lies there.
pub(crate) fn remove(connection: &Connection, object: &StoredObject) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "DELETE FROM objects WHERE name = :name AND lies IS NULL AND composed IS NULL",
        )?
        .execute(named_params! { ":name": object.name })?;
    changed_one(rows, Noun::Mailbox)
}

/// Forgets what lies in a mailbox for a grant, whatever it is.
pub(crate) fn abandon(connection: &Connection, grant: GrantId, mailbox: i64) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM objects WHERE grant_id = :grant_id AND mailbox = :mailbox")?
        .execute(named_params! { ":grant_id": grant.0, ":mailbox": mailbox })?;
    Ok(())
}

/// Grants that have something in a mailbox, or names for it.
pub(crate) fn grants(connection: &Connection) -> Result<Vec<GrantId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT grant_id FROM objects ORDER BY grant_id")?;
    let ids = statement.query_map([], |row| row.get(0).map(GrantId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn select(
    connection: &Connection,
    grant: GrantId,
    which: &str,
) -> Result<Vec<StoredObject>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM objects WHERE grant_id = :grant_id AND {which}"
    ))?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    let mut objects = Vec::new();
    while let Some(row) = rows.next()? {
        objects.push(stored(row)?);
    }
    Ok(objects)
}

fn stored(row: &Row<'_>) -> Result<StoredObject, Error> {
    let since = row
        .get::<_, Option<i64>>("published_at")?
        .map(Timestamp::from_millis);
    let lies = match (row.get("lies")?, since) {
        (Some(what), Some(since)) => Some(Lies {
            what,
            etag: row.get("etag")?,
            since,
        }),
        (Some(_) | None, Some(_) | None) => None,
    };
    Ok(StoredObject {
        mailbox: row.get("mailbox")?,
        grant: GrantId(row.get("grant_id")?),
        kind: variant(&row.get::<_, String>("kind")?)?,
        name: row.get("name")?,
        url: row.get("url")?,
        lies,
        composed: row.get("composed")?,
        doubted: row.get("doubted")?,
    })
}
