//! The query of a sharing request: the part of DCQL that a preference vault can answer.
//!
//! Invariant: a query is understood whole or refused; a constraint that we would have to ignore is never dropped
//! (OpenID4VP 1.0, section 6).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vocabulary::PreferenceKey;

/// The one kind of credential there is.
pub const VCT: &str = "urn:inkling:preferences:1";

const FORMAT: &str = "dc+sd-jwt";
const MOST_QUERIES: usize = 16;
/// A token has at most so many disclosures.
const MOST_DETAILS: usize = 64;

/// One credential query: details that a shop wants together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) id: String,
    pub(crate) required: bool,
    pub(crate) keys: Vec<PreferenceKey>,
}

/// All of a query's ids, and those groups that this vocabulary can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queries {
    pub(crate) ids: BTreeSet<String>,
    pub(crate) groups: Vec<Query>,
}

/// Reads a `dcql_query`. An optional group with a detail that this vocabulary does not have (a newer one's) is left out.
pub(crate) fn parse(query: &Value) -> Result<Queries, DcqlError> {
    refuse_unsupported(query)?;
    let wire: Wire = serde_json::from_value(query.clone()).map_err(|_| DcqlError::Malformed)?;
    if !(1..=MOST_QUERIES).contains(&wire.credentials.len()) {
        return Err(DcqlError::Size);
    }
    let required = required_ids(&wire)?;
    let mut ids = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for credential in &wire.credentials {
        check(credential)?;
        if !ids.insert(credential.id.clone()) {
            return Err(DcqlError::Repeated);
        }
        let is_required = *required
            .get(credential.id.as_str())
            .ok_or(DcqlError::Sets)?;
        let Some(keys) = keys_of(credential, &mut seen)? else {
            if is_required {
                return Err(DcqlError::UnknownDetail);
            }
            continue;
        };
        groups.push(Query {
            id: credential.id.clone(),
            required: is_required,
            keys,
        });
    }
    let details: usize = groups.iter().map(|group| group.keys.len()).sum();
    if !(1..=MOST_DETAILS).contains(&details) {
        return Err(DcqlError::Size);
    }
    Ok(Queries { ids, groups })
}

/// A query that cannot be answered as it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DcqlError {
    /// Not a query, or a member that DCQL does not have.
    #[error("failed to read the query: it is malformed")]
    Malformed,
    /// No details, or too many.
    #[error("failed to read the query: it asks for nothing or for too much")]
    Size,
    /// Another kind of credential.
    #[error("failed to read the query: it asks for another kind of credential")]
    AnotherCredential,
    /// An id or a detail twice.
    #[error("failed to read the query: it asks for the same twice")]
    Repeated,
    /// A detail that the vocabulary does not have, in a required group.
    #[error("failed to read the query: a required detail is unknown")]
    UnknownDetail,
    /// Sets that offer alternatives, or that leave a query out.
    #[error("failed to read the query: its credential sets are not supported")]
    Sets,
    /// `values`.
    #[error("failed to read the query: asking for particular values is not supported")]
    Values,
    /// `claim_sets`.
    #[error("failed to read the query: claim sets are not supported")]
    ClaimSets,
    /// `multiple`.
    #[error("failed to read the query: several credentials for one query are not supported")]
    Multiple,
    /// `trusted_authorities`.
    #[error("failed to read the query: trusted authorities are not supported")]
    TrustedAuthorities,
    /// `require_cryptographic_holder_binding: false`.
    #[error("failed to read the query: tokens without key binding do not exist")]
    HolderBinding,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    credentials: Vec<Credential>,
    credential_sets: Option<Vec<Set>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credential {
    id: String,
    format: String,
    meta: Meta,
    claims: Vec<Claim>,
    #[serde(default)]
    multiple: Option<bool>,
    #[serde(default)]
    require_cryptographic_holder_binding: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    vct_values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    #[serde(default, rename = "id")]
    _id: Option<String>,
    path: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    options: Vec<Vec<String>>,
    #[serde(default = "yes")]
    required: bool,
}

fn yes() -> bool {
    true
}

/// Says plainly which known part of DCQL is not supported, before the rest is read strictly.
fn refuse_unsupported(query: &Value) -> Result<(), DcqlError> {
    let credentials = query.get("credentials").and_then(Value::as_array);
    for credential in credentials.into_iter().flatten() {
        if credential.get("claim_sets").is_some() {
            return Err(DcqlError::ClaimSets);
        }
        if credential.get("trusted_authorities").is_some() {
            return Err(DcqlError::TrustedAuthorities);
        }
        let claims = credential.get("claims").and_then(Value::as_array);
        if claims
            .into_iter()
            .flatten()
            .any(|claim| claim.get("values").is_some())
        {
            return Err(DcqlError::Values);
        }
    }
    Ok(())
}

/// Which ids are required. Without sets all are; with sets, each id is in one, and an optional set names one id.
fn required_ids(wire: &Wire) -> Result<BTreeMap<&str, bool>, DcqlError> {
    let Some(sets) = &wire.credential_sets else {
        return Ok(wire
            .credentials
            .iter()
            .map(|credential| (credential.id.as_str(), true))
            .collect());
    };
    let mut required = BTreeMap::new();
    for set in sets {
        let [ids] = set.options.as_slice() else {
            return Err(DcqlError::Sets);
        };
        if ids.is_empty() || (!set.required && ids.len() > 1) {
            return Err(DcqlError::Sets);
        }
        for id in ids {
            if !wire
                .credentials
                .iter()
                .any(|credential| credential.id == *id)
            {
                return Err(DcqlError::Sets);
            }
            *required.entry(id.as_str()).or_insert(false) |= set.required;
        }
    }
    Ok(required)
}

fn check(credential: &Credential) -> Result<(), DcqlError> {
    let id_fits = (1..=64).contains(&credential.id.len())
        && credential
            .id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !id_fits {
        return Err(DcqlError::Malformed);
    }
    if credential.format != FORMAT || !credential.meta.vct_values.iter().any(|vct| vct == VCT) {
        return Err(DcqlError::AnotherCredential);
    }
    if credential.multiple == Some(true) {
        return Err(DcqlError::Multiple);
    }
    if credential.require_cryptographic_holder_binding == Some(false) {
        return Err(DcqlError::HolderBinding);
    }
    if !(1..=MOST_DETAILS).contains(&credential.claims.len()) {
        return Err(DcqlError::Size);
    }
    Ok(())
}

/// The group's details; `None` when one is not in this vocabulary.
fn keys_of(
    credential: &Credential,
    seen: &mut BTreeSet<String>,
) -> Result<Option<Vec<PreferenceKey>>, DcqlError> {
    let mut keys = Vec::new();
    let mut all_known = true;
    for claim in &credential.claims {
        if claim.path.is_empty()
            || claim
                .path
                .iter()
                .any(|part| part.is_empty() || part.contains('.'))
        {
            return Err(DcqlError::Malformed);
        }
        let text = claim.path.join(".");
        match text.parse() {
            Ok(key) => keys.push(key),
            Err(_) => all_known = false,
        }
        if !seen.insert(text) {
            return Err(DcqlError::Repeated);
        }
    }
    Ok(all_known.then_some(keys))
}

#[cfg(test)]
mod tests;
