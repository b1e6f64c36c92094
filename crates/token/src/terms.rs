//! What a shop promises: purposes, retention, onward sharing.
//!
//! Invariant: terms with a member, a purpose or a type that this crate does not know are refused whole: a promise that
//! cannot be read cannot be agreed to (OpenID4VP 1.0, section 8.4; W3C DPV 2.3 purposes).

mod purpose;
mod retention;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::client::is_web_url;
use crate::json::{self, Limits};
use crate::text::{from_base64url, sha256_base64url};
use crate::vocabulary::{Level, PreferenceKey};

pub use purpose::{Purpose, UnknownPurpose};
pub use retention::{Retention, RetentionError};

const TYPE: &str = "urn:inkling:terms:1";
const LIMITS: Limits = Limits {
    bytes: 16 * 1024,
    depth: 3,
};
const MOST_PURPOSES: usize = 16;

/// The retailer's signed offer: one `transaction_data` entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// `urn:inkling:terms:1`.
    #[serde(rename = "type")]
    kind: TermsType,
    /// The credential queries they are for.
    pub credential_ids: Vec<String>,
    /// What the details are for; never empty.
    pub purposes: Vec<Purpose>,
    /// At most how long the shop keeps details after the grant has ended.
    pub retention: Retention,
    /// Whom the shop passes details on to.
    pub onward: Onward,
    /// Whether the shop may merge them with other profiles of the person.
    pub combine: bool,
    /// The shop's policy; shown, never opened by itself.
    pub policy: String,
    /// Hashes that the shop reads, if it says so: SHA-256 is the one there is (OpenID4VP 1.0, appendix B.3.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    transaction_data_hashes_alg: Option<Vec<String>>,
    /// How precise each detail is wanted; a key that is absent is wanted as usual.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<PreferenceKey, Level>,
}

impl Terms {
    /// Reads one `transaction_data` entry: base64url of the terms' JSON.
    ///
    /// # Errors
    /// For another type, an unknown member, or a promise that is refused by default.
    pub fn parse(transaction_data: &str) -> Result<Self, TermsError> {
        let text = from_base64url(transaction_data).ok_or(TermsError::Malformed)?;
        let mut object = json::parse_object(&text, LIMITS).map_err(|_| TermsError::Malformed)?;
        if object.get("type").and_then(serde_json::Value::as_str) != Some(TYPE) {
            return Err(TermsError::UnknownType);
        }
        let purposes = object.get("purposes").and_then(serde_json::Value::as_array);
        let is_unknown = |purpose: &serde_json::Value| {
            purpose
                .as_str()
                .is_none_or(|p| p.parse::<Purpose>().is_err())
        };
        if purposes.is_none_or(|purposes| purposes.iter().any(is_unknown)) {
            return Err(TermsError::UnknownPurpose);
        }
        if let Some(levels) = object.get_mut("levels") {
            forget_unknown_details(levels)?;
        }
        let terms: Self =
            serde_json::from_value(object.into()).map_err(|_| TermsError::Malformed)?;
        terms.check()?;
        Ok(terms)
    }

    fn check(&self) -> Result<(), TermsError> {
        if self.purposes.iter().any(|purpose| purpose.is_refused()) {
            return Err(TermsError::RefusedPurpose);
        }
        let distinct = self.purposes.iter().collect::<BTreeSet<_>>().len();
        if !(1..=MOST_PURPOSES).contains(&self.purposes.len()) || distinct != self.purposes.len() {
            return Err(TermsError::Malformed);
        }
        let hashes = self.transaction_data_hashes_alg.as_deref();
        if hashes.is_some_and(|names| names.iter().all(|name| name != "sha-256")) {
            return Err(TermsError::Malformed);
        }
        if !is_web_url(&self.policy) {
            return Err(TermsError::Policy);
        }
        for (key, level) in &self.levels {
            if !key.detail().levels.contains(level) {
                return Err(TermsError::Level);
            }
        }
        Ok(())
    }
}

/// Leaves out the levels of details that only a newer vocabulary has: what nobody can send needs none.
fn forget_unknown_details(levels: &mut serde_json::Value) -> Result<(), TermsError> {
    let levels = levels.as_object_mut().ok_or(TermsError::Malformed)?;
    if levels
        .values()
        .any(|level| Level::deserialize(level).is_err())
    {
        return Err(TermsError::Malformed);
    }
    levels.retain(|key, _| key.parse::<PreferenceKey>().is_ok());
    Ok(())
}

/// Stands for terms in tokens: SHA-256 of the `transaction_data` text as received, base64url.
#[must_use]
pub fn terms_hash(transaction_data: &str) -> String {
    sha256_base64url(transaction_data)
}

/// Whom a shop passes details on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Onward {
    /// Nobody.
    None,
    /// Those who work for the shop, on its instructions.
    Processors,
    /// Others, named in its policy.
    Named,
}

impl Onward {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Processors => "processors",
            Self::Named => "named",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum TermsType {
    #[serde(rename = "urn:inkling:terms:1")]
    Terms1,
}

/// Terms that cannot be agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Not terms, an unknown member, or a value outside its range.
    #[error("failed to read the shop's terms: they are malformed")]
    Malformed,
    /// Another type of transaction data.
    #[error("failed to read the shop's terms: their type is unknown")]
    UnknownType,
    /// A purpose that DPV 2.3 does not have.
    #[error("failed to read the shop's terms: a purpose is unknown")]
    UnknownPurpose,
    /// Advertising to a person, selling what is known about one, or a purpose so broad that it may mean either.
    #[error("failed to accept the shop's terms: a purpose is refused")]
    RefusedPurpose,
    /// The policy is not a web address.
    #[error("failed to read the shop's terms: the policy is not a web address")]
    Policy,
    /// A level that the detail does not have.
    #[error("failed to read the shop's terms: a detail is not sent at the wanted level")]
    Level,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{terms_json, transaction_data};
    use crate::text::base64url;

