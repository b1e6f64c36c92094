//! The mailbox: there before a token names it, true to where the grant stands, and empty in the end.

use inkling_token::status::Status;

use super::store::{BOX, TestStore, settings};
use super::*;
use crate::consent::{Amendment, ShopSide};

/// Alice has a mailbox, and the shop was given a token that names it.
pub(super) fn with_mailbox() -> (Scene, TestStore, GrantId, SharingRequest, Held) {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    scene.publishes(&mut store, NOW);
    let held = scene.sends(&request, &request.nonce, "first", NOW);
    (scene, store, grant, request, held)
}

pub(super) fn mailbox_of(held: &Held) -> String {
    held.tokens["sizes"].grant.mailbox.clone().unwrap()
}

pub(super) fn says(scene: &Scene, what: Happening) -> usize {
    scene.ledger().iter().filter(|line| **line == what).count()
}

#[test]
fn status_and_tokens_lie_there_before_a_token_names_them() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    let publish = scene.vault.publication_of(grant).unwrap().unwrap();
    assert_eq!(scene.due(NOW), [publish, present], "the mailbox first");

    assert_eq!(scene.publishes(&mut store, NOW), 1);
    assert_eq!(store.kinds(), "ms");
    let held = scene.sends(&request, &request.nonce, "first", NOW);

    assert_eq!(held.version(), 1);
    assert_eq!(store.status(&held, NOW), Some(Status::Valid));
    assert_eq!(
        held.tokens["sizes"].expires_at,
        NOW.floor_to_hour().plus_days(30)
    );
    let later = NOW.plus_days(3);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, later);
    assert_eq!(fetched.details(), held.details());
    assert_eq!(scene.due(NOW), []);
    assert_eq!(
        scene.vault.grant(grant, NOW).unwrap().mailbox,
        Some(mailbox_of(&held))
    );
    assert_eq!(says(&scene, Happening::Published), 1);
}

#[test]
fn without_an_answer_of_the_store_the_shop_gets_a_token_that_names_nothing_and_an_update_later() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let publish = scene.vault.publication_of(grant).unwrap().unwrap();
    scene.composes(publish, NOW);
    scene.vault.postponed(publish, NOW, &Dice).unwrap();

    let held = scene.sends(&request, &request.nonce, "first", NOW);
    let token = &held.tokens["sizes"];
    assert_eq!((&token.status, &token.grant.mailbox), (&None, &None));
    assert_eq!(token.expires_at, NOW.floor_to_hour().plus_days(7));

    let later = NOW.plus_seconds(60);
    assert_eq!(scene.publishes(&mut store, later), 1);
    let updated = scene.sends(&request, "first", "second", later);
    assert!(updated.version() > held.version());
    assert_eq!(store.status(&updated, later), Some(Status::Valid));
    assert_eq!(scene.due(later), []);
}

#[test]
fn a_changed_value_lies_there_too() {
    let (mut scene, mut store, _, request, held) = with_mailbox();
    scene.colours(&["red"]);
    let updated = scene.sends(&request, "first", "second", NOW);

    assert_eq!(scene.publishes(&mut store, NOW), 1);

    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_eq!(fetched.details(), updated.details());
    assert_eq!(fetched.version(), updated.version());
}

#[test]
fn a_shop_that_cannot_be_reached_finds_the_change_there() {
    let (mut scene, mut store, _, request, held) = with_mailbox();
    scene.colours(&["red"]);
    let update = scene.due_for_the_shop(NOW)[0];
    scene.composes(update, NOW);
    scene.vault.postponed(update, NOW, &Dice).unwrap();

    scene.publishes(&mut store, NOW);

    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_eq!(fetched.details()["style.colours.liked"], r#"["red"]"#);
    let later = NOW.plus_seconds(60);
    let outgoing = scene.composes(update, later);
    let sent = scene
        .shop
        .verifies(message(&outgoing), &request, "first", later);
    assert_eq!(sent.version(), fetched.version());
}

#[test]
fn what_changes_while_an_update_is_tried_in_vain_does_not_wait_for_the_next_try() {
    let (mut scene, mut store, _, request, held) = with_mailbox();
    scene.colours(&["red"]);
    let update = scene.due_for_the_shop(NOW)[0];
    scene.composes(update, NOW);
    scene.vault.postponed(update, NOW, &Dice).unwrap();
    scene.publishes(&mut store, NOW);

    let hidden = testing::key("style.colours.liked");
    scene.vault.hide(&hidden, NOW).unwrap();

    assert_eq!(scene.publishes(&mut store, NOW), 1);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_eq!(fetched.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
    assert_eq!(scene.publishes(&mut store, NOW), 0);
}

#[test]
fn a_stop_is_written_over_whatever_is_there_and_everything_goes_when_the_shop_took_it() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    scene.vault.revoke(grant, NOW).unwrap();

    assert_eq!(scene.publishes(&mut store, NOW), 1);
    assert_eq!(store.kinds(), "s");
    assert_eq!(store.status(&held, NOW), Some(Status::Invalid));

    let news = scene.due_for_the_shop(NOW)[0];
    scene.vault.revoked_at_shop(news, None, NOW).unwrap();
    assert!(!scene.has_key(grant));
    assert_eq!(scene.publishes(&mut store, NOW), 1);
    assert_eq!(store.kinds(), "");
    assert_eq!(scene.due(NOW.plus_days(300)), []);
}

#[test]
fn a_stop_stays_there_until_the_last_token_has_run_out_when_the_shop_cannot_be_told() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    scene.vault.revoke(grant, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    let end = held.tokens["sizes"].expires_at;

    for days in 1..=29 {
        let now = NOW.plus_days(days);
        scene.publishes(&mut store, now);
        assert_eq!(
            store.status(&held, now),
            Some(Status::Invalid),
            "day {days}"
        );
    }
    scene.publishes(&mut store, end);

    assert_eq!(store.kinds(), "");
    assert_eq!(
        scene.state(grant, end),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::RanOut { at: end }
        }
    );
    let news = scene.only_due(end);
    scene.vault.postponed(news, end, &Dice).unwrap();
    assert!(!scene.has_key(grant));
}

