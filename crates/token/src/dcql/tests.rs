//! What a query asks for, what of it can be answered, and what contradicts itself.

use serde_json::json;

use super::*;

mod examples;
mod laws;

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

type Remaining = (Vec<String>, Vec<(bool, Vec<String>)>);

/// The groups and the sets that remain, in short: `["sizes"]`, `[(true, ["sizes"])]`.
fn remaining(query: &Value) -> Result<Remaining, DcqlError> {
    let queries = parse(query)?;
    let told = |option: &BTreeSet<String>| option.iter().cloned().collect::<Vec<_>>().join("+");
    let sets = queries.sets.iter();
    Ok((
        queries.groups.into_iter().map(|group| group.id).collect(),
        sets.map(|set| (set.required, set.options.iter().map(told).collect()))
            .collect(),
    ))
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn options(query: &Value) -> Vec<Vec<&'static str>> {
    let queries = parse(query).unwrap();
    let told = |option: &Vec<PreferenceKey>| option.iter().map(|key| key.as_str()).collect();
    queries.groups[0].options.iter().map(told).collect()
}

#[test]
fn groups_are_required_or_optional_as_their_sets_say() {
    assert_eq!(
        remaining(&query()),
        Ok((
            words(&["sizes", "interests"]),
            vec![(true, words(&["sizes"])), (false, words(&["interests"]))]
        ))
    );
}

#[test]
fn without_sets_all_groups_are_required_together() {
    let mut all = query();
    all.as_object_mut().unwrap().remove("credential_sets");
    assert_eq!(
        remaining(&all).unwrap().1,
        [(true, words(&["interests+sizes"]))]
    );
    all["credentials"][1]["format"] = json!("mso_mdoc");
    assert_eq!(parse(&all), Err(DcqlError::NoMatch));
}

#[test]
fn a_query_without_a_match_is_left_out_with_what_needs_it() {
    for (name, value) in [
        ("format", json!("mso_mdoc")),
        ("format", json!("jwt_vc_json")),
        ("meta", json!({"vct_values":["urn:other"]})),
        ("claims", json!([{"path":["interests","hats"]}])),
        ("claims", json!([{"path":["interests"]}])),
        ("claims", json!([{"path":["interests.shop"]}])),
        ("claims", json!([{"path":[null]}])),
        (
            "claims",
            json!([{"path":["interests","shop"]},{"path":["interests","hats"]}]),
        ),
        (
            "trusted_authorities",
            json!([{"type":"aki","values":["s9tIpPmhxdiuNkHMEWNpYim8S8Y"]}]),
        ),
    ] {
        let other = mutated("/credentials/1", name, value.clone());
        let left = (words(&["sizes"]), vec![(true, words(&["sizes"]))]);
        assert_eq!(remaining(&other), Ok(left), "{name} {value}");
        assert_eq!(parse(&other).unwrap().ids.len(), 2);
        let required = mutated("/credentials/0", name, value);
        assert_eq!(parse(&required), Err(DcqlError::NoMatch), "{name}");
    }
}

#[test]
fn a_query_for_no_claims_asks_for_a_token_that_does_not_exist() {
    let mut empty = query();
    empty["credentials"][1]
        .as_object_mut()
        .unwrap()
        .remove("claims");
    assert_eq!(remaining(&empty).unwrap().0, ["sizes"]);
}

#[test]
fn alternatives_fall_away_one_by_one() {
    let mut query = query();
    query["credentials"]
        .as_array_mut()
        .unwrap()
        .push(credential("pid", &[&["given_name"]]));
    query["credential_sets"] = json!([
        {"options":[["pid"],["sizes","pid"],["sizes"],["interests","sizes"]]},
        {"options":[["pid"]],"required":false},
    ]);
    assert_eq!(
        remaining(&query),
        Ok((
            words(&["sizes", "interests"]),
            vec![(true, words(&["sizes", "interests+sizes"]))]
        ))
    );
    query["credential_sets"] = json!([{"options":[["pid"],["pid","sizes"]]}]);
    assert_eq!(parse(&query), Err(DcqlError::NoMatch));
    query["credential_sets"] = json!([{"options":[["pid"]],"required":false}]);
    assert_eq!(parse(&query), Err(DcqlError::NoMatch));
}

#[test]
fn a_query_that_no_set_names_is_not_asked_for() {
    let mut query = query();
    query["credential_sets"] = json!([{"options":[["sizes"]]}]);
    assert_eq!(remaining(&query).unwrap().0, ["sizes"]);
    assert_eq!(parse(&query).unwrap().ids.len(), 2);
}

