//! What is already known: the identities of the facts that count, in memory.
//!
//! Two rules of the intake decide that two tellings are one fact: the exact identity ([`Event::identity`]), and for views the
//! folded title on a neighbouring day when one of the two knows only the day ([`Event::loose_day_identity`]). Of two tellings
//! the one with the later word counts (a return after a purchase), then the one with the more exact time.
//!
//! A fact costs some fifty bytes here, whatever its title. Titles are folded only once tellings of one precision meet those of
//! another, which most vaults never see.
//!
//! Invariant: of the tellings of one fact exactly one counts in here.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use inkling_intake::{Counts, Days, Event, Precision, Stream};
use inkling_token::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::Connection;

use crate::Error;
use crate::store::events::{self, EventId, Which};
use crate::store::sources::SourceId;

/// 128 bits of SHA-256 of a key; two different keys never share them in practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fingerprint(u64, u64);

/// How a telling stands to what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standpoint {
    /// Nobody told it yet.
    New,
    /// Better than the tellings that count so far.
    Better(Vec<EventId>),
    /// No better than what this source tells already.
    Worse(SourceId),
}

/// The tellings that count, by stream.
#[derive(Default)]
pub(super) struct Known(BTreeMap<Stream, Facts>);

/// The tellings of one stream.
#[derive(Default)]
struct Facts {
    /// `None` where one counts no longer.
    tellings: Vec<Option<Telling>>,
    /// Where in `tellings` a fact stands, by the first half of its fingerprint; the telling has the other half.
    exact: HashMap<u64, u32>,
    /// How many count of each precision.
    of_precision: BTreeMap<Precision, u64>,
    /// Views of one precision by their titles, once those of another come.
    views: BTreeMap<Precision, HashMap<Fingerprint, Vec<View>>>,
    last_seq: u32,
}

/// A telling that counts.
#[derive(Debug, Clone, Copy)]
struct Telling {
    rest: u64,
    source: SourceId,
    at: Timestamp,
    seq: u32,
    precision: Precision,
    counts: Counts,
}

/// The days of a view, and where in `tellings` it stands.
#[derive(Debug, Clone, Copy)]
struct View(Days, u32);

impl Fingerprint {
    pub(super) fn of(key: &str) -> Self {
        let hash = digest(&SHA256, key.as_bytes());
        let half = |from: usize| {
            let bytes = hash.as_ref().iter().skip(from).take(8);
            bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        Self(half(0), half(8))
    }
}

impl Known {
    /// How this telling stands to what is known of its stream. Those that it is better than count no longer from here on.
    pub(super) fn place(
        &mut self,
        connection: &Connection,
        fingerprint: Fingerprint,
        event: &Event,
    ) -> Result<Standpoint, Error> {
        let facts = self.learnt(connection, event.stream)?;
        let same = match facts.exact(fingerprint) {
            Some(place) => vec![place],
            None => facts.same_views(connection, event)?,
        };
        let no_better = same.iter().filter_map(|place| facts.telling(*place));
        let no_better = no_better.filter(|known| !known.is_worse_than(event));
        if let Some(source) = no_better.map(|known| known.source).min() {
            return Ok(Standpoint::Worse(source));
        }
        let worse: Vec<Telling> = same.into_iter().filter_map(|at| facts.forget(at)).collect();
        if worse.is_empty() {
            return Ok(Standpoint::New);
        }
        let id = |known: &Telling| EventId {
            stream: event.stream,
            at: known.at,
            seq: known.seq,
        };
        Ok(Standpoint::Better(worse.iter().map(id).collect()))
    }

    /// From here on this telling counts.
    pub(super) fn counts(
        &mut self,
        fingerprint: Fingerprint,
        (source, id): (SourceId, EventId),
        event: &Event,
    ) {
        let facts = self.0.entry(event.stream).or_default();
        let telling = Telling {
            rest: fingerprint.1,
            source,
            at: id.at,
            seq: id.seq,
            precision: event.precision,
            counts: event.counts,
        };
        let place = facts.enter(fingerprint, telling);
        if let Some(views) = facts.views.get_mut(&event.precision) {
            see(views, event, place);
        }
    }

    /// A telling counts no longer, because its import is undone.
    pub(super) fn counts_no_longer(&mut self, event: &Event) {
        if let Some(facts) = self.0.get_mut(&event.stream)
            && let Some(place) = facts.exact(Fingerprint::of(&event.natural_key))
        {
            facts.forget(place);
        }
    }

