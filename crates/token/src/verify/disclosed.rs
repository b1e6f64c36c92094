//! Disclosures, put back in their places.
//!
//! Invariant: every disclosure is named by exactly one digest that the issuer signed, and reveals exactly one detail of
//! the vocabulary; nothing else is ever revealed (RFC 9901, sections 4.2 and 7.1).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{LIMITS, PLAIN, VerifyError};
use crate::json;
use crate::text::{from_base64url, is_digest, sha256_base64url};
use crate::vocabulary::PreferenceKey;

/// The details that the disclosures reveal in the issuer-signed part.
pub(super) fn details(
    payload: &Map<String, Value>,
    disclosures: &[&str],
) -> Result<BTreeMap<PreferenceKey, Value>, VerifyError> {
    if payload.get("_sd_alg").and_then(Value::as_str) != Some("sha-256") {
        return Err(VerifyError::Type);
    }
    let mut places = BTreeMap::new();
    for (name, value) in payload {
        match name.as_str() {
            "_sd" => note_digests(value, "", &mut places)?,
            "_sd_alg" => {}
            "..." | "__proto__" => return Err(VerifyError::Disclosures),
            name if PLAIN.contains(&name) => refuse_reserved_names(value)?,
            name => note_places(value, name, &mut places)?,
        }
    }
    let mut details = BTreeMap::new();
    for disclosure in disclosures {
        let (name, value) = open(disclosure)?;
        let parent = places
            .remove(&sha256_base64url(disclosure))
            .ok_or(VerifyError::Disclosures)?;
        let key: PreferenceKey = join(&parent, &name)
            .parse()
            .map_err(|_| VerifyError::Disclosures)?;
        if overrides_a_claim(payload, key) || details.insert(key, value).is_some() {
            return Err(VerifyError::Disclosures);
        }
    }
    Ok(details)
}

/// Notes the digests below a plain parent. Anything there that is not concealed is a detail nobody asked to see.
fn note_places(
    value: &Value,
    place: &str,
    places: &mut BTreeMap<String, String>,
) -> Result<(), VerifyError> {
    let Value::Object(members) = value else {
        return Err(VerifyError::Disclosures);
    };
    for (name, member) in members {
        match name.as_str() {
            "_sd" => note_digests(member, place, places)?,
            "_sd_alg" | "..." | "__proto__" => return Err(VerifyError::Disclosures),
            name => note_places(member, &join(place, name), places)?,
        }
    }
    Ok(())
}

/// Notes where each digest stands; one that stands twice would let one disclosure count twice.
fn note_digests(
    digests: &Value,
    place: &str,
    places: &mut BTreeMap<String, String>,
) -> Result<(), VerifyError> {
    let Value::Array(digests) = digests else {
        return Err(VerifyError::Disclosures);
    };
    for digest in digests {
        let digest = digest
            .as_str()
            .filter(|text| is_digest(text))
            .ok_or(VerifyError::Disclosures)?;
        if places.insert(digest.to_owned(), place.to_owned()).is_some() {
            return Err(VerifyError::Disclosures);
        }
    }
    Ok(())
}

/// Opens `[salt, name, value]`: three elements, a salt of 128 bits, no reserved name, nothing concealed inside.
fn open(disclosure: &str) -> Result<(String, Value), VerifyError> {
    let text = from_base64url(disclosure).ok_or(VerifyError::Disclosures)?;
    let Ok(Value::Array(elements)) = json::parse(&text, LIMITS) else {
        return Err(VerifyError::Disclosures);
    };
    let Ok([Value::String(salt), Value::String(name), value]) = <[Value; 3]>::try_from(elements)
    else {
        return Err(VerifyError::Disclosures);
    };
    let salted = from_base64url(&salt).is_some_and(|bytes| bytes.len() >= 16);
    if !salted || matches!(name.as_str(), "_sd" | "...") || name.contains('.') {
        return Err(VerifyError::Disclosures);
    }
    refuse_reserved_names(&value)?;
    Ok((name, value))
}

/// The names that mean something to SD-JWT, and the one that means something to JavaScript, which shops speak.
fn refuse_reserved_names(value: &Value) -> Result<(), VerifyError> {
    match value {
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            if matches!(name.as_str(), "_sd" | "_sd_alg" | "..." | "__proto__") {
                return Err(VerifyError::Disclosures);
            }
            refuse_reserved_names(member)
        }),
        Value::Array(items) => items.iter().try_for_each(refuse_reserved_names),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Whether a revealed detail stands where the issuer put something plain.
fn overrides_a_claim(payload: &Map<String, Value>, key: PreferenceKey) -> bool {
    let path = key.path();
    let Some((head, rest)) = path.split_first() else {
        return true;
    };
    let plain = rest
        .iter()
        .fold(payload.get(*head), |place, part| place?.get(*part));
    plain.is_some()
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}
