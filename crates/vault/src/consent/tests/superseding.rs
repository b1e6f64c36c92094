//! Plain mode at shops that may have more than they say, or will not hear of it.

use inkling_token::status::Status;

use super::mailbox::{mailbox_of, with_mailbox};
use super::plain::{assert_plain, one};
use super::*;
use crate::consent::{PauseAnswer, Reach};

#[test]
fn what_a_shop_may_have_fetched_from_the_mailbox_is_superseded_at_once() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.connects_another("books.example");
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    for delivery in scene.due_for_the_shop(NOW) {
        if scene.grant_of(delivery) == grant {
            scene.composes(delivery, NOW);
            let answer = scene.shop.answers("second");
            scene
                .vault
                .delivered(delivery, &answer, NOW, &Dice)
                .unwrap();
        }
    }
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    // The mailbox gets one grant's details now and the other's a little later, the shop nothing yet.
    scene.publishes(&mut store, NOW);
    let soon = NOW.plus_seconds(601);
    scene.publishes(&mut store, soon);
    let lying = store.get(&mailbox_of(&held)).unwrap();
    assert_eq!(scene.shop.fetches(lying, &request, soon).details().len(), 2);

    scene.vault.plain_on(&Reach::EveryShop, soon).unwrap();

    assert!(matches!(
        scene.state(grant, soon),
        GrantState::Updating { .. }
    ));
    scene.publishes(&mut store, soon);
    let lying = store.get(&mailbox_of(&held)).unwrap();
    assert_plain(
        &scene.shop.fetches(lying, &request, soon),
        &["sizes", "taste"],
    );
}

#[test]
fn a_shop_that_may_have_taken_the_details_again_is_told_again() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.connects_another("books.example");
    scene.vault.plain_on(&one("shop.example"), NOW).unwrap();
    scene.updates(&request, "first", "second", NOW);
    scene.vault.plain_off(&one("shop.example"), NOW).unwrap();
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);
    scene.vault.postponed(update, NOW, &Dice).unwrap();

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();

    let due = scene.due(NOW);
    let update = due.into_iter().find(|id| scene.grant_of(*id) == grant);
    let outgoing = scene.composes(update.unwrap(), NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, "second", NOW);
    assert_plain(&held, &["sizes", "taste"]);
}

#[test]
fn a_shop_that_does_not_take_the_word_rests_until_the_person_says_otherwise() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    let update = scene.due_for_the_shop(NOW)[0];
    scene.composes(update, NOW);

    scene.vault.turned_down(update, NOW, &Dice).unwrap();

    assert_eq!(scene.last_line().what, Happening::PlainRefused);
    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Paused { until: None, .. }
    ));
    let news = scene.due_for_the_shop(NOW)[0];
    assert!(matches!(scene.composes(news, NOW), Outgoing::Pause { .. }));
    let answer = PauseAnswer::Refused;
    scene.vault.paused_at_shop(news, answer, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    assert_eq!(store.status(&held, NOW), Some(Status::Suspended));
    let later = NOW.plus_days(1);
    assert_eq!(scene.due_for_the_shop(later), [], "nothing is tried again");

    scene.vault.plain_off(&Reach::EveryShop, later).unwrap();
    assert_eq!(scene.due_for_the_shop(later), []);
    scene.vault.resume(grant, later).unwrap();
    let update = scene.due_for_the_shop(later)[0];
    let outgoing = scene.composes(update, later);
    let again = scene
        .shop
        .verifies(message(&outgoing), &request, "first", later);
    assert_eq!(again.details(), held.details());
}

#[test]
fn a_shop_that_says_no_to_anything_else_is_tried_again() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);

    scene.vault.turned_down(update, NOW, &Dice).unwrap();

    assert_eq!(scene.state(grant, NOW), GrantState::Updating { since: NOW });
    assert_eq!(scene.only_due(NOW.plus_seconds(60)), update);
}
