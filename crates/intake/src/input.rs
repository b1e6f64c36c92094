//! What the caller brings: files to look at, and the person's answers.
//!
//! Invariant: this module never opens a path; the caller hands over open sources and bare file names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::examination::Place;
use crate::titles::clean;
use crate::visits::VisitReader;

/// Something to read and seek in.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// One file or zip of an import.
pub struct Input {
    name: String,
    path: String,
    pub(crate) source: Box<dyn ReadSeek>,
    pub(crate) visits: Option<VisitReader>,
    pub(crate) is_logged: bool,
}

impl Input {
    /// `name` may be a path within what the person chose; only its last part is shown to them and stored.
    #[must_use]
    pub fn new(name: &str, source: impl ReadSeek + 'static) -> Self {
        Self {
            name: clean(name.rsplit(['/', '\\']).next().unwrap_or(name)),
            path: name.to_owned(),
            source: Box::new(source),
            visits: None,
            is_logged: false,
        }
    }

    /// The same, read by `visits` if it is a browser's own file. Without that such a file is of no known kind.
    #[must_use]
    pub fn reading_visits_with(self, visits: VisitReader) -> Self {
        Self {
            visits: Some(visits),
            ..self
        }
    }

    /// The same, with a log beside it: a database whose newest rows stand there is refused.
    #[must_use]
    pub fn beside_its_log(self) -> Self {
        Self {
            is_logged: true,
            ..self
        }
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name with the path that was given, as it can be shown.
    #[must_use]
    pub fn place(&self) -> String {
        clean(&self.path)
    }

    /// Where it stands within what the person chose.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

/// What the person answered after the examination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The profiles that are theirs; rows of other profiles are skipped. Files without profiles are not affected.
    pub people: BTreeSet<String>,
    /// The sites of a browser's history that may be read; visits to others are skipped.
    pub sites: BTreeSet<String>,
    /// The order of day and month, for files that leave it open.
    pub date_order: Option<DateOrder>,
    /// What the columns of tables are that no format claims, by the shape of their header.
    pub columns: BTreeMap<String, Columns>,
    /// The files that the examination refused, as the person was told. They are passed over.
    pub refused: BTreeSet<Place>,
}

/// Which number of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 12/8 is 12 August.
    DayFirst,
    /// 12/8 is December 8.
    MonthFirst,
    /// 26-08-12 is 12 August.
    YearFirst,
}