#[test]
fn a_status_is_signed_anew_past_half_of_its_life_and_no_sooner() {
    let (mut scene, mut store, _, _, held) = with_mailbox();
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
    assert_eq!(scene.publishes(&mut store, NOW.plus_days(6)), 0);

    let week = NOW.plus_days(7);
    assert_eq!(scene.vault.pending(week).unwrap(), 1);
    assert_eq!(scene.publishes(&mut store, week), 1);

    assert_eq!(store.status(&held, NOW.plus_days(20)), Some(Status::Valid));
    assert_eq!(
        says(&scene, Happening::Published),
        1,
        "nothing that it says is new"
    );
}

#[test]
fn a_pause_suspends_and_takes_the_tokens_away_and_going_on_brings_them_back() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.vault.pause(grant, None, NOW).unwrap();

    scene.publishes(&mut store, NOW);
    assert_eq!(store.kinds(), "s");
    assert_eq!(store.status(&held, NOW), Some(Status::Suspended));

    scene.vault.resume(grant, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    assert_eq!(store.kinds(), "ms");
    assert_eq!(store.status(&held, NOW), Some(Status::Valid));
    let updated = scene.sends(&request, "first", "second", NOW);
    assert_eq!(mailbox_of(&updated), mailbox_of(&held), "where it was");
    let fetched = scene
        .shop
        .fetches(store.get(&mailbox_of(&held)).unwrap(), &request, NOW);
    assert_eq!(fetched.version(), updated.version());
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn an_end_empties_the_mailbox() {
    let (mut scene, mut store, _, _, _) = with_mailbox();
    scene.publishes(&mut store, NOW.plus_days(90));
    assert_eq!(store.kinds(), "");

    let (mut scene, mut store, _, _, _) = with_mailbox();
    scene.colours(&["red"]);
    let update = scene.due_for_the_shop(NOW)[0];
    scene.vault.closed_by_shop(update, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    assert_eq!(store.kinds(), "");
}

#[test]
fn what_is_given_once_has_a_status_and_no_tokens_there() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Once), NOW);
    scene.publishes(&mut store, NOW);
    assert_eq!(store.kinds(), "s");
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(present, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(held.tokens["sizes"].grant.mailbox, None);
    let answer = Answer {
        grant_uri: None,
        ..scene.shop.answers("n")
    };
    scene.vault.delivered(present, &answer, NOW, &Dice).unwrap();

    scene.vault.revoke(grant, NOW).unwrap();

    scene.publishes(&mut store, NOW);
    assert_eq!(store.status(&held, NOW), Some(Status::Invalid));
}

#[test]
fn a_newer_copy_of_this_vault_that_stopped_the_grant_stops_it_here() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    let week = NOW.plus_days(7);
    let list = scene.signs_elsewhere(grant, &held, Status::Invalid, week);
    store.puts('s', &list);

    assert_eq!(scene.publishes(&mut store, week), 1);

    assert!(matches!(
        scene.state(grant, week),
        GrantState::Stopped { .. }
    ));
    assert_eq!(says(&scene, Happening::Revoked), 1);
    scene.publishes(&mut store, week);
    assert_eq!(store.kinds(), "s");
    assert_eq!(store.status(&held, week), Some(Status::Invalid));
}

#[test]
fn a_list_that_somebody_took_away_has_the_grant_rest_until_the_person_says_so() {
    let week = NOW.plus_days(7);
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    store.puts('s', "");

    scene.publishes(&mut store, week);

    assert!(matches!(
        scene.state(grant, week),
        GrantState::Paused { .. }
    ));
    scene.publishes(&mut store, week);
    assert_ne!(store.status(&held, week), Some(Status::Valid));
    scene.vault.resume(grant, week).unwrap();
    scene.publishes(&mut store, week);
    assert_eq!(store.status(&held, week), Some(Status::Valid));
}

