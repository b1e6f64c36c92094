//! Amending: fewer, coarser, sooner or later, and kept as it was shown.

use inkling_token::vocabulary::Level;
use ring::digest::{SHA256, digest};
use serde_json::Value;

use super::*;
use crate::consent::{Amendment, ShopSide};
use crate::hex;
use crate::testing::key;

const COLOURS: &str = "style.colours.liked";

fn keeping(groups: &[&str]) -> Amendment {
    Amendment {
        groups: groups.iter().map(|id| (*id).to_owned()).collect(),
        levels: BTreeMap::new(),
        until: None,
    }
}

fn all() -> Amendment {
    keeping(&["sizes", "taste"])
}

fn until(until: Timestamp) -> Amendment {
    Amendment {
        until: Some(until),
        ..all()
    }
}

fn at_level(level: Level) -> Amendment {
    Amendment {
        levels: [(key(COLOURS), level)].into(),
        ..all()
    }
}

#[test]
fn less_is_told_at_once_though_the_shop_was_tried_in_vain_for_long() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let mut now = NOW;
    for _ in 0..6 {
        now = now.plus_seconds(36_000);
        let update = scene.only_due(now);
        scene.composes(update, now);
        scene.vault.postponed(update, now, &Dice).unwrap();
    }
    assert_eq!(scene.due(now.plus_seconds(60)), []);
    let kept = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };

    scene.amends(grant, &kept, now.plus_seconds(60)).unwrap();

    let held = scene.updates(&request, "first", "second", now.plus_seconds(60));
    assert_eq!(held.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
}

#[test]
fn a_dropped_group_leaves_the_next_version() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);

    scene.amends(grant, &keeping(&["sizes"]), NOW).unwrap();

    let line = scene.last_line();
    assert_eq!((line.what, line.count), (Happening::Narrowed, Some(1)));
    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.version(), 2);
    assert_eq!(held.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
    scene.colours(&["red"]);
    assert_eq!(scene.due(NOW), [], "no longer the shop's concern");
    let granted = scene.vault.grant(grant, NOW).unwrap();
    assert_eq!(granted.summary.details, [key("shoes.size")]);
    assert_eq!(granted.holds.len(), 1);
}

#[test]
fn a_lowered_level_stays_lowered() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);

    scene.amends(grant, &at_level(Level::YesNo), NOW).unwrap();

    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.details()[COLOURS], "true");
    for finer in [Level::Bucket, Level::List, Level::Exact] {
        assert_eq!(
            refused(scene.amends(grant, &at_level(finer), NOW)),
            Refused::LevelTooPrecise
        );
    }
    assert_eq!(
        refused(scene.amends(grant, &keeping(&["sizes", "diary"]), NOW)),
        Refused::BadChoice
    );
}

#[test]
fn what_was_dropped_does_not_come_back() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.amends(grant, &keeping(&["sizes"]), NOW).unwrap();

    assert_eq!(
        refused(scene.amends(grant, &all(), NOW)),
        Refused::BadChoice
    );
}

#[test]
fn what_the_shop_cannot_do_without_cannot_be_dropped_alone() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);

    for left in [&["taste"][..], &[]] {
        assert_eq!(
            refused(scene.amends(grant, &keeping(left), NOW)),
            Refused::NothingToShare
        );
    }
    let groups = scene.vault.grant(grant, NOW).unwrap().groups;
    let required: Vec<(&str, bool)> = groups
        .iter()
        .map(|group| (group.id.as_str(), group.required))
        .collect();
    assert_eq!(required, [("sizes", true), ("taste", false)]);
    let colours = &groups[1].details[0];
    assert_eq!(colours.level, Level::List);
    assert_eq!(colours.levels.last().unwrap().0, Level::List);
}

#[test]
fn an_end_only_comes_nearer() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days30);
    let now = NOW.plus_days(1);
    let sooner = now.plus_days(2);

    scene.amends(grant, &until(sooner), now).unwrap();

    assert_eq!(scene.last_line().what, Happening::Shortened);
    let held = scene.updates(&request, "first", "second", now);
    assert!(held.tokens["sizes"].expires_at <= sooner);
    for bad in [now, now.plus_seconds(-1), sooner.plus_seconds(1)] {
        assert_eq!(
            refused(scene.amends(grant, &until(bad), now)),
            Refused::BadChoice
        );
    }
}

#[test]
fn a_shop_that_was_not_told_of_a_sooner_end_is_told_when_it_comes() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let end = NOW.plus_days(1);
    scene.amends(grant, &until(end), NOW).unwrap();

    let news = scene.only_due(end);

    assert_eq!(
        scene.state(grant, end),
        GrantState::Stopped {
            at: end,
            shop: ShopSide::NotToldYet
        }
    );
    assert!(matches!(scene.composes(news, end), Outgoing::Revoke { .. }));
}

