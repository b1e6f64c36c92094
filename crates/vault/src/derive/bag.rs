//! Bags: the events that speak for one subject, from which any may be taken out again.
//!
//! Nothing is summed while events come and go. A sum is over a bag, in the order of time, when a profile is asked for; it
//! costs a few nanoseconds an event.
//!
//! Invariant: what a bag tells depends on what is in it, not on how it came there.

use inkling_intake::Stream;
use inkling_token::Timestamp;

use super::absorb::Absorb;
use super::tally::{KEPT, Tally, day};
use crate::EventId;

/// What came last is looked through while it is no more than this.
const FEW: usize = 64;

/// Whether an event comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It counts from here on.
    Comes,
    /// It counted, and counts no longer.
    Goes,
}

/// All events behind a belief, in no order, each once. Few ask for them.
pub(super) type Behind<'a> = Box<dyn Iterator<Item = EventId> + 'a>;

/// Things in their order, each as often as it came.
#[derive(Debug, Clone)]
pub(crate) struct Bag<T> {
    things: Vec<T>,
    /// So many at the beginning are in order; what came later is not put in its place yet.
    in_order: usize,
}

/// An event, with what its subject needs to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry<T> {
    /// When it happened; what entries are ordered by.
    pub(crate) at: Timestamp,
    stream: Stream,
    seq: u32,
    /// What the subject needs to know.
    pub(crate) tag: T,
}

impl<T> Default for Bag<T> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            in_order: 0,
        }
    }
}

impl<T: Ord> Bag<T> {
    /// Puts a thing in, or takes it out.
    pub(crate) fn turn(&mut self, turn: Turn, thing: T) {
        match turn {
            Turn::Comes => self.put_in(thing),
            Turn::Goes => self.take_out(&thing),
        }
    }

    /// Must be called before anything is read.
    pub(crate) fn put_in_order(&mut self) {
        if self.in_order < self.things.len() {
            // A stable sort is quick where a few things came to many that are in order.
            self.things.sort();
            self.in_order = self.things.len();
        }
    }

    fn put_in(&mut self, thing: T) {
        let all = self.things.len();
        let is_last = self.things.last().is_none_or(|last| *last <= thing);
        if self.in_order == all && is_last {
            self.in_order += 1;
        }
        self.things.push(thing);
    }

    fn take_out(&mut self, thing: &T) {
        let late = self.things.len() - self.in_order;
        if late > FEW {
            self.put_in_order();
        }
        let (orderly, late) = self.things.split_at(self.in_order);
        if let Some(place) = late.iter().position(|other| other == thing) {
            self.things.swap_remove(self.in_order + place);
        } else if let Ok(place) = orderly.binary_search(thing) {
            self.things.remove(place);
            self.in_order -= 1;
        }
    }

    /// What is in it, in order.
    pub(crate) fn things(&self) -> &[T] {
        debug_assert_eq!(
            self.in_order,
            self.things.len(),
            "put in order before it is read"
        );
        &self.things
    }

    /// How much is in it.
    pub(crate) fn count(&self) -> u64 {
        self.things.iter().map(|_| 1).sum()
    }
}

impl<T: Ord> Bag<Entry<T>> {
    /// What its events come to, each weighing what it is said to.
    pub(super) fn tally(&self, weight: impl FnMut(&Entry<T>) -> i64) -> Tally {
        let entries = self.things();
        Tally {
            weight: entries.iter().map(weight).sum(),
            events: self.count(),
            days: entries
                .first()
                .zip(entries.last())
                .map(|(first, last)| (day(first.at), day(last.at))),
        }
    }

    /// Tells something else of every event. Their order stays, for no event is in a bag twice.
    pub(super) fn retag(&mut self, tag: impl Fn(&mut T)) {
        self.things.iter_mut().for_each(|entry| tag(&mut entry.tag));
    }

    /// Its newest events, newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = EventId> {
        self.things().iter().rev().take(KEPT).map(Entry::id)
    }

    /// All events of some bags.
    pub(super) fn all<'a>(bags: Vec<&'a Self>) -> Behind<'a> {
        Box::new(
            bags.into_iter()
                .flat_map(|bag| bag.things().iter().map(Entry::id)),
        )
    }
}

impl<T> Absorb for Bag<T> {
    fn absorb(&mut self, mut other: Self) {
        if self.things.len() < other.things.len() {
            std::mem::swap(self, &mut other);
        }
        self.things.append(&mut other.things);
    }
}

impl<T> Entry<T> {
    /// An event.
    pub(crate) fn new(id: EventId, tag: T) -> Self {
        Self {
            at: id.at,
            stream: id.stream,
            seq: id.seq,
            tag,
        }
    }

    /// Which event it is.
    pub(crate) fn id(&self) -> EventId {
        EventId {
            stream: self.stream,
            at: self.at,
            seq: self.seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::support::{days_ago, id};
    use crate::derive::tally::ONE;

    fn entry(days: i64) -> Entry<()> {
        Entry::new(id(days_ago(days), 0), ())
    }

    fn bag(days: impl Iterator<Item = i64>) -> Bag<Entry<()>> {
        let mut bag = Bag::default();
        days.for_each(|days| bag.turn(Turn::Comes, entry(days)));
        bag.put_in_order();
        bag
    }

    #[test]
    fn what_went_was_never_there() {
        let mut left = bag(0..9);
        left.turn(Turn::Comes, entry(90));
        for days in [4, 0, 8, 4, 90] {
            left.turn(Turn::Goes, entry(days));
        }
        left.put_in_order();
        let never = bag([7, 1, 6, 2, 5, 3].into_iter());
        assert_eq!(left.things(), never.things());
    }

    #[test]
    fn many_that_come_and_go_in_turn_leave_what_stays() {
        let mut left = bag(0..500);
        for days in 500..1_000 {
            left.turn(Turn::Comes, entry(days));
            left.turn(Turn::Goes, entry(days - 500));
        }
        left.put_in_order();
        assert_eq!(left.things(), bag(500..1_000).things());
    }

    #[test]
    fn three_events_on_one_day_are_not_enough() {
        let mut bag = Bag::default();
        for seq in 0..3 {
            bag.turn(Turn::Comes, Entry::new(id(days_ago(1), seq), ()));
        }
        assert!(!bag.tally(|_| ONE).is_enough());
        bag.turn(Turn::Comes, entry(2));
        bag.put_in_order();
        assert!(bag.tally(|_| ONE).is_enough());
    }

    #[test]
    fn the_newest_twenty_events_come_newest_first() {
        let expected: Vec<_> = (0..20).map(|days| id(days_ago(days), 0)).collect();
        assert_eq!(bag(0..50).newest().collect::<Vec<_>>(), expected);
    }
}
