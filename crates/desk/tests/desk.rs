//! What a person can do at the desk, over a real vault in a folder of its own and without a network.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod shared;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use inkling_desk::view::{Choice, Duration, ImportAnswers, VaultState};
use inkling_desk::{Desk, Failure, FailureCode};
use serde_json::json;
use tempfile::TempDir;

use self::shared::{PASSPHRASE, empty, open};

/// Stands for everything personal.
const CANARY: &str = "zebrafinch";

const VIEWS: &str = "\
Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country
Alex,2026-07-08 19:31:31,01:10:43,,Mountain,,Chrome PC,01:10:43,01:10:43,DE (Germany)
Sam,2026-07-09 19:31:31,01:30:43,,Aftermath,,Chrome PC,01:30:43,01:30:43,DE (Germany)
";

const ORDERS: &str = "\
Website,Order ID,Order Date,Purchase Order Number,Currency,Unit Price,Unit Price Tax,Shipping Charge,Total Discounts,Total Owed,Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,Payment Instrument Type,Order Status,Shipment Status,Ship Date,Shipping Option,Shipping Address,Billing Address,Carrier Name & Tracking Number,Product Name,Gift Message,Gift Sender Name,Gift Recipient Contact Details,Item Serial Number
";

fn locked() -> (TempDir, Arc<Desk>) {
    let (folder, desk) = open();
    desk.lock().unwrap();
    (folder, desk)
}

/// A file beside the vault.
fn file(folder: &TempDir, name: &str, text: &str) -> Vec<PathBuf> {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    vec![path]
}

/// Three pairs of shoes and a blocked title, ordered in three months.
fn orders() -> String {
    let titles = [
        "Salomon Sense Ride 5 Trail Running Shoes, EU 42, Black",
        "Salomon Speedcross 6 Trail Running Shoes, EU 42, Black",
        "Salomon XA Pro 3D Trail Running Shoes, EU 42, Blue",
        "Vitamin D3 2000 IU, 180 Tablets",
    ];
    let row = |(title, month): (&str, u32)| {
        format!(
            "Amazon.de,305-{month},2026-{month:02}-20T10:01:12Z,Not Applicable,EUR,100.00,19.00,0,0,119.00,119.00,19.00,B0{month},New,1,Card,Closed,Shipped,2026-{month:02}-21T10:01:12Z,std,Home,Home,DHL,\"{title}\",Not Available,Not Available,Not Available,Not Available\n"
        )
    };
    let rows: String = titles.into_iter().zip(7..).map(row).collect();
    ORDERS.to_owned() + &rows
}

fn choice() -> Choice {
    Choice {
        groups: vec!["sizes".into()],
        levels: [].into(),
        options: [].into(),
        duration: Duration::Once,
        until: None,
        accepted: Vec::new(),
    }
}

fn code<T>(result: Result<T, Failure>) -> Option<FailureCode> {
    result.err().map(|failure| failure.code)
}

#[test]
fn a_locked_desk_answers_locked_everywhere() {
    let (folder, desk) = locked();
    let views = file(&folder, "views.csv", VIEWS);
    let link = "inkling://authorize?client_id=decentralized_identifier:did:web:shop.example&request_uri=https://shop.example/r";
    let answers = ImportAnswers {
        people: vec!["Alex".into()],
        ..ImportAnswers::default()
    };

    let codes = [
        code(desk.home()),
        code(desk.profile()),
        code(desk.vocabulary()),
        code(desk.preference("shoes.size")),
        code(desk.set_preference("style.colours.liked", json!(["blue"]))),
        code(desk.confirm("shoes.size")),
        code(desk.hide("shoes.size")),
        code(desk.unhide("shoes.size")),
        code(desk.remove("shoes.size")),
        code(desk.examine(&views)),
        code(desk.import(&views, &answers)),
        code(desk.sources()),
        code(desk.import_undo(1)),
        code(desk.open_link(link)),
        code(desk.requests()),
        code(desk.request(1)),
        code(desk.preview(1, &choice())),
        code(desk.approve(1, &choice(), "")),
        code(desk.decline(1)),
        code(desk.grants()),
        code(desk.grant(1)),
        code(desk.revoke(1)),
        code(desk.sync()),
        code(desk.history(None)),
        code(desk.receipt(1)),
    ];

    assert!(
        codes.iter().all(|code| *code == Some(FailureCode::Locked)),
        "{codes:?}"
    );
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);
}

#[test]
fn a_link_that_comes_while_the_vault_is_locked_waits_and_is_not_fetched() {
    let (_folder, desk) = locked();
    let shop = TcpListener::bind("127.0.0.1:0").unwrap();
    shop.set_nonblocking(true).unwrap();
    let port = shop.local_addr().unwrap().port();
    let link = format!(
        "inkling://authorize?client_id=decentralized_identifier:did:web:127.0.0.1%253A{port}&request_uri=http://127.0.0.1:{port}/r"
    );

    assert_eq!(code(desk.open_link(&link)), Some(FailureCode::Locked));
    assert_eq!(code(desk.open_link(&link)), Some(FailureCode::Locked));
    assert_eq!(
        code(desk.open_link("inkling://approve?id=1")),
        Some(FailureCode::BadLink)
    );

    assert_eq!(
        desk.status().unwrap().waiting,
        1,
        "one link, however often it is opened"
    );
    assert!(shop.accept().is_err(), "nobody came to the shop");
    desk.unlock(PASSPHRASE.into()).unwrap();
    assert_eq!(desk.status().unwrap().waiting, 1);
    assert!(shop.accept().is_err(), "unlocking alone fetches nothing");
}

