//! Grants that end by themselves or are closed by the shop.

use super::*;

#[test]
fn nothing_is_sent_for_a_grant_whose_end_has_passed() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    let end = NOW.plus_days(30);

    assert_eq!(scene.state(grant, end), GrantState::Ended { at: end });
    assert_eq!(
        refused(scene.vault.compose(update, end, &Dice)),
        Refused::GrantEnded
    );
    assert_eq!(scene.vault.pending(end).unwrap(), 0);
    assert_eq!(scene.due(end), []);
    assert!(!scene.has_key(grant));
    assert_eq!(refused(scene.vault.revoke(grant, end)), Refused::GrantEnded);
}

#[test]
fn an_ended_grant_is_not_revived_by_a_change() {
    let mut scene = scene();
    scene.connected(Duration::Days30);
    let end = NOW.plus_days(31);

    let key = testing::key("style.colours.liked");
    let value = testing::colours(&["red"]);
    scene.vault.state(&key, value, end).unwrap();

    assert_eq!(scene.due(end), []);
}

#[test]
fn the_shop_may_close_a_grant() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);

    scene.vault.closed_by_shop(update, NOW).unwrap();

    assert_eq!(
        scene.state(grant, NOW),
        GrantState::ClosedByShop { at: NOW }
    );
    assert_eq!(scene.vault.grant(grant, NOW).unwrap().holds, []);
    assert_eq!(scene.last_line().what, Happening::ClosedByShop);
    assert!(!scene.has_key(grant));
    scene.colours(&["pink"]);
    assert_eq!(scene.due(NOW), []);
    assert_eq!(refused(scene.vault.revoke(grant, NOW)), Refused::GrantEnded);
}

#[test]
fn a_shop_that_closes_what_was_stopped_changes_nothing() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let update = scene.only_due(NOW);
    scene.composes(update, NOW);
    scene.vault.revoke(grant, NOW).unwrap();

    scene.vault.closed_by_shop(update, NOW).unwrap();

    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Stopped { .. }
    ));
    assert_eq!(scene.due(NOW).len(), 1);
}
