//! A good request, and every way of spoiling it.

use serde_json::{Value, json};

use super::claims::AUDIENCE;
use super::*;
use crate::link::RequestUriMethod;
use crate::testing::{KEY_ID, NONCE, NOW, Shop, client, key, terms_json, transaction_data};
use crate::text::base64url;
use crate::vocabulary::Level;

mod choosing;
mod contents;
mod tiers;

fn header() -> Value {
    json!({"alg":"ES256","kid":KEY_ID,"typ":TYPE})
}

fn credential(id: &str, path: &[&str]) -> Value {
    json!({"id":id,"format":"dc+sd-jwt","meta":{"vct_values":[dcql::VCT]},"claims":[{"path":path}]})
}

fn payload() -> Value {
    let mut encryption_key = key().public_jwk().to_json();
    encryption_key["alg"] = "ECDH-ES".into();
    encryption_key["kid"] = "enc-1".into();
    encryption_key["use"] = "enc".into();
    json!({"iat":NOW.seconds() - 2,"exp":NOW.seconds() + 298,"aud":AUDIENCE,"response_type":"vp_token",
        "response_mode":"direct_post.jwt","client_id":client(),"response_uri":"https://shop.example/vault/response",
        "nonce":NONCE,"state":"s-1",
        "dcql_query":{"credentials":[credential("sizes", &["shoes","size"]), credential("interests", &["interests","shop"])],
            "credential_sets":[{"options":[["sizes"]]},{"options":[["interests"]],"required":false}]},
        "transaction_data":[transaction_data()],
        "client_metadata":{"jwks":{"keys":[encryption_key]},"encrypted_response_enc_values_supported":["A256GCM"],
            "vp_formats_supported":{"dc+sd-jwt":{"sd-jwt_alg_values":["ES256"],"kb-jwt_alg_values":["ES256"]}}}})
}

fn verify(header: &Value, payload: &Value) -> Result<SharingRequest, RequestError> {
    let shop = Shop::new();
    let jws = shop.signs(header, payload);
    UnverifiedRequest::parse(jws.as_bytes())?.verify(
        &Shop::link(),
        &Published::Keys(&shop.document()),
        None,
        NOW,
    )
}

fn with(pointer: &str, name: &str, value: Value) -> Value {
    let mut other = payload();
    other.pointer_mut(pointer).unwrap()[name] = value;
    other
}

fn without(name: &str) -> Value {
    let mut other = payload();
    other.as_object_mut().unwrap().remove(name);
    other
}

fn refused(payload: &Value) -> RequestError {
    verify(&header(), payload).unwrap_err()
}

#[test]
fn a_good_request_says_who_asks_for_what_and_why() {
    let request = verify(&header(), &payload()).unwrap();
    assert_eq!(request.client_id, client());
    assert_eq!(request.nonce, NONCE);
    assert_eq!(request.state.as_deref(), Some("s-1"));
    assert_eq!(request.expires_at.seconds(), NOW.seconds() + 298);
    assert_eq!(request.recipient.kid, "enc-1");
    assert_eq!(request.terms_hash, terms_hash(&transaction_data()));
    let groups = serde_json::to_value(&request.groups).unwrap();
    insta::assert_json_snapshot!(groups);
}

#[test]
fn a_request_is_stored_and_read_back_unchanged() {
    let request = verify(&header(), &payload()).unwrap();
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(
        serde_json::from_str::<SharingRequest>(&text).unwrap(),
        request
    );
}

#[test]
fn a_request_keeps_the_exact_text_for_the_receipt() {
    let shop = Shop::new();
    let jws = shop.signs(&header(), &payload());
    let unverified = UnverifiedRequest::parse(format!("{jws}\n").as_bytes()).unwrap();
    assert_eq!(unverified.key_id(), Some(KEY_ID));
    let request = unverified
        .verify(&Shop::link(), &Published::Keys(&shop.document()), None, NOW)
        .unwrap();
    assert_eq!(request.jws, jws);
    assert_eq!(
        request.key_thumbprint,
        Some(shop.key.public_jwk().thumbprint())
    );
}

#[test]
fn levels_come_from_the_terms_or_are_the_usual_ones() {
    let mut terms = terms_json();
    terms["levels"] = json!({"shoes.size":"bucket"});
    let data = base64url(terms.to_string().as_bytes());
    let request = verify(&header(), &with("", "transaction_data", json!([data]))).unwrap();
    assert_eq!(request.groups[0].details[0].level, Level::Bucket);
    assert_eq!(request.groups[1].details[0].level, Level::List);
}

