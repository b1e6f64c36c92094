//! A good presentation, and every hostile kind of it. The forger holds the grant's key: what is refused here is refused
//! although its signatures hold, unless a test says otherwise.

use serde_json::json;

use super::*;
use crate::jws;
use crate::key::GrantKey;
use crate::testing::{
    CountingEntropy, NONCE, NOW, client, grant_terms, key, terms_json, transaction_data,
};
use crate::text::base64url;
use crate::token::{BoundAt, issue};

mod disclosures;
mod mailbox;
mod rfc9901;
mod shared;

/// All parts of a presentation, to be spoiled one at a time and signed then.
struct Forgery {
    key: GrantKey,
    header: Value,
    claims: Value,
    disclosures: Vec<String>,
    binding_header: Value,
    binding: Value,
}

fn disclosure(elements: &Value) -> String {
    base64url(elements.to_string().as_bytes())
}

fn size() -> String {
    disclosure(&json!(["c2FsdC1vZi0xMjgtYml0cw", "size", [{"system":"EU","value":"40"}]]))
}

impl Forgery {
    fn good() -> Self {
        let key = key();
        Self {
            header: json!({"alg":"ES256","kid":"#0","typ":"dc+sd-jwt"}),
            claims: json!({"iss":key.did(),"vct":VCT,"iat":NOW.seconds() - 100,"exp":NOW.seconds() + 100,
                "cnf":{"jwk":key.public_jwk()},"grant":grant_terms(),"_sd_alg":"sha-256",
                "shoes":{"_sd":[sha256_base64url(&size())]}}),
            disclosures: vec![size()],
            binding_header: json!({"alg":"ES256","typ":"kb+jwt"}),
            binding: json!({"iat":NOW.seconds(),"aud":client(),"nonce":NONCE,
                "transaction_data_hashes":[terms_hash(&transaction_data())],"transaction_data_hashes_alg":"sha-256"}),
            key,
        }
    }

    fn bound(&self) -> String {
        let mut parts = vec![self.sign(&self.header, &self.claims)];
        parts.extend(self.disclosures.iter().cloned());
        parts.join("~") + "~"
    }

    fn signed(&self) -> String {
        let bound = self.bound();
        let mut binding = self.binding.clone();
        if binding.get("sd_hash").is_none() {
            binding["sd_hash"] = sha256_base64url(&bound).into();
        }
        format!("{bound}{}", self.sign(&self.binding_header, &binding))
    }

    fn sign(&self, header: &Value, payload: &Value) -> String {
        jws::sign(&self.key, header, payload, &CountingEntropy::default()).unwrap()
    }
}

fn check(presentation: &str) -> Result<VerifiedToken, VerifyError> {
    let (client, data) = (client(), transaction_data());
    verify(
        presentation,
        &Expected {
            client_id: &client,
            nonce: NONCE,
            transaction_data: &data,
            now: NOW,
        },
    )
}

fn spoiled(spoil: impl FnOnce(&mut Forgery)) -> VerifyError {
    let mut forgery = Forgery::good();
    spoil(&mut forgery);
    check(&forgery.signed()).unwrap_err()
}

#[test]
fn a_good_presentation_holds() {
    let token = check(&Forgery::good().signed()).unwrap();
    assert_eq!(token.grant, grant_terms());
    assert_eq!(token.expires_at.seconds(), NOW.seconds() + 100);
    assert_eq!(
        token.details[&"shoes.size".parse().unwrap()],
        json!([{"system":"EU","value":"40"}])
    );
    assert!(!format!("{token:?}").contains("40"));
}

#[test]
fn a_token_of_plain_mode_holds_although_no_terms_name_what_it_says() {
    let word = disclosure(&json!([
        "c2FsdC1vZi0xMjgtYml0cw",
        "optout",
        ["history", "profiling", "ads"]
    ]));
    let mut forgery = Forgery::good();
    forgery.claims["personalisation"] = json!({"_sd": [sha256_base64url(&word)]});
    forgery.disclosures = vec![word.clone()];
    assert!(check(&forgery.signed()).unwrap().is_plain());

    forgery.disclosures = vec![size(), word];
    assert!(!check(&forgery.signed()).unwrap().is_plain());
    assert!(!check(&Forgery::good().signed()).unwrap().is_plain());
}

#[test]
fn a_detail_may_be_withheld() {
    let mut forgery = Forgery::good();
    forgery.disclosures.clear();
    assert!(check(&forgery.signed()).unwrap().details.is_empty());
}

