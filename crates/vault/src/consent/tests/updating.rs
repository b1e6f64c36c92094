//! Values that change after they were shared.

use inkling_token::message::Method;

use super::*;
use crate::consent::ShopSide;
use crate::testing::key;

#[test]
fn a_changed_value_reaches_the_shop_as_the_next_version() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let later = NOW.plus_seconds(3600);

    scene.colours(&["red", "white"]);

    assert!(matches!(
        scene.state(grant, later),
        GrantState::Updating { .. }
    ));
    let delivery = scene.only_due(later);
    let outgoing = scene.composes(delivery, later);
    assert_eq!(
        (message(&outgoing).method, message(&outgoing).url.as_str()),
        (Method::Put, "https://shop.example/g/1")
    );
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, "first", later);
    assert_eq!((held.version(), held.state.clone()), (2, None));
    assert_eq!(held.details()["style.colours.liked"], r#"["red","white"]"#);
    assert_eq!(
        held.details()["shoes.size"],
        r#"[{"system":"EU","value":"40"}]"#
    );

    scene
        .vault
        .delivered(delivery, &scene.shop.answers("second"), later, &Dice)
        .unwrap();
    assert!(matches!(
        scene.state(grant, later),
        GrantState::Active { .. }
    ));
    assert_eq!(scene.vault.grant(grant, later).unwrap().version, 2);
    assert_eq!(scene.last_line().what, Happening::Updated);
    scene.colours(&["pink"]);
    assert_eq!(
        scene.updates(&request, "second", "third", later).version(),
        3
    );
}

#[test]
fn several_changes_become_one_update() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Days90);

    scene.colours(&["red"]);
    scene.colours(&["pink"]);
    testing::state(
        &mut scene.vault,
        "shoes.size",
        json!([{"system": "EU", "value": "41", "weight": 1.0}]),
    );

    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.details()["style.colours.liked"], r#"["pink"]"#);
    assert_eq!(
        held.details()["shoes.size"],
        r#"[{"system":"EU","value":"41"}]"#
    );
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_change_while_an_update_is_on_its_way_is_sent_after_it() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let delivery = scene.only_due(NOW);
    scene.composes(delivery, NOW);

    scene.colours(&["pink"]);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("second"), NOW, &Dice)
        .unwrap();

    let held = scene.updates(&request, "second", "third", NOW);
    assert_eq!(
        (
            held.details()["style.colours.liked"].as_str(),
            held.version()
        ),
        (r#"["pink"]"#, 3)
    );
}

#[test]
fn a_change_that_does_not_show_at_the_granted_level_is_not_sent() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let lowered = Choice {
        levels: [(
            key("style.colours.liked"),
            inkling_token::vocabulary::Level::YesNo,
        )]
        .into(),
        ..choice(Duration::Days90)
    };
    let grant = scene.shares(id, &lowered, NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(delivery, NOW);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();

    scene.colours(&["red"]);

    assert_eq!(scene.due(NOW), []);
    assert_eq!(scene.state(grant, NOW), GrantState::Active { since: NOW });
}

#[test]
fn a_value_that_changes_back_before_it_was_sent_needs_no_update() {
    let mut scene = scene();
    let (_, _) = scene.connected(Duration::Days90);

    scene.colours(&["red"]);
    scene.colours(&["blue", "grey", "green", "black"]);

    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_detail_the_shop_was_not_granted_concerns_it_not() {
    let mut scene = scene();
    scene.connected(Duration::Days90);

    testing::state(&mut scene.vault, "apparel.fit", json!("slim"));

    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_hidden_detail_is_left_out_of_the_update() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);

    scene.vault.hide(&key("style.colours.liked"), NOW).unwrap();

    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(
        held.details().into_keys().collect::<Vec<_>>(),
        ["shoes.size"]
    );
    assert_eq!(held.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
    scene
        .vault
        .unhide(&key("style.colours.liked"), NOW)
        .unwrap();
    assert_eq!(
        scene
            .updates(&request, "second", "third", NOW)
            .details()
            .len(),
        2
    );
    assert_eq!(scene.vault.grant(grant, NOW).unwrap().holds.len(), 2);
}

#[test]
fn a_grant_of_which_nothing_is_left_is_stopped() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);

    scene
        .vault
        .remove(&key("style.colours.liked"), NOW)
        .unwrap();
    scene.vault.hide(&key("shoes.size"), NOW).unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::NotToldYet
        }
    );
    assert!(scene.ledger().contains(&Happening::Revoked));
    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn what_was_given_once_is_never_updated() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Once);

    scene.colours(&["red"]);
    scene.vault.hide(&key("shoes.size"), NOW).unwrap();

    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn updates_to_several_shops_do_not_leave_together() {
    let mut scene = scene();
    for host in ["shop.example", "books.example", "toys.example"] {
        scene.shop = TestShop::new(host);
        scene.connected(Duration::Days90);
    }

    scene.colours(&["red"]);

    let left = scene.due(NOW);
    assert_eq!(left.len(), 1);
    assert_eq!(scene.vault.pending(NOW).unwrap(), 3);

    let grants = scene.vault.grants(NOW).unwrap();
    let waiting = grants
        .iter()
        .find(|grant| grant.id != scene.grant_of(left[0]));
    let waiting = waiting.unwrap().id;
    scene.vault.hurry_grant(waiting, NOW).unwrap();
    assert_eq!(
        scene.vault.news_of(waiting, NOW).unwrap().len(),
        1,
        "the person says so"
    );
}

