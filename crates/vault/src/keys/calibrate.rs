//! How much a guess may cost on this computer: about three quarters of a second, measured.
//!
//! Invariant: nothing here reads a clock; the same readings give the same cost, never under the floor, never over the ceiling.

use std::time::Duration;

use super::KeyCost;
use super::wrap;

/// What one unlock should take.
const TARGET: Duration = Duration::from_millis(750);
/// Between these a cost stays as it is.
const LEAST: Duration = Duration::from_millis(500);
const MOST: Duration = Duration::from_millis(1000);
/// How often a cost that misses the target is measured again.
const TRIES: u32 = 3;
const MIB: u64 = 1024;

impl KeyCost {
    /// The cost at which one unlock takes about three quarters of a second here. `reading` tells how much time has passed
    /// since some moment; one that stands still gives [`KeyCost::FLOOR`]. Takes about two seconds.
    #[must_use]
    pub fn calibrate(reading: &dyn Fn() -> Duration) -> Self {
        tune(|cost| {
            let before = reading();
            wrap::stretch_nothing(cost)?;
            Some(reading().saturating_sub(before))
        })
    }

    /// This cost, but no lower than a former one, as far as there is memory for that.
    pub(super) fn no_less_than(self, former: Self, has_memory: impl Fn(Self) -> bool) -> Self {
        let both = Self {
            memory_kib: self.memory_kib.max(former.memory_kib),
            passes: self.passes.max(former.passes),
            lanes: self.lanes.max(former.lanes),
        };
        if has_memory(both) { both } else { self }
    }

    /// The cost that takes the target, if this one takes `time`: more memory first, more passes where memory ends.
    fn scaled(self, time: Duration, most_kib: u32) -> Self {
        let work = u128::from(self.memory_kib) * u128::from(self.passes) * TARGET.as_nanos()
            / time.as_nanos().max(1);
        let work = u64::try_from(work).unwrap_or(u64::MAX);
        let memory = (work / u64::from(Self::FLOOR.passes) / MIB * MIB)
            .clamp(u64::from(Self::FLOOR.memory_kib), u64::from(most_kib));
        let passes = (work / memory).clamp(
            u64::from(Self::FLOOR.passes),
            u64::from(Self::CEILING.passes),
        );
        Self {
            memory_kib: u32::try_from(memory).unwrap_or(Self::FLOOR.memory_kib),
            passes: u32::try_from(passes).unwrap_or(Self::FLOOR.passes),
            lanes: Self::FLOOR.lanes,
        }
    }
}

