//! What holds for every value of every kind.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::value::strategy::{any_key, value_of};
use crate::vocabulary::vocabulary;

fn key_and_values() -> impl Strategy<Value = (PreferenceKey, Vec<Value>)> {
    any_key().prop_flat_map(|key| (Just(key), vec(value_of(key), 2..12)))
}

fn is_fit_to_leave(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(_) | Json::String(_) => true,
        Json::Number(number) => !number.is_f64(),
        Json::Array(items) => items.len() <= MOST_ENTRIES && items.iter().all(is_fit_to_leave),
        Json::Object(members) => members.values().all(is_fit_to_leave),
    }
}

proptest! {
    /// What leaves at a coarse level is a function of what leaves at a finer one: values that look alike at a fine level
    /// look alike at every coarser one.
    #[test]
    fn coarsening_is_monotone((key, values) in key_and_values()) {
        for pair in key.detail().levels.windows(2) {
            let [coarse, fine] = [pair[0], pair[1]];
            for one in &values {
                for other in &values {
                    if one.at(&key, fine) == other.at(&key, fine) {
                        prop_assert_eq!(one.at(&key, coarse), other.at(&key, coarse));
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_that_leaves_holds_a_fraction_a_null_or_a_long_list((key, values) in key_and_values()) {
        for (value, level) in values.iter().flat_map(|value| Level::ALL.map(|level| (value, level))) {
            let Some(sent) = value.at(&key, level) else { continue };
            prop_assert!(key.detail().levels.contains(&level));
            prop_assert!(is_fit_to_leave(&sent));
            prop_assert!(crate::json::depth(&sent) <= 3);
            let lines = sent_lines(&key, level, &sent);
            prop_assert!(!lines.is_empty() && lines.iter().all(|line| !line.contains(['{', '"'])), "{:?}", lines);
        }
    }

    #[test]
    fn a_value_has_one_spelling((key, values) in key_and_values()) {
        for value in values {
            let again = Value::parse(&key, value.as_json().clone()).unwrap();
            prop_assert_eq!(again.into_json(), value.into_json());
        }
    }

    #[test]
    fn arbitrary_json_never_breaks_the_reader(index in 0..vocabulary().details.len(), text in "[\\[\\]{}\",:a-z0-9.-]{0,40}") {
        let key = vocabulary().details[index].preference_key();
        if let Ok(json) = serde_json::from_str::<Json>(&text) {
            let _ = sent_lines(&key, Level::List, &json);
            if let Ok(value) = Value::parse(&key, json) {
                prop_assert!(!value.lines(&key).is_empty());
            }
        }
    }
}
