//! Who may wait for the person, and who may not.

use super::*;
use crate::consent::{RequestState, ShopStanding};

#[test]
fn a_filed_request_waits_and_is_in_the_ledger() {
    let mut scene = scene();

    let (id, _) = scene.asks(NOW);

    let request = &scene.vault.requests(NOW).unwrap()[0];
    assert_eq!(
        (request.id, request.state, request.details),
        (id, RequestState::Waiting, 2)
    );
    assert_eq!(request.shop.standing, ShopStanding::New);
    let line = scene.last_line();
    assert_eq!(
        (line.what, line.shop.as_deref(), line.count),
        (Happening::Requested, Some("shop.example"), Some(2))
    );
}

#[test]
fn a_request_survives_a_restart() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    let scene = scene.restarts();

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Waiting
    );
}

#[test]
fn an_expired_request_is_refused_before_and_after_filing() {
    let mut scene = scene();
    let request = scene.shop.asks(&Ask::usual(), NOW);
    let end = request.expires_at;

    assert_eq!(
        refused(scene.vault.file(&request, end)),
        Refused::RequestExpired
    );
    let id = scene.vault.file(&request, NOW).unwrap();
    assert_eq!(
        scene.vault.request(id, end).unwrap().summary.state,
        RequestState::Expired { at: end }
    );
    assert_eq!(
        refused(scene.vault.preview(id, &choice(Duration::Once), end)),
        Refused::RequestExpired
    );
    assert_eq!(
        refused(
            scene
                .vault
                .approve(id, &choice(Duration::Once), "", end, &Dice)
        ),
        Refused::RequestExpired
    );
    assert_eq!(
        refused(scene.vault.decline(id, end, &Dice)),
        Refused::RequestExpired
    );
}

#[test]
fn a_shop_has_one_request_waiting() {
    let mut scene = scene();
    scene.asks(NOW);

    let second = scene.shop.asks(&Ask::usual(), NOW);
    assert_eq!(
        refused(scene.vault.file(&second, NOW)),
        Refused::ShopSilenced
    );

    let another = TestShop::new("books.example").asks(&Ask::usual(), NOW);
    scene.vault.file(&another, NOW).unwrap();
}

#[test]
fn hosts_of_one_domain_have_one_request_waiting_and_one_silence() {
    let mut scene = scene();
    let request = TestShop::new("a1.shop.example").asks(&Ask::usual(), NOW);
    let id = scene.vault.file(&request, NOW).unwrap();

    let second = TestShop::new("a2.shop.example").asks(&Ask::usual(), NOW);
    assert_eq!(
        refused(scene.vault.file(&second, NOW)),
        Refused::ShopSilenced
    );
    scene.vault.decline(id, NOW, &Dice).unwrap();

    for (seconds, accepted) in [(29, false), (30, true)] {
        let now = NOW.plus_seconds(seconds);
        let third = TestShop::new("a3.shop.example").asks(&Ask::usual(), now);
        assert_eq!(scene.vault.file(&third, now).is_ok(), accepted, "{seconds}");
    }
}

#[test]
fn customers_of_a_registry_ask_each_for_themselves() {
    let mut scene = scene();
    for host in ["alice.github.io", "bob.github.io"] {
        let request = TestShop::new(host).asks(&Ask::usual(), NOW);
        scene.vault.file(&request, NOW).unwrap();
    }
}

#[test]
fn another_host_of_a_domain_is_a_shop_of_its_own() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let later = NOW.plus_seconds(60);

    let request = TestShop::new("www.shop.example").asks(&Ask::usual(), later);
    let id = scene.vault.file(&request, later).unwrap();

    let asked = scene.vault.request(id, later).unwrap().summary.shop;
    assert_eq!(asked.standing, ShopStanding::New);
    assert_eq!(asked.host.to_string(), "www.shop.example");
}

#[test]
fn all_shops_together_have_a_bounded_number_waiting() {
    let mut scene = scene();
    for number in 0..16 {
        let request = TestShop::new(&format!("shop{number}.example")).asks(&Ask::usual(), NOW);
        scene.vault.file(&request, NOW).unwrap();
    }

    let request = scene.shop.asks(&Ask::usual(), NOW);
    assert_eq!(
        refused(scene.vault.file(&request, NOW)),
        Refused::ShopSilenced
    );
}

#[test]
fn a_refusal_silences_the_shop_for_half_a_minute() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    scene.vault.decline(id, NOW, &Dice).unwrap();

    for (seconds, accepted) in [(1, false), (29, false), (30, true)] {
        let now = NOW.plus_seconds(seconds);
        let request = scene.shop.asks(&Ask::usual(), now);
        assert_eq!(
            scene.vault.file(&request, now).is_ok(),
            accepted,
            "{seconds}"
        );
    }
}

#[test]
fn nobody_deciding_in_time_is_a_refusal() {
    let mut scene = scene();
    let (_, request) = scene.asks(NOW);

    let soon = request.expires_at.plus_seconds(29);
    assert_eq!(
        refused(
            scene
                .vault
                .file(&scene.shop.asks(&Ask::usual(), soon), soon)
        ),
        Refused::ShopSilenced
    );
    let later = request.expires_at.plus_seconds(30);
    scene
        .vault
        .file(&scene.shop.asks(&Ask::usual(), later), later)
        .unwrap();
}

