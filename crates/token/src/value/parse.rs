//! Checks a value against its kind and brings it into its one spelling.
//!
//! Invariant: what passes here has no unknown option, no repetition, no number out of range and no text that could draw
//! outside its line; what fails is never repeated in an error.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::ends::day;
use super::{MOST_ENTRIES, ValueError};
use crate::vocabulary::{Choice, Class, Field, FieldType, Kind, SizeSystem};

const LONGEST_TEXT: usize = 60;
const LARGEST_AMOUNT: u32 = 1_000_000;

/// An entry of a ranked list.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranked {
    id: String,
    strength: u8,
}

/// A size, with how much speaks for it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    system: String,
    value: String,
    #[serde(default = "whole")]
    weight: f64,
}

/// What is spent in a category, in whole units of the currency.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Range {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) currency: String,
}

/// The value in its one spelling.
pub(super) fn canonical(kind: &Kind, json: Json) -> Result<Json, ValueError> {
    match kind {
        Kind::Flag {} => (json == Json::Bool(true))
            .then_some(json)
            .ok_or(ValueError::Shape),
        Kind::Choice { options, .. } => option(options, json),
        Kind::Choices { options, .. } => several(options, json, MOST_ENTRIES),
        Kind::Ranked { options, .. } => ranked(options.as_deref(), json),
        Kind::Sizes { systems } => sizes(systems, json),
        Kind::Measure { min, max, .. } => integer(json, i64::from(*min), i64::from(*max)),
        Kind::Ranges { categories } => by_category(categories, json, range),
        Kind::Picks {
            categories,
            options,
        } => by_category(categories, json, |picked| option(options, picked)),
        Kind::Record { fields } => record(fields, json),
        Kind::Records { fields, max, .. } => {
            let records: Vec<Json> = read(json)?;
            count(records.len(), *max)?;
            records
                .into_iter()
                .map(|entry| record(fields, entry))
                .collect()
        }
    }
}

/// The most sensitive option that a value names, as an entry, a category or a field.
pub(super) fn class_of(kind: &Kind, json: &Json) -> Class {
    match kind {
        Kind::Choice { options, .. } | Kind::Choices { options, .. } => highest(options, json),
        Kind::Ranked { options, .. } => highest(options.as_deref().unwrap_or_default(), json),
        Kind::Ranges { categories } => highest(categories, json),
        Kind::Picks {
            categories,
            options,
        } => {
            let picked = json.as_object().into_iter().flat_map(Map::values);
            let picked = picked.map(|option| highest(options, option)).max();
            highest(categories, json).max(picked.unwrap_or(Class::Normal))
        }
        Kind::Record { fields } => class_of_fields(fields, json),
        Kind::Records { fields, .. } => {
            let records = json.as_array().into_iter().flatten();
            let classes = records.map(|record| class_of_fields(fields, record));
            classes.max().unwrap_or(Class::Normal)
        }
        Kind::Flag {} | Kind::Sizes { .. } | Kind::Measure { .. } => Class::Normal,
    }
}

fn class_of_fields(fields: &[Field], record: &Json) -> Class {
    let classes = fields.iter().filter_map(|field| {
        let options = field.options.as_deref()?;
        Some(highest(options, record.get(&field.id)?))
    });
    classes.max().unwrap_or(Class::Normal)
}

fn highest(options: &[Choice], json: &Json) -> Class {
    let is_named = |id: &str| match json {
        Json::String(named) => named == id,
        Json::Array(entries) => entries
            .iter()
            .any(|entry| entry == id || entry.get("id").is_some_and(|named| named == id)),
        Json::Object(members) => members.contains_key(id),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    };
    let named = options.iter().filter(|option| is_named(&option.id));
    named
        .filter_map(|option| option.class)
        .max()
        .unwrap_or(Class::Normal)
}

fn whole() -> f64 {
    1.0
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T, ValueError> {
    serde_json::from_value(json).map_err(|_| ValueError::Shape)
}

fn count(entries: usize, most: usize) -> Result<(), ValueError> {
    (1..=most)
        .contains(&entries)
        .then_some(())
        .ok_or(ValueError::Entries)
}

fn distinct<T: Ord>(entries: impl Iterator<Item = T>) -> Result<(), ValueError> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        if !seen.insert(entry) {
            return Err(ValueError::Entries);
        }
    }
    Ok(())
}

fn known(options: &[Choice], id: &str) -> Result<(), ValueError> {
    options
        .iter()
        .any(|option| option.id == id)
        .then_some(())
        .ok_or(ValueError::UnknownOption)
}

fn option(options: &[Choice], json: Json) -> Result<Json, ValueError> {
    let id: String = read(json)?;
    known(options, &id)?;
    Ok(id.into())
}

fn several(options: &[Choice], json: Json, most: usize) -> Result<Json, ValueError> {
    let ids: Vec<String> = read(json)?;
    count(ids.len(), most)?;
    ids.iter().try_for_each(|id| known(options, id))?;
    distinct(ids.iter())?;
    Ok(ids.into())
}