    fn parse(terms: &Value) -> Result<Terms, TermsError> {
        Terms::parse(&base64url(terms.to_string().as_bytes()))
    }

    #[test]
    fn a_shop_may_say_which_hash_it_reads() {
        let named = |names: Value| parse(&with("transaction_data_hashes_alg", names));
        assert!(named(json!(["sha-512", "sha-256"])).is_ok());
        assert_eq!(named(json!(["sha-512"])), Err(TermsError::Malformed));
        assert_eq!(named(json!([])), Err(TermsError::Malformed));
    }

    fn with(name: &str, value: Value) -> Value {
        let mut terms = terms_json();
        terms[name] = value;
        terms
    }

    #[test]
    fn terms_say_what_a_shop_promises() {
        let terms = Terms::parse(&transaction_data()).unwrap();
        assert_eq!(terms.retention.days(), 30);
        assert_eq!(terms.onward, Onward::None);
        assert_eq!(terms.purposes[0].term(), "ProvideProductRecommendations");
        assert!(terms.levels.is_empty());
    }

    #[test]
    fn terms_may_name_levels() {
        let terms = parse(&with("levels", json!({"shoes.size":"bucket"}))).unwrap();
        assert_eq!(terms.levels.values().next(), Some(&Level::Bucket));
    }

    #[test]
    fn levels_of_details_that_only_a_newer_vocabulary_has_are_passed_over() {
        let levels = json!({"shoes.colour":"exact","shoes.size":"bucket","":"list"});
        let terms = parse(&with("levels", levels)).unwrap();
        let known: Vec<_> = terms.levels.keys().map(|key| key.as_str()).collect();
        assert_eq!(known, ["shoes.size"]);
    }

    #[test]
    fn terms_are_stored_and_read_back_unchanged() {
        let terms = parse(&with("levels", json!({"shoes.size":"bucket"}))).unwrap();
        let text = serde_json::to_string(&terms).unwrap();
        assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms);
    }

    #[test]
    fn advertising_and_selling_are_refused_even_beside_a_fine_purpose() {
        for purpose in [
            "Advertising",
            "Marketing",
            "PersonalisedAdvertising",
            "TargetedAdvertising",
            "SellDataToThirdParties",
            "SellInsightsFromData",
        ] {
            let bundled = json!([
                "dpv:ProvideProductRecommendations",
                format!("dpv:{purpose}")
            ]);
            assert_eq!(
                parse(&with("purposes", bundled)),
                Err(TermsError::RefusedPurpose),
                "{purpose}"
            );
        }
    }

    #[test]
    fn unknown_purposes_types_and_levels_are_refused() {
        assert_eq!(
            parse(&with("purposes", json!(["dpv:WorldPeace"]))),
            Err(TermsError::UnknownPurpose)
        );
        assert_eq!(
            parse(&with("purposes", json!("dpv:Marketing"))),
            Err(TermsError::UnknownPurpose)
        );
        assert_eq!(
            parse(&with("type", json!("urn:inkling:terms:2"))),
            Err(TermsError::UnknownType)
        );
        assert_eq!(
            parse(&with("levels", json!({"shoes.size":"exact"}))),
            Err(TermsError::Level)
        );
    }

    #[test]
    fn terms_with_anything_odd_are_refused() {
        for (name, value) in [
            ("also", json!(1)),
            ("retention", json!("P1Y")),
            ("onward", json!("partners")),
            ("combine", json!("no")),
            ("purposes", json!([])),
            ("credential_ids", json!("sizes")),
            ("levels", json!({"shoes.size":"precise"})),
            ("levels", json!({"no.such.key":"precise"})),
            ("levels", json!({"shoes.size":1})),
            ("levels", json!(["list"])),
            ("levels", json!(null)),
            (
                "purposes",
                json!(["dpv:DirectMarketing", "dpv:DirectMarketing"]),
            ),
        ] {
            assert_eq!(
                parse(&with(name, value)),
                Err(TermsError::Malformed),
                "{name}"
            );
        }
        for name in ["credential_ids", "retention", "onward", "combine", "policy"] {
            let mut partial = terms_json();
            partial.as_object_mut().unwrap().remove(name);
            assert_eq!(parse(&partial), Err(TermsError::Malformed), "{name}");
        }
        assert_eq!(Terms::parse("e30="), Err(TermsError::Malformed));
        assert_eq!(
            Terms::parse(&base64url(br#"{"type":"a","type":"b"}"#)),
            Err(TermsError::Malformed)
        );
    }

    #[test]
    fn a_policy_is_a_web_address() {
        assert!(parse(&with("policy", json!("https://www.shop.example/privacy"))).is_ok());
        for policy in [
            "javascript:alert(1)",
            "http://shop.example/",
            "https://user@shop.example/",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(
                parse(&with("policy", json!(policy))),
                Err(TermsError::Policy),
                "{policy}"
            );
        }
    }
}
