//! The queries of OpenID4VP 1.0, section 7.4 and appendix D, as they stand there, and with our type and our details in
//! place of theirs.

use super::*;

fn simple() -> Value {
    json!({"credentials":[{
        "id":"my_credential","format":"dc+sd-jwt",
        "meta":{"vct_values":["https://credentials.example.com/identity_credential"]},
        "claims":[{"path":["family_name"]},{"path":["given_name"]},{"path":["address","street_address"]}]
    }]})
}

fn simple_mdoc() -> Value {
    json!({"credentials":[{
        "id":"my_credential","format":"mso_mdoc","meta":{"doctype_value":"org.iso.7367.1.mVRC"},
        "claims":[{"path":["org.iso.7367.1","vehicle_holder"]},{"path":["org.iso.18013.5.1","given_name"]}]
    }]})
}

fn multi_credentials() -> Value {
    json!({"credentials":[
        {"id":"pid","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://credentials.example.com/identity_credential"]},
            "claims":[{"path":["given_name"]},{"path":["family_name"]},{"path":["address","street_address"]}]},
        {"id":"mdl","format":"mso_mdoc","meta":{"doctype_value":"org.iso.7367.1.mVRC"},
            "claims":[{"path":["org.iso.7367.1","vehicle_holder"]},{"path":["org.iso.18013.5.1","given_name"]}]}
    ]})
}

fn complex_mdoc() -> Value {
    let person = json!([
        {"id":"given_name","path":["org.iso.18013.5.1","given_name"]},
        {"id":"family_name","path":["org.iso.18013.5.1","family_name"]},
        {"id":"portrait","path":["org.iso.18013.5.1","portrait"]}
    ]);
    let address = json!([
        {"id":"resident_address","path":["org.iso.18013.5.1","resident_address"]},
        {"id":"resident_country","path":["org.iso.18013.5.1","resident_country"]}
    ]);
    let mdl = json!({"doctype_value":"org.iso.18013.5.1.mDL"});
    let card = json!({"doctype_value":"org.iso.23220.photoid.1"});
    json!({"credentials":[
        {"id":"mdl-id","format":"mso_mdoc","meta":mdl,"claims":person},
        {"id":"mdl-address","format":"mso_mdoc","meta":mdl,"claims":address},
        {"id":"photo_card-id","format":"mso_mdoc","meta":card,"claims":person},
        {"id":"photo_card-address","format":"mso_mdoc","meta":card,"claims":address}
    ],"credential_sets":[
        {"options":[["mdl-id"],["photo_card-id"]]},
        {"required":false,"options":[["mdl-address"],["photo_card-address"]]}
    ]})
}

fn credentials_alternatives() -> Value {
    let claims = json!([{"path":["given_name"]},{"path":["family_name"]},{"path":["address","street_address"]}]);
    json!({"credentials":[
        {"id":"pid","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://credentials.example.com/identity_credential"]},"claims":claims},
        {"id":"other_pid","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://othercredentials.example/pid"]},"claims":claims},
        {"id":"pid_reduced_cred_1","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://credentials.example.com/reduced_identity_credential"]},
            "claims":[{"path":["family_name"]},{"path":["given_name"]}]},
        {"id":"pid_reduced_cred_2","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://cred.example/residence_credential"]},
            "claims":[{"path":["postal_code"]},{"path":["locality"]},{"path":["region"]}]},
        {"id":"nice_to_have","format":"dc+sd-jwt",
            "meta":{"vct_values":["https://company.example/company_rewards"]},
            "claims":[{"path":["rewards_number"]}]}
    ],"credential_sets":[
        {"options":[["pid"],["other_pid"],["pid_reduced_cred_1","pid_reduced_cred_2"]]},
        {"required":false,"options":[["nice_to_have"]]}
    ]})
}

fn claims_alternatives() -> Value {
    json!({"credentials":[{
        "id":"pid","format":"dc+sd-jwt",
        "meta":{"vct_values":["https://credentials.example.com/identity_credential"]},
        "claims":[
            {"id":"a","path":["last_name"]},{"id":"b","path":["postal_code"]},{"id":"c","path":["locality"]},
            {"id":"d","path":["region"]},{"id":"e","path":["date_of_birth"]}
        ],
        "claim_sets":[["a","c","d","e"],["a","b","e"]]
    }]})
}

