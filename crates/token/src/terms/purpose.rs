//! What details are for: a W3C DPV 2.3 purpose.
//!
//! Invariant: a purpose is a term of the list; the refused ones, and whatever DPV puts below them, stay refused.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const LIST: &str = include_str!("../../data/purposes.txt");
const PREFIX: &str = "dpv:";

/// Never agreed to, and never bundled with another purpose.
const REFUSED: [&str; 4] = [
    "PersonalisedAdvertising",
    "TargetedAdvertising",
    "SellDataToThirdParties",
    "SellInsightsFromData",
];

/// Refused as they stand, though not what is below them: whoever reads one reads the refused kinds into it.
const TOO_BROAD: [&str; 2] = ["Advertising", "Marketing"];

/// A purpose: `dpv:ProvideProductRecommendations`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(&'static str);

impl Purpose {
    /// The term alone: `ProvideProductRecommendations`.
    #[must_use]
    pub fn term(self) -> &'static str {
        self.0
    }

    /// Whether it is advertising to a person or selling what is known about one, or may be read as that.
    #[must_use]
    pub fn is_refused(self) -> bool {
        TOO_BROAD.contains(&self.0) || REFUSED.iter().any(|refused| is_within(self.0, refused))
    }

    /// Whether details granted for this purpose may serve another: the same or one below it that is not refused. A
    /// narrower purpose never covers a broader one.
    #[must_use]
    pub fn covers(self, wanted: Self) -> bool {
        self == wanted || (!wanted.is_refused() && is_within(wanted.0, self.0))
    }
}

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, UnknownPurpose> {
        let term = text.strip_prefix(PREFIX).ok_or(UnknownPurpose)?;
        broader()
            .get_key_value(term)
            .map(|(term, _)| Self(term))
            .ok_or(UnknownPurpose)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

impl Serialize for Purpose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A purpose that DPV 2.3 does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("failed to read the purpose: DPV 2.3 has no such term")]
pub struct UnknownPurpose;

/// Each term with the terms right above it.
fn broader() -> &'static BTreeMap<&'static str, Vec<&'static str>> {
    static BROADER: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
        LIST.lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut terms = line.split(' ');
                Some((terms.next()?, terms.collect()))
            })
            .collect()
    });
    &BROADER
}

fn is_within(term: &str, ancestor: &str) -> bool {
    let above = || broader().get(term).into_iter().flatten();
    term == ancestor || above().any(|parent| is_within(parent, ancestor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purpose(term: &str) -> Purpose {
        format!("dpv:{term}").parse().unwrap()
    }

    #[test]
    fn every_purpose_of_dpv_is_known_by_its_prefixed_name() {
        assert_eq!(broader().len(), 121);
        assert_eq!(
            purpose("ProvideProductRecommendations").to_string(),
            "dpv:ProvideProductRecommendations"
        );
        for unknown in [
            "ProvideProductRecommendations",
            "dpv:World",
            "dpv:",
            "",
            "dpv:Purpose",
            "dpv:Sector",
            "dpv:# Purposes",
        ] {
            assert_eq!(unknown.parse::<Purpose>(), Err(UnknownPurpose), "{unknown}");
        }
    }

    #[test]
    fn no_term_is_above_itself() {
        for (term, parents) in broader() {
            assert!(
                parents.iter().all(|parent| !is_within(parent, term)),
                "{term}"
            );
        }
    }

    #[test]
    fn advertising_to_a_person_and_selling_what_is_known_are_refused() {
        for refused in REFUSED
            .into_iter()
            .chain(["RecruitmentTargetedAdvertising"])
            .chain(TOO_BROAD)
        {
            assert!(purpose(refused).is_refused(), "{refused}");
        }
        for fine in [
            "ProvideProductRecommendations",
            "ServicePersonalisation",
            "DeliveryOfGoods",
            "DirectMarketing",
            "Personalisation",
        ] {
            assert!(!purpose(fine).is_refused(), "{fine}");
        }
    }

    #[test]
    fn a_narrower_purpose_never_covers_its_parent() {
        let (narrow, broad) = (
            purpose("ProvideProductRecommendations"),
            purpose("ServicePersonalisation"),
        );
        assert!(broad.covers(narrow));
        assert!(narrow.covers(narrow));
        assert!(!narrow.covers(broad));
    }

    #[test]
    fn no_broader_purpose_smuggles_in_a_refused_one() {
        assert!(!purpose("Personalisation").covers(purpose("PersonalisedAdvertising")));
        assert!(!purpose("SellProducts").covers(purpose("SellDataToThirdParties")));
    }
}
