//! Preference tokens, exactly as they were issued.
//!
//! Invariant: a token is written once and never changed; only its presentation and its delivery are noted. Versions of a
//! grant only grow: the primary key refuses one that was used.

use std::fmt;

use inkling_token::Timestamp;
use rusqlite::{Connection, Row, named_params};

use super::changed_one;
use crate::Error;
use crate::consent::{GrantId, SharedDetail};
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE tokens (
  -- Every preference token exactly as it was issued: one for each group of details and each version of a grant.
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  version      INTEGER NOT NULL CHECK (version > 0),
  group_id     TEXT    NOT NULL,               -- the shop's name for the group
  token        TEXT    NOT NULL,               -- issuer-signed JWT and disclosures
  details      TEXT    NOT NULL CHECK (json_valid(details)), -- what the disclosures say
  issued_at    INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > issued_at),
  status_url   TEXT,                           -- the status list that it names
  key_binding  TEXT,                           -- key-binding JWT of the presentation that the shop took, or of the last one
  mailed_at    INTEGER,                        -- since when it has lain in the mailbox, sealed
  delivered_at INTEGER CHECK (delivered_at IS NULL OR key_binding IS NOT NULL),
  PRIMARY KEY (grant_id, version, group_id)
) STRICT, WITHOUT ROWID",
];

/// A row.
pub(crate) struct StoredToken {
    pub(crate) version: u32,
    pub(crate) group: String,
    /// Issuer-signed JWT and disclosures.
    pub(crate) token: String,
    pub(crate) details: Vec<SharedDetail>,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// The status list that it names.
    pub(crate) status_url: Option<String>,
    pub(crate) key_binding: Option<String>,
    pub(crate) delivered_at: Option<Timestamp>,
}

/// A token says what the person is like.
impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "version, group_id, token, details, issued_at, expires_at, status_url, key_binding, delivered_at";

/// Keeps a token that was issued.
pub(crate) fn add(
    connection: &Connection,
    grant: GrantId,
    token: &StoredToken,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO tokens (grant_id, version, group_id, token, details, issued_at, expires_at, status_url)
             VALUES (:grant_id, :version, :group_id, :token, :details, :issued_at, :expires_at, :status_url)",
        )?
        .execute(named_params! {
            ":grant_id": grant.0,
            ":version": token.version,
            ":group_id": token.group,
            ":token": token.token,
            ":details": serde_json::to_string(&token.details)?,
            ":issued_at": token.issued_at.millis(),
            ":expires_at": token.expires_at.millis(),
            ":status_url": token.status_url,
        })?;
    Ok(())
}

/// The tokens of the newest version; empty before the first was issued.
pub(crate) fn newest(connection: &Connection, grant: GrantId) -> Result<Vec<StoredToken>, Error> {
    select(
        connection,
        grant,
        "(SELECT max(version) FROM tokens WHERE grant_id = :grant_id)",
    )
}

/// The tokens of one version.
pub(crate) fn of(
    connection: &Connection,
    grant: GrantId,
    version: u32,
) -> Result<Vec<StoredToken>, Error> {
    select(connection, grant, &version.to_string())
}

/// The tokens that the shop holds: the newest that it took.
pub(crate) fn held(connection: &Connection, grant: GrantId) -> Result<Vec<StoredToken>, Error> {
    select(
        connection,
        grant,
        "(SELECT max(version) FROM tokens WHERE grant_id = :grant_id AND delivered_at IS NOT NULL)",
    )
}

/// The tokens that the shop may hold: what it took last, and all that was presented or mailed since.
pub(crate) fn may_hold(connection: &Connection, grant: GrantId) -> Result<Vec<StoredToken>, Error> {
    let sent = "(key_binding IS NOT NULL OR mailed_at IS NOT NULL)";
    let since = "coalesce((SELECT max(version) FROM tokens WHERE grant_id = :grant_id AND delivered_at IS NOT NULL), 0)";
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tokens
         WHERE grant_id = :grant_id AND version >= {since} AND {sent} ORDER BY version, group_id"
    ))?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    collect(&mut rows)
}

/// The tokens that stand in the receipt: the first that the shop took, or else the first that was presented to it.
pub(crate) fn first(connection: &Connection, grant: GrantId) -> Result<Vec<StoredToken>, Error> {
    select(
        connection,
        grant,
        "(SELECT coalesce(min(iif(delivered_at IS NOT NULL, version, NULL)), min(version))
          FROM tokens WHERE grant_id = :grant_id AND key_binding IS NOT NULL)",
    )
}

