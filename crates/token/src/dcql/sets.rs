//! Which groups of a request go together.
//!
//! Invariant: a set offers only options whose groups can all be answered; a required set that offers none refuses the whole
//! request (OpenID4VP 1.0, sections 6.2 and 6.4.2).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::DcqlError;
use super::wire::Wire;

/// Groups that serve one use of the shop's: any one option does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSet {
    /// Whether the shop says that it cannot do without.
    pub required: bool,
    /// The ids of the groups of each option, in the shop's order.
    pub options: Vec<BTreeSet<String>>,
}

impl GroupSet {
    /// Whether one of its options has the group.
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        self.options.iter().any(|option| option.contains(id))
    }

    /// Whether it cannot be had without the group: it is required, and every option has it.
    #[must_use]
    pub fn insists_on(&self, id: &str) -> bool {
        self.required && self.options.iter().all(|option| option.contains(id))
    }

    /// The options that lie within the chosen groups.
    pub fn met<'a>(
        &'a self,
        chosen: &'a BTreeSet<String>,
    ) -> impl Iterator<Item = &'a BTreeSet<String>> {
        self.options
            .iter()
            .filter(|option| option.is_subset(chosen))
    }
}

/// The sets that remain when only the known groups can be answered. Without sets, all groups are required.
pub(super) fn remaining(wire: &Wire, known: &BTreeSet<&str>) -> Result<Vec<GroupSet>, DcqlError> {
    let mut remaining = Vec::new();
    for set in all(wire) {
        let mut options = Vec::new();
        for option in set.options {
            let answerable = option.iter().all(|id| known.contains(id.as_str()));
            if answerable && !options.contains(&option) {
                options.push(option);
            }
        }
        if set.required && options.is_empty() {
            return Err(DcqlError::NoMatch);
        }
        if !options.is_empty() {
            remaining.push(GroupSet { options, ..set });
        }
    }
    if remaining.is_empty() {
        return Err(DcqlError::NoMatch);
    }
    Ok(remaining)
}

fn all(wire: &Wire) -> Vec<GroupSet> {
    let Some(sets) = &wire.credential_sets else {
        let ids = wire.credentials.iter().map(|query| query.id.clone());
        return vec![GroupSet {
            required: true,
            options: vec![ids.collect()],
        }];
    };
    sets.iter()
        .map(|set| GroupSet {
            required: set.required,
            options: set
                .options
                .iter()
                .map(|option| option.iter().cloned().collect())
                .collect(),
        })
        .collect()
}
