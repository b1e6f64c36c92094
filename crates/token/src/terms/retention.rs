//! At most how long a shop keeps details after a grant has ended; it may always delete sooner.
//!
//! Invariant: a retention is a bounded number of days, weeks or months (ISO 8601-1, section 5.5.2.4), never open-ended.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const LONGEST_DAYS: u32 = 3660;

/// A period: `P30D`, `P4W`, `P6M`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Retention {
    count: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    Months,
}

impl Unit {
    /// Days at most; a month may have 31.
    fn days(self) -> u32 {
        match self {
            Self::Days => 1,
            Self::Weeks => 7,
            Self::Months => 31,
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Days => 'D',
            Self::Weeks => 'W',
            Self::Months => 'M',
        }
    }
}

impl Retention {
    /// Days at most.
    #[must_use]
    pub fn days(self) -> u32 {
        self.count.saturating_mul(self.unit.days())
    }
}

impl FromStr for Retention {
    type Err = RetentionError;

    fn from_str(text: &str) -> Result<Self, RetentionError> {
        let period = text.strip_prefix('P').ok_or(RetentionError)?;
        let unit = [Unit::Days, Unit::Weeks, Unit::Months]
            .into_iter()
            .find(|unit| period.ends_with(unit.letter()))
            .ok_or(RetentionError)?;
        let digits = period.strip_suffix(unit.letter()).ok_or(RetentionError)?;
        let retention = Self {
            count: digits.parse().map_err(|_| RetentionError)?,
            unit,
        };
        // One spelling: no sign, no leading zero.
        let canonical = retention.to_string() == text;
        (canonical && retention.days() <= LONGEST_DAYS)
            .then_some(retention)
            .ok_or(RetentionError)
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}{}", self.count, self.unit.letter())
    }
}

impl TryFrom<String> for Retention {
    type Error = RetentionError;

    fn try_from(text: String) -> Result<Self, RetentionError> {
        text.parse()
    }
}

impl From<Retention> for String {
    fn from(retention: Retention) -> Self {
        retention.to_string()
    }
}

/// Not a period of days, weeks or months, or longer than ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "failed to read the retention: it is not a period of days, weeks or months of at most ten years"
)]
pub struct RetentionError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_told_in_days_at_most() {
        for (text, days) in [("P30D", 30), ("P4W", 28), ("P6M", 186), ("P0D", 0)] {
            let retention: Retention = text.parse().unwrap();
            assert_eq!(retention.days(), days);
            assert_eq!(retention.to_string(), text);
        }
    }

    #[test]
    fn open_ended_and_odd_periods_are_refused() {
        for text in [
            "",
            "P",
            "PD",
            "30D",
            "P1Y",
            "P1M15D",
            "PT5M",
            "P-1D",
            "P+1D",
            "P030D",
            "P1.5D",
            "P99999D",
            "P4294967295W",
            "p30d",
        ] {
            assert_eq!(text.parse::<Retention>(), Err(RetentionError), "{text}");
        }
    }
}
