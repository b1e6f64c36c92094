//! Which groups can be shared together, and what a detail must hold.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::value::strategy::{any_key, value_of};

/// A request with these sets; its groups are those of the good one.
fn request_with(sets: Vec<GroupSet>) -> SharingRequest {
    SharingRequest {
        sets,
        ..verify(&header(), &payload()).unwrap()
    }
}

fn set(required: bool, options: &[&[&str]]) -> GroupSet {
    GroupSet {
        required,
        options: options.iter().map(|option| ids(option)).collect(),
    }
}

fn ids(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_required_alone_is_a_first_class_answer() {
    let request = verify(&header(), &payload()).unwrap();
    assert!(request.is_required("sizes") && !request.is_required("interests"));
    assert!(request.accepts(&ids(&["sizes"])));
    assert!(request.accepts(&ids(&["sizes", "interests"])));
    assert!(!request.accepts(&ids(&["interests"])));
    assert!(!request.accepts(&ids(&[])));
    assert!(!request.accepts(&ids(&["sizes", "else"])));
}

#[test]
fn any_one_option_of_a_required_set_does() {
    let request = request_with(vec![set(true, &[&["a"], &["b", "c"]])]);
    assert!(!["a", "b", "c"].iter().any(|id| request.is_required(id)));
    assert!(request.accepts(&ids(&["a"])));
    assert!(request.accepts(&ids(&["b", "c"])));
    assert!(request.accepts(&ids(&["a", "b", "c"])));
    assert!(!request.accepts(&ids(&["b"])));
    assert!(!request.accepts(&ids(&["a", "b"])));
}

#[test]
fn what_every_option_has_is_required() {
    let request = request_with(vec![
        set(true, &[&["a", "b"], &["a", "c"]]),
        set(false, &[&["d"]]),
    ]);
    assert!(request.is_required("a") && !request.is_required("b") && !request.is_required("d"));
}

#[test]
fn optional_sets_alone_ask_for_nothing() {
    let request = request_with(vec![set(false, &[&["a"]]), set(false, &[&["b", "c"]])]);
    assert!(request.accepts(&ids(&[])));
    assert!(request.accepts(&ids(&["b", "c"])));
    assert!(!request.accepts(&ids(&["a", "b"])));
}

#[test]
fn a_detail_must_hold_what_its_conditions_say() {
    let mut asked = payload();
    asked["dcql_query"]["credentials"][0]["claims"] = json!([
        {"path":["shoes","size",null,"system"],"values":["EU","UK"]},
        {"path":["shoes","size",0,"value"]},
    ]);
    let request = verify(&header(), &asked).unwrap();
    let detail = &request.groups[0].details[0];
    assert_eq!(detail.conditions.len(), 2);
    assert!(detail.admits(&json!([{"system":"EU","value":"40"}])));
    assert!(detail.admits(&json!([{"system":"US","value":"9"},{"system":"UK","value":"7"}])));
    for other in [
        json!([{"system":"US","value":"9"}]),
        json!([{"system":"EU"}]),
        json!({"system":"EU","from":"39","to":"42"}),
        json!(true),
        json!([]),
    ] {
        assert!(!detail.admits(&other), "{other}");
    }
}

#[test]
fn options_of_claims_come_in_the_shops_order() {
    let mut asked = payload();
    asked["dcql_query"]["credentials"][0]["claims"] = json!([
        {"id":"size","path":["shoes","size"]},
        {"id":"width","path":["shoes","width"]},
        {"id":"foot","path":["body","measurement","foot"]},
    ]);
    asked["dcql_query"]["credentials"][0]["claim_sets"] =
        json!([["foot", "width"], ["width", "size"]]);
    let request = verify(&header(), &asked).unwrap();
    insta::assert_json_snapshot!(request.groups[0]);
}

fn any_ids() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(
        select(vec!["a", "b", "c", "d"]).prop_map(str::to_owned),
        0..4,
    )
}