#[test]
fn whatever_else_lies_in_the_way_is_written_over() {
    let week = NOW.plus_days(7);
    for foreign in ["something else", "a.b.c"] {
        let (mut scene, mut store, grant, _, held) = with_mailbox();
        store.puts('s', foreign);

        assert_eq!(scene.publishes(&mut store, week), 1, "finds it");
        assert_eq!(scene.publishes(&mut store, week), 1, "writes over it");

        assert_eq!(store.status(&held, week), Some(Status::Valid), "{foreign}");
        assert!(matches!(
            scene.state(grant, week),
            GrantState::Active { .. }
        ));
    }
}

#[test]
fn a_write_of_which_nobody_knows_whether_it_arrived_is_made_again() {
    let (mut scene, mut store, _, _, held) = with_mailbox();
    let week = NOW.plus_days(7);
    let publish = scene.due(week)[0];
    let Outgoing::Publish { objects, .. } = scene.composes(publish, week) else {
        panic!("not for the mailbox")
    };
    store.takes(&objects);
    scene.vault.postponed(publish, week, &Dice).unwrap();

    let mut scene = scene.restarts_at(week);
    let later = week.plus_seconds(3600);
    assert_eq!(scene.publishes(&mut store, later), 1, "finds its own");
    let last = later.plus_seconds(3600);
    scene.publishes(&mut store, last);

    assert_eq!(store.status(&held, last), Some(Status::Valid));
    assert_eq!(scene.due(last.plus_seconds(3600)), []);
}

#[test]
fn a_mailbox_that_is_given_up_is_emptied_once_no_token_names_it_and_then_forgotten() {
    let (mut scene, mut store, _, request, held) = with_mailbox();

    scene.vault.set_mailbox(None, NOW).unwrap();

    assert!(scene.vault.mailbox().unwrap().is_none());
    assert_eq!(scene.publishes(&mut store, NOW), 0);
    assert_eq!(store.status(&held, NOW), Some(Status::Valid), "still named");
    let updated = scene.sends(&request, "first", "second", NOW);
    let token = &updated.tokens["sizes"];
    assert_eq!((&token.status, &token.grant.mailbox), (&None, &None));
    scene.publishes(&mut store, NOW);
    assert_eq!(store.kinds(), "");
    let left: i64 = scene
        .vault
        .connection
        .query_row("SELECT count(*) FROM mailboxes", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "and with it its credentials");
    assert_eq!(says(&scene, Happening::MailboxChanged), 2);
}

#[test]
fn a_stop_reaches_the_mailbox_that_was_given_up() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    scene.vault.set_mailbox(None, NOW).unwrap();

    scene.vault.revoke(grant, NOW).unwrap();

    scene.publishes(&mut store, NOW);
    assert_eq!(store.status(&held, NOW), Some(Status::Invalid));
}

#[test]
fn what_is_hidden_leaves_the_mailbox_that_was_given_up() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.vault.set_mailbox(None, NOW).unwrap();

    let kept = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };
    scene.amends(grant, &kept, NOW).unwrap();

    scene.publishes(&mut store, NOW);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_eq!(fetched.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
    assert_eq!(mailbox_of(&fetched), mailbox_of(&held), "a stop reaches it");
    assert_eq!(fetched.tokens["sizes"].status, held.tokens["sizes"].status);
}

#[test]
fn a_mailbox_that_was_given_up_and_is_gone_is_forgotten_once_nothing_there_can_count() {
    let (mut scene, _, _, request, _) = with_mailbox();
    scene.vault.set_mailbox(None, NOW).unwrap();
    scene.sends(&request, "first", "second", NOW);
    let mailboxes = |scene: &Scene| -> i64 {
        let count = "SELECT count(*) FROM mailboxes";
        let connection = &scene.vault.connection;
        connection.query_row(count, [], |row| row.get(0)).unwrap()
    };

    for days in 0..44 {
        let now = NOW.plus_days(days);
        for delivery in scene.due(now) {
            if scene.what(delivery) == What::Publish {
                scene.vault.postponed(delivery, now, &Dice).unwrap();
            }
        }
        assert_eq!(mailboxes(&scene), 1, "after {days} days");
    }

    scene.due(NOW.plus_days(44));
    assert_eq!(mailboxes(&scene), 0);
}

#[test]
fn nothing_of_the_store_is_in_the_text_of_anything() {
    let mut scene = scene();
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let publish = scene.vault.publication_of(grant).unwrap().unwrap();

    let shown = format!(
        "{:?} {:?}",
        scene.composes(publish, NOW),
        scene.vault.mailbox().unwrap()
    );

    for secret in ["a-secret-of-the-store", "box.example", "alice"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
