//! From a stored value to what leaves at a level.
//!
//! Invariant: each level is computed from what the finer one sends, so a coarser answer never tells more than a finer one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::MOST_ENTRIES;
use super::parse::Range;
use crate::vocabulary::{Field, Kind, Level, SizeSystem};

const LIST_ENTRIES: usize = 5;
const BUCKET_WIDTH: u64 = 50;
const LIST_WIDTH: u64 = 10;
/// Where the buckets of amounts begin; the last one has no end.
const AMOUNTS: [u32; 7] = [0, 10, 25, 50, 100, 250, 500];

/// The value as it leaves at a level; `None` when the kind has no such level, or nothing is left of this value.
pub(super) fn at(kind: &Kind, value: &Json, level: Level) -> Option<Json> {
    if level == Level::YesNo {
        return Some(Json::Bool(true));
    }
    match kind {
        Kind::Flag {} => None,
        Kind::Choice { groups, .. } => match level {
            Level::YesNo | Level::Bucket => group_of(groups, value.as_str()?).map(Json::from),
            Level::List | Level::Exact => Some(value.clone()),
        },
        Kind::Choices { groups, first, .. } => match level {
            Level::YesNo | Level::Bucket if groups.is_empty() => first_entries(value, *first),
            Level::YesNo | Level::Bucket => groups_of(groups, value),
            Level::List | Level::Exact => Some(value.clone()),
        },
        Kind::Ranked { first, .. } => match level {
            Level::YesNo | Level::Bucket => first_entries(value, *first),
            Level::List => first_entries(value, LIST_ENTRIES),
            Level::Exact => first_entries(value, MOST_ENTRIES),
        },
        Kind::Sizes { systems } => match level {
            Level::YesNo | Level::Bucket => size_bin(systems, value),
            Level::List | Level::Exact => size_list(value),
        },
        Kind::Measure { .. } => match level {
            Level::YesNo | Level::Bucket => band(value, BUCKET_WIDTH),
            Level::List => band(value, LIST_WIDTH),
            Level::Exact => Some(value.clone()),
        },
        Kind::Ranges { .. } => match level {
            Level::YesNo | Level::Bucket => each_range(value, amount_band),
            Level::List | Level::Exact => each_range(value, rounded_range),
        },
        Kind::Picks { .. } => (level >= Level::List).then(|| value.clone()),
        Kind::Record { fields } => fields_at(fields, value, level),
        Kind::Records { fields, .. } => records_at(fields, value, level),
    }
}

fn group_of<'a>(groups: &'a BTreeMap<String, Vec<String>>, id: &str) -> Option<&'a str> {
    let group = groups
        .iter()
        .find(|(_, members)| members.iter().any(|member| member == id));
    group.map(|(name, _)| name.as_str())
}

fn groups_of(groups: &BTreeMap<String, Vec<String>>, value: &Json) -> Option<Json> {
    let ids = value.as_array()?.iter().filter_map(Json::as_str);
    let names: BTreeSet<&str> = ids.filter_map(|id| group_of(groups, id)).collect();
    (!names.is_empty()).then(|| names.into_iter().collect())
}

fn first_entries(value: &Json, most: usize) -> Option<Json> {
    Some(value.as_array()?.iter().take(most).cloned().collect())
}

fn size_list(value: &Json) -> Option<Json> {
    let size =
        |entry: &Json| Some(json!({"system": entry.get("system")?, "value": entry.get("value")?}));
    value.as_array()?.iter().map(size).collect()
}

/// The bucket of the size that most speaks for.
fn size_bin(systems: &[SizeSystem], value: &Json) -> Option<Json> {
    let main = value.as_array()?.first()?;
    let system = systems
        .iter()
        .find(|system| main.get("system").is_some_and(|id| *id == system.id))?;
    let (from, to) = system.bin(main.get("value")?.as_str()?)?;
    Some(json!({"system": system.id, "from": from, "to": to}))
}

fn band(value: &Json, width: u64) -> Option<Json> {
    let exact = value.as_u64()?;
    let from = exact - exact.checked_rem(width)?;
    Some(json!({"from": from, "to": from.saturating_add(width - 1)}))
}

fn each_range(value: &Json, at: fn(&Range) -> Json) -> Option<Json> {
    let mut ranges = Map::new();
    for (category, range) in value.as_object()? {
        let range: Range = serde_json::from_value(range.clone()).ok()?;
        ranges.insert(category.clone(), at(&rounded(&range)));
    }
    Some(Json::Object(ranges))
}

fn rounded_range(range: &Range) -> Json {
    json!({"min": range.min, "max": range.max, "currency": range.currency})
}

/// The bucket that holds the middle.
fn amount_band(range: &Range) -> Json {
    let middle = range.min.midpoint(range.max);
    let from = AMOUNTS
        .iter()
        .rev()
        .find(|from| **from <= middle)
        .copied()
        .unwrap_or(0);
    let next = AMOUNTS.iter().find(|from| **from > middle);
    match next {
        Some(next) => json!({"from": from, "to": next - 1, "currency": range.currency}),
        None => json!({"from": from, "currency": range.currency}),
    }
}

/// To the nearest 5 below 100, to the nearest 10 above.
fn rounded(range: &Range) -> Range {
    let round = |amount: u32| {
        let step = if amount < 100 { 5 } else { 10 };
        (amount + step / 2) / step * step
    };
    Range {
        min: round(range.min),
        max: round(range.max),
        currency: range.currency.clone(),
    }
}

fn fields_at(fields: &[Field], value: &Json, level: Level) -> Option<Json> {
    let is_sent = |id: &str| {
        fields
            .iter()
            .any(|field| field.id == id && field.is_sent_at(level))
    };
    let sent: Map<String, Json> = value
        .as_object()?
        .iter()
        .filter(|(id, _)| is_sent(id))
        .map(|(id, member)| (id.clone(), member.clone()))
        .collect();
    (!sent.is_empty()).then_some(Json::Object(sent))
}

/// Each record once: how many look alike is not what was asked.
fn records_at(fields: &[Field], value: &Json, level: Level) -> Option<Json> {
    let mut sent: Vec<Json> = Vec::new();
    for record in value
        .as_array()?
        .iter()
        .filter_map(|record| fields_at(fields, record, level))
    {
        if !sent.contains(&record) {
            sent.push(record);
        }
    }
    (!sent.is_empty()).then_some(Json::Array(sent))
}
