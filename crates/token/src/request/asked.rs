//! What is asked for, as a person is asked it.
//!
//! Invariant: a group is shared whole, in one of its options; a choice of groups is accepted only as the shop's own sets
//! have it (OpenID4VP 1.0, section 6.4).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RequestError, SharingRequest};
use crate::client::Tier;
use crate::dcql::{Condition, QueriedDetail, Queries, Query};
use crate::terms::{Terms, TermsError};
use crate::vocabulary::{Level, PreferenceKey};

/// Details that a shop wants together: one of its options whole, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedGroup {
    /// Its id in the request.
    pub id: String,
    /// Its details, in the shop's order.
    pub details: Vec<RequestedDetail>,
    /// Which details go together, the shop's favourite first; one entry with all of them when the shop leaves no choice.
    pub options: Vec<Vec<PreferenceKey>>,
}

/// One detail that a shop wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// How precise.
    pub level: Level,
    /// What it must hold to be of use to the shop; empty: any value is. They hold in every option that has the detail.
    pub conditions: Vec<Condition>,
}

impl RequestedDetail {
    /// Whether the detail, as it would be sent, is of use to the shop.
    #[must_use]
    pub fn admits(&self, sent: &Value) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.admits(sent))
    }
}

impl SharingRequest {
    /// How much stands behind it.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.client_id.tier()
    }

    /// Whether nothing can be shared without the group: every option of some required set has it.
    #[must_use]
    pub fn is_required(&self, id: &str) -> bool {
        self.sets.iter().any(|set| set.insists_on(id))
    }

    /// Whether sharing exactly these groups answers the request: every required set has an option within them, and each of
    /// them belongs to an option that does.
    #[must_use]
    pub fn accepts(&self, chosen: &BTreeSet<String>) -> bool {
        let met = |required: bool| {
            self.sets
                .iter()
                .filter(move |set| set.required || !required)
        };
        let satisfied = met(true).all(|set| set.met(chosen).next().is_some());
        let used: BTreeSet<&String> = met(false)
            .flat_map(|set| set.met(chosen))
            .flatten()
            .collect();
        satisfied && chosen.iter().all(|id| used.contains(id))
    }
}

/// The groups with the level of each detail. Terms must be for exactly the groups that are asked for.
pub(super) fn groups(
    queries: &Queries,
    terms: &Terms,
) -> Result<Vec<RequestedGroup>, RequestError> {
    let promised: BTreeSet<_> = terms.credential_ids.iter().cloned().collect();
    if promised != queries.ids || promised.len() != terms.credential_ids.len() {
        return Err(RequestError::TermsForOthers);
    }
    queries
        .groups
        .iter()
        .map(|query| group(query, terms))
        .collect()
}

fn group(query: &Query, terms: &Terms) -> Result<RequestedGroup, RequestError> {
    let details = query.details.iter().map(|detail| requested(detail, terms));
    Ok(RequestedGroup {
        id: query.id.clone(),
        details: details.collect::<Result<_, _>>()?,
        options: query.options.clone(),
    })
}

fn requested(detail: &QueriedDetail, terms: &Terms) -> Result<RequestedDetail, RequestError> {
    let named = terms.levels.get(&detail.key).copied();
    let level = named.or_else(|| detail.key.detail().usual_level());
    Ok(RequestedDetail {
        key: detail.key,
        level: level.ok_or(TermsError::Level)?,
        conditions: detail.conditions.clone(),
    })
}
