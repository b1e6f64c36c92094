//! Grants: what was approved, and the times of what became of it.
//!
//! Invariant: a grant that was stopped or closed, or whose end was seen to pass, never comes back: no statement here clears
//! those times. A signing key is deleted, never replaced.

use std::fmt;

use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use zeroize::Zeroizing;

use super::{changed_one, variant};
use crate::Error;
use crate::consent::{Acknowledgement, Duration, GrantId, RequestId, SharedDetail};
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE grants (
  -- What was approved, and what became of it. Whether it is in force is computed from these times, never stored.
  id            INTEGER NOT NULL PRIMARY KEY,
  request       INTEGER NOT NULL UNIQUE REFERENCES requests (id),
  shop          INTEGER NOT NULL REFERENCES shops (id),
  name          TEXT    NOT NULL UNIQUE,       -- its id in tokens, 128 random bits
  details       TEXT    NOT NULL CHECK (json_valid(details)), -- groups, keys, levels and values as they were shown
  duration      TEXT    NOT NULL CHECK (duration IN ('once', '30-days', '90-days', '12-months')),
  given_at      INTEGER NOT NULL,
  until         INTEGER,                       -- its end as it was approved; none for once
  lapses_at     INTEGER NOT NULL,              -- never presented after this moment
  spread        BLOB    NOT NULL CHECK (length(spread) = 16), -- random; keeps updates to several shops apart in time
  signing_key   BLOB,                          -- P-256, PKCS#8; gone when nothing is left to sign
  least_version INTEGER NOT NULL CHECK (least_version > 0), -- the shop is to hold tokens of at least this version
  grant_uri     TEXT,                          -- where the shop takes updates and the revocation
  grant_nonce   TEXT,                          -- what the next update is bound to
  foreign_at    INTEGER,                       -- the shop named an address on another host, which is ignored
  first_sent_at INTEGER,
  last_sent_at  INTEGER,
  ended_at      INTEGER,                       -- its end, once it was seen to have passed: it stays when the clock is set back
  revoked_at    INTEGER,                       -- stopped by the person
  taken_at      INTEGER,                       -- the shop took the revocation
  deleted_at    INTEGER,                       -- the shop's signed date of deletion
  deletion_ack  TEXT,                          -- the shop's signed word that says so, compact JWS
  closed_at     INTEGER,                       -- closed by the shop
  CHECK ((until IS NULL) = (duration = 'once')),
  CHECK ((first_sent_at IS NULL) = (last_sent_at IS NULL)),
  CHECK (grant_nonce IS NULL OR grant_uri IS NOT NULL),
  CHECK (revoked_at IS NULL OR closed_at IS NULL),
  CHECK (taken_at IS NULL OR revoked_at IS NOT NULL),
  CHECK (deleted_at IS NULL OR taken_at IS NOT NULL),
  CHECK ((deletion_ack IS NULL) = (deleted_at IS NULL))
) STRICT",
];

/// A row without its signing key.
pub(crate) struct StoredGrant {
    pub(crate) id: GrantId,
    pub(crate) request: RequestId,
    pub(crate) shop: i64,
    /// Its id in tokens.
    pub(crate) name: String,
    /// What is in force: approved or amended, with the values as shown.
    pub(crate) details: Vec<SharedDetail>,
    pub(crate) duration: Duration,
    pub(crate) given_at: Timestamp,
    /// The end that is in force; none for once.
    pub(crate) until: Option<Timestamp>,
    pub(crate) lapses_at: Timestamp,
    pub(crate) spread: Vec<u8>,
    /// The shop is to hold tokens of at least this version.
    pub(crate) least_version: u32,
    pub(crate) grant_uri: Option<String>,
    pub(crate) grant_nonce: Option<String>,
    pub(crate) sent: Option<Sent>,
    /// Its end, once it was seen to have passed.
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) closing: Option<Closing>,
    /// The shop's signed word that it deleted its copy.
    pub(crate) deletion_ack: Option<String>,
}

/// Its addresses and its name belong to one relation with one shop.
impl fmt::Debug for StoredGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredGrant")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// When the shop got something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
}

/// How a grant was ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// By the person; `taken` once the shop took the revocation, `deleted` with its signed date.
    Stopped {
        at: Timestamp,
        taken: Option<Timestamp>,
        deleted: Option<Timestamp>,
    },
    /// By the shop.
    ByShop { at: Timestamp },
}

/// What a new grant is made of.
pub(crate) struct NewGrant<'a> {
    pub(crate) request: RequestId,
    pub(crate) shop: i64,
    pub(crate) name: &'a str,
    pub(crate) details: &'a [SharedDetail],
    pub(crate) duration: Duration,
    pub(crate) until: Option<Timestamp>,
    pub(crate) lapses_at: Timestamp,
    pub(crate) spread: [u8; 16],
    pub(crate) signing_key: &'a [u8],
}

