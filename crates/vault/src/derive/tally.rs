//! Sums that do not depend on the order of events: weights that fade, counts, days and the newest events.
//!
//! Invariant: a weight is a whole number of millionths, so adding in any order gives the same sum; it fades by whole days, so
//! a profile is the same all day (UTC).

use inkling_token::Timestamp;

use crate::EventId;

/// Millionths of one plain purchase or one finished title.
pub(super) const ONE: i64 = 1_000_000;
/// Event references that evidence keeps.
pub(super) const KEPT: usize = 20;

/// Fewer events, or all on one day, say nothing.
const FEWEST: u64 = 3;
const DAY_MS: i64 = 86_400_000;
/// Ages in days of which is known beforehand what they leave: twenty years.
const AGES: i64 = 7_305;

/// The day since 1970 that a moment falls on, UTC.
pub(super) fn day(at: Timestamp) -> i64 {
    at.millis().div_euclid(DAY_MS)
}

/// How weights fade until today: half of one is left after each half-life.
#[derive(Debug)]
pub(super) struct Fading {
    today: i64,
    /// `None` never fades.
    half_life_days: Option<u32>,
    /// What is left of one after each number of days.
    left: Vec<f64>,
}

impl Fading {
    /// Weights that do not fade.
    pub(super) fn lasting() -> Self {
        Self {
            today: 0,
            half_life_days: None,
            left: Vec::new(),
        }
    }

    /// How weights fade until `now`.
    pub(super) fn until(now: Timestamp, half_life_days: Option<u32>) -> Self {
        Self {
            today: day(now),
            half_life_days,
            left: half_life_days.map_or_else(Vec::new, |half_life| {
                (0..AGES).map(|age| left(age, half_life)).collect()
            }),
        }
    }

    /// A weight after its age.
    pub(super) fn of(&self, weight: i64, at: Timestamp) -> i64 {
        let Some(half_life) = self.half_life_days else {
            return weight;
        };
        let age = (self.today - day(at)).max(0);
        let known = usize::try_from(age)
            .ok()
            .and_then(|age| self.left.get(age).copied());
        let left = known.unwrap_or_else(|| left(age, half_life));
        (weight as f64 * left).round() as i64
    }
}

fn left(age: i64, half_life_days: u32) -> f64 {
    (-(age as f64) / f64::from(half_life_days)).exp2()
}

/// What is known about one genre, category, brand or colour.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Faded weight, returns and abandoned titles subtracted.
    pub(super) weight: i64,
    /// Events in favour.
    pub(super) events: u64,
    /// The first and the last day of an event in favour.
    pub(super) days: Option<(i64, i64)>,
}

impl Tally {
    /// Adds what another one comes to.
    pub(super) fn merge(&mut self, other: Self) {
        self.weight += other.weight;
        self.events += other.events;
        self.days = match (self.days, other.days) {
            (Some((first, last)), Some((begin, end))) => Some((first.min(begin), last.max(end))),
            (one, other) => one.or(other),
        };
    }

    /// Counts an event in favour.
    pub(super) fn count(&mut self, at: Timestamp) {
        let day = day(at);
        self.merge(Self {
            weight: 0,
            events: 1,
            days: Some((day, day)),
        });
    }

    /// At least three events on two days.
    pub(super) fn is_enough(&self) -> bool {
        self.events >= FEWEST && self.days.is_some_and(|(first, last)| first < last)
    }
}

/// The newest events of all that were added.
#[derive(Debug, Clone, Default)]
pub(super) struct Newest {
    some: Vec<(Timestamp, EventId)>,
    /// What is not newer than this is not among the newest.
    oldest: Option<(Timestamp, EventId)>,
}

impl Newest {
    /// The newest of these events.
    pub(super) fn of(events: impl IntoIterator<Item = EventId>) -> Self {
        let mut newest = Self::default();
        events.into_iter().for_each(|id| newest.add(id));
        newest
    }

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

    /// The events, newest first.
    pub(super) fn ids(mut self) -> Vec<EventId> {
        self.settle();
        self.some.into_iter().map(|(_, id)| id).collect()
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
        let a_year = Fading::until(NOW, Some(365));
        assert_eq!(a_year.of(ONE, NOW), ONE);
        assert_eq!(a_year.of(ONE, year_ago), ONE / 2);
        assert_eq!(a_year.of(-200_000, year_ago), -100_000);
        assert_eq!(Fading::until(NOW, None).of(ONE, year_ago), ONE);
    }

    #[test]
    fn what_is_older_than_the_table_of_ages_fades_on() {
        let old = NOW.plus_days(-40 * 365);
        assert_eq!(Fading::until(NOW, Some(20 * 365)).of(ONE, old), ONE / 4);
    }

    #[test]
    fn an_event_of_the_future_weighs_no_more_than_one_of_today() {
        let a_year = Fading::until(NOW, Some(365));
        assert_eq!(a_year.of(ONE, NOW.plus_days(400)), ONE);
    }

    #[test]
    fn only_the_newest_twenty_events_are_kept_newest_first() {
        let days = (0..50).rev().chain(0..50);
        let newest = Newest::of(days.map(|day| id(days_ago(day), 0)));
        let expected: Vec<_> = (0..20).map(|day| id(days_ago(day), 0)).collect();
        assert_eq!(newest.ids(), expected);
    }
}
