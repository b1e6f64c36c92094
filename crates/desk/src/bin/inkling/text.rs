//! The view models as plain text, for a person at a terminal.

use std::fmt::{self, Write};

use inkling_desk::view::{
    Detail, Evidence, HistoryEntry, ImportDone, ImportPreview, OverTime, Preference, Profile,
    RefusedFile, SourceSummary, Standing, Status,
};
use inkling_desk::words;
use serde::Serialize;

use crate::phrases::{day, minute, word};

mod keeping;
mod keys;
mod plain;
mod rules;
mod shops;

/// Something a person can be shown, as text or as JSON.
pub(crate) trait Show: Serialize {
    /// As text.
    fn text(&self, out: &mut String) -> fmt::Result;
}

impl<T: Show> Show for Vec<T> {
    fn text(&self, out: &mut String) -> fmt::Result {
        if self.is_empty() {
            return writeln!(out, "Nothing here yet.");
        }
        self.iter().try_for_each(|item| item.text(out))
    }
}

impl Show for Status {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "The vault is {}.", word(&self.vault))
    }
}

impl Show for ImportPreview {
    fn text(&self, out: &mut String) -> fmt::Result {
        for file in &self.files {
            writeln!(
                out,
                "{}: {}, {} of {} rows",
                file.name, file.format, file.kept, file.rows
            )?;
            if file.known {
                writeln!(out, "  imported before")?;
            }
            for skipped in &file.skipped {
                writeln!(out, "  skips {}: {}", skipped.count, skipped.reason)?;
            }
        }
        for name in &self.unknown {
            writeln!(out, "{name}: not an export that Inkling knows")?;
        }
        self.refused.iter().try_for_each(|file| file.text(out))?;
        for person in &self.people {
            let child = if person.child {
                ", looks like a child's"
            } else {
                ""
            };
            writeln!(
                out,
                "profile {}: {} events{child}",
                person.name, person.events
            )?;
        }
        for site in &self.sites {
            writeln!(
                out,
                "site {}: {} events, read with --site {}",
                site.name, site.events, site.name
            )?;
        }
        for question in &self.column_questions {
            let guess = &question.guess;
            let roles = [
                ("date", guess.date),
                ("item", guess.item),
                ("price", guess.price),
                ("quantity", guess.quantity),
                ("brand", guess.brand),
                ("category", guess.category),
            ];
            writeln!(out, "{}:", question.names.join(", "))?;
            for (role, place) in roles {
                let column = question
                    .columns
                    .iter()
                    .find(|column| Some(column.place) == place);
                let name = column.map_or("no column", |column| column.name.as_str());
                writeln!(out, "  {role}: {name}")?;
            }
            writeln!(out, "  If that is right, say so with --columns-as-shown.")?;
        }
        for question in &self.date_questions {
            writeln!(
                out,
                "{}: is {} day-first or month-first? Say it with --date-order.",
                question.name, question.example
            )?;
        }
        Ok(())
    }
}

impl Show for RefusedFile {
    fn text(&self, out: &mut String) -> fmt::Result {
        let words = words(self.code);
        writeln!(out, "{}: {} {}", self.name, words.what, words.todo)
    }
}

impl Show for ImportDone {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "{} events added, {} were already here.",
            self.added, self.already_here
        )?;
        for skipped in &self.skipped {
            writeln!(out, "  skipped {}: {}", skipped.count, skipped.reason)?;
        }
        self.refused.iter().try_for_each(|file| file.text(out))?;
        writeln!(out, "{} suggestions wait to be confirmed.", self.suggested)
    }
}

impl Show for SourceSummary {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "{:>4}  {}  {}, {}, {} events",
            self.id,
            day(self.at),
            self.name,
            self.format,
            self.events
        )
    }
}

impl Show for Profile {
    fn text(&self, out: &mut String) -> fmt::Result {
        if self.areas.is_empty() {
            return writeln!(
                out,
                "Nothing here yet. Import an export, or state a detail with `profile set`."
            );
        }
        for area in &self.areas {
            writeln!(out, "{}", area.label)?;
            for preference in &area.preferences {
                line(out, preference)?;
            }
        }
        Ok(())
    }
}

impl Show for Preference {
    fn text(&self, out: &mut String) -> fmt::Result {
        line(out, self)?;
        if let Some(evidence) = &self.evidence {
            events(out, evidence)?;
        }
        if !self.newer.is_empty() {
            writeln!(out, "    newer: {}", self.newer.join("; "))?;
        }
        if !self.known_to.is_empty() {
            writeln!(out, "    known to: {}", self.known_to.join(", "))?;
        }
        Ok(())
    }
}

impl Show for OverTime {
    fn text(&self, out: &mut String) -> fmt::Result {
        for source in &self.sources {
            writeln!(
                out,
                "{}: {} of {} entries",
                source.name, source.entries, self.entries
            )?;
        }
        for period in &self.periods {
            let quarter = period.quarter.map(|quarter| format!(" Q{quarter}"));
            let entries: u64 = period.entries.iter().sum();
            writeln!(
                out,
                "  {}{}  {entries}",
                period.year,
                quarter.unwrap_or_default()
            )?;
        }
        if self.older > 0 {
            writeln!(out, "  older  {}", self.older)?;
        }
        Ok(())
    }
}

impl Show for Detail {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "{}  {}. {}\n    {}",
            self.key, self.label, self.help, self.kind
        )
    }
}

impl Show for HistoryEntry {
    fn text(&self, out: &mut String) -> fmt::Result {
        write!(
            out,
            "{:>5}  {}  {}",
            self.seq,
            minute(self.at),
            word(&self.what)
        )?;
        let extra = [
            self.subject.clone(),
            self.shop.clone(),
            self.count.map(|count| count.to_string()),
        ];
        extra
            .into_iter()
            .flatten()
            .try_for_each(|part| write!(out, "  {part}"))?;
        writeln!(out)
    }
}

impl Show for u32 {
    fn text(&self, out: &mut String) -> fmt::Result {
        match self {
            0 => writeln!(out, "Everything is sent."),
            left => writeln!(out, "{left} messages still wait for their shops."),
        }
    }
}

fn line(out: &mut String, preference: &Preference) -> fmt::Result {
    let standing = match preference.standing {
        Standing::Suggested => "suggested",
        Standing::Confirmed => "confirmed",
        Standing::Edited => "edited",
        Standing::Stated => "stated",
        Standing::Hidden => "hidden",
    };
    let Preference { key, lines, .. } = preference;
    writeln!(out, "  {key} [{standing}]  {}", lines.join("; "))?;
    match &preference.evidence {
        Some(evidence) => writeln!(out, "    {}", evidence.sentence),
        None => Ok(()),
    }
}

fn events(out: &mut String, evidence: &Evidence) -> fmt::Result {
    for event in &evidence.events {
        writeln!(
            out,
            "    {}  {}  ({})  {}",
            day(event.at),
            event.title,
            event.source,
            event.id
        )?;
    }
    Ok(())
}
