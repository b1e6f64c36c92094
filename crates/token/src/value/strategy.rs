//! Arbitrary values of every kind, for property tests. Small choices on purpose, so that equal answers are frequent.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, hash_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value as Json, json};

use super::Value;
use crate::vocabulary::{Choice, Field, FieldType, Kind, PreferenceKey, SizeSystem, vocabulary};

pub(crate) fn any_key() -> BoxedStrategy<PreferenceKey> {
    select(vocabulary().keys().collect::<Vec<_>>()).boxed()
}

pub(crate) fn value_of(key: PreferenceKey) -> BoxedStrategy<Value> {
    json_of(&key.detail().kind)
        .prop_map(move |json| Value::parse(&key, json).unwrap())
        .boxed()
}

fn json_of(kind: &'static Kind) -> BoxedStrategy<Json> {
    match kind {
        Kind::Flag {} => Just(Json::Bool(true)).boxed(),
        Kind::Choice { options, .. } => one(options),
        Kind::Choices { options, .. } => several(options, 8),
        Kind::Ranked { options, .. } => ranked(options.as_deref()),
        Kind::Sizes { systems } => sizes(systems),
        Kind::Measure { min, max, .. } => {
            (*min..=(*min + 120).min(*max)).prop_map(Json::from).boxed()
        }
        Kind::Ranges { categories } => by_category(categories, range()),
        Kind::Picks {
            categories,
            options,
        } => by_category(categories, one(options)),
        Kind::Record { fields } => record(fields),
        Kind::Records { fields, max, .. } => vec(record(fields), 1..=(*max).min(3))
            .prop_map(Json::from)
            .boxed(),
    }
}

fn few(options: &'static [Choice]) -> Vec<&'static str> {
    options
        .iter()
        .take(8)
        .map(|option| option.id.as_str())
        .collect()
}

fn one(options: &'static [Choice]) -> BoxedStrategy<Json> {
    select(few(options)).prop_map(Json::from).boxed()
}

fn several(options: &'static [Choice], most: usize) -> BoxedStrategy<Json> {
    let ids = few(options);
    let most = most.min(ids.len());
    subsequence(ids, 1..=most)
        .prop_shuffle()
        .prop_map(Json::from)
        .boxed()
}

fn ranked(options: Option<&'static [Choice]>) -> BoxedStrategy<Json> {
    let ids: BoxedStrategy<Vec<String>> = match options {
        Some(options) => {
            let ids = few(options);
            let most = ids.len();
            subsequence(ids, 1..=most)
                .prop_map(|ids| ids.into_iter().map(str::to_owned).collect())
                .boxed()
        }
        None => hash_set("[A-Z][a-z]{2,8}", 1..50)
            .prop_map(|ids| ids.into_iter().take(40).collect())
            .boxed(),
    };
    ids.prop_flat_map(|ids| {
        let many = ids.len();
        (Just(ids), vec(1_u8..=3, many))
    })
    .prop_map(|(ids, strengths)| {
        ids.iter()
            .zip(strengths)
            .map(|(id, strength)| json!({"id": id, "strength": strength}))
            .collect()
    })
    .boxed()
}

fn sizes(systems: &'static [SizeSystem]) -> BoxedStrategy<Json> {
    let all: Vec<(&str, &str)> = systems
        .iter()
        .flat_map(|system| {
            system
                .values
                .iter()
                .take(9)
                .map(|value| (system.id.as_str(), value.as_str()))
        })
        .collect();
    let size = |((system, value), weight): ((&str, &str), f64)| json!({"system": system, "value": value, "weight": weight});
    (subsequence(all, 1..=2), vec(0.0..=1.0_f64, 2))
        .prop_map(move |(chosen, weights)| chosen.into_iter().zip(weights).map(size).collect())
        .boxed()
}

fn range() -> BoxedStrategy<Json> {
    (0_u32..700, 0_u32..300)
        .prop_map(|(min, more)| json!({"min": min, "max": min + more, "currency": "EUR"}))
        .boxed()
}

fn by_category(categories: &'static [Choice], entry: BoxedStrategy<Json>) -> BoxedStrategy<Json> {
    btree_map(select(few(categories)), entry, 1..4)
        .prop_map(|entries: BTreeMap<&str, Json>| {
            Json::Object(
                entries
                    .into_iter()
                    .map(|(id, entry)| (id.to_owned(), entry))
                    .collect(),
            )
        })
        .boxed()
}

fn record(fields: &'static [Field]) -> BoxedStrategy<Json> {
    let members: Vec<_> = fields
        .iter()
        .map(|field| of(member(field)).prop_map(|json| (field.id.clone(), json)))
        .collect();
    members
        .prop_map(|members| {
            members
                .into_iter()
                .filter_map(|(id, json)| Some((id, json?)))
                .collect::<Map<_, _>>()
        })
        .prop_filter("a record has a field", |record| !record.is_empty())
        .prop_map(Json::Object)
        .boxed()
}

fn member(field: &'static Field) -> BoxedStrategy<Json> {
    let options = field.options.as_deref().unwrap_or_default();
    match field.field_type {
        FieldType::Flag => any::<bool>().prop_map(Json::from).boxed(),
        FieldType::Choice => one(options),
        FieldType::Choices => several(
            options,
            field
                .max
                .and_then(|max| usize::try_from(max).ok())
                .unwrap_or(8),
        ),
        FieldType::Integer => (field.min.unwrap_or(0)..=field.max.unwrap_or(9))
            .prop_map(Json::from)
            .boxed(),
        FieldType::Month => (1..=12).prop_map(Json::from).boxed(),
        FieldType::Week => (1..=53)
            .prop_map(|week| format!("2026-W{week:02}").into())
            .boxed(),
        FieldType::Day => (1..=28)
            .prop_map(|day| format!("2026-12-{day:02}").into())
            .boxed(),
    }
}
