//! Entries that end by themselves.
//!
//! Invariant: after [`living`], every entry of a kind that ends has an end that lies at most the table's days ahead, and
//! none has passed; a day is over when it is over in UTC.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::Value as Json;

use crate::Timestamp;
use crate::vocabulary::Kind;

/// The member that holds the last day of an entry.
pub(super) const UNTIL: &str = "until";

/// What is left of a value at a moment; `None` when nothing is.
pub(super) fn living(kind: &Kind, value: Json, now: Timestamp) -> Option<Json> {
    let Kind::Records {
        days: Some(days), ..
    } = kind
    else {
        return Some(value);
    };
    let moment = jiff::Timestamp::from_millisecond(now.millis()).ok()?;
    let today = Offset::UTC.to_datetime(moment).date();
    let last = today.checked_add(i64::from(*days).days()).ok()?;
    let Json::Array(entries) = value else {
        return None;
    };
    let left: Vec<Json> = entries
        .into_iter()
        .filter_map(|entry| with_end(entry, today, last))
        .collect();
    (!left.is_empty()).then_some(Json::Array(left))
}

/// The first moment at which an entry has ended.
pub(super) fn first_end(kind: &Kind, value: &Json) -> Option<Timestamp> {
    let Kind::Records { days: Some(_), .. } = kind else {
        return None;
    };
    let ends = value.as_array()?.iter();
    let last_day = ends
        .filter_map(|entry| entry.get(UNTIL).and_then(Json::as_str).and_then(day))
        .min()?;
    let over = last_day.tomorrow().ok()?.at(0, 0, 0, 0);
    let over = Offset::UTC.to_timestamp(over).ok()?;
    Some(Timestamp::from_millis(over.as_millisecond()))
}

fn with_end(mut entry: Json, today: Date, last: Date) -> Option<Json> {
    let until = entry
        .get(UNTIL)
        .and_then(Json::as_str)
        .and_then(day)
        .map_or(last, |until| until.min(last));
    if until < today {
        return None;
    }
    entry
        .as_object_mut()?
        .insert(UNTIL.to_owned(), until.to_string().into());
    Some(entry)
}

/// A day in its one spelling: `2026-12-24`.
pub(super) fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::{Value, ValueError};
    use crate::vocabulary::PreferenceKey;

    /// 2026-11-23, at 11.
    const NOW: Timestamp = Timestamp::from_seconds(1_795_431_602);

    fn intent() -> PreferenceKey {
        "intent".parse().unwrap()
    }

    fn left(json: Json, now: Timestamp) -> Option<Json> {
        let value = Value::parse(&intent(), json).unwrap();
        value.living(&intent(), now).map(Value::into_json)
    }

    #[test]
    fn the_first_end_is_the_moment_from_which_on_an_entry_is_not_left() {
        let json = json!([
            {"category": "shoes", "until": "2026-11-25"},
            {"category": "books", "until": "2026-11-24"},
        ]);
        let value = Value::parse(&intent(), json.clone()).unwrap();

        let end = value.first_end(&intent()).unwrap();

        let before = Timestamp::from_millis(end.millis() - 1);
        assert_eq!(left(json.clone(), before), Some(json.clone()));
        assert_eq!(
            left(json, end),
            Some(json!([{"category": "shoes", "until": "2026-11-25"}]))
        );
    }

    #[test]
    fn an_entry_lives_through_its_last_day_and_not_longer() {
        let entry = json!([{"category": "shoes", "until": "2026-11-24"}]);
        assert_eq!(left(entry.clone(), NOW), Some(entry.clone()));
        assert_eq!(left(entry.clone(), NOW.plus_days(1)), Some(entry.clone()));
        assert_eq!(left(entry, NOW.plus_days(2)), None);
    }

    #[test]
    fn an_entry_without_an_end_or_with_a_later_one_ends_after_thirty_days() {
        let both = json!([{"category": "shoes"}, {"category": "books", "until": "2027-11-24"}]);
        let ended = json!([
            {"category": "shoes", "until": "2026-12-23"},
            {"category": "books", "until": "2026-12-23"}
        ]);
        assert_eq!(left(both, NOW), Some(ended.clone()));
        assert_eq!(left(ended.clone(), NOW), Some(ended));
    }

    #[test]
    fn the_other_entries_stay() {
        let two = json!([
            {"category": "shoes", "until": "2026-11-22"},
            {"category": "books", "until": "2026-12-01"}
        ]);
        let one = json!([{"category": "books", "until": "2026-12-01"}]);
        assert_eq!(left(two, NOW), Some(one));
    }

    #[test]
    fn what_does_not_end_stays_as_it_is() {
        let key: PreferenceKey = "pets".parse().unwrap();
        let value = Value::parse(&key, json!([{"species": "dog"}])).unwrap();
        assert_eq!(value.clone().living(&key, NOW), Some(value));
    }

    #[test]
    fn a_day_has_one_spelling() {
        for text in ["2026-02-30", "20261201", "2026-12-01T00:00", "soon", ""] {
            let value = json!([{"category": "shoes", "until": text}]);
            let parsed = Value::parse(&intent(), value);
            assert_eq!(parsed, Err(ValueError::OutOfRange), "{text}");
        }
    }
}
