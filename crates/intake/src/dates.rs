//! Dates as exports write them, and whether the order of day and month can be told.
//!
//! Invariant: no clock; a date is never moved, guessed or completed.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::input::DateOrder;

/// Milliseconds of a day.
pub(crate) const DAY_MILLIS: i64 = 86_400_000;

/// `2026-08-25T22:07:21Z`, with or without a fraction or an offset. Of two stamps in one cell ("A and B") the first counts.
pub(crate) fn stamp(cell: &str) -> Option<i64> {
    let first = cell.split(" and ").next()?.trim();
    let stamp: Timestamp = first.parse().ok()?;
    Some(stamp.as_millisecond())
}

/// `2026-08-29 07:26:30`, UTC.
pub(crate) fn utc(cell: &str) -> Option<i64> {
    let time: DateTime = cell.trim().parse().ok()?;
    millis(time)
}

/// `2026-08-30` or `2026/08/30`, as midnight.
pub(crate) fn day(cell: &str) -> Option<i64> {
    short(cell, DateOrder::YearFirst)
}

/// `1:02:03` as seconds.
pub(crate) fn duration(cell: &str) -> Option<u32> {
    let mut parts = cell.trim().split(':');
    let (hours, minutes, seconds) = (
        number(parts.next()?)?,
        number(parts.next()?)?,
        number(parts.next()?)?,
    );
    if parts.next().is_some() || hours > 999 || minutes > 59 || seconds > 59 {
        return None;
    }
    Some(hours * 3600 + minutes * 60 + seconds)
}

/// A short date in a known order, as midnight. Two-digit years are of this century; a leading year has four digits.
pub(crate) fn short(cell: &str, order: DateOrder) -> Option<i64> {
    let parts = parts(cell)?;
    let [a, b, c] = parts.numbers;
    let (year, month, day) = match order {
        DateOrder::DayFirst => (c, b, a),
        DateOrder::MonthFirst => (c, a, b),
        DateOrder::YearFirst => (a, b, c),
    };
    if parts.four_digits_first != (order == DateOrder::YearFirst) {
        return None;
    }
    let year = if year < 100 { year + 2000 } else { year };
    let date = Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()?;
    if !(1995..=2100).contains(&year) {
        return None;
    }
    millis(date.at(0, 0, 0, 0))
}

/// Whether a cell has the shape of a short date in any order.
pub(crate) fn is_short(cell: &str) -> bool {
    [
        DateOrder::DayFirst,
        DateOrder::MonthFirst,
        DateOrder::YearFirst,
    ]
    .iter()
    .any(|order| short(cell, *order).is_some())
}

/// What a whole column says about the order of day and month.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrderSurvey {
    year_first: u64,
    day_first: u64,
    month_first: u64,
    either: u64,
    example: Option<String>,
}

/// The order of day and month in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrderFinding {
    /// It can be told.
    Certain(DateOrder),
    /// It cannot; an example of a date.
    Open(String),
}

impl OrderFinding {
    /// Whether it cannot be told.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }
}

impl OrderSurvey {
    /// Looks at one more cell.
    pub(crate) fn note(&mut self, cell: &str) {
        let Some(parts) = parts(cell) else { return };
        let day = short(cell, DateOrder::DayFirst).is_some();
        let month = short(cell, DateOrder::MonthFirst).is_some();
        if parts.four_digits_first {
            self.year_first += 1;
        } else if day && (parts.dotted || !month) {
            self.day_first += 1;
        } else if month && !day {
            self.month_first += 1;
        } else if day {
            self.either += 1;
            if self.example.is_none() && parts.numbers[0] != parts.numbers[1] {
                self.example = Some(cell.trim().to_owned());
            }
        }
    }

