//! Looking at grants: what each shop holds, since when, until when.
//!
//! Invariant: what a shop holds is told from the tokens that it took, never from the profile.

use std::collections::BTreeSet;

use inkling_token::Timestamp;
use inkling_token::terms::Terms;
use inkling_token::vocabulary::{PreferenceKey, vocabulary};
use rusqlite::Connection;

use super::amend::{ends, granted_groups};
use super::detail::said_once;
use super::state::GrantState;
use super::{
    Domain, Duration, GrantId, GrantedGroup, Plain, ReceiptId, SharedDetail, Shop, pause, plain,
    publish,
};
use crate::ledger::{Happening, LedgerEntry};
use crate::store::grants::{Closing, StoredGrant};
use crate::store::{grants, ledger, receipts, requests, shops, tokens};
use crate::{Error, Vault};

/// A grant in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantSummary {
    /// Its number.
    pub id: GrantId,
    /// Who holds it.
    pub shop: Shop,
    /// What is in force, in screen order.
    pub details: Vec<PreferenceKey>,
    /// When it was approved.
    pub since: Timestamp,
    /// The end that is in force; none for once.
    pub until: Option<Timestamp>,
    /// Where it stands.
    pub state: GrantState,
    /// How plain mode stands for the shop: while it is on, the details wait.
    pub plain: Plain,
    /// When the shop last got something.
    pub last_sent: Option<Timestamp>,
}

/// A grant, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    /// The line of the list.
    pub summary: GrantSummary,
    /// What the shop holds now, as far as the vault can tell; empty once the grant was stopped or closed.
    pub holds: Vec<SharedDetail>,
    /// What the shop promised.
    pub terms: Terms,
    /// Of the tokens that the shop holds, from 1.
    pub version: u32,
    /// The shop's signed date of deletion.
    pub deleted_at: Option<Timestamp>,
    /// The receipt of the consent.
    pub receipt: ReceiptId,
    /// What is in force, as it can be narrowed; empty when nothing of it can be changed.
    pub groups: Vec<GrantedGroup>,
    /// Until when the shop may have a token that counts by itself; none: it never had one.
    pub holds_until: Option<Timestamp>,
    /// Where the shop can fetch its tokens while this computer is off.
    pub mailbox: Option<String>,
    /// Ends that could be chosen now instead of the present one; none when the grant has none, or is over.
    pub ends: Vec<(Duration, Option<Timestamp>)>,
}

impl Vault {
    /// All grants, newest first, ended and stopped ones included.
    ///
    /// # Errors
    /// What the file says.
    pub fn grants(&self, now: Timestamp) -> Result<Vec<GrantSummary>, Error> {
        self.look(|connection| {
            let grants = grants::all(connection)?;
            grants
                .iter()
                .map(|grant| summary(connection, grant, now))
                .collect()
        })
    }

    /// One grant, whole.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn grant(&self, id: GrantId, now: Timestamp) -> Result<Grant, Error> {
        self.look(|connection| {
            let grant = grants::get(connection, id)?;
            let held = tokens::held(connection, id)?;
            let version = held.first().map_or(1, |token| token.version);
            let (holds, deleted_at) = match grant.closing {
                None => (
                    said_once(held.into_iter().flat_map(|token| token.details)),
                    None,
                ),
                Some(Closing::ByShop { .. }) => (Vec::new(), None),
                Some(Closing::Stopped { deleted, .. }) => (Vec::new(), deleted),
            };
            let request = requests::get(connection, grant.request)?.request;
            let groups = if pause::living(connection, &grant, now).is_ok() {
                granted_groups(connection, &grant, &request)?
            } else {
                Vec::new()
            };
            Ok(Grant {
                summary: summary(connection, &grant, now)?,
                holds,
                ends: if groups.is_empty() {
                    Vec::new()
                } else {
                    ends(&grant, now)
                },
                groups,
                holds_until: tokens::last_expiry(connection, id)?,
                mailbox: publish::tokens_url(connection, id)?,
                terms: request.terms,
                version,
                deleted_at,
                receipt: receipts::of_grant(connection, id)?.id,
            })
        })
    }

    /// Details that a shop may know by a grant: those of the copy that it took last, and of whatever was sent or mailed since.
    ///
    /// # Errors
    /// What the file says.
    pub fn may_know(&self, id: GrantId) -> Result<BTreeSet<PreferenceKey>, Error> {
        self.look(|connection| {
            let tokens = tokens::may_hold(connection, id)?.into_iter();
            let details = tokens.flat_map(|token| token.details);
            Ok(details.map(|detail| detail.key).collect())
        })
    }

    /// Lines of the ledger about one grant, and since it was given those about plain mode at its shop, newest first.
    ///
    /// # Errors
    /// What the file says.
    pub fn ledger_of(&self, id: GrantId) -> Result<Vec<LedgerEntry>, Error> {
        self.look(|connection| {
            let grant = grants::get(connection, id)?;
            let host = shops::get(connection, grant.shop)?.client.host();
            let domain = Domain::of(&host).to_string();
            let is_of_its_shop = |line: &LedgerEntry| {
                matches!(line.what, Happening::PlainOn | Happening::PlainOff)
                    && line.at >= grant.given_at
                    && line.shop.as_ref().is_none_or(|shop| *shop == domain)
            };
            let mut lines = ledger::newest(connection, u32::MAX, None)?;
            lines.retain(|line| line.grant == Some(id.0) || is_of_its_shop(line));
            Ok(lines)
        })
    }
}

fn summary(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<GrantSummary, Error> {
    let granted = |key: &PreferenceKey| grant.details.iter().any(|detail| detail.key == *key);
    let shop = Shop::met(shops::get(connection, grant.shop)?);
    Ok(GrantSummary {
        id: grant.id,
        plain: plain::of_host(connection, &shop.host)?,
        shop,
        details: vocabulary().keys().filter(granted).collect(),
        since: grant.given_at,
        until: grant.until,
        state: GrantState::of(connection, grant, now)?,
        last_sent: grant.sent.map(|sent| sent.last),
    })
}