    /// A name for a new telling.
    pub(super) fn next_id(&mut self, event: &Event) -> EventId {
        let last = &mut self.0.entry(event.stream).or_default().last_seq;
        *last = last.saturating_add(1);
        EventId {
            stream: event.stream,
            at: Timestamp::from_millis(event.at),
            seq: *last,
        }
    }

    /// What is stored of a stream, read once.
    fn learnt(&mut self, connection: &Connection, stream: Stream) -> Result<&mut Facts, Error> {
        match self.0.entry(stream) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => Ok(free.insert(Facts::stored(connection, stream)?)),
        }
    }
}

impl Facts {
    fn stored(connection: &Connection, stream: Stream) -> Result<Self, Error> {
        let mut facts = Self::default();
        events::read_marks(connection, Which::OfStream(stream), |marks| {
            for mark in marks {
                facts.last_seq = facts.last_seq.max(mark.id.seq);
                if mark.shadowed_by.is_none() {
                    let fingerprint = Fingerprint::of(&mark.natural_key);
                    let telling = Telling {
                        rest: fingerprint.1,
                        source: mark.source,
                        at: mark.id.at,
                        seq: mark.id.seq,
                        precision: mark.precision,
                        counts: mark.counts,
                    };
                    facts.enter(fingerprint, telling);
                }
            }
        })?;
        Ok(facts)
    }

    fn telling(&self, place: u32) -> Option<Telling> {
        *self.tellings.get(usize::try_from(place).ok()?)?
    }

    fn exact(&self, Fingerprint(first, rest): Fingerprint) -> Option<u32> {
        let place = *self.exact.get(&first)?;
        let same = self.telling(place)?.rest == rest;
        same.then_some(place)
    }

    fn enter(&mut self, fingerprint: Fingerprint, telling: Telling) -> u32 {
        let place = u32::try_from(self.tellings.len()).unwrap_or(u32::MAX);
        self.tellings.push(Some(telling));
        self.exact.insert(fingerprint.0, place);
        *self.of_precision.entry(telling.precision).or_default() += 1;
        place
    }

    fn forget(&mut self, place: u32) -> Option<Telling> {
        let telling = self
            .tellings
            .get_mut(usize::try_from(place).ok()?)?
            .take()?;
        *self.of_precision.entry(telling.precision).or_default() -= 1;
        Some(telling)
    }

    /// The views of another precision that tell of the same.
    fn same_views(&mut self, connection: &Connection, event: &Event) -> Result<Vec<u32>, Error> {
        let others: Vec<Precision> = self
            .of_precision
            .iter()
            .filter(|(other, count)| **other != event.precision && **count > 0)
            .map(|(other, _)| *other)
            .collect();
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let Some(identity) = event.loose_day_identity() else {
            return Ok(Vec::new());
        };
        let title = Fingerprint::of(&identity.key);
        let mut same = Vec::new();
        for other in others {
            if !self.views.contains_key(&other) {
                let seen = self.seen(connection, event.stream, other)?;
                self.views.insert(other, seen);
            }
            let views = self.views.get(&other).and_then(|views| views.get(&title));
            let near = views
                .into_iter()
                .flatten()
                .filter(|View(days, _)| days.are_near(identity.days));
            same.extend(near.map(|View(_, place)| *place));
        }
        same.retain(|place| self.telling(*place).is_some());
        Ok(same)
    }

    /// The stored views of a precision that count.
    fn seen(
        &self,
        connection: &Connection,
        stream: Stream,
        precision: Precision,
    ) -> Result<HashMap<Fingerprint, Vec<View>>, Error> {
        events::read(connection, Which::OfStream(stream), |tellings| {
            let mut seen = HashMap::new();
            for event in tellings.map(|telling| telling.event) {
                if event.precision == precision
                    && let Some(place) = self.exact(Fingerprint::of(&event.natural_key))
                {
                    see(&mut seen, &event, place);
                }
            }
            seen
        })
    }
}

impl Telling {
    fn is_worse_than(&self, event: &Event) -> bool {
        let later_word = event.counts.supersedes(self.counts);
        let more_exact = event.precision < self.precision && !self.counts.supersedes(event.counts);
        later_word || more_exact
    }
}

fn see(views: &mut HashMap<Fingerprint, Vec<View>>, event: &Event, place: u32) {
    if let Some(identity) = event.loose_day_identity() {
        let of_title = views.entry(Fingerprint::of(&identity.key)).or_default();
        of_title.push(View(identity.days, place));
    }
}
