//! The last word on what is suggested, over a real vault and a real export.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod shared;

use std::fs;
use std::sync::Arc;

use inkling_desk::view::{Change, GroupKind, Happening, ImportAnswers, Preference, RuleKind, Why};
use inkling_desk::{Desk, FailureCode};
use tempfile::TempDir;

use self::shared::open;

const SHOP: &str = "interests.shop";
const AREA: &str = "shop";

/// Nine purchases of three things, on nine days.
fn imported() -> (TempDir, Arc<Desk>) {
    imported_of(["Kappel Stehlampe", "Kappel Rucksack", "Lumen Stehlampe"])
}

fn imported_of(items: [&str; 3]) -> (TempDir, Arc<Desk>) {
    let (folder, desk) = open();
    let bought = items.iter().cycle().zip(1..10);
    let table = bought.map(|(item, day)| format!("2026-05-{day:02},{item},20.00\n"));
    let table = format!("Date,Item,Price\n{}", table.collect::<String>());
    let path = folder.path().join("purchases.csv");
    fs::write(&path, table).unwrap();
    let columns = desk
        .examine(std::slice::from_ref(&path))
        .unwrap()
        .column_questions;
    let answers = ImportAnswers {
        columns: columns.into_iter().map(|question| question.guess).collect(),
        people: Vec::new(),
        date_order: None,
        sites: Vec::new(),
    };
    desk.import(&[path], &answers).unwrap();
    (folder, desk)
}

fn lines(desk: &Desk) -> Vec<String> {
    desk.preference(SHOP)
        .map_or_else(|_| Vec::new(), |shop| shop.lines)
}

/// The id of an entry behind a preference.
fn entry(preference: &Preference, title: &str) -> String {
    let mut events = preference.evidence.as_ref().unwrap().events.iter();
    events
        .find(|event| event.title == title)
        .unwrap()
        .id
        .clone()
}

#[test]
fn a_wrong_category_is_corrected_for_all_of_its_kind_and_taken_back() {
    let (_folder, desk) = imported();
    let before = desk.preference(SHOP).unwrap();
    let id = entry(&before, "Lumen Stehlampe");
    let found = desk.entry(&id).unwrap();
    assert_eq!(
        (found.category.as_deref(), found.others),
        (Some("Lighting"), 2)
    );
    let noun = found
        .groups
        .iter()
        .find(|group| group.group == GroupKind::Noun)
        .unwrap();
    assert_eq!((noun.name.as_str(), noun.others), ("stehlampe", 5));

    let rule = desk.correct(&id, GroupKind::Noun, Some("garden")).unwrap();

    assert!(lines(&desk).join(" ").contains("Garden"));
    let said = desk.rules().unwrap();
    assert_eq!((said[0].says, said[0].entries), (RuleKind::Noun, 6));
    assert_eq!(said[0].category.as_deref(), Some("Garden"));
    desk.take_back(rule).unwrap();
    assert_eq!(desk.preference(SHOP).unwrap(), before);
    let happened: Vec<Happening> = desk
        .history(None)
        .unwrap()
        .iter()
        .take(2)
        .map(|line| line.what)
        .collect();
    assert_eq!(happened, [Happening::TakenBack, Happening::Corrected]);
}

#[test]
fn a_gift_a_history_and_an_area_are_kept_out_and_listed() {
    let (_folder, desk) = imported();
    let shop = desk.preference(SHOP).unwrap();
    let used = desk.streams().unwrap();
    assert_eq!(
        (used[0].id.as_str(), used[0].entries, used[0].rule),
        ("other-orders", 9, None)
    );

    desk.keep_out(&entry(&shop, "Kappel Rucksack"), Why::Gift)
        .unwrap();
    assert!(!lines(&desk).join(" ").contains("Bags"));
    let stream = desk.keep_out_stream("other-orders").unwrap();
    assert_eq!(lines(&desk), Vec::<String>::new());
    desk.stop_area(AREA).unwrap();

    let kept: Vec<RuleKind> = desk.rules().unwrap().iter().map(|rule| rule.says).collect();
    assert_eq!(kept, [RuleKind::Area, RuleKind::Stream, RuleKind::Gift]);
    assert_eq!(desk.streams().unwrap()[0].rule, Some(stream));
}