fn value_matching() -> Value {
    json!({"credentials":[{
        "id":"my_credential","format":"dc+sd-jwt",
        "meta":{"vct_values":["https://credentials.example.com/identity_credential"]},
        "claims":[
            {"path":["family_name"],"values":["Doe"]},{"path":["given_name"]},{"path":["address","street_address"]},
            {"path":["postal_code"],"values":["90210","90211"]}
        ]
    }]})
}

/// The example with these of its queries asking for tokens of ours, and our details where theirs are.
fn adapted(mut query: Value, ids: &[&str]) -> Value {
    let ours = [
        (json!(["given_name"]), json!(["shoes", "size"])),
        (json!(["family_name"]), json!(["shoes", "width"])),
        (json!(["last_name"]), json!(["shoes", "width"])),
        (json!(["address", "street_address"]), json!(["place"])),
        (json!(["postal_code"]), json!(["apparel", "fit"])),
        (json!(["locality"]), json!(["deals"])),
        (json!(["region"]), json!(["packaging"])),
        (json!(["date_of_birth"]), json!(["age", "over", "18"])),
        (json!(["rewards_number"]), json!(["brands", "loved"])),
    ];
    let queries = query["credentials"].as_array_mut().unwrap();
    for one in queries
        .iter_mut()
        .filter(|one| ids.contains(&one["id"].as_str().unwrap()))
    {
        one["meta"]["vct_values"] = json!([VCT]);
        for claim in one["claims"].as_array_mut().unwrap() {
            let (_, our) = ours
                .iter()
                .find(|(their, _)| *their == claim["path"])
                .unwrap();
            claim["path"] = our.clone();
        }
    }
    query
}

#[test]
fn the_examples_are_queries_that_match_nothing_here() {
    for example in [
        simple(),
        simple_mdoc(),
        multi_credentials(),
        complex_mdoc(),
        credentials_alternatives(),
        claims_alternatives(),
        value_matching(),
    ] {
        assert_eq!(parse(&example), Err(DcqlError::NoMatch), "{example}");
    }
}

#[test]
fn the_simple_example_asks_for_three_details() {
    let query = adapted(simple(), &["my_credential"]);
    assert_eq!(options(&query), [["shoes.width", "shoes.size", "place"]]);
    assert_eq!(
        remaining(&query).unwrap().1,
        [(true, words(&["my_credential"]))]
    );
}

#[test]
fn the_example_of_several_credentials_needs_them_all() {
    assert_eq!(
        parse(&adapted(multi_credentials(), &["pid"])),
        Err(DcqlError::NoMatch)
    );
}

#[test]
fn the_example_of_alternatives_leaves_those_that_can_be_answered() {
    let both = &["pid_reduced_cred_1", "pid_reduced_cred_2"];
    let query = adapted(credentials_alternatives(), both);
    assert_eq!(
        remaining(&query),
        Ok((
            words(both),
            vec![(true, words(&["pid_reduced_cred_1+pid_reduced_cred_2"]))]
        ))
    );
    let one = adapted(credentials_alternatives(), &["pid_reduced_cred_1"]);
    assert_eq!(parse(&one), Err(DcqlError::NoMatch));
    let with_more = adapted(credentials_alternatives(), &["pid", "nice_to_have"]);
    assert_eq!(
        remaining(&with_more),
        Ok((
            words(&["pid", "nice_to_have"]),
            vec![(true, words(&["pid"])), (false, words(&["nice_to_have"]))]
        ))
    );
}

#[test]
fn the_example_of_claim_sets_has_two_options() {
    let query = adapted(claims_alternatives(), &["pid"]);
    assert_eq!(
        options(&query),
        [
            vec!["shoes.width", "deals", "packaging", "age.over.18"],
            vec!["shoes.width", "apparel.fit", "age.over.18"],
        ]
    );
}

#[test]
fn the_example_of_values_binds_two_details() {
    let queries = parse(&adapted(value_matching(), &["my_credential"])).unwrap();
    let bound: Vec<_> = queries.groups[0]
        .details
        .iter()
        .filter(|detail| !detail.conditions.is_empty())
        .map(|detail| (detail.key.as_str(), detail.conditions[0].values.clone()))
        .collect();
    assert_eq!(
        bound,
        [
            ("shoes.width", vec![json!("Doe")]),
            ("apparel.fit", vec![json!("90210"), json!("90211")]),
        ]
    );
}
