//! Plain mode: a token that says only that its holder is not to be personalised for, so that silence is not read as absence.
//!
//! It stands in the place of the details that were approved, in every group of them, whatever the terms name; a shop takes
//! exactly this one beside what it asked for.
//!
//! Invariant: the word covers every scope that the vocabulary has for it, and a token that says anything else beside it is not
//! plain.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::vocabulary::{Level, PreferenceKey, UnknownKey};

/// The detail that says so.
pub const KEY: &str = "personalisation.optout";
/// How precise it is.
pub const LEVEL: Level = Level::List;
/// What the shop is to leave alone: its history of the holder, profiles of them, advertising made for them.
pub const SCOPES: [&str; 3] = ["history", "profiling", "ads"];

/// The detail and its value, exactly as sent.
///
/// # Errors
/// When the vocabulary does not have it.
pub fn word() -> Result<(PreferenceKey, Value), UnknownKey> {
    Ok((KEY.parse()?, json!(SCOPES)))
}

/// Whether these details, and nothing beside them, are the word.
#[must_use]
pub fn is_plain(details: &BTreeMap<PreferenceKey, Value>) -> bool {
    word().is_ok_and(|(key, value)| details.len() == 1 && details.get(&key) == Some(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Kind;

    #[test]
    fn the_word_covers_every_scope_of_the_vocabulary_at_a_level_that_there_is() {
        let (key, value) = word().unwrap();

        let Kind::Choices { options, .. } = &key.detail().kind else {
            panic!("{:?}", key.detail().kind)
        };
        let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        assert_eq!(value, json!(ids));
        assert!(key.detail().levels.contains(&LEVEL));
    }

    #[test]
    fn what_says_less_or_anything_beside_it_is_not_plain() {
        let (key, value) = word().unwrap();
        let size: PreferenceKey = "shoes.size".parse().unwrap();

        assert!(is_plain(&[(key, value.clone())].into()));
        assert!(!is_plain(&[(key, json!(["history"]))].into()));
        assert!(!is_plain(&[(key, json!(true))].into()));
        assert!(!is_plain(&[(size, value.clone())].into()));
        assert!(!is_plain(&[(key, value), (size, json!(true))].into()));
        assert!(!is_plain(&BTreeMap::new()));
    }
}