#[test]
fn a_replayed_nonce_is_refused_from_that_shop_and_no_other() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    scene.vault.decline(id, NOW, &Dice).unwrap();
    let later = NOW.plus_seconds(60);

    assert_eq!(
        refused(scene.vault.file(&request, later)),
        Refused::Replayed
    );
    let same_nonce = Ask {
        nonce: request.nonce,
        ..Ask::usual()
    };
    let replayed = scene.shop.asks(&same_nonce, later);
    assert_eq!(
        refused(scene.vault.file(&replayed, later)),
        Refused::Replayed
    );
    let other = TestShop::new("books.example").asks(&same_nonce, later);
    scene.vault.file(&other, later).unwrap();
}

#[test]
fn a_shop_is_new_until_something_was_shared_with_it() {
    let mut scene = scene();
    let standing = |scene: &Scene, id| scene.vault.request(id, NOW).unwrap().summary.shop.standing;
    let (first, _) = scene.asks(NOW);
    scene.vault.decline(first, NOW, &Dice).unwrap();

    let (second, _) = scene.asks(NOW.plus_seconds(60));
    assert_eq!(standing(&scene, second), ShopStanding::New);
    scene.shares(second, &choice(Duration::Once), NOW.plus_seconds(60));
    let (third, _) = scene.asks(NOW.plus_seconds(120));
    assert_eq!(standing(&scene, third), ShopStanding::Known);
}

#[test]
fn another_key_is_noticed_and_holds_updates_back_until_the_person_approves() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene.shop = TestShop::new("shop.example");
    let later = NOW.plus_seconds(60);

    let (id, _) = scene.asks(later);
    assert_eq!(
        scene
            .vault
            .request(id, later)
            .unwrap()
            .summary
            .shop
            .standing,
        ShopStanding::KeyChanged
    );
    assert_eq!(
        scene
            .vault
            .grant(grant, later)
            .unwrap()
            .summary
            .shop
            .standing,
        ShopStanding::KeyChanged
    );
    scene.colours(&["red"]);
    assert_eq!(scene.due(later), []);
    assert_eq!(scene.vault.pending(later).unwrap(), 1);

    let second = scene.shares(id, &choice(Duration::Once), later);
    let present = scene.vault.delivery_of(second).unwrap().unwrap();
    assert_eq!(scene.due(later).len(), 2);
    assert!(scene.due(later).contains(&present));
    assert_eq!(
        scene
            .vault
            .grant(grant, later)
            .unwrap()
            .summary
            .shop
            .standing,
        ShopStanding::Known
    );
}

#[test]
fn an_update_that_was_due_before_another_key_was_seen_is_held_back_too() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let later = NOW.plus_seconds(60);
    let update = scene.only_due(later);
    scene.shop = TestShop::new("shop.example");

    let (id, _) = scene.asks(later);

    assert_eq!(
        refused(scene.vault.compose(update, later, &Dice)),
        Refused::GrantEnded
    );
    scene.shares(id, &choice(Duration::Once), later);
    scene.composes(update, later);
}

#[test]
fn a_request_refused_before_filing_leaves_a_line() {
    let mut scene = scene();

    scene
        .vault
        .refused(&scene.shop.client().host(), NOW)
        .unwrap();

    assert_eq!(scene.last_line().what, Happening::Refused);
    assert!(scene.vault.requests(NOW).unwrap().is_empty());
}

#[test]
fn a_host_that_goes_on_asking_leaves_one_line_an_hour() {
    let mut scene = scene();
    let host = scene.shop.client().host();
    let other = TestShop::new("books.example").client().host();
    for seconds in [0, 1, 60, 3600] {
        let now = NOW.plus_seconds(seconds);
        scene.vault.refused(&host, now).unwrap();
        scene.vault.refused(&other, now).unwrap();
    }

    let lines = scene.vault.ledger(100, None).unwrap();
    let refused = |shop: &str| {
        let of_shop = lines
            .iter()
            .filter(|line| line.shop.as_deref() == Some(shop));
        of_shop
            .filter(|line| line.what == Happening::Refused)
            .count()
    };
    assert_eq!((refused("shop.example"), refused("books.example")), (1, 1));

    let now = NOW.plus_seconds(3600);
    let under_it = "a7.shop.example".parse().unwrap();
    scene.vault.refused(&under_it, now).unwrap();
    assert_eq!(scene.vault.ledger(100, None).unwrap(), lines);
    scene.vault.refused(&host, NOW.plus_seconds(3601)).unwrap();
    assert_eq!(scene.last_line().at, NOW.plus_seconds(3601));
}

#[test]
fn many_domains_that_ask_leave_no_flood_of_lines() {
    let mut scene = scene();
    for number in 0..200 {
        let host = format!("shop{number}.example").parse().unwrap();
        scene.vault.refused(&host, NOW).unwrap();
    }

    let lines = scene.vault.ledger(1000, None).unwrap();
    let refused = lines.iter().filter(|line| line.what == Happening::Refused);
    assert_eq!(refused.count(), 32);
}
