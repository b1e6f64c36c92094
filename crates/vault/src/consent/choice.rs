//! What the person chooses: groups, coarser levels, for how long, and what about the shop they accept.
//!
//! Invariant: every end counts from the moment the request was filed, never from the moment somebody looks, so that a
//! preview stays the same while it is looked at.

use std::collections::{BTreeMap, BTreeSet};

use inkling_token::Timestamp;
use inkling_token::client::Tier;
use inkling_token::terms::{Purpose, Terms};
use inkling_token::vocabulary::{Level, PreferenceKey};
use serde::{Deserialize, Serialize};

use super::{Caution, Refused};

/// Purposes that are served once and then over; all others go on for a while.
const MOMENTARY: [&str; 4] = [
    "DeliveryOfGoods",
    "FulfilmentOfContractualObligation",
    "PaymentManagement",
    "IdentityVerification",
];

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Groups to share, by the shop's name for them.
    pub groups: BTreeSet<String>,
    /// Which option of a group, by its place; a group that is absent is shared in the first that can be shared whole.
    pub options: BTreeMap<String, usize>,
    /// Levels the person lowered; a key that is absent is sent as asked.
    pub levels: BTreeMap<PreferenceKey, Level>,
    /// How long.
    pub duration: Duration,
    /// An end before the duration's own.
    pub until: Option<Timestamp>,
    /// What about the shop the person accepted.
    pub accepted: BTreeSet<Caution>,
}

impl Choice {
    /// When the grant ends; none for once, which is all that a shop gets that does not sign.
    pub(super) fn end(&self, tier: Tier, filed: Timestamp) -> Result<Option<Timestamp>, Refused> {
        if tier == Tier::Unsigned && self.duration != Duration::Once {
            return Err(Refused::BadChoice);
        }
        match (self.duration.until(filed), self.until) {
            (longest, None) => Ok(longest),
            (Some(longest), Some(until)) if filed < until && until <= longest => Ok(Some(until)),
            (Some(_) | None, Some(_)) => Err(Refused::BadChoice),
        }
    }
}

/// How long a grant lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Duration {
    /// One answer, no updates.
    #[serde(rename = "once")]
    Once,
    /// 30 days.
    #[serde(rename = "30-days")]
    Days30,
    /// 90 days.
    #[serde(rename = "90-days")]
    Days90,
    /// 12 months: 365 days.
    #[serde(rename = "12-months")]
    Months12,
}

impl Duration {
    /// All durations, shortest first.
    pub const ALL: [Self; 4] = [Self::Once, Self::Days30, Self::Days90, Self::Months12];

    /// The word in the file: `90-days`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Days30 => "30-days",
            Self::Days90 => "90-days",
            Self::Months12 => "12-months",
        }
    }

    /// The end of a grant for a request filed then; none for once.
    #[must_use]
    pub fn until(self, filed: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Once => None,
            Self::Days30 => Some(filed.plus_days(30)),
            Self::Days90 => Some(filed.plus_days(90)),
            Self::Months12 => Some(filed.plus_days(365)),
        }
    }
}

/// Durations with their ends; the first is the shortest that makes sense for the purposes, and preselected. A shop that
/// does not sign is given something once or never.
pub(super) fn durations(
    tier: Tier,
    terms: &Terms,
    filed: Timestamp,
) -> Vec<(Duration, Option<Timestamp>)> {
    if tier == Tier::Unsigned {
        return vec![(Duration::Once, None)];
    }
    let momentary = |purpose: &Purpose| MOMENTARY.contains(&purpose.term());
    let sensible = if terms.purposes.iter().all(momentary) {
        Duration::Once
    } else {
        Duration::Days30
    };
    let others = Duration::ALL
        .into_iter()
        .filter(|duration| *duration != sensible);
    std::iter::once(sensible)
        .chain(others)
        .map(|duration| (duration, duration.until(filed)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILED: Timestamp = Timestamp::from_millis(1_795_431_602_000);

    fn choice(duration: Duration, until: Option<Timestamp>) -> Choice {
        Choice {
            groups: BTreeSet::new(),
            options: BTreeMap::new(),
            levels: BTreeMap::new(),
            duration,
            until,
            accepted: BTreeSet::new(),
        }
    }

    #[test]
    fn the_end_counts_from_the_filing() {
        assert_eq!(
            choice(Duration::Once, None).end(Tier::Signed, FILED),
            Ok(None)
        );
        assert_eq!(
            choice(Duration::Days90, None).end(Tier::Signed, FILED),
            Ok(Some(FILED.plus_days(90)))
        );
        assert_eq!(
            choice(Duration::Months12, None).end(Tier::Signed, FILED),
            Ok(Some(FILED.plus_days(365)))
        );
    }

    #[test]
    fn an_end_may_be_earlier_but_never_later_than_the_durations() {
        let early = FILED.plus_days(7);

        assert_eq!(
            choice(Duration::Days30, Some(early)).end(Tier::Signed, FILED),
            Ok(Some(early))
        );
        assert_eq!(
            choice(Duration::Days30, Some(FILED.plus_days(31))).end(Tier::Signed, FILED),
            Err(Refused::BadChoice)
        );
        assert_eq!(
            choice(Duration::Days30, Some(FILED)).end(Tier::Signed, FILED),
            Err(Refused::BadChoice)
        );
        assert_eq!(
            choice(Duration::Once, Some(early)).end(Tier::Signed, FILED),
            Err(Refused::BadChoice)
        );
    }

    #[test]
    fn a_shop_that_does_not_sign_is_given_something_once() {
        assert_eq!(
            choice(Duration::Once, None).end(Tier::Unsigned, FILED),
            Ok(None)
        );
        for longer in [Duration::Days30, Duration::Days90, Duration::Months12] {
            assert_eq!(
                choice(longer, None).end(Tier::Unsigned, FILED),
                Err(Refused::BadChoice)
            );
        }
    }

    #[test]
    fn durations_are_stored_under_their_words() {
        for duration in Duration::ALL {
            assert_eq!(serde_json::to_value(duration).unwrap(), duration.as_str());
        }
    }
}
