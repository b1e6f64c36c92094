//! The grant's own key at work: issuing tokens, presenting them, and signing the news of the end.
//!
//! Invariant: one token a group, all of one version, all signed by the one key of the grant; the version only grows, and
//! the bytes of a token are kept exactly as they were signed.

use std::collections::BTreeMap;

use inkling_token::event::revocation;
use inkling_token::key::{GrantKey, KeyError};
use inkling_token::request::SharingRequest;
use inkling_token::response::vp_response;
use inkling_token::seal::{SealError, seal};
use inkling_token::token::{GrantTerms, IssueError, PreferenceToken, issue};
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::SharedDetail;
use super::detail::tell_the_same;
use crate::Error;
use crate::store::grants::StoredGrant;
use crate::store::tokens::StoredToken;
use crate::store::{grants, tokens};

/// Days that a token is valid, unless its grant ends before.
const LIFE_DAYS: i64 = 30;

/// A grant with its key and the request that it answers.
pub(super) struct Signer<'a> {
    grant: &'a StoredGrant,
    request: &'a SharingRequest,
    key: GrantKey,
}

/// The tokens to present, and whether they had to be issued for it.
pub(super) struct Ready {
    pub(super) tokens: Vec<StoredToken>,
    pub(super) version: u32,
    pub(super) issued: bool,
}

impl<'a> Signer<'a> {
    /// Takes the key out of the file; `None` when nothing is left to sign.
    pub(super) fn load(
        connection: &Connection,
        grant: &'a StoredGrant,
        request: &'a SharingRequest,
        entropy: &dyn Entropy,
    ) -> Result<Option<Self>, Error> {
        let Some(pkcs8) = grants::signing_key(connection, grant.id)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            grant,
            request,
            key: GrantKey::from_pkcs8(&pkcs8, entropy)?,
        }))
    }

    /// Tokens with these details: the newest ones if the shop does not have them yet and they still fit, or fresh ones.
    pub(super) fn ready(
        &self,
        connection: &Connection,
        details: &[SharedDetail],
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Ready, Error> {
        let newest = tokens::newest(connection, self.grant.id)?;
        let version = newest.first().map_or(0, |token| token.version);
        if !newest.is_empty() && still_fit(&newest, details, now) {
            return Ok(Ready {
                tokens: newest,
                version,
                issued: false,
            });
        }
        let version = version + 1;
        let mut fresh = Vec::new();
        for (group, details) in by_group(details) {
            let token = self.issue(version, group, details, now, entropy)?;
            tokens::add(connection, self.grant.id, &token)?;
            fresh.push(token);
        }
        Ok(Ready {
            tokens: fresh,
            version,
            issued: true,
        })
    }

    /// The sealed answer: every token bound to the nonce and to the shop's terms.
    pub(super) fn present(
        &self,
        connection: &Connection,
        ready: &Ready,
        binding: Binding<'_>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let (audience, terms) = (&self.request.client_id, &self.request.transaction_data);
        let mut presentations = BTreeMap::new();
        for stored in &ready.tokens {
            let token = PreferenceToken::from_stored(&stored.token)?;
            let presented =
                token.present(&self.key, audience, binding.nonce, terms, now, entropy)?;
            tokens::presented(connection, self.grant.id, stored, &presented.key_binding)?;
            presentations.insert(stored.group.clone(), presented.compact);
        }
        let plaintext = vp_response(&presentations, binding.state);
        Ok(seal(&plaintext, &self.request.recipient, entropy)?)
    }

    /// The signed news that the grant was stopped.
    pub(super) fn revocation(
        &self,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        Ok(revocation(
            &self.key,
            &self.request.client_id,
            &self.grant.name,
            now,
            entropy,
        )?)
    }

    fn issue(
        &self,
        version: u32,
        group: &str,
        details: Vec<SharedDetail>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<StoredToken, Error> {
        let issued_at = now.floor_to_hour();
        let life = issued_at.plus_days(LIFE_DAYS);
        let expires_at = self.grant.until.map_or(life, |until| until.min(life));
        let values = details
            .iter()
            .map(|detail| (detail.key, detail.value.clone()))
            .collect();
        let token = issue(
            &self.key,
            &self.terms(version),
            &values,
            issued_at,
            expires_at,
            entropy,
        )?;
        Ok(StoredToken {
            version,
            group: group.to_owned(),
            token: token.as_stored(),
            details,
            issued_at,
            expires_at,
            key_binding: None,
            delivered_at: None,
        })
    }

    fn terms(&self, version: u32) -> GrantTerms {
        let terms = &self.request.terms;
        GrantTerms {
            id: self.grant.name.clone(),
            ver: u64::from(version),
            to: self.request.client_id.clone(),
            purposes: terms.purposes.clone(),
            retention: terms.retention,
            onward: terms.onward,
            combine: terms.combine,
            terms: self.request.terms_hash.clone(),
        }
    }
}

/// What one presentation is bound to.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    /// The request's nonce, or the shop's for the next update.
    pub(super) nonce: &'a str,
    /// The request's state; none with an update.
    pub(super) state: Option<&'a str>,
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<IssueError> for Error {
    fn from(error: IssueError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<SealError> for Error {
    fn from(error: SealError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// Not delivered, of the same details, and with half of their life before them.
fn still_fit(tokens: &[StoredToken], details: &[SharedDetail], now: Timestamp) -> bool {
    let fresh = |token: &StoredToken| {
        let (life, left) = (
            token.expires_at.millis() - token.issued_at.millis(),
            token.expires_at.millis() - now.millis(),
        );
        token.delivered_at.is_none() && left.saturating_mul(2) > life
    };
    let held: Vec<SharedDetail> = tokens
        .iter()
        .flat_map(|token| token.details.clone())
        .collect();
    tokens.iter().all(fresh) && tell_the_same(&held, details)
}

fn by_group(details: &[SharedDetail]) -> BTreeMap<&str, Vec<SharedDetail>> {
    let mut groups = BTreeMap::<&str, Vec<SharedDetail>>::new();
    for detail in details {
        groups
            .entry(&detail.group)
            .or_default()
            .push(detail.clone());
    }
    groups
}
