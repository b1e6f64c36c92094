//! What must never reach an event.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use super::{bytes, everyone, path, sample};

/// Columns whose cells are dropped while parsing.
const DROPPED: [&str; 32] = [
    "billing address",
    "shipping address",
    "shipping address name",
    "shipping address street 1",
    "shipping address city",
    "shipping address state",
    "shipping address zip",
    "carrier name & tracking number",
    "gift message",
    "gift recipient contact",
    "gift recipient contact details",
    "gift sender name",
    "item serial number",
    "payment method type",
    "payment instrument type",
    "ordering customer email",
    "buyer name",
    "purchase order number",
    "seller",
    "device type",
    "attributes",
    "shipping option",
    "device manufacturer name",
    "device model",
    "my review",
    "private notes",
    "spoiler",
    "additional authors",
    "review",
    "content warnings",
    "content warning description",
    "directors",
];

fn dropped_cells(table: &[u8]) -> BTreeSet<String> {
    let table = table.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(table);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_lowercase)
        .collect();
    let mut cells = BTreeSet::new();
    for record in reader.records() {
        for (name, cell) in header.iter().zip(&record.unwrap()) {
            let nothing = cell.len() < 3 || ["Not Available", "Not Applicable"].contains(&cell);
            // A profile or a marketplace has the same name as a gift's sender or a seller; neither says anything more.
            if DROPPED.contains(&name.as_str())
                && !nothing
                && !["Alex", "Sam", "Amazon.com"].contains(&cell)
            {
                cells.insert(cell.to_owned());
                cells.extend(cell.lines().map(str::to_owned));
            }
        }
    }
    cells
}

fn tables(name: &str) -> Vec<Vec<u8>> {
    let content = std::fs::read(path(name)).unwrap();
    if !content.starts_with(b"PK") {
        return vec![content];
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(content)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut table = Vec::new();
            zip.by_index(index)
                .unwrap()
                .read_to_end(&mut table)
                .unwrap();
            table
        })
        .collect()
}

#[test]
fn no_cell_of_a_dropped_column_reaches_an_event() {
    for name in [
        "amazon/Your Orders.zip",
        "amazon/Retail.OrderHistory.1/Retail.OrderHistory.1.csv",
        "amazon/legacy_order_history_report.csv",
        "netflix/CONTENT_INTERACTION/ViewingActivity.csv",
        "amazon/Your Prime Video Viewing Activity/Viewing History.csv",
        "books/goodreads_library_export.csv",
        "books/storygraph_export.csv",
        "films/imdb_ratings.csv",
        "story/amazon/Your Orders.zip",
        "story/amazon/Retail.OrderHistory.1.csv",
        "story/netflix/ViewingActivity.csv",
    ] {
        let dropped: BTreeSet<String> = tables(name)
            .iter()
            .flat_map(|table| dropped_cells(table))
            .collect();
        assert!(!dropped.is_empty(), "{name}");
        for event in everyone(vec![sample(name)]) {
            let written = serde_json::to_string(&event).unwrap();
            let leaked = dropped.iter().find(|cell| written.contains(cell.as_str()));
            assert_eq!(leaked, None, "{name}, row {}", event.row);
        }
    }
}

#[test]
fn canaries_in_every_dropped_column_stay_out() {
    let table = "Website,Order ID,Order Date,Currency,Total Owed,ASIN,Quantity,Payment Instrument Type,Order Status,Shipment Item Subtotal,\
                 Shipping Option,Shipping Address,Billing Address,Carrier Name & Tracking Number,Product Name,Gift Message,Gift Sender Name,\
                 Gift Recipient Contact Details,Item Serial Number,Purchase Order Number,IP Address\n\
                 Amazon.de,1-2-3,2026-01-01T00:00:00Z,EUR,1.00,B0,1,CANARY1,Closed,CANARY2,CANARY3,CANARY4,CANARY5,CANARY6,Mug,CANARY7,CANARY8,\
                 CANARY9,CANARY10,CANARY11,CANARY12\n";
    let events = everyone(vec![bytes("a", table.as_bytes())]);
    assert_eq!(events.len(), 1);
    assert!(!serde_json::to_string(&events).unwrap().contains("CANARY"));
}

#[test]
fn reviews_notes_and_warnings_of_a_library_stay_out() {
    for table in [
        "Book Id,Title,Author,My Rating,Date Read,Date Added,Exclusive Shelf,My Review,Spoiler,Private Notes,Average Rating\n\
         1,Tide Tables,Jón Ås,5,2026/01/01,2026/01/01,read,CANARY1,CANARY2,CANARY3,CANARY4\n",
        "Title,Authors,ISBN/UID,Read Status,Date Added,Last Date Read,Star Rating,Review,Content Warnings,Content Warning Description,Moods\n\
         Tide Tables,Jón Ås,1,read,2026/01/01,,4.25,CANARY1,CANARY2,CANARY3,CANARY4\n",
        "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n\
         2026-01-01,Northbound,2025,CANARY1,4,,CANARY2,CANARY3,2026-01-01\n",
    ] {
        let events = everyone(vec![bytes("a", table.as_bytes())]);
        assert_eq!(events.len(), 1, "{table}");
        assert!(
            !serde_json::to_string(&events).unwrap().contains("CANARY"),
            "{table}"
        );
    }
}

