//! Plain mode: where it is on.
//!
//! Invariant: a row is of a domain, whatever host and client id a shop asks under, or of every shop; switching one off leaves
//! the others on.

use inkling_token::Timestamp;
use inkling_token::client::ShopHost;
use rusqlite::{Connection, named_params};

use super::parse_stored;
use crate::Error;
use crate::consent::{Domain, Reach};

pub(super) const SCHEMA: &[&str] = &["\
CREATE TABLE plain (
  -- Where plain mode is on: such a shop gets the word that it is not to personalise, and nothing else.
  domain TEXT    NOT NULL PRIMARY KEY,   -- of a shop, whatever host it asks under; '*': every shop
  since  INTEGER NOT NULL                -- ms since 1970 UTC
) STRICT, WITHOUT ROWID"];

/// Stands for every shop; no host is called so.
const EVERY: &str = "*";

/// Switches it on; whether it was off.
pub(crate) fn on(connection: &Connection, reach: &Reach, now: Timestamp) -> Result<bool, Error> {
    if all(connection)?.iter().any(|(its, _)| its == reach) {
        return Ok(false);
    }
    connection
        .prepare_cached("INSERT INTO plain (domain, since) VALUES (:domain, :now)")?
        .execute(named_params! { ":domain": word(reach), ":now": now.millis() })?;
    Ok(true)
}

/// Switches it off; whether it was on.
pub(crate) fn off(connection: &Connection, reach: &Reach) -> Result<bool, Error> {
    let mut was_on = false;
    for (stored, its, _) in rows(connection)? {
        if its == *reach {
            connection
                .prepare_cached("DELETE FROM plain WHERE domain = :domain")?
                .execute(named_params! { ":domain": stored })?;
            was_on = true;
        }
    }
    Ok(was_on)
}

/// Everywhere that it is on.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(Reach, Timestamp)>, Error> {
    let rows = rows(connection)?.into_iter();
    let mut all: Vec<(Reach, Timestamp)> = rows.map(|(_, reach, since)| (reach, since)).collect();
    all.sort_unstable();
    all.dedup_by(|later, first| later.0 == first.0);
    Ok(all)
}

fn word(reach: &Reach) -> String {
    match reach {
        Reach::EveryShop => EVERY.to_owned(),
        Reach::Shop(domain) => domain.to_string(),
    }
}

fn rows(connection: &Connection) -> Result<Vec<(String, Reach, Timestamp)>, Error> {
    let mut statement = connection.prepare_cached("SELECT domain, since FROM plain")?;
    let mut rows = statement.query([])?;
    let mut stored = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get("domain")?;
        let reach = if text == EVERY {
            Reach::EveryShop
        } else {
            Reach::Shop(Domain::of(&parse_stored::<ShopHost>(&text)?))
        };
        stored.push((text, reach, Timestamp::from_millis(row.get("since")?)));
    }
    Ok(stored)
}
