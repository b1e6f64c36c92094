//! The first delivery: composed fresh, retried, and what the shop answers.

use super::*;

fn approved(scene: &mut Scene, duration: Duration) -> (GrantId, SharingRequest, DeliveryId) {
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(duration), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    (grant, request, delivery)
}

#[test]
fn the_shop_can_open_and_verify_what_was_approved() {
    let mut scene = scene();
    let (grant, request, delivery) = approved(&mut scene, Duration::Days90);
    let now = NOW.plus_seconds(1234);

    let outgoing = scene.composes(delivery, now);

    assert_eq!(message(&outgoing).url, "https://shop.example/response");
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, now);
    assert_eq!(held.state.as_deref(), Some("af0ifjsldkj"));
    let token = &held.tokens["sizes"];
    assert_eq!(
        (token.grant.ver, token.grant.to.clone()),
        (1, scene.shop.client())
    );
    assert_eq!(token.issued_at, now.floor_to_hour());
    assert_eq!(token.expires_at, now.floor_to_hour().plus_days(7));
    assert_eq!((&token.status, &token.grant.mailbox), (&None, &None));
    assert_eq!(scene.last_line().what, Happening::Issued);

    scene
        .vault
        .delivered(delivery, &scene.shop.answers("n1"), now, &Dice)
        .unwrap();
    let granted = scene.vault.grant(grant, now).unwrap();
    assert_eq!(granted.summary.state, GrantState::Active { since: now });
    assert_eq!((granted.version, granted.holds.len()), (1, 2));
    let line = scene.last_line();
    assert_eq!((line.what, line.count), (Happening::Delivered, Some(2)));
}

#[test]
fn a_token_never_outlives_its_grant() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let until = NOW.plus_days(5);
    let grant = scene.shares(
        id,
        &Choice {
            until: Some(until),
            ..choice(Duration::Days30)
        },
        NOW,
    );
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();

    let outgoing = scene.composes(delivery, NOW);

    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert!(held.tokens["sizes"].expires_at <= until);
}

#[test]
fn a_delivery_survives_a_restart_and_is_composed_anew_with_the_same_token() {
    let mut scene = scene();
    let (_, request, delivery) = approved(&mut scene, Duration::Days30);
    let first = scene.composes(delivery, NOW);
    let first = scene
        .shop
        .verifies(message(&first), &request, &request.nonce, NOW);
    scene.vault.postponed(delivery, NOW, &Dice).unwrap();

    let mut scene = scene.restarts();
    let later = NOW.plus_seconds(600);
    let delivery = scene.only_due(later);
    let second = scene.composes(delivery, later);
    let second = scene
        .shop
        .verifies(message(&second), &request, &request.nonce, later);

    assert_eq!(first.details(), second.details());
    assert_eq!((first.version(), second.version()), (1, 1));
    let issued = scene
        .ledger()
        .into_iter()
        .filter(|what| *what == Happening::Issued)
        .count();
    assert_eq!(issued, 1);
}

#[test]
fn a_postponed_delivery_waits_longer_every_time() {
    let mut scene = scene();
    let (_, _, delivery) = approved(&mut scene, Duration::Days30);

    let mut now = NOW;
    for attempt in 0..6 {
        assert_eq!(scene.due(now), [delivery], "{attempt}");
        scene.vault.postponed(delivery, now, &Dice).unwrap();
        assert_eq!(scene.due(now.plus_seconds(14 << attempt)), []);
        assert_eq!(scene.vault.pending(now).unwrap(), 1);
        now = now.plus_seconds(45 << attempt);
    }
}

#[test]
fn an_answer_that_cannot_be_brought_within_a_day_lapses() {
    let mut scene = scene();
    let (grant, request, delivery) = approved(&mut scene, Duration::Days30);
    let lapse = request.expires_at.plus_days(1);

    assert_eq!(scene.due(lapse), []);
    assert_eq!(scene.state(grant, lapse), GrantState::Ended { at: lapse });
    assert_eq!(
        refused(scene.vault.compose(delivery, lapse, &Dice)),
        Refused::GrantEnded
    );
    assert!(!scene.has_key(grant));
}

#[test]
fn a_shop_without_an_address_for_updates_was_given_once() {
    let mut scene = scene();
    let (grant, _, delivery) = approved(&mut scene, Duration::Days30);
    scene.composes(delivery, NOW);

    let answer = Answer {
        grant_uri: None,
        grant_nonce: None,
        ..scene.shop.answers("n")
    };
    let delivered = scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();

    assert_eq!(
        delivered.return_to.as_deref(),
        Some("https://shop.example/back?response_code=1")
    );
    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
    assert!(!scene.has_key(grant), "nothing is left to sign");
}

