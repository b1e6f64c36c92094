//! Words and dates for a person at a terminal.

use inkling_desk::view::Level;
use jiff::Timestamp;
use serde::Serialize;

/// A precision in words.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::YesNo => "yes or no",
        Level::Bucket => "coarse",
        Level::List => "list",
        Level::Exact => "exact",
    }
}

/// The wire word of one of our enums, with spaces.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(|word| word.replace('-', " ")))
        .unwrap_or_default()
}

pub(crate) fn day(at: i64) -> String {
    stamp(at, "%Y-%m-%d")
}

pub(crate) fn minute(at: i64) -> String {
    stamp(at, "%Y-%m-%d %H:%M UTC")
}

fn stamp(at: i64, format: &str) -> String {
    Timestamp::from_millisecond(at)
        .map(|stamp| stamp.strftime(format).to_string())
        .unwrap_or_default()
}
