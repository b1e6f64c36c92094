//! What is taken of a browser's history as Takeout writes it; the browsers' own files are read where SQLite is known.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::ops::ControlFlow;

use serde_json::Value;

use super::hostile::archive;
use super::{bytes, collect, everyone, look, path, recognised, sample};
use crate::{
    Answers, ArchiveError, Browser, DatabaseError, EventKind, FileError, Format, Input, Precision,
    SkipReason, Verdict, Visit, limits,
};

const TAKEOUT: &str = "google/Takeout/Chrome/History.json";

fn expected(name: &str) -> Value {
    let all: Value =
        serde_json::from_slice(&std::fs::read(path("EXPECTED.json")).unwrap()).unwrap();
    all[name].clone()
}

#[test]
fn of_a_history_the_listed_sites_are_offered_and_every_other_visit_has_a_reason() {
    let found = recognised(sample(TAKEOUT));
    let expected = expected(TAKEOUT);
    assert_eq!(found.format, Format::BrowserHistory);
    assert_eq!(expected["rows"], found.rows);
    let meant = found.rows - found.skipped[&SkipReason::Mechanical];
    assert_eq!(expected["kept"], meant);
    assert_eq!(expected["private"], found.skipped[&SkipReason::Special]);
    assert_eq!(
        expected["other_sites"],
        found.skipped[&SkipReason::OtherSite]
    );
    assert_eq!(expected["facts"], found.kept);
    let sites: Value = look(vec![sample(TAKEOUT)])
        .sites
        .into_iter()
        .map(|site| (site.name, Value::from(site.events)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(expected["sites"], sites);
}

#[test]
fn nothing_is_read_of_a_site_that_was_not_chosen() {
    let (read, events) = collect(vec![sample(TAKEOUT)], &Answers::default()).unwrap();
    assert!(events.is_empty());
    let offered = recognised(sample(TAKEOUT)).kept;
    assert_eq!(read.skipped()[&SkipReason::SiteNotChosen], offered);

    let answers = Answers {
        sites: BTreeSet::from(["amazon.de".to_owned()]),
        ..Answers::default()
    };
    let (_, events) = collect(vec![sample(TAKEOUT)], &answers).unwrap();
    assert!(!events.is_empty());
    assert!(
        events
            .iter()
            .all(|event| event.market.as_deref() == Some("amazon.de")
                && event.kind == EventKind::Searched
                && event.title == "merino sweater green m")
    );
}

fn history(visits: &[(&str, i64)]) -> Vec<u8> {
    let visits: Vec<Value> = visits
        .iter()
        .map(|(url, seconds)| {
            serde_json::json!({"title": "Jane's order", "url": url, "time_usec": (1_788_480_000 + seconds) * 1_000_000, "page_transition": "LINK"})
        })
        .collect();
    serde_json::json!({ "Browser History": visits })
        .to_string()
        .into_bytes()
}

#[test]
fn a_site_s_section_is_one_fact_a_day_and_keeps_neither_hour_page_nor_argument() {
    let page =
        "https://www.zalando.de/jane.doe/schuhe/x?token=SECRET&email=jane%40doe.example#jane";
    let text = history(&[
        (page, 0),
        (page, 3600),
        (page, 86_400),
        ("https://www.zalando.de/cart", 60),
    ]);
    let events = everyone(vec![bytes("History.json", &text)]);
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.title.as_str(),
                event.category_hint.as_deref(),
                event.precision,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("zalando.de", Some("shoes"), Precision::Day),
            ("zalando.de", Some("shoes"), Precision::Day),
            ("zalando.de", Some("shop"), Precision::Day),
        ]
    );
    for event in &events {
        let stored = serde_json::to_string(event).unwrap().to_lowercase();
        assert!(
            !["jane", "doe", "secret", "token", "cart"]
                .iter()
                .any(|word| stored.contains(word)),
            "{stored}"
        );
        assert_eq!(event.at % 86_400_000, 0);
    }
    assert_eq!(
        recognised(bytes("History.json", &text)).skipped[&SkipReason::SameDay],
        1
    );
}

#[test]
fn the_order_of_an_export_does_not_change_what_is_taken() {
    let mut visits: Vec<(String, i64)> = (0..5_000)
        .map(|number| {
            (
                format!(
                    "https://www.zalando.de/{}",
                    ["schuhe", "mode", "sport"][number % 3]
                ),
                number as i64 * 700,
            )
        })
        .collect();
    let keys = |visits: &[(String, i64)]| {
        let visits: Vec<_> = visits.iter().map(|(url, at)| (url.as_str(), *at)).collect();
        let events = everyone(vec![bytes("History.json", &history(&visits))]);
        let keys: BTreeSet<String> = events
            .iter()
            .map(|event| event.natural_key.clone())
            .collect();
        assert_eq!(keys.len(), events.len());
        keys
    };
    let forth = keys(&visits);
    visits.reverse();
    assert_eq!(keys(&visits), forth);
}