#[test]
fn every_single_bit_flip_is_refused() {
    let key = key();
    let details = [("shoes.width".parse().unwrap(), json!("wide"))].into();
    let entropy = CountingEntropy::default();
    let token = issue(
        &key,
        &grant_terms(),
        &details,
        None,
        NOW,
        NOW.plus_days(30),
        &entropy,
    )
    .unwrap();
    let good = token
        .present(
            &key,
            &client(),
            NONCE,
            &transaction_data(),
            BoundAt::Moment(NOW),
            &entropy,
        )
        .unwrap()
        .compact;
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
fn another_algorithm_type_or_extension_is_refused() {
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("ES384")),
        ("typ", json!("vc+sd-jwt")),
        ("typ", json!("JWT")),
        ("crit", json!(["x"])),
        ("kid", json!("#1")),
        ("b64", json!(false)),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.header[name] = value.clone()),
            VerifyError::Type,
            "{name}"
        );
    }
    for (name, value) in [
        ("alg", json!("none")),
        ("typ", json!("JWT")),
        ("typ", json!("dc+sd-jwt")),
        ("crit", json!(["x"])),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.binding_header[name] = value.clone()),
            VerifyError::Type,
            "{name}"
        );
    }
}

#[test]
fn an_unsigned_token_is_refused() {
    let good = Forgery::good();
    let header = base64url(
        json!({"alg":"none","typ":"dc+sd-jwt","kid":"#0"})
            .to_string()
            .as_bytes(),
    );
    let unsigned = good
        .signed()
        .replacen(good.bound().split('.').next().unwrap(), &header, 1);
    assert_eq!(check(&unsigned), Err(VerifyError::Type));
}

#[test]
fn an_issuer_is_its_own_key() {
    assert_eq!(
        spoiled(|forgery| forgery.claims["iss"] = key().did().into()),
        VerifyError::Issuer
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["iss"] = "https://shop.example".into()),
        VerifyError::Issuer
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["vct"] = "urn:other".into()),
        VerifyError::Issuer
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["cnf"]["jwk"] = key().public_jwk().to_json()),
        VerifyError::Issuer
    );
}

#[test]
fn a_signature_of_another_key_is_refused() {
    let victim = key();
    let error = spoiled(|forgery| {
        forgery.claims["iss"] = victim.did().into();
        forgery.claims["cnf"]["jwk"] = victim.public_jwk().to_json();
    });
    assert_eq!(error, VerifyError::Signature);
}

#[test]
fn key_binding_by_another_key_is_refused() {
    let good = Forgery::good();
    let bound = good.bound();
    let mut binding = good.binding.clone();
    binding["sd_hash"] = sha256_base64url(&bound).into();
    let thief = jws::sign(
        &key(),
        &good.binding_header,
        &binding,
        &CountingEntropy::default(),
    )
    .unwrap();
    assert_eq!(
        check(&format!("{bound}{thief}")),
        Err(VerifyError::Signature)
    );
}

#[test]
fn a_token_without_key_binding_is_refused() {
    assert_eq!(
        check(&Forgery::good().bound()),
        Err(VerifyError::KeyBinding)
    );
}

#[test]
fn key_binding_is_for_this_shop_this_nonce_these_terms_and_now() {
    use VerifyError::{Audience, KeyBinding, Malformed, Nonce, Terms};
    let now = NOW.seconds();
    for (name, value, error) in [
        (
            "aud",
            json!("decentralized_identifier:did:web:evil.example"),
            Audience,
        ),
        ("aud", json!("did:web:shop.example"), Audience),
        ("aud", json!([client()]), Malformed),
        ("nonce", json!("another-nonce-of-128-bits"), Nonce),
        ("nonce", json!(null), Malformed),
        ("transaction_data_hashes", json!([]), Terms),
        ("transaction_data_hashes", json!([terms_hash("x")]), Terms),
        (
            "transaction_data_hashes",
            json!([terms_hash(&transaction_data()), terms_hash("x")]),
            Terms,
        ),
        ("transaction_data_hashes_alg", json!("sha-512"), Terms),
        ("sd_hash", json!(sha256_base64url("x")), KeyBinding),
        ("iat", json!(now - 301), KeyBinding),
        ("iat", json!(now + 61), KeyBinding),
        ("iat", json!(i64::MIN), KeyBinding),
        ("iat", json!("now"), Malformed),
        ("exp", json!(now), KeyBinding),
        ("nbf", json!(now + 61), KeyBinding),
        ("also", json!(1), Malformed),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.binding[name] = value.clone()),
            error,
            "{name} {value}"
        );
    }
}

