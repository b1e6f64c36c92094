//! Mailboxes: where status lists and sealed tokens are published, with what the store wants to see for it.
//!
//! Invariant: at most one mailbox is in use; the credentials of one that was left go with its row, once it is emptied.

use inkling_token::Timestamp;
use inkling_token::mailbox::{MailboxSettings, Store};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use zeroize::Zeroizing;

use super::changed_one;
use crate::Error;
use crate::error::{Noun, Part};

pub(super) const SCHEMA: &[&str] = &[
    "\
CREATE TABLE mailboxes (
  -- Where status lists and sealed tokens are published. One that was left stays here until it is emptied.
  id                INTEGER NOT NULL PRIMARY KEY,
  public_url        TEXT    NOT NULL,          -- where shops read
  store             TEXT    NOT NULL CHECK (store IN ('folder', 's3')),
  path              TEXT,
  endpoint          TEXT,
  region            TEXT,
  bucket            TEXT,
  access_key_id     TEXT,
  secret_access_key TEXT,
  certificate       TEXT,                      -- of a private authority, PEM
  since             INTEGER NOT NULL,
  left_at           INTEGER,
  CHECK ((path IS NOT NULL) = (store = 'folder')),
  CHECK ((endpoint IS NOT NULL) = (store = 's3')),
  CHECK ((endpoint IS NULL) = (region IS NULL)
     AND (endpoint IS NULL) = (bucket IS NULL)
     AND (endpoint IS NULL) = (access_key_id IS NULL)
     AND (endpoint IS NULL) = (secret_access_key IS NULL)),
  CHECK (certificate IS NULL OR store = 's3')
) STRICT",
    "\
CREATE UNIQUE INDEX mailboxes_used ON mailboxes ((left_at IS NULL)) WHERE left_at IS NULL",
];

/// A row.
#[derive(Debug)]
pub(crate) struct StoredMailbox {
    pub(crate) id: i64,
    pub(crate) settings: MailboxSettings,
    pub(crate) left_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, public_url, store, path, endpoint, region, bucket, access_key_id, secret_access_key, certificate, left_at";

/// The mailbox in use.
pub(crate) fn used(connection: &Connection) -> Result<Option<StoredMailbox>, Error> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM mailboxes WHERE left_at IS NULL"
        ))?
        .query_row([], |row| Ok(stored(row)))
        .optional()?
        .transpose()
}

/// Mailboxes that were left and are not emptied yet.
pub(crate) fn left(connection: &Connection) -> Result<Vec<StoredMailbox>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mailboxes WHERE left_at IS NOT NULL ORDER BY id"
    ))?;
    let mut rows = statement.query([])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        left.push(stored(row)?);
    }
    Ok(left)
}

/// The mailbox with this number, in use or left.
pub(crate) fn get(connection: &Connection, id: i64) -> Result<StoredMailbox, Error> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM mailboxes WHERE id = :id"))?
        .query_row(named_params! { ":id": id }, |row| Ok(stored(row)))?
}

/// Uses a mailbox from now on.
pub(crate) fn add(
    connection: &Connection,
    settings: &MailboxSettings,
    now: Timestamp,
) -> Result<(), Error> {
    let columns = Columns::of(settings);
    connection
        .prepare_cached(
            "INSERT INTO mailboxes (public_url, store, path, endpoint, region, bucket, access_key_id, secret_access_key,
               certificate, since)
             VALUES (:public_url, :store, :path, :endpoint, :region, :bucket, :access_key_id, :secret_access_key,
               :certificate, :now)",
        )?
        .execute(named_params! {
            ":public_url": settings.public_url,
            ":store": columns.store,
            ":path": columns.path,
            ":endpoint": columns.endpoint,
            ":region": columns.region,
            ":bucket": columns.bucket,
            ":access_key_id": columns.access_key_id,
            ":secret_access_key": columns.secret_access_key,
            ":certificate": columns.certificate,
            ":now": now.millis(),
        })?;
    Ok(())
}

/// The same mailbox, reached another way; where shops read it stays.
pub(crate) fn replace(
    connection: &Connection,
    id: i64,
    settings: &MailboxSettings,
) -> Result<(), Error> {
    let columns = Columns::of(settings);
    let rows = connection
        .prepare_cached(
            "UPDATE mailboxes SET store = :store, path = :path, endpoint = :endpoint, region = :region, bucket = :bucket,
               access_key_id = :access_key_id, secret_access_key = :secret_access_key, certificate = :certificate
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id,
            ":store": columns.store,
            ":path": columns.path,
            ":endpoint": columns.endpoint,
            ":region": columns.region,
            ":bucket": columns.bucket,
            ":access_key_id": columns.access_key_id,
            ":secret_access_key": columns.secret_access_key,
            ":certificate": columns.certificate,
        })?;
    changed_one(rows, Noun::Mailbox)
}

/// Leaves a mailbox: nothing new is published there.
pub(crate) fn leave(connection: &Connection, id: i64, now: Timestamp) -> Result<(), Error> {
    let rows = connection
        .prepare_cached("UPDATE mailboxes SET left_at = :now WHERE id = :id AND left_at IS NULL")?
        .execute(named_params! { ":id": id, ":now": now.millis() })?;
    changed_one(rows, Noun::Mailbox)
}

/// Forgets mailboxes that were left and emptied, and with them their credentials.
pub(crate) fn forget_emptied(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached(
            "DELETE FROM mailboxes
             WHERE left_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM objects WHERE objects.mailbox = mailboxes.id)",
        )?
        .execute([])?;
    Ok(())
}

/// A store as the columns have it.
#[derive(Default)]
struct Columns<'a> {
    store: &'static str,
    path: Option<&'a str>,
    endpoint: Option<&'a str>,
    region: Option<&'a str>,
    bucket: Option<&'a str>,
    access_key_id: Option<&'a str>,
    secret_access_key: Option<&'a str>,
    certificate: Option<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(settings: &'a MailboxSettings) -> Self {
        match &settings.store {
            Store::Folder { path } => Self {
                store: "folder",
                path: Some(path),
                ..Self::default()
            },
            Store::S3 {
                endpoint,
                region,
                bucket,
                access_key_id,
                secret_access_key,
                certificate,
            } => Self {
                store: "s3",
                path: None,
                endpoint: Some(endpoint),
                region: Some(region),
                bucket: Some(bucket),
                access_key_id: Some(access_key_id),
                secret_access_key: Some(secret_access_key),
                certificate: certificate.as_deref(),
            },
        }
    }
}

fn stored(row: &Row<'_>) -> Result<StoredMailbox, Error> {
    let store = match row.get::<_, String>("store")?.as_str() {
        "folder" => Store::Folder {
            path: row.get("path")?,
        },
        "s3" => Store::S3 {
            endpoint: row.get("endpoint")?,
            region: row.get("region")?,
            bucket: row.get("bucket")?,
            access_key_id: row.get("access_key_id")?,
            secret_access_key: Zeroizing::new(row.get("secret_access_key")?),
            certificate: row.get("certificate")?,
        },
        _ => return Err(Error::Damaged(Part::Row)),
    };
    Ok(StoredMailbox {
        id: row.get("id")?,
        settings: MailboxSettings {
            store,
            public_url: row.get("public_url")?,
        },
        left_at: row
            .get::<_, Option<i64>>("left_at")?
            .map(Timestamp::from_millis),
    })
}
