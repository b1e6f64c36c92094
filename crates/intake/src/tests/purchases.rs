//! Tables of purchases that no format claims.

use std::collections::BTreeMap;

use super::{bytes, collect, everyone, look, recognised, verdict};
use crate::{Answers, Columns, Counts, DateOrder, Error, Format, Precision, SkipReason, Verdict};

const GERMAN: &str = "Bestellnummer;Datum;Artikel;Marke;Menge;Einzelpreis (EUR);Status;Lieferadresse\n\
                      1;30.08.2026 10:22;Becher blau;Käthe;2;9,50;Versendet;CANARY\n\
                      2;29.08.2026;Käthe Teller;Käthe;1;12,00;Storniert;CANARY\n\
                      3;28.08.2026;;Käthe;1;12,00;;CANARY\n\
                      4;irgendwann;Messer;;1;12,00;;CANARY\n";

fn answers(text: &str, change: impl Fn(&mut Columns)) -> Answers {
    let question = recognised(bytes("a", text.as_bytes()))
        .column_question
        .unwrap();
    let mut columns = question.guess;
    change(&mut columns);
    Answers {
        columns: BTreeMap::from([(question.shape, columns)]),
        ..Answers::default()
    }
}

#[test]
fn a_guess_is_asked_about_and_read_once_it_is_confirmed() {
    let found = recognised(bytes("a", GERMAN.as_bytes()));
    assert_eq!(
        (found.format, found.rows, found.kept),
        (Format::Purchases, 4, 2)
    );
    assert_eq!(
        (
            found.skipped[&SkipReason::NoTitle],
            found.skipped[&SkipReason::NoDate]
        ),
        (1, 1)
    );

    let events = everyone(vec![bytes("a", GERMAN.as_bytes())]);

    assert_eq!(events[0].title, "Käthe Becher blau");
    assert_eq!(
        (events[0].quantity, events[0].amount_minor),
        (2, Some(1900))
    );
    assert_eq!(events[0].currency.as_deref(), Some("EUR"));
    assert_eq!(events[0].precision, Precision::Day);
    assert_eq!(
        (events[1].title.as_str(), events[1].counts),
        ("Käthe Teller", Counts::Cancelled)
    );
    assert!(!format!("{events:?}").contains("CANARY"));
}

#[test]
fn nothing_is_read_before_the_person_says_what_the_columns_are() {
    let unasked = collect(vec![bytes("a", GERMAN.as_bytes())], &Answers::default());
    assert_eq!(unasked, Err(Error::ColumnsNeeded));
}

#[test]
fn a_changed_guess_is_what_is_read() {
    let text = "Date,Title,Product,Price\n2026-08-30,Order 1,Mug,$9.50\n";
    let said = answers(text, |columns| columns.item = Some(1));
    let (_, events) = collect(vec![bytes("a", text.as_bytes())], &said).unwrap();
    assert_eq!(events[0].title, "Order 1");

    let left_out = answers(text, |columns| columns.item = None);
    let (found, events) = collect(vec![bytes("a", text.as_bytes())], &left_out).unwrap();
    assert!(events.is_empty() && found.rows() == 0);
}

#[test]
fn dates_that_can_be_read_both_ways_are_asked_about_in_any_column() {
    let text = "Date,Shipped,Item\n2026-08-30,1/2/26,Mug\n2026-08-29,3/4/26,Cup\n";
    assert!(
        recognised(bytes("a", text.as_bytes()))
            .date_question
            .is_some()
    );
    let mut said = answers(text, |columns| columns.date = Some(1));
    assert_eq!(
        collect(vec![bytes("a", text.as_bytes())], &said),
        Err(Error::DateOrderNeeded)
    );
    said.date_order = Some(DateOrder::MonthFirst);
    let (_, events) = collect(vec![bytes("a", text.as_bytes())], &said).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].at, 1_767_312_000_000, "2 January 2026");
}

#[test]
fn tabulators_part_columns_and_totals_are_not_multiplied() {
    let text = "Order date\tItem\tQty\tTotal\n2026-08-30T10:00:00Z\tMug, blue\t2\t£19.00\n";
    let events = everyone(vec![bytes("a", text.as_bytes())]);
    assert_eq!(events[0].title, "Mug, blue");
    assert_eq!(
        (events[0].amount_minor, events[0].currency.as_deref()),
        (Some(1900), Some("GBP"))
    );
}

#[test]
fn tables_without_things_or_days_and_other_text_stay_unknown() {
    for text in [
        "Datum,Wertstellung,Betrag\n2026-01-01,2026-01-02,12.00\n",
        "Item,Price\nMug,9.50\n",
        "{\"date\":1,\"item\":2}\n{\"date\":1,\"item\":2}\n",
        "Date,Item\n",
        "On this date, we bought an item\nand came home.\n",
    ] {
        assert_eq!(
            verdict(bytes("a", text.as_bytes())),
            Verdict::Unknown,
            "{text}"
        );
    }
}

#[test]
fn a_price_below_nothing_is_a_return_and_equal_rows_are_two() {
    let text = "Date,Item,Price\n2026-08-30,Mug,-9.50\n2026-08-30,Cup,9.50\n2026-08-30,Cup,9.50\n";
    let events = everyone(vec![bytes("a", text.as_bytes())]);
    assert_eq!(events[0].counts, Counts::Returned);
    assert_ne!(events[1].natural_key, events[2].natural_key);
    assert_eq!(look(vec![bytes("a", text.as_bytes())]).rows(), 3);
}
