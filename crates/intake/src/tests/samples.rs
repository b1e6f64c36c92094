//! Every number of `EXPECTED.json` for Amazon orders and Netflix.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{as_said, bytes, collect, everyone, look, path, recognised, sample};
use crate::dates::{OrderFinding, OrderSurvey};
use crate::{
    Answers, Counts, DateOrder, Error, Event, EventKind, Format, Precision, Rating, SkipReason,
    Stream, Verdict,
};

const HISTORY: &str = "netflix/NetflixViewingHistory.csv";
const ACTIVITY: &str = "netflix/CONTENT_INTERACTION/ViewingActivity.csv";
const ORDERS: &str = "amazon/Your Orders.zip";
const RETAIL: &str = "amazon/Retail.OrderHistory.1/Retail.OrderHistory.1.csv";
const REPORT: &str = "amazon/legacy_order_history_report.csv";

fn expected(name: &str) -> Value {
    let all: Value =
        serde_json::from_slice(&std::fs::read(path("EXPECTED.json")).unwrap()).unwrap();
    all[name].clone()
}

fn orders(events: &[Event]) -> BTreeSet<&str> {
    events
        .iter()
        .filter(|event| event.stream == Stream::AmazonOrders)
        .map(|event| event.natural_key.split('|').next().unwrap())
        .collect()
}

fn short_list(name: &str, order: Option<DateOrder>) -> Value {
    let found = recognised(sample(name));
    let (_, events) = as_said(vec![sample(name)], order).unwrap();
    let shows: BTreeSet<_> = events
        .iter()
        .filter_map(|event| event.show.clone())
        .collect();
    let mut days: BTreeMap<_, u64> = BTreeMap::new();
    for event in &events {
        *days.entry((event.at, &event.title)).or_default() += 1;
    }
    let mut survey = OrderSurvey::default();
    let text = std::fs::read_to_string(path(name)).unwrap();
    text.lines()
        .for_each(|line| survey.note(line.rsplit(',').next().unwrap().trim_matches('"')));
    let date_order = match survey.finding() {
        OrderFinding::Open(_) => "ambiguous",
        OrderFinding::Certain(DateOrder::DayFirst) => "DMY",
        OrderFinding::Certain(DateOrder::MonthFirst) => "MDY",
        OrderFinding::Certain(DateOrder::YearFirst) => "YMD",
    };
    assert_eq!(found.date_question.is_some(), date_order == "ambiguous");
    json!({
        "rows": found.rows,
        "date_order": date_order,
        "episodes": events.iter().filter(|event| event.episode.is_some()).count(),
        "shows": shows,
        "broken_titles": found.skipped.get(&SkipReason::NoTitle).copied().unwrap_or(0),
        "same_day_repeats": days.values().map(|times| times - 1).sum::<u64>(),
    })
}

#[test]
fn the_short_list_of_an_american_account_is_read_month_first() {
    assert_eq!(short_list(HISTORY, None), expected(HISTORY));
    let newest = everyone(vec![sample(HISTORY)])
        .into_iter()
        .map(|event| event.at)
        .max();
    assert_eq!(newest, Some(1_788_048_000_000), "30 August 2026");
}

#[test]
fn the_short_list_of_a_german_account_is_read_day_first() {
    let name = "netflix/NetflixViewingHistory_de.csv";
    assert_eq!(short_list(name, None), expected(name));
    let newest = everyone(vec![sample(name)])
        .into_iter()
        .map(|event| event.at)
        .max();
    assert_eq!(newest, Some(1_788_048_000_000), "30 August 2026");
}

#[test]
fn a_short_list_whose_dates_can_be_read_both_ways_asks() {
    let name = "netflix/NetflixViewingHistory_gb_ambiguous.csv";
    assert_eq!(short_list(name, Some(DateOrder::DayFirst)), expected(name));
    let found = recognised(sample(name));
    assert_eq!(
        (found.first, found.last, found.date_question.as_deref()),
        (None, None, Some("12/8/26"))
    );

    assert_eq!(
        as_said(vec![sample(name)], None),
        Err(Error::DateOrderNeeded)
    );

    let newest = |order| {
        as_said(vec![sample(name)], Some(order))
            .unwrap()
            .1
            .iter()
            .map(|event| event.at)
            .max()
    };
    assert_eq!(
        newest(DateOrder::DayFirst),
        Some(1_786_492_800_000),
        "12 August 2026"
    );
    assert_eq!(
        newest(DateOrder::MonthFirst),
        Some(1_796_688_000_000),
        "8 December 2026"
    );
}

