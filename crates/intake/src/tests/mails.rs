//! Order mails: what is found in the sample, and what several mails of one order come to.

use serde_json::json;

use super::{bytes, everyone, path, recognised, sample};
use crate::{Counts, Event, Format, Precision, SkipReason};

const MAILS: &str = "email/orders.mbox";

/// A mail with one block of linked data.
fn mail(day: u32, block: &str) -> String {
    format!(
        "From shop@shop.example Sun\nFrom: Shop <news@shop.example>\nDate: {day} Jun 2026 07:31:00 +0000\n\
         Content-Type: text/html; charset=utf-8\n\n<script type=\"application/ld+json\">{block}</script>\n\n"
    )
}

fn order(status: &str, offers: &str) -> String {
    format!(
        "{{\"@context\":\"https://schema.org\",\"@type\":\"Order\",\"merchant\":{{\"name\":\"Shop\"}},\"orderNumber\":\"7\",\
         \"orderStatus\":\"https://schema.org/{status}\",\"priceCurrency\":\"EUR\",\"acceptedOffer\":[{offers}]}}"
    )
}

const MUG: &str = "{\"itemOffered\":{\"name\":\"Blue Mug\"},\"price\":\"9.50\",\"eligibleQuantity\":{\"value\":2}}";
const PARCEL: &str = "{\"@type\":\"ParcelDelivery\",\"partOfOrder\":{\"@type\":\"Order\",\"orderNumber\":\"7\",\"merchant\":{\"name\":\"Shop\"}},\
                      \"itemShipped\":{\"name\":\"Mug, blue, in a box\"}}";

fn events(mails: &[String]) -> Vec<Event> {
    everyone(vec![bytes("a", mails.concat().as_bytes())])
}

fn titles(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.title.as_str()).collect()
}

#[test]
fn the_sample_s_orders_are_found_in_every_encoding() {
    let found = recognised(sample(MAILS));
    let events = everyone(vec![sample(MAILS)]);
    let of = |shop: &str| {
        events
            .iter()
            .filter(|event| event.market.as_deref() == Some(shop))
            .collect::<Vec<_>>()
    };
    let all: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path("EXPECTED.json")).unwrap()).unwrap();
    let orders = |shop| usize::from(!of(shop).is_empty());
    assert_eq!(
        json!({
            "mails": found.rows,
            "jsonld_orders": orders("Fernweh Outdoor"),
            "jsonld_bad": found.skipped[&SkipReason::BrokenMarkup],
            "parcels": orders("Käthe Bücher"),
            "microdata_orders": orders("Bookshop Example"),
        }),
        all[MAILS]
    );
    assert_eq!((found.format, found.kept), (Format::Mails, 3));

    let shoe = of("Fernweh Outdoor")
        .into_iter()
        .find(|event| event.amount_minor == Some(8995))
        .unwrap();
    assert_eq!(
        shoe.title,
        "Fernweh Trail Running Shoe Women, Slate Blue, EU 40"
    );
    assert_eq!(shoe.currency.as_deref(), Some("EUR"));
    assert_eq!(
        shoe.category_hint.as_deref(),
        Some("Apparel & Accessories > Shoes")
    );
    let book = of("Bookshop Example")[0];
    assert_eq!(
        (book.title.as_str(), book.quantity, book.amount_minor),
        ("Harbour Recipes", 2, Some(2498))
    );
    assert_eq!(of("Käthe Bücher")[0].title, "Tide Tables");
}

#[test]
fn an_order_its_repeats_and_its_shipment_count_once_in_any_order() {
    let mails = [
        mail(12, &order("OrderProcessing", MUG)),
        mail(13, &order("OrderInTransit", MUG)),
        mail(14, PARCEL),
    ];
    let forward = events(&mails);
    let mut mails = mails;
    mails.reverse();
    let backward = events(&mails);
    for events in [&forward, &backward] {
        assert_eq!(titles(events), ["Blue Mug"]);
        assert_eq!(
            (events[0].quantity, events[0].amount_minor),
            (2, Some(1900))
        );
    }
    assert_eq!(forward[0].natural_key, backward[0].natural_key);
    assert_eq!(forward[0].at, backward[0].at);
}

#[test]
fn a_shipment_alone_tells_of_its_things() {
    assert_eq!(
        titles(&events(&[mail(14, PARCEL)])),
        ["Mug, blue, in a box"]
    );
}

#[test]
fn a_later_word_of_cancelling_or_returning_holds_for_the_order() {
    for (status, counts) in [
        ("OrderCancelled", Counts::Cancelled),
        ("OrderReturned", Counts::Returned),
    ] {
        let told = events(&[
            mail(15, &order(status, "")),
            mail(12, &order("OrderProcessing", MUG)),
        ]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].counts, counts);
    }
}

#[test]
fn two_equal_things_of_one_order_are_two_and_a_single_mail_is_enough() {
    let two = order("OrderProcessing", &format!("{MUG},{MUG}"));
    let text = mail(12, &two);
    let single = text.split_once('\n').unwrap().1;
    let events = everyone(vec![bytes("order.eml", single.as_bytes())]);
    assert_eq!(events.len(), 2);
    assert_ne!(events[0].natural_key, events[1].natural_key);
    assert_eq!(events[0].precision, Precision::Second);
}

#[test]
fn mails_without_an_order_are_counted_and_nothing_else() {
    let letter = "From a@b Sun\nFrom: a@b.example\nSubject: Hello\n\nDear Alex,\n\n".to_owned();
    let text = [
        letter.clone(),
        mail(12, &order("OrderProcessing", MUG)),
        letter,
    ]
    .concat();
    let found = recognised(bytes("a", text.as_bytes()));
    assert_eq!((found.rows, found.kept, found.events), (3, 1, 1));
    assert_eq!(found.skipped[&SkipReason::NoOrder], 2);
}
