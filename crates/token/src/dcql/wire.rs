//! A query as it is written, and the rules that hold whatever it asks for.
//!
//! Invariant: what passes here is a DCQL query by its form: no list is empty, no id is there twice or missing, every path is
//! one. Unknown members are passed over, as DCQL wants it (OpenID4VP 1.0, sections 6.1 to 6.3).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::path::PathStep;
use super::{DcqlError, FORMAT, MOST_DETAILS};
use crate::json::present;

/// Credential queries, sets, options of a set and claim sets at most, each.
const MOST: usize = 16;
const LONGEST_ID: usize = 64;
const LONGEST_PATH: usize = 16;
const MOST_VALUES: usize = 64;

#[derive(Deserialize)]
pub(super) struct Wire {
    pub(super) credentials: Vec<Credential>,
    #[serde(default, deserialize_with = "present")]
    pub(super) credential_sets: Option<Vec<Set>>,
}

#[derive(Deserialize)]
pub(super) struct Credential {
    pub(super) id: String,
    pub(super) format: String,
    meta: Map<String, Value>,
    #[serde(default, deserialize_with = "present")]
    claims: Option<Vec<Claim>>,
    #[serde(default, deserialize_with = "present")]
    claim_sets: Option<Vec<Vec<String>>>,
    /// One token is always given, which is allowed either way.
    #[serde(default, rename = "multiple", deserialize_with = "present")]
    _multiple: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    pub(super) trusted_authorities: Option<Vec<Authority>>,
    /// A token is always bound, which is allowed either way.
    #[serde(
        default,
        rename = "require_cryptographic_holder_binding",
        deserialize_with = "present"
    )]
    _require_binding: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Claim {
    #[serde(default, deserialize_with = "present")]
    id: Option<String>,
    pub(super) path: Vec<PathStep>,
    #[serde(default, deserialize_with = "present")]
    pub(super) values: Option<Vec<Value>>,
}

#[derive(Deserialize)]
pub(super) struct Authority {
    #[serde(rename = "type")]
    _kind: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Set {
    pub(super) options: Vec<Vec<String>>,
    #[serde(default = "yes")]
    pub(super) required: bool,
}

fn yes() -> bool {
    true
}

/// Reads a query and holds it to its form.
pub(super) fn read(query: &Value) -> Result<Wire, DcqlError> {
    let wire = Wire::deserialize(query).map_err(|_| DcqlError::Malformed)?;
    check_length(wire.credentials.len(), MOST)?;
    let ids = distinct(wire.credentials.iter().map(|credential| &credential.id))?;
    for credential in &wire.credentials {
        credential.check()?;
    }
    if let Some(sets) = &wire.credential_sets {
        check_length(sets.len(), MOST)?;
        for set in sets {
            check_combinations(&set.options, &ids)?;
        }
    }
    Ok(wire)
}

impl Credential {
    /// Whether it asks for SD-JWTs of this type (OpenID4VP 1.0, appendix B.3.5).
    pub(super) fn asks_for(&self, vct: &str) -> bool {
        let types = self.meta.get("vct_values").and_then(Value::as_array);
        types.is_some_and(|types| types.iter().any(|one| one == vct))
    }

    /// Its claims, in order. One that points where an earlier one does is passed over (OpenID4VP 1.0, section 6.1).
    pub(super) fn claims(&self) -> impl Iterator<Item = &Claim> {
        let claims = self.claims.as_deref().unwrap_or_default();
        claims
            .iter()
            .filter(|claim| std::ptr::eq(self.first_like(claim), *claim))
    }

    /// The claims of each combination that it offers; none when it asks for no claim at all.
    pub(super) fn combinations(&self) -> Vec<Vec<&Claim>> {
        let Some(claims) = &self.claims else {
            return Vec::new();
        };
        let Some(sets) = &self.claim_sets else {
            return vec![self.claims().collect()];
        };
        let named = |id: &String| {
            claims
                .iter()
                .find(|claim| claim.id.as_ref() == Some(id))
                .map(|claim| self.first_like(claim))
        };
        sets.iter()
            .filter_map(|ids| ids.iter().map(named).collect())
            .collect()
    }

    fn first_like<'a>(&'a self, claim: &'a Claim) -> &'a Claim {
        let claims = self.claims.as_deref().unwrap_or_default();
        claims
            .iter()
            .find(|other| other.path == claim.path)
            .unwrap_or(claim)
    }

    fn check(&self) -> Result<(), DcqlError> {
        if self.format == FORMAT {
            self.check_types()?;
        }
        if let Some(authorities) = &self.trusted_authorities {
            check_length(authorities.len(), MOST)?;
            if authorities.iter().any(|one| one.values.is_empty()) {
                return Err(DcqlError::Malformed);
            }
        }
        let Some(claims) = &self.claims else {
            // Combinations of no claims.
            return if self.claim_sets.is_none() {
                Ok(())
            } else {
                Err(DcqlError::Malformed)
            };
        };
        check_length(claims.len(), MOST_DETAILS)?;
        let ids = distinct(claims.iter().filter_map(|claim| claim.id.as_ref()))?;
        for claim in claims {
            claim.check()?;
        }
        match &self.claim_sets {
            None => Ok(()),
            Some(_) if ids.len() < claims.len() => Err(DcqlError::Malformed),
            Some(sets) => check_combinations(sets, &ids),
        }
    }

    fn check_types(&self) -> Result<(), DcqlError> {
        let types = self.meta.get("vct_values").and_then(Value::as_array);
        let fit =
            types.is_some_and(|types| !types.is_empty() && types.iter().all(Value::is_string));
        fit.then_some(()).ok_or(DcqlError::Malformed)
    }
}

impl Claim {
    fn check(&self) -> Result<(), DcqlError> {
        check_length(self.path.len(), LONGEST_PATH)?;
        let Some(values) = &self.values else {
            return Ok(());
        };
        check_length(values.len(), MOST_VALUES)?;
        let fit = |value: &Value| {
            value.is_string() || value.is_boolean() || value.is_i64() || value.is_u64()
        };
        values
            .iter()
            .all(fit)
            .then_some(())
            .ok_or(DcqlError::Malformed)
    }
}

/// The ids, each well-formed and there once.
fn distinct<'a>(ids: impl Iterator<Item = &'a String>) -> Result<BTreeSet<&'a str>, DcqlError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        let fits = (1..=LONGEST_ID).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !fits || !seen.insert(id.as_str()) {
            return Err(DcqlError::Malformed);
        }
    }
    Ok(seen)
}

/// Lists of ids: none empty, and none naming what is not there.
fn check_combinations(lists: &[Vec<String>], ids: &BTreeSet<&str>) -> Result<(), DcqlError> {
    check_length(lists.len(), MOST)?;
    let fit =
        |list: &Vec<String>| !list.is_empty() && list.iter().all(|id| ids.contains(id.as_str()));
    lists
        .iter()
        .all(fit)
        .then_some(())
        .ok_or(DcqlError::Malformed)
}

fn check_length(length: usize, most: usize) -> Result<(), DcqlError> {
    match length {
        0 => Err(DcqlError::Malformed),
        length if length > most => Err(DcqlError::Size),
        _ => Ok(()),
    }
}
