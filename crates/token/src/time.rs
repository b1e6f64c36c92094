//! A moment, as a number that can be stored, compared and sent.
//!
//! Invariant: nothing here reads a clock; a [`Timestamp`] is made from a number that the caller already has.

use std::fmt;

use serde::{Deserialize, Serialize};

const HOUR_MS: i64 = 3_600_000;
const DAY_S: i64 = 86_400;

/// Milliseconds since 1970-01-01T00:00:00Z. Arithmetic saturates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment so many milliseconds after 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment so many seconds after 1970, as JWTs count (RFC 7519, section 2, `NumericDate`).
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The last full hour; a token says no more about when it was made.
    #[must_use]
    pub const fn floor_to_hour(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(HOUR_MS)))
    }

    /// So many seconds later, or earlier when negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// So many days of 24 hours later, or earlier when negative.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(DAY_S))
    }
}

/// RFC 3339 in UTC; a moment that no calendar holds is shown as its number.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => moment.fmt(f),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_rfc_3339() {
        assert_eq!(
            Timestamp::from_seconds(1_795_431_602).to_string(),
            "2026-11-23T11:00:02Z"
        );
    }

    #[test]
    fn a_moment_outside_every_calendar_is_still_shown() {
        assert_eq!(
            Timestamp::from_millis(i64::MAX).to_string(),
            "9223372036854775807 ms"
        );
    }

    #[test]
    fn seconds_and_hours_round_down_before_1970_too() {
        let moment = Timestamp::from_millis(-1);
        assert_eq!(moment.seconds(), -1);
        assert_eq!(moment.floor_to_hour(), Timestamp::from_millis(-HOUR_MS));
    }

    #[test]
    fn arithmetic_saturates_instead_of_wrapping() {
        let end = Timestamp::from_millis(i64::MAX);
        assert_eq!(end.plus_days(i64::MAX), end);
        assert_eq!(
            Timestamp::from_millis(i64::MIN).floor_to_hour().millis(),
            i64::MIN
        );
    }

    #[test]
    fn a_moment_is_stored_as_a_bare_number() {
        let moment = Timestamp::from_millis(42);
        assert_eq!(serde_json::to_string(&moment).unwrap(), "42");
        assert_eq!(serde_json::from_str::<Timestamp>("42").unwrap(), moment);
    }
}
