//! What is in the files, told before anything is taken, and again after it was.
//!
//! Invariant: an examination holds names, counts and times; never a title.

use std::collections::{BTreeMap, BTreeSet};

use crate::columns::ColumnQuestion;
use crate::error::FileError;
use crate::format::Format;
use crate::skip::SkipReason;
use crate::titles::fold;

/// What was found in a set of inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examination {
    /// One entry for each plain file and for each entry of a zip that is recognised, refused or unknown; in the order of the
    /// inputs. At most 200 unknown entries are named.
    pub files: Vec<ExaminedFile>,
    /// Unknown entries beyond those named in `files`.
    pub more_unknown: u64,
    /// Profiles, by name, over all files.
    pub people: Vec<Person>,
    /// Sites of browsers' histories that may be read, by name, over all files. None is read that the person does not choose.
    pub sites: Vec<Site>,
}

impl Examination {
    /// Names of the profiles that do not look like a child's.
    #[must_use]
    pub fn adults(&self) -> BTreeSet<String> {
        self.people
            .iter()
            .filter(|person| !person.child)
            .map(|person| person.name.clone())
            .collect()
    }

    /// The recognised files that would be read.
    pub fn recognised(&self) -> impl Iterator<Item = (&ExaminedFile, &Recognised)> {
        self.files.iter().filter_map(|file| match &file.verdict {
            Verdict::Recognised(found) => Some((file, found)),
            Verdict::NotUsedYet(_) | Verdict::Unknown | Verdict::Refused(_) => None,
        })
    }

    /// The files that cannot be taken.
    #[must_use]
    pub fn refused(&self) -> BTreeSet<Place> {
        let refused = |file: &&ExaminedFile| matches!(file.verdict, Verdict::Refused(_));
        let refused = self.files.iter().filter(refused);
        refused.map(|file| file.source.place()).collect()
    }

    /// Rows over all recognised files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.recognised().map(|(_, found)| found.rows).sum()
    }

    /// Skipped rows by reason over all recognised files.
    #[must_use]
    pub fn skipped(&self) -> BTreeMap<SkipReason, u64> {
        let mut sum = BTreeMap::new();
        for (_, found) in self.recognised() {
            for (reason, count) in &found.skipped {
                *sum.entry(*reason).or_default() += count;
            }
        }
        sum
    }

    /// Whether a file leaves the order of day and month open.
    #[must_use]
    pub fn asks_for_date_order(&self) -> bool {
        self.recognised()
            .any(|(_, found)| found.date_question.is_some())
    }
}

/// One file, or one entry of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExaminedFile {
    /// Where it comes from.
    pub source: SourceInfo,
    /// What it is.
    pub verdict: Verdict,
}

/// Where events come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Index of the input.
    pub input: usize,
    /// Name to show: the input's, with the entry's last part after it: `Your Orders.zip/Order History.csv`.
    pub name: String,
    /// Full name of the entry within the zip.
    pub entry: Option<String>,
    /// What it is recognised as.
    pub format: Option<Format>,
    /// SHA-256 of the whole input (of the zip, not of the entry).
    pub sha256: [u8; 32],
    /// Size of the whole input in bytes.
    pub bytes: u64,
}

/// Which file of an import: the index of its input, and its full name within that where it is a zip.
pub type Place = (usize, Option<String>);

impl SourceInfo {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        (self.input, self.entry.clone())
    }
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Rows are taken from it.
    Recognised(Recognised),
    /// A known format that nothing is taken from.
    NotUsedYet(Format),
    /// No known format.
    Unknown,
    /// Cannot be taken.
    Refused(FileError),
}

/// What is in a recognised file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The format.
    pub format: Format,
    /// Rows after the header.
    pub rows: u64,
    /// Rows that are taken: `rows` less all skipped.
    pub kept: u64,
    /// Events made of the kept rows; fewer when sessions are merged, none for a file that only marks returns.
    pub events: u64,
    /// Events that do not count as taste: gifts, cancelled and returned.
    pub uncounted: u64,
    /// Skipped rows by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Earliest event, ms since 1970 UTC; unknown while the date order is.
    pub first: Option<i64>,
    /// Latest event.
    pub last: Option<i64>,
    /// A date as the file writes it, when day and month cannot be told apart and the person must say.
    pub date_question: Option<String>,
    /// What the person must say about the columns of a table that no format claims.
    pub column_question: Option<Box<ColumnQuestion>>,
}

impl Recognised {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            rows: 0,
            kept: 0,
            events: 0,
            uncounted: 0,
            skipped: BTreeMap::new(),
            first: None,
            last: None,
            date_question: None,
            column_question: None,
        }
    }
}

/// A profile of a shared account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The profile's name.
    pub name: String,
    /// Rows taken under it.
    pub rows: u64,
    /// Events made of them.
    pub events: u64,
    /// The name looks like a child's profile ("Kids", "Kinder").
    pub child: bool,
}

/// A site that was visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name: `amazon.de`.
    pub name: String,
    /// Events that tell of it.
    pub events: u64,
}

impl Person {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            rows: 0,
            events: 0,
            child: is_child(name),
        }
    }
}

/// Streaming services name a child's profile themselves, in the account's language, and people mostly keep the word.
fn is_child(name: &str) -> bool {
    const WORDS: [&str; 22] = [
        "kids",
        "kid",
        "kinder",
        "kind",
        "child",
        "children",
        "enfants",
        "enfant",
        "jeunesse",
        "ninos",
        "infantil",
        "bambini",
        "ragazzi",
        "criancas",
        "barn",
        "børn",
        "lapset",
        "dzieci",
        "cocuk",
        "cocuklar",
        "キッス",
        "儿童",
    ];
    fold(name).split(' ').any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_s_profiles_are_told_by_their_name_in_many_languages() {
        for name in [
            "Kids",
            "KINDER",
            "Les enfants",
            "Niños",
            "キッズ",
            "Kids (2)",
        ] {
            assert!(is_child(name), "{name}");
        }
        for name in ["Alex", "Sam", "Kidman", "Kinderman"] {
            assert!(!is_child(name), "{name}");
        }
    }
}
