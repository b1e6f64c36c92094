use std::collections::BTreeSet;

use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::json::Limits;
use crate::jws::Compact;
use crate::testing::{
    BrokenEntropy, CountingEntropy, NONCE, NOW, client, grant_terms, key, transaction_data,
};
use crate::text::from_base64url;
use crate::value::strategy::{any_key, value_of};
use crate::verify::{Expected, verify};

const LIMITS: Limits = Limits {
    bytes: LONGEST_PRESENTATION,
    depth: DEEPEST,
};

fn details(entries: &[(&str, Value)]) -> BTreeMap<PreferenceKey, Value> {
    entries
        .iter()
        .map(|(key, value)| (key.parse().unwrap(), value.clone()))
        .collect()
}

fn four_details() -> BTreeMap<PreferenceKey, Value> {
    details(&[
        ("shoes.size", json!([{"system":"EU","value":"40"}])),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":3},{"id":"crime","strength":2}]),
        ),
        (
            "interests.shop",
            json!([{"id":"shoes-running","strength":3}]),
        ),
        ("deals", json!({"discount_seeker":true})),
    ])
}

fn issue_with(
    key: &GrantKey,
    details: &BTreeMap<PreferenceKey, Value>,
) -> Result<PreferenceToken, IssueError> {
    issue(
        key,
        &grant_terms(),
        details,
        None,
        NOW,
        NOW.plus_days(30),
        &CountingEntropy::default(),
    )
}

fn payload_of(jwt: &str) -> Value {
    Value::Object(Compact::parse(jwt, LIMITS).unwrap().payload)
}

#[test]
fn a_token_has_its_wire_form() {
    let token = issue_with(&key(), &four_details()).unwrap();
    let issuer = Compact::parse(token.issuer_jwt(), LIMITS).unwrap();
    let mut payload = Value::Object(issuer.payload);
    payload["iss"] = "[did:jwk]".into();
    payload["cnf"]["jwk"]["x"] = "[x]".into();
    payload["cnf"]["jwk"]["y"] = "[y]".into();
    let opened: Vec<Value> = token
        .disclosures()
        .iter()
        .map(|disclosure| serde_json::from_slice(&from_base64url(disclosure).unwrap()).unwrap())
        .collect();
    insta::assert_json_snapshot!(
        json!({"header": issuer.header, "payload": payload, "disclosures": opened})
    );
}

#[test]
fn a_key_binding_has_its_wire_form() {
    let key = key();
    let token = issue_with(&key, &four_details()).unwrap();
    let presentation = token
        .present(
            &key,
            &client(),
            NONCE,
            &transaction_data(),
            BoundAt::Moment(NOW),
            &CountingEntropy::default(),
        )
        .unwrap();
    let binding = Compact::parse(&presentation.key_binding, LIMITS).unwrap();
    let mut payload = Value::Object(binding.payload);
    payload["sd_hash"] = "[sd_hash]".into();
    insta::assert_json_snapshot!(json!({"header": binding.header, "payload": payload}));
}

