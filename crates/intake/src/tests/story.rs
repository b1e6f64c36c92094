//! The fictional household's exports, counted independently by their generator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{everyone, look, path, recognised, sample};
use crate::{Counts, Event, Format, SkipReason, Stream};

const ACTIVITY: &str = "story/netflix/ViewingActivity.csv";
const HISTORY: &str = "story/netflix/NetflixViewingHistory.csv";
const ORDERS: &str = "story/amazon/Your Orders.zip";
const RETAIL: &str = "story/amazon/Retail.OrderHistory.1.csv";

fn expected(name: &str) -> Value {
    let all: Value =
        serde_json::from_slice(&std::fs::read(path("story/EXPECTED.json")).unwrap()).unwrap();
    all[name.trim_start_matches("story/")].clone()
}

fn things(events: &[Event]) -> Vec<&Event> {
    events
        .iter()
        .filter(|event| event.stream == Stream::AmazonOrders)
        .collect()
}

fn count(events: &[&Event], counts: Counts) -> usize {
    events.iter().filter(|event| event.counts == counts).count()
}

fn cents(events: &[&Event]) -> i64 {
    events.iter().filter_map(|event| event.amount_minor).sum()
}

#[test]
fn the_household_s_views_are_counted() {
    let found = recognised(sample(ACTIVITY));
    let events = everyone(vec![sample(ACTIVITY)]);
    let (mut views, mut seconds, mut finished) = (
        BTreeMap::<_, u64>::new(),
        BTreeMap::<_, u64>::new(),
        BTreeMap::<_, BTreeSet<_>>::new(),
    );
    for event in &events {
        let person = event.person.clone().unwrap();
        *views.entry(person.clone()).or_default() += 1;
        *seconds.entry(person.clone()).or_default() += u64::from(event.seconds.unwrap());
        if event.seconds.unwrap() >= 1200 {
            finished
                .entry(person)
                .or_default()
                .insert(event.show.clone().unwrap_or_else(|| event.title.clone()));
        }
    }
    let finished: BTreeMap<_, _> = finished
        .into_iter()
        .map(|(person, titles)| (person, titles.len()))
        .collect();
    let expected = expected(ACTIVITY);
    assert_eq!(json!(found.rows), expected["rows"]);
    assert_eq!(
        json!(found.skipped[&SkipReason::Preview]),
        expected["previews"]
    );
    assert_eq!(
        json!(found.skipped[&SkipReason::TooShort]),
        expected["too_short"]
    );
    assert_eq!(json!(views), expected["views"]);
    assert_eq!(json!(seconds), expected["seconds"]);
    assert_eq!(json!(finished), expected["finished_titles"]);
}

#[test]
fn the_short_list_tells_of_alex_s_views_and_of_some_older_ones() {
    let short = everyone(vec![sample(HISTORY)]);
    let mut rich: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for event in everyone(vec![sample(ACTIVITY)]) {
        let loose = event.loose_day_identity().unwrap();
        rich.entry(loose.key.clone()).or_default().push(loose);
    }
    let is_new = |event: &&Event| {
        let loose = event.loose_day_identity().unwrap();
        !rich
            .get(&loose.key)
            .is_some_and(|known| known.iter().any(|known| known.tells_of_the_same(&loose)))
    };
    let expected = expected(HISTORY);
    assert_eq!(json!(short.len()), expected["rows"]);
    assert_eq!(
        json!(short.iter().filter(is_new).count()),
        expected["not_in_the_rich_list"]
    );
}

#[test]
fn alex_s_orders_are_counted_in_both_layouts() {
    let current = everyone(vec![sample(ORDERS)]);
    let elder = everyone(vec![sample(RETAIL)]);
    let items = things(&current);
    let found = look(vec![sample(ORDERS)]);
    let rows = |format| {
        found
            .recognised()
            .find(|(_, file)| file.format == format)
            .map(|(_, file)| file.rows)
    };
    let actual = json!({
        "item_rows": items.len(),
        "cancelled": count(&items, Counts::Cancelled),
        "gifts": count(&items, Counts::Gift),
        "returned": count(&items, Counts::Returned),
        "digital": current.len() - items.len(),
        "refund_rows": rows(Format::AmazonRefunds),
        "cents": cents(&items),
    });
    assert_eq!(actual, expected(ORDERS));
    let items = things(&elder);
    let actual = json!({
        "item_rows": items.len(),
        "cancelled": count(&items, Counts::Cancelled),
        "gifts": count(&items, Counts::Gift),
        "cents": cents(&items),
    });
    assert_eq!(actual, expected(RETAIL));
}

#[test]
fn the_overlap_of_both_layouts_is_recognised() {
    let (current, elder) = (
        everyone(vec![sample(ORDERS)]),
        everyone(vec![sample(RETAIL)]),
    );
    let keys = |events: &[Event]| {
        things(events)
            .into_iter()
            .map(|event| event.natural_key.clone())
            .collect::<BTreeSet<_>>()
    };
    let (current, elder) = (keys(&current), keys(&elder));
    let actual = json!({ "items_together": current.union(&elder).count(), "in_both": current.intersection(&elder).count() });
    assert_eq!(actual, expected("amazon"));
}

#[test]
fn the_kids_profile_is_flagged() {
    let people: Vec<_> = look(vec![sample(ACTIVITY)])
        .people
        .into_iter()
        .map(|person| (person.name, person.child))
        .collect();
    assert_eq!(
        people,
        [
            ("Alex".to_owned(), false),
            ("Kids".to_owned(), true),
            ("Sam".to_owned(), false)
        ]
    );
}
