//! Blocking a shop, under whatever host of its domain it asks.
//!
//! Invariant: a blocked domain learns nothing: its requests are not shown, not declined and not answered. Grants that it has
//! stay as they are; stopping them is another decision.

use inkling_token::Timestamp;
use inkling_token::client::ShopHost;
use rusqlite::Connection;

use super::Domain;
use crate::ledger::{Happening, Line};
use crate::store::{blocks, ledger, requests};
use crate::{Error, Vault};

/// A blocked shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Its domain, whatever it asks as.
    pub domain: Domain,
    /// Since when.
    pub since: Timestamp,
}

impl Vault {
    /// Blocks the domain of a host: what it asks for is not shown any more, and what waits is closed without a word to it. Harmless when it
    /// is blocked.
    ///
    /// # Errors
    /// What the file says.
    pub fn block(&mut self, host: &ShopHost, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let domain = Domain::of(host);
            if !blocks::add(transaction, &domain, now)? {
                return Ok(());
            }
            for (request, of) in requests::waiting(transaction, now)? {
                if of == domain {
                    requests::decline(transaction, request, now)?;
                }
            }
            append(transaction, &domain, Happening::Blocked, now)
        })
    }

    /// Lets the domain of a host ask again. Harmless when it is not blocked.
    ///
    /// # Errors
    /// What the file says.
    pub fn unblock(&mut self, host: &ShopHost, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let domain = Domain::of(host);
            if blocks::lift(transaction, &domain)? {
                append(transaction, &domain, Happening::Unblocked, now)?;
            }
            Ok(())
        })
    }

    /// Whether the domain of a host is blocked: it is not even called then.
    ///
    /// # Errors
    /// What the file says.
    pub fn is_blocked(&self, host: &ShopHost) -> Result<bool, Error> {
        self.look(|connection| blocks::holds(connection, &Domain::of(host)))
    }

    /// All blocked domains, by name.
    ///
    /// # Errors
    /// What the file says.
    pub fn blocked(&self) -> Result<Vec<Blocked>, Error> {
        self.look(blocks::all)
    }
}

fn append(
    connection: &Connection,
    domain: &Domain,
    what: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    let domain = domain.to_string();
    let line = Line {
        shop: Some(&domain),
        ..Line::of(what)
    };
    ledger::append(connection, &line, now)?;
    Ok(())
}
