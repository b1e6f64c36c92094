//! Claims path pointers: which part of a detail a shop looks at.
//!
//! Invariant: a pointer is applied as written or not at all; a step that does not fit what it meets selects nothing
//! (OpenID4VP 1.0, section 7.1).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vocabulary::PreferenceKey;

/// One step of a pointer: a name, a place in a list, or `null` for every place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathStep {
    /// The member of this name.
    Member(String),
    /// The element at this place, counted from 0.
    Index(u64),
    /// All elements.
    Every,
}

/// What a detail must hold, as it is sent, to be of use to the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Where to look, below the detail's own key; empty: at the detail itself.
    pub path: Vec<PathStep>,
    /// Texts, whole numbers or truth values, one of which must stand there; empty: anything must.
    pub values: Vec<Value>,
}

impl Condition {
    /// Whether a detail fulfils it: its path leads somewhere, and one of the values it leads to is a wanted one.
    #[must_use]
    pub fn admits(&self, sent: &Value) -> bool {
        let Some(selected) = select(sent, &self.path) else {
            return false;
        };
        self.values.is_empty() || selected.iter().any(|value| self.values.contains(value))
    }
}

/// The detail that a pointer leads to, or into, and the steps inside it.
pub(super) fn detail(path: &[PathStep]) -> Option<(PreferenceKey, &[PathStep])> {
    let mut text = String::new();
    for (at, step) in path.iter().enumerate() {
        let PathStep::Member(name) = step else {
            return None;
        };
        // A dot joins the names of a key, so that a name with one would pass for two.
        if name.contains('.') {
            return None;
        }
        if at > 0 {
            text.push('.');
        }
        text.push_str(name);
        if let Ok(key) = text.parse() {
            return Some((key, path.get(at + 1..)?));
        }
    }
    None
}

/// The elements that a pointer selects, from left to right; `None` when it does not fit, or selects nothing.
fn select<'v>(root: &'v Value, path: &[PathStep]) -> Option<Vec<&'v Value>> {
    let mut selected = vec![root];
    for step in path {
        let mut next = Vec::new();
        for value in selected {
            match (step, value) {
                (PathStep::Member(name), Value::Object(members)) => next.extend(members.get(name)),
                (PathStep::Every, Value::Array(items)) => next.extend(items),
                (PathStep::Index(at), Value::Array(items)) => {
                    next.extend(usize::try_from(*at).ok().and_then(|at| items.get(at)));
                }
                _ => return None,
            }
        }
        selected = next;
    }
    (!selected.is_empty()).then_some(selected)
}

#[cfg(test)]
mod tests;
