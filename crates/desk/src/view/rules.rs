//! The person's last word on what is suggested: one entry and what can be said of it, and everything that was said.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One imported entry, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportedEntry {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The title of which all entries are kept out together: the show's of an episode.
    pub item: String,
    /// When.
    pub at: i64,
    /// Id of the history it belongs to.
    pub stream: String,
    /// Its name: "Netflix viewing".
    pub stream_name: String,
    /// It was bought, and so may have been a gift.
    pub bought: bool,
    /// Other entries of the same title.
    pub others: u64,
    /// The category it is placed in, by its name; absent for what is in none.
    pub category: Option<String>,
    /// What can be placed elsewhere, the narrowest first; empty for what was not bought.
    pub groups: Vec<EntryGroup>,
    /// Categories to choose from.
    pub categories: Vec<CategoryName>,
}

/// A group that an entry belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryGroup {
    /// Which.
    pub group: GroupKind,
    /// Its name, as it is written.
    pub name: String,
    /// Other entries that belong to it.
    pub others: u64,
}

/// What a correction covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum GroupKind {
    /// This very title.
    Title,
    /// All things of a name.
    Noun,
    /// All titles that begin with a maker's name.
    Maker,
}

/// A category that things can be placed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CategoryName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
}

/// Why the entries of a title say nothing about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Why {
    /// They do not want it used.
    NotUsed,
    /// It was a gift.
    Gift,
    /// It was somebody else.
    NotMe,
}

/// One thing that the person said, which can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Rule {
    /// Its id.
    pub id: i64,
    /// What it says.
    pub says: RuleKind,
    /// Of what: a title, a history, an area, the name of a group.
    pub name: String,
    /// Where a group belongs, by the category's name; absent for none that there is.
    pub category: Option<String>,
    /// When the one purchase was that it covers; absent for what covers more.
    pub at: Option<i64>,
    /// Imported entries that it covers.
    pub entries: u64,
    /// Since when it holds.
    pub since: i64,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum RuleKind {
    /// The entries of a title are not used.
    NotUsed,
    /// They were gifts.
    Gift,
    /// They are somebody else's.
    NotMe,
    /// A history is not used.
    Stream,
    /// Nothing is suggested in an area.
    Area,
    /// A title belongs in a category.
    Title,
    /// All things of a name do.
    Noun,
    /// All titles of a maker do.
    Maker,
}

/// What was bought and is in no category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Unsorted {
    /// Different titles in all.
    pub titles: u64,
    /// Their entries in all.
    pub entries: u64,
    /// Some of the titles, those with most entries first, and of equals the newest.
    pub some: Vec<UnsortedTitle>,
}

/// One title that is in no category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UnsortedTitle {
    /// The id of its newest entry.
    pub id: String,
    /// The title.
    pub title: String,
    /// When the newest entry was.
    pub at: i64,
    /// From where that is: "Amazon orders".
    pub source: String,
    /// Its entries.
    pub entries: u64,
}

/// A history, and whether suggestions are made from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StreamUse {
    /// Its id.
    pub id: String,
    /// Its name: "Amazon orders".
    pub name: String,
    /// Its entries.
    pub entries: u64,
    /// The rule that keeps it out, if one does.
    pub rule: Option<i64>,
}

/// What a platform supposes about the person, as its export says it. Nothing is suggested from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Suppositions {
    /// What they are: "Instagram's suppositions about you".
    pub name: String,
    /// Each as the platform words it.
    pub supposed: Vec<String>,
}

/// Something that would change what is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[ts(export)]
pub enum Change {
    /// Nothing but the time that has passed.
    Time {
        /// What the same entries say today, one entry a line; empty for nothing.
        lines: Vec<String>,
    },
    /// Without the newest of the entries behind it.
    Without {
        /// How many of them.
        entries: u32,
        /// What would be suggested then, one entry a line; empty for nothing.
        lines: Vec<String>,
    },
    /// With more entries like the newest one, the evidence would be stronger.
    With {
        /// How many more.
        entries: u32,
        /// The title of the newest one, the show's of an episode.
        like: String,
        /// How they are like it.
        alike: Alike,
        /// How strong the evidence would be then, to 3.
        strength: u8,
    },
    /// Not even leaving out so many of the newest entries would change it.
    Steady {
        /// How many were left out.
        entries: u32,
    },
}

/// How further entries are like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Alike {
    /// The same thing, bought again.
    Thing,
    /// Other episodes of its show.
    Show,
    /// Other films of the very same genres.
    Film,
}
