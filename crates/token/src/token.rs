//! The preference token: what a grant yields, signed, with every preference behind its own disclosure.
//!
//! Invariant: a token holds exactly the details it was issued with; its plain part holds the terms and no preference
//! (RFC 9901; SD-JWT VC).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::ClientId;
use crate::dcql::VCT;
use crate::entropy::random_id;
use crate::key::{GrantKey, KeyError};
use crate::status::StatusReference;
use crate::terms::{Onward, Purpose, Retention, terms_hash};
use crate::text::{base64url, sha256_base64url};
use crate::value::MOST_ENTRIES;
use crate::vocabulary::PreferenceKey;
use crate::{Entropy, Timestamp, json, jws};

/// Disclosures of a token at most.
pub(crate) const MOST_DISCLOSURES: usize = 64;
/// Bytes of a presentation at most.
pub(crate) const LONGEST_PRESENTATION: usize = 32 * 1024;
/// What key binding and one more signature need of that.
const LONGEST_TOKEN: usize = LONGEST_PRESENTATION - 4 * 1024;
/// Containers inside one another at most.
pub(crate) const DEEPEST: usize = 4;

/// What was agreed, as every token of a grant repeats it: the `grant` claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantTerms {
    /// Random, 128 bits, base64url.
    pub id: String,
    /// Grows with every change of the grant's details.
    pub ver: u64,
    /// Who may use the token.
    pub to: ClientId,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// At most how long the shop keeps the details after the grant has ended.
    pub retention: Retention,
    /// Whom it passes them on to.
    pub onward: Onward,
    /// Whether it may merge them with other profiles.
    pub combine: bool,
    /// Stands for the terms as signed by the shop: [`terms_hash`].
    pub terms: String,
    /// Where the grant's newest token lies, sealed, for a shop that asks; absent: nowhere.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "json::present"
    )]
    pub mailbox: Option<String>,
}

/// The moment that a key binding bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundAt {
    /// This one: for an answer, whose age the shop checks.
    Moment(Timestamp),
    /// Its hour: for a mailbox, where the time of writing would tell about the person.
    Hour(Timestamp),
}

impl BoundAt {
    fn seconds(self) -> i64 {
        match self {
            Self::Moment(now) => now.seconds(),
            Self::Hour(now) => now.floor_to_hour().seconds(),
        }
    }
}

/// An issued token: the issuer-signed part and its disclosures.
#[derive(Clone, PartialEq, Eq)]
pub struct PreferenceToken {
    issuer_jwt: String,
    disclosures: Vec<String>,
}

/// A token as one shop gets it, once: bound to its nonce.
#[derive(Clone, PartialEq, Eq)]
pub struct Presentation {
    /// `<issuer JWT>~<disclosure>~..~<KB-JWT>`.
    pub compact: String,
    /// The KB-JWT alone: the person's signature over the shop's terms, for the receipt.
    pub key_binding: String,
}

/// Issues a token with these details, each as it is sent. The times say no more than the hour. `status` is where a shop
/// can see whether the grant still stands, if that is published anywhere.
///
/// # Errors
/// When a value may not leave (a fraction, too many entries, too deep), when there are too many, or without randomness.
pub fn issue(
    key: &GrantKey,
    terms: &GrantTerms,
    details: &BTreeMap<PreferenceKey, Value>,
    status: Option<&StatusReference>,
    issued_at: Timestamp,
    expires_at: Timestamp,
    entropy: &dyn Entropy,
) -> Result<PreferenceToken, IssueError> {
    if !(1..=MOST_DISCLOSURES).contains(&details.len()) {
        return Err(IssueError::Size);
    }
    let issued_at = issued_at.floor_to_hour();
    let mut claims = Map::from_iter([
        ("iss".to_owned(), key.did().into()),
        ("vct".to_owned(), VCT.into()),
        ("iat".to_owned(), issued_at.seconds().into()),
        (
            "exp".to_owned(),
            coarse_end(issued_at, expires_at).seconds().into(),
        ),
        ("cnf".to_owned(), json!({"jwk": key.public_jwk()})),
        (
            "grant".to_owned(),
            serde_json::to_value(terms).map_err(|_| IssueError::NotSendable)?,
        ),
        ("_sd_alg".to_owned(), "sha-256".into()),
    ]);
    if let Some(reference) = status {
        claims.insert("status".to_owned(), json!({"status_list": reference}));
    }
    let mut disclosures = Vec::with_capacity(details.len());
    for (preference, value) in details {
        if !is_sendable(value) {
            return Err(IssueError::NotSendable);
        }
        let path = preference.path();
        let (leaf, parents) = path.split_last().ok_or(IssueError::NotSendable)?;
        let salt = random_id(entropy).map_err(|_| KeyError::NoEntropy)?;
        let disclosure = base64url(json!([salt, leaf, value]).to_string().as_bytes());
        conceal(&mut claims, parents, sha256_base64url(&disclosure))
            .ok_or(IssueError::NotSendable)?;
        disclosures.push(disclosure);
    }
    let header = json!({"alg": "ES256", "kid": "#0", "typ": "dc+sd-jwt"});
    let issuer_jwt = jws::sign(key, &header, &Value::Object(claims), entropy)?;
    let token = PreferenceToken {
        issuer_jwt,
        disclosures,
    };
    if token.as_stored().len() > LONGEST_TOKEN {
        return Err(IssueError::Size);
    }
    Ok(token)
}

