//! What is already known: the identities of the facts that count, in memory.
//!
//! Two rules of the intake decide that two tellings are one fact: the exact identity ([`Event::identity`]), and for views the
//! folded title on a neighbouring day when one of the two knows only the day ([`Event::loose_day_identity`]). Of two tellings
//! the one with the later word counts (a return after a purchase), then the one with the more exact time.
//!
//! Invariant: of the tellings of one fact exactly one is in here.

use std::collections::{HashMap, HashSet};

use inkling_intake::{Counts, Event, LooseIdentity, Precision, Stream};
use inkling_token::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::Connection;

use crate::Error;
use crate::store::events::{self, EventId, Which};
use crate::store::sources::SourceId;

/// 128 bits of SHA-256 of a key; two different keys never share them in practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fingerprint(u128);

/// How a telling stands to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standpoint {
    /// Nobody told it yet.
    New,
    /// Better than the telling that counts so far.
    Better(EventId),
    /// No better than what this source tells already.
    Worse(SourceId),
}

/// The tellings that count, by identity.
#[derive(Default)]
pub(super) struct Known {
    learnt: HashSet<Stream>,
    exact: HashMap<(Stream, Fingerprint), Telling>,
    loose: HashMap<(Stream, Fingerprint), Vec<(LooseIdentity, Telling)>>,
    last_seq: HashMap<Stream, u32>,
}

/// The telling that counts.
#[derive(Debug, Clone, Copy)]
struct Telling {
    id: EventId,
    key: Fingerprint,
    source: SourceId,
    counts: Counts,
    precision: Precision,
}

impl Fingerprint {
    pub(super) fn of(key: &str) -> Self {
        let hash = digest(&SHA256, key.as_bytes());
        Self(
            hash.as_ref()
                .iter()
                .take(16)
                .fold(0, |sum, byte| sum << 8 | u128::from(*byte)),
        )
    }
}

impl Known {
    /// Reads what is stored of a stream, once.
    pub(super) fn learn(&mut self, connection: &Connection, stream: Stream) -> Result<(), Error> {
        if !self.learnt.insert(stream) {
            return Ok(());
        }
        events::read(connection, Which::OfStream(stream), |tellings| {
            for telling in tellings {
                let last = self.last_seq.entry(stream).or_default();
                *last = (*last).max(telling.id.seq);
                if telling.shadowed_by.is_none() {
                    self.counts(telling.source, telling.id, &telling.event);
                }
            }
        })
    }

    /// How this telling stands to what is known of its stream.
    pub(super) fn place(&self, event: &Event) -> Standpoint {
        let Some(known) = self.same_fact(event) else {
            return Standpoint::New;
        };
        let later_word = event.counts.supersedes(known.counts);
        let more_exact =
            event.precision < known.precision && !known.counts.supersedes(event.counts);
        if later_word || more_exact {
            Standpoint::Better(known.id)
        } else {
            Standpoint::Worse(known.source)
        }
    }

    /// From here on this telling counts; one that counted for the same fact no longer does.
    pub(super) fn counts(&mut self, source: SourceId, id: EventId, event: &Event) {
        let key = Fingerprint::of(&event.natural_key);
        let telling = Telling {
            id,
            key,
            source,
            counts: event.counts,
            precision: event.precision,
        };
        let old = self.same_fact(event);
        if let Some(old) = old {
            self.exact.remove(&(event.stream, old.key));
        }
        self.exact.insert((event.stream, key), telling);
        if let Some(identity) = event.loose_day_identity() {
            let views = self
                .loose
                .entry((event.stream, Fingerprint::of(&identity.key)))
                .or_default();
            views.retain(|(_, known)| old.is_none_or(|old| old.id != known.id));
            views.push((identity, telling));
        }
    }

    /// A name for a new telling.
    pub(super) fn next_id(&mut self, event: &Event) -> EventId {
        let last = self.last_seq.entry(event.stream).or_default();
        *last = last.saturating_add(1);
        EventId {
            stream: event.stream,
            at: Timestamp::from_millis(event.at),
            seq: *last,
        }
    }

    fn same_fact(&self, event: &Event) -> Option<Telling> {
        let exact = self
            .exact
            .get(&(event.stream, Fingerprint::of(&event.natural_key)));
        exact.copied().or_else(|| self.same_view(event))
    }

    fn same_view(&self, event: &Event) -> Option<Telling> {
        let identity = event.loose_day_identity()?;
        let views = self
            .loose
            .get(&(event.stream, Fingerprint::of(&identity.key)))?;
        let same = |(other, telling): &&(LooseIdentity, Telling)| {
            telling.precision != event.precision && identity.tells_of_the_same(other)
        };
        views.iter().find(same).map(|(_, telling)| *telling)
    }
}
