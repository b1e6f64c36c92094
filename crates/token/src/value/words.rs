//! Values in plain English, one entry a line.
//!
//! Invariant: every line comes from the value itself; nothing is rounded, left out or added for the eye.

use serde_json::{Map, Value as Json};

use super::ends::day;
use super::parse::week;
use crate::vocabulary::{Choice, Field, FieldType, Kind, Level, PreferenceKey, SizeSystem};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is sent at a level in plain English, one entry a line: `["EU 40"]`, `["Running shoes: 40-95 EUR"]`. A value that
/// does not fit its key is shown as the JSON it is.
#[must_use]
pub fn sent_lines(key: &PreferenceKey, level: Level, value: &Json) -> Vec<String> {
    let kind = &key.detail().kind;
    match (kind, level) {
        (Kind::Flag {}, _) | (_, Level::Bucket | Level::List | Level::Exact) => {
            stored_lines(kind, value)
        }
        (_, Level::YesNo) if *value == Json::Bool(true) => vec!["Yes, without details".to_owned()],
        (_, Level::YesNo) => vec![value.to_string()],
    }
}

/// A stored value in plain English.
pub(super) fn stored_lines(kind: &Kind, value: &Json) -> Vec<String> {
    lines(kind, value).unwrap_or_else(|| vec![value.to_string()])
}

fn lines(kind: &Kind, value: &Json) -> Option<Vec<String>> {
    match kind {
        Kind::Flag {} => Some(vec![yes_or_no(value.as_bool()?)]),
        Kind::Choice { options, .. } => Some(vec![label(options, value.as_str()?)]),
        Kind::Choices { options, .. } => value
            .as_array()?
            .iter()
            .map(|id| Some(label(options, id.as_str()?)))
            .collect(),
        Kind::Ranked { options, .. } => {
            let options = options.as_deref();
            value
                .as_array()?
                .iter()
                .map(|entry| ranked(options, entry))
                .collect()
        }
        Kind::Sizes { systems } => sizes(systems, value),
        Kind::Measure { unit, .. } => Some(vec![measure(unit, value)?]),
        Kind::Ranges { categories } => by_category(categories, value, range),
        Kind::Picks {
            categories,
            options,
        } => by_category(categories, value, |picked| {
            Some(label(options, picked.as_str()?))
        }),
        Kind::Record { fields } => record(fields, value.as_object()?),
        Kind::Records { fields, .. } => {
            let one = |entry: &Json| Some(record(fields, entry.as_object()?)?.join(", "));
            value.as_array()?.iter().map(one).collect()
        }
    }
}

fn yes_or_no(flag: bool) -> String {
    if flag { "Yes" } else { "No" }.to_owned()
}

/// The option's name; a group or a free text is its own name.
fn label(options: &[Choice], id: &str) -> String {
    match options.iter().find(|option| option.id == id) {
        Some(option) => option.label.clone(),
        None => capitalised(id),
    }
}

fn capitalised(id: &str) -> String {
    let mut letters = id.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn ranked(options: Option<&[Choice]>, entry: &Json) -> Option<String> {
    let id = entry.get("id")?.as_str()?;
    let name = options.map_or_else(|| id.to_owned(), |options| label(options, id));
    let strength = match entry.get("strength")?.as_u64()? {
        1 => "slight",
        2 => "medium",
        3 => "strong",
        _ => return None,
    };
    Some(format!("{name} ({strength})"))
}

/// Sizes of a list, or the one bucket.
fn sizes(systems: &[SizeSystem], value: &Json) -> Option<Vec<String>> {
    let system = |entry: &Json| -> Option<String> {
        let id = entry.get("system")?.as_str()?;
        systems
            .iter()
            .find(|system| system.id == id)
            .map(|system| system.label.clone())
    };
    if let Some(entries) = value.as_array() {
        let line = |entry: &Json| {
            Some(format!(
                "{} {}",
                system(entry)?,
                entry.get("value")?.as_str()?
            ))
        };
        return entries.iter().map(line).collect();
    }
    let (from, to) = (value.get("from")?.as_str()?, value.get("to")?.as_str()?);
    let span = if from == to {
        from.to_owned()
    } else {
        format!("{from}-{to}")
    };
    Some(vec![format!("{} {span}", system(value)?)])
}

fn measure(unit: &str, value: &Json) -> Option<String> {
    match value.as_u64() {
        Some(exact) => Some(format!("{exact} {unit}")),
        None => Some(format!(
            "{}-{} {unit}",
            value.get("from")?.as_u64()?,
            value.get("to")?.as_u64()?
        )),
    }
}

fn by_category(
    categories: &[Choice],
    value: &Json,
    words: impl Fn(&Json) -> Option<String>,
) -> Option<Vec<String>> {
    let line = |(id, entry): (&String, &Json)| {
        Some(format!("{}: {}", label(categories, id), words(entry)?))
    };
    value.as_object()?.iter().map(line).collect()
}

fn range(entry: &Json) -> Option<String> {
    let currency = entry.get("currency")?.as_str()?;
    let number = |name: &str| entry.get(name).and_then(Json::as_u64);
    let from = number("min").or(number("from"))?;
    Some(match number("max").or(number("to")) {
        Some(to) if to == from => format!("{from} {currency}"),
        Some(to) => format!("{from}-{to} {currency}"),
        None => format!("{from} {currency} or more"),
    })
}

/// Fields in the table's order.
fn record(fields: &[Field], members: &Map<String, Json>) -> Option<Vec<String>> {
    let known = fields
        .iter()
        .filter_map(|field| Some((field, members.get(&field.id)?)));
    let lines: Vec<String> = known
        .map(|(field, member)| Some(format!("{}: {}", field.label, field_words(field, member)?)))
        .collect::<Option<_>>()?;
    (lines.len() == members.len()).then_some(lines)
}

fn field_words(field: &Field, value: &Json) -> Option<String> {
    let options = field.options.as_deref().unwrap_or_default();
    match field.field_type {
        FieldType::Flag => Some(yes_or_no(value.as_bool()?).to_lowercase()),
        FieldType::Choice => Some(label(options, value.as_str()?)),
        FieldType::Choices => {
            let ids = value
                .as_array()?
                .iter()
                .map(|id| Some(label(options, id.as_str()?)));
            Some(ids.collect::<Option<Vec<_>>>()?.join(" and "))
        }
        FieldType::Integer => Some(value.as_i64()?.to_string()),
        FieldType::Month => {
            let month = usize::try_from(value.as_u64()?).ok()?;
            MONTHS
                .get(month.checked_sub(1)?)
                .map(|name| (*name).to_owned())
        }
        FieldType::Week => {
            week(value.as_str()?).map(|(year, number)| format!("week {number} of {year}"))
        }
        FieldType::Day => {
            let day = day(value.as_str()?)?;
            let month = usize::try_from(day.month()).ok()?.checked_sub(1)?;
            Some(format!(
                "{} {} {}",
                day.day(),
                MONTHS.get(month)?,
                day.year()
            ))
        }
    }
}
