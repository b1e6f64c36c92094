//! Imports: what is in the files, what would be taken, what was taken.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an import would do; nothing has been stored yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportPreview {
    /// One entry for each recognised file.
    pub files: Vec<FilePreview>,
    /// Names of files that have no known shape, or a known one that nothing is taken from yet.
    pub unknown: Vec<String>,
    /// Files that look like an export but cannot be read.
    pub refused: Vec<RefusedFile>,
    /// Profiles found in the files; the person says which are theirs.
    pub people: Vec<PersonChoice>,
    /// Sites in browsers' histories; none is read that the person does not choose.
    pub sites: Vec<SiteChoice>,
    /// Files whose dates could be day-first or month-first and must be asked about: their names with an example.
    pub date_questions: Vec<DateQuestion>,
    /// Tables that no export has, whose columns the person confirms.
    pub column_questions: Vec<ColumnQuestion>,
}

/// One recognised file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FilePreview {
    /// The file's name, with the archive's name before it where it has one: `Your Orders.zip/Order History.csv`.
    pub name: String,
    /// What it was recognised as, for a person: "Amazon orders".
    pub format: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that would be taken.
    pub kept: u64,
    /// Rows that would be skipped, by reason.
    pub skipped: Vec<SkippedRows>,
    /// Earliest event.
    pub first: Option<i64>,
    /// Latest event.
    pub last: Option<i64>,
    /// This very file was imported before.
    pub known: bool,
    /// Nothing of it is read but of sites that the person chooses.
    pub chosen_by_site: bool,
}

/// A file that cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RefusedFile {
    /// Its name.
    pub name: String,
    /// Why.
    pub code: crate::FailureCode,
}

/// Rows skipped for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SkippedRows {
    /// Why, for a person: "trailers and previews".
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// A profile in an account that may be shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PersonChoice {
    /// The profile's name as in the export.
    pub name: String,
    /// Events under it.
    pub events: u64,
    /// The suggested answer; off for every profile that looks like a child's, and for all of them when there are several.
    pub mine: bool,
    /// Looks like a child's profile.
    pub child: bool,
}

/// A site that was visited with a browser. The suggested answer is no, for every one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SiteChoice {
    /// Its name: `amazon.de`.
    pub name: String,
    /// Events that tell of it.
    pub events: u64,
}

/// A file whose dates are ambiguous.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DateQuestion {
    /// The file.
    pub name: String,
    /// A date of the file as it is written: `12/8/26`.
    pub example: String,
}

/// A table whose columns the person confirms; tables with one header are one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ColumnQuestion {
    /// The files.
    pub names: Vec<String>,
    /// The columns to choose from.
    pub columns: Vec<ColumnName>,
    /// What they seem to be: the suggested answer.
    pub guess: ColumnAnswer,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ColumnName {
    /// Its place; the first is 0.
    pub place: u32,
    /// Its name in the header.
    pub name: String,
}

/// What the columns of a table are, each by its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ColumnAnswer {
    /// Which tables are meant.
    pub shape: String,
    /// When it was bought.
    pub date: Option<u32>,
    /// What was bought. Without it nothing is taken from the table.
    pub item: Option<u32>,
    /// What it cost.
    pub price: Option<u32>,
    /// How many.
    pub quantity: Option<u32>,
    /// Who made it.
    pub brand: Option<u32>,
    /// What kind of thing it is.
    pub category: Option<u32>,
}

/// The person's answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ImportAnswers {
    /// Names of the profiles that are mine.
    pub people: Vec<String>,
    /// Names of the sites that may be read.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Date order for the ambiguous files.
    #[serde(default)]
    pub date_order: Option<DateOrderAnswer>,
    /// What the columns of tables are.
    #[serde(default)]
    pub columns: Vec<ColumnAnswer>,
}

/// Which number of a date is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum DateOrderAnswer {
    /// 12/8 is 12 August.
    DayFirst,
    /// 12/8 is December 8.
    MonthFirst,
}

/// How far an import is. `done` carries the result once it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportProgress {
    /// Events read so far.
    pub rows: u64,
    /// Events in all, as the files were examined.
    pub of: u64,
    /// Ended: what was stored.
    pub done: Option<ImportDone>,
    /// Ended: why nothing was stored.
    pub failed: Option<crate::FailureCode>,
}

/// What an import stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportDone {
    /// New events.
    pub added: u64,
    /// Events that were already here.
    pub already_here: u64,
    /// Something of it was bought.
    pub bought: bool,
    /// Rows skipped, by reason.
    pub skipped: Vec<SkippedRows>,
    /// Files that could not be read and were left out.
    pub refused: Vec<RefusedFile>,
    /// Derived preferences that are new or changed and wait to be looked at.
    pub suggested: u32,
}

/// One past import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceSummary {
    /// Its id.
    pub id: i64,
    /// The file's name.
    pub name: String,
    /// What it was recognised as.
    pub format: String,
    /// When it was imported.
    pub at: i64,
    /// Events it added.
    pub events: u64,
    /// Earliest event.
    pub first: Option<i64>,
    /// Latest event.
    pub last: Option<i64>,
}
