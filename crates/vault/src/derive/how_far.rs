//! How far a title was watched, and what that weighs.
//!
//! Invariant: the order of the variants is that of how much was seen.

use super::tally::ONE;
use super::titles::Work;

/// The table has no lengths of episodes; the shortest usual ones run this long.
const EPISODE_SECONDS: u32 = 20 * 60;

/// How far a title was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HowFar {
    Abandoned,
    Sampled,
    Partly,
    Finished,
}

impl HowFar {
    /// Without a duration, as in the short list of Netflix, a row counts as finished.
    pub(super) fn of(seconds: Option<u32>, work: &Work) -> Self {
        let Some(seconds) = seconds else {
            return Self::Finished;
        };
        let length = work
            .minutes
            .map_or(EPISODE_SECONDS, |minutes| minutes.saturating_mul(60));
        match u64::from(seconds) * 100 / u64::from(length.max(1)) {
            80.. => Self::Finished,
            31.. => Self::Partly,
            10.. => Self::Sampled,
            _ => Self::Abandoned,
        }
    }

    /// What it weighs for its genres.
    pub(super) fn weight(self) -> i64 {
        match self {
            Self::Finished => ONE,
            Self::Partly => ONE / 2,
            Self::Sampled => 0,
            Self::Abandoned => -ONE / 5,
        }
    }
}
