//! Blocking: silence, for both kinds of client id and every host of a domain.

use super::*;
use crate::consent::{Blocked, Domain, RequestState};

#[test]
fn a_blocked_shop_is_not_heard_until_it_is_unblocked() {
    let mut scene = scene();
    let host = scene.shop.client().host();

    scene.vault.block(&host, NOW).unwrap();

    assert_eq!(
        scene.vault.blocked().unwrap(),
        [Blocked {
            domain: Domain::of(&host),
            since: NOW
        }]
    );
    let before = scene.ledger();
    for request in [
        scene.shop.asks(&Ask::usual(), NOW),
        scene.shop.asks_unsigned(&Ask::usual(), NOW),
    ] {
        assert_eq!(
            refused(scene.vault.file(&request, NOW)),
            Refused::ShopBlocked
        );
    }
    assert_eq!(scene.ledger(), before);
    scene.vault.unblock(&host, NOW).unwrap();
    assert_eq!(scene.last_line().what, Happening::Unblocked);
    scene.asks(NOW);
}

#[test]
fn blocking_closes_what_waits_and_leaves_grants_alone() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let (id, _) = scene.asks(NOW);

    scene.vault.block(&scene.shop.client().host(), NOW).unwrap();

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Declined { at: NOW }
    );
    assert_eq!(scene.last_line().what, Happening::Blocked);
    assert_eq!(scene.state(grant, NOW), GrantState::Active { since: NOW });
    scene.colours(&["red"]);
    assert_eq!(scene.due(NOW).len(), 1);
}

#[test]
fn blocking_and_unblocking_twice_is_harmless() {
    let mut scene = scene();
    let host = scene.shop.client().host();
    scene.vault.block(&host, NOW).unwrap();
    let before = scene.ledger().len();

    scene.vault.block(&host, NOW.plus_days(1)).unwrap();
    scene.vault.unblock(&host, NOW.plus_days(1)).unwrap();
    scene.vault.unblock(&host, NOW.plus_days(1)).unwrap();

    assert_eq!(scene.ledger().len(), before + 1);
    assert_eq!(scene.vault.blocked().unwrap(), []);
}

#[test]
fn all_hosts_of_a_domain_are_blocked_with_any_of_them() {
    for (named, asking) in [
        ("shop.example", "www.shop.example"),
        ("www.shop.example", "shop.example"),
        ("a.shop.example", "b.c.shop.example"),
    ] {
        let mut scene = scene();
        let named = named.parse().unwrap();
        scene.vault.block(&named, NOW).unwrap();
        let shop = TestShop::new(asking);

        let request = shop.asks(&Ask::usual(), NOW);

        assert_eq!(
            refused(scene.vault.file(&request, NOW)),
            Refused::ShopBlocked
        );
        assert!(scene.vault.is_blocked(&shop.client().host()).unwrap());
        let blocked = scene.vault.blocked().unwrap();
        assert_eq!(blocked[0].domain.to_string(), "shop.example");
        scene.vault.unblock(&shop.client().host(), NOW).unwrap();
        scene.vault.file(&request, NOW).unwrap();
    }
}

#[test]
fn another_domain_is_not_blocked_with_it() {
    let mut scene = scene();
    scene.vault.block(&scene.shop.client().host(), NOW).unwrap();

    for host in ["myshop.example", "shop.example.example"] {
        let request = TestShop::new(host).asks(&Ask::usual(), NOW);
        scene.vault.file(&request, NOW).unwrap();
    }
}

#[test]
fn a_row_that_names_one_host_blocks_its_domain_and_is_lifted_with_it() {
    let mut scene = scene();
    for host in ["www.shop.example", "eu.shop.example"] {
        scene
            .vault
            .connection
            .execute("INSERT INTO blocks (host, since) VALUES (?, 1)", [host])
            .unwrap();
    }
    let host = scene.shop.client().host();

    assert_eq!(scene.vault.blocked().unwrap().len(), 1);
    assert!(scene.vault.is_blocked(&host).unwrap());
    scene.vault.unblock(&host, NOW).unwrap();

    assert_eq!(scene.vault.blocked().unwrap(), []);
}