#[test]
fn an_address_on_another_host_is_ignored() {
    let mut scene = scene();
    let (grant, _, delivery) = approved(&mut scene, Duration::Days30);
    scene.composes(delivery, NOW);

    let answer = Answer {
        redirect_uri: Some("https://evil.example/back".into()),
        grant_uri: Some("https://shop.example.evil.example/g/1".into()),
        grant_nonce: Some("n".into()),
    };
    let delivered = scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();

    assert_eq!(delivered.return_to, None);
    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
    let noted: Option<i64> = scene
        .vault
        .connection
        .query_row("SELECT foreign_at FROM grants", [], |row| row.get(0))
        .unwrap();
    assert_eq!(noted, Some(NOW.millis()));
}

#[test]
fn a_delivery_is_reported_once() {
    let mut scene = scene();
    let (_, _, delivery) = approved(&mut scene, Duration::Days30);
    let answer = scene.shop.answers("n");

    assert!(
        matches!(
            scene.vault.delivered(delivery, &answer, NOW, &Dice),
            Err(Error::NotFound(_))
        ),
        "not composed"
    );
    scene.composes(delivery, NOW);
    scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();
    assert!(matches!(
        scene.vault.delivered(delivery, &answer, NOW, &Dice),
        Err(Error::NotFound(_))
    ));
    assert_eq!(
        refused(scene.vault.compose(delivery, NOW, &Dice)),
        Refused::GrantEnded
    );
}

#[test]
fn what_was_hidden_before_it_was_sent_is_not_sent() {
    let mut scene = scene();
    let (_, request, delivery) = approved(&mut scene, Duration::Days30);
    scene
        .vault
        .hide(&testing::key("style.colours.liked"), NOW)
        .unwrap();

    let outgoing = scene.composes(delivery, NOW);

    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(
        held.details().into_keys().collect::<Vec<_>>(),
        ["shoes.size"]
    );
}

#[test]
fn what_was_changed_before_it_was_sent_is_sent_as_shown_and_updated_after() {
    let mut scene = scene();
    let (grant, request, delivery) = approved(&mut scene, Duration::Days30);
    scene.colours(&["red"]);

    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(
        held.details()["style.colours.liked"],
        r#"["blue","grey","green","black"]"#
    );
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("n1"), NOW, &Dice)
        .unwrap();

    assert_eq!(scene.state(grant, NOW), GrantState::Updating { since: NOW });
    let held = scene.updates(&request, "n1", "n2", NOW);
    assert_eq!(
        (
            held.details()["style.colours.liked"].as_str(),
            held.version()
        ),
        (r#"["red"]"#, 2)
    );
}

#[test]
fn a_grant_with_nothing_left_before_it_was_sent_is_stopped() {
    let mut scene = scene();
    let (grant, _, delivery) = approved(&mut scene, Duration::Days30);

    scene
        .vault
        .hide(&testing::key("style.colours.liked"), NOW)
        .unwrap();
    scene.vault.hide(&testing::key("shoes.size"), NOW).unwrap();

    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            shop: crate::ShopSide::NeverHad,
            ..
        }
    ));
    assert_eq!(
        refused(scene.vault.compose(delivery, NOW, &Dice)),
        Refused::GrantEnded
    );
    assert!(scene.ledger().contains(&Happening::Revoked));
}

#[test]
fn an_answer_that_arrives_after_its_time_is_taken_back() {
    let mut scene = scene();
    let (grant, request, delivery) = approved(&mut scene, Duration::Days30);
    scene.composes(delivery, NOW);
    let late = request.expires_at.plus_days(1);

    scene
        .vault
        .delivered(delivery, &scene.shop.answers("n"), late, &Dice)
        .unwrap();

    assert!(matches!(
        scene.state(grant, late),
        GrantState::Stopped { .. }
    ));
    let news = scene.only_due(late);
    assert!(matches!(
        scene.composes(news, late),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn hurrying_one_shop_leaves_the_others_as_they_were() {
    let mut scene = scene();
    let other = TestShop::new("books.example").asks(&Ask::usual(), NOW);
    let other = scene.vault.file(&other, NOW).unwrap();
    let (asked, _) = scene.asks(NOW);
    let grants = [asked, other].map(|id| scene.shares(id, &choice(Duration::Days90), NOW));
    let deliveries = grants.map(|grant| scene.vault.delivery_of(grant).unwrap().unwrap());
    for delivery in deliveries {
        scene.composes(delivery, NOW);
        scene.vault.postponed(delivery, NOW, &Dice).unwrap();
    }
    let soon = NOW.plus_seconds(1);
    assert_eq!(scene.due(soon), []);

    scene.vault.hurry_grant(grants[0], soon).unwrap();

    assert_eq!(scene.due(soon), [deliveries[0]]);
    assert_eq!(scene.vault.pending_of(grants[0], soon).unwrap(), 1);
    assert_eq!(scene.vault.pending(soon).unwrap(), 2);
    scene.vault.hurry(soon).unwrap();
    assert_eq!(scene.due(soon).len(), 2);
}
