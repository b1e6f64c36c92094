//! Sharing requests, as their shops signed them.
//!
//! Invariant: a request is decided at most once; that its time is over is computed, never written.

use inkling_token::Timestamp;
use inkling_token::client::{ClientId, ShopHost};
use inkling_token::request::SharingRequest;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{changed_one, number, parse_stored, variant};
use crate::Error;
use crate::consent::{Domain, GrantId, RequestId, ShopStanding};
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE requests (
  -- A sharing request as the shop signed it. It waits until it is decided or its time is over.
  id           INTEGER NOT NULL PRIMARY KEY,
  shop         INTEGER NOT NULL REFERENCES shops (id),
  nonce        TEXT    NOT NULL,               -- never accepted twice from a shop
  request      TEXT    NOT NULL CHECK (json_valid(request)), -- as verified, the original in it
  standing     TEXT    NOT NULL CHECK (standing IN ('new', 'known', 'key-changed', 'unverified')), -- of the shop, when it asked
  detail_count INTEGER NOT NULL CHECK (detail_count > 0),
  filed_at     INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > filed_at),
  decision     TEXT    CHECK (decision IN ('approved', 'declined')),
  decided_at   INTEGER,
  UNIQUE (shop, nonce),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT",
];

/// A row, whole.
#[derive(Debug)]
pub(crate) struct StoredRequest {
    pub(crate) heading: Heading,
    pub(crate) request: SharingRequest,
}

/// A row without the request itself.
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) id: RequestId,
    pub(crate) shop: i64,
    pub(crate) client: ClientId,
    pub(crate) standing: ShopStanding,
    pub(crate) details: u32,
    pub(crate) filed_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) decision: Option<Decision>,
}

/// What the person decided, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Approved { at: Timestamp, grant: GrantId },
    Declined { at: Timestamp },
}

/// Everything but the request itself; `grants` says which grant an approval gave.
const HEADING: &str = "requests.id AS id, requests.shop AS shop, client_id, standing, detail_count, filed_at, expires_at,
    decision, decided_at, grants.id AS grant_id
    FROM requests JOIN shops ON shops.id = requests.shop LEFT JOIN grants ON grants.request = requests.id";

/// Files a request.
pub(crate) fn add(
    connection: &Connection,
    shop: i64,
    standing: ShopStanding,
    request: &SharingRequest,
    now: Timestamp,
) -> Result<RequestId, Error> {
    let details: usize = request.groups.iter().map(|group| group.details.len()).sum();
    connection
        .prepare_cached(
            "INSERT INTO requests (shop, nonce, request, standing, detail_count, filed_at, expires_at)
             VALUES (:shop, :nonce, :request, :standing, :detail_count, :filed_at, :expires_at)",
        )?
        .execute(named_params! {
            ":shop": shop,
            ":nonce": request.nonce,
            ":request": serde_json::to_string(request)?,
            ":standing": standing.word(),
            ":detail_count": i64::try_from(details).unwrap_or(i64::MAX),
            ":filed_at": now.millis(),
            ":expires_at": request.expires_at.millis(),
        })?;
    Ok(RequestId(connection.last_insert_rowid()))
}

/// One request, whole.
pub(crate) fn get(connection: &Connection, id: RequestId) -> Result<StoredRequest, Error> {
    connection
        .prepare_cached(&format!(
            "SELECT requests.request AS request, {HEADING} WHERE requests.id = :id"
        ))?
        .query_row(named_params! { ":id": id.0 }, |row| {
            Ok((row.get::<_, String>("request")?, heading(row)))
        })
        .optional()?
        .map(|(request, heading)| {
            let request = serde_json::from_str(&request).map_err(|_| Error::Damaged(Part::Row))?;
            Ok(StoredRequest {
                heading: heading?,
                request,
            })
        })
        .ok_or(Error::NotFound(Noun::Request))?
}

/// All requests, newest first.
pub(crate) fn headings(connection: &Connection) -> Result<Vec<Heading>, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {HEADING} ORDER BY requests.id DESC"))?;
    let mut rows = statement.query([])?;
    let mut headings = Vec::new();
    while let Some(row) = rows.next()? {
        headings.push(heading(row)?);
    }
    Ok(headings)
}

