//! Stopping: at once, for good, and whatever was under way.

use inkling_token::message::Method;
use serde_json::Value;

use super::shop::decode;
use super::*;
use crate::consent::ShopSide;

#[test]
fn stopping_holds_at_once_and_the_shop_is_told() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);

    scene.vault.revoke(grant, NOW).unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::NotToldYet
        }
    );
    assert_eq!(scene.vault.grant(grant, NOW).unwrap().holds, []);
    assert_eq!(scene.last_line().what, Happening::Revoked);
    let delivery = scene.only_due(NOW);
    let Outgoing::Revoke {
        message,
        client,
        hosts,
        grant_id,
    } = scene.composes(delivery, NOW)
    else {
        panic!("not a revocation")
    };
    assert_eq!(
        (message.method, message.url.as_str()),
        (Method::Delete, "https://shop.example/g/1")
    );
    assert_eq!(client, scene.shop.client());
    assert!(hosts.owns(&message.url));
    let payload: Value =
        serde_json::from_slice(&decode(message.body.split('.').nth(1).unwrap())).unwrap();
    assert_eq!(payload["sub_id"]["id"], grant_id.as_str());

    let deleted = NOW.plus_seconds(-1);
    scene
        .vault
        .revoked_at_shop(delivery, Some(&word(deleted)), NOW)
        .unwrap();
    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::Deleted { at: deleted }
        }
    );
    assert_eq!(
        scene.vault.grant(grant, NOW).unwrap().deleted_at,
        Some(deleted)
    );
    assert_eq!(scene.last_line().what, Happening::Deleted);
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
}

#[test]
fn stopping_twice_is_harmless() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.revoke(grant, NOW).unwrap();
    let before = scene.ledger();

    scene.vault.revoke(grant, NOW.plus_days(1)).unwrap();

    assert_eq!(scene.ledger(), before);
    assert_eq!(scene.due(NOW.plus_days(1)).len(), 1);
    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Stopped { at: NOW, .. }
    ));
}

#[test]
fn nothing_that_was_due_before_the_stop_is_composed_after_it() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let due_before = scene.due(NOW.plus_days(6));
    assert_eq!(due_before.len(), 2, "an update and a renewal");

    scene.vault.revoke(grant, NOW).unwrap();

    for delivery in due_before {
        assert_eq!(
            refused(scene.vault.compose(delivery, NOW, &Dice)),
            Refused::GrantEnded
        );
    }
    scene.colours(&["pink"]);
    for days in [0, 1, 6, 80] {
        for delivery in scene.due(NOW.plus_days(days)) {
            assert!(matches!(
                scene.composes(delivery, NOW.plus_days(days)),
                Outgoing::Revoke { .. }
            ));
        }
    }
}

#[test]
fn an_update_that_was_on_its_way_when_the_grant_was_stopped_revives_nothing() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);

    scene.vault.revoke(grant, NOW).unwrap();
    scene
        .vault
        .delivered(update, &scene.shop.answers("second"), NOW, &Dice)
        .unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::NotToldYet
        }
    );
    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn a_first_delivery_that_was_on_its_way_is_revoked_as_soon_as_the_shop_says_where() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(present, NOW);

    scene.vault.revoke(grant, NOW).unwrap();
    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::CannotBeTold
        }
    );
    assert_eq!(scene.due(NOW), []);
    scene
        .vault
        .delivered(present, &scene.shop.answers("n"), NOW, &Dice)
        .unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::NotToldYet
        }
    );
    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn what_was_never_sent_leaves_nothing_to_tell() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let present = scene.vault.delivery_of(grant).unwrap().unwrap();

    scene.vault.revoke(grant, NOW).unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::NeverHad
        }
    );
    assert_eq!(scene.due(NOW), []);
    assert_eq!(
        refused(scene.vault.compose(present, NOW, &Dice)),
        Refused::GrantEnded
    );
    assert!(!scene.has_key(grant));
}

#[test]
fn the_key_is_kept_to_tell_the_shop_and_deleted_when_it_took_the_news() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.revoke(grant, NOW).unwrap();
    let delivery = scene.only_due(NOW);
    scene.vault.postponed(delivery, NOW, &Dice).unwrap();
    assert!(scene.has_key(grant));

    let mut scene = scene.restarts();
    let later = NOW.plus_days(1);
    let delivery = scene.only_due(later);
    scene.composes(delivery, later);
    scene.vault.revoked_at_shop(delivery, None, later).unwrap();

    assert!(!scene.has_key(grant));
    assert_eq!(
        scene.state(grant, later),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::Told { at: later }
        }
    );
    assert_eq!(scene.due(later.plus_days(30)), []);
    assert!(matches!(
        scene.vault.revoked_at_shop(delivery, None, later),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn the_news_is_given_up_and_the_key_deleted_when_the_shops_last_token_has_run_out() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.vault.revoke(grant, NOW).unwrap();
    let end = NOW.plus_days(7);

    let delivery = scene.only_due(end);
    scene.vault.postponed(delivery, end, &Dice).unwrap();

    assert!(!scene.has_key(grant));
    assert_eq!(scene.due(end), []);
    assert_eq!(
        scene.state(grant, end),
        GrantState::Stopped {
            at: NOW,
            shop: ShopSide::RanOut { at: end }
        }
    );
}

#[test]
fn what_was_given_once_can_be_stopped_too() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Once);

    scene.vault.revoke(grant, NOW).unwrap();

    let delivery = scene.only_due(NOW);
    assert!(matches!(
        scene.composes(delivery, NOW),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn a_stopped_grant_stays_stopped_whatever_is_reported() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);
    scene.vault.revoke(grant, NOW).unwrap();
    let news = scene.only_due(NOW);
    scene.vault.revoked_at_shop(news, None, NOW).unwrap();

    scene.vault.postponed(update, NOW, &Dice).unwrap();
    scene.vault.closed_by_shop(update, NOW).unwrap();
    scene
        .vault
        .delivered(update, &scene.shop.answers("late"), NOW, &Dice)
        .unwrap();
    scene.vault.hide(&testing::key("shoes.size"), NOW).unwrap();

    for days in [0, 30, 60] {
        let now = NOW.plus_days(days);
        assert!(matches!(
            scene.state(grant, now),
            GrantState::Stopped { at: NOW, .. }
        ));
        assert_eq!(scene.due(now), []);
    }
}

#[test]
fn an_unknown_grant_cannot_be_stopped() {
    let mut scene = scene();

    assert!(matches!(
        scene.vault.revoke(GrantId(7), NOW),
        Err(Error::NotFound(crate::Noun::Grant))
    ));
}