#[test]
fn claim_sets_are_options_in_the_shops_order() {
    let mut query = json!({"credentials":[credential("sizes", &[])]});
    query["credentials"][0]["claims"] = json!([
        {"id":"size","path":["shoes","size"]},
        {"id":"width","path":["shoes","width"]},
        {"id":"name","path":["given_name"]},
        {"id":"fit","path":["apparel","fit"]},
    ]);
    query["credentials"][0]["claim_sets"] = json!([
        ["name"],
        ["width", "size"],
        ["size"],
        ["size", "width"],
        ["name", "size"]
    ]);
    assert_eq!(
        options(&query),
        [vec!["shoes.size", "shoes.width"], vec!["shoes.size"]]
    );
    let details: Vec<_> = parse(&query).unwrap().groups[0]
        .details
        .iter()
        .map(|detail| detail.key.as_str())
        .collect();
    assert_eq!(details, ["shoes.size", "shoes.width"]);
    query["credentials"][0]["claim_sets"] = json!([["name"], ["name", "size"]]);
    assert_eq!(parse(&query), Err(DcqlError::NoMatch));
}

#[test]
fn claims_on_one_detail_are_one_detail_with_all_their_conditions() {
    let mut query = json!({"credentials":[credential("sizes", &[])]});
    query["credentials"][0]["claims"] = json!([
        {"path":["shoes","size",null,"system"],"values":["EU"]},
        {"path":["shoes","width"],"values":["wide","regular"]},
        {"path":["shoes","size",0]},
        {"path":["shoes","size"]},
        {"path":["shoes","width"],"values":["narrow"]},
    ]);
    assert_eq!(options(&query), [["shoes.size", "shoes.width"]]);
    let queries = parse(&query).unwrap();
    let told: Vec<Value> = queries.groups[0]
        .details
        .iter()
        .map(|detail| serde_json::to_value(&detail.conditions).unwrap())
        .collect();
    // The fifth claim points where the second does: the first word counts.
    assert_eq!(
        told,
        [
            json!([{"path":[null,"system"],"values":["EU"]},{"path":[0],"values":[]}]),
            json!([{"path":[],"values":["wide","regular"]}]),
        ]
    );
}

#[test]
fn conditions_of_claims_that_no_option_has_do_not_count() {
    let mut query = json!({"credentials":[credential("sizes", &[])]});
    query["credentials"][0]["claims"] = json!([
        {"id":"any","path":["shoes","size"]},
        {"id":"eu","path":["shoes","size",null,"system"],"values":["EU"]},
        {"id":"name","path":["given_name"]},
    ]);
    query["credentials"][0]["claim_sets"] = json!([["eu", "name"], ["any"]]);
    let queries = parse(&query).unwrap();
    assert!(queries.groups[0].details[0].conditions.is_empty());
}

#[test]
fn what_is_allowed_either_way_and_what_dcql_does_not_have_changes_nothing() {
    for (pointer, name, value) in [
        ("/credentials/0", "multiple", json!(true)),
        ("/credentials/0", "multiple", json!(false)),
        (
            "/credentials/0",
            "require_cryptographic_holder_binding",
            json!(false),
        ),
        ("/credentials/0", "purpose", json!("x")),
        ("/credentials/0/meta", "also", json!(1)),
        ("/credentials/0/claims/0", "intent_to_retain", json!(true)),
        ("/credential_sets/0", "purpose", json!("x")),
        ("", "more", json!([])),
    ] {
        let other = mutated(pointer, name, value);
        assert_eq!(parse(&other), parse(&query()), "{name}");
    }
}