/// Whether the shop has used this nonce.
pub(crate) fn knows_nonce(connection: &Connection, shop: i64, nonce: &str) -> Result<bool, Error> {
    let known = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM requests WHERE shop = :shop AND nonce = :nonce)",
        )?
        .query_row(named_params! { ":shop": shop, ":nonce": nonce }, |row| {
            row.get(0)
        })?;
    Ok(known)
}

/// The requests that wait, each with the domain that asks.
pub(crate) fn waiting(
    connection: &Connection,
    now: Timestamp,
) -> Result<Vec<(RequestId, Domain)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT requests.id AS id, host FROM requests JOIN shops ON shops.id = requests.shop
         WHERE decision IS NULL AND expires_at > :now",
    )?;
    let mut rows = statement.query(named_params! { ":now": now.millis() })?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push((RequestId(row.get("id")?), domain(row)?));
    }
    Ok(waiting)
}

/// Whether the domain was refused after then and until now: by the person, or by nobody deciding in time.
pub(crate) fn refused_since(
    connection: &Connection,
    refused: &Domain,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT host FROM requests JOIN shops ON shops.id = requests.shop
         WHERE (decision IS NULL OR decision = 'declined')
           AND iif(decision IS NULL, expires_at, decided_at) > :since
           AND iif(decision IS NULL, expires_at, decided_at) <= :now",
    )?;
    let times = named_params! { ":since": since.millis(), ":now": now.millis() };
    let mut rows = statement.query(times)?;
    while let Some(row) = rows.next()? {
        if domain(row)? == *refused {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a signed request from this host was ever approved.
pub(crate) fn was_signed(connection: &Connection, host: &ShopHost) -> Result<bool, Error> {
    let signed = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM requests JOIN shops ON shops.id = requests.shop
             WHERE host = :host AND key_thumbprint IS NOT NULL AND decision = 'approved')",
        )?
        .query_row(named_params! { ":host": host.to_string() }, |row| {
            row.get(0)
        })?;
    Ok(signed)
}

/// Whether a request of the shop was ever approved.
pub(crate) fn was_approved(connection: &Connection, shop: i64) -> Result<bool, Error> {
    let approved = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM requests WHERE shop = :shop AND decision = 'approved')",
        )?
        .query_row(named_params! { ":shop": shop }, |row| row.get(0))?;
    Ok(approved)
}

/// Closes a request as approved.
pub(crate) fn approve(connection: &Connection, id: RequestId, now: Timestamp) -> Result<(), Error> {
    decide(connection, id, "approved", now)
}

/// Closes a request as declined.
pub(crate) fn decline(connection: &Connection, id: RequestId, now: Timestamp) -> Result<(), Error> {
    decide(connection, id, "declined", now)
}

fn decide(
    connection: &Connection,
    id: RequestId,
    decision: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE requests SET decision = :decision, decided_at = :now WHERE id = :id AND decision IS NULL",
        )?
        .execute(named_params! { ":id": id.0, ":decision": decision, ":now": now.millis() })?;
    changed_one(rows, Noun::Request)
}

fn domain(row: &Row<'_>) -> Result<Domain, Error> {
    Ok(Domain::of(&parse_stored(&row.get::<_, String>("host")?)?))
}

fn heading(row: &Row<'_>) -> Result<Heading, Error> {
    let decided_at = row
        .get::<_, Option<i64>>("decided_at")?
        .map(Timestamp::from_millis);
    let grant = row.get::<_, Option<i64>>("grant_id")?.map(GrantId);
    let decision = match (
        row.get::<_, Option<String>>("decision")?.as_deref(),
        decided_at,
        grant,
    ) {
        (None, None, None) => None,
        (Some("approved"), Some(at), Some(grant)) => Some(Decision::Approved { at, grant }),
        (Some("declined"), Some(at), None) => Some(Decision::Declined { at }),
        (Some(_) | None, Some(_) | None, Some(_) | None) => return Err(Error::Damaged(Part::Row)),
    };
    Ok(Heading {
        id: RequestId(row.get("id")?),
        shop: row.get("shop")?,
        client: parse_stored(&row.get::<_, String>("client_id")?)?,
        standing: variant(&row.get::<_, String>("standing")?)?,
        details: number(row.get("detail_count")?)?,
        filed_at: Timestamp::from_millis(row.get("filed_at")?),
        expires_at: Timestamp::from_millis(row.get("expires_at")?),
        decision,
    })
}
