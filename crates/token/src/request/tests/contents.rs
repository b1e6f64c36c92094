//! Spoiled terms, keys and queries.

use super::*;

#[test]
fn one_entry_of_known_terms_is_wanted() {
    let data = transaction_data();
    let mut other = terms_json();
    other["type"] = "payment".into();
    let payment = base64url(other.to_string().as_bytes());
    assert_eq!(
        refused(&with("", "transaction_data", json!([payment]))),
        TermsError::UnknownType.into()
    );
    for entries in [json!([]), json!([data, data]), json!([1]), json!(data)] {
        assert_eq!(
            refused(&with("", "transaction_data", entries)),
            TermsError::Malformed.into()
        );
    }
    assert_eq!(
        refused(&without("transaction_data")),
        TermsError::Malformed.into()
    );
}

#[test]
fn terms_are_for_exactly_the_groups_that_are_asked_for() {
    for ids in [
        json!(["sizes"]),
        json!(["sizes", "interests", "more"]),
        json!(["sizes", "interests", "sizes"]),
    ] {
        let mut terms = terms_json();
        terms["credential_ids"] = ids;
        let data = base64url(terms.to_string().as_bytes());
        assert_eq!(
            refused(&with("", "transaction_data", json!([data]))),
            RequestError::TermsForOthers
        );
    }
}

#[test]
fn unusable_encryption_keys_are_passed_over() {
    let mut keys = payload()["client_metadata"]["jwks"]["keys"].clone();
    let usable = keys[0].clone();
    let spoiled = [
        ("kty", "RSA"),
        ("crv", "P-384"),
        ("use", "sig"),
        ("alg", "RSA-OAEP"),
        ("kid", ""),
        ("x", "AA"),
    ]
    .map(|(name, value)| {
        let mut other = usable.clone();
        other[name] = value.into();
        other
    });
    keys = json!(spoiled);
    assert_eq!(
        refused(&with("/client_metadata/jwks", "keys", keys.clone())),
        RequestError::Recipient
    );
    keys.as_array_mut().unwrap().push(usable);
    assert!(verify(&header(), &with("/client_metadata/jwks", "keys", keys)).is_ok());
}

#[test]
fn the_strongest_common_cipher_is_used_and_no_other() {
    let encryption = |named: Value| {
        verify(
            &header(),
            &with(
                "/client_metadata",
                "encrypted_response_enc_values_supported",
                named,
            ),
        )
        .map(|request| request.recipient.encryption.to_string())
    };
    assert_eq!(
        encryption(json!(["A128GCM", "A256GCM"])).as_deref(),
        Ok("A256GCM")
    );
    assert_eq!(
        encryption(json!(["A128CBC-HS256", "A128GCM"])).as_deref(),
        Ok("A128GCM")
    );
    assert_eq!(
        encryption(json!(["A128CBC-HS256"])),
        Err(RequestError::Recipient)
    );
    assert_eq!(encryption(json!("A256GCM")), Err(RequestError::Recipient));
    let mut silent = payload();
    silent["client_metadata"]
        .as_object_mut()
        .unwrap()
        .remove("encrypted_response_enc_values_supported");
    assert_eq!(
        verify(&header(), &silent)
            .unwrap()
            .recipient
            .encryption
            .to_string(),
        "A128GCM"
    );
}

#[test]
fn a_shop_that_reads_other_tokens_only_is_refused() {
    for formats in [
        json!({"mso_mdoc":{}}),
        json!({"dc+sd-jwt":{"sd-jwt_alg_values":["EdDSA"]}}),
    ] {
        assert_eq!(
            refused(&with("/client_metadata", "vp_formats_supported", formats)),
            RequestError::Recipient
        );
    }
    assert_eq!(
        refused(&without("client_metadata")),
        RequestError::Recipient
    );
}

#[test]
fn the_query_is_checked_too() {
    let unknown = json!({"credentials":[credential("sizes", &["shoes","colour"])]});
    assert_eq!(
        refused(&with("", "dcql_query", unknown)),
        DcqlError::NoMatch.into()
    );
    assert_eq!(refused(&without("dcql_query")), RequestError::Malformed);
}

#[test]
fn terms_are_for_groups_that_cannot_be_answered_too() {
    let mut both = payload();
    both["dcql_query"]["credentials"][1]["format"] = "mso_mdoc".into();
    let request = verify(&header(), &both).unwrap();
    let groups: Vec<_> = request.groups.iter().map(|group| &group.id).collect();
    assert_eq!(groups, ["sizes"]);
    let mut terms = terms_json();
    terms["credential_ids"] = json!(["sizes"]);
    let data = base64url(terms.to_string().as_bytes());
    both["transaction_data"] = json!([data]);
    assert_eq!(refused(&both), RequestError::TermsForOthers);
}

#[test]
fn parameters_of_other_profiles_are_passed_over() {
    for (name, value) in [
        ("iss", json!("https://anyone.example")),
        ("verifier_info", json!([{"format":"jwt","data":"x"}])),
        ("wallet_nonce", json!("unasked")),
        ("client_metadata_uri", json!("https://evil.example/")),
        ("expected_origins", json!(["https://evil.example"])),
        ("jti", json!("1")),
        ("nbf", json!(NOW.seconds() - 2)),
    ] {
        assert!(verify(&header(), &with("", name, value)).is_ok(), "{name}");
    }
}