/// Finds the cost; `measure` says what one takes, or nothing where there is no memory for it.
fn tune(mut measure: impl FnMut(KeyCost) -> Option<Duration>) -> KeyCost {
    // Twice, because whatever else the computer does only ever makes it slower.
    let times = [measure(KeyCost::FLOOR), measure(KeyCost::FLOOR)];
    let least = times.into_iter().flatten().min();
    let Some(time) = least.filter(|time| !time.is_zero()) else {
        return KeyCost::FLOOR;
    };
    let mut most_kib = KeyCost::CEILING.memory_kib;
    let mut cost = KeyCost::FLOOR.scaled(time, most_kib);
    let mut was_too_dear = false;
    for _ in 0..TRIES {
        if cost == KeyCost::FLOOR {
            break;
        }
        cost = match measure(cost) {
            Some(time) if (LEAST..=MOST).contains(&time) => break,
            Some(time) if time < LEAST && was_too_dear => break,
            Some(time) => {
                was_too_dear |= time > MOST;
                cost.scaled(time, most_kib)
            }
            None => {
                most_kib = (cost.memory_kib / 2).max(KeyCost::FLOOR.memory_kib);
                KeyCost::FLOOR.scaled(time, most_kib)
            }
        };
    }
    cost
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;

    /// The most that is ever tuned to.
    const MOST_COSTLY: KeyCost = KeyCost {
        lanes: KeyCost::FLOOR.lanes,
        ..KeyCost::CEILING
    };

    /// A computer that takes so many nanoseconds for a KiB and pass.
    fn takes(nanos: u64) -> impl Fn(KeyCost) -> Duration {
        move |cost| {
            Duration::from_nanos(u64::from(cost.memory_kib) * u64::from(cost.passes) * nanos)
        }
    }

    fn tuned(nanos: u64) -> KeyCost {
        let takes = takes(nanos);
        tune(|cost| Some(takes(cost)))
    }

    #[test]
    fn an_ordinary_computer_takes_more_memory() {
        // 64 MiB and three passes in 160 ms.
        let cost = tuned(814);

        assert_eq!((cost.passes, cost.lanes), (3, 4));
        assert!(
            (280 * 1024..320 * 1024).contains(&cost.memory_kib),
            "{cost:?}"
        );
    }

    #[test]
    fn a_slow_computer_stays_at_the_floor() {
        assert_eq!(tuned(100_000), KeyCost::FLOOR);
    }

    #[test]
    fn a_very_fast_one_takes_more_passes_and_stays_under_the_ceiling() {
        let cost = tuned(50);

        assert_eq!(cost.memory_kib, KeyCost::CEILING.memory_kib);
        assert!(cost.passes > 3 && cost.is_bearable(), "{cost:?}");
        assert_eq!(tuned(1), MOST_COSTLY);
    }

    #[test]
    fn a_stopwatch_that_stands_still_gives_the_floor() {
        assert_eq!(KeyCost::calibrate(&|| Duration::ZERO), KeyCost::FLOOR);
    }

    #[test]
    fn a_stopwatch_is_read_around_the_work_and_nothing_else() {
        // Each reading is ten seconds later than the last: far too slow for more than the floor.
        let readings = Cell::new(0);
        let cost = KeyCost::calibrate(&|| {
            readings.set(readings.get() + 1);
            Duration::from_secs(10 * readings.get())
        });

        assert_eq!((cost, readings.get()), (KeyCost::FLOOR, 4));
    }

    #[test]
    fn where_there_is_no_memory_there_is_less() {
        let takes = takes(50);
        let cost = tune(|cost| (cost.memory_kib <= 256 * 1024).then(|| takes(cost)));

        assert!(cost.memory_kib <= 256 * 1024, "{cost:?}");
    }

    #[test]
    fn a_computer_that_was_busy_for_a_moment_is_measured_again() {
        let times = Cell::new(0);
        let quiet = takes(814);
        let cost = tune(|cost| {
            times.set(times.get() + 1);
            Some(quiet(cost) * if times.get() == 1 { 5 } else { 1 })
        });

        assert_eq!(cost, tuned(814));
    }

    #[test]
    fn a_cost_that_turns_out_too_dear_is_lowered_for_good() {
        // From some amount of memory on, this computer is three times as slow.
        let slower =
            |cost: KeyCost| takes(814)(cost) * if cost.memory_kib > 128 * 1024 { 3 } else { 1 };
        let cost = tune(|cost| Some(slower(cost)));

        assert!(slower(cost) <= MOST, "{cost:?}");
    }

    #[test]
    fn a_cost_is_never_lowered_unless_its_memory_is_not_there() {
        let (low, high) = (tuned(814), tuned(400));

        assert_eq!(low.no_less_than(high, |_| true), high);
        assert_eq!(high.no_less_than(low, |_| true), high);
        assert_eq!(low.no_less_than(high, |cost| cost == low), low);
    }

    proptest! {
        #[test]
        fn on_every_computer_it_is_within_bounds_and_near_the_target(nanos in 1_u64..1_000_000) {
            let cost = tuned(nanos);
            let time = takes(nanos)(cost);

            prop_assert!(cost.is_bearable());
            prop_assert!(cost.memory_kib >= KeyCost::FLOOR.memory_kib && cost.passes >= 3 && cost.lanes == 4);
            prop_assert!(time <= MOST || cost == KeyCost::FLOOR, "{cost:?} takes {time:?}");
            prop_assert!(time >= LEAST || cost == MOST_COSTLY, "{cost:?} takes {time:?}");
        }
    }
}
