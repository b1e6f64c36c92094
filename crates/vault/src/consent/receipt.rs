//! The receipt of a consent: signed by both sides, by construction.
//!
//! The shop signed its request with its terms; the person's vault signed, with the key of the grant, the token and its
//! binding to those terms. Nothing new is invented (ISO/IEC TS 27560).
//!
//! Invariant: a receipt tells what was shown and agreed then; later changes of the profile do not reach it. What was agreed
//! later stands beside it, never in its place.

use std::fmt;

use inkling_token::Timestamp;
use inkling_token::terms::Terms;
use rusqlite::Connection;

use super::detail::{are_the_word, said_once};
use super::{ReceiptId, SharedDetail, Shop, json_ld};
use crate::store::amendments::StoredAmendment;
use crate::store::grants::Closing;
use crate::store::pauses::StoredPause;
use crate::store::tokens::StoredToken;
use crate::store::{amendments, grants, pauses, receipts, requests, shops, tokens};
use crate::{Error, Vault};

/// A receipt.
#[derive(Clone, PartialEq)]
pub struct Receipt {
    /// Its number.
    pub id: ReceiptId,
    /// The grant it is of.
    pub grant: super::GrantId,
    /// When the person agreed.
    pub at: Timestamp,
    /// With whom.
    pub shop: Shop,
    /// To what, exactly.
    pub details: Vec<SharedDetail>,
    /// What the shop got first in their place: the word of plain mode; empty when it got the details, or nothing yet.
    pub instead: Vec<SharedDetail>,
    /// What the shop promised.
    pub terms: Terms,
    /// Until when; none for once.
    pub until: Option<Timestamp>,
    /// SHA-256 of everything that was shown, hex.
    pub shown_digest: String,
    /// What was agreed since, oldest first.
    pub amendments: Vec<Amended>,
    /// When nothing was sent, oldest first.
    pub pauses: Vec<Pause>,
    /// When the person withdrew.
    pub withdrawn_at: Option<Timestamp>,
    /// When the shop says, signed, that it deleted its copy.
    pub deleted_at: Option<Timestamp>,
    /// The shop's signed word that it did, the compact JWS.
    pub acknowledgement: Option<String>,
    /// The shop's signed request as received.
    pub request: String,
    /// The person's signatures; empty before anything was presented.
    pub proofs: Vec<Proof>,
    /// The receipt in DPV's terms, JSON-LD text.
    pub json_ld: String,
}

/// What was agreed after the approval.
#[derive(Clone, PartialEq, Eq)]
pub struct Amended {
    /// When.
    pub at: Timestamp,
    /// To what, exactly.
    pub details: Vec<SharedDetail>,
    /// Until when.
    pub until: Timestamp,
    /// SHA-256 of everything that was shown, hex.
    pub shown_digest: String,
}

/// A time in which nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// When it was to be over by itself.
    pub until: Option<Timestamp>,
    /// When it was over.
    pub resumed_at: Option<Timestamp>,
}

/// What the person's vault signed for one group of details.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// The group.
    pub group: String,
    /// The issuer-signed JWT, without disclosures.
    pub token: String,
    /// The key-binding JWT, which names the shop's terms by their hash.
    pub key_binding: String,
}

impl Vault {
    /// The receipt of one consent.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn receipt(&self, id: ReceiptId) -> Result<Receipt, Error> {
        self.look(|connection| read(connection, id))
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("id", &self.id)
            .field("grant", &self.grant)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Amended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amended")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof(redacted)")
    }
}

fn read(connection: &Connection, id: ReceiptId) -> Result<Receipt, Error> {
    let stored = receipts::get(connection, id)?;
    let grant = grants::get(connection, stored.grant)?;
    let request = requests::get(connection, grant.request)?;
    let shop = shops::get(connection, grant.shop)?;
    let (withdrawn_at, deleted_at) = match grant.closing {
        Some(Closing::Stopped { at, deleted, .. }) => (Some(at), deleted),
        Some(Closing::ByShop { .. }) | None => (None, None),
    };
    let (details, until) = grants::agreed(connection, grant.id)?;
    let first = tokens::first(connection, grant.id)?;
    let sent = first.iter().flat_map(|token| token.details.clone());
    let sent: Vec<SharedDetail> = sent.collect();
    let was_the_word = are_the_word(&sent) && !are_the_word(&details);
    let mut receipt = Receipt {
        instead: said_once(sent.into_iter().filter(|_| was_the_word)),
        id,
        grant: grant.id,
        at: stored.given_at,
        shop: Shop::new(shop.client, request.heading.standing),
        details,
        terms: request.request.terms,
        until,
        shown_digest: stored.shown_digest,
        amendments: amendments::of(connection, grant.id)?
            .into_iter()
            .map(Amended::from)
            .collect(),
        pauses: pauses::of(connection, grant.id)?
            .into_iter()
            .map(Pause::from)
            .collect(),
        withdrawn_at,
        deleted_at,
        acknowledgement: grant.deletion_ack,
        request: request.request.jws,
        proofs: first.into_iter().filter_map(proof).collect(),
        json_ld: String::new(),
    };
    receipt.json_ld = json_ld::render(&receipt, &grant.name)?;
    Ok(receipt)
}

impl From<StoredAmendment> for Amended {
    fn from(stored: StoredAmendment) -> Self {
        Self {
            at: stored.agreed_at,
            details: stored.details,
            until: stored.until,
            shown_digest: stored.shown_digest,
        }
    }
}

impl From<StoredPause> for Pause {
    fn from(stored: StoredPause) -> Self {
        Self {
            since: stored.since,
            until: stored.until,
            resumed_at: stored.resumed_at,
        }
    }
}

fn proof(token: StoredToken) -> Option<Proof> {
    let (issuer_jwt, _) = token.token.split_once('~')?;
    Some(Proof {
        group: token.group,
        token: issuer_jwt.to_owned(),
        key_binding: token.key_binding?,
    })
}
