//! Deliveries: what has to reach a shop, until it did or is of no use.
//!
//! Invariant: a grant has at most one open delivery of a kind, so that several changes become one update.

use inkling_token::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

use super::{changed_one, variant};
use crate::Error;
use crate::consent::{DeliveryId, GrantId};
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE deliveries (
  -- What has to reach a shop or the mailbox: kept until it did, or until it is of no use.
  id        INTEGER NOT NULL PRIMARY KEY,
  grant_id  INTEGER NOT NULL REFERENCES grants (id),
  what      TEXT    NOT NULL CHECK (what IN ('present', 'update', 'renew', 'revoke', 'pause', 'publish')),
  queued_at INTEGER NOT NULL,
  due_at    INTEGER NOT NULL,
  attempts  INTEGER NOT NULL CHECK (attempts >= 0),
  version   INTEGER CHECK (version > 0),       -- of the tokens that were composed last
  closed_at INTEGER,
  outcome   TEXT    CHECK (outcome IN ('taken', 'superseded', 'lapsed', 'closed-by-shop')),
  CHECK ((closed_at IS NULL) = (outcome IS NULL)),
  CHECK (version IS NULL OR what IN ('present', 'update', 'renew'))
) STRICT",
    "\
CREATE UNIQUE INDEX deliveries_open ON deliveries (grant_id, what) WHERE closed_at IS NULL",
];

/// A row.
#[derive(Debug)]
pub(crate) struct StoredDelivery {
    pub(crate) id: DeliveryId,
    pub(crate) grant: GrantId,
    pub(crate) what: What,
    pub(crate) queued_at: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) attempts: u32,
    /// Of the tokens that were composed last.
    pub(crate) version: Option<u32>,
    pub(crate) closed: Option<Closed>,
}

/// What is delivered; the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    /// That a grant was stopped.
    Revoke,
    /// That a grant rests.
    Pause,
    /// What lies in the mailbox.
    Publish,
    /// The first tokens, in answer to the request.
    Present,
    /// Tokens with newer values.
    Update,
    /// The same values in tokens that last longer.
    Renew,
}

/// That a delivery is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed {
    pub(crate) at: Timestamp,
    pub(crate) outcome: Outcome,
}

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The shop took it.
    Taken,
    /// Something else made it useless: the grant was stopped, or a value changed back.
    Superseded,
    /// Its time ran out.
    Lapsed,
    /// The shop closed the grant.
    ClosedByShop,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::Pause => "pause",
            Self::Publish => "publish",
            Self::Present => "present",
            Self::Update => "update",
            Self::Renew => "renew",
        }
    }
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Superseded => "superseded",
            Self::Lapsed => "lapsed",
            Self::ClosedByShop => "closed-by-shop",
        }
    }
}

const COLUMNS: &str =
    "id, grant_id, what, queued_at, due_at, attempts, version, closed_at, outcome";

/// Queues a delivery, unless one of its kind is open.
pub(crate) fn queue(
    connection: &Connection,
    grant: GrantId,
    what: What,
    due: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO deliveries (grant_id, what, queued_at, due_at, attempts)
             VALUES (:grant_id, :what, :now, :due_at, 0)
             ON CONFLICT (grant_id, what) WHERE closed_at IS NULL DO NOTHING",
        )?
        .execute(named_params! {
            ":grant_id": grant.0,
            ":what": what.word(),
            ":now": now.millis(),
            ":due_at": due.millis(),
        })?;
    Ok(())
}

/// One delivery, open or closed.
pub(crate) fn get(connection: &Connection, id: DeliveryId) -> Result<StoredDelivery, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM deliveries WHERE id = :id"))?
        .query_row(named_params! { ":id": id.0 }, |row| Ok(stored(row)))
        .optional()?
        .ok_or(Error::NotFound(Noun::Delivery))?
}

/// All open deliveries, oldest first.
pub(crate) fn open(connection: &Connection) -> Result<Vec<StoredDelivery>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM deliveries WHERE closed_at IS NULL ORDER BY id"
    ))?;
    let mut rows = statement.query([])?;
    collect(&mut rows)
}

/// The open deliveries of one grant, oldest first.
pub(crate) fn open_of(
    connection: &Connection,
    grant: GrantId,
) -> Result<Vec<StoredDelivery>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM deliveries WHERE grant_id = :grant_id AND closed_at IS NULL ORDER BY id"
    ))?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    collect(&mut rows)
}

