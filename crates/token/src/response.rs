//! What is sent when a person has shared: the plaintext that is sealed for the shop.
//!
//! Invariant: an answer names only the groups that were shared; what was not shared leaves no trace in it
//! (OpenID4VP 1.0, section 8.1).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// `{"vp_token":{"<query id>":["<sd-jwt+kb>"]},"state":".."}`: a presentation a shared group, by its id.
#[must_use]
pub fn vp_response(presentations: &BTreeMap<String, String>, state: Option<&str>) -> String {
    let vp_token: Map<String, Value> = presentations
        .iter()
        .map(|(id, compact)| (id.clone(), Value::from(vec![compact.as_str()])))
        .collect();
    let mut response = Map::from_iter([("vp_token".to_owned(), Value::Object(vp_token))]);
    if let Some(state) = state {
        response.insert("state".to_owned(), state.into());
    }
    Value::Object(response).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_the_shared_groups_and_the_state() {
        let shared = BTreeMap::from([("sizes".to_owned(), "a~b~c".to_owned())]);
        insta::assert_snapshot!(vp_response(&shared, Some("s-1")), @r#"{"state":"s-1","vp_token":{"sizes":["a~b~c"]}}"#);
    }

    #[test]
    fn an_update_has_no_state() {
        let shared = BTreeMap::from([("sizes".to_owned(), "a~b~c".to_owned())]);
        insta::assert_snapshot!(vp_response(&shared, None), @r#"{"vp_token":{"sizes":["a~b~c"]}}"#);
    }
}
