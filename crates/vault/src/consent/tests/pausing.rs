//! Pausing: nothing is sent, the shop is asked to rest, and going on is the next version.

use inkling_token::message::Method;
use serde_json::Value;

use super::shop::decode;
use super::*;
use crate::consent::{PauseAnswer, PauseTold};
use crate::testing::key;

fn paused(since: Timestamp, told: PauseTold) -> GrantState {
    GrantState::Paused {
        since,
        until: None,
        told,
    }
}

#[test]
fn a_paused_grant_sends_nothing_but_the_news_of_it() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);

    scene.vault.pause(grant, None, NOW).unwrap();

    assert_eq!(scene.state(grant, NOW), paused(NOW, PauseTold::NotYet));
    assert_eq!(scene.last_line().what, Happening::Paused);
    let delivery = scene.only_due(NOW);
    let outgoing = scene.composes(delivery, NOW);
    let Outgoing::Pause { message, hosts, .. } = &outgoing else {
        panic!("{outgoing:?}")
    };
    assert_eq!(
        (message.method, message.url.as_str()),
        (Method::Post, "https://shop.example/g/1")
    );
    assert!(hosts.owns(&message.url));
    scene
        .vault
        .paused_at_shop(delivery, PauseAnswer::Taken, NOW)
        .unwrap();
    assert_eq!(scene.state(grant, NOW), paused(NOW, PauseTold::Yes));
    scene.colours(&["pink"]);
    for days in [0, 1, 6, 30] {
        assert_eq!(scene.due(NOW.plus_days(days)), []);
    }
}

#[test]
fn the_news_of_a_pause_says_until_when_to_the_hour() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let until = NOW.plus_days(1);
    scene.vault.pause(grant, Some(until), NOW).unwrap();

    let delivery = scene.only_due(NOW);
    let outgoing = scene.composes(delivery, NOW);

    let body = &message(&outgoing).body;
    let payload: Value = serde_json::from_slice(&decode(body.split('.').nth(1).unwrap())).unwrap();
    let event = &payload["events"]["urn:inkling:event:grant-paused:1"];
    let said = event["until"].as_i64().unwrap();
    assert!((0..=3600).contains(&(said - until.seconds())));
    assert_eq!(said % 3600, 0);
}

#[test]
fn going_on_sends_the_next_version_with_the_values_as_they_are_then() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    scene.colours(&["red"]);
    let later = NOW.plus_seconds(3600);

    scene.vault.resume(grant, later).unwrap();

    assert_eq!(scene.last_line().what, Happening::Resumed);
    let held = scene.updates(&request, "first", "second", later);
    assert_eq!(held.version(), 2);
    assert_eq!(held.details()["style.colours.liked"], r#"["red"]"#);
    assert!(matches!(
        scene.state(grant, later),
        GrantState::Active { .. }
    ));
}

#[test]
fn going_on_is_the_next_version_also_when_nothing_changed() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);
    scene.colours(&["blue", "grey", "green", "black"]);

    scene.vault.pause(grant, None, NOW).unwrap();
    scene.vault.resume(grant, NOW).unwrap();

    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(
        held.version(),
        3,
        "above whatever may have reached the shop"
    );
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_pause_with_an_end_is_over_by_itself() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let until = NOW.plus_days(1);
    scene.vault.pause(grant, Some(until), NOW).unwrap();
    let news = scene.only_due(NOW);
    scene
        .vault
        .paused_at_shop(news, PauseAnswer::Taken, NOW)
        .unwrap();
    assert_eq!(scene.vault.pending(until.plus_seconds(-1)).unwrap(), 0);

    assert_eq!(scene.vault.pending(until).unwrap(), 1);
    let held = scene.updates(&request, "first", "second", until);

    assert_eq!(held.version(), 2);
    assert!(scene.ledger().contains(&Happening::Resumed));
}

#[test]
fn pausing_again_gives_the_pause_another_end_and_the_shop_is_told_anew() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    let first = scene.only_due(NOW);
    scene
        .vault
        .paused_at_shop(first, PauseAnswer::Taken, NOW)
        .unwrap();
    let before = scene.ledger().len();

    scene.vault.pause(grant, None, NOW).unwrap();
    assert_eq!(scene.ledger().len(), before, "the same pause");
    let (later, until) = (NOW.plus_seconds(60), NOW.plus_days(3));
    scene.vault.pause(grant, Some(until), later).unwrap();

    assert_eq!(
        scene.state(grant, later),
        GrantState::Paused {
            since: NOW,
            until: Some(until),
            told: PauseTold::NotYet
        }
    );
    assert_eq!(scene.due(later).len(), 1);
}