#[test]
fn only_the_right_passphrase_opens_the_vault() {
    let (_folder, desk) = empty();
    assert_eq!(
        code(desk.unlock(PASSPHRASE.into())),
        Some(FailureCode::NoVault)
    );
    assert_eq!(
        code(desk.create("password".into())),
        Some(FailureCode::WeakPassphrase)
    );
    assert_eq!(desk.status().unwrap().vault, VaultState::Missing);
    desk.create(PASSPHRASE.into()).unwrap();
    assert_eq!(
        code(desk.create(PASSPHRASE.into())),
        Some(FailureCode::VaultExists)
    );
    desk.lock().unwrap();

    assert_eq!(
        code(desk.unlock("tidal lantern orbit walnuts".into())),
        Some(FailureCode::WrongPassphrase)
    );
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);
    desk.unlock(PASSPHRASE.into()).unwrap();
    assert_eq!(desk.status().unwrap().vault, VaultState::Open);
}

#[test]
fn an_export_of_several_people_is_imported_only_after_the_person_says_who_they_are() {
    let (folder, desk) = open();
    let views = file(&folder, "ViewingActivity.csv", VIEWS);

    let preview = desk.examine(&views).unwrap();
    assert_eq!(
        preview
            .people
            .iter()
            .map(|person| person.mine)
            .collect::<Vec<_>>(),
        [false, false]
    );
    assert_eq!(
        code(desk.import(&views, &ImportAnswers::default())),
        Some(FailureCode::NeedsAnswer)
    );
    assert_eq!(desk.home().unwrap().events, 0);
    assert!(desk.sources().unwrap().is_empty());

    let mine = ImportAnswers {
        people: vec!["Alex".into()],
        ..ImportAnswers::default()
    };
    assert_eq!(desk.import(&views, &mine).unwrap().added, 1);
    assert_eq!(desk.home().unwrap().events, 1);
}

#[test]
fn an_import_that_is_undone_leaves_nothing_of_it() {
    let (folder, desk) = open();
    let done = desk
        .import(
            &file(&folder, "orders.csv", &orders()),
            &ImportAnswers::default(),
        )
        .unwrap();
    assert_eq!(done.added, 4);
    let source = desk.sources().unwrap().remove(0);

    desk.import_undo(source.id).unwrap();

    assert!(desk.profile().unwrap().areas.is_empty());
    assert_eq!(
        code(desk.import_undo(source.id)),
        Some(FailureCode::NoSuchImport)
    );
}

#[test]
fn no_failure_repeats_anything_personal() {
    let (folder, desk) = open();
    let missing = vec![folder.path().join(CANARY)];
    let strange = file(&folder, &format!("{CANARY}.csv"), &format!("{CANARY}\n"));
    let link = format!(
        "inkling://authorize?client_id=decentralized_identifier:did:web:shop.example&request_uri=https://{CANARY}.example/r"
    );

    let failures = [
        desk.create(CANARY.into()).err(),
        desk.set_preference(CANARY, json!(CANARY)).err(),
        desk.set_preference("style.colours.liked", json!([CANARY]))
            .err(),
        desk.preference(CANARY).err(),
        desk.import(&missing, &ImportAnswers::default()).err(),
        desk.import(&strange, &ImportAnswers::default()).err(),
        desk.open_link(&link).err(),
        desk.preview(7, &choice()).err(),
        desk.approve(7, &choice(), CANARY).err(),
    ];

    for failure in failures {
        let failure = failure.unwrap();
        let told = format!("{failure} {failure:?}");
        assert!(
            !told.contains(CANARY) && !told.contains(&*folder.path().to_string_lossy()),
            "{told}"
        );
        let sent = serde_json::to_value(failure).unwrap();
        assert_eq!(
            sent.as_object().unwrap().len(),
            1,
            "a code and nothing else"
        );
    }
    assert!(!format!("{desk:?}").contains(&*folder.path().to_string_lossy()));
}

#[test]
fn a_small_profile_as_the_window_gets_it() {
    let (folder, desk) = open();
    desk.import(
        &file(&folder, "orders.csv", &orders()),
        &ImportAnswers::default(),
    )
    .unwrap();
    desk.confirm("shoes.size").unwrap();
    desk.set_preference("style.colours.liked", json!(["green"]))
        .unwrap();
    desk.hide("brands.loved").unwrap();

    insta::assert_json_snapshot!(desk.profile().unwrap());
}

#[test]
fn well_known_brands_are_offered_where_any_name_will_do() {
    let (_folder, desk) = open();
    for detail in desk.vocabulary().unwrap() {
        let names_brands = detail.key.starts_with("brands.");
        assert_eq!(
            !detail.suggestions.is_empty(),
            names_brands,
            "{}",
            detail.key
        );
        assert!(!names_brands || detail.suggestions.iter().any(|name| name == "Le Creuset"));
    }
}

#[test]
fn what_a_person_looks_for_is_given_an_end() {
    let (_folder, desk) = open();
    let stated = desk.set_preference("intent", json!([{"category": "shoes"}]));
    let value = stated.unwrap().value;
    assert!(value[0]["until"].is_string());
    let past = json!([{"category": "shoes", "until": "2001-01-01"}]);
    assert_eq!(
        desk.set_preference("intent", past).unwrap_err().code,
        FailureCode::NoSuchPreference
    );
}
