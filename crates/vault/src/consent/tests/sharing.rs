//! Approving and declining.

use inkling_token::message::Method;

use super::*;
use crate::consent::RequestState;
use crate::testing::key;

#[test]
fn approving_makes_a_grant_a_receipt_and_a_delivery_with_one_line() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    let grant = scene.shares(id, &choice(Duration::Days90), NOW);

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Approved { at: NOW, grant }
    );
    let granted = scene.vault.grant(grant, NOW).unwrap();
    assert_eq!(granted.summary.state, GrantState::Sending);
    assert_eq!(granted.summary.until, Some(NOW.plus_days(90)));
    assert_eq!(
        granted.summary.details,
        [key("shoes.size"), key("style.colours.liked")]
    );
    assert_eq!(granted.holds, []);
    assert!(scene.has_key(grant));
    assert_eq!(scene.vault.pending(NOW).unwrap(), 1);
    let line = scene.last_line();
    assert_eq!((line.what, line.count), (Happening::Approved, Some(2)));
    assert_eq!(
        (line.grant, line.receipt),
        (Some(grant.0), Some(granted.receipt.0))
    );
}

#[test]
fn what_was_not_shown_is_not_approved() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let shown = scene
        .vault
        .preview(id, &choice(Duration::Days30), NOW)
        .unwrap();

    let longer = choice(Duration::Months12);
    assert_eq!(
        refused(scene.vault.approve(id, &longer, &shown.digest, NOW, &Dice)),
        Refused::PreviewChanged
    );
    scene.colours(&["red"]);
    let same = choice(Duration::Days30);
    assert_eq!(
        refused(scene.vault.approve(id, &same, &shown.digest, NOW, &Dice)),
        Refused::PreviewChanged
    );
    assert_eq!(
        refused(scene.vault.approve(id, &same, "", NOW, &Dice)),
        Refused::PreviewChanged
    );

    assert!(scene.vault.grants(NOW).unwrap().is_empty());
    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Waiting
    );
}

#[test]
fn a_decision_is_final() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let preview = scene
        .vault
        .preview(id, &choice(Duration::Once), NOW)
        .unwrap();
    scene
        .vault
        .approve(id, &choice(Duration::Once), &preview.digest, NOW, &Dice)
        .unwrap();

    assert_eq!(
        refused(
            scene
                .vault
                .approve(id, &choice(Duration::Once), &preview.digest, NOW, &Dice)
        ),
        Refused::RequestClosed
    );
    assert_eq!(
        refused(scene.vault.decline(id, NOW, &Dice)),
        Refused::RequestClosed
    );
    assert_eq!(scene.vault.grants(NOW).unwrap().len(), 1);
}

#[test]
fn declining_tells_the_shop_nothing_but_that() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);

    let declined = scene.vault.decline(id, NOW, &Dice).unwrap();

    assert_eq!(declined.message.method, Method::Post);
    assert_eq!(declined.message.url, "https://shop.example/response");
    assert_eq!(
        scene.shop.reads(&declined.message),
        json!({ "error": "access_denied", "state": request.state })
    );
    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Declined { at: NOW }
    );
    assert_eq!(scene.last_line().what, Happening::Declined);
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
}

#[test]
fn no_two_grants_share_a_key_or_a_name() {
    let mut scene = scene();
    let mut seen = BTreeSet::new();
    for host in ["shop.example", "books.example"] {
        scene.shop = TestShop::new(host);
        let (id, request) = scene.asks(NOW);
        let grant = scene.shares(id, &choice(Duration::Days30), NOW);
        let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
        let outgoing = scene.composes(delivery, NOW);
        let held = scene
            .shop
            .verifies(message(&outgoing), &request, &request.nonce, NOW);
        assert_eq!(held.tokens["sizes"].key, held.tokens["taste"].key);
        assert_eq!(held.tokens["sizes"].grant.id, held.tokens["taste"].grant.id);
        seen.insert(held.tokens["sizes"].key.thumbprint());
        seen.insert(held.tokens["sizes"].grant.id.clone());
    }

    assert_eq!(seen.len(), 4);
}

/// A system that has randomness for so many fills only.
struct FewDice(std::sync::atomic::AtomicUsize);

impl inkling_token::Entropy for FewDice {
    fn fill(&self, out: &mut [u8]) -> Result<(), inkling_token::NoEntropy> {
        use std::sync::atomic::Ordering::SeqCst;
        let left = self
            .0
            .fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1));
        left.map_err(|_| inkling_token::NoEntropy)
            .and_then(|_| Dice.fill(out))
    }

    fn ring(&self) -> &dyn ring::rand::SecureRandom {
        Dice.ring()
    }
}

#[test]
fn an_approval_that_fails_half_way_leaves_nothing() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let preview = scene
        .vault
        .preview(id, &choice(Duration::Days30), NOW)
        .unwrap();
    let before = scene.ledger();

    for fills in [0, 1] {
        let dice = FewDice(fills.into());
        assert!(
            scene
                .vault
                .approve(id, &choice(Duration::Days30), &preview.digest, NOW, &dice)
                .is_err()
        );
    }

    assert_eq!(scene.ledger(), before);
    assert_eq!(
        scene.vault.request(id, NOW).unwrap().summary.state,
        RequestState::Waiting
    );
    assert!(scene.vault.grants(NOW).unwrap().is_empty());
}

#[test]
fn a_composition_that_fails_half_way_issues_nothing() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days30), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();

    assert!(
        scene
            .vault
            .compose(delivery, NOW, &FewDice(2.into()))
            .is_err()
    );

    assert_eq!(scene.last_line().what, Happening::Approved);
    let outgoing = scene.composes(delivery, NOW);
    assert_eq!(
        scene
            .shop
            .verifies(message(&outgoing), &request, &request.nonce, NOW)
            .version(),
        1
    );
}
