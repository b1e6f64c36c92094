//! A moment as Google writes it in the account's language: "Sep 3, 2026, 9:14:05 PM CEST", "03.09.2026, 21:14:05 MESZ".
//!
//! Invariant: what is not known for certain, a month's name or a zone, makes the whole moment unreadable. An abbreviation that
//! several zones share is read as the one that most people write so; `zones.tsv` says which.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::dates::{DAY_MILLIS, duration, short};
use crate::input::DateOrder;

const MONTHS: &str = include_str!("../data/months.tsv");
const ZONES: &str = include_str!("../data/zones.tsv");
/// Digits of the shortest form: one of a day, two of a year, one of an hour, two of minutes and two of seconds.
const FEWEST_DIGITS: usize = 8;
/// Characters of the longest form.
const LONGEST: usize = 60;

/// A moment that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    day: Day,
    /// Since midnight in its zone.
    seconds: i64,
    /// The zone's, east of Greenwich.
    offset: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Day {
    /// In numbers whose order the whole file must tell.
    Numbers(String),
    /// Year first, as numbers.
    Named(String),
}

impl Written {
    /// Reads one; `None` for any other text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits < FEWEST_DIGITS || text.chars().count() > LONGEST {
            return None;
        }
        let text = plain(text);
        let words: Vec<&str> = text
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .collect();
        let place = words
            .iter()
            .position(|word| word.split(':').count() == 3)
            .or_else(|| words.iter().rposition(|word| is_dotted_time(word)))?;
        let (before, rest) = words.split_at(place);
        let (time, after) = rest.split_first()?;
        let half = |word: &&&str| matches!(**word, "am" | "pm");
        let afternoon = before.iter().chain(after).find(half);
        let seconds = of_day(&time.replace('.', ":"), afternoon.copied())?;
        let zone: Vec<&str> = after.iter().filter(|word| !half(word)).copied().collect();
        let date: Vec<&str> = before.iter().filter(|word| !half(word)).copied().collect();
        Some(Self {
            day: Day::of(&date)?,
            seconds,
            offset: offset(&zone.concat())?,
        })
    }

    /// The date, where it is in numbers whose order the file must tell.
    pub(crate) fn numbers(&self) -> Option<&str> {
        match &self.day {
            Day::Numbers(date) => Some(date),
            Day::Named(_) => None,
        }
    }

    /// The moment in UTC, in milliseconds since 1970.
    pub(crate) fn millis(&self, order: DateOrder) -> Option<i64> {
        let midnight = match &self.day {
            Day::Numbers(date) => short(date, order),
            Day::Named(date) => short(date, DateOrder::YearFirst),
        }?;
        Some(midnight + (self.seconds - self.offset) * 1000)
    }
}

impl Day {
    fn of(words: &[&str]) -> Option<Self> {
        let bare = |word: &str| word.trim_end_matches('.').to_owned();
        let has_letter = |word: &&&str| word.chars().any(char::is_alphabetic);
        let mut months = words
            .iter()
            .filter(has_letter)
            .filter_map(|word| month(&bare(word)));
        let numbers = words
            .iter()
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let Some(month) = months.next() else {
            return Some(Self::Numbers(bare(&numbers.copied().collect::<String>())));
        };
        if months.next().is_some() {
            return None;
        }
        let numbers: Vec<&str> = numbers
            .map(|word| word.trim_end_matches(|c: char| !c.is_ascii_digit()))
            .collect();
        let [a, b] = numbers.as_slice() else {
            return None;
        };
        let (year, day) = if a.len() == 4 { (a, b) } else { (b, a) };
        (year.len() == 4).then(|| Self::Named(format!("{year}-{month}-{day}")))
    }
}

/// Lower case, without accents, direction marks and the many kinds of space; the half of the day as "am" or "pm".
fn plain(text: &str) -> String {
    const SPELT: [(&str, &str); 13] = [
        ("a. m.", " am "),
        ("p. m.", " pm "),
        ("a.m.", " am "),
        ("p.m.", " pm "),
        ("上午", " am "),
        ("午前", " am "),
        ("오전", " am "),
        ("下午", " pm "),
        ("午後", " pm "),
        ("오후", " pm "),
        ("年", "/"),
        ("月", "/"),
        ("日", " "),
    ];
    let even = |c: char| if c.is_whitespace() { ' ' } else { c };
    // Most dates are in letters that have no accents and one form.
    let flat: String = if text.is_ascii() {
        text.chars().map(|c| even(c.to_ascii_lowercase())).collect()
    } else {
        text.nfkd()
            .filter(|c| !is_combining_mark(*c) && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}'))
            .flat_map(char::to_lowercase)
            .map(|c| if c == '\u{2212}' { '-' } else { even(c) })
            .nfc()
            .collect()
    };
    SPELT.iter().fold(flat, |text, (written, read)| {
        if text.contains(written) {
            text.replace(written, read)
        } else {
            text
        }
    })
}

/// `21.14.05`, and no date: no part of it is a year.
fn is_dotted_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let short = |part: &&str| {
        part.len() <= 2 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.len() == 3 && parts.iter().all(short)
}