#[test]
fn one_purchase_is_kept_out_and_listed_with_its_day() {
    let (_folder, desk) = imported();
    let shop = desk.preference(SHOP).unwrap();
    let id = entry(&shop, "Kappel Rucksack");

    let rule = desk.keep_out_entry(&id, Why::Gift).unwrap();

    let left = desk.preference(SHOP).unwrap().evidence.unwrap().of;
    assert_eq!(
        left,
        shop.evidence.unwrap().of - 3,
        "two backpacks are too few"
    );
    let listed = desk.rules().unwrap().remove(0);
    assert_eq!(
        (listed.id, listed.says, listed.entries),
        (rule, RuleKind::Gift, 1)
    );
    assert_eq!(listed.name, "Kappel Rucksack");
    let at = id.split('/').nth(1).unwrap().parse().unwrap();
    assert_eq!(listed.at, Some(at));
}

#[test]
fn a_title_without_a_category_is_placed_from_the_list() {
    let (_folder, desk) = imported_of(["Xylotron 3000", "Kappel Rucksack", "Quorvex"]);
    let unsorted = desk.unsorted().unwrap();
    assert_eq!((unsorted.titles, unsorted.entries), (2, 6));
    let titles: Vec<&str> = unsorted.some.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Quorvex", "Xylotron 3000"]);
    let entry = desk.entry(&unsorted.some[1].id).unwrap();
    assert_eq!((entry.category, entry.others), (None, 2));

    desk.correct(&entry.id, GroupKind::Title, Some("toys"))
        .unwrap();

    assert!(lines(&desk).join(" ").contains("Toys"));
    let left = desk.unsorted().unwrap();
    assert_eq!((left.titles, left.entries), (1, 3));
}

#[test]
fn a_suggestion_over_time_as_the_window_gets_it() {
    let (_folder, desk) = imported();
    insta::assert_json_snapshot!(desk.over_time(SHOP).unwrap());

    let nothing = desk.over_time("shoes.size").unwrap_err();
    assert_eq!(nothing.code, FailureCode::NoSuchPreference);
}

#[test]
fn what_would_change_a_suggestion_is_told() {
    let (_folder, desk) = imported();

    let changes = desk.what_would_change(SHOP).unwrap();

    let is_about_fewer =
        |change: &Change| matches!(change, Change::Without { .. } | Change::Steady { .. });
    assert!(changes.iter().any(is_about_fewer), "{changes:?}");
}

#[test]
fn an_entry_or_a_rule_that_is_not_there_is_said_so() {
    let (_folder, desk) = imported();
    let missing = |id: &str| desk.entry(id).unwrap_err().code;

    for id in [
        "",
        "other-orders/1/1",
        "nowhere/1/1",
        "other-orders/x/1",
        "other-orders/1",
    ] {
        assert_eq!(missing(id), FailureCode::NoSuchEntry, "{id}");
    }
    assert_eq!(
        desk.take_back(9).unwrap_err().code,
        FailureCode::NoSuchEntry
    );
    assert!(desk.stop_area("weather").is_err());
    let id = entry(&desk.preference(SHOP).unwrap(), "Lumen Stehlampe");
    let code = desk
        .correct(&id, GroupKind::Title, Some("weather"))
        .unwrap_err()
        .code;
    assert_eq!(code, FailureCode::BadChoice);
}

#[test]
fn what_is_kept_out_is_named_on_the_screen_and_in_no_line_of_the_history() {
    let (_folder, desk) = imported();
    let id = entry(&desk.preference(SHOP).unwrap(), "Lumen Stehlampe");

    desk.keep_out(&id, Why::NotMe).unwrap();

    assert_eq!(desk.rules().unwrap()[0].name, "Lumen Stehlampe");
    let history = serde_json::to_string(&desk.history(None).unwrap()).unwrap();
    assert!(!history.contains("Lumen"));
}