impl PreferenceToken {
    /// The issuer-signed part; without disclosures it holds no preference, so a receipt can keep it.
    #[must_use]
    pub fn issuer_jwt(&self) -> &str {
        &self.issuer_jwt
    }

    /// The disclosures, in the order of the keys.
    #[must_use]
    pub fn disclosures(&self) -> &[String] {
        &self.disclosures
    }

    /// Binds the token to a shop's nonce and to its terms, with the grant's own key.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn present(
        &self,
        key: &GrantKey,
        audience: &ClientId,
        nonce: &str,
        transaction_data: &str,
        at: BoundAt,
        entropy: &dyn Entropy,
    ) -> Result<Presentation, KeyError> {
        let bound = self.as_stored();
        let header = json!({"alg": "ES256", "typ": "kb+jwt"});
        let payload = json!({
            "iat": at.seconds(),
            "aud": audience,
            "nonce": nonce,
            "sd_hash": sha256_base64url(&bound),
            "transaction_data_hashes": [terms_hash(transaction_data)],
            "transaction_data_hashes_alg": "sha-256",
        });
        let key_binding = jws::sign(key, &header, &payload, entropy)?;
        Ok(Presentation {
            compact: format!("{bound}{key_binding}"),
            key_binding,
        })
    }

    /// The token without key binding: `<issuer JWT>~<disclosure>~..~`.
    #[must_use]
    pub fn as_stored(&self) -> String {
        let mut text = self.issuer_jwt.clone();
        for disclosure in &self.disclosures {
            text.push('~');
            text.push_str(disclosure);
        }
        text.push('~');
        text
    }

    /// The token that [`PreferenceToken::as_stored`] gave.
    ///
    /// # Errors
    /// When the text is not such a token.
    pub fn from_stored(text: &str) -> Result<Self, IssueError> {
        let parts = text.strip_suffix('~').ok_or(IssueError::Stored)?;
        let mut parts = parts.split('~').map(str::to_owned);
        let issuer_jwt = parts
            .next()
            .filter(|jwt| jwt.split('.').count() == 3)
            .ok_or(IssueError::Stored)?;
        let disclosures: Vec<String> = parts.collect();
        if disclosures.iter().any(String::is_empty) || disclosures.len() > MOST_DISCLOSURES {
            return Err(IssueError::Stored);
        }
        Ok(Self {
            issuer_jwt,
            disclosures,
        })
    }
}

impl fmt::Debug for PreferenceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreferenceToken(redacted)")
    }
}

impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presentation(redacted)")
    }
}

/// A token that could not be issued or read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// A value holds a fraction, too many entries, a reserved name, or is too deep.
    #[error("failed to issue the token: a value may not leave in this form")]
    NotSendable,
    /// No details, too many, or too long.
    #[error("failed to issue the token: it would hold nothing or too much")]
    Size,
    /// Signing failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The stored text is not a token.
    #[error("failed to read a stored token")]
    Stored,
}

/// The end, to the hour unless it is within two hours: an odd second would tell tokens apart. Never later than asked.
fn coarse_end(issued_at: Timestamp, expires_at: Timestamp) -> Timestamp {
    if expires_at > issued_at.plus_seconds(2 * 3600) {
        expires_at.floor_to_hour()
    } else {
        expires_at
    }
}

/// Whether a value may leave: whole numbers, short lists, no reserved names, and no deeper than its disclosure, which is
/// itself an array, may be.
fn is_sendable(value: &Value) -> bool {
    json::depth(value) < DEEPEST && !value.is_null() && entries_are_sendable(value)
}

fn entries_are_sendable(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => !number.is_f64(),
        Value::Array(items) => {
            items.len() <= MOST_ENTRIES && items.iter().all(entries_are_sendable)
        }
        Value::Object(members) => {
            members.len() <= MOST_ENTRIES
                && members
                    .keys()
                    .all(|name| !matches!(name.as_str(), "_sd" | "_sd_alg" | "..." | "__proto__"))
                && members.values().all(entries_are_sendable)
        }
    }
}

/// Puts a digest where a detail would be. Digests are kept sorted, so that their order says nothing.
fn conceal(claims: &mut Map<String, Value>, parents: &[&str], digest: String) -> Option<()> {
    let Some((parent, rest)) = parents.split_first() else {
        let digests = claims
            .entry("_sd")
            .or_insert_with(|| json!([]))
            .as_array_mut()?;
        digests.push(digest.into());
        digests.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        return Some(());
    };
    let inside = claims
        .entry(*parent)
        .or_insert_with(|| json!({}))
        .as_object_mut()?;
    conceal(inside, rest, digest)
}

#[cfg(test)]
mod tests;