/// Seconds since midnight.
fn of_day(time: &str, half: Option<&str>) -> Option<i64> {
    let seconds = i64::from(duration(time)?);
    let (hour, rest) = (seconds / 3600, seconds % 3600);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + if half == "pm" { 12 } else { 0 },
        None => hour,
    };
    let seconds = hour * 3600 + rest;
    (seconds * 1000 < DAY_MILLIS).then_some(seconds)
}

/// The number of a month, by its name or short name.
fn month(name: &str) -> Option<i64> {
    static NAMES: LazyLock<BTreeMap<&str, i64>> = LazyLock::new(|| table(MONTHS));
    NAMES.get(name).copied()
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    static NAMES: LazyLock<BTreeMap<&str, i64>> = LazyLock::new(|| table(ZONES));
    let minutes = NAMES.get(zone).copied().or_else(|| distance(zone))?;
    Some(minutes * 60)
}

fn table(rows: &'static str) -> BTreeMap<&'static str, i64> {
    let rows = rows.lines().filter_map(|row| row.split_once('\t'));
    rows.filter_map(|(name, number)| Some((name, number.parse().ok()?)))
        .collect()
}

/// `GMT+2`, `UTC-03:30`, in minutes.
fn distance(zone: &str) -> Option<i64> {
    let rest = zone
        .strip_prefix("gmt")
        .or_else(|| zone.strip_prefix("utc"))?;
    let (sign, rest) = match rest.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, rest.strip_prefix('-')?),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let number = |text: &str, most: i64| {
        let number: i64 = text.parse().ok()?;
        (text.len() <= 2 && (0..=most).contains(&number)).then_some(number)
    };
    Some(sign * (number(hours, 14)? * 60 + number(minutes, 59)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 September 2026, 19:14:05 UTC.
    const MOMENT: i64 = 1_788_462_845_000;

    #[test]
    fn one_moment_is_read_in_every_language_s_form() {
        for text in [
            "Sep 3, 2026, 9:14:05\u{202f}PM CEST",
            "Sep 3, 2026, 9:14:05 PM GMT+2",
            "Sept 3, 2026, 3:14:05\u{a0}p.m. EDT",
            "3 Sept 2026, 20:14:05 BST",
            "03.09.2026, 21:14:05 MESZ",
            "3 sept. 2026, 21:14:05 CEST",
            "3 sept 2026, 21:14:05 CEST",
            "3 set 2026, 21:14:05 CEST",
            "3 de set. de 2026, 16:14:05 BRT",
            "3 sep 2026 21:14:05 CEST",
            "3. sep. 2026 21.14.05 CEST",
            "3.9.2026 klo 22.14.05 UTC+3",
            "3 wrz 2026, 21:14:05 CEST",
            "3 сент. 2026 г., 22:14:05 MSK",
            "2026/09/04 4:14:05 JST",
            "2026. 9. 4. 오전 4:14:05 GMT+9",
            "2026年9月4日 上午3:14:05 GMT+08:00",
            "3 Sept 2026, 15:44:05 UTC\u{2212}3:30",
        ] {
            let written = Written::parse(text);
            assert_eq!(
                written.and_then(|w| w
                    .millis(DateOrder::DayFirst)
                    .or_else(|| w.millis(DateOrder::YearFirst))),
                Some(MOMENT),
                "{text}"
            );
        }
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        for rows in [MONTHS, ZONES] {
            let listed = rows.lines().filter(|row| !row.starts_with('#')).count();
            assert_eq!(table(rows).len(), listed);
        }
    }

    #[test]
    fn noon_and_midnight_are_told_apart() {
        let at = |text: &str| Written::parse(text)?.millis(DateOrder::DayFirst);
        let midnight = at("Sep 3, 2026, 12:00:00 AM UTC").unwrap();
        assert_eq!(
            at("Sep 3, 2026, 12:00:00 PM UTC"),
            Some(midnight + DAY_MILLIS / 2)
        );
        assert_eq!(at("Sep 3, 2026, 13:00:00 PM UTC"), None);
    }

    #[test]
    fn the_order_of_bare_numbers_is_the_file_s() {
        let written = Written::parse("03/09/2026, 21:14:05 CEST").unwrap();
        assert_eq!(written.numbers(), Some("03/09/2026"));
        assert_eq!(written.millis(DateOrder::DayFirst), Some(MOMENT));
        assert_ne!(written.millis(DateOrder::MonthFirst), Some(MOMENT));
    }

    #[test]
    fn what_has_no_certain_month_day_or_zone_is_unread() {
        for text in [
            "",
            "Baking Bench",
            "Part 1:02:03 of 4",
            "01.09.2022, 21:08:12",
            "Sep 3, 2026, 21:14:05 AST",
            "3 brumaire 2026, 21:14:05 CEST",
            "Sep 3 Oct 2026, 21:14:05 CEST",
            "Sep 31, 2026, 21:14:05 CEST",
            "Sep 3, 2026, 25:14:05 CEST",
            "Sep 3, 2026, 21:14:05 GMT+99",
        ] {
            let read = Written::parse(text).and_then(|written| written.millis(DateOrder::DayFirst));
            assert_eq!(read, None, "{text}");
        }
    }
}