#[test]
fn the_rich_list_is_counted_by_profile_without_its_previews() {
    let found = look(vec![sample(ACTIVITY)]);
    let Verdict::Recognised(file) = &found.files[0].verdict else {
        panic!()
    };
    let events = everyone(vec![sample(ACTIVITY)]);
    let by_profile: BTreeMap<_, _> = found
        .people
        .iter()
        .map(|person| (person.name.clone(), person.rows))
        .collect();
    let actual = json!({
        "rows": file.rows,
        "kept": file.kept,
        "dropped_trailers": file.skipped[&SkipReason::Preview],
        "by_profile": by_profile,
        "watched_seconds": events.iter().filter_map(|event| event.seconds).map(u64::from).sum::<u64>(),
    });
    assert_eq!(actual, expected("netflix/ViewingActivity.csv"));
    assert_eq!(
        file.events, 156,
        "two sessions of one title within 36 hours are one view"
    );
    assert_eq!(
        found
            .people
            .iter()
            .filter(|person| person.child)
            .map(|person| person.name.as_str())
            .collect::<Vec<_>>(),
        ["Kids"]
    );
    assert_eq!(
        found.adults(),
        BTreeSet::from(["Alex".to_owned(), "Sam".to_owned()])
    );
}

#[test]
fn rows_of_profiles_that_were_not_chosen_are_skipped() {
    let answers = Answers {
        people: BTreeSet::from(["Alex".to_owned()]),
        ..Answers::default()
    };
    let (read, events) = collect(vec![sample(ACTIVITY)], &answers).unwrap();
    assert!(
        events
            .iter()
            .all(|event| event.person.as_deref() == Some("Alex"))
    );
    assert_eq!(read.skipped()[&SkipReason::OtherPerson], 46 + 43);
    assert_eq!(
        read.people
            .iter()
            .map(|person| person.rows)
            .collect::<Vec<_>>(),
        [68]
    );
}

#[test]
fn the_retail_layout_of_orders_is_counted() {
    let found = recognised(sample(RETAIL));
    let events = everyone(vec![sample(RETAIL)]);
    let of = |counts| events.iter().filter(|event| event.counts == counts).count();
    let actual = json!({
        "item_rows": found.kept,
        "orders": orders(&events).len(),
        "cancelled_rows": of(Counts::Cancelled),
        "gift_rows": of(Counts::Gift),
        "sum_total_owed_cents": events.iter().filter_map(|event| event.amount_minor).sum::<i64>(),
    });
    assert_eq!(actual, expected("amazon/Retail.OrderHistory.1.csv"));
    assert_eq!(found.format, Format::AmazonRetailOrders);
}

#[test]
fn the_current_layout_of_orders_is_counted_with_its_siblings() {
    let found = look(vec![sample(ORDERS)]);
    let file = |format| {
        found
            .recognised()
            .map(|(_, file)| file)
            .find(|file| file.format == format)
            .unwrap()
    };
    let events = everyone(vec![sample(ORDERS)]);
    let bought: BTreeSet<_> = events
        .iter()
        .filter(|event| event.stream == Stream::AmazonOrders)
        .map(|event| event.natural_key.clone())
        .collect();
    let elder: BTreeSet<_> = everyone(vec![sample(RETAIL)])
        .into_iter()
        .map(|event| event.natural_key)
        .collect();
    let returned: Vec<_> = events
        .iter()
        .filter(|event| event.counts == Counts::Returned)
        .cloned()
        .collect();
    let actual = json!({
        "item_rows": file(Format::AmazonOrders).kept,
        "notice_rows": file(Format::AmazonOrders).skipped[&SkipReason::Notice],
        "double_timestamps": events.iter().filter(|event| event.at == 1_784_490_769_000).count(),
        "orders": orders(&events).len(),
        "returned_orders": orders(&returned).len(),
        "digital": file(Format::AmazonDigital).events,
        "same_orders_as_old_file": bought == elder,
    });
    assert_eq!(actual, expected(ORDERS));
    assert_eq!(
        returned[0].title,
        "Bauklotz Wooden Train Set for Kids 3+, 52 pcs"
    );
    assert_eq!(
        (
            file(Format::AmazonRefunds).kept,
            file(Format::AmazonRefunds).events
        ),
        (1, 0)
    );
    assert_eq!(
        found.files[0].source.name,
        "Your Orders.zip/Order History.csv"
    );
}

#[test]
fn both_layouts_of_the_same_orders_give_equal_events() {
    let comparable = |name: &str| -> BTreeMap<String, Event> {
        let events = everyone(vec![sample(name)])
            .into_iter()
            .filter(|event| event.stream == Stream::AmazonOrders);
        events
            .map(|event| (event.natural_key.clone(), Event { row: 0, ..event }))
            .collect()
    };
    let (current, elder) = (comparable(ORDERS), comparable(RETAIL));
    let differing: Vec<_> = current
        .values()
        .filter(|event| elder[&event.natural_key] != **event)
        .collect();
    let reasons: BTreeSet<_> = differing
        .iter()
        .map(|event| (event.counts, event.at == 1_784_490_769_000))
        .collect();
    // One was returned, which only the current export knows; one has two stamps in its date cell.
    assert_eq!(
        (differing.len(), reasons),
        (
            2,
            BTreeSet::from([(Counts::Yes, true), (Counts::Returned, false)])
        )
    );
}

