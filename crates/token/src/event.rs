//! The events that tell a shop that a grant is revoked, or that it rests.
//!
//! Invariant: an event names a grant by its random id and holds no preference (RFC 8417; OpenID CAEP 1.0, section 3.3;
//! RFC 9493, section 3.2.5, subject identifier `opaque`).

use serde_json::{Value, json};

use crate::client::ClientId;
use crate::dcql::VCT;
use crate::entropy::random_id;
use crate::key::{GrantKey, KeyError};
use crate::{Entropy, Timestamp, jws};

const HOUR_S: i64 = 3600;
const CREDENTIAL_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/credential-change";

/// Ours, for what CAEP has no word for: stop using what you have, keep the grant.
const GRANT_PAUSED: &str = "urn:inkling:event:grant-paused:1";

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
    let events = json!({CREDENTIAL_CHANGE: {
        "credential_type": VCT,
        "change_type": "revoke",
        "event_timestamp": now.seconds(),
    }});
    let about = About {
        client_id,
        grant_id,
    };
    event(key, about, &events, now, entropy)
}

/// A Security Event Token, signed by the grant's key: "this grant rests", until a moment or until further notice. The shop
/// learns the hour after that moment, and the highest version there is: only a higher one ends the pause, so that nothing
/// from before it can.
///
/// # Errors
/// When there is no randomness.
pub fn pause(
    key: &GrantKey,
    client_id: &ClientId,
    grant_id: &str,
    rest: Rest,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<String, KeyError> {
    let details = match rest.until {
        Some(until) => {
            let hour = until.plus_seconds(HOUR_S).floor_to_hour();
            json!({"ver": rest.version, "until": hour.seconds()})
        }
        None => json!({"ver": rest.version}),
    };
    let about = About {
        client_id,
        grant_id,
    };
    event(key, about, &json!({GRANT_PAUSED: details}), now, entropy)
}

/// A pause: from which version, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// The highest version that was ever issued.
    pub version: u32,
    /// Its end, where one is planned.
    pub until: Option<Timestamp>,
}

/// Whom an event is for, and about what.
#[derive(Clone, Copy)]
struct About<'a> {
    client_id: &'a ClientId,
    grant_id: &'a str,
}

fn event(
    key: &GrantKey,
    about: About<'_>,
    events: &Value,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<String, KeyError> {
    let issuer = key.did();
    let header = json!({"alg": "ES256", "kid": format!("{issuer}#0"), "typ": "secevent+jwt"});
    let payload = json!({
        "iss": issuer,
        "jti": random_id(entropy).map_err(|_| KeyError::NoEntropy)?,
        "iat": now.seconds(),
        "aud": about.client_id,
        "sub_id": {"format": "opaque", "id": about.grant_id},
        "events": events,
    });
    jws::sign(key, &header, &payload, entropy)
}

#[cfg(test)]
mod tests {
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

    fn payload_of(event: &str) -> Value {
        let mut payload = Compact::parse(event, LIMITS).unwrap().payload;
        payload.insert("iss".to_owned(), "[did:jwk]".into());
        Value::Object(payload)
    }

    #[test]
    fn a_pause_is_signed_by_the_grants_own_key() {
        let key = key();
        let entropy = CountingEntropy::default();
        let event = pause(
            &key,
            &client(),
            "grant-1",
            Rest {
                version: 1,
                until: None,
            },
            NOW,
            &entropy,
        )
        .unwrap();
        let event = Compact::parse(&event, LIMITS).unwrap();
        assert!(event.is("secevent+jwt"));
        assert_eq!(event.verify(key.public_jwk()), Ok(()));
    }

    #[test]
    fn a_pause_has_its_wire_form_and_says_nothing_of_a_revocation() {
        let rest = Rest {
            version: 3,
            until: Some(NOW.plus_days(7)),
        };
        let entropy = CountingEntropy::default();
        let event = pause(&key(), &client(), "grant-1", rest, NOW, &entropy).unwrap();
        insta::assert_json_snapshot!(payload_of(&event));
    }

    #[test]
    fn a_pause_until_further_notice_names_no_moment() {
        let entropy = CountingEntropy::default();
        let event = pause(
            &key(),
            &client(),
            "grant-1",
            Rest {
                version: 1,
                until: None,
            },
            NOW,
            &entropy,
        )
        .unwrap();
        assert_eq!(
            payload_of(&event)["events"],
            json!({"urn:inkling:event:grant-paused:1": {"ver": 1}})
        );
    }

    #[test]
    fn nothing_is_told_without_randomness() {
        let outcome = pause(
            &key(),
            &client(),
            "grant-1",
            Rest {
                version: 1,
                until: None,
            },
            NOW,
            &crate::testing::BrokenEntropy::new(),
        );
        assert_eq!(outcome, Err(KeyError::NoEntropy));
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
        insta::assert_json_snapshot!(payload_of(&event));
    }
}