#[test]
fn going_on_when_nothing_is_paused_is_harmless() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let before = scene.ledger();

    scene.vault.resume(grant, NOW).unwrap();

    assert_eq!(scene.ledger(), before);
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_shop_that_knows_no_pauses_cannot_be_told() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    let delivery = scene.only_due(NOW);

    scene
        .vault
        .paused_at_shop(delivery, PauseAnswer::Refused, NOW)
        .unwrap();

    assert_eq!(scene.state(grant, NOW), paused(NOW, PauseTold::Cannot));
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
    assert!(matches!(
        scene
            .vault
            .paused_at_shop(delivery, PauseAnswer::Taken, NOW),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn the_news_is_given_up_when_the_shops_last_token_has_run_out() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    let end = NOW.plus_days(7);
    let delivery = scene.only_due(end);

    scene.vault.postponed(delivery, end, &Dice).unwrap();

    assert_eq!(scene.state(grant, end), paused(NOW, PauseTold::Cannot));
    assert!(scene.has_key(grant), "it may go on");
}

#[test]
fn an_answer_that_was_paused_before_it_was_sent_is_sent_when_it_goes_on() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();

    scene.vault.pause(grant, None, NOW).unwrap();
    assert_eq!(scene.due(NOW), []);
    assert_eq!(
        refused(scene.vault.compose(present, NOW, &Dice)),
        Refused::GrantEnded
    );
    scene.vault.resume(grant, NOW).unwrap();

    let outgoing = scene.composes(present, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(held.version(), 1);
}

#[test]
fn a_first_delivery_that_was_on_its_way_is_paused_as_soon_as_the_shop_says_where() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(present, NOW);
    scene.vault.pause(grant, None, NOW).unwrap();

    scene
        .vault
        .delivered(present, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();

    assert_eq!(scene.state(grant, NOW), paused(NOW, PauseTold::NotYet));
    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Pause { .. }
    ));
}

#[test]
fn what_the_shop_says_of_a_pause_that_is_over_changes_nothing() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    let news = scene.only_due(NOW);
    scene.composes(news, NOW);
    scene.vault.resume(grant, NOW).unwrap();

    scene
        .vault
        .paused_at_shop(news, PauseAnswer::Taken, NOW)
        .unwrap();

    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Updating { .. }
    ));
    assert_eq!(scene.updates(&request, "first", "second", NOW).version(), 2);
}

#[test]
fn an_update_that_was_on_its_way_when_it_was_paused_does_not_wake_it() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);
    scene.vault.pause(grant, None, NOW).unwrap();

    scene
        .vault
        .delivered(update, &scene.shop.answers("second"), NOW, &Dice)
        .unwrap();

    assert!(matches!(scene.state(grant, NOW), GrantState::Paused { .. }));
    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Pause { .. }
    ));
}

#[test]
fn a_paused_grant_can_be_stopped_closed_and_ended() {
    let mut stopped = scene();
    let (grant, _) = stopped.connected(Duration::Days90);
    stopped.vault.pause(grant, None, NOW).unwrap();
    stopped.vault.revoke(grant, NOW).unwrap();
    let news = stopped.only_due(NOW);
    assert!(matches!(
        stopped.composes(news, NOW),
        Outgoing::Revoke { .. }
    ));
    assert_eq!(
        refused(stopped.vault.resume(grant, NOW)),
        Refused::GrantEnded
    );

    let mut closed = scene();
    let (grant, _) = closed.connected(Duration::Days90);
    closed.vault.pause(grant, None, NOW).unwrap();
    let news = closed.only_due(NOW);
    closed.vault.closed_by_shop(news, NOW).unwrap();
    assert_eq!(
        closed.state(grant, NOW),
        GrantState::ClosedByShop { at: NOW }
    );

    let mut ended = scene();
    let (grant, _) = ended.connected(Duration::Days30);
    let end = NOW.plus_days(30);
    ended
        .vault
        .pause(grant, Some(end.plus_days(1)), NOW)
        .unwrap();
    assert_eq!(ended.due(end.plus_days(2)), []);
    assert_eq!(ended.state(grant, NOW), GrantState::Ended { at: end });
}

#[test]
fn what_cannot_be_paused_is_said() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Once);
    assert_eq!(
        refused(scene.vault.pause(grant, None, NOW)),
        Refused::GivenOnce
    );
    scene.vault.revoke(grant, NOW).unwrap();
    assert_eq!(
        refused(scene.vault.pause(grant, None, NOW)),
        Refused::GrantEnded
    );

    scene.shop = TestShop::new("books.example");
    let (grant, _) = scene.connected(Duration::Days30);
    assert_eq!(
        refused(scene.vault.pause(grant, Some(NOW), NOW)),
        Refused::BadChoice
    );
}

#[test]
fn a_grant_of_which_nothing_is_left_when_it_goes_on_is_stopped() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    for name in ["shoes.size", "style.colours.liked"] {
        scene.vault.hide(&key(name), NOW).unwrap();
    }
    assert!(matches!(scene.state(grant, NOW), GrantState::Paused { .. }));

    scene.vault.resume(grant, NOW).unwrap();

    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Stopped { .. }
    ));
}
