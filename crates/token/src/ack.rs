//! The shop's signed word that it has deleted what a grant gave it.
//!
//! Invariant: a word counts only if the shop's own published key signed it, about this grant, and not from the future.

use serde_json::Value;

use crate::Timestamp;
use crate::client::ClientId;
use crate::did::DidDocument;
use crate::json::{self, Limits};
use crate::jws::Compact;

const TYPE: &str = "inkling-deletion+jwt";
const LIMITS: Limits = Limits {
    bytes: 16 * 1024,
    depth: 4,
};
const SKEW_S: i64 = 60;

/// Takes the signed word out of the shop's answer to a revocation, `{"ack":"<JWS>"}`; `None` when it gave none.
///
/// # Errors
/// When the answer is not such JSON.
pub fn from_answer(body: &[u8]) -> Result<Option<String>, AckError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let answer = json::parse_object(body, LIMITS).map_err(|_| AckError::Malformed)?;
    match answer.get("ack") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(ack)) => Ok(Some(ack.clone())),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(AckError::Malformed)
        }
    }
}

/// Checks the shop's word and says when it deleted.
///
/// # Errors
/// When it is not the shop's word about this grant.
pub fn verify(
    jws: &str,
    document: &DidDocument,
    client_id: &ClientId,
    grant_id: &str,
    now: Timestamp,
) -> Result<Timestamp, AckError> {
    let ack = Compact::parse(jws, LIMITS).map_err(|_| AckError::Malformed)?;
    if !ack.is(TYPE) {
        return Err(AckError::Malformed);
    }
    let key_id = ack.header_text("kid").ok_or(AckError::Signature)?;
    let ours = client_id.did().is_some_and(|did| did == document.did());
    let key = document
        .key(key_id)
        .filter(|_| ours)
        .ok_or(AckError::Signature)?;
    ack.verify(key).map_err(|_| AckError::Signature)?;
    let text = |name: &str| ack.payload.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id.to_string().as_str()) || text("sub") != Some(grant_id) {
        return Err(AckError::Another);
    }
    let seconds = |name: &str| {
        ack.payload
            .get(name)
            .and_then(Value::as_i64)
            .ok_or(AckError::Malformed)
    };
    let latest = now.seconds().saturating_add(SKEW_S);
    let (issued_at, deleted_at) = (seconds("iat")?, seconds("deleted_at")?);
    if issued_at > latest || deleted_at > latest || deleted_at < 0 {
        return Err(AckError::Future);
    }
    Ok(Timestamp::from_seconds(deleted_at))
}

/// A word that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AckError {
    /// Not a deletion acknowledgement.
    #[error("failed to read the shop's confirmation: it is malformed")]
    Malformed,
    /// Not signed by a key that the shop publishes.
    #[error("failed to accept the shop's confirmation: it is not signed by the shop")]
    Signature,
    /// About another grant, or in another's name.
    #[error("failed to accept the shop's confirmation: it is about something else")]
    Another,
    /// From a time that has not come.
    #[error("failed to accept the shop's confirmation: its time has not come")]
    Future,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{KEY_ID, NOW, Shop, client};

    fn header() -> Value {
        json!({"alg":"ES256","kid":KEY_ID,"typ":TYPE})
    }

    fn payload() -> Value {
        json!({"iss":client(),"iat":NOW.seconds(),"sub":"grant-1","deleted_at":NOW.seconds() - 5})
    }

    fn check(shop: &Shop, header: &Value, payload: &Value) -> Result<Timestamp, AckError> {
        verify(
            &shop.signs(header, payload),
            &shop.document(),
            &client(),
            "grant-1",
            NOW,
        )
    }

    #[test]
    fn the_shops_word_says_when_it_deleted() {
        assert_eq!(
            check(&Shop::new(), &header(), &payload()),
            Ok(Timestamp::from_seconds(NOW.seconds() - 5))
        );
    }

    #[test]
    fn a_word_about_another_grant_or_in_another_name_does_not_count() {
        for (name, value) in [("sub", "grant-2"), ("iss", "did:web:shop.example")] {
            let mut other = payload();
            other[name] = value.into();
            assert_eq!(
                check(&Shop::new(), &header(), &other),
                Err(AckError::Another)
            );
        }
    }

    #[test]
    fn a_word_that_the_shop_did_not_sign_does_not_count() {
        let (shop, stranger) = (Shop::new(), Shop::new());
        let word = stranger.signs(&header(), &payload());
        assert_eq!(
            verify(&word, &shop.document(), &client(), "grant-1", NOW),
            Err(AckError::Signature)
        );
        let mut unlisted = header();
        unlisted["kid"] = "did:web:shop.example#sig-2".into();
        assert_eq!(
            check(&shop, &unlisted, &payload()),
            Err(AckError::Signature)
        );
    }

    #[test]
    fn a_word_from_the_future_or_without_a_time_does_not_count() {
        for name in ["iat", "deleted_at"] {
            let mut future = payload();
            future[name] = (NOW.seconds() + 61).into();
            assert_eq!(
                check(&Shop::new(), &header(), &future),
                Err(AckError::Future)
            );
            future[name] = "soon".into();
            assert_eq!(
                check(&Shop::new(), &header(), &future),
                Err(AckError::Malformed)
            );
        }
    }

    #[test]
    fn every_single_bit_flip_is_refused() {
        let shop = Shop::new();
        let document = shop.document();
        let good = shop.signs(&header(), &payload());
        let check = |word: &str| verify(word, &document, &client(), "grant-1", NOW);
        assert!(check(&good).is_ok());
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bytes = good.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                // What is not even text is refused before it gets here.
                if let Ok(flipped) = String::from_utf8(bytes) {
                    assert!(check(&flipped).is_err(), "bit {bit} of byte {at}");
                }
            }
        }
    }

    #[test]
    fn a_shop_that_does_not_sign_gives_no_word() {
        let shop = Shop::new();
        let unsigned: ClientId = "redirect_uri:https://shop.example/a".parse().unwrap();
        let mut other = payload();
        other["iss"] = unsigned.to_string().into();
        let word = shop.signs(&header(), &other);
        assert_eq!(
            verify(&word, &shop.document(), &unsigned, "grant-1", NOW),
            Err(AckError::Signature)
        );
    }

    #[test]
    fn a_signature_of_another_type_is_no_word() {
        let mut request = header();
        request["typ"] = "oauth-authz-req+jwt".into();
        assert_eq!(
            check(&Shop::new(), &request, &payload()),
            Err(AckError::Malformed)
        );
    }

    #[test]
    fn an_answer_may_hold_a_word_or_not() {
        assert_eq!(
            from_answer(br#"{"ack":"a.b.c"}"#),
            Ok(Some("a.b.c".to_owned()))
        );
        for without in [
            b"".as_slice(),
            b" \n",
            b"{}",
            br#"{"ack":null}"#,
            br#"{"ok":true}"#,
        ] {
            assert_eq!(from_answer(without), Ok(None));
        }
        for broken in [
            b"[]".as_slice(),
            br#"{"ack":1}"#,
            br#"{"ack":"a","ack":"b"}"#,
            b"<html>",
        ] {
            assert_eq!(from_answer(broken), Err(AckError::Malformed));
        }
    }
}