#[test]
fn a_private_search_or_section_of_a_shop_is_dropped_and_a_day_is_bounded() {
    let text = history(&[
        ("https://www.amazon.de/s?k=pregnancy+test", 0),
        ("https://www.amazon.de/health/schuhe", 0),
        ("https://www.nhs.uk/conditions", 0),
    ]);
    let found = recognised(bytes("History.json", &text));
    assert_eq!((found.kept, found.skipped[&SkipReason::Special]), (0, 3));

    let many: Vec<String> = (0..50)
        .map(|number| format!("https://www.amazon.de/s?k=lamp+{number}"))
        .collect();
    let visits: Vec<_> = many.iter().map(|url| (url.as_str(), 0)).collect();
    let found = recognised(bytes("History.json", &history(&visits)));
    assert_eq!((found.kept, found.skipped[&SkipReason::SameDay]), (12, 38));
}

#[test]
fn a_database_is_known_by_its_first_bytes_and_needs_somebody_to_read_it() {
    assert!(matches!(
        look(vec![sample("browsers/chrome/History")]).files[0].verdict,
        Verdict::Refused(FileError::Database(DatabaseError::Unknown))
    ));
}

/// Hands out one visit of whatever is told to have so many bytes, once all of them were there.
fn one_visit(
    bytes: &mut dyn Read,
    length: u64,
    take: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Result<(), FileError> {
    let read = io::copy(&mut bytes.take(length), &mut io::sink());
    assert_eq!(read.unwrap(), length);
    let _ = take(Visit {
        browser: Browser::Firefox,
        address: "https://www.zalando.de/schuhe/",
        time: 1_788_480_000_000_000,
        transition: 1,
    });
    Ok(())
}

const DATABASE: &[u8] = b"SQLite format 3\0 and so on";

fn zip_of(entries: &[(&str, &[u8])]) -> Input {
    bytes("a.zip", &archive(entries)).reading_visits_with(one_visit)
}

#[test]
fn a_history_in_a_zip_is_read_and_other_databases_are_not() {
    let zip = || {
        zip_of(&[
            ("profile/places.sqlite", DATABASE),
            ("profile/places.sqlite-wal", b""),
            ("profile/cookies.sqlite", DATABASE),
        ])
    };
    let found = look(vec![zip()]);
    let verdicts: Vec<_> = found.files.iter().map(|file| &file.verdict).collect();
    assert!(matches!(
        verdicts[..],
        [Verdict::Recognised(_), Verdict::Unknown, Verdict::Unknown]
    ));
    let sites: Vec<_> = found
        .sites
        .iter()
        .map(|site| (site.name.as_str(), site.events))
        .collect();
    assert_eq!(sites, [("zalando.de", 1)]);

    let answers = Answers {
        sites: BTreeSet::from(["zalando.de".to_owned()]),
        ..Answers::default()
    };
    assert_eq!(collect(vec![zip()], &answers).unwrap().1.len(), 1);
}

#[test]
fn a_history_in_a_zip_beside_its_log_is_refused() {
    let found = look(vec![zip_of(&[
        ("Default/History", DATABASE),
        ("Default/History-wal", b"newest"),
    ])]);
    assert_eq!(
        found.files[0].verdict,
        Verdict::Refused(FileError::Database(DatabaseError::InJournal))
    );
}

#[test]
fn a_history_in_a_zip_that_goes_on_after_its_end_is_damaged() {
    let whole = archive(&[("History", DATABASE)]);
    let mut shorter = whole.clone();
    let length = u32::try_from(DATABASE.len()).unwrap().to_le_bytes();
    let said = (length[0] - 1).to_le_bytes()[0];
    // Where the local header, the descriptor and the directory say how much there is unpacked.
    let places: Vec<usize> = (0..whole.len() - 4)
        .filter(|place| whole[*place..*place + 4] == length)
        .collect();
    assert!(!places.is_empty());
    places.iter().for_each(|place| shorter[*place] = said);

    let found = look(vec![
        bytes("a.zip", &shorter).reading_visits_with(one_visit),
    ]);

    assert!(
        matches!(
            found.files[0].verdict,
            Verdict::Refused(FileError::Archive(ArchiveError::Damaged))
        ),
        "{found:?}"
    );
}

#[test]
fn of_a_zip_full_of_histories_so_many_are_read_as_a_browser_has_profiles() {
    let names: Vec<String> = (0..=limits::HISTORIES)
        .map(|profile| format!("Profile {profile}/History"))
        .collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), DATABASE)).collect();

    let found = look(vec![zip_of(&entries)]);

    assert_eq!(found.recognised().count(), limits::HISTORIES);
    assert_eq!(
        found.files.last().unwrap().verdict,
        Verdict::Refused(FileError::Archive(ArchiveError::TooManyEntries))
    );
}