#[test]
fn another_algorithm_type_or_extension_is_refused() {
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("ES384")),
        ("alg", json!("ES256K")),
        ("typ", json!("JWT")),
        ("typ", json!("dc+sd-jwt")),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
    ] {
        let mut other = header();
        other[name] = value;
        assert_eq!(
            verify(&other, &payload()).unwrap_err(),
            RequestError::Type,
            "{name}"
        );
    }
}

#[test]
fn a_request_that_the_shop_did_not_sign_is_refused() {
    let (shop, stranger) = (Shop::new(), Shop::new());
    let forged = stranger.signs(&header(), &payload());
    let forged = UnverifiedRequest::parse(forged.as_bytes()).unwrap();
    assert_eq!(
        forged
            .verify(&Shop::link(), &Published::Keys(&shop.document()), None, NOW)
            .unwrap_err(),
        RequestError::Signature
    );
    let mut unlisted = header();
    unlisted["kid"] = "did:web:shop.example#sig-2".into();
    assert_eq!(
        verify(&unlisted, &payload()).unwrap_err(),
        RequestError::Signature
    );
    let mut nameless = header();
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(
        verify(&nameless, &payload()).unwrap_err(),
        RequestError::Signature
    );
}

#[test]
fn a_key_that_comes_with_the_request_is_not_a_key() {
    let stranger = Shop::new();
    let mut with_key = header();
    with_key["jwk"] = stranger.key.public_jwk().to_json();
    let forged = stranger.signs(&with_key, &payload());
    let forged = UnverifiedRequest::parse(forged.as_bytes()).unwrap();
    assert_eq!(
        forged
            .verify(
                &Shop::link(),
                &Published::Keys(&Shop::new().document()),
                None,
                NOW
            )
            .unwrap_err(),
        RequestError::Signature
    );
}

