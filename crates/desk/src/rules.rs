//! The last word on what is suggested: keep entries out, say where things belong, take it back.

use inkling_intake::Stream;
use inkling_token::Timestamp;
use inkling_vault::derive::{Group, shop_categories};
use inkling_vault::{EventId, RuleId};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::profile::known;
use crate::view::{Change, GroupKind, ImportedEntry, Rule, StreamUse, Suppositions, Unsorted, Why};

/// Titles without a category that are listed.
const TITLES: usize = 50;

impl Desk {
    /// One entry behind a preference, and what can be said of it.
    ///
    /// # Errors
    /// `NoSuchEntry`, `Locked`, and what the disk says.
    pub fn entry(&self, id: &str) -> Result<ImportedEntry, Failure> {
        let event = event_id(id)?;
        let entry = self.read(|vault| vault.entry(event))?;
        Ok(ImportedEntry::of(id, entry))
    }

    /// Keeps all entries of this one's title out of what is suggested; the number of the rule.
    ///
    /// # Errors
    /// `NoSuchEntry`, `Locked`, and what the disk says.
    pub fn keep_out(&self, id: &str, why: Why) -> Result<i64, Failure> {
        let (event, now) = (event_id(id)?, self.now());
        let rule = self.write(|vault| vault.keep_out(event, why.into(), now))?;
        Ok(rule.0)
    }

    /// Keeps one purchase out of what is suggested, and not the others of its title; the number of the rule.
    ///
    /// # Errors
    /// `NoSuchEntry`, `BadChoice` when it was not bought, `Locked`, and what the disk says.
    pub fn keep_out_entry(&self, id: &str, why: Why) -> Result<i64, Failure> {
        let (event, now) = (event_id(id)?, self.now());
        let rule = self.write(|vault| vault.keep_out_entry(event, why.into(), now))?;
        Ok(rule.0)
    }

    /// Keeps a whole history out of what is suggested; the number of the rule.
    ///
    /// # Errors
    /// `NoSuchEntry` for a history that there is not, `Locked`, and what the disk says.
    pub fn keep_out_stream(&self, stream: &str) -> Result<i64, Failure> {
        let now = self.now();
        let stream = Stream::from_word(stream).ok_or(FailureCode::NoSuchEntry)?;
        let rule = self.write(|vault| vault.keep_out_stream(stream, now))?;
        Ok(rule.0)
    }

    /// Has nothing suggested in an area any more; the number of the rule.
    ///
    /// # Errors
    /// `NoSuchPreference` for an area that there is not, `Locked`, and what the disk says.
    pub fn stop_area(&self, area: &str) -> Result<i64, Failure> {
        let now = self.now();
        let rule = self.write(|vault| vault.stop_area(area, now))?;
        Ok(rule.0)
    }

    /// Says in which category a group of an entry belongs, or that it belongs in none that there is; the number of the rule.
    ///
    /// # Errors
    /// `NoSuchEntry`, `BadChoice` when it is of no such group or there is no such category, `Locked`, and what the disk says.
    pub fn correct(
        &self,
        id: &str,
        group: GroupKind,
        category: Option<&str>,
    ) -> Result<i64, Failure> {
        let (event, now) = (event_id(id)?, self.now());
        let groups = self.read(|vault| vault.entry(event))?.groups.into_iter();
        let mut groups = groups.map(|found| found.group);
        let group = groups.find(|found| GroupKind::from(found) == group);
        let group: Group = group.ok_or(FailureCode::BadChoice)?;
        let mut categories = shop_categories().into_iter();
        if category.is_some_and(|wanted| !categories.any(|(id, _)| id == wanted)) {
            return Err(FailureCode::BadChoice.into());
        }
        let rule = self.write(|vault| vault.correct(event, &group, category, now))?;
        Ok(rule.0)
    }

    /// What was bought and is in no category, the most frequent titles first.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn unsorted(&self) -> Result<Unsorted, Failure> {
        let unsorted = self.read(|vault| vault.unsorted(TITLES))?;
        Ok(unsorted.into())
    }

    /// Takes one of these back.
    ///
    /// # Errors
    /// `NoSuchEntry`, `Locked`, and what the disk says.
    pub fn take_back(&self, rule: i64) -> Result<(), Failure> {
        let now = self.now();
        self.write(|vault| vault.take_back(RuleId(rule), now))
    }

    /// Everything that was said, the newest first.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn rules(&self) -> Result<Vec<Rule>, Failure> {
        let rules = self.read(|vault| vault.rules())?;
        Ok(rules.into_iter().map(Rule::from).collect())
    }

    /// The histories that have entries, and whether suggestions are made from them.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn streams(&self) -> Result<Vec<StreamUse>, Failure> {
        let streams = self.read(|vault| vault.streams())?;
        Ok(streams.into_iter().map(StreamUse::from).collect())
    }

    /// What platforms suppose about the person, by platform.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn suppositions(&self) -> Result<Vec<Suppositions>, Failure> {
        let mut platforms: Vec<Suppositions> = Vec::new();
        for (stream, title) in self.read(|vault| vault.suppositions())? {
            match platforms.last_mut() {
                Some(platform) if platform.name == stream.words() => platform.supposed.push(title),
                Some(_) | None => platforms.push(Suppositions {
                    name: stream.words().to_owned(),
                    supposed: vec![title],
                }),
            }
        }
        Ok(platforms)
    }

    /// What would change a suggestion.
    ///
    /// # Errors
    /// `UnknownDetail`, `NoSuchPreference` when nothing is derived, `Locked`, and what the disk says.
    pub fn what_would_change(&self, key: &str) -> Result<Vec<Change>, Failure> {
        let (detail, now) = (known(key)?, self.now());
        let changes = self.read(|vault| vault.what_would_change(&detail, now))?;
        Ok(changes
            .into_iter()
            .map(|change| Change::of(&detail, change))
            .collect())
    }
}

/// An entry's id as the window has it: the history, the moment and the number.
pub(crate) fn text(id: EventId) -> String {
    format!("{}/{}/{}", id.stream.word(), id.at.millis(), id.seq)
}

fn event_id(text: &str) -> Result<EventId, Failure> {
    let mut parts = text.split('/');
    let mut next = || parts.next().ok_or(FailureCode::NoSuchEntry);
    let (stream, at, seq) = (next()?, next()?, next()?);
    Ok(EventId {
        stream: Stream::from_word(stream).ok_or(FailureCode::NoSuchEntry)?,
        at: Timestamp::from_millis(at.parse().map_err(|_| FailureCode::NoSuchEntry)?),
        seq: seq.parse().map_err(|_| FailureCode::NoSuchEntry)?,
    })
}
