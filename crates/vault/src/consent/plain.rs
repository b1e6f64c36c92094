//! Plain mode: a shop gets the word that it is not to personalise, in the place of everything that was approved.
//!
//! It is a property of the shop's domain, or of every shop, and not of a grant: a new grant of the same shop is under it from
//! its first token on, whichever host the shop asked under. What was approved stays agreed, and waits.
//!
//! Invariant: while it is on for a shop, nothing is composed for it, or for its mailbox, that holds a value the person
//! approved; switching it off gives nothing that was not approved, at the levels that are in force.

use std::collections::BTreeSet;

use inkling_token::client::ShopHost;
use inkling_token::{Timestamp, plain as token};
use rusqlite::Connection;

use super::detail::are_the_word;
use super::requeue::tell;
use super::state::takes_updates;
use super::{Domain, SharedDetail, projection};
use crate::ledger::{Happening, Line};
use crate::store::deliveries::What;
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, ledger, plain, shops, tokens};
use crate::{Error, Vault};

/// For whom plain mode is switched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// For every shop, also those that are yet to come.
    EveryShop,
    /// For whatever asks under one domain.
    Shop(Domain),
}

impl Reach {
    /// The shop that a host is of.
    #[must_use]
    pub fn of(host: &ShopHost) -> Self {
        Self::Shop(Domain::of(host))
    }
}

/// How plain mode stands for one shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plain {
    /// On for every shop since then.
    pub every_shop: Option<Timestamp>,
    /// On for this one since then.
    pub this_shop: Option<Timestamp>,
}

impl Plain {
    /// Whether the shop gets nothing but the word.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.every_shop.is_some() || self.this_shop.is_some()
    }
}

impl Vault {
    /// Switches plain mode on. Shops that have something are told at once, all of them: who says this wants no shop to go on
    /// meanwhile. Harmless when it is on.
    ///
    /// # Errors
    /// What the file says.
    pub fn plain_on(&mut self, reach: &Reach, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            if plain::on(transaction, reach, now)? {
                switched(transaction, reach, Happening::PlainOn, now)?;
            }
            Ok(())
        })
    }

    /// Switches plain mode off. Shops get the approved details again with their next tokens, one now and the others a little
    /// later, as with every change. Harmless when it is off.
    ///
    /// # Errors
    /// What the file says.
    pub fn plain_off(&mut self, reach: &Reach, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            if plain::off(transaction, reach)? {
                switched(transaction, reach, Happening::PlainOff, now)?;
            }
            Ok(())
        })
    }

    /// Where plain mode is on, and since when; every shop first.
    ///
    /// # Errors
    /// What the file says.
    pub fn plain(&self) -> Result<Vec<(Reach, Timestamp)>, Error> {
        self.look(plain::all)
    }

    /// How plain mode stands for the shop of a host.
    ///
    /// # Errors
    /// What the file says.
    pub fn plain_for(&self, host: &ShopHost) -> Result<Plain, Error> {
        self.look(|connection| of_host(connection, host))
    }
}

/// How plain mode stands for the shop of a host.
pub(super) fn of_host(connection: &Connection, host: &ShopHost) -> Result<Plain, Error> {
    let mut found = Plain::default();
    let this_shop = Reach::of(host);
    for (reach, since) in plain::all(connection)? {
        if reach == Reach::EveryShop {
            found.every_shop = Some(since);
        } else if reach == this_shop {
            found.this_shop = Some(since);
        }
    }
    Ok(found)
}

/// What a shop gets in the place of these details: the word, in each of their groups. None while plain mode is off for it.
pub(super) fn instead_of(
    connection: &Connection,
    host: &ShopHost,
    details: &[SharedDetail],
) -> Result<Option<Vec<SharedDetail>>, Error> {
    if !of_host(connection, host)?.is_on() {
        return Ok(None);
    }
    let (key, value) = token::word().map_err(|error| Error::Internal(Box::new(error)))?;
    let groups: BTreeSet<&str> = details.iter().map(|detail| detail.group.as_str()).collect();
    let word = |group: &str| SharedDetail {
        group: group.to_owned(),
        key,
        level: token::LEVEL,
        value: value.clone(),
    };
    Ok(Some(groups.into_iter().map(word).collect()))
}

/// The same for details of a grant.
pub(super) fn in_place(
    connection: &Connection,
    grant: &StoredGrant,
    details: &[SharedDetail],
) -> Result<Option<Vec<SharedDetail>>, Error> {
    let host = shops::get(connection, grant.shop)?.client.host();
    instead_of(connection, &host, details)
}

/// Whether a shop may still have what was approved, and can be told that it is to have nothing but the word: that does not
/// wait. What it was sent counts, whatever it answered, and so does what it could fetch from the mailbox.
pub(super) fn is_urgent(connection: &Connection, grant: &StoredGrant) -> Result<bool, Error> {
    if !can_be_told(grant) || !are_the_word(&projection::now(connection, grant)?) {
        return Ok(false);
    }
    let may_hold = tokens::may_hold(connection, grant.id)?;
    Ok(may_hold.iter().any(|token| !are_the_word(&token.details)))
}

/// What was given once, or is over, nothing reaches any more.
fn can_be_told(grant: &StoredGrant) -> bool {
    let has_channel = grant.sent.is_none() || takes_updates(grant);
    grant.closing.is_none() && grant.ended_at.is_none() && has_channel
}

fn switched(
    connection: &Connection,
    reach: &Reach,
    what: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    let domain = match reach {
        Reach::EveryShop => None,
        Reach::Shop(domain) => Some(domain.to_string()),
    };
    let line = Line {
        shop: domain.as_deref(),
        ..Line::of(what)
    };
    ledger::append(connection, &line, now)?;
    for grant in grants::all(connection)? {
        let host = shops::get(connection, grant.shop)?.client.host();
        let is_reached = *reach == Reach::EveryShop || *reach == Reach::of(&host);
        if !is_reached || grant.closing.is_some() {
            continue;
        }
        if is_urgent(connection, &grant)? {
            deliveries::at_once(connection, grant.id, What::Update, now)?;
            deliveries::at_once(connection, grant.id, What::Publish, now)?;
        }
        tell(connection, &grant, now)?;
    }
    Ok(())
}
