//! Clocks that are wrong, and set right.

use super::*;
use crate::consent::RequestState;

#[test]
fn an_end_that_was_seen_to_pass_stays_an_end_when_the_clock_is_set_back() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    let end = NOW.plus_days(30);
    scene.due(end.plus_days(1));

    for now in [NOW, NOW.plus_days(-400)] {
        assert_eq!(scene.state(grant, now), GrantState::Ended { at: end });
        assert_eq!(
            refused(scene.vault.compose(update, now, &Dice)),
            Refused::GrantEnded
        );
        assert_eq!(scene.due(now), []);
    }
}

#[test]
fn an_answer_that_lapsed_stays_lapsed_when_the_clock_is_set_back() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Once), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let lapse = request.expires_at.plus_days(1);
    scene.due(lapse);

    assert_eq!(scene.state(grant, NOW), GrantState::Ended { at: lapse });
    assert_eq!(
        refused(scene.vault.compose(delivery, NOW, &Dice)),
        Refused::GrantEnded
    );
}

#[test]
fn a_clock_that_runs_ahead_for_a_while_holds_nothing_up() {
    let mut scene = scene();
    let ahead = NOW.plus_days(1500);
    scene
        .vault
        .refused(&scene.shop.client().host(), ahead)
        .unwrap();

    let (id, request) = scene.asks(NOW);

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Waiting
    );
    let grant = scene.shares(id, &choice(Duration::Days30), NOW);
    assert_eq!(
        scene.vault.grant(grant, NOW).unwrap().summary.until,
        Some(NOW.plus_days(30))
    );
    let delivery = scene.only_due(NOW);
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(held.tokens["sizes"].issued_at, NOW.floor_to_hour());
}

#[test]
fn a_clock_that_was_set_back_leaves_one_line_and_the_chain_holds() {
    let mut scene = scene();
    let later = NOW.plus_seconds(301);
    scene
        .vault
        .refused(&scene.shop.client().host(), later)
        .unwrap();

    scene.colours(&["red"]);
    scene.colours(&["pink"]);

    let lines = scene.ledger();
    let end = &lines[lines.len() - 4..];
    assert_eq!(
        end,
        [
            Happening::Refused,
            Happening::ClockSetBack,
            Happening::Changed,
            Happening::Changed
        ]
    );
    scene.vault.verify_ledger().unwrap();
}

#[test]
fn a_correction_of_a_few_minutes_is_not_worth_a_line() {
    let mut scene = scene();
    let later = NOW.plus_seconds(300);
    scene
        .vault
        .refused(&scene.shop.client().host(), later)
        .unwrap();

    scene.colours(&["red"]);

    assert!(!scene.ledger().contains(&Happening::ClockSetBack));
    assert_eq!(scene.last_line().at, NOW);
}

#[test]
fn the_news_of_a_stop_does_not_wait_for_a_time_that_was_a_mistake() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Months12);
    let ahead = NOW.plus_days(5);
    scene.vault.revoke(grant, ahead).unwrap();
    let news = scene.only_due(ahead);
    for _ in 0..10 {
        scene.vault.postponed(news, ahead, &Dice).unwrap();
    }

    scene.vault.set_mailbox(None, NOW).unwrap();

    assert_eq!(scene.due(NOW.plus_seconds(10 * 3600)), [news]);
}

#[test]
fn a_token_from_a_time_that_was_a_mistake_is_issued_anew() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Months12);
    scene.colours(&["red"]);
    let ahead = NOW.plus_days(2);
    let update = scene.only_due(ahead);
    scene.composes(update, ahead);

    let outgoing = scene.composes(update, NOW);

    let held = scene
        .shop
        .verifies(message(&outgoing), &request, "first", NOW);
    assert_eq!(held.version(), 3);
}

#[test]
fn a_refusal_of_a_time_that_was_a_mistake_silences_nobody() {
    let mut scene = scene();
    let ahead = NOW.plus_days(900);
    let (id, _) = scene.asks(ahead);
    scene.vault.decline(id, ahead, &Dice).unwrap();

    scene.asks(NOW);
}