#[test]
fn an_amendment_that_changes_nothing_leaves_no_trace() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let before = scene.ledger();

    scene.amends(grant, &all(), NOW).unwrap();

    assert_eq!(scene.ledger(), before);
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn an_answer_that_was_amended_before_it_was_sent_is_sent_as_amended() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(present, NOW);

    scene.amends(grant, &at_level(Level::YesNo), NOW).unwrap();

    let outgoing = scene.composes(present, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(
        (held.details()[COLOURS].as_str(), held.version()),
        ("true", 2)
    );
}

#[test]
fn a_grant_that_was_amended_while_paused_goes_on_as_amended() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    scene.amends(grant, &keeping(&["sizes"]), NOW).unwrap();
    let news = scene.only_due(NOW);
    assert!(matches!(scene.composes(news, NOW), Outgoing::Pause { .. }));

    scene.vault.resume(grant, NOW).unwrap();

    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
}

#[test]
fn what_is_hidden_cannot_be_lowered_and_stays_agreed_as_it_was() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.hide(&key(COLOURS), NOW).unwrap();

    assert_eq!(
        refused(scene.amends(grant, &at_level(Level::YesNo), NOW)),
        Refused::NothingToShare
    );
    scene.amends(grant, &until(NOW.plus_days(10)), NOW).unwrap();

    assert_eq!(
        scene.vault.grant(grant, NOW).unwrap().summary.details.len(),
        2
    );
}

#[test]
fn what_cannot_be_amended_is_said() {
    let mut scene = scene();
    let (once, _) = scene.connected(Duration::Once);
    assert_eq!(refused(scene.amends(once, &all(), NOW)), Refused::GivenOnce);
    scene.vault.revoke(once, NOW).unwrap();
    assert_eq!(
        refused(scene.amends(once, &all(), NOW)),
        Refused::GrantEnded
    );
    assert_eq!(scene.vault.grant(once, NOW).unwrap().groups, []);
}

#[test]
fn the_preview_of_an_amendment_is_what_is_sent_and_changes_nothing() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let before = scene.ledger();

    let shown = scene
        .vault
        .preview_amendment(grant, &at_level(Level::Bucket), NOW)
        .unwrap();

    assert_eq!(scene.ledger(), before);
    scene.amends(grant, &at_level(Level::Bucket), NOW).unwrap();
    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.details(), sent(&shown));
}

#[test]
fn what_would_come_out_otherwise_than_shown_is_not_amended() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let shown = scene
        .vault
        .preview_amendment(grant, &at_level(Level::Bucket), NOW)
        .unwrap();
    scene.colours(&["red"]);
    let before = scene.ledger();

    for (amendment, digest) in [
        (at_level(Level::Bucket), shown.digest.as_str()),
        (keeping(&["sizes"]), shown.digest.as_str()),
        (keeping(&["sizes"]), ""),
    ] {
        assert_eq!(
            refused(scene.vault.amend(grant, &amendment, digest, NOW)),
            Refused::PreviewChanged
        );
    }

    assert_eq!(scene.ledger(), before);
    scene.amends(grant, &at_level(Level::Bucket), NOW).unwrap();
}

#[test]
fn a_receipt_keeps_what_was_agreed_first_and_adds_what_was_agreed_since() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let id = scene.vault.grant(grant, NOW).unwrap().receipt;
    let first = scene.vault.receipt(id).unwrap();
    let (later, last) = (NOW.plus_days(1), NOW.plus_days(2));
    let shown = scene
        .vault
        .preview_amendment(grant, &keeping(&["sizes"]), later)
        .unwrap();
    scene.amends(grant, &keeping(&["sizes"]), later).unwrap();
    scene.vault.pause(grant, None, later).unwrap();
    scene.vault.resume(grant, last).unwrap();

    let receipt = scene.vault.receipt(id).unwrap();

    assert_eq!(
        (&receipt.details, receipt.until, &receipt.shown_digest),
        (&first.details, first.until, &first.shown_digest)
    );
    let amended = &receipt.amendments[0];
    assert_eq!((amended.at, Some(amended.until)), (later, first.until));
    assert_eq!(
        (&amended.details, &amended.shown_digest),
        (&shown.details, &shown.digest)
    );
    assert_eq!(receipt.pauses[0].resumed_at, Some(last));
    let document: Value = serde_json::from_str(&receipt.json_ld).unwrap();
    let events = document["dct:subject"]["dpv:hasConsentStatus"]
        .as_array()
        .unwrap();
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["@type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "dpv:ConsentGiven",
            "inkling:ConsentAmended",
            "inkling:Paused",
            "inkling:Resumed"
        ]
    );
    assert_eq!(events[1]["inkling:digest"], amended.shown_digest.as_str());
}

#[test]
fn the_digest_of_an_amendment_is_of_the_text_that_is_kept() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.amends(grant, &keeping(&["sizes"]), NOW).unwrap();

    let (shown, kept): (String, String) = scene
        .vault
        .connection
        .query_row("SELECT shown, shown_digest FROM amendments", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();

    assert_eq!(
        hex::encode(digest(&SHA256, shown.as_bytes()).as_ref()),
        kept
    );
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown["details"][0]["sent"],
        r#"[{"system":"EU","value":"40"}]"#
    );
}
