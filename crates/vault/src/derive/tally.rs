//! Sums that do not depend on the order of events: weights that fade, counts, days and the newest events.
//!
//! Invariant: a weight is a whole number of millionths, so adding in any order gives the same sum.

use inkling_token::Timestamp;

use crate::EventId;

/// Millionths of one plain purchase or one finished title.
pub(super) const ONE: i64 = 1_000_000;

/// Event references that evidence keeps.
const KEPT: usize = 20;
/// Fewer events, or all on one day, say nothing.
const FEWEST: u64 = 3;
const DAY_MS: i64 = 86_400_000;

/// A weight after its age: half of it is left after each half-life. `None` never fades.
pub(super) fn faded(
    weight: i64,
    at: Timestamp,
    now: Timestamp,
    half_life_days: Option<u32>,
) -> i64 {
    let Some(half_life) = half_life_days else {
        return weight;
    };
    let age = (day(now) - day(at)).max(0);
    let left = (-(age as f64) / f64::from(half_life)).exp2();
    (weight as f64 * left).round() as i64
}

/// The day since 1970 that a moment falls on, UTC.
pub(super) fn day(at: Timestamp) -> i64 {
    at.millis().div_euclid(DAY_MS)
}

/// What is known about one genre, category, brand or colour.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Faded weight, returns and abandoned titles subtracted.
    pub(super) weight: i64,
    /// Events in favour.
    pub(super) events: u64,
    /// The first and the last day of an event in favour.
    days: Option<(i64, i64)>,
    /// The newest events in favour.
    pub(super) newest: Newest,
}

impl Tally {
    /// Counts an event in favour.
    pub(super) fn add(&mut self, weight: i64, id: EventId) {
        self.weight = self.weight.saturating_add(weight);
        self.events += 1;
        let day = day(id.at);
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
        self.newest.add(id);
    }

    /// Lowers the weight by an event against it, which is no evidence in itself.
    pub(super) fn subtract(&mut self, weight: i64) {
        self.weight = self.weight.saturating_sub(weight);
    }

    /// At least three events on two days.
    pub(super) fn is_enough(&self) -> bool {
        self.events >= FEWEST && self.days.is_some_and(|(first, last)| first < last)
    }
}

/// The newest events of all that were added.
///
/// Events mostly come in the order of time, and then each is the newest so far: they are put in order once there are twice as
/// many as are kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Newest {
    some: Vec<(Timestamp, EventId)>,
    /// What is not newer than this is not among the newest.
    oldest: Option<(Timestamp, EventId)>,
}

impl Newest {
    /// Keeps an event while it is among the newest.
    pub(super) fn add(&mut self, id: EventId) {
        if self.oldest.is_some_and(|oldest| (id.at, id) <= oldest) {
            return;
        }
        self.some.push((id.at, id));
        if self.some.len() >= 2 * KEPT {
            self.settle();
        }
    }

    /// Keeps the newest of both.
    pub(super) fn merge(&mut self, other: &Self) {
        for (_, id) in &other.some {
            self.add(*id);
        }
    }

    /// When the newest event was.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.some.iter().max().map(|(at, _)| *at)
    }

    /// The events, newest first.
    pub(super) fn ids(&self) -> Vec<EventId> {
        let mut settled = self.clone();
        settled.settle();
        settled.some.into_iter().map(|(_, id)| id).collect()
    }

    fn settle(&mut self) {
        self.some.sort_unstable_by(|one, other| other.cmp(one));
        self.some.dedup();
        self.some.truncate(KEPT);
        self.oldest = self.some.get(KEPT - 1).copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::support::{NOW, days_ago, id};

    #[test]
    fn a_weight_halves_with_each_half_life() {
        let year_ago = NOW.plus_days(-365);
        assert_eq!(faded(ONE, NOW, NOW, Some(365)), ONE);
        assert_eq!(faded(ONE, year_ago, NOW, Some(365)), ONE / 2);
        assert_eq!(faded(-200_000, year_ago, NOW, Some(365)), -100_000);
        assert_eq!(faded(ONE, year_ago, NOW, None), ONE);
    }

    #[test]
    fn an_event_of_the_future_weighs_no_more_than_one_of_today() {
        assert_eq!(faded(ONE, NOW.plus_days(400), NOW, Some(365)), ONE);
    }

    #[test]
    fn three_events_on_one_day_are_not_enough() {
        let mut tally = Tally::default();
        for seq in 0..3 {
            tally.add(ONE, id(days_ago(1), seq));
        }
        assert!(!tally.is_enough());
        tally.add(ONE, id(days_ago(2), 0));
        assert!(tally.is_enough());
    }

    #[test]
    fn only_the_newest_twenty_events_are_kept_newest_first() {
        let mut newest = Newest::default();
        for day in (0..50).rev().chain(0..50) {
            newest.add(id(days_ago(day), 0));
        }
        let expected: Vec<_> = (0..20).map(|day| id(days_ago(day), 0)).collect();
        assert_eq!(newest.ids(), expected);
    }
}