    /// The verdict; a contradictory column follows its majority, and the rest of its dates are unreadable.
    pub(crate) fn finding(self) -> OrderFinding {
        let most = self.year_first.max(self.day_first).max(self.month_first);
        match (most, self.example) {
            (0, Some(example)) => OrderFinding::Open(example),
            (0, None) => OrderFinding::Certain(DateOrder::DayFirst),
            (most, _) if most == self.year_first => OrderFinding::Certain(DateOrder::YearFirst),
            (most, _) if most == self.day_first => OrderFinding::Certain(DateOrder::DayFirst),
            _ => OrderFinding::Certain(DateOrder::MonthFirst),
        }
    }
}

struct Parts {
    numbers: [u32; 3],
    dotted: bool,
    four_digits_first: bool,
}

fn parts(cell: &str) -> Option<Parts> {
    let cell = cell.trim().trim_end_matches('.');
    if cell.len() > 14 {
        return None;
    }
    let mut texts = cell.split(['/', '.', '-']).map(str::trim);
    let (a, b, c) = (texts.next()?, texts.next()?, texts.next()?);
    if texts.next().is_some() {
        return None;
    }
    Some(Parts {
        numbers: [number(a)?, number(b)?, number(c)?],
        dotted: cell.contains('.'),
        four_digits_first: a.len() == 4,
    })
}

fn number(text: &str) -> Option<u32> {
    let digits =
        !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn millis(time: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(time).ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUGUST_30: i64 = 1_788_048_000_000;

    #[test]
    fn every_locale_s_short_form_is_understood_in_its_order() {
        for (cell, order) in [
            ("8/30/26", DateOrder::MonthFirst),
            ("30/8/26", DateOrder::DayFirst),
            ("30.08.26", DateOrder::DayFirst),
            ("30/08/2026", DateOrder::DayFirst),
            ("30-8-2026", DateOrder::DayFirst),
            ("2026-08-30", DateOrder::YearFirst),
            ("2026. 08. 30.", DateOrder::YearFirst),
        ] {
            assert_eq!(short(cell, order), Some(AUGUST_30), "{cell}");
        }
        for cell in [
            "",
            "31/2/26",
            "8/30",
            "1/2/3/4",
            "aa/bb/cc",
            "99/99/99",
            "١/٢/٢٦",
            "30/8/26 12:00 and more",
        ] {
            assert!(!is_short(cell), "{cell}");
        }
    }

    #[test]
    fn the_order_is_found_over_the_whole_column_or_asked() {
        let finding = |cells: &[&str]| {
            let mut survey = OrderSurvey::default();
            cells.iter().for_each(|cell| survey.note(cell));
            survey.finding()
        };
        assert_eq!(
            finding(&["8/8/26", "1/2/26", "8/30/26"]),
            OrderFinding::Certain(DateOrder::MonthFirst)
        );
        assert_eq!(
            finding(&["1/2/26", "30/8/26"]),
            OrderFinding::Certain(DateOrder::DayFirst)
        );
        assert_eq!(
            finding(&["01.02.26"]),
            OrderFinding::Certain(DateOrder::DayFirst)
        );
        assert_eq!(
            finding(&["2026-02-01"]),
            OrderFinding::Certain(DateOrder::YearFirst)
        );
        assert_eq!(
            finding(&["8/8/26", "12/8/26"]),
            OrderFinding::Open("12/8/26".into())
        );
        assert_eq!(
            finding(&["8/8/26"]),
            OrderFinding::Certain(DateOrder::DayFirst)
        );
    }

    #[test]
    fn of_two_stamps_the_first_counts_and_a_notice_is_no_date() {
        assert_eq!(
            stamp("2024-07-19T19:52:49Z and 2024-07-19T20:23:05+00:00"),
            stamp("2024-07-19T19:52:49Z")
        );
        assert_eq!(stamp("2024-07-19T19:52:49.221Z"), Some(1_721_418_769_221));
        assert_eq!(
            stamp("Due to technical limitations, please refer to your Order History"),
            None
        );
        assert_eq!(duration("1:02:03"), Some(3723));
        assert_eq!(duration("1:62:03"), None);
        assert_eq!(utc("2026-08-30 00:00:00"), Some(AUGUST_30));
    }
}
