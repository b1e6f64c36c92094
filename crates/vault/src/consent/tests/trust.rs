//! A shop that signs with another key: what rests, and how the person decides.

use inkling_token::status::Status;

use super::mailbox::{mailbox_of, says, with_mailbox};
use super::store::{BOX, TestStore, settings};
use super::*;

#[test]
fn a_shop_with_another_key_finds_a_pause_until_the_person_decides() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    let first_shop = std::mem::replace(&mut scene.shop, TestShop::new("shop.example"));
    let later = NOW.plus_seconds(60);
    let asked = scene.asks(later);
    scene.colours(&["red"]);

    for days in 0..8 {
        scene.publishes(&mut store, later.plus_days(days));
        assert_eq!(store.get(&mailbox_of(&held)), None);
        let status = store.status(&held, later.plus_days(days));
        assert_eq!(status, Some(Status::Suspended));
    }

    scene.shares(asked.0, &choice(Duration::Days30), later);
    scene.shop = first_shop;
    scene.publishes(&mut store, later);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, later);
    assert!(fetched.version() > held.version());
    assert_eq!(store.status(&held, later), Some(Status::Valid));
    let state = scene.state(grant, later);
    assert!(matches!(state, GrantState::Updating { .. }));
}

#[test]
fn the_person_can_keep_the_key_that_they_know() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    let known = std::mem::replace(&mut scene.shop, TestShop::new("shop.example"));
    let (foreign, _) = scene.asks(NOW);
    scene.vault.decline(foreign, NOW, &Dice).unwrap();
    scene.publishes(&mut store, NOW);
    assert_eq!(store.status(&held, NOW), Some(Status::Suspended));
    scene.shop = known;

    scene.vault.keep_key(grant, NOW).unwrap();

    assert_eq!(says(&scene, Happening::KeyKept), 1);
    scene.publishes(&mut store, NOW);
    assert_eq!(store.status(&held, NOW), Some(Status::Valid));
    let updated = scene.sends(&request, "first", "second", NOW);
    assert!(updated.version() > held.version());
    scene.vault.keep_key(grant, NOW).unwrap();
    assert_eq!(says(&scene, Happening::KeyKept), 1, "nothing is in doubt");
}

#[test]
fn a_first_answer_waits_while_another_key_was_seen() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    scene.publishes(&mut store, NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(present, NOW);
    scene.vault.postponed(present, NOW, &Dice).unwrap();
    scene.shop = TestShop::new("shop.example");
    scene.asks(NOW);

    let later = NOW.plus_seconds(3600);
    assert_eq!(scene.due_for_the_shop(later), []);
    let composed = scene.vault.compose(present, later, &Dice);
    assert_eq!(refused(composed), Refused::GrantEnded);
    scene.publishes(&mut store, later);
    assert_eq!(store.kinds(), "s");
}
