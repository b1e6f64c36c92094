//! The query of a sharing request (DCQL): which details a shop asks for, in which combinations.
//!
//! Reading a query leaves what a preference vault can answer. A credential query for another kind of credential, for a
//! detail that the vocabulary does not have, or from an authority that nobody here is, matches nothing, as in every wallet
//! without such a credential; what needs it falls away, and a query that then cannot be answered is refused.
//!
//! Invariant: what remains was asked for, in a combination that the shop named; members that DCQL does not have are passed
//! over, contradictions are not (OpenID4VP 1.0, sections 6 and 7).

mod path;
mod sets;
mod wire;

use std::collections::BTreeSet;

use serde_json::Value;

pub use path::{Condition, PathStep};
pub use sets::GroupSet;

use crate::vocabulary::PreferenceKey;
use wire::{Claim, Credential};

/// The one kind of credential there is.
pub const VCT: &str = "urn:inkling:preferences:1";

const FORMAT: &str = "dc+sd-jwt";
/// A token has at most so many disclosures.
const MOST_DETAILS: usize = 64;

/// A query, as far as it can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queries {
    /// The ids of all its credential queries, answerable or not.
    pub ids: BTreeSet<String>,
    /// The credential queries that can be answered, in the shop's order.
    pub groups: Vec<Query>,
    /// Which of them go together.
    pub sets: Vec<GroupSet>,
}

/// One credential query: details that a shop wants together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its id.
    pub id: String,
    /// The details of all its options, in the shop's order.
    pub details: Vec<QueriedDetail>,
    /// The details of each claim set, in the shop's order; without claim sets one entry with all.
    pub options: Vec<Vec<PreferenceKey>>,
}

/// One detail of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueriedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// What it must hold to be of use; empty: any value is.
    pub conditions: Vec<Condition>,
}

/// Reads a `dcql_query`.
///
/// # Errors
/// When it is not a query, or cannot be answered.
pub fn parse(query: &Value) -> Result<Queries, DcqlError> {
    let wire = wire::read(query)?;
    let answerable: Vec<Query> = wire.credentials.iter().filter_map(answerable).collect();
    let known: BTreeSet<&str> = answerable.iter().map(|group| group.id.as_str()).collect();
    let sets = sets::remaining(&wire, &known)?;
    let groups: Vec<Query> = answerable
        .into_iter()
        .filter(|group| sets.iter().any(|set| set.names(&group.id)))
        .collect();
    check_details(&groups)?;
    Ok(Queries {
        ids: wire.credentials.into_iter().map(|query| query.id).collect(),
        groups,
        sets,
    })
}

/// A query that is not one, or that cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DcqlError {
    /// Not a query, or one that contradicts itself.
    #[error("failed to read the query: it is malformed")]
    Malformed,
    /// More than any vault would answer.
    #[error("failed to read the query: it asks for too much")]
    Size,
    /// Nothing that is asked for, or not all that is required, exists here.
    #[error("failed to answer the query: no match")]
    NoMatch,
}

/// The credential query as a group of details; `None` when no token of ours matches it.
fn answerable(credential: &Credential) -> Option<Query> {
    let ours = credential.format == FORMAT
        && credential.asks_for(VCT)
        && credential.trusted_authorities.is_none();
    if !ours {
        return None;
    }
    // A combination with a claim that leads nowhere is none that we could give.
    let combinations: Vec<Vec<(&Claim, Aim)>> = credential
        .combinations()
        .into_iter()
        .filter_map(|claims| claims.into_iter().map(aimed).collect())
        .collect();
    let wanted = |claim: &Claim| {
        let mut aims = combinations.iter().flatten();
        aims.find(|(other, _)| std::ptr::eq(*other, claim))
    };
    let mut details = Vec::new();
    for (_, aim) in credential.claims().filter_map(wanted) {
        note(&mut details, aim);
    }
    let options = options(&details, &combinations);
    (!options.is_empty()).then(|| Query {
        id: credential.id.clone(),
        details,
        options,
    })
}

/// The details of each combination, in the order that the details have, each combination once.
fn options(
    details: &[QueriedDetail],
    combinations: &[Vec<(&Claim, Aim)>],
) -> Vec<Vec<PreferenceKey>> {
    let mut options = Vec::new();
    for combination in combinations {
        let asked: BTreeSet<_> = combination.iter().map(|(_, aim)| aim.key).collect();
        let keys = details.iter().map(|detail| detail.key);
        let option: Vec<_> = keys.filter(|key| asked.contains(key)).collect();
        if !options.contains(&option) {
            options.push(option);
        }
    }
    options
}

/// What a claim points to: a detail, and what it must hold.
struct Aim {
    key: PreferenceKey,
    condition: Option<Condition>,
}

/// The claim with its aim; `None` when its path leads to no detail of the vocabulary.
fn aimed(claim: &Claim) -> Option<(&Claim, Aim)> {
    let (key, rest) = path::detail(&claim.path)?;
    let values = claim.values.clone().unwrap_or_default();
    let unconditional = rest.is_empty() && values.is_empty();
    let condition = (!unconditional).then(|| Condition {
        path: rest.to_vec(),
        values,
    });
    Some((claim, Aim { key, condition }))
}

/// Two claims on one detail are one detail that must hold both.
fn note(details: &mut Vec<QueriedDetail>, aim: &Aim) {
    let at = details.iter().position(|detail| detail.key == aim.key);
    let conditions = aim.condition.clone();
    match at.and_then(|at| details.get_mut(at)) {
        Some(detail) => detail.conditions.extend(conditions),
        None => details.push(QueriedDetail {
            key: aim.key,
            conditions: conditions.into_iter().collect(),
        }),
    }
}

/// A detail may stand in several groups: the person sees it in each, and it is as precise in one as in the other.
fn check_details(groups: &[Query]) -> Result<(), DcqlError> {
    let details: usize = groups.iter().map(|group| group.details.len()).sum();
    if details > MOST_DETAILS {
        return Err(DcqlError::Size);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
