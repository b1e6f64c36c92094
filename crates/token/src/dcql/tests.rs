use serde_json::json;

use super::*;

fn credential(id: &str, paths: &[&[&str]]) -> Value {
    let claims: Vec<Value> = paths.iter().map(|path| json!({"path": path})).collect();
    json!({"id":id,"format":"dc+sd-jwt","meta":{"vct_values":[VCT]},"claims":claims})
}

fn query() -> Value {
    json!({"credentials":[credential("sizes", &[&["shoes","size"]]), credential("interests", &[&["interests","shop"]])],
        "credential_sets":[{"options":[["sizes"]]},{"options":[["interests"]],"required":false}]})
}

fn mutated(pointer: &str, name: &str, value: Value) -> Value {
    let mut other = query();
    other.pointer_mut(pointer).unwrap()[name] = value;
    other
}

#[test]
fn groups_are_required_or_optional_as_their_sets_say() {
    let queries = parse(&query()).unwrap();
    let told: Vec<_> = queries
        .groups
        .iter()
        .map(|group| (group.id.as_str(), group.required, group.keys[0].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("sizes", true, "shoes.size"),
            ("interests", false, "interests.shop")
        ]
    );
}

#[test]
fn without_sets_every_group_is_required() {
    let mut all = query();
    all.as_object_mut().unwrap().remove("credential_sets");
    assert!(
        parse(&all)
            .unwrap()
            .groups
            .iter()
            .all(|group| group.required)
    );
}

#[test]
fn two_required_groups_may_share_a_set() {
    let mut both = query();
    both["credential_sets"] = json!([{"options":[["sizes","interests"]]}]);
    assert!(
        parse(&both)
            .unwrap()
            .groups
            .iter()
            .all(|group| group.required)
    );
}

#[test]
fn an_optional_group_with_a_newer_detail_is_left_out() {
    let mut newer = query();
    newer["credentials"][1]["claims"] = json!([{"path":["interests","hats"]}]);
    let queries = parse(&newer).unwrap();
    assert_eq!(queries.groups.len(), 1);
    assert_eq!(queries.ids.len(), 2);
}

#[test]
fn a_required_unknown_detail_is_refused() {
    let mut unknown = query();
    unknown["credentials"][0]["claims"] = json!([{"path":["shoes","colour"]}]);
    assert_eq!(parse(&unknown), Err(DcqlError::UnknownDetail));
}

#[test]
fn parts_of_dcql_that_cannot_be_honoured_are_refused_by_name() {
    for (pointer, name, value, error) in [
        (
            "/credentials/0/claims/0",
            "values",
            json!(["40"]),
            DcqlError::Values,
        ),
        (
            "/credentials/0",
            "claim_sets",
            json!([["a"]]),
            DcqlError::ClaimSets,
        ),
        (
            "/credentials/0",
            "multiple",
            json!(true),
            DcqlError::Multiple,
        ),
        (
            "/credentials/0",
            "trusted_authorities",
            json!([]),
            DcqlError::TrustedAuthorities,
        ),
        (
            "/credentials/0",
            "require_cryptographic_holder_binding",
            json!(false),
            DcqlError::HolderBinding,
        ),
        (
            "/credentials/0",
            "format",
            json!("mso_mdoc"),
            DcqlError::AnotherCredential,
        ),
        (
            "/credentials/0/meta",
            "vct_values",
            json!(["urn:other"]),
            DcqlError::AnotherCredential,
        ),
        (
            "/credential_sets/0",
            "options",
            json!([["sizes"], ["interests"]]),
            DcqlError::Sets,
        ),
        (
            "/credential_sets/1",
            "options",
            json!([["sizes", "interests"]]),
            DcqlError::Sets,
        ),
        (
            "/credential_sets/1",
            "options",
            json!([["else"]]),
            DcqlError::Sets,
        ),
        (
            "/credential_sets/1",
            "options",
            json!([[]]),
            DcqlError::Sets,
        ),
        (
            "/credential_sets/1",
            "options",
            json!([["sizes"]]),
            DcqlError::Sets,
        ),
        ("/credentials/1", "id", json!("sizes"), DcqlError::Sets),
        ("/credentials/0", "also", json!(1), DcqlError::Malformed),
        ("/credentials/0", "claims", json!([]), DcqlError::Size),
        (
            "/credentials/0/claims/0",
            "path",
            json!(["shoes", null]),
            DcqlError::Malformed,
        ),
        (
            "/credentials/0/claims/0",
            "path",
            json!(["shoes.size"]),
            DcqlError::Malformed,
        ),
        (
            "/credentials/0/claims/0",
            "path",
            json!([]),
            DcqlError::Malformed,
        ),
        (
            "/credentials/1/claims/0",
            "path",
            json!(["shoes", "size"]),
            DcqlError::Repeated,
        ),
        ("", "credentials", json!([]), DcqlError::Size),
        ("", "more", json!([]), DcqlError::Malformed),
    ] {
        assert_eq!(
            parse(&mutated(pointer, name, value)),
            Err(error),
            "{pointer} {name}"
        );
    }
}

#[test]
fn ids_are_short_plain_words_and_stand_once() {
    for id in ["", "a b", "a\u{0}", "\u{fc}", "a/b", &"a".repeat(65)] {
        let other = json!({"credentials":[credential(id, &[&["shoes","size"]])]});
        assert_eq!(parse(&other), Err(DcqlError::Malformed), "{id}");
    }
    let twice = json!({"credentials":[credential("a", &[&["shoes","size"]]), credential("a", &[&["interests","shop"]])]});
    assert_eq!(parse(&twice), Err(DcqlError::Repeated));
}

#[test]
fn a_query_for_too_much_is_refused() {
    let many: Vec<Value> = (0..17)
        .map(|n| credential(&format!("g{n}"), &[&["shoes", "size"]]))
        .collect();
    assert_eq!(parse(&json!({"credentials":many})), Err(DcqlError::Size));
    let long: Vec<Vec<String>> = (0..65).map(|n| vec![format!("x{n}")]).collect();
    let claims: Vec<Value> = long.iter().map(|path| json!({"path": path})).collect();
    let mut query = json!({"credentials":[credential("a", &[])]});
    query["credentials"][0]["claims"] = claims.into();
    assert_eq!(parse(&query), Err(DcqlError::Size));
}
