//! Another mailbox, the same one reached in another way, and what moves with the grants.

use inkling_token::mailbox::Store;
use inkling_token::status::Status;

use super::mailbox::{mailbox_of, with_mailbox};
use super::store::{BOX, TestStore, settings};
use super::*;
use crate::consent::Amendment;

#[test]
fn a_grant_moves_to_another_mailbox() {
    let (mut scene, mut old, _, request, held) = with_mailbox();
    let mut new = TestStore::default();
    let there = settings("https://other.example");
    scene.vault.set_mailbox(Some(&there), NOW).unwrap();

    let publish = scene.due(NOW)[0];
    let Outgoing::Publish { objects, settings } = scene.composes(publish, NOW) else {
        panic!("not for the mailbox")
    };
    assert_eq!(settings.public_url, there.public_url);
    let answers = new.takes(&objects);
    scene
        .vault
        .published(publish, &answers, NOW, &Dice)
        .unwrap();
    assert_eq!((old.kinds(), new.kinds()), ("ms".into(), "ms".into()));
    let updated = scene.sends(&request, "first", "second", NOW);
    assert!(mailbox_of(&updated).starts_with("https://other.example/m/"));
    assert_ne!(mailbox_of(&updated), mailbox_of(&held));
    scene.publishes(&mut old, NOW);

    assert_eq!((old.kinds(), new.kinds()), (String::new(), "ms".into()));
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn what_was_taken_back_leaves_the_mailbox_though_the_shop_cannot_be_reached() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.colours(&["red"]);
    let update = scene.due_for_the_shop(NOW)[0];
    scene.composes(update, NOW);
    scene.vault.postponed(update, NOW, &Dice).unwrap();
    scene.publishes(&mut store, NOW);
    let kept = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };

    scene.amends(grant, &kept, NOW).unwrap();

    scene.publishes(&mut store, NOW);
    let fetched = scene
        .shop
        .fetches(store.get(&mailbox_of(&held)).unwrap(), &request, NOW);
    assert_eq!(fetched.tokens.keys().collect::<Vec<_>>(), ["sizes"]);
}

#[test]
fn a_stop_reaches_the_former_mailbox_though_the_new_one_cannot_be_reached() {
    let (mut scene, mut old, grant, _, held) = with_mailbox();
    let there = settings("https://other.example");
    scene.vault.set_mailbox(Some(&there), NOW).unwrap();
    let publish = scene.due(NOW)[0];
    scene.composes(publish, NOW);
    scene.vault.postponed(publish, NOW, &Dice).unwrap();
    scene.vault.revoke(grant, NOW).unwrap();

    let mut now = NOW;
    while old.status(&held, now) != Some(Status::Invalid) {
        now = now.plus_seconds(600);
        assert!(now < NOW.plus_days(1), "within a day");
        for delivery in scene.due(now) {
            if scene.what(delivery) != What::Publish {
                continue;
            }
            let Outgoing::Publish { objects, settings } = scene.composes(delivery, now) else {
                panic!("not for the mailbox")
            };
            if settings.public_url == there.public_url {
                scene.vault.postponed(delivery, now, &Dice).unwrap();
            } else {
                let answers = old.takes(&objects);
                let published = scene.vault.published(delivery, &answers, now, &Dice);
                published.unwrap();
            }
        }
    }
}

#[test]
fn a_new_mailbox_that_cannot_be_reached_issues_no_end_of_versions() {
    let (mut scene, mut old, grant, request, held) = with_mailbox();
    let there = settings("https://other.example");
    scene.vault.set_mailbox(Some(&there), NOW).unwrap();
    scene.colours(&["red"]);

    let mut now = NOW;
    for _ in 0..60 {
        now = now.plus_seconds(600);
        for delivery in scene.due(now) {
            let outgoing = scene.composes(delivery, now);
            if let Outgoing::Publish { objects, settings } = outgoing
                && settings.public_url == BOX
            {
                let answers = old.takes(&objects);
                let published = scene.vault.published(delivery, &answers, now, &Dice);
                published.unwrap();
            } else {
                scene.vault.postponed(delivery, now, &Dice).unwrap();
            }
        }
    }

    let issued = scene
        .ledger()
        .iter()
        .filter(|line| **line == Happening::Issued)
        .count();
    assert!(issued <= 6, "{issued} versions in ten hours");
    let jwe = old.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, now);
    assert_eq!(fetched.tokens["sizes"].status, held.tokens["sizes"].status);
    assert_ne!(fetched.details(), held.details());
    scene.vault.revoke(grant, now).unwrap();
    now = now.plus_days(1);
    scene.publishes(&mut old, now);
}