fn ranked(options: Option<&[Choice]>, json: Json) -> Result<Json, ValueError> {
    let mut entries: Vec<Ranked> = read(json)?;
    count(entries.len(), MOST_ENTRIES)?;
    for entry in &mut entries {
        match options {
            Some(options) => known(options, &entry.id)?,
            None => entry.id = plain_text(&entry.id)?,
        }
        if !(1..=3).contains(&entry.strength) {
            return Err(ValueError::OutOfRange);
        }
    }
    distinct(entries.iter().map(|entry| &entry.id))?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.strength));
    write(&entries)
}

fn sizes(systems: &[SizeSystem], json: Json) -> Result<Json, ValueError> {
    let mut entries: Vec<Size> = read(json)?;
    count(entries.len(), 2)?;
    for entry in &entries {
        let system = systems
            .iter()
            .find(|system| system.id == entry.system)
            .ok_or(ValueError::UnknownOption)?;
        if !system.values.contains(&entry.value) {
            return Err(ValueError::UnknownOption);
        }
        if !(0.0..=1.0).contains(&entry.weight) {
            return Err(ValueError::OutOfRange);
        }
    }
    distinct(entries.iter().map(|entry| (&entry.system, &entry.value)))?;
    entries.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    write(&entries)
}

fn by_category(
    categories: &[Choice],
    json: Json,
    check: impl Fn(Json) -> Result<Json, ValueError>,
) -> Result<Json, ValueError> {
    let entries: Map<String, Json> = read(json)?;
    count(entries.len(), MOST_ENTRIES)?;
    let check_entry = |(category, entry): (String, Json)| {
        known(categories, &category)?;
        Ok((category, check(entry)?))
    };
    let checked: Map<String, Json> = entries
        .into_iter()
        .map(check_entry)
        .collect::<Result<_, ValueError>>()?;
    Ok(Json::Object(checked))
}

fn range(json: Json) -> Result<Json, ValueError> {
    let range: Range = read(json)?;
    if range.min > range.max || range.max > LARGEST_AMOUNT {
        return Err(ValueError::OutOfRange);
    }
    // ISO 4217.
    if range.currency.len() != 3 || !range.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(ValueError::Text);
    }
    write(&range)
}

fn record(fields: &[Field], json: Json) -> Result<Json, ValueError> {
    let members: Map<String, Json> = read(json)?;
    count(members.len(), fields.len())?;
    let check = |(id, member): (String, Json)| {
        let field = fields
            .iter()
            .find(|field| field.id == id)
            .ok_or(ValueError::UnknownOption)?;
        Ok((id, field_value(field, member)?))
    };
    let checked: Map<String, Json> = members
        .into_iter()
        .map(check)
        .collect::<Result<_, ValueError>>()?;
    Ok(Json::Object(checked))
}

fn field_value(field: &Field, json: Json) -> Result<Json, ValueError> {
    let options = field.options.as_deref().unwrap_or_default();
    match field.field_type {
        FieldType::Flag => json.is_boolean().then_some(json).ok_or(ValueError::Shape),
        FieldType::Choice => option(options, json),
        FieldType::Choices => {
            let most = field
                .max
                .and_then(|max| usize::try_from(max).ok())
                .unwrap_or(MOST_ENTRIES);
            several(options, json, most)
        }
        FieldType::Integer => integer(
            json,
            field.min.unwrap_or(0),
            field.max.unwrap_or(i64::from(LARGEST_AMOUNT)),
        ),
        FieldType::Month => integer(json, 1, 12),
        FieldType::Week => {
            let text: String = read(json)?;
            week(&text).ok_or(ValueError::OutOfRange)?;
            Ok(text.into())
        }
        FieldType::Day => {
            let text: String = read(json)?;
            day(&text).ok_or(ValueError::OutOfRange)?;
            Ok(text.into())
        }
    }
}

fn integer(json: Json, min: i64, max: i64) -> Result<Json, ValueError> {
    let number: i64 = read(json)?;
    (min..=max)
        .contains(&number)
        .then(|| number.into())
        .ok_or(ValueError::OutOfRange)
}

/// Year and number of an ISO 8601 week, `2026-W48`.
pub(super) fn week(text: &str) -> Option<(u16, u8)> {
    let (year, number) = text.split_once("-W")?;
    let all_digits = [year, number]
        .iter()
        .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if year.len() != 4 || number.len() != 2 || !all_digits {
        return None;
    }
    let number: u8 = number.parse().ok()?;
    (1..=53)
        .contains(&number)
        .then_some((year.parse().ok()?, number))
}

/// Free text without its outer spaces: short, and nothing in it that hides or reorders letters.
fn plain_text(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !(1..=LONGEST_TEXT).contains(&text.chars().count()) || text.chars().any(hides) {
        return Err(ValueError::Text);
    }
    Ok(text.to_owned())
}

fn write<T: Serialize>(value: &T) -> Result<Json, ValueError> {
    serde_json::to_value(value).map_err(|_| ValueError::Shape)
}