#[test]
fn every_single_bit_flip_of_a_signed_request_is_refused() {
    let shop = Shop::new();
    let document = shop.document();
    let check = |bytes: &[u8]| {
        UnverifiedRequest::parse(bytes).and_then(|request| {
            request.verify(&Shop::link(), &Published::Keys(&document), None, NOW)
        })
    };
    let good = shop.signs(&header(), &payload()).into_bytes();
    assert!(check(&good).is_ok());
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            assert!(check(&bytes).is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn another_party_is_refused() {
    assert_eq!(
        refused(&with(
            "",
            "client_id",
            json!("decentralized_identifier:did:web:evil.example")
        )),
        RequestError::Party
    );
    assert_eq!(refused(&without("client_id")), RequestError::Malformed);
    assert_eq!(refused(&without("aud")), RequestError::Party);
    for audience in [
        json!("https://wallet.example"),
        json!([AUDIENCE, "https://x.example"]),
        json!([]),
        json!(null),
    ] {
        let outcome = verify(&header(), &with("", "aud", audience.clone()));
        assert_eq!(outcome.unwrap_err(), RequestError::Party, "{audience}");
    }
}

#[test]
fn a_request_is_fresh_and_open_for_ten_minutes_at_most() {
    let now = NOW.seconds();
    for (iat, exp) in [
        (now - 2, now),
        (now - 900, now - 300),
        (now - 2, now + 601),
        (now + 61, now + 300),
        (now + 10, now + 5),
        (now, i64::MAX),
        (i64::MAX, i64::MAX),
        (i64::MIN, i64::MIN),
    ] {
        let mut other = payload();
        other["iat"] = iat.into();
        other["exp"] = exp.into();
        assert_eq!(refused(&other), RequestError::Time, "{iat} {exp}");
    }
    assert_eq!(
        refused(&with("", "nbf", json!(now + 61))),
        RequestError::Time
    );
    assert_eq!(
        refused(&with("", "exp", json!("tomorrow"))),
        RequestError::Time
    );
    assert_eq!(
        refused(&with("", "exp", json!(now as f64 + 10.5))),
        RequestError::Time
    );
    assert_eq!(refused(&without("exp")), RequestError::Time);
    assert_eq!(refused(&without("iat")), RequestError::Time);
}

#[test]
fn a_nonce_has_128_bits() {
    for nonce in [
        json!("short"),
        json!("a".repeat(21)),
        json!("a".repeat(257)),
        json!("a a a a a a a a a a a a a"),
        json!(""),
    ] {
        assert_eq!(refused(&with("", "nonce", nonce)), RequestError::Nonce);
    }
    assert_eq!(refused(&without("nonce")), RequestError::Malformed);
}

#[test]
fn a_posted_wallet_nonce_comes_back() {
    let shop = Shop::new();
    let mut link = Shop::link();
    link.method = RequestUriMethod::Post;
    let check = |payload: &Value, sent: Option<&str>| {
        let jws = shop.signs(&header(), payload);
        UnverifiedRequest::parse(jws.as_bytes()).unwrap().verify(
            &link,
            &Published::Keys(&shop.document()),
            sent,
            NOW,
        )
    };
    let repeated = with("", "wallet_nonce", json!("w-1"));
    assert!(check(&repeated, Some("w-1")).is_ok());
    assert_eq!(
        check(&repeated, Some("w-2")).unwrap_err(),
        RequestError::Nonce
    );
    assert_eq!(
        check(&payload(), Some("w-1")).unwrap_err(),
        RequestError::Nonce
    );
    assert_eq!(check(&repeated, None).unwrap_err(), RequestError::Nonce);
}

#[test]
fn the_answer_goes_to_the_shops_own_host() {
    for uri in [
        "https://evil.example/",
        "http://shop.example/",
        "https://www.shop.example/",
        "https://shop.example:8443/",
        "https://shop.example@evil.example/",
        "https://127.0.0.1/",
        "file:///x",
        "",
    ] {
        assert_eq!(
            refused(&with("", "response_uri", json!(uri))),
            RequestError::ForeignHost,
            "{uri}"
        );
    }
}

#[test]
fn another_response_mode_or_a_contradiction_is_refused() {
    for (name, value) in [
        ("response_mode", json!("direct_post")),
        ("response_mode", json!("fragment")),
        ("response_type", json!("code")),
        ("redirect_uri", json!("https://shop.example/cb")),
        ("request_uri", json!("https://shop.example/r")),
        ("request", json!("x")),
        ("scope", json!("openid")),
        ("presentation_definition", json!({})),
    ] {
        assert_eq!(
            refused(&with("", name, value)),
            RequestError::ResponseMode,
            "{name}"
        );
    }
    assert_eq!(
        refused(&without("response_mode")),
        RequestError::ResponseMode
    );
}

#[test]
fn a_key_twice_too_much_depth_or_too_many_bytes_is_refused() {
    let signed = |payload: &str| {
        format!(
            "{}.{}.AA",
            base64url(header().to_string().as_bytes()),
            base64url(payload.as_bytes())
        )
    };
    let twice = r#"{"nonce":"a","nonce":"b"}"#;
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(12), "]".repeat(12));
    let long = format!("{{\"a\":\"{}\"}}", "a".repeat(64 * 1024));
    for payload in [twice, &deep, &long, "[]", "", "{} {}"] {
        assert_eq!(
            UnverifiedRequest::parse(signed(payload).as_bytes()).unwrap_err(),
            RequestError::Malformed,
            "{payload:.30}"
        );
    }
    for bytes in [b"".as_slice(), b"\xff", b"a.b", b"<html></html>"] {
        assert_eq!(
            UnverifiedRequest::parse(bytes).unwrap_err(),
            RequestError::Malformed
        );
    }
}

#[test]
fn an_odd_state_is_refused_and_none_is_fine() {
    assert!(verify(&header(), &without("state")).is_ok());
    for state in [
        json!("a".repeat(513)),
        json!("a b"),
        json!("a\u{0}"),
        json!(1),
    ] {
        assert_eq!(refused(&with("", "state", state)), RequestError::Malformed);
    }
}

#[test]
fn debug_shows_neither_nonce_nor_state_nor_address() {
    let request = verify(&header(), &payload()).unwrap();
    let shown = format!("{request:?}");
    for secret in [NONCE, "s-1", "vault/response"] {
        assert!(!shown.contains(secret));
    }
    let unverified = UnverifiedRequest::parse(request.jws.as_bytes()).unwrap();
    assert_eq!(format!("{unverified:?}"), "UnverifiedRequest(redacted)");
}
