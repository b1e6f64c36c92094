//! Hostile disclosures.

use super::*;

#[test]
fn another_digest_algorithm_is_refused() {
    for algorithm in [
        json!("sha-512"),
        json!("md5"),
        json!("SHA-256"),
        json!(["sha-256"]),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.claims["_sd_alg"] = algorithm.clone()),
            VerifyError::Type
        );
    }
}

#[test]
fn the_same_digest_twice_is_refused() {
    let digest = sha256_base64url(&size());
    let error = spoiled(|forgery| forgery.claims["shoes"]["_sd"] = json!([digest, digest]));
    assert_eq!(error, VerifyError::Disclosures);
    assert_eq!(
        spoiled(|forgery| forgery.claims["_sd"] = json!([digest])),
        VerifyError::Disclosures
    );
}

#[test]
fn the_same_disclosure_twice_is_refused() {
    assert_eq!(
        spoiled(|forgery| forgery.disclosures.push(size())),
        VerifyError::Disclosures
    );
}

#[test]
fn the_same_detail_from_two_disclosures_is_refused() {
    let again = disclosure(&json!(["YW5vdGhlci0xMjgtYml0cw", "size", []]));
    let error = spoiled(|forgery| {
        forgery.claims["shoes"]["_sd"] =
            json!([sha256_base64url(&size()), sha256_base64url(&again)]);
        forgery.disclosures.push(again.clone());
    });
    assert_eq!(error, VerifyError::Disclosures);
}

#[test]
fn a_disclosure_that_no_digest_names_is_refused() {
    let stray = disclosure(&json!(["YW5vdGhlci0xMjgtYml0cw", "width", "wide"]));
    assert_eq!(
        spoiled(|forgery| forgery.disclosures.push(stray)),
        VerifyError::Disclosures
    );
}

#[test]
fn digests_that_are_no_digests_are_refused() {
    for digests in [
        json!("x"),
        json!([1]),
        json!(["short"]),
        json!([null]),
        json!({}),
        json!([format!("{}=", "A".repeat(42))]),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.claims["shoes"]["_sd"] = digests.clone()),
            VerifyError::Disclosures,
            "{digests}"
        );
    }
}

#[test]
fn odd_disclosures_are_refused_although_a_digest_names_them() {
    let salt = "c2FsdC1vZi0xMjgtYml0cw";
    for elements in [
        json!([salt, "size"]),
        json!([salt, "size", 1, 2]),
        json!([]),
        json!({"0":salt,"1":"size","2":1}),
        json!([salt, "_sd", ["x"]]),
        json!([salt, "...", "x"]),
        json!([salt, "_sd_alg", "sha-256"]),
        json!([salt, 7, "x"]),
        json!([7, "size", "x"]),
        json!(["short", "size", "x"]),
        json!([salt, "colour", "x"]),
        json!([salt, "size", {"_sd":["x"]}]),
        json!([salt, "size", {"...":"x"}]),
        json!([salt, "size", [{"...":"x"}]]),
        json!([salt, "size", [[[[1]]]]]),
        json!([salt, "a.b", 1]),
        json!([salt, "", 1]),
    ] {
        let odd = disclosure(&elements);
        let error = spoiled(|forgery| {
            forgery.claims["shoes"]["_sd"] = json!([sha256_base64url(&odd)]);
            forgery.disclosures = vec![odd.clone()];
        });
        assert_eq!(error, VerifyError::Disclosures, "{elements}");
    }
}

#[test]
fn disclosures_that_are_no_json_or_have_a_key_twice_are_refused() {
    for text in [
        "x",
        "",
        r#"["c2FsdC1vZi0xMjgtYml0cw","size",{"a":1,"a":2}]"#,
        "[\"\u{0}\",\"size\",1]",
    ] {
        let odd = base64url(text.as_bytes());
        let error = spoiled(|forgery| {
            forgery.claims["shoes"]["_sd"] = json!([sha256_base64url(&odd)]);
            forgery.disclosures = vec![odd.clone()];
        });
        assert_eq!(error, VerifyError::Disclosures, "{text}");
    }
}

#[test]
fn a_disclosure_never_overrides_a_claim() {
    let error = spoiled(|forgery| forgery.claims["shoes"]["size"] = json!({}));
    assert_eq!(error, VerifyError::Disclosures);
    let issuer = disclosure(&json!([
        "c2FsdC1vZi0xMjgtYml0cw",
        "iss",
        "https://evil.example"
    ]));
    let error = spoiled(|forgery| {
        forgery.claims["_sd"] = json!([sha256_base64url(&issuer)]);
        forgery.disclosures.push(issuer.clone());
    });
    assert_eq!(error, VerifyError::Disclosures);
}

#[test]
fn a_disclosure_in_the_wrong_place_is_refused() {
    let digest = sha256_base64url(&size());
    let error = spoiled(|forgery| {
        forgery.claims["apparel"] = json!({"_sd":[digest]});
        forgery.claims.as_object_mut().unwrap().remove("shoes");
    });
    assert_eq!(error, VerifyError::Disclosures);
}

#[test]
fn a_plain_preference_and_an_unknown_claim_are_refused() {
    for (name, value) in [
        ("deals", json!(true)),
        ("shoes", json!({"size":"40"})),
        ("aud", json!("x")),
        ("sub", json!("person-7")),
    ] {
        assert_eq!(
            spoiled(|forgery| forgery.claims[name] = value.clone()),
            VerifyError::Disclosures,
            "{name}"
        );
    }
}

#[test]
fn reserved_names_in_the_plain_part_are_refused() {
    assert_eq!(
        spoiled(|forgery| forgery.claims["shoes"]["..."] = "x".into()),
        VerifyError::Disclosures
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["..."] = json!({})),
        VerifyError::Disclosures
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["cnf"]["jwk"]["_sd"] = json!([])),
        VerifyError::Disclosures
    );
    assert_eq!(
        spoiled(|forgery| forgery.claims["shoes"]["_sd_alg"] = "sha-256".into()),
        VerifyError::Disclosures
    );
}

#[test]
fn too_many_disclosures_are_refused_before_they_are_hashed() {
    assert_eq!(
        spoiled(|forgery| forgery.disclosures = vec!["A".to_owned(); 65]),
        VerifyError::TooLarge
    );
    let at_the_cap = spoiled(|forgery| forgery.disclosures = vec!["A".to_owned(); 64]);
    assert_eq!(at_the_cap, VerifyError::Disclosures);
}
