//! My profile: preferences by area, each with its evidence.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The profile, by area, in the vocabulary's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Profile {
    /// Areas that have preferences.
    pub areas: Vec<Area>,
    /// How much is known in each area that there is.
    pub overview: Vec<AreaOverview>,
}

/// How much is known in one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AreaOverview {
    /// Key of the area: `shoes`.
    pub id: String,
    /// Its name: "Shoes".
    pub label: String,
    /// Details that can be said in it.
    pub details: usize,
    /// Those that the person said or confirmed and does not hide.
    pub yours: usize,
    /// Those that are only suggested.
    pub suggested: usize,
    /// Those that the person hides.
    pub hidden: usize,
    /// Shops that hold something of it now.
    pub shops: usize,
}

/// Preferences that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Area {
    /// Key of the area: `shoes`.
    pub id: String,
    /// Its name: "Shoes".
    pub label: String,
    /// Its preferences.
    pub preferences: Vec<Preference>,
}

/// One preference: a key, its value and why it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Preference {
    /// Key of the vocabulary: `shoes.size`.
    pub key: String,
    /// Its name: "Shoe size".
    pub label: String,
    /// How it is believed.
    pub standing: Standing,
    /// The value as text, one entry a line: `["EU 40"]`.
    pub lines: Vec<String>,
    /// The value as stored, in the shape of its kind; what an editor starts from.
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
    /// Why it is believed; absent for what the person stated.
    pub evidence: Option<Evidence>,
    /// A newer derivation that differs from what was confirmed or edited, as text; empty if none.
    pub newer: Vec<String>,
    /// Shops that hold it now.
    pub known_to: Vec<String>,
    /// Class of sensitivity.
    pub class: Class,
}

/// How a preference is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Standing {
    /// Derived, not yet looked at; cannot be shared.
    Suggested,
    /// Derived and confirmed.
    Confirmed,
    /// Derived, then edited by the person.
    Edited,
    /// Stated by the person.
    Stated,
    /// Hidden; never shared, never suggested again.
    Hidden,
}

/// Why a derived preference is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Evidence {
    /// One sentence: "41 of your 312 finished titles".
    pub sentence: String,
    /// 1 (weak) to 3 (strong).
    pub strength: u8,
    /// Some of the events behind it, newest first, at most 20.
    pub events: Vec<EvidenceEvent>,
    /// Events behind it in all.
    pub of: u64,
}

/// One event behind a preference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EvidenceEvent {
    /// Its id.
    pub id: String,
    /// When.
    pub at: i64,
    /// What: a title.
    pub title: String,
    /// From which export: "Netflix viewing".
    pub source: String,
}

/// When the entries behind a suggestion were, and where they are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OverTime {
    /// All of them, as they count today.
    pub entries: u64,
    /// Where they are from, the source of most first.
    pub sources: Vec<SourceShare>,
    /// Quarters or years, from the first entry until today, without a gap.
    pub periods: Vec<Period>,
    /// Entries older than the first period.
    pub older: u64,
}

/// What one history tells of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceShare {
    /// Its name: "Netflix viewing".
    pub name: String,
    /// Its entries.
    pub entries: u64,
}

/// A quarter or a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Period {
    /// The year.
    pub year: i64,
    /// The quarter of it, 1 to 4; absent where whole years are told.
    pub quarter: Option<u8>,
    /// Entries of each source, in the order of the sources.
    pub entries: Vec<u64>,
}

/// How sensitive a detail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Class {
    /// Ordinary.
    Normal,
    /// About the body or the household.
    Personal,
    /// Special category (GDPR, Art. 9) or inferable to one.
    Special,
}

/// One detail a person can state: what an editor needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Detail {
    /// Key of the vocabulary.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What it is for, one sentence.
    pub help: String,
    /// Area key.
    pub area: String,
    /// Area name.
    pub area_label: String,
    /// Class of sensitivity.
    pub class: Class,
    /// Its kind, with the choices it allows, as in the vocabulary's data file.
    #[ts(type = "import('../kinds').Kind")]
    pub kind: serde_json::Value,
    /// Names to choose from where any other text will do too: well-known brands.
    pub suggestions: Vec<String>,
    /// It already has a value in the profile.
    pub stated: bool,
}