#[test]
fn what_is_overdue_after_a_long_time_goes_to_one_shop_at_once() {
    let mut scene = scene();
    for host in ["shop.example", "books.example", "toys.example"] {
        scene.shop = TestShop::new(host);
        scene.connected(Duration::Days90);
    }
    scene.colours(&["red"]);

    let mut now = NOW.plus_days(20);
    let mut left = BTreeSet::new();
    while left.len() < 3 {
        let due = scene.due(now);
        let grants: BTreeSet<GrantId> = due.iter().map(|id| scene.grant_of(*id)).collect();
        assert!(grants.len() <= 1, "{grants:?} leave together");
        for delivery in due {
            // An update brings what a renewal would have.
            if scene.vault.compose(delivery, now, &Dice).is_ok() {
                let answer = scene.shop.answers("next");
                scene
                    .vault
                    .delivered(delivery, &answer, now, &Dice)
                    .unwrap();
            }
        }
        left.extend(grants);
        now = now.plus_seconds(60);
    }

    let waited = now.seconds() - NOW.plus_days(20).seconds();
    assert!(waited <= 1800, "the last one waited for {waited} s");
}

#[test]
fn a_token_is_renewed_before_it_ends_while_its_grant_lives() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Days90);

    assert_eq!(scene.due(NOW.plus_days(5).plus_seconds(-1)), []);
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
    let later = NOW.plus_days(6);
    let held = scene.updates(&request, "first", "second", later);

    assert_eq!((held.version(), held.details().len()), (2, 2));
    assert_eq!(
        held.tokens["sizes"].expires_at,
        later.floor_to_hour().plus_days(7)
    );
}

#[test]
fn a_shop_that_names_no_next_nonce_gets_no_further_updates() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let delivery = scene.only_due(NOW);
    scene.composes(delivery, NOW);

    scene
        .vault
        .delivered(delivery, &Answer::default(), NOW, &Dice)
        .unwrap();
    scene.colours(&["pink"]);

    assert_eq!(scene.due(NOW), []);
    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
}

#[test]
fn an_entry_that_ends_by_itself_leaves_the_shop_with_the_next_update() {
    let mut scene = scene();
    let intent = json!([
        {"category": "shoes", "until": "2026-11-25"},
        {"category": "books", "until": "2026-12-20"}
    ]);
    testing::state(&mut scene.vault, "intent", intent);
    let request = scene.shop.asks(&looking(), NOW);
    let id = scene.vault.file(&request, NOW).unwrap();
    let grant = scene.shares(id, &intents(), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(delivery, NOW);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();
    let before = NOW.plus_days(1);
    let after = NOW.plus_days(4);
    assert!(!scene.vault.has_work(before).unwrap());
    assert!(scene.vault.has_work(after).unwrap());

    let held = scene.updates(&request, "first", "second", after);

    assert_eq!(
        held.details()["intent"],
        r#"[{"category":"books","until":"2026-12-20"}]"#
    );
    assert_eq!(scene.vault.grant(grant, after).unwrap().version, 2);
}

#[test]
fn an_entry_that_ended_before_it_was_sent_is_never_sent() {
    let mut scene = scene();
    let intent = json!([
        {"category": "shoes", "until": "2026-11-23"},
        {"category": "books", "until": "2026-12-20"}
    ]);
    testing::state(&mut scene.vault, "intent", intent);
    // Four minutes before midnight.
    let late = NOW.plus_seconds(46_600);
    let request = scene.shop.asks(&looking(), late);
    let id = scene.vault.file(&request, late).unwrap();
    let grant = scene.shares(id, &intents(), late);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let after = late.plus_seconds(280);

    let outgoing = scene.composes(delivery, after);

    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, after);
    assert_eq!(
        held.details()["intent"],
        r#"[{"category":"books","until":"2026-12-20"}]"#
    );
}

fn looking() -> Ask {
    Ask {
        groups: vec![("plans", true, vec!["intent"])],
        ..Ask::usual()
    }
}

fn intents() -> Choice {
    Choice {
        groups: BTreeSet::from(["plans".to_owned()]),
        ..choice(Duration::Days90)
    }
}
