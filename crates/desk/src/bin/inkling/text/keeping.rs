//! The history's proof and backups, as text.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use inkling_desk::view::{Backup, Backups, Chain};

use super::Show;
use crate::phrases::{minute, word};

impl Show for Chain {
    fn text(&self, out: &mut String) -> fmt::Result {
        if let (Some(first), Some(last)) = (self.first, self.last) {
            let (first, last) = (minute(first), minute(last));
            writeln!(out, "{} lines fit, from {first} to {last}.", self.lines)?;
        }
        match self.broken {
            None => writeln!(out, "The history is unbroken."),
            Some(place) => writeln!(
                out,
                "Line {place} does not fit: it, or one before it, was edited, moved, inserted or removed."
            ),
        }
    }
}

impl Show for PathBuf {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "Everything is in {}. It is NOT encrypted: keep it where only you can reach it.",
            self.display()
        )
    }
}

impl Show for Backup {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "Backup of {}, whole: {} preferences, {} events, {} grants, {} lines of history, {} bytes.",
            minute(self.taken_at),
            self.preferences,
            self.events,
            self.grants,
            self.lines,
            self.bytes
        )
    }
}

impl Show for Option<Backups> {
    fn text(&self, out: &mut String) -> fmt::Result {
        let Some(backups) = self else {
            return writeln!(out, "No backups are made by themselves.");
        };
        let plan = &backups.plan;
        writeln!(
            out,
            "One a {} to {}; the newest {} stay.",
            word(&plan.every),
            plan.folder,
            plan.keep
        )?;
        match backups.succeeded_at {
            Some(at) => writeln!(out, "The last one, whole, is of {}.", minute(at))?,
            None => writeln!(out, "None was made yet.")?,
        }
        match (backups.failed_at, backups.trouble) {
            (Some(at), Some(why)) => {
                writeln!(out, "The try at {} failed: {}.", minute(at), word(&why))
            }
            (None, _) | (_, None) => Ok(()),
        }
    }
}