#[test]
fn the_report_keeps_categories_and_codes() {
    let found = recognised(sample(REPORT));
    let mut events = everyone(vec![sample(REPORT)]);
    events.sort_by_key(|event| event.category_hint.clone());
    let actual = json!({
        "rows": found.rows,
        "categories": events.iter().map(|event| event.category_hint.clone()).collect::<Vec<_>>(),
        "unspsc": events.iter().map(|event| event.unspsc.clone()).collect::<Vec<_>>(),
    });
    assert_eq!(actual, expected("amazon/legacy"));
    let tissue = &events[1];
    assert_eq!(
        (
            tissue.amount_minor,
            tissue.currency.as_deref(),
            tissue.quantity
        ),
        (Some(3504), Some("USD"), 2)
    );
    assert_eq!(
        (tissue.at, tissue.precision),
        (1_646_179_200_000, Precision::Day),
        "2 March 2022"
    );
}

#[test]
fn netflix_siblings_are_rated_or_named() {
    let ratings = everyone(vec![sample("netflix/CONTENT_INTERACTION/Ratings.csv")]);
    let given: Vec<_> = ratings
        .iter()
        .map(|event| (event.kind, event.rating))
        .collect();
    let rated = |rating| (EventKind::Rated, Some(rating));
    assert_eq!(
        given,
        [
            rated(Rating::Thumbs(2)),
            rated(Rating::Thumbs(1)),
            rated(Rating::Stars(4))
        ]
    );
    assert_eq!(
        super::verdict(sample("netflix/CONTENT_INTERACTION/SearchHistory.csv")),
        Verdict::NotUsedYet(Format::NetflixSearches)
    );
}

#[test]
fn a_sample_of_another_kind_is_unknown_and_harmless() {
    assert_eq!(super::verdict(sample("gpc/gpc.json")), Verdict::Unknown);
}

#[test]
fn a_file_is_known_by_its_content_whatever_it_is_called() {
    for name in [HISTORY, ACTIVITY, RETAIL, REPORT, ORDERS] {
        let content = std::fs::read(path(name)).unwrap();
        let formats = |found: crate::Examination| {
            found
                .files
                .into_iter()
                .map(|file| file.source.format)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            formats(look(vec![bytes("photo.jpg", &content)])),
            formats(look(vec![sample(name)]))
        );
    }
}

#[test]
fn marks_line_ends_delimiters_and_localised_headers_change_nothing() {
    let text = String::from_utf8(std::fs::read(path(ACTIVITY)).unwrap()).unwrap();
    let plain = everyone(vec![sample(ACTIVITY)]);
    let rest = text.split_once('\n').unwrap().1;
    let localised = format!(
        "Profilname,Startzeit,Dauer,Attribute,Titel,Zusatzvideotyp,Gerätetyp,Lesezeichen,Letztes,Land\n{rest}"
    );
    for variant in [
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
        localised,
    ] {
        assert_eq!(everyone(vec![bytes("a", variant.as_bytes())]), plain);
    }
    let short = std::fs::read_to_string(path(HISTORY)).unwrap();
    let semicolons = short.replace("\",\"", "\";\"");
    assert_eq!(
        everyone(vec![bytes("a", semicolons.as_bytes())]),
        everyone(vec![sample(HISTORY)])
    );
    let titled = short.replacen("\"Title\",\"Date\"", "\"Titel\",\"Datum\"", 1);
    assert_eq!(
        everyone(vec![bytes("a", titled.as_bytes())]),
        everyone(vec![sample(HISTORY)])
    );
}

#[test]
fn importing_twice_and_overlapping_gives_the_same_identities() {
    for name in [HISTORY, ACTIVITY, ORDERS, RETAIL, REPORT] {
        let keys = |inputs| {
            everyone(inputs)
                .into_iter()
                .map(|event| (event.stream, event.natural_key))
                .collect::<BTreeSet<_>>()
        };
        let once = everyone(vec![sample(name)]).len();
        assert_eq!(
            keys(vec![sample(name)]).len(),
            once,
            "identities are unique in {name}"
        );
        assert_eq!(
            keys(vec![sample(name), sample(name)]).len(),
            once,
            "{name} twice"
        );
    }
    assert_eq!(
        everyone(vec![sample(ORDERS), sample(RETAIL)])
            .into_iter()
            .map(|event| (event.stream, event.natural_key))
            .collect::<BTreeSet<_>>()
            .len(),
        89
    );
}

#[test]
fn the_hash_is_of_the_whole_input() {
    let found = look(vec![sample(ORDERS)]);
    let hash = ring::digest::digest(&ring::digest::SHA256, &std::fs::read(path(ORDERS)).unwrap());
    assert!(
        found
            .files
            .iter()
            .all(|file| file.source.sha256 == hash.as_ref())
    );
}

#[test]
fn every_row_is_taken_or_has_a_reason() {
    for name in [HISTORY, ACTIVITY, ORDERS, RETAIL, REPORT] {
        for (_, file) in look(vec![sample(name)]).recognised() {
            assert_eq!(
                file.rows,
                file.kept + file.skipped.values().sum::<u64>(),
                "{name}"
            );
        }
    }
}