fn any_sets() -> impl Strategy<Value = Vec<GroupSet>> {
    let option = any_ids().prop_filter("no option is empty", |option| !option.is_empty());
    let set = (any::<bool>(), vec(option, 1..4));
    vec(
        set.prop_map(|(required, options)| GroupSet { required, options }),
        1..4,
    )
}

/// What the words of the specification say, tried out: some option is taken of every required set, and of any others.
fn can_be_put_together(sets: &[GroupSet], chosen: &BTreeSet<String>) -> bool {
    let Some((first, rest)) = sets.split_first() else {
        return chosen.is_empty();
    };
    fn from(sets: &[GroupSet], taken: &BTreeSet<String>, chosen: &BTreeSet<String>) -> bool {
        let Some((set, rest)) = sets.split_first() else {
            return taken == chosen;
        };
        let without = !set.required && from(rest, taken, chosen);
        // More than one option of a set may lie within what is given.
        let all = 1_u32..(1 << set.options.len());
        without
            || all.into_iter().any(|mask| {
                let options = set.options.iter().enumerate();
                let more = options.filter(|(at, _)| mask & (1 << at) != 0);
                let taken = more.fold(taken.clone(), |sum, (_, option)| &sum | option);
                from(rest, &taken, chosen)
            })
    }
    let all: Vec<GroupSet> = std::iter::once(first).chain(rest).cloned().collect();
    from(&all, &BTreeSet::new(), chosen)
}

proptest! {
    #[test]
    fn a_choice_is_accepted_exactly_when_options_make_it_up(sets in any_sets(), chosen in any_ids()) {
        let request = request_with(sets.clone());
        prop_assert_eq!(request.accepts(&chosen), can_be_put_together(&sets, &chosen));
    }

    #[test]
    fn no_accepted_choice_lacks_what_is_required(sets in any_sets(), chosen in any_ids()) {
        let request = request_with(sets);
        if request.accepts(&chosen) {
            for id in ["a", "b", "c", "d"] {
                prop_assert!(!request.is_required(id) || chosen.contains(id));
            }
        }
    }

    /// Two good answers given together are a good answer.
    #[test]
    fn accepted_choices_add_up(sets in any_sets(), one in any_ids(), other in any_ids()) {
        let request = request_with(sets);
        if request.accepts(&one) && request.accepts(&other) {
            prop_assert!(request.accepts(&(&one | &other)));
        }
    }

    #[test]
    fn without_conditions_everything_is_admitted_and_each_condition_admits_less(
        (key, value) in any_key().prop_flat_map(|key| (Just(key), value_of(key))),
        path in vec(prop_oneof![
            select(vec!["id", "system", "value", "from"]).prop_map(|name| PathStep::Member(name.to_owned())),
            (0_u64..3).prop_map(PathStep::Index),
            Just(PathStep::Every),
        ], 0..3),
        values in vec(prop_oneof![Just(json!("EU")), Just(json!(true)), Just(json!(1))], 0..2),
    ) {
        for level in key.detail().levels.clone() {
            let Some(sent) = value.at(&key, level) else { continue };
            let free = RequestedDetail { key, level, conditions: Vec::new() };
            prop_assert!(free.admits(&sent));
            let condition = Condition { path: path.clone(), values: values.clone() };
            let bare = Condition { values: Vec::new(), ..condition.clone() };
            let bound = RequestedDetail { conditions: vec![condition.clone()], ..free.clone() };
            let doubly = RequestedDetail { conditions: vec![condition.clone(), bare.clone()], ..free };
            prop_assert_eq!(bound.admits(&sent), doubly.admits(&sent));
            prop_assert!(!condition.admits(&sent) || bare.admits(&sent));
            // What is wanted there is there, or nothing is admitted.
            let told = sent.to_string();
            let named = values.iter().any(|wanted| told.contains(&wanted.to_string()));
            prop_assert!(!condition.admits(&sent) || values.is_empty() || named);
        }
    }
}