#[test]
fn a_pause_outlives_the_mailbox_that_was_given_up() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    scene.vault.pause(grant, None, NOW).unwrap();
    scene.vault.set_mailbox(None, NOW).unwrap();

    for days in 0..60 {
        scene.publishes(&mut store, NOW.plus_days(days));
        let status = store.status(&held, NOW.plus_days(days));
        assert_eq!(status, Some(Status::Suspended), "after {days} days");
    }
}

#[test]
fn what_was_left_in_a_store_is_reached_with_its_new_credentials() {
    let (mut scene, mut store, grant, _, held) = with_mailbox();
    scene.vault.set_mailbox(None, NOW).unwrap();
    let mut renewed = settings("https://other.example");
    if let Store::S3 { access_key_id, .. } = &mut renewed.store {
        *access_key_id = "renewed".into();
    }
    scene.vault.set_mailbox(Some(&renewed), NOW).unwrap();

    scene.vault.revoke(grant, NOW).unwrap();

    let publish = scene
        .due(NOW)
        .into_iter()
        .find(|id| scene.what(*id) == What::Publish);
    let Outgoing::Publish { objects, settings } = scene.composes(publish.unwrap(), NOW) else {
        panic!("not for the mailbox")
    };
    assert_eq!(settings.public_url, BOX);
    assert!(
        matches!(settings.store, Store::S3 { access_key_id, .. } if access_key_id == "renewed")
    );
    store.takes(&objects);
    assert_eq!(store.status(&held, NOW), Some(Status::Invalid));
}

#[test]
fn another_bucket_under_the_same_address_is_another_mailbox() {
    let (mut scene, mut old, _, request, held) = with_mailbox();
    let mut new = TestStore::default();
    let mut there = settings(BOX);
    if let Store::S3 { bucket, .. } = &mut there.store {
        *bucket = "another".into();
    }
    scene.vault.set_mailbox(Some(&there), NOW).unwrap();

    assert_eq!(scene.publishes(&mut new, NOW), 1);
    let updated = scene.sends(&request, "first", "second", NOW);
    assert_ne!(mailbox_of(&updated), mailbox_of(&held));
    assert_eq!(new.status(&updated, NOW), Some(Status::Valid));
    scene.publishes(&mut old, NOW);
    assert_eq!((old.kinds(), new.kinds()), (String::new(), "ms".into()));
}

#[test]
fn the_same_mailbox_reached_another_way_stays_where_it_is() {
    let (mut scene, store, _, _, _) = with_mailbox();

    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();

    assert_eq!(scene.due(NOW), []);
    assert_eq!(store.kinds(), "ms");
    let mut bad = settings(BOX);
    bad.public_url = "http://box.example".into();
    assert_eq!(
        refused(scene.vault.set_mailbox(Some(&bad), NOW)),
        Refused::BadMailbox
    );
}

#[test]
fn what_the_store_did_not_take_is_tried_at_once_when_it_is_reached_another_way() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.connected(Duration::Days90);
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let now = NOW.plus_seconds(60);
    let publish = scene.only_due(now);
    scene.vault.postponed(publish, now, &Dice).unwrap();
    assert_eq!(scene.publishes(&mut store, now), 0);

    scene.vault.set_mailbox(Some(&settings(BOX)), now).unwrap();

    assert_eq!(scene.publishes(&mut store, now), 1);
}

#[test]
fn grants_from_before_the_mailbox_move_in() {
    let (mut scene, mut store) = (scene(), TestStore::default());
    let (grant, request) = scene.connected(Duration::Days90);

    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();

    assert_eq!(scene.publishes(&mut store, NOW), 1);
    let updated = scene.sends(&request, "first", "second", NOW);
    assert_eq!(store.status(&updated, NOW), Some(Status::Valid));
    assert_eq!(scene.state(grant, NOW), GrantState::Active { since: NOW });
}
