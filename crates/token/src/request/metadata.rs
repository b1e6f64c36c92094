//! What a shop can read: the key that answers are sealed to.
//!
//! Invariant: only a key and a cipher that both sides name are used; unusable keys are passed over, never repaired
//! (OpenID4VP 1.0, sections 5.1 and 8.3; HAIP 1.0, section 5).

use serde_json::Value;

use super::RequestError;
use crate::did::Jwk;
use crate::seal::{Encryption, RecipientKey};

/// The first usable key of `client_metadata`, with the strongest cipher that the shop reads.
pub(super) fn recipient(metadata: Option<&Value>) -> Result<RecipientKey, RequestError> {
    let metadata = metadata.ok_or(RequestError::Recipient)?;
    if !reads_our_format(metadata) {
        return Err(RequestError::Recipient);
    }
    let encryption = encryption(metadata).ok_or(RequestError::Recipient)?;
    let keys = metadata
        .pointer("/jwks/keys")
        .and_then(Value::as_array)
        .ok_or(RequestError::Recipient)?;
    keys.iter()
        .find_map(|key| usable(key, encryption))
        .ok_or(RequestError::Recipient)
}

fn usable(key: &Value, encryption: Encryption) -> Option<RecipientKey> {
    let for_encryption = key.get("use").is_none_or(|value| value == "enc");
    // The answer's `alg` must be the key's, so a key that names none cannot be answered to (OpenID4VP 1.0, section 8.3).
    if !for_encryption || key.get("alg").is_none_or(|value| value != "ECDH-ES") {
        return None;
    }
    let kid = key.get("kid").and_then(Value::as_str)?;
    if !(1..=256).contains(&kid.len()) {
        return None;
    }
    Some(RecipientKey {
        jwk: Jwk::try_from(key.clone()).ok()?,
        kid: kid.to_owned(),
        encryption,
    })
}

/// A shop that names no cipher reads A128GCM (OpenID4VP 1.0, section 5.1).
fn encryption(metadata: &Value) -> Option<Encryption> {
    let Some(named) = metadata.get("encrypted_response_enc_values_supported") else {
        return Some(Encryption::A128GCM);
    };
    let named = named.as_array()?;
    [Encryption::A256GCM, Encryption::A128GCM]
        .into_iter()
        .find(|encryption| named.iter().any(|name| *name == encryption.to_string()))
}

/// Whether the shop says, or leaves open, that it reads ES256 tokens.
fn reads_our_format(metadata: &Value) -> bool {
    let Some(formats) = metadata.get("vp_formats_supported") else {
        return true;
    };
    let Some(ours) = formats.get("dc+sd-jwt") else {
        return false;
    };
    ["sd-jwt_alg_values", "kb-jwt_alg_values"]
        .iter()
        .all(|name| {
            ours.get(*name).is_none_or(|algorithms| {
                algorithms
                    .as_array()
                    .is_some_and(|all| all.iter().any(|alg| alg == "ES256"))
            })
        })
}