/// When the last token that the shop may have ceases to be valid; none if none was ever presented. What lies in the
/// mailbox counts from then on: the shop learns the place from the first token.
pub(crate) fn last_expiry(
    connection: &Connection,
    grant: GrantId,
) -> Result<Option<Timestamp>, Error> {
    let at: Option<i64> = connection
        .prepare_cached(
            "SELECT max(expires_at) FROM tokens
             WHERE grant_id = :grant_id AND (key_binding IS NOT NULL OR mailed_at IS NOT NULL)
               AND EXISTS (SELECT 1 FROM tokens WHERE grant_id = :grant_id AND key_binding IS NOT NULL)",
        )?
        .query_row(named_params! { ":grant_id": grant.0 }, |row| row.get(0))?;
    Ok(at.map(Timestamp::from_millis))
}

/// Until when a token that the shop may use names this status list; none if there is no such token.
pub(crate) fn names_until(
    connection: &Connection,
    grant: GrantId,
    status_url: &str,
) -> Result<Option<Timestamp>, Error> {
    let at: Option<i64> = connection
        .prepare_cached(
            "SELECT max(expires_at) FROM tokens
             WHERE grant_id = :grant_id AND status_url = :status_url
               AND (key_binding IS NOT NULL OR mailed_at IS NOT NULL)
               AND EXISTS (SELECT 1 FROM tokens WHERE grant_id = :grant_id AND key_binding IS NOT NULL)
               AND version >= coalesce((SELECT max(version) FROM tokens WHERE grant_id = :grant_id AND delivered_at IS NOT NULL), 0)",
        )?
        .query_row(named_params! { ":grant_id": grant.0, ":status_url": status_url }, |row| {
            row.get(0)
        })?;
    Ok(at.map(Timestamp::from_millis))
}

/// Until when any token that was ever issued names this status list; none if none did.
pub(crate) fn ever_named_until(
    connection: &Connection,
    grant: GrantId,
    status_url: &str,
) -> Result<Option<Timestamp>, Error> {
    let at: Option<i64> = connection
        .prepare_cached(
            "SELECT max(expires_at) FROM tokens WHERE grant_id = :grant_id AND status_url = :status_url",
        )?
        .query_row(named_params! { ":grant_id": grant.0, ":status_url": status_url }, |row| {
            row.get(0)
        })?;
    Ok(at.map(Timestamp::from_millis))
}

/// Notes the signature that a token was presented with; the one that the shop took stays.
pub(crate) fn presented(
    connection: &Connection,
    grant: GrantId,
    token: &StoredToken,
    key_binding: &str,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE tokens SET key_binding = iif(delivered_at IS NULL, :key_binding, key_binding)
             WHERE grant_id = :grant_id AND version = :version AND group_id = :group_id",
        )?
        .execute(named_params! {
            ":grant_id": grant.0,
            ":version": token.version,
            ":group_id": token.group,
            ":key_binding": key_binding,
        })?;
    changed_one(rows, Noun::Grant)
}

/// Notes that all tokens of a version were composed for the mailbox.
pub(crate) fn mailed(
    connection: &Connection,
    grant: GrantId,
    version: u32,
    now: Timestamp,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE tokens SET mailed_at = coalesce(mailed_at, :now)
             WHERE grant_id = :grant_id AND version = :version",
        )?
        .execute(
            named_params! { ":grant_id": grant.0, ":version": version, ":now": now.millis() },
        )?;
    Ok(())
}

/// Notes that the shop took all tokens of a version.
pub(crate) fn delivered(
    connection: &Connection,
    grant: GrantId,
    version: u32,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = connection
        .prepare_cached(
            "UPDATE tokens SET delivered_at = coalesce(delivered_at, :now)
             WHERE grant_id = :grant_id AND version = :version",
        )?
        .execute(
            named_params! { ":grant_id": grant.0, ":version": version, ":now": now.millis() },
        )?;
    if rows == 0 {
        Err(Error::fault("tokens were delivered that were never issued"))
    } else {
        Ok(())
    }
}

fn select(
    connection: &Connection,
    grant: GrantId,
    version: &str,
) -> Result<Vec<StoredToken>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM tokens WHERE grant_id = :grant_id AND version = {version} ORDER BY group_id"
    ))?;
    let mut rows = statement.query(named_params! { ":grant_id": grant.0 })?;
    collect(&mut rows)
}

fn collect(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<StoredToken>, Error> {
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        tokens.push(stored(row)?);
    }
    Ok(tokens)
}

fn stored(row: &Row<'_>) -> Result<StoredToken, Error> {
    let details: String = row.get("details")?;
    Ok(StoredToken {
        version: row.get("version")?,
        group: row.get("group_id")?,
        token: row.get("token")?,
        details: serde_json::from_str(&details).map_err(|_| Error::Damaged(Part::Row))?,
        issued_at: Timestamp::from_millis(row.get("issued_at")?),
        expires_at: Timestamp::from_millis(row.get("expires_at")?),
        status_url: row.get("status_url")?,
        key_binding: row.get("key_binding")?,
        delivered_at: row
            .get::<_, Option<i64>>("delivered_at")?
            .map(Timestamp::from_millis),
    })
}
