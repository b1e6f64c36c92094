//! The example of OpenID4VP 1.0, section 7.3, and what does not fit.

use serde_json::json;

use super::*;

fn credential() -> Value {
    json!({
        "name": "Arthur Dent",
        "address": {
            "street_address": "42 Market Street",
            "locality": "Milliways",
            "postal_code": "12345"
        },
        "degrees": [
            {"type": "Bachelor of Science", "university": "University of Betelgeuse"},
            {"type": "Master of Science", "university": "University of Betelgeuse"}
        ],
        "nationalities": ["British", "Betelgeusian"]
    })
}

fn pointer(json: Value) -> Vec<PathStep> {
    serde_json::from_value(json).unwrap()
}

fn selected(path: Value) -> Option<Vec<Value>> {
    let credential = credential();
    let selected = select(&credential, &pointer(path))?;
    Some(selected.into_iter().cloned().collect())
}

#[test]
fn the_examples_of_section_7_3_select_what_they_say() {
    assert_eq!(selected(json!(["name"])), Some(vec![json!("Arthur Dent")]));
    assert_eq!(
        selected(json!(["address"])),
        Some(vec![credential()["address"].clone()])
    );
    assert_eq!(
        selected(json!(["address", "street_address"])),
        Some(vec![json!("42 Market Street")])
    );
    assert_eq!(
        selected(json!(["degrees", null, "type"])),
        Some(vec![
            json!("Bachelor of Science"),
            json!("Master of Science")
        ])
    );
    assert_eq!(
        selected(json!(["nationalities", 1])),
        Some(vec![json!("Betelgeusian")])
    );
}

#[test]
fn a_step_that_does_not_fit_selects_nothing() {
    for path in [
        json!(["surname"]),
        json!(["name", "first"]),
        json!(["name", 0]),
        json!(["name", null]),
        json!(["address", null]),
        json!(["address", 0]),
        json!(["degrees", "type"]),
        json!(["degrees", null, "year"]),
        json!(["degrees", null, null]),
        json!(["nationalities", 2]),
        json!(["nationalities", u64::MAX]),
        json!([null]),
        json!([0]),
    ] {
        assert_eq!(selected(path.clone()), None, "{path}");
    }
}

#[test]
fn elements_without_the_member_are_left_out_and_the_others_stay() {
    let uneven = json!([{"a":1},{"b":2},{"a":3}]);
    let path = pointer(json!([null, "a"]));
    assert_eq!(select(&uneven, &path), Some(vec![&json!(1), &json!(3)]));
    let lists = json!([[1], [2, 3], []]);
    let path = pointer(json!([null, 1]));
    assert_eq!(select(&lists, &path), Some(vec![&json!(3)]));
    assert_eq!(select(&json!([]), &pointer(json!([null]))), None);
}

#[test]
fn a_value_matches_in_type_and_in_value() {
    let admits = |path: Value, values: Value| {
        let condition = Condition {
            path: pointer(path),
            values: serde_json::from_value(values).unwrap(),
        };
        condition.admits(&json!({"text":"1","number":1,"truth":true,"list":[1,2]}))
    };
    assert!(admits(json!(["text"]), json!(["0", "1"])));
    assert!(admits(json!(["number"]), json!([1])));
    assert!(admits(json!(["truth"]), json!([true])));
    assert!(admits(json!(["list", null]), json!([2])));
    assert!(admits(json!(["list"]), json!([])));
    assert!(!admits(json!(["text"]), json!([1])));
    assert!(!admits(json!(["number"]), json!(["1", true])));
    assert!(!admits(json!(["truth"]), json!(["true", 1])));
    assert!(!admits(json!(["list"]), json!([1])));
    assert!(!admits(json!(["none"]), json!([])));
}

#[test]
fn a_pointer_leads_to_a_detail_or_into_one() {
    let leads = |path: Value| {
        let path = pointer(path);
        detail(&path).map(|(key, rest)| (key.as_str(), rest.len()))
    };
    assert_eq!(leads(json!(["shoes", "size"])), Some(("shoes.size", 0)));
    assert_eq!(
        leads(json!(["shoes", "size", null, "system"])),
        Some(("shoes.size", 2))
    );
    assert_eq!(
        leads(json!(["deals", "second_hand_ok"])),
        Some(("deals", 1))
    );
    assert_eq!(
        leads(json!(["interests", "media", "film", 0])),
        Some(("interests.media.film", 1))
    );
    for path in [
        json!(["shoes"]),
        json!(["shoes.size"]),
        json!(["shoes", "colour"]),
        json!(["shoes", null]),
        json!([0, "size"]),
        json!([null]),
        json!(["", "shoes", "size"]),
        json!(["interests.media", "film"]),
    ] {
        assert_eq!(leads(path.clone()), None, "{path}");
    }
}

#[test]
fn steps_are_stored_as_they_are_written() {
    let written = json!(["shoes", 0, null]);
    let path = pointer(written.clone());
    assert_eq!(serde_json::to_value(&path).unwrap(), written);
    for step in [json!(-1), json!(0.5), json!(true), json!({}), json!([])] {
        assert!(serde_json::from_value::<PathStep>(step).is_err());
    }
}
