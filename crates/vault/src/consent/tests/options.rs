//! What a shop leaves open: which details of a group, which groups, and values that are of use to it.

use inkling_token::vocabulary::Level;
use serde_json::Value;

use super::*;
use crate::consent::Role;
use crate::testing::key;

fn query(id: &str, claims: &Value, claim_sets: Option<Value>) -> Value {
    let mut query = json!({
        "id": id,
        "format": "dc+sd-jwt",
        "meta": {"vct_values": ["urn:inkling:preferences:1"]},
        "claims": claims,
    });
    if let Some(sets) = claim_sets {
        query["claim_sets"] = sets;
    }
    query
}

/// Shoes and fit, or else only shoes.
fn with_options() -> Value {
    let claims = json!([
        {"id": "shoes", "path": ["shoes", "size"]},
        {"id": "fit", "path": ["apparel", "fit"]},
    ]);
    let sets = json!([["shoes", "fit"], ["shoes"]]);
    json!({"credentials": [query("sizes", &claims, Some(sets))]})
}

/// Sizes or taste, whichever.
fn with_alternatives() -> Value {
    json!({
        "credentials": [
            query("sizes", &json!([{"path": ["shoes", "size"]}]), None),
            query("taste", &json!([{"path": ["style", "colours", "liked"]}]), None),
            query("fit", &json!([{"path": ["apparel", "fit"]}]), None),
        ],
        "credential_sets": [
            {"options": [["sizes"], ["taste"]]},
            {"options": [["fit"]], "required": false},
        ],
    })
}

fn asks(scene: &mut Scene, query: Value) -> (RequestId, SharingRequest) {
    let ask = Ask {
        query: Some(query),
        ..Ask::usual()
    };
    let request = scene.shop.asks(&ask, NOW);
    (scene.vault.file(&request, NOW).unwrap(), request)
}

fn in_option(place: usize) -> Choice {
    Choice {
        options: [("sizes".to_owned(), place)].into(),
        ..only(&["sizes"])
    }
}

#[test]
fn the_first_option_that_can_be_shared_whole_is_the_default() {
    let mut scene = scene();
    let (id, _) = asks(&mut scene, with_options());

    let group = scene.vault.request(id, NOW).unwrap().groups.remove(0);
    assert_eq!((group.available, group.option), (true, Some(1)));
    assert_eq!(group.options.len(), 2);
    let preview = scene.vault.preview(id, &only(&["sizes"]), NOW).unwrap();
    assert_eq!(
        sent(&preview).into_keys().collect::<Vec<_>>(),
        ["shoes.size"]
    );

    testing::state(&mut scene.vault, "apparel.fit", json!("slim"));
    let group = scene.vault.request(id, NOW).unwrap().groups.remove(0);
    assert_eq!(group.option, Some(0));
    let preview = scene.vault.preview(id, &only(&["sizes"]), NOW).unwrap();
    assert_eq!(sent(&preview).len(), 2);
}

#[test]
fn the_person_may_choose_another_option_and_none_that_is_not_there() {
    let mut scene = scene();
    testing::state(&mut scene.vault, "apparel.fit", json!("slim"));
    let (id, request) = asks(&mut scene, with_options());

    let shown = scene.vault.preview(id, &in_option(1), NOW).unwrap();
    assert_eq!(sent(&shown).into_keys().collect::<Vec<_>>(), ["shoes.size"]);
    assert_eq!(
        refused(scene.vault.preview(id, &in_option(2), NOW)),
        Refused::BadChoice
    );

    let grant = scene.shares(id, &in_option(1), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(held.details(), sent(&shown));
}

#[test]
fn an_option_that_cannot_be_shared_whole_is_not_shared_in_part() {
    let mut scene = scene();
    let (id, _) = asks(&mut scene, with_options());

    assert_eq!(
        refused(scene.vault.preview(id, &in_option(0), NOW)),
        Refused::NothingToShare
    );
    scene.vault.hide(&key("shoes.size"), NOW).unwrap();
    let group = scene.vault.request(id, NOW).unwrap().groups.remove(0);
    assert_eq!((group.available, group.option), (false, None));
    assert_eq!(
        refused(scene.vault.preview(id, &only(&["sizes"]), NOW)),
        Refused::NothingToShare
    );
}

#[test]
fn one_of_several_groups_is_enough_and_all_that_the_shop_takes() {
    let mut scene = scene();
    let (id, _) = asks(&mut scene, with_alternatives());

    let roles: Vec<(String, Role)> = scene
        .vault
        .request(id, NOW)
        .unwrap()
        .groups
        .into_iter()
        .map(|group| (group.id, group.role))
        .collect();
    let expected = [
        ("sizes", Role::OneOf),
        ("taste", Role::OneOf),
        ("fit", Role::Optional),
    ];
    assert_eq!(roles, expected.map(|(id, role)| (id.to_owned(), role)));
    for one in ["sizes", "taste"] {
        scene.vault.preview(id, &only(&[one]), NOW).unwrap();
    }
    testing::state(&mut scene.vault, "apparel.fit", json!("slim"));
    assert_eq!(
        refused(scene.vault.preview(id, &only(&["fit"]), NOW)),
        Refused::NothingToShare
    );
    scene
        .vault
        .preview(id, &only(&["fit", "taste"]), NOW)
        .unwrap();
}

#[test]
fn a_value_that_is_of_no_use_to_the_shop_is_not_offered_and_not_sent() {
    let mut scene = scene();
    let red = json!([{"path": ["style", "colours", "liked", null], "values": ["red", "blue"]}]);
    let (id, request) = asks(
        &mut scene,
        json!({"credentials": [query("taste", &red, None)]}),
    );
    let group = scene.vault.request(id, NOW).unwrap().groups.remove(0);
    let levels: Vec<Level> = group.details[0]
        .levels
        .iter()
        .map(|(level, _)| *level)
        .collect();
    assert!(!levels.contains(&Level::YesNo), "true is no colour");
    assert!(group.available);
    let coarse = Choice {
        levels: [(key("style.colours.liked"), Level::YesNo)].into(),
        ..only(&["taste"])
    };
    assert_eq!(
        refused(scene.vault.preview(id, &coarse, NOW)),
        Refused::NothingToShare
    );
    let grant = scene.shares(id, &only(&["taste"]), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(delivery, NOW);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();

    scene.colours(&["red", "white"]);
    assert_eq!(
        scene.updates(&request, "first", "second", NOW).details()["style.colours.liked"],
        r#"["red","white"]"#
    );
    scene.colours(&["white"]);
    assert!(
        matches!(scene.state(grant, NOW), GrantState::Stopped { .. }),
        "nothing is left that the shop has a use for"
    );
}