/// Whether another grant had something newer to send since then: a burst would link the shops.
pub(crate) fn another_changed_since(
    connection: &Connection,
    grant: GrantId,
    since: Timestamp,
) -> Result<bool, Error> {
    let another = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM deliveries
             WHERE grant_id <> :grant_id AND what = 'update' AND queued_at > :since)",
        )?
        .query_row(
            named_params! { ":grant_id": grant.0, ":since": since.millis() },
            |row| row.get(0),
        )?;
    Ok(another)
}

/// Notes which version of the tokens was composed.
pub(crate) fn composed(connection: &Connection, id: DeliveryId, version: u32) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE deliveries SET version = :version WHERE id = :id AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":version": version })?;
    changed_one(rows, Noun::Delivery)
}

/// Puts off an open delivery after an attempt.
pub(crate) fn postpone(
    connection: &Connection,
    id: DeliveryId,
    due: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE deliveries SET attempts = attempts + 1, due_at = :due_at WHERE id = :id AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":due_at": due.millis() })?;
    changed_one(rows, Noun::Delivery)
}

/// Has an open delivery wait until then.
pub(crate) fn put_off(
    connection: &Connection,
    id: DeliveryId,
    due: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE deliveries SET due_at = :due_at WHERE id = :id AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":due_at": due.millis() })?;
    changed_one(rows, Noun::Delivery)
}

/// What is to be brought of a grant waits no longer, why ever it was put off.
pub(crate) fn at_once(
    connection: &Connection,
    grant: GrantId,
    what: What,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE deliveries SET due_at = :now
             WHERE closed_at IS NULL AND grant_id = :grant_id AND what = :what AND due_at > :now",
        )?
        .execute(
            named_params! { ":grant_id": grant.0, ":what": what.word(), ":now": now.millis() },
        )?;
    Ok(())
}

/// What was put off after an attempt waits no longer.
pub(crate) fn hurry(
    connection: &Connection,
    grant: Option<GrantId>,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE deliveries SET due_at = :now
             WHERE closed_at IS NULL AND attempts > 0 AND due_at > :now
               AND (:grant IS NULL OR grant_id = :grant)",
        )?
        .execute(named_params! { ":grant": grant.map(|id| id.0), ":now": now.millis() })?;
    Ok(())
}

/// The clock was set back by so many milliseconds: what was put off by the clock as it was waits no longer than meant.
pub(crate) fn set_back(connection: &Connection, by: i64, now: Timestamp) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE deliveries SET due_at = max(:now, due_at - :by), queued_at = min(:now, queued_at)
             WHERE closed_at IS NULL AND due_at > :now AND (queued_at > :now OR attempts > 0)",
        )?
        .execute(named_params! { ":now": now.millis(), ":by": by })?;
    Ok(())
}

/// Closes an open delivery.
pub(crate) fn close(
    connection: &Connection,
    id: DeliveryId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE deliveries SET closed_at = :now, outcome = :outcome WHERE id = :id AND closed_at IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":outcome": outcome.word(), ":now": now.millis() })?;
    changed_one(rows, Noun::Delivery)
}

/// Closes whatever is open for a grant.
pub(crate) fn close_all(
    connection: &Connection,
    grant: GrantId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), Error> {
    for delivery in open_of(connection, grant)? {
        close(connection, delivery.id, outcome, now)?;
    }
    Ok(())
}

fn collect(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<StoredDelivery>, Error> {
    let mut deliveries = Vec::new();
    while let Some(row) = rows.next()? {
        deliveries.push(stored(row)?);
    }
    Ok(deliveries)
}

fn stored(row: &Row<'_>) -> Result<StoredDelivery, Error> {
    let closed_at = row
        .get::<_, Option<i64>>("closed_at")?
        .map(Timestamp::from_millis);
    let closed = match (closed_at, row.get::<_, Option<String>>("outcome")?) {
        (None, None) => None,
        (Some(at), Some(outcome)) => Some(Closed {
            at,
            outcome: variant(&outcome)?,
        }),
        (Some(_), None) | (None, Some(_)) => return Err(Error::Damaged(Part::Row)),
    };
    Ok(StoredDelivery {
        id: DeliveryId(row.get("id")?),
        grant: GrantId(row.get("grant_id")?),
        what: variant(&row.get::<_, String>("what")?)?,
        queued_at: Timestamp::from_millis(row.get("queued_at")?),
        due_at: Timestamp::from_millis(row.get("due_at")?),
        attempts: row.get("attempts")?,
        version: row.get("version")?,
        closed,
    })
}
