//! From sums to a ranked list: how much more of something than one would expect.
//!
//! The score is `ln(((c + 2r) / (W + 2)) / r) * sqrt(c)`: c the weight of one entry, W of all, r its base rate.
//!
//! Invariant: an entry that is no commoner than its base rate, or rests on too few events, is never listed.

use serde_json::{Value, json};

use super::tally::{ONE, Tally};

/// Entries of a derived list at most; more identify a person without telling a shop much.
const MOST: usize = 10;
/// Scores from which an entry is strong or fair.
const STRONG: i64 = 2_000;
const FAIR: i64 = 1_000;
/// An entry below this is noise.
const LEAST: i64 = 150;

/// An entry of a ranked list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranked<'a> {
    /// Thousandths; what the list is sorted by.
    pub(super) score: i64,
    /// The entry's id.
    pub(super) id: &'a str,
    /// Its sums.
    pub(super) events: u64,
}

impl Ranked<'_> {
    /// 1 (weak) to 3 (strong).
    pub(super) fn strength(&self) -> u8 {
        match self.score {
            STRONG.. => 3,
            FAIR.. => 2,
            _ => 1,
        }
    }
}

/// The entries worth listing, strongest first.
pub(super) fn ranking<'a>(
    tallies: impl Iterator<Item = (&'a str, Tally, f64)>,
    total: i64,
) -> Vec<Ranked<'a>> {
    let mut ranked: Vec<Ranked<'a>> = tallies
        .filter(|(_, tally, _)| tally.is_enough())
        .map(|(id, tally, base)| Ranked {
            score: score(tally.weight, total, base),
            id,
            events: tally.events,
        })
        .filter(|entry| entry.score >= LEAST)
        .collect();
    // Equal strengths must keep the order that the value has on the wire, so ids break ties.
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then(a.id.cmp(b.id)));
    ranked.truncate(MOST);
    ranked
}

/// The value of a ranked detail.
pub(super) fn ranked_value(ranked: &[Ranked<'_>]) -> Value {
    ranked
        .iter()
        .map(|entry| json!({"id": entry.id, "strength": entry.strength()}))
        .collect()
}

fn score(weight: i64, total: i64, base: f64) -> i64 {
    if weight <= 0 || base <= 0.0 {
        return 0;
    }
    let count = weight as f64 / ONE as f64;
    let all = total.max(weight) as f64 / ONE as f64;
    let lift = (count + 2.0 * base) / (all + 2.0) / base;
    (lift.ln() * count.sqrt() * 1_000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many events on as many days, each weighing one.
    fn tally(events: u32) -> Tally {
        Tally {
            weight: i64::from(events) * ONE,
            events: events.into(),
            days: Some((1, events.into())),
        }
    }

    #[test]
    fn what_is_as_common_as_everywhere_is_not_listed() {
        assert_eq!(
            ranking([("dramas", tally(50), 0.5)].into_iter(), 100 * ONE),
            []
        );
    }

    #[test]
    fn a_rarer_thing_taken_as_often_ranks_higher() {
        let entries = [("comedies", tally(10), 0.2), ("anime", tally(10), 0.02)];
        let ranked = ranking(entries.into_iter(), 20 * ONE);
        let ids: Vec<&str> = ranked.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, ["anime", "comedies"]);
        assert_eq!(ranked[0].strength(), 3);
    }

    #[test]
    fn an_entry_whose_returns_outweigh_it_is_not_listed() {
        let returned = Tally {
            weight: 0,
            ..tally(3)
        };
        assert_eq!(ranking([("shoes", returned, 0.02)].into_iter(), ONE), []);
    }
}
