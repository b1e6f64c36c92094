//! Shops that do not sign: once, and marked as unverified.

use super::*;
use crate::consent::ShopStanding;

#[test]
fn a_shop_that_does_not_sign_is_unverified_however_often_it_was_given_something() {
    let mut scene = scene();
    for minutes in 0..3 {
        let now = NOW.plus_seconds(60 * minutes);
        let request = scene.shop.asks_unsigned(&Ask::usual(), now);
        let id = scene.vault.file(&request, now).unwrap();

        let asked = scene.vault.request(id, now).unwrap();
        assert_eq!(asked.summary.shop.standing, ShopStanding::Unverified);
        let grant = scene.shares(id, &choice(Duration::Once), now);
        let granted = scene.vault.grant(grant, now).unwrap();
        assert_eq!(granted.summary.shop.standing, ShopStanding::Unverified);
    }
}

#[test]
fn only_once_is_offered_and_accepted() {
    let mut scene = scene();
    let request = scene.shop.asks_unsigned(&Ask::usual(), NOW);
    let id = scene.vault.file(&request, NOW).unwrap();

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().durations,
        [(Duration::Once, None)]
    );
    for longer in [Duration::Days30, Duration::Days90, Duration::Months12] {
        assert_eq!(
            refused(scene.vault.preview(id, &choice(longer), NOW)),
            Refused::BadChoice
        );
    }
}

#[test]
fn an_address_for_updates_is_of_no_use_to_it_but_for_the_news_of_a_stop() {
    let mut scene = scene();
    let request = scene.shop.asks_unsigned(&Ask::usual(), NOW);
    let id = scene.vault.file(&request, NOW).unwrap();
    let grant = scene.shares(id, &choice(Duration::Once), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_eq!(held.tokens["sizes"].grant.to, request.client_id);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();

    scene.colours(&["red"]);

    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
    assert_eq!(scene.due(NOW), []);
    scene.vault.revoke(grant, NOW).unwrap();
    assert_eq!(scene.due(NOW).len(), 1);
}

#[test]
fn a_host_has_one_request_waiting_whatever_it_asks_as() {
    let mut scene = scene();
    scene.asks(NOW);
    for address in [
        "https://shop.example/response",
        "https://shop.example/other",
    ] {
        let request = scene.shop.asks_unsigned_at(address, &Ask::usual(), NOW);
        assert_eq!(
            refused(scene.vault.file(&request, NOW)),
            Refused::ShopSilenced
        );
    }
}

#[test]
fn a_host_that_was_refused_is_silenced_whatever_it_asks_as() {
    let mut scene = scene();
    let first = scene.shop.asks_unsigned(&Ask::usual(), NOW);
    let id = scene.vault.file(&first, NOW).unwrap();
    scene.vault.decline(id, NOW, &Dice).unwrap();

    for (seconds, accepted) in [(29, false), (30, true)] {
        let now = NOW.plus_seconds(seconds);
        let address = format!("https://shop.example/{seconds}");
        let request = scene.shop.asks_unsigned_at(&address, &Ask::usual(), now);
        assert_eq!(
            scene.vault.file(&request, now).is_ok(),
            accepted,
            "{seconds}"
        );
    }
}

#[test]
fn a_shop_whose_signed_request_was_approved_cannot_ask_without_a_signature() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let later = NOW.plus_seconds(60);
    let request = scene.shop.asks_unsigned(&Ask::usual(), later);
    let refused = scene.vault.file(&request, later).unwrap_err();
    assert!(matches!(refused, Error::Refused(Refused::Downgraded)));

    let later = later.plus_seconds(60);
    let (id, _) = scene.asks(later);

    let standing = scene
        .vault
        .request(id, later)
        .unwrap()
        .summary
        .shop
        .standing;
    assert_eq!(standing, ShopStanding::Known);
}
