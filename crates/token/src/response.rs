//! What is sent when a person has decided: the plaintext that is sealed for the shop.
//!
//! Invariant: an answer names only the groups that were shared; what was not shared leaves no trace in it, and neither does
//! why (OpenID4VP 1.0, sections 8.1, 8.3.1 and 8.5).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// `{"vp_token":{"<query id>":["<sd-jwt+kb>"]},"state":".."}`: a presentation a shared group, by its id.
#[must_use]
pub fn vp_response(presentations: &BTreeMap<String, String>, state: Option<&str>) -> String {
    let vp_token: Map<String, Value> = presentations
        .iter()
        .map(|(id, compact)| (id.clone(), Value::from(vec![compact.as_str()])))
        .collect();
    response("vp_token", Value::Object(vp_token), state)
}

/// "Don't share": `{"error":"access_denied","state":".."}`.
#[must_use]
pub fn declined_response(state: Option<&str>) -> String {
    response("error", "access_denied".into(), state)
}

fn response(name: &str, value: Value, state: Option<&str>) -> String {
    let mut response = Map::from_iter([(name.to_owned(), value)]);
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
    fn a_refusal_says_no_more_than_that() {
        insta::assert_snapshot!(declined_response(Some("s-1")), @r#"{"error":"access_denied","state":"s-1"}"#);
        insta::assert_snapshot!(declined_response(None), @r#"{"error":"access_denied"}"#);
    }

    #[test]
    fn an_update_has_no_state() {
        let shared = BTreeMap::from([("sizes".to_owned(), "a~b~c".to_owned())]);
        insta::assert_snapshot!(vp_response(&shared, None), @r#"{"vp_token":{"sizes":["a~b~c"]}}"#);
    }
}
