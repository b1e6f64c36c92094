//! The shapes that values have.
//!
//! Invariant: a kind is data of the table; what it means for a value is in [`crate::value`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Class, Level};

/// The shape of a detail's values, with what they may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Kind {
    /// `true`, or nothing is stated.
    Flag {},
    /// One option: `"slim"`. Its bucket is the group that holds it.
    Choice {
        /// What can be chosen.
        options: Vec<Choice>,
        /// Group id to the options in it; together they hold every option once.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        groups: BTreeMap<String, Vec<String>>,
    },
    /// Several options: `["blue","grey"]`. The bucket is their groups, or the first few where there are none.
    Choices {
        /// What can be chosen.
        options: Vec<Choice>,
        /// Group id to the options in it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        groups: BTreeMap<String, Vec<String>>,
        /// How many the bucket keeps where there are no groups.
        #[serde(default = "three")]
        first: usize,
    },
    /// Options with a strength of 1 to 3, strongest first: `[{"id":"thrillers","strength":3}]`.
    Ranked {
        /// What can be named; absent: free text of at most 60 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        options: Option<Vec<Choice>>,
        /// How many the bucket keeps.
        #[serde(default = "three")]
        first: usize,
    },
    /// One or two sizes: `[{"system":"EU","value":"40","weight":0.8}]`.
    Sizes {
        /// Systems of sizes.
        systems: Vec<SizeSystem>,
    },
    /// A whole number of a unit: `940`.
    Measure {
        /// The unit: `mm`.
        unit: String,
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// Amounts a category: `{"shoes":{"min":40,"max":95,"currency":"EUR"}}`, whole units of the currency.
    Ranges {
        /// The categories.
        categories: Vec<Choice>,
    },
    /// One option a category: `{"shoes":"mid"}`.
    Picks {
        /// The categories.
        categories: Vec<Choice>,
        /// What can be picked in each.
        options: Vec<Choice>,
    },
    /// Fields: `{"pickup_point":true}`.
    Record {
        /// Its fields.
        fields: Vec<Field>,
    },
    /// Several records: `[{"species":"dog"}]`.
    Records {
        /// The fields of each.
        fields: Vec<Field>,
        /// How many at most.
        max: usize,
        /// Each ends after the day that its field `until` names, at most so many days ahead; absent: none ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u16>,
    },
}

/// An option, a category: something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its id, on the wire.
    pub id: String,
    /// Its name, on screen.
    pub label: String,
    /// Its id in the Shopify Product Taxonomy, for shops: `aa-8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Its sensitivity, where it is higher than its detail's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
}

/// A system of sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeSystem {
    /// Its id: `EU`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its sizes, small to large.
    pub values: Vec<String>,
    /// Its buckets; absent: runs of four.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bins: Option<Vec<Vec<String>>>,
    /// Its sizes on the scale that the systems of a detail share, to convert between them; absent: there is no such scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<Vec<u32>>,
}

impl SizeSystem {
    /// The first and the last size of the bucket that holds a size.
    #[must_use]
    pub fn bin(&self, size: &str) -> Option<(&str, &str)> {
        let holds = |bin: &&[String]| bin.iter().any(|value| value == size);
        let bin = match &self.bins {
            Some(bins) => bins.iter().map(Vec::as_slice).find(holds),
            None => self.values.chunks(4).find(holds),
        }?;
        Some((bin.first()?, bin.last()?))
    }
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its id, on the wire.
    pub id: String,
    /// Its name, on screen.
    pub label: String,
    /// The shape of its values.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// What can be chosen, for `choice` and `choices`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// The least, for `integer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The most, for `integer`; how many at most, for `choices`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The coarsest level that sends it; absent: `bucket`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_level: Option<Level>,
}

impl Field {
    /// Whether a level sends it.
    #[must_use]
    pub fn is_sent_at(&self, level: Level) -> bool {
        level >= self.from_level.unwrap_or(Level::Bucket)
    }
}

/// The shape of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// `true` or `false`.
    Flag,
    /// One option.
    Choice,
    /// Several options.
    Choices,
    /// A whole number.
    Integer,
    /// A month: 1 to 12.
    Month,
    /// An ISO 8601 week: `2026-W48`.
    Week,
    /// A day: `2026-12-24`.
    Day,
}

fn three() -> usize {
    3
}
