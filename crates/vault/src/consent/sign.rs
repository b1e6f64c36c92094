//! The grant's own key at work: issuing tokens, presenting them, and signing the news of a pause and of the end.
//!
//! Invariant: one token a group, all of one version, all signed by the one key of the grant; the version only grows, and
//! the bytes of a token are kept exactly as they were signed.

use std::collections::BTreeMap;

use inkling_token::event::{Rest, pause, revocation};
use inkling_token::key::{GrantKey, KeyError};
use inkling_token::request::SharingRequest;
use inkling_token::response::vp_response;
use inkling_token::seal::{SealError, seal};
use inkling_token::status::{Entry, Status, StatusReference, issue_list};
use inkling_token::token::{BoundAt, GrantTerms, IssueError, PreferenceToken, issue};
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::SharedDetail;
use super::detail::tell_the_same;
use crate::Error;
use crate::store::grants::StoredGrant;
use crate::store::tokens::StoredToken;
use crate::store::{grants, tokens};

/// Days that a token is valid, unless its grant ends before.
const LIFE_DAYS: i64 = 7;
/// Days that a token is valid of which the mailbox tells whether it still counts.
const LIFE_WITH_STATUS_DAYS: i64 = 30;

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

/// What tokens are wanted.
pub(super) struct Wish<'a> {
    pub(super) details: &'a [SharedDetail],
    pub(super) fit: Fit,
    /// What they are to name; none: no mailbox.
    pub(super) reference: Option<Reference>,
}

/// Which tokens that were issued before will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Those that the shop does not have yet, with half of their life before them.
    Undelivered,
    /// The newest, as long as they are valid.
    EvenDelivered,
}

/// Where a token says that its status and its successors lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) status_url: String,
    /// None for what is given once.
    pub(super) mailbox_url: Option<String>,
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

    /// Tokens as wished: the newest ones if they fit, or fresh ones.
    pub(super) fn ready(
        &self,
        connection: &Connection,
        wish: &Wish<'_>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Ready, Error> {
        let newest = tokens::newest(connection, self.grant.id)?;
        let version = newest.first().map_or(0, |token| token.version);
        if version >= self.grant.least_version && still_fit(&newest, wish, now) {
            return Ok(Ready {
                tokens: newest,
                version,
                issued: false,
            });
        }
        let version = (version + 1).max(self.grant.least_version);
        let mut fresh = Vec::new();
        for (group, details) in by_group(wish.details) {
            let made = Made {
                version,
                group,
                reference: wish.reference.as_ref(),
            };
            let token = self.issue(made, details, now, entropy)?;
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
            let at = BoundAt::Moment(now);
            let presented =
                token.present(&self.key, audience, binding.nonce, terms, at, entropy)?;
            tokens::presented(connection, self.grant.id, stored, &presented.key_binding)?;
            presentations.insert(stored.group.clone(), presented.compact);
        }
        let plaintext = vp_response(&presentations, binding.state);
        Ok(seal(&plaintext, &self.request.recipient, entropy)?)
    }

    /// The sealed tokens as they lie in the mailbox, for whoever asks there: bound to the request itself, and to the hour.
    pub(super) fn seal_for_mailbox(
        &self,
        ready: &Ready,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let request = self.request;
        let mut presentations = BTreeMap::new();
        for stored in &ready.tokens {
            let token = PreferenceToken::from_stored(&stored.token)?;
            let presented = token.present(
                &self.key,
                &request.client_id,
                &request.nonce,
                &request.transaction_data,
                BoundAt::Hour(now),
                entropy,
            )?;
            presentations.insert(stored.group.clone(), presented.compact);
        }
        Ok(seal(
            &vp_response(&presentations, None),
            &request.recipient,
            entropy,
        )?)
    }

    /// The status list of the grant.
    pub(super) fn status_list(
        &self,
        url: &str,
        (status, version): (Status, u32),
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let entry = Entry { status, version };
        Ok(issue_list(&self.key, url, entry, now, entropy)?)
    }

    /// The signed news that the grant rests.
    pub(super) fn pause(
        &self,
        rest: Rest,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let (client, name) = (&self.request.client_id, &self.grant.name);
        Ok(pause(&self.key, client, name, rest, now, entropy)?)
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
        made: Made<'_>,
        details: Vec<SharedDetail>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<StoredToken, Error> {
        let issued_at = now.floor_to_hour();
        let days = match made.reference {
            Some(_) => LIFE_WITH_STATUS_DAYS,
            None => LIFE_DAYS,
        };
        let life = issued_at.plus_days(days);
        let expires_at = self.grant.until.map_or(life, |until| until.min(life));
        let values = details
            .iter()
            .map(|detail| (detail.key, detail.value.clone()))
            .collect();
        let status_url = made
            .reference
            .map(|reference| reference.status_url.as_str());
        let token = issue(
            &self.key,
            &self.terms(made),
            &values,
            status_url.map(only_entry).as_ref(),
            issued_at,
            expires_at,
            entropy,
        )?;
        Ok(StoredToken {
            version: made.version,
            group: made.group.to_owned(),
            token: token.as_stored(),
            details,
            issued_at,
            expires_at,
            status_url: status_url.map(str::to_owned),
            key_binding: None,
            delivered_at: None,
        })
    }

    fn terms(&self, made: Made<'_>) -> GrantTerms {
        let terms = &self.request.terms;
        GrantTerms {
            id: self.grant.name.clone(),
            ver: u64::from(made.version),
            to: self.request.client_id.clone(),
            purposes: terms.purposes.clone(),
            retention: terms.retention,
            onward: terms.onward,
            combine: terms.combine,
            terms: self.request.terms_hash.clone(),
            mailbox: made
                .reference
                .and_then(|reference| reference.mailbox_url.clone()),
        }
    }
}

/// What a fresh token says besides its details.
#[derive(Clone, Copy)]
struct Made<'a> {
    version: u32,
    group: &'a str,
    reference: Option<&'a Reference>,
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

/// Of the same details, naming the same, not from a time that has not come, and fresh enough.
fn still_fit(tokens: &[StoredToken], wish: &Wish<'_>, now: Timestamp) -> bool {
    let named = wish
        .reference
        .as_ref()
        .map(|reference| &reference.status_url);
    let is_fresh = |token: &StoredToken| {
        let (life, left) = (
            token.expires_at.millis() - token.issued_at.millis(),
            token.expires_at.millis() - now.millis(),
        );
        match wish.fit {
            Fit::Undelivered => token.delivered_at.is_none() && left.saturating_mul(2) > life,
            Fit::EvenDelivered => left > 0,
        }
    };
    let fits = |token: &StoredToken| {
        token.issued_at <= now && token.status_url.as_ref() == named && is_fresh(token)
    };
    let held: Vec<SharedDetail> = tokens
        .iter()
        .flat_map(|token| token.details.clone())
        .collect();
    !tokens.is_empty() && tokens.iter().all(fits) && tell_the_same(&held, wish.details)
}

/// A grant's status list has one entry.
fn only_entry(url: &str) -> StatusReference {
    StatusReference {
        idx: 0,
        uri: url.to_owned(),
    }
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
