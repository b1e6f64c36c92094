//! The event that tells a shop that a grant is revoked.
//!
//! Invariant: an event names a grant by its random id and holds no preference (RFC 8417; OpenID CAEP 1.0, section 3.3;
//! RFC 9493, section 3.2.5, subject identifier `opaque`).

use serde_json::json;

use crate::client::ClientId;
use crate::dcql::VCT;
use crate::entropy::random_id;
use crate::key::{GrantKey, KeyError};
use crate::{Entropy, Timestamp, jws};

const CREDENTIAL_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/credential-change";

/// A Security Event Token, signed by the grant's key: "this grant is revoked".
///
/// # Errors
/// When there is no randomness.
pub fn revocation(
    key: &GrantKey,
    client_id: &ClientId,
    grant_id: &str,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<String, KeyError> {
    let issuer = key.did();
    let header = json!({"alg": "ES256", "kid": format!("{issuer}#0"), "typ": "secevent+jwt"});
    let payload = json!({
        "iss": issuer,
        "jti": random_id(entropy).map_err(|_| KeyError::NoEntropy)?,
        "iat": now.seconds(),
        "aud": client_id,
        "sub_id": {"format": "opaque", "id": grant_id},
        "events": {CREDENTIAL_CHANGE: {
            "credential_type": VCT,
            "change_type": "revoke",
            "event_timestamp": now.seconds(),
        }},
    });
    jws::sign(key, &header, &payload, entropy)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::json::Limits;
    use crate::jws::Compact;
    use crate::testing::{CountingEntropy, NOW, client, key};

    const LIMITS: Limits = Limits {
        bytes: 4096,
        depth: 4,
    };

    #[test]
    fn a_revocation_is_signed_by_the_grants_own_key() {
        let key = key();
        let event =
            revocation(&key, &client(), "grant-1", NOW, &CountingEntropy::default()).unwrap();
        let event = Compact::parse(&event, LIMITS).unwrap();
        assert!(event.is("secevent+jwt"));
        assert_eq!(
            event.header_text("kid"),
            Some(format!("{}#0", key.did()).as_str())
        );
        assert_eq!(event.verify(key.public_jwk()), Ok(()));
    }

    #[test]
    fn a_revocation_has_its_wire_form() {
        let event = revocation(
            &key(),
            &client(),
            "grant-1",
            NOW,
            &CountingEntropy::default(),
        )
        .unwrap();
        let mut payload = Compact::parse(&event, LIMITS).unwrap().payload;
        payload.insert("iss".to_owned(), "[did:jwk]".into());
        insta::assert_json_snapshot!(Value::Object(payload));
    }
}