#[test]
fn addresses_tracking_and_the_words_of_a_mail_stay_out() {
    let events = everyone(vec![sample("email/orders.mbox")]);
    let written = serde_json::to_string(&events).unwrap();
    for word in [
        "alex@",
        "orders@",
        "versand@",
        "00340000",
        "Deine Bestellung",
        "Danke",
        "boxd",
    ] {
        assert!(!written.contains(word), "{word}");
    }
    let mail = "From: \"CANARY1\" <CANARY2@shop.example>\nTo: CANARY3@example.com\nSubject: CANARY4\n\
                Date: Sun, 14 Jun 2026 07:31:00 +0000\nContent-Type: text/html\n\n<p>CANARY5</p>\
                <script type=\"application/ld+json\">{\"@type\":\"ParcelDelivery\",\"trackingNumber\":\"CANARY6\",\
                \"trackingUrl\":\"CANARY7\",\"deliveryAddress\":{\"name\":\"CANARY8\"},\"itemShipped\":{\"name\":\"Mug\",\
                \"url\":\"CANARY9\",\"image\":\"CANARY10\",\"description\":\"CANARY11\"},\"partOfOrder\":{\"orderNumber\":\"1\",\
                \"customer\":{\"name\":\"CANARY12\"},\"billingAddress\":\"CANARY13\",\"paymentMethod\":\"CANARY14\"}}</script>";
    let events = everyone(vec![bytes("a", mail.as_bytes())]);
    assert_eq!(events[0].market.as_deref(), Some("shop.example"));
    assert!(!serde_json::to_string(&events).unwrap().contains("CANARY"));
}

#[test]
fn what_is_shown_of_an_input_and_of_errors_is_not_its_content() {
    let input = bytes("/home/alex/secret/Orders.csv", b"CANARY");
    assert_eq!(input.name(), "Orders.csv");
    assert!(!format!("{input:?}").contains("Orders") && !format!("{input:?}").contains("CANARY"));
}

#[test]
fn addresses_devices_and_cards_in_lists_stay_out() {
    for (text, events) in [
        (
            r#"[{"ts":"2024-01-05T14:23:59Z","username":"CANARY","platform":"CANARY","ms_played":40000,"conn_country":"CANARY","ip_addr":"CANARY",
                "ip_addr_decrypted":"CANARY","user_agent_decrypted":"CANARY","city":"CANARY","region":"CANARY","master_metadata_track_name":"Kites",
                "master_metadata_album_artist_name":"DJ Morrow","reason_start":"CANARY","reason_end":"CANARY","offline_timestamp":"CANARY"}]"#,
            1,
        ),
        (
            r#"[{"endTime":"2024-01-05 14:23","artistName":"DJ Morrow","trackName":"Kites","msPlayed":184000,"deviceId":"CANARY"}]"#,
            1,
        ),
        (
            r#"[{"header":"YouTube","title":"Watched Kites","titleUrl":"https://www.youtube.com/watch?v=a&t=CANARY&list=CANARY#CANARY","time":"2026-08-11T09:00:00Z",
                "subtitles":[{"name":"DJ Morrow","url":"CANARY"}],"description":"CANARY","locationInfos":[{"name":"CANARY"}],"activityControls":["CANARY"]},
               {"header":"Search","title":"Searched for CANARY","titleUrl":"https://www.google.com/search?q=mug&gs_lcp=CANARY","time":"2026-08-11T09:00:00Z",
                "locationInfos":[{"name":"CANARY","url":"CANARY"}]}]"#,
            2,
        ),
        (
            r#"[{"purchaseHistory":{"invoicePrice":"4.99","paymentMethodTitle":"CANARY","userLanguageCode":"CANARY","userCountry":"CANARY",
                "doc":{"documentType":"Book","title":"Harbour Recipes"},"purchaseTime":"2025-12-24T10:00:00Z"}}]"#,
            1,
        ),
        (
            r#"{"inferred_data_ig_interest":[{"title":"CANARY","media_map_data":{"a":"CANARY"},"string_map_data":{"Interesse":{"href":"CANARY","value":"Wandern"}}}],
                "profile":["CANARY"]}"#,
            1,
        ),
    ] {
        let found = everyone(vec![bytes("a", text.as_bytes())]);
        assert_eq!(found.len(), events, "{text}");
        assert!(
            !serde_json::to_string(&found).unwrap().contains("CANARY"),
            "{text}"
        );
    }
}
