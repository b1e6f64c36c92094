//! Where a format's reader puts what it finds.
//!
//! Invariant: of a profile or a site that the person did not choose nothing is handed on.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::engine::{Halt, Item};
use crate::event::{Counts, Event, EventKind, Stream};
use crate::examination::{Person, Recognised, Site};
use crate::format::Format;
use crate::input::Answers;
use crate::limits;
use crate::skip::SkipReason;

/// Whom and what the files tell of, over all of them.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) people: BTreeMap<String, Person>,
    pub(crate) sites: BTreeMap<String, Site>,
}

/// What is found in one file.
pub(crate) struct Sink<'a> {
    found: Recognised,
    told: &'a mut Told,
    rows: &'a mut u64,
    answers: Option<&'a Answers>,
    emit: &'a mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
}

impl<'a> Sink<'a> {
    /// Of a file of this format; `so_far` is what the files before it told, and how many rows they had.
    pub(crate) fn new(
        format: Format,
        so_far: (&'a mut Told, &'a mut u64),
        answers: Option<&'a Answers>,
        emit: &'a mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    ) -> Self {
        let (told, rows) = so_far;
        Self {
            found: Recognised::new(format),
            told,
            rows,
            answers,
            emit,
        }
    }

    /// One more row has been read.
    pub(crate) fn row(&mut self) -> Result<(), Halt> {
        self.found.rows += 1;
        *self.rows += 1;
        if self.rows.is_multiple_of(512) {
            return self.tell(Item::Progress(*self.rows));
        }
        Ok(())
    }

    /// Rows that are not taken.
    pub(crate) fn skip(&mut self, reason: SkipReason, rows: u64) {
        *self.found.skipped.entry(reason).or_default() += rows;
    }

    /// A row that is used without being an event of its own.
    pub(crate) fn used(&mut self) {
        self.found.kept += 1;
    }

    /// An event made of so many rows.
    pub(crate) fn take(&mut self, event: &Event, rows: u64) -> Result<(), Halt> {
        if let Some(reason) = self.not_chosen(event) {
            self.skip(reason, rows);
            return Ok(());
        }
        if let Some(name) = &event.person {
            self.count_person(name, rows);
        }
        if let Some(name) = site(event)
            && !self.count_site(name)
        {
            self.skip(SkipReason::OtherSite, rows);
            return Ok(());
        }
        self.found.kept += rows;
        self.found.events += 1;
        if event.counts != Counts::Yes {
            self.found.uncounted += 1;
        }
        // A supposition has no time of its own.
        if event.kind == EventKind::Supposed {
            return self.tell(Item::Event(event));
        }
        self.found.first = Some(
            self.found
                .first
                .map_or(event.at, |first| first.min(event.at)),
        );
        self.found.last = Some(
            self.found
                .last
                .map_or(event.until, |last| last.max(event.until)),
        );
        self.tell(Item::Event(event))
    }

    /// What was found, once the file is read.
    pub(crate) fn into_found(self) -> Recognised {
        self.found
    }

    fn not_chosen(&self, event: &Event) -> Option<SkipReason> {
        let answers = self.answers?;
        if event
            .person
            .as_ref()
            .is_some_and(|name| !answers.people.contains(name))
        {
            return Some(SkipReason::OtherPerson);
        }
        let other = site(event).is_some_and(|name| !answers.sites.contains(name));
        other.then_some(SkipReason::SiteNotChosen)
    }

    fn count_person(&mut self, name: &str, rows: u64) {
        let people = &mut self.told.people;
        if !people.contains_key(name) && people.len() >= limits::PEOPLE {
            return;
        }
        let person = people
            .entry(name.to_owned())
            .or_insert_with(|| Person::named(name));
        person.rows += rows;
        person.events += 1;
    }

    /// Whether there is room for the site.
    fn count_site(&mut self, name: &str) -> bool {
        let sites = &mut self.told.sites;
        if !sites.contains_key(name) && sites.len() >= limits::SITES {
            return false;
        }
        let site = sites.entry(name.to_owned()).or_insert_with(|| Site {
            name: name.to_owned(),
            events: 0,
        });
        site.events += 1;
        true
    }

    fn tell(&mut self, item: Item<'_>) -> Result<(), Halt> {
        match (self.emit)(item) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }
}

/// The site an event of a browser's history tells of.
fn site(event: &Event) -> Option<&str> {
    let of_browser = event.stream == Stream::BrowserVisits;
    of_browser.then_some(event.market.as_deref()).flatten()
}
