//! What a person can state and a shop can ask for: one table, `data/vocabulary.json`.
//!
//! Invariant: a [`PreferenceKey`] is always a key of the table; nothing outside the table can be stored, asked or sent.

mod kind;
mod level;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use kind::{Choice, Field, FieldType, Kind, SizeSystem};
pub use level::{Class, Level};

/// The table. Lists that several details share are spelled out in each.
#[must_use]
pub fn vocabulary() -> &'static Vocabulary {
    static TABLE: LazyLock<Vocabulary> = LazyLock::new(|| read_table(DATA).unwrap_or_default());
    &TABLE
}

const DATA: &str = include_str!("../../data/vocabulary.json");

/// All areas and details, in screen order.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Areas: "Shoes", "Food".
    pub areas: Vec<Area>,
    /// Details, area by area.
    pub details: Vec<Detail>,
}

impl Vocabulary {
    /// All keys, in screen order.
    pub fn keys(&'static self) -> impl Iterator<Item = PreferenceKey> {
        self.details.iter().map(PreferenceKey)
    }
}

/// Details that belong together on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its id: `shoes`.
    pub id: String,
    /// Its name: "Shoes".
    pub label: String,
}

/// One thing that a person can state and a shop can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// Its key: `shoes.size`.
    pub key: String,
    /// Its area's id.
    pub area: String,
    /// Its name: "Shoe size".
    pub label: String,
    /// What it is for, one sentence for people.
    pub help: String,
    /// How sensitive it is.
    pub class: Class,
    /// The nearest W3C DPV personal-data term: `pd:PhysicalCharacteristic`.
    pub dpv: String,
    /// Our own term, where DPV has only a broader one: `inkling:ShoeSize`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// The shape of its values.
    pub kind: Kind,
    /// The precisions it can be sent at, coarsest first.
    pub levels: Vec<Level>,
    /// May be derived from imported events; never so for a special detail.
    pub derivable: bool,
}

impl Detail {
    /// Its key, as a type.
    #[must_use]
    pub fn preference_key(&'static self) -> PreferenceKey {
        PreferenceKey(self)
    }

    /// Our own term as JSON-LD, under the DPV term that is broader.
    #[must_use]
    pub fn term_json_ld(&self) -> Option<Value> {
        let term = self.term.as_ref()?;
        Some(json!({"@id": term, "skos:broader": {"@id": self.dpv}}))
    }

    /// Whether its values, or parts of them, end by themselves.
    #[must_use]
    pub fn ends(&self) -> bool {
        matches!(self.kind, Kind::Records { days: Some(_), .. })
    }

    /// The level that a request means when it names none: `list`, or the coarsest above it, or the finest there is.
    #[must_use]
    pub fn usual_level(&self) -> Option<Level> {
        let at_least_list = self.levels.iter().find(|level| **level >= Level::List);
        at_least_list.or(self.levels.last()).copied()
    }
}

/// A key of the table: `shoes.size`.
#[derive(Clone, Copy)]
pub struct PreferenceKey(&'static Detail);

impl PreferenceKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        &self.0.key
    }

    /// Its row of the table.
    #[must_use]
    pub fn detail(self) -> &'static Detail {
        self.0
    }

    /// Where it lies in a token and in a request: `["shoes", "size"]`.
    #[must_use]
    pub fn path(self) -> Vec<&'static str> {
        self.as_str().split('.').collect()
    }
}

impl FromStr for PreferenceKey {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        static BY_KEY: LazyLock<BTreeMap<&'static str, &'static Detail>> = LazyLock::new(|| {
            vocabulary()
                .details
                .iter()
                .map(|detail| (detail.key.as_str(), detail))
                .collect()
        });
        BY_KEY
            .get(text)
            .map(|detail| Self(detail))
            .ok_or(UnknownKey)
    }
}

impl fmt::Display for PreferenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PreferenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreferenceKey({})", self.as_str())
    }
}

impl PartialEq for PreferenceKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for PreferenceKey {}

impl PartialOrd for PreferenceKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PreferenceKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for PreferenceKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for PreferenceKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PreferenceKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A key that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("failed to find the detail: the vocabulary has no such key")]
pub struct UnknownKey;

/// Reads the data file, spelling out the lists that it shares between details.
fn read_table(text: &str) -> Option<Vocabulary> {
    let mut file: Value = serde_json::from_str(text).ok()?;
    let lists = file.get_mut("lists").map(Value::take)?;
    let mut details = file.get_mut("details").map(Value::take)?;
    spell_out(&mut details, &lists);
    Some(Vocabulary {
        areas: serde_json::from_value(file.get_mut("areas")?.take()).ok()?,
        details: serde_json::from_value(details).ok()?,
    })
}

fn spell_out(value: &mut Value, lists: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let shared = match (name.as_str(), &*member) {
                    ("options" | "categories" | "systems" | "fields", Value::String(list)) => {
                        lists.get(list)
                    }
                    _ => None,
                };
                if let Some(list) = shared {
                    *member = list.clone();
                }
                spell_out(member, lists);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| spell_out(item, lists)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests;
