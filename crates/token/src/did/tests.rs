//! Keys by name, and documents that are somebody else's.

use super::*;

fn jwk() -> Value {
    json!({"kty":"EC","crv":"P-256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
}

fn shop() -> ClientId {
    "decentralized_identifier:did:web:shop.example"
        .parse()
        .unwrap()
}

fn document() -> Value {
    json!({"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:shop.example",
        "verificationMethod":[{"id":"did:web:shop.example#sig-1","type":"JsonWebKey2020",
            "controller":"did:web:shop.example","publicKeyJwk":jwk()}],
        "assertionMethod":["did:web:shop.example#sig-1"]})
}

fn parse(document: &Value) -> Result<DidDocument, DidError> {
    DidDocument::parse(document.to_string().as_bytes(), &shop())
}

#[test]
fn a_thumbprint_hashes_the_required_members_in_order() {
    // RFC 7638, section 3.1, gives the vector for RSA; its rule for EC, section 3.2, is checked member by member here.
    let key = Jwk::try_from(jwk()).unwrap();
    let canonical = r#"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    assert_eq!(key.to_json().to_string(), canonical);
    assert_eq!(key.thumbprint(), sha256_base64url(canonical));
}

#[test]
fn did_jwk_is_the_key_itself() {
    let did = did_jwk(&Jwk::try_from(jwk()).unwrap());
    let encoded = did.strip_prefix("did:jwk:").unwrap();
    let decoded: Value = serde_json::from_slice(&from_base64url(encoded).unwrap()).unwrap();
    assert_eq!(decoded, jwk());
}

#[test]
fn only_public_p256_keys_are_keys() {
    for (name, value) in [
        ("kty", json!("RSA")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("x", json!("AA")),
        ("y", json!(null)),
        ("d", json!("AA")),
        ("x", json!("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=")),
    ] {
        let mut other = jwk();
        other[name] = value;
        assert_eq!(Jwk::try_from(other), Err(DidError::Key), "{name}");
    }
    assert_eq!(Jwk::from_point(&[4; 64]), None);
    assert_eq!(Jwk::from_point(&[5; 65]), None);
    assert_eq!(Jwk::from_point(&[]), None);
}

#[test]
fn a_shop_signs_with_the_keys_it_lists() {
    let keys = parse(&document()).unwrap();
    assert_eq!(
        keys.key("did:web:shop.example#sig-1"),
        Some(&Jwk::try_from(jwk()).unwrap())
    );
    assert_eq!(keys.key("#sig-1"), None);
    assert_eq!(keys.did(), "did:web:shop.example");
}

#[test]
fn a_key_may_be_embedded_or_named_relative_to_the_document() {
    let mut embedded = document();
    embedded["authentication"] = json!([{"id":"#sig-2","type":"JsonWebKey","publicKeyJwk":jwk()}]);
    assert!(
        parse(&embedded)
            .unwrap()
            .key("did:web:shop.example#sig-2")
            .is_some()
    );
}

#[test]
fn a_key_that_is_not_listed_for_signing_does_not_sign() {
    let mut unlisted = document();
    unlisted["assertionMethod"] = json!([]);
    unlisted["keyAgreement"] = json!(["did:web:shop.example#sig-1"]);
    assert_eq!(
        parse(&unlisted).unwrap().key("did:web:shop.example#sig-1"),
        None
    );
}

#[test]
fn foreign_methods_and_foreign_controllers_do_not_sign() {
    for (name, value) in [
        ("id", "did:web:evil.example#sig-1"),
        ("controller", "did:web:evil.example"),
        ("type", "Ed25519"),
    ] {
        let mut foreign = document();
        foreign["verificationMethod"][0][name] = json!(value);
        foreign["assertionMethod"] = json!([foreign["verificationMethod"][0]["id"]]);
        let keys = parse(&foreign).unwrap();
        assert_eq!(keys.key("did:web:shop.example#sig-1"), None, "{name}");
        assert_eq!(keys.key("did:web:evil.example#sig-1"), None, "{name}");
    }
}

#[test]
fn a_key_for_something_else_does_not_sign() {
    for (name, value) in [
        ("use", json!("enc")),
        ("alg", json!("ECDH-ES")),
        ("key_ops", json!(["deriveBits"])),
        ("key_ops", json!("verify")),
    ] {
        let mut other = document();
        other["verificationMethod"][0]["publicKeyJwk"][name] = value;
        let keys = parse(&other).unwrap();
        assert_eq!(keys.key("did:web:shop.example#sig-1"), None, "{name}");
    }
    let mut said = document();
    said["verificationMethod"][0]["publicKeyJwk"]["use"] = json!("sig");
    said["verificationMethod"][0]["publicKeyJwk"]["alg"] = json!("ES256");
    said["verificationMethod"][0]["publicKeyJwk"]["key_ops"] = json!(["verify"]);
    assert!(
        parse(&said)
            .unwrap()
            .key("did:web:shop.example#sig-1")
            .is_some()
    );
}

#[test]
fn another_shops_document_and_broken_ones_are_refused() {
    let mut another = document();
    another["id"] = json!("did:web:evil.example");
    assert_eq!(parse(&another), Err(DidError::Another));
    let mut twice = document();
    twice["verificationMethod"] = json!([
        twice["verificationMethod"][0],
        twice["verificationMethod"][0]
    ]);
    assert_eq!(parse(&twice), Err(DidError::Malformed));
    let mut private = document();
    private["verificationMethod"][0]["publicKeyJwk"]["d"] = json!("AA");
    assert_eq!(parse(&private), Err(DidError::Key));
    for bytes in [
        b"".as_slice(),
        b"[]",
        br#"{"id":"did:web:shop.example","id":"did:web:shop.example"}"#,
    ] {
        assert_eq!(DidDocument::parse(bytes, &shop()), Err(DidError::Malformed));
    }
}

fn endpoints(kind: &Value, endpoint: &Value) -> ShopHosts {
    let mut with_service = document();
    with_service["service"] = json!([
        {"id":"#blog","type":"LinkedDomains","serviceEndpoint":"https://blog.example"},
        {"id":"#vault","type":kind,"serviceEndpoint":endpoint},
    ]);
    parse(&with_service).unwrap().hosts()
}

#[test]
fn a_document_lists_the_hosts_of_the_shops_endpoints() {
    let alone = ShopHosts::only(shop().host());
    assert_eq!(parse(&document()).unwrap().hosts(), alone);
    let both = alone.including("vault.shop.example".parse().unwrap());
    let address = json!("https://vault.shop.example/inkling");
    assert_eq!(endpoints(&json!("InklingEndpoint"), &address), both);
    assert_eq!(
        endpoints(&json!(["Other", "InklingEndpoint"]), &json!([address])),
        both
    );
}

#[test]
fn services_of_other_kinds_and_addresses_of_no_host_list_nothing() {
    let alone = ShopHosts::only(shop().host());
    for kind in [json!("inklingendpoint"), json!(1), json!(null), json!([])] {
        let hosts = endpoints(&kind, &json!("https://vault.shop.example/"));
        assert_eq!(hosts, alone, "{kind}");
    }
    for endpoint in [
        json!("http://vault.shop.example/"),
        json!("https://10.0.0.1/"),
        json!("http://localhost:8443/"),
        json!("https://user@vault.shop.example/"),
        json!("vault.shop.example"),
        json!({"uri":"https://vault.shop.example/"}),
        json!(null),
        json!([1]),
    ] {
        let hosts = endpoints(&json!("InklingEndpoint"), &endpoint);
        assert_eq!(hosts, alone, "{endpoint}");
    }
    let mut broken = document();
    broken["service"] = json!({});
    assert_eq!(parse(&broken), Err(DidError::Malformed));
}

#[test]
fn an_address_has_no_document() {
    let unsigned: ClientId = "redirect_uri:https://shop.example/a".parse().unwrap();
    let bytes = document().to_string();
    assert_eq!(
        DidDocument::parse(bytes.as_bytes(), &unsigned),
        Err(DidError::Another)
    );
}
