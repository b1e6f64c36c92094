//! Two tiers: signed by the shop, or openly unsigned; and no way from one to the other.

use super::*;
use crate::client::{ClientId, ShopHosts};

const OWN: &str = "https://shop.example/answer";

fn unsigned_header() -> Value {
    json!({"alg":"none","typ":TYPE})
}

fn unsigned_payload() -> Value {
    let mut other = with("", "client_id", json!(format!("redirect_uri:{OWN}")));
    other.as_object_mut().unwrap().remove("response_uri");
    other
}

fn unsigned(header: &Value, payload: &Value) -> String {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    format!("{}.{}.", part(header), part(payload))
}

fn check(text: &str, link: &Link, shop: &Published<'_>) -> Result<SharingRequest, RequestError> {
    UnverifiedRequest::parse(text.as_bytes())?.verify(link, shop, None, NOW)
}

fn refused_unsigned(payload: &Value) -> RequestError {
    let text = unsigned(&unsigned_header(), payload);
    check(&text, &Shop::unsigned_link(), &Published::Nothing).unwrap_err()
}

#[test]
fn an_unsigned_request_is_of_the_lower_tier_and_says_so() {
    let text = unsigned(&unsigned_header(), &unsigned_payload());
    let request = check(&text, &Shop::unsigned_link(), &Published::Nothing).unwrap();
    assert_eq!(request.tier(), Tier::Unsigned);
    assert_eq!(request.key_thumbprint, None);
    assert_eq!(request.response_uri, OWN);
    assert_eq!(
        request.hosts,
        ShopHosts::only("shop.example".parse().unwrap())
    );
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(
        serde_json::from_str::<SharingRequest>(&stored).unwrap(),
        request
    );
}

#[test]
fn a_signed_request_is_of_the_upper_tier() {
    assert_eq!(verify(&header(), &payload()).unwrap().tier(), Tier::Signed);
}

#[test]
fn an_unsigned_request_may_repeat_its_own_address_and_no_other() {
    let repeated = |uri: &str| {
        let mut other = unsigned_payload();
        other["response_uri"] = uri.into();
        other
    };
    let text = unsigned(&unsigned_header(), &repeated(OWN));
    assert!(check(&text, &Shop::unsigned_link(), &Published::Nothing).is_ok());
    for other in [
        "https://shop.example/other",
        "https://evil.example/answer",
        "",
    ] {
        assert_eq!(
            refused_unsigned(&repeated(other)),
            RequestError::Party,
            "{other}"
        );
    }
    let mut odd = unsigned_payload();
    odd["response_uri"] = json!(null);
    assert_eq!(refused_unsigned(&odd), RequestError::Malformed);
}

#[test]
fn an_unsigned_request_is_in_the_name_of_its_link() {
    for client in [
        "redirect_uri:https://shop.example/other",
        "redirect_uri:https://evil.example/answer",
        "decentralized_identifier:did:web:shop.example",
    ] {
        let mut other = unsigned_payload();
        other["client_id"] = client.into();
        assert_eq!(refused_unsigned(&other), RequestError::Party, "{client}");
    }
}

#[test]
fn a_signature_cannot_be_left_out() {
    let shop = Shop::new();
    let document = shop.document();
    for (header, payload) in [
        (unsigned_header(), payload()),
        (unsigned_header(), unsigned_payload()),
    ] {
        let text = unsigned(&header, &payload);
        for published in [Published::Keys(&document), Published::Nothing] {
            assert_eq!(
                check(&text, &Shop::link(), &published).unwrap_err(),
                RequestError::Signature
            );
        }
    }
}

#[test]
fn a_signed_request_does_not_stand_for_an_address() {
    let shop = Shop::new();
    let document = shop.document();
    let text = shop.signs(&header(), &unsigned_payload());
    for published in [Published::Keys(&document), Published::Nothing] {
        assert_eq!(
            check(&text, &Shop::unsigned_link(), &published).unwrap_err(),
            RequestError::Signature
        );
    }
    let unsigned = unsigned(&unsigned_header(), &unsigned_payload());
    assert_eq!(
        check(
            &unsigned,
            &Shop::unsigned_link(),
            &Published::Keys(&document)
        )
        .unwrap_err(),
        RequestError::Signature
    );
}

