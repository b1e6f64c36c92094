//! Google's activity as pages: the same facts as the lists in JSON beside them.

use super::{as_said, bytes, everyone, look, recognised, sample};
use crate::{DateOrder, Error, Event, FileError, Format, SkipReason, Verdict};

const WATCHED: &str = "google/Takeout/YouTube and YouTube Music/history/watch-history";
const SEARCHED: &str = "google/Takeout/YouTube and YouTube Music/history/search-history";
const GERMAN: &str = "google/Takeout/YouTube und YouTube Music/Verlauf/Wiedergabeverlauf";
const SHOPPING: &str = "google/Takeout/My Activity/Shopping/MyActivity";

/// What an event says, but for the fraction of its second, which only the list has.
fn facts(name: &str) -> Vec<Event> {
    let mut events = everyone(vec![sample(name)]);
    for event in &mut events {
        event.at -= event.at.rem_euclid(1000);
        event.until = event.at;
    }
    events
}

#[test]
fn a_page_and_the_list_of_one_history_are_one_set_of_facts() {
    for (name, format) in [
        (WATCHED, Format::YoutubeHistory),
        (SEARCHED, Format::YoutubeHistory),
        (GERMAN, Format::YoutubeHistory),
        (SHOPPING, Format::GoogleActivity),
    ] {
        let (page, list) = (format!("{name}.html"), format!("{name}.json"));
        let (seen, told) = (recognised(sample(&page)), recognised(sample(&list)));
        assert_eq!(seen.format, format, "{name}");
        assert_eq!(
            (seen.rows, seen.skipped),
            (told.rows, told.skipped),
            "{name}"
        );
        assert_eq!(facts(&page), facts(&list), "{name}");
    }
}

#[test]
fn a_page_after_a_long_style_is_recognised_and_one_without_entries_is_no_export() {
    let style = format!(
        "<html><head><style>{}</style></head>",
        "a{b:c}".repeat(40_000)
    );
    let text = std::fs::read_to_string(super::path(&format!("{WATCHED}.html"))).unwrap();
    let page = text.replacen("<html>", &style, 1);
    assert_eq!(recognised(bytes("w.html", page.as_bytes())).kept, 80);
    let bare = format!("{style}<body></body></html>");
    assert!(matches!(
        look(vec![bytes("w.html", bare.as_bytes())]).files[0].verdict,
        Verdict::Refused(FileError::WebPage)
    ));
}

fn page(dates: &[&str]) -> Vec<u8> {
    let entry = |(number, date): (usize, &&str)| {
        format!(
            "<div class='outer-cell'><div class='content-cell mdl-typography--body-1'>Watched&nbsp;\
             <a href='https://www.youtube.com/watch?v={number}'>Kites</a><br>{date}</div></div>"
        )
    };
    let entries: String = dates.iter().enumerate().map(entry).collect();
    format!("<html><body>{entries}</body></html>").into_bytes()
}

#[test]
fn a_page_whose_dates_can_be_read_both_ways_asks() {
    let text = page(&["03/09/2026, 21:14:05 WEST", "04/10/2026, 21:14:05 WEST"]);
    let found = recognised(bytes("w.html", &text));
    assert_eq!(
        (found.first, found.date_question.as_deref()),
        (None, Some("03/09/2026"))
    );
    let read = |order| as_said(vec![bytes("w.html", &text)], order);
    assert_eq!(read(None), Err(Error::DateOrderNeeded));
    let first = |order| read(Some(order)).unwrap().1[0].at;
    assert_eq!(
        first(DateOrder::DayFirst),
        1_788_466_445_000,
        "3 September 2026"
    );
    assert_eq!(
        first(DateOrder::MonthFirst),
        1_773_087_245_000,
        "9 March 2026"
    );
    let certain = page(&["03/09/2026, 21:14:05 WEST", "30/10/2026, 21:14:05 WET"]);
    assert_eq!(recognised(bytes("w.html", &certain)).date_question, None);
}

#[test]
fn an_entry_whose_date_is_in_no_known_language_is_counted_and_left_out() {
    let text = page(&[
        "3 brumaire 2026, 21:14:05 CEST",
        "Sep 3, 2026, 9:14:05 PM CEST",
    ]);
    let found = recognised(bytes("w.html", &text));
    assert_eq!((found.kept, found.skipped[&SkipReason::NoDate]), (1, 1));
}

#[test]
fn a_page_that_breaks_off_gives_nothing() {
    let text = page(&["Sep 3, 2026, 9:14:05 PM CEST"; 3]);
    let cut = text.get(..text.len() - 30).unwrap();
    assert!(matches!(
        look(vec![bytes("w.html", cut)]).files[0].verdict,
        Verdict::Refused(FileError::BrokenPage { after: 2 | 3 })
    ));
}