#[test]
fn contradictions_are_malformed() {
    let claims = json!([{"id":"a","path":["shoes","size"]}]);
    for (pointer, name, value) in [
        ("", "credentials", json!([])),
        ("", "credentials", json!({})),
        ("", "credential_sets", json!([])),
        ("", "credential_sets", json!(null)),
        ("/credentials/1", "id", json!("sizes")),
        ("/credentials/0", "format", json!(1)),
        ("/credentials/0", "meta", json!({})),
        ("/credentials/0", "meta", json!([])),
        ("/credentials/0/meta", "vct_values", json!([])),
        ("/credentials/0/meta", "vct_values", json!([VCT, 1])),
        ("/credentials/0", "claims", json!([])),
        ("/credentials/0", "claims", json!(null)),
        ("/credentials/0", "multiple", json!("yes")),
        ("/credentials/0", "multiple", json!(null)),
        (
            "/credentials/0",
            "require_cryptographic_holder_binding",
            json!(0),
        ),
        ("/credentials/0", "trusted_authorities", json!([])),
        (
            "/credentials/0",
            "trusted_authorities",
            json!([{"type":"aki"}]),
        ),
        (
            "/credentials/0",
            "trusted_authorities",
            json!([{"type":"aki","values":[]}]),
        ),
        ("/credentials/0", "claim_sets", json!([["a"]])),
        ("/credentials/0/claims/0", "path", json!([])),
        ("/credentials/0/claims/0", "path", json!("shoes")),
        ("/credentials/0/claims/0", "path", json!(["shoes", -1])),
        ("/credentials/0/claims/0", "path", json!(["shoes", 0.5])),
        ("/credentials/0/claims/0", "path", json!(["shoes", true])),
        ("/credentials/0/claims/0", "values", json!([])),
        ("/credentials/0/claims/0", "values", json!("40")),
        ("/credentials/0/claims/0", "values", json!([null])),
        ("/credentials/0/claims/0", "values", json!([0.5])),
        ("/credentials/0/claims/0", "values", json!([["40"]])),
        ("/credentials/0/claims/0", "id", json!("")),
        ("/credentials/0/claims/0", "id", json!("a b")),
        ("/credential_sets/1", "options", json!([])),
        ("/credential_sets/1", "options", json!([[]])),
        ("/credential_sets/1", "options", json!([["else"]])),
        ("/credential_sets/1", "required", json!("no")),
    ] {
        let other = mutated(pointer, name, value.clone());
        assert_eq!(
            parse(&other),
            Err(DcqlError::Malformed),
            "{pointer} {name} {value}"
        );
    }
    for (name, value) in [
        ("claim_sets", json!([])),
        ("claim_sets", json!([[]])),
        ("claim_sets", json!([["b"]])),
    ] {
        let mut other = mutated("/credentials/0", "claims", claims.clone());
        other["credentials"][0][name] = value.clone();
        assert_eq!(parse(&other), Err(DcqlError::Malformed), "{name} {value}");
    }
    let twice = json!([{"id":"a","path":["shoes","size"]},{"id":"a","path":["shoes","width"]}]);
    let nameless = json!([{"id":"a","path":["shoes","size"]},{"path":["shoes","width"]}]);
    for claims in [twice, nameless] {
        let mut other = mutated("/credentials/0", "claims", claims);
        other["credentials"][0]["claim_sets"] = json!([["a"]]);
        assert_eq!(parse(&other), Err(DcqlError::Malformed));
    }
    let mut claimless = mutated("/credentials/0", "claim_sets", json!([["a"]]));
    claimless["credentials"][0]
        .as_object_mut()
        .unwrap()
        .remove("claims");
    assert_eq!(parse(&claimless), Err(DcqlError::Malformed));
}

#[test]
fn a_contradiction_counts_where_nothing_would_match_too() {
    let mut other = query();
    other["credentials"][1]["format"] = json!("mso_mdoc");
    other["credentials"][1]["meta"] = json!({"doctype_value":"org.iso.18013.5.1.mDL"});
    assert!(parse(&other).is_ok());
    other["credentials"][1]["claims"] = json!([]);
    assert_eq!(parse(&other), Err(DcqlError::Malformed));
}

#[test]
fn ids_are_short_plain_words_and_stand_once() {
    for id in ["", "a b", "a\u{0}", "\u{fc}", "a/b", &"a".repeat(65)] {
        let other = json!({"credentials":[credential(id, &[&["shoes","size"]])]});
        assert_eq!(parse(&other), Err(DcqlError::Malformed), "{id}");
    }
}

#[test]
fn a_detail_may_stand_in_several_groups() {
    let twice = json!({"credentials":[credential("a", &[&["shoes","size"]]), credential("b", &[&["shoes","size"]])]});
    assert_eq!(parse(&twice).unwrap().groups.len(), 2);
    let mut alternatives = twice;
    alternatives["credential_sets"] = json!([{"options":[["b"],["a"]]}]);
    assert_eq!(parse(&alternatives).unwrap().groups.len(), 2);
}

#[test]
fn a_query_for_too_much_is_refused() {
    let many: Vec<Value> = (0..17)
        .map(|n| credential(&format!("g{n}"), &[&["shoes", "size"]]))
        .collect();
    assert_eq!(parse(&json!({"credentials":many})), Err(DcqlError::Size));
    let long: Vec<Vec<String>> = (0..65).map(|n| vec![format!("x{n}")]).collect();
    let claims: Vec<Value> = long.iter().map(|path| json!({"path": path})).collect();
    assert_eq!(
        parse(&mutated("/credentials/0", "claims", claims.into())),
        Err(DcqlError::Size)
    );
    let deep: Vec<String> = (0..17).map(|n| format!("x{n}")).collect();
    let values: Vec<u32> = (0..65).collect();
    for (name, value) in [("path", json!(deep)), ("values", json!(values))] {
        let other = mutated("/credentials/0/claims/0", name, value);
        assert_eq!(parse(&other), Err(DcqlError::Size), "{name}");
    }
    let options = vec![["sizes"]; 17];
    let other = mutated("/credential_sets/0", "options", json!(options));
    assert_eq!(parse(&other), Err(DcqlError::Size));
}