#[test]
fn a_binding_of_other_disclosures_is_refused() {
    let good = Forgery::good().signed();
    let parts: Vec<&str> = good.split('~').collect();
    assert_eq!(
        check(&format!("{}~{}", parts[0], parts[2])),
        Err(VerifyError::KeyBinding)
    );
}

#[test]
fn a_token_has_its_time() {
    let now = NOW.seconds();
    assert_eq!(
        spoiled(|forgery| forgery.claims["exp"] = now.into()),
        VerifyError::Expired
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["exp"] = i64::MIN.into()),
        VerifyError::Expired
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["iat"] = (now + 61).into()),
        VerifyError::NotYetValid
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["nbf"] = (now + 61).into()),
        VerifyError::NotYetValid
    );
    for name in ["exp", "iat"] {
        assert_eq!(
            spoiled(|forgery| forgery.claims[name] = "2027".into()),
            VerifyError::Malformed
        );
        assert_eq!(
            spoiled(|forgery| drop(forgery.claims.as_object_mut().unwrap().remove(name))),
            VerifyError::Malformed
        );
    }
}

#[test]
fn a_token_is_for_this_shop_and_these_terms() {
    let to = "decentralized_identifier:did:web:evil.example";
    assert_eq!(
        spoiled(|forgery| forgery.claims["grant"]["to"] = to.into()),
        VerifyError::Audience
    );
    let mut other = terms_json();
    other["retention"] = "P1D".into();
    let hash = terms_hash(&base64url(other.to_string().as_bytes()));
    assert_eq!(
        spoiled(|forgery| forgery.claims["grant"]["terms"] = hash.into()),
        VerifyError::Terms
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["grant"]["more"] = 1.into()),
        VerifyError::Malformed
    );
}

#[test]
fn a_grant_has_an_unguessable_id_and_a_version() {
    for (name, value) in [
        ("id", json!("1")),
        ("id", json!("grant-1 of this customer")),
        ("ver", json!(0)),
        ("ver", json!(-1)),
        ("ver", json!(1.5)),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.claims["grant"][name] = value.clone()),
            VerifyError::Malformed,
            "{name} {value}"
        );
    }
}

#[test]
fn a_missing_member_is_refused() {
    for name in ["iss", "vct", "cnf", "grant"] {
        assert_eq!(
            spoiled(|forgery| drop(forgery.claims.as_object_mut().unwrap().remove(name))),
            VerifyError::Malformed
        );
    }
    assert_eq!(
        spoiled(|forgery| drop(forgery.claims.as_object_mut().unwrap().remove("_sd_alg"))),
        VerifyError::Type
    );
}

#[test]
fn a_presentation_that_is_too_long_is_refused() {
    assert_eq!(
        check(&"A".repeat(32 * 1024 + 1)),
        Err(VerifyError::TooLarge)
    );
    assert_eq!(check(&"~".repeat(32 * 1024)), Err(VerifyError::TooLarge));
}

#[test]
fn a_key_twice_or_too_much_depth_in_the_plain_part_is_refused() {
    let good = Forgery::good();
    let claims = good.claims.to_string();
    let twice = claims.replacen('{', r#"{"vct":"urn:other","#, 1);
    let deep = claims.replacen('{', r#"{"apparel":{"size":{"tops":{"_sd":[]}}},"#, 1);
    for text in [twice, deep] {
        let header = base64url(good.header.to_string().as_bytes());
        let presentation = format!(
            "{header}.{}.AA~{}~e30.e30.AA",
            base64url(text.as_bytes()),
            size()
        );
        assert_eq!(check(&presentation), Err(VerifyError::Malformed));
    }
}

#[test]
fn texts_that_are_no_presentations_are_refused() {
    for text in [
        "",
        "~",
        "~~",
        "a",
        "a~b",
        "a.b.c~",
        "a.b.c~d.e.f",
        "{}",
        "\u{fc}~\u{fc}",
    ] {
        assert!(check(text).is_err(), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_text_never_breaks_the_verifier(text in "[A-Za-z0-9._~-]{0,200}|\\PC{0,50}") {
        proptest::prop_assert!(check(&text).is_err());
    }
}
