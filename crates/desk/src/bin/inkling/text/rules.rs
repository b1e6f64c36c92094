//! The last word on what is suggested, as text.

use std::fmt::{self, Write};

use inkling_desk::view::{Alike, Change, ImportedEntry, Rule, StreamUse, Suppositions, Unsorted};

use super::Show;
use crate::phrases::{day, word};

impl Show for ImportedEntry {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "{}  {}  ({})",
            day(self.at),
            self.title,
            self.stream_name
        )?;
        writeln!(out, "  {} other entries of {}", self.others, self.item)?;
        if self.bought {
            let category = self.category.as_deref().unwrap_or("no category");
            writeln!(out, "  in {category}")?;
        }
        for group in &self.groups {
            let kind = word(&group.group);
            writeln!(out, "  {kind}: {}, and {} others", group.name, group.others)?;
        }
        Ok(())
    }
}

impl Show for Rule {
    fn text(&self, out: &mut String) -> fmt::Result {
        let (kind, since) = (word(&self.says), day(self.since));
        write!(out, "{:>4}  {since}  {kind}  {}", self.id, self.name)?;
        if let Some(category) = &self.category {
            write!(out, " -> {category}")?;
        }
        if let Some(at) = self.at {
            write!(out, ", only of {}", day(at))?;
        }
        writeln!(out, ", {} entries", self.entries)
    }
}

impl Show for Unsorted {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "{} titles in {} entries have no category.",
            self.titles, self.entries
        )?;
        for title in &self.some {
            writeln!(
                out,
                "{:>4}  {}  {}  ({})  {}",
                title.entries,
                day(title.at),
                title.title,
                title.source,
                title.id
            )?;
        }
        Ok(())
    }
}

impl Show for StreamUse {
    fn text(&self, out: &mut String) -> fmt::Result {
        let used = if self.rule.is_some() {
            "kept out"
        } else {
            "used"
        };
        writeln!(
            out,
            "{}  {}, {} entries, {used}",
            self.id, self.name, self.entries
        )
    }
}

impl Show for Suppositions {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}: {}", self.name, self.supposed.join(", "))
    }
}

impl Show for Change {
    fn text(&self, out: &mut String) -> fmt::Result {
        let then = |lines: &[String]| match lines {
            [] => "nothing".to_owned(),
            some => some.join("; "),
        };
        match self {
            Self::Time { lines } => writeln!(out, "Today the same entries say: {}.", then(lines)),
            Self::Without { entries, lines } => {
                writeln!(
                    out,
                    "Without the newest {entries} of them: {}.",
                    then(lines)
                )
            }
            Self::With {
                entries,
                like,
                alike,
                strength,
            } => {
                let what = match alike {
                    Alike::Thing => "more purchases of",
                    Alike::Show => "more episodes of",
                    Alike::Film => "more films of the genres of",
                };
                writeln!(out, "{entries} {what} {like}: strength {strength} of 3.")
            }
            Self::Steady { entries } => {
                writeln!(out, "The same without the newest {entries} of them.")
            }
        }
    }
}
