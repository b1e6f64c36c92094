//! Blocking a shop.
//!
//! Invariant: a blocked host learns nothing: its requests are not shown, not declined and not answered. Grants that it has
//! stay as they are; stopping them is another decision.

use inkling_token::Timestamp;
use inkling_token::client::ShopHost;
use rusqlite::Connection;

use crate::ledger::{Happening, Line};
use crate::store::{blocks, ledger, requests};
use crate::{Error, Vault};

/// A blocked shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Its host, whatever it asks as.
    pub host: ShopHost,
    /// Since when.
    pub since: Timestamp,
}

impl Vault {
    /// Blocks a host: what it asks for is not shown any more, and what waits is closed without a word to it. Harmless when it
    /// is blocked.
    ///
    /// # Errors
    /// What the file says.
    pub fn block(&mut self, host: &ShopHost, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            if !blocks::add(transaction, host, now)? {
                return Ok(());
            }
            for request in requests::waiting(transaction, Some(host), now)? {
                requests::decline(transaction, request, now)?;
            }
            append(transaction, host, Happening::Blocked, now)
        })
    }

    /// Lets a host ask again. Harmless when it is not blocked.
    ///
    /// # Errors
    /// What the file says.
    pub fn unblock(&mut self, host: &ShopHost, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            if blocks::lift(transaction, host)? {
                append(transaction, host, Happening::Unblocked, now)?;
            }
            Ok(())
        })
    }

    /// Whether a host is blocked: it is not even called then.
    ///
    /// # Errors
    /// What the file says.
    pub fn is_blocked(&self, host: &ShopHost) -> Result<bool, Error> {
        self.look(|connection| blocks::holds(connection, host))
    }

    /// All blocked hosts, by name.
    ///
    /// # Errors
    /// What the file says.
    pub fn blocked(&self) -> Result<Vec<Blocked>, Error> {
        self.look(blocks::all)
    }
}

fn append(
    connection: &Connection,
    host: &ShopHost,
    what: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    let host = host.to_string();
    let line = Line {
        shop: Some(&host),
        ..Line::of(what)
    };
    ledger::append(connection, &line, now)?;
    Ok(())
}
