//! A detail as a shop gets it: key, precision, and the value exactly as sent.
//!
//! Invariant: the same JSON stands in the preview, the token and the receipt; `Debug` shows none of it.

use std::collections::BTreeMap;
use std::fmt;

use inkling_token::plain::is_plain;
use inkling_token::vocabulary::{Level, PreferenceKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One shared detail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedDetail {
    /// The shop's name for the group that it belongs to.
    pub group: String,
    /// Which.
    pub key: PreferenceKey,
    /// How precise.
    pub level: Level,
    /// The value as sent.
    pub value: Value,
}

impl SharedDetail {
    /// The value as JSON text, exactly as it stands in the token's disclosure.
    #[must_use]
    pub fn sent(&self) -> String {
        self.value.to_string()
    }

    fn is_word(&self) -> bool {
        is_plain(&[(self.key, self.value.clone())].into())
    }
}

impl fmt::Debug for SharedDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedDetail")
            .field("key", &self.key)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// What these say, the word of plain mode once: every group says it.
pub(super) fn said_once(details: impl IntoIterator<Item = SharedDetail>) -> Vec<SharedDetail> {
    let mut said: Vec<SharedDetail> = Vec::new();
    for detail in details {
        if !detail.is_word() || !said.iter().any(SharedDetail::is_word) {
            said.push(detail);
        }
    }
    said
}

/// Whether these are the word of plain mode, in every group, and nothing else.
pub(super) fn are_the_word(details: &[SharedDetail]) -> bool {
    !details.is_empty() && details.iter().all(SharedDetail::is_word)
}

/// Whether two lists tell a shop the same, in whatever order.
pub(super) fn tell_the_same(one: &[SharedDetail], other: &[SharedDetail]) -> bool {
    type Told = BTreeMap<(String, PreferenceKey), (Level, Value)>;
    let by_key = |details: &[SharedDetail]| -> Told {
        details
            .iter()
            .map(|detail| {
                let place = (detail.group.clone(), detail.key);
                (place, (detail.level, detail.value.clone()))
            })
            .collect()
    };
    by_key(one) == by_key(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_is_said_once() {
        let (key, value) = inkling_token::plain::word().unwrap();
        let word = |group: &str| SharedDetail {
            group: group.into(),
            key,
            level: Level::List,
            value: value.clone(),
        };
        let size = |group: &str| SharedDetail {
            key: "shoes.size".parse().unwrap(),
            value: serde_json::json!("40"),
            ..word(group)
        };

        let said = said_once([word("a"), size("a"), word("b"), size("b")]);

        assert_eq!(said, [word("a"), size("a"), size("b")]);
        assert!(!are_the_word(&said) && are_the_word(&said[..1]));
        assert!(!are_the_word(&[]));
    }

    #[test]
    fn debug_shows_nothing_of_a_value() {
        let detail = SharedDetail {
            group: "sizes".into(),
            key: "shoes.size".parse().unwrap(),
            level: Level::List,
            value: serde_json::json!("canary"),
        };

        assert!(!format!("{detail:?}").contains("canary"));
    }
}
