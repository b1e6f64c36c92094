//! What a shop's verifier checks; ours, to hold the shop's kits against.
//!
//! Stock libraries leave some of these checks to their callers. Here none is left: caps come before hashing, hashing
//! before trust, and every doubt is a refusal. Whether a detail was asked for is the shop's to compare, who has the query.
//!
//! Invariant: a [`VerifiedToken`] holds only details that were concealed by the issuer, disclosed once, in their place,
//! to this shop, for these terms (RFC 9901, section 7; OpenID4VP 1.0, appendix B.3).

mod disclosed;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Timestamp;
use crate::client::{ClientId, is_web_url};
use crate::dcql::VCT;
use crate::did::{Jwk, did_jwk};
use crate::json::{self, Limits};
use crate::jws::Compact;
use crate::plain::is_plain;
use crate::status::StatusReference;
use crate::terms::terms_hash;
use crate::text::{from_base64url, sha256_base64url};
use crate::token::{DEEPEST, GrantTerms, LONGEST_PRESENTATION, MOST_DISCLOSURES};
use crate::vocabulary::PreferenceKey;

const LIMITS: Limits = Limits {
    bytes: LONGEST_PRESENTATION,
    depth: DEEPEST,
};
const SKEW_S: i64 = 60;
const OLDEST_BINDING_S: i64 = 300;

/// What the shop knows: itself, the nonce it gave, the terms it sent, the time.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The shop.
    pub client_id: &'a ClientId,
    /// The nonce of its request, or its last `grant_nonce`; in a mailbox always the request's.
    pub nonce: &'a str,
    /// The `transaction_data` entry of its request, as sent.
    pub transaction_data: &'a str,
    /// The time.
    pub now: Timestamp,
}

/// A token that holds for this shop. Its `Debug` shows none of the details.
#[derive(Clone, PartialEq)]
pub struct VerifiedToken {
    /// What was agreed. A shop keeps the highest `ver` it has seen.
    pub grant: GrantTerms,
    /// The details, as sent.
    pub details: BTreeMap<PreferenceKey, Value>,
    /// The grant's key: the same in every token of the grant.
    pub key: Jwk,
    /// When it was issued, to the hour.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Where the shop sees whether the grant still stands; this crate fetches nothing.
    pub status: Option<StatusReference>,
}

impl VerifiedToken {
    /// Whether it says only that its holder is in plain mode: the shop then shows what it shows everybody.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        is_plain(&self.details)
    }
}

impl fmt::Debug for VerifiedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedToken")
            .field("grant", &self.grant)
            .finish_non_exhaustive()
    }
}

/// Checks a presentation that the vault sent, all of it.
///
/// # Errors
/// With the first check that fails; nothing of the presentation may be used then.
pub fn verify(presentation: &str, expected: &Expected<'_>) -> Result<VerifiedToken, VerifyError> {
    check(presentation, expected, Source::Sent)
}

/// Checks a presentation that lay in a mailbox. Its key binding may be as old as the token: what keeps it fresh is `exp`,
/// `ver` and the status.
///
/// # Errors
/// With the first check that fails; nothing of the presentation may be used then.
pub fn verify_from_mailbox(
    presentation: &str,
    expected: &Expected<'_>,
) -> Result<VerifiedToken, VerifyError> {
    check(presentation, expected, Source::Mailbox)
}

/// How a presentation reached the shop.
#[derive(Clone, Copy)]
enum Source {
    Sent,
    Mailbox,
}

impl Source {
    /// So many seconds may a key binding be old.
    fn oldest_binding(self) -> i64 {
        match self {
            Self::Sent => OLDEST_BINDING_S,
            Self::Mailbox => i64::MAX,
        }
    }
}

fn check(
    presentation: &str,
    expected: &Expected<'_>,
    source: Source,
) -> Result<VerifiedToken, VerifyError> {
    let parts = Parts::split(presentation)?;
    let issuer = Compact::parse(parts.issuer_jwt, LIMITS).map_err(|_| VerifyError::Malformed)?;
    if !issuer.is("dc+sd-jwt") || issuer.header_text("kid") != Some("#0") {
        return Err(VerifyError::Type);
    }
    let plain: Plain = read(
        issuer
            .payload
            .iter()
            .filter(|(name, _)| PLAIN.contains(&name.as_str())),
    )?;
    if plain.iss != did_jwk(&plain.cnf.jwk) || plain.vct != VCT {
        return Err(VerifyError::Issuer);
    }
    issuer
        .verify(&plain.cnf.jwk)
        .map_err(|_| VerifyError::Signature)?;
    check_times(&plain, expected.now)?;
    if !is_random(&plain.grant.id) || plain.grant.ver == 0 || !leads_to_the_web(&plain) {
        return Err(VerifyError::Malformed);
    }
    if plain.grant.to != *expected.client_id {
        return Err(VerifyError::Audience);
    }
    if plain.grant.terms != terms_hash(expected.transaction_data) {
        return Err(VerifyError::Terms);
    }
    check_key_binding(&parts, &plain.cnf.jwk, expected, source)?;
    let details = disclosed::details(&issuer.payload, &parts.disclosures)?;
    Ok(VerifiedToken {
        grant: plain.grant,
        details,
        key: plain.cnf.jwk,
        issued_at: Timestamp::from_seconds(plain.iat),
        expires_at: Timestamp::from_seconds(plain.exp),
        status: plain.status.map(|status| status.status_list),
    })
}