#[test]
fn a_token_with_a_mailbox_says_where_its_status_and_its_successors_lie() {
    let key = key();
    let reference = StatusReference {
        idx: 0,
        uri: "https://mailbox.example/s/AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    };
    let terms = GrantTerms {
        mailbox: Some("https://mailbox.example/m/AQAAAAAAAAABAAAAAAAAAA".to_owned()),
        ..grant_terms()
    };
    let token = issue(
        &key,
        &terms,
        &four_details(),
        Some(&reference),
        NOW,
        NOW.plus_days(30),
        &CountingEntropy::default(),
    )
    .unwrap();
    let payload = payload_of(token.issuer_jwt());
    insta::assert_json_snapshot!(json!({"grant": payload["grant"], "status": payload["status"]}));
    let stored = serde_json::to_value(&terms).unwrap();
    assert_eq!(serde_json::from_value::<GrantTerms>(stored).unwrap(), terms);
}

#[test]
fn a_grant_without_a_mailbox_does_not_mention_one() {
    let stored = serde_json::to_value(grant_terms()).unwrap();
    assert_eq!(stored.get("mailbox"), None);
    let mut null = stored;
    null["mailbox"] = Value::Null;
    assert!(serde_json::from_value::<GrantTerms>(null).is_err());
}

#[test]
fn what_lies_in_a_mailbox_says_no_more_than_the_hour() {
    let key = key();
    let token = issue_with(&key, &four_details()).unwrap();
    let bound = |at: BoundAt| {
        let entropy = CountingEntropy::default();
        let presentation = token
            .present(&key, &client(), NONCE, &transaction_data(), at, &entropy)
            .unwrap();
        payload_of(&presentation.key_binding)["iat"].clone()
    };
    assert_eq!(bound(BoundAt::Moment(NOW)), NOW.seconds());
    assert_eq!(bound(BoundAt::Hour(NOW)), NOW.floor_to_hour().seconds());
}

#[test]
fn a_token_with_four_details_is_as_small_as_measured() {
    let key = key();
    let token = issue_with(&key, &four_details()).unwrap();
    let presentation = token
        .present(
            &key,
            &client(),
            NONCE,
            &transaction_data(),
            BoundAt::Moment(NOW),
            &CountingEntropy::default(),
        )
        .unwrap();
    assert!(
        presentation.compact.len() < 2800,
        "{}",
        presentation.compact.len()
    );
    assert!(presentation.compact.ends_with(&presentation.key_binding));
}

#[test]
fn times_say_no_more_than_the_hour_and_never_extend() {
    let token = issue_with(&key(), &four_details()).unwrap();
    let payload = payload_of(token.issuer_jwt());
    assert_eq!(payload["iat"], NOW.floor_to_hour().seconds());
    assert_eq!(payload["exp"], NOW.plus_days(30).floor_to_hour().seconds());
    let soon = NOW.plus_seconds(90);
    let short = issue(
        &key(),
        &grant_terms(),
        &four_details(),
        None,
        NOW,
        soon,
        &CountingEntropy::default(),
    )
    .unwrap();
    assert_eq!(payload_of(short.issuer_jwt())["exp"], soon.seconds());
}

#[test]
fn a_token_survives_the_sealed_file() {
    let token = issue_with(&key(), &four_details()).unwrap();
    assert_eq!(PreferenceToken::from_stored(&token.as_stored()), Ok(token));
    for broken in ["", "~", "a.b.c", "a.b~", "a.b.c~~", "a.b.c~d"] {
        assert_eq!(
            PreferenceToken::from_stored(broken),
            Err(IssueError::Stored),
            "{broken}"
        );
    }
}

#[test]
fn values_that_may_not_leave_are_not_issued() {
    let many: Value = (0..41).collect();
    for value in [
        json!(0.5),
        json!(null),
        json!([null]),
        many,
        json!({"_sd":["x"]}),
        json!({"__proto__":{"a":1}}),
        json!({"...":"x"}),
        json!([[[[1]]]]),
    ] {
        let outcome = issue_with(&key(), &details(&[("interests.shop", value.clone())]));
        assert_eq!(outcome, Err(IssueError::NotSendable), "{value}");
    }
}

#[test]
fn a_token_without_details_or_with_too_much_is_not_issued() {
    assert_eq!(issue_with(&key(), &BTreeMap::new()), Err(IssueError::Size));
    let long = "x".repeat(LONGEST_PRESENTATION);
    assert_eq!(
        issue_with(&key(), &details(&[("shoes.width", json!(long))])),
        Err(IssueError::Size)
    );
}

#[test]
fn nothing_is_issued_without_randomness() {
    let outcome = issue(
        &key(),
        &grant_terms(),
        &four_details(),
        None,
        NOW,
        NOW.plus_days(1),
        &BrokenEntropy::new(),
    );
    assert_eq!(outcome, Err(IssueError::Key(KeyError::NoEntropy)));
}

#[test]
fn every_disclosure_has_its_own_salt() {
    let token = issue_with(&key(), &four_details()).unwrap();
    let mut salts = BTreeSet::new();
    for disclosure in token.disclosures() {
        let opened: Value = serde_json::from_slice(&from_base64url(disclosure).unwrap()).unwrap();
        let salt = opened[0].as_str().unwrap().to_owned();
        assert_eq!(from_base64url(&salt).unwrap().len(), 16);
        salts.insert(salt);
    }
    assert_eq!(salts.len(), 4);
}

#[test]
fn debug_shows_nothing_of_a_token() {
    let key = key();
    let token = issue_with(&key, &four_details()).unwrap();
    let presentation = token
        .present(
            &key,
            &client(),
            NONCE,
            &transaction_data(),
            BoundAt::Moment(NOW),
            &CountingEntropy::default(),
        )
        .unwrap();
    assert_eq!(
        format!("{token:?} {presentation:?}"),
        "PreferenceToken(redacted) Presentation(redacted)"
    );
}

/// Details as a vault would send them: any keys, any values, any levels.
fn shared() -> impl Strategy<Value = BTreeMap<PreferenceKey, Value>> {
    let detail = any_key()
        .prop_flat_map(|key| {
            (
                Just(key),
                value_of(key),
                select(key.detail().levels.clone()),
            )
        })
        .prop_filter_map("nothing is sent at this level", |(key, value, level)| {
            Some((key, value.at(&key, level)?))
        });
    btree_map(any::<u16>(), detail, 1..8).prop_map(|details| details.into_values().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_token_discloses_exactly_what_it_was_issued_with(shared in shared()) {
        let (key, entropy) = (key(), CountingEntropy::default());
        let token = issue(&key, &grant_terms(), &shared, None, NOW, NOW.plus_days(30), &entropy).unwrap();
        let presentation = token.present(&key, &client(), NONCE, &transaction_data(), BoundAt::Moment(NOW), &entropy).unwrap();
        let expected = Expected { client_id: &client(), nonce: NONCE, transaction_data: &transaction_data(), now: NOW };
        let verified = verify(&presentation.compact, &expected).unwrap();
        prop_assert_eq!(verified.details, shared);
        prop_assert_eq!(verified.grant, grant_terms());
    }

    /// Beside the token's own members there are only the names on the way to a detail, and digests.
    #[test]
    fn the_plain_part_of_a_token_holds_no_preference(shared in shared()) {
        let token = issue_with(&key(), &shared).unwrap();
        let payload = payload_of(token.issuer_jwt());
        for (name, value) in payload.as_object().unwrap() {
            let own = ["iss", "vct", "iat", "exp", "cnf", "grant", "_sd_alg"].contains(&name.as_str());
            prop_assert!(own || is_concealed(name, value), "{}", name);
        }
        for key in shared.keys() {
            let plain = payload.pointer(&format!("/{}", key.as_str().replace('.', "/")));
            prop_assert_eq!(plain, None);
        }
    }
}

fn is_concealed(name: &str, value: &Value) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .all(|(name, member)| is_concealed(name, member)),
        Value::Array(digests) => {
            name == "_sd"
                && digests
                    .iter()
                    .all(|digest| digest.as_str().is_some_and(crate::text::is_digest))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