const COLUMNS: &str = "id, request, shop, name, duration, given_at, lapses_at, spread, least_version, grant_uri,
    grant_nonce, first_sent_at, last_sent_at, ended_at, revoked_at, taken_at, deleted_at, deletion_ack, closed_at,
    coalesce((SELECT details FROM amendments WHERE grant_id = grants.id ORDER BY id DESC LIMIT 1), details) AS details_in_force,
    coalesce((SELECT until FROM amendments WHERE grant_id = grants.id ORDER BY id DESC LIMIT 1), until) AS until_in_force";

/// Adds a grant.
pub(crate) fn add(
    connection: &Connection,
    new: &NewGrant<'_>,
    now: Timestamp,
) -> Result<GrantId, Error> {
    connection
        .prepare_cached(
            "INSERT INTO grants (request, shop, name, details, duration, given_at, until, lapses_at, spread, signing_key,
               least_version)
             VALUES (:request, :shop, :name, :details, :duration, :given_at, :until, :lapses_at, :spread, :signing_key, 1)",
        )?
        .execute(named_params! {
            ":request": new.request.0,
            ":shop": new.shop,
            ":name": new.name,
            ":details": serde_json::to_string(new.details)?,
            ":duration": new.duration.as_str(),
            ":given_at": now.millis(),
            ":until": new.until.map(Timestamp::millis),
            ":lapses_at": new.lapses_at.millis(),
            ":spread": new.spread,
            ":signing_key": new.signing_key,
        })?;
    Ok(GrantId(connection.last_insert_rowid()))
}

/// One grant.
pub(crate) fn get(connection: &Connection, id: GrantId) -> Result<StoredGrant, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM grants WHERE id = :id"))?
        .query_row(named_params! { ":id": id.0 }, |row| Ok(stored(row)))
        .optional()?
        .ok_or(Error::NotFound(Noun::Grant))?
}

/// All grants, newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<StoredGrant>, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM grants ORDER BY id DESC"))?;
    let mut rows = statement.query([])?;
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        grants.push(stored(row)?);
    }
    Ok(grants)
}

/// Details and end as they were approved, whatever was amended since.
pub(crate) fn agreed(
    connection: &Connection,
    id: GrantId,
) -> Result<(Vec<SharedDetail>, Option<Timestamp>), Error> {
    let (details, until): (String, Option<i64>) = connection
        .prepare_cached("SELECT details, until FROM grants WHERE id = :id")?
        .query_row(named_params! { ":id": id.0 }, |row| {
            Ok((row.get("details")?, row.get("until")?))
        })?;
    let details = serde_json::from_str(&details).map_err(|_| Error::Damaged(Part::Row))?;
    Ok((details, until.map(Timestamp::from_millis)))
}

/// Notes that the shop is to hold tokens of at least this version.
pub(crate) fn want_version(
    connection: &Connection,
    id: GrantId,
    version: u32,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET least_version = max(least_version, :version) WHERE id = :id",
        )?
        .execute(named_params! { ":id": id.0, ":version": version })?;
    changed_one(rows, Noun::Grant)
}

/// The numbers of all grants of a shop.
pub(crate) fn of_shop(connection: &Connection, shop: i64) -> Result<Vec<GrantId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM grants WHERE shop = :shop ORDER BY id")?;
    let ids = statement.query_map(named_params! { ":shop": shop }, |row| {
        row.get(0).map(GrantId)
    })?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The numbers of grants that were neither ended nor stopped nor closed and may have an end.