/// A presentation that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Longer, or with more disclosures, than any token of ours.
    #[error("failed to verify the token: it is too large")]
    TooLarge,
    /// Not a token with key binding.
    #[error("failed to verify the token: it is malformed")]
    Malformed,
    /// Another algorithm or type, or extensions that must be understood.
    #[error("failed to verify the token: its algorithm or type is not accepted")]
    Type,
    /// The issuer is not its own key, or issues something else.
    #[error("failed to verify the token: its issuer is not its key")]
    Issuer,
    /// A signature does not hold.
    #[error("failed to verify the token: a signature does not hold")]
    Signature,
    /// Its time is over.
    #[error("failed to verify the token: it has expired")]
    Expired,
    /// Its time has not come.
    #[error("failed to verify the token: its time has not come")]
    NotYetValid,
    /// For another shop.
    #[error("failed to verify the token: it is for another shop")]
    Audience,
    /// Another nonce: replayed.
    #[error("failed to verify the token: its nonce is another")]
    Nonce,
    /// Other terms than those sent.
    #[error("failed to verify the token: its terms are others")]
    Terms,
    /// The key binding is old, or over something else.
    #[error("failed to verify the token: its key binding does not hold")]
    KeyBinding,
    /// A disclosure that was not concealed, or not like this.
    #[error("failed to verify the token: its disclosures do not hold")]
    Disclosures,
}

/// Members of the issuer-signed part that are not on the way to a concealed detail.
const PLAIN: [&str; 8] = ["iss", "vct", "iat", "nbf", "exp", "cnf", "grant", "status"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    iss: String,
    vct: String,
    iat: i64,
    nbf: Option<i64>,
    exp: i64,
    cnf: Confirmation,
    grant: GrantTerms,
    #[serde(default, deserialize_with = "json::present")]
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    jwk: Jwk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    status_list: StatusReference,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyBinding {
    iat: i64,
    exp: Option<i64>,
    nbf: Option<i64>,
    aud: String,
    nonce: String,
    sd_hash: String,
    transaction_data_hashes: Vec<String>,
    transaction_data_hashes_alg: String,
}

struct Parts<'a> {
    issuer_jwt: &'a str,
    disclosures: Vec<&'a str>,
    /// All that the key binding hashes: up to and with the last `~`.
    bound: &'a str,
    key_binding: &'a str,
}

impl<'a> Parts<'a> {
    /// Cuts a presentation, caps first.
    fn split(presentation: &'a str) -> Result<Self, VerifyError> {
        if presentation.len() > LONGEST_PRESENTATION {
            return Err(VerifyError::TooLarge);
        }
        let at = presentation.rfind('~').ok_or(VerifyError::Malformed)?;
        let (bound, key_binding) = presentation
            .split_at_checked(at + 1)
            .ok_or(VerifyError::Malformed)?;
        let mut parts = bound.split_terminator('~');
        let issuer_jwt = parts.next().ok_or(VerifyError::Malformed)?;
        let disclosures: Vec<&str> = parts.take(MOST_DISCLOSURES + 1).collect();
        if disclosures.len() > MOST_DISCLOSURES {
            return Err(VerifyError::TooLarge);
        }
        if key_binding.is_empty() {
            return Err(VerifyError::KeyBinding);
        }
        Ok(Self {
            issuer_jwt,
            disclosures,
            bound,
            key_binding,
        })
    }
}

fn read<'a, T: for<'de> Deserialize<'de>>(
    members: impl Iterator<Item = (&'a String, &'a Value)>,
) -> Result<T, VerifyError> {
    let object: Map<String, Value> = members
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    serde_json::from_value(Value::Object(object)).map_err(|_| VerifyError::Malformed)
}

/// Whether a grant's id has the form of 128 random bits, so that nobody guesses another's.
fn is_random(id: &str) -> bool {
    id.len() >= 22 && from_base64url(id).is_some()
}

/// Whether the addresses that a shop is to ask are addresses of the web.
fn leads_to_the_web(plain: &Plain) -> bool {
    let mailbox = plain.grant.mailbox.as_deref();
    let status = plain.status.as_ref();
    mailbox.is_none_or(is_web_url) && status.is_none_or(|status| status.status_list.is_sound())
}

fn check_times(plain: &Plain, now: Timestamp) -> Result<(), VerifyError> {
    let now = now.seconds();
    if plain.exp <= now || plain.exp <= plain.iat {
        return Err(VerifyError::Expired);
    }
    let starts = plain.iat.max(plain.nbf.unwrap_or(i64::MIN));
    if starts > now.saturating_add(SKEW_S) {
        return Err(VerifyError::NotYetValid);
    }
    Ok(())
}

fn check_key_binding(
    parts: &Parts<'_>,
    key: &Jwk,
    expected: &Expected<'_>,
    source: Source,
) -> Result<(), VerifyError> {
    let jwt = Compact::parse(parts.key_binding, LIMITS).map_err(|_| VerifyError::Malformed)?;
    if !jwt.is("kb+jwt") {
        return Err(VerifyError::Type);
    }
    jwt.verify(key).map_err(|_| VerifyError::Signature)?;
    let binding: KeyBinding = read(jwt.payload.iter())?;
    if binding.aud != expected.client_id.to_string() {
        return Err(VerifyError::Audience);
    }
    if binding.nonce != expected.nonce {
        return Err(VerifyError::Nonce);
    }
    if binding.transaction_data_hashes != [terms_hash(expected.transaction_data)]
        || binding.transaction_data_hashes_alg != "sha-256"
    {
        return Err(VerifyError::Terms);
    }
    let now = expected.now.seconds();
    let age = now.saturating_sub(binding.iat);
    let in_time = (-SKEW_S..=source.oldest_binding()).contains(&age)
        && binding.exp.is_none_or(|exp| exp > now)
        && binding
            .nbf
            .is_none_or(|nbf| nbf <= now.saturating_add(SKEW_S));
    if !in_time || binding.sd_hash != sha256_base64url(parts.bound) {
        return Err(VerifyError::KeyBinding);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