#[test]
fn a_request_is_wholly_signed_or_wholly_unsigned() {
    let shop = Shop::new();
    let [signed_head, signed_body, signature] = shop
        .signs(&header(), &payload())
        .split('.')
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let head = |value: Value| base64url(value.to_string().as_bytes());
    let none = head(unsigned_header());
    for text in [
        // A signature that nobody is to check, and an algorithm without its signature.
        format!("{none}.{signed_body}.{signature}"),
        format!("{none}.{signed_body}.AA"),
        format!(
            "{}.{signed_body}.",
            head(json!({"alg":"none","typ":TYPE,"kid":KEY_ID}))
        ),
        format!(
            "{}.{signed_body}.",
            head(json!({"alg":"none","typ":TYPE,"jwk":{}}))
        ),
        format!("{}.{signed_body}.", head(json!({"alg":"None","typ":TYPE}))),
        format!("{}.{signed_body}.", head(json!({"alg":"none","typ":"JWT"}))),
        format!("{}.{signed_body}.", head(json!({"alg":"none"}))),
        format!(
            "{}.{signed_body}.",
            head(json!({"alg":"none","typ":TYPE,"crit":[]}))
        ),
        format!("{}.{signed_body}.", head(json!({"typ":TYPE}))),
    ] {
        assert_eq!(
            UnverifiedRequest::parse(text.as_bytes()).unwrap_err(),
            RequestError::Type,
            "{text:.60}"
        );
    }
    let stripped = format!("{signed_head}.{signed_body}.");
    assert_eq!(
        check(&stripped, &Shop::link(), &Published::Keys(&shop.document())).unwrap_err(),
        RequestError::Signature
    );
}

#[test]
fn an_hmac_with_the_public_key_is_no_signature() {
    let shop = Shop::new();
    let mut confused = header();
    confused["alg"] = "HS256".into();
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&confused), part(&payload()));
    for secret in [
        shop.key.public_jwk().to_point(),
        shop.key.public_jwk().to_json().to_string().into_bytes(),
    ] {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
        let tag = ring::hmac::sign(&key, signed.as_bytes());
        let text = format!("{signed}.{}", base64url(tag.as_ref()));
        assert_eq!(
            UnverifiedRequest::parse(text.as_bytes()).unwrap_err(),
            RequestError::Type
        );
    }
}

#[test]
fn an_unsigned_request_keeps_every_other_rule() {
    for (name, value, error) in [
        ("exp", json!(NOW.seconds() + 601), RequestError::Time),
        ("nonce", json!("short"), RequestError::Nonce),
        (
            "response_mode",
            json!("direct_post"),
            RequestError::ResponseMode,
        ),
        (
            "redirect_uri",
            json!("https://shop.example/"),
            RequestError::ResponseMode,
        ),
        ("aud", json!("https://other.example"), RequestError::Party),
        ("client_metadata", json!({}), RequestError::Recipient),
        (
            "transaction_data",
            json!([]),
            RequestError::Terms(TermsError::Malformed),
        ),
    ] {
        let mut other = unsigned_payload();
        other[name] = value;
        assert_eq!(refused_unsigned(&other), error, "{name}");
    }
}

/// A shop whose document lists a second host.
fn with_second_host(shop: &Shop) -> DidDocument {
    let document = json!({"id":"did:web:shop.example",
        "verificationMethod":[{"id":KEY_ID,"type":"JsonWebKey","publicKeyJwk":shop.key.public_jwk()}],
        "authentication":[KEY_ID],
        "service":[{"id":"#vault","type":"InklingEndpoint","serviceEndpoint":"https://vault.example/"}]});
    DidDocument::parse(document.to_string().as_bytes(), &client()).unwrap()
}

#[test]
fn addresses_may_be_on_the_hosts_that_the_document_lists() {
    let shop = Shop::new();
    let mut link = Shop::link();
    link.request_uri = "https://vault.example/r".to_owned();
    let elsewhere = with("", "response_uri", json!("https://vault.example/answer"));
    let text = shop.signs(&header(), &elsewhere);
    let listing = with_second_host(&shop);
    let request = check(&text, &link, &Published::Keys(&listing)).unwrap();
    assert!(request.hosts.owns("https://vault.example/g/1"));
    assert_eq!(
        check(&text, &link, &Published::Keys(&shop.document())).unwrap_err(),
        RequestError::ForeignHost
    );
    assert_eq!(
        check(&text, &Shop::link(), &Published::Keys(&shop.document())).unwrap_err(),
        RequestError::ForeignHost
    );
    let home = shop.signs(&header(), &payload());
    assert_eq!(
        check(&home, &link, &Published::Keys(&shop.document())).unwrap_err(),
        RequestError::ForeignHost
    );
}

#[test]
fn anothers_document_does_not_vouch_for_a_shop() {
    let shop = Shop::new();
    let evil: ClientId = "decentralized_identifier:did:web:evil.example"
        .parse()
        .unwrap();
    let document = json!({"id":"did:web:evil.example",
        "verificationMethod":[{"id":"#sig-1","type":"JsonWebKey","publicKeyJwk":shop.key.public_jwk()}],
        "authentication":["#sig-1"]});
    let document = DidDocument::parse(document.to_string().as_bytes(), &evil).unwrap();
    let mut named = header();
    named["kid"] = "did:web:evil.example#sig-1".into();
    let text = shop.signs(&named, &payload());
    assert_eq!(
        check(&text, &Shop::link(), &Published::Keys(&document)).unwrap_err(),
        RequestError::Signature
    );
}