pub(crate) fn open(connection: &Connection) -> Result<Vec<GrantId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM grants
         WHERE ended_at IS NULL AND revoked_at IS NULL AND closed_at IS NULL AND (first_sent_at IS NULL OR until IS NOT NULL)",
    )?;
    let ids = statement.query_map([], |row| row.get(0).map(GrantId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Notes that its end has passed, for good.
pub(crate) fn end(connection: &Connection, id: GrantId, at: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE grants SET ended_at = :at WHERE id = :id AND ended_at IS NULL")?
        .execute(named_params! { ":id": id.0, ":at": at.millis() })?;
    changed_one(rows, Noun::Grant)
}

/// The signing key, while there is something left to sign.
pub(crate) fn signing_key(
    connection: &Connection,
    id: GrantId,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let key: Option<Vec<u8>> = connection
        .prepare_cached("SELECT signing_key FROM grants WHERE id = :id")?
        .query_row(named_params! { ":id": id.0 }, |row| row.get(0))?;
    Ok(key.map(Zeroizing::new))
}

/// Deletes the signing key; the page it stood on is overwritten.
pub(crate) fn forget_key(connection: &Connection, id: GrantId) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE grants SET signing_key = NULL WHERE id = :id")?
        .execute(named_params! { ":id": id.0 })?;
    changed_one(rows, Noun::Grant)
}

/// The numbers of grants that still have their key.
pub(crate) fn with_key(connection: &Connection) -> Result<Vec<GrantId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM grants WHERE signing_key IS NOT NULL")?;
    let ids = statement.query_map([], |row| row.get(0).map(GrantId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Notes that the shop has the details.
pub(crate) fn sent(connection: &Connection, id: GrantId, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET first_sent_at = coalesce(first_sent_at, :now), last_sent_at = :now WHERE id = :id",
        )?
        .execute(named_params! { ":id": id.0, ":now": now.millis() })?;
    changed_one(rows, Noun::Grant)
}

/// Keeps where the shop takes updates, and what the next one is bound to.
pub(crate) fn set_channel(
    connection: &Connection,
    id: GrantId,
    grant_uri: Option<&str>,
    grant_nonce: Option<&str>,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET grant_uri = :grant_uri, grant_nonce = :grant_nonce WHERE id = :id",
        )?
        .execute(
            named_params! { ":id": id.0, ":grant_uri": grant_uri, ":grant_nonce": grant_nonce },
        )?;
    changed_one(rows, Noun::Grant)
}

/// Notes that the shop named an address on another host.
pub(crate) fn foreign_address(
    connection: &Connection,
    id: GrantId,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE grants SET foreign_at = :now WHERE id = :id")?
        .execute(named_params! { ":id": id.0, ":now": now.millis() })?;
    changed_one(rows, Noun::Grant)
}

/// Stops a grant that was neither stopped nor closed.
pub(crate) fn stop(connection: &Connection, id: GrantId, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":now": now.millis() })?;
    changed_one(rows, Noun::Grant)
}

/// Notes that the shop took the revocation, and its signed word.
pub(crate) fn taken(
    connection: &Connection,
    id: GrantId,
    word: Option<&Acknowledgement>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET taken_at = :now, deleted_at = :deleted_at, deletion_ack = :deletion_ack
             WHERE id = :id AND revoked_at IS NOT NULL",
        )?
        .execute(named_params! {
            ":id": id.0,
            ":now": now.millis(),
            ":deleted_at": word.map(|word| word.deleted_at.millis()),
            ":deletion_ack": word.map(|word| &word.jws),
        })?;
    changed_one(rows, Noun::Grant)
}

/// Closes a grant on the shop's word.
pub(crate) fn close(connection: &Connection, id: GrantId, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE grants SET closed_at = :now WHERE id = :id AND revoked_at IS NULL AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":now": now.millis() })?;
    changed_one(rows, Noun::Grant)
}

fn stored(row: &Row<'_>) -> Result<StoredGrant, Error> {
    let time = |column: &str| {
        row.get::<_, Option<i64>>(column)
            .map(|at| at.map(Timestamp::from_millis))
    };
    let details: String = row.get("details_in_force")?;
    let sent = match (time("first_sent_at")?, time("last_sent_at")?) {
        (Some(first), Some(last)) => Some(Sent { first, last }),
        (Some(_) | None, Some(_) | None) => None,
    };
    let closing = match (time("revoked_at")?, time("closed_at")?) {
        (None, None) => None,
        (Some(at), None) => Some(Closing::Stopped {
            at,
            taken: time("taken_at")?,
            deleted: time("deleted_at")?,
        }),
        (None, Some(at)) => Some(Closing::ByShop { at }),
        (Some(_), Some(_)) => return Err(Error::Damaged(Part::Row)),
    };
    Ok(StoredGrant {
        id: GrantId(row.get("id")?),
        request: RequestId(row.get("request")?),
        shop: row.get("shop")?,
        name: row.get("name")?,
        details: serde_json::from_str(&details).map_err(|_| Error::Damaged(Part::Row))?,
        duration: variant(&row.get::<_, String>("duration")?)?,
        given_at: Timestamp::from_millis(row.get("given_at")?),
        until: time("until_in_force")?,
        lapses_at: Timestamp::from_millis(row.get("lapses_at")?),
        spread: row.get("spread")?,
        least_version: row.get("least_version")?,
        grant_uri: row.get("grant_uri")?,
        grant_nonce: row.get("grant_nonce")?,
        sent,
        ended_at: time("ended_at")?,
        closing,
        deletion_ack: row.get("deletion_ack")?,
    })
}
