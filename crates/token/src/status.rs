//! Where a shop sees whether a grant still stands: a status list of one entry, signed by the grant's own key.
//!
//! Invariant: a status is read only from a list that the grant's key signed, for the very address that the token names,
//! and that has not run out; in every doubt there is no status, and so no use of the grant (Token Status List,
//! draft-ietf-oauth-status-list, sections 4, 5.1, 6.2 and 8.3).

mod list;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::is_web_url;
use crate::did::{Jwk, did_jwk};
use crate::json::Limits;
use crate::jws::Compact;
use crate::key::{GrantKey, KeyError};
use crate::{Entropy, Timestamp, jws};

pub use list::{Bits, StatusList};

const TYPE: &str = "statuslist+jwt";
const LIMITS: Limits = Limits {
    bytes: 64 * 1024,
    depth: 4,
};
const SKEW_S: i64 = 60;
const LIFE_DAYS: i64 = 14;
/// A shop asks again after so long.
const TTL_S: i64 = 12 * 3600;
/// Two bits, so that a grant can rest as well as end.
const BITS: Bits = Bits::Two;

/// What a token says about its status: the entry of a list, `{"idx":0,"uri":".."}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReference {
    /// Which entry, counted from 0.
    pub idx: u64,
    /// Where the list lies.
    pub uri: String,
}

impl StatusReference {
    /// Whether the list lies on an https host.
    pub(crate) fn is_sound(&self) -> bool {
        is_web_url(&self.uri)
    }
}

/// How a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It stands.
    Valid = 0,
    /// It has ended.
    Invalid = 1,
    /// It rests.
    Suspended = 2,
}

impl Status {
    /// The value in a list.
    #[must_use]
    pub fn value(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
        }
    }

    fn of_value(value: u8) -> Option<Self> {
        [Self::Valid, Self::Invalid, Self::Suspended]
            .into_iter()
            .find(|status| status.value() == value)
    }
}

/// What a grant's list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub status: Status,
    /// The highest version of its tokens that was ever issued: after a pause only a higher one counts.
    pub version: u32,
}

/// The list of one grant: its first entry is the grant's status. It holds for 14 days, and says no more than the hour about
/// when it was made.
///
/// # Errors
/// When there is no randomness.
pub fn issue_list(
    key: &GrantKey,
    uri: &str,
    entry: Entry,
    issued_at: Timestamp,
    entropy: &dyn Entropy,
) -> Result<String, KeyError> {
    let issued_at = issued_at.floor_to_hour();
    let mut list = StatusList::new(BITS, 1);
    list.set(0, entry.status.value());
    let header = json!({"alg": "ES256", "kid": "#0", "typ": TYPE});
    let payload = json!({
        "iss": key.did(),
        "sub": uri,
        "iat": issued_at.seconds(),
        "exp": issued_at.plus_days(LIFE_DAYS).seconds(),
        "ttl": TTL_S,
        "ver": entry.version,
        "status_list": {"bits": BITS.count(), "lst": list.lst()},
    });
    jws::sign(key, &header, &payload, entropy)
}

/// What a list says of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub status: Status,
    /// The highest version that was issued when the list was signed, if it says so.
    pub version: Option<u32>,
}

/// Reads a token's entry in a list, which must be signed by the token's own key and be of its time.
///
/// # Errors
/// With the first check that fails; the grant may not be used then.
pub fn verify_list(
    jwt: &str,
    key: &Jwk,
    reference: &StatusReference,
    now: Timestamp,
) -> Result<Listed, StatusError> {
    let (listed, claims) = read(jwt, key, reference)?;
    let now = now.seconds();
    if claims.iat > now.saturating_add(SKEW_S) {
        return Err(StatusError::NotYetValid);
    }
    if claims.exp <= now || claims.exp <= claims.iat {
        return Err(StatusError::Expired);
    }
    Ok(listed)
}

/// Reads a token's entry in a list as [`verify_list`] does, whenever it was signed: what the vault itself once said.
///
/// # Errors
/// With the first check that fails.
pub fn recall_list(
    jwt: &str,
    key: &Jwk,
    reference: &StatusReference,
) -> Result<Listed, StatusError> {
    read(jwt, key, reference).map(|(listed, _)| listed)
}

fn read(
    jwt: &str,
    key: &Jwk,
    reference: &StatusReference,
) -> Result<(Listed, Claims), StatusError> {
    let jwt = Compact::parse(jwt, LIMITS).map_err(|_| StatusError::Malformed)?;
    if !jwt.is(TYPE) {
        return Err(StatusError::Type);
    }
    jwt.verify(key).map_err(|_| StatusError::Signature)?;
    let claims: Claims =
        serde_json::from_value(Value::Object(jwt.payload)).map_err(|_| StatusError::Malformed)?;
    let is_by_another = |issuer: &String| *issuer != did_jwk(key);
    if claims.sub != reference.uri || claims.iss.as_ref().is_some_and(is_by_another) {
        return Err(StatusError::Another);
    }
    let bits = Bits::try_from(claims.status_list.bits)?;
    let list = StatusList::from_lst(bits, &claims.status_list.lst)?;
    let value = list.get(reference.idx).ok_or(StatusError::Index)?;
    let status = Status::of_value(value).ok_or(StatusError::Unknown)?;
    let listed = Listed {
        status,
        version: claims.ver,
    };
    Ok((listed, claims))
}

/// A list that says nothing about the grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// Not a status list token.
    #[error("failed to read the status list: it is malformed")]
    Malformed,
    /// Another algorithm or type, or extensions that must be understood.
    #[error("failed to verify the status list: its algorithm or type is not accepted")]
    Type,
    /// Not signed by the grant's key.
    #[error("failed to verify the status list: it is not signed by the grant's key")]
    Signature,
    /// Another address than the token's, or another issuer.
    #[error("failed to verify the status list: it is another")]
    Another,
    /// From a time that has not come.
    #[error("failed to verify the status list: its time has not come")]
    NotYetValid,
    /// Its time is over.
    #[error("failed to verify the status list: it has expired")]
    Expired,
    /// The list itself: unknown width, not compressed, or larger than any that is read.
    #[error("failed to read the status list: its entries cannot be read")]
    List,
    /// The list has no such entry.
    #[error("failed to read the status list: it has no such entry")]
    Index,
    /// A status that has no meaning here.
    #[error("failed to read the status list: the status is unknown")]
    Unknown,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: String,
    iat: i64,
    exp: i64,
    status_list: Entries,
    /// Absent in lists of others.
    ver: Option<u32>,
}

#[derive(Deserialize)]
struct Entries {
    bits: u64,
    lst: String,
}

#[cfg(test)]
mod tests;
