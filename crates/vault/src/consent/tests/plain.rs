//! Plain mode: the shop gets the word that it is not to personalise, at once, and what was approved waits.

use inkling_token::plain::SCOPES;
use inkling_token::status::Status;

use super::mailbox::{mailbox_of, with_mailbox};
use super::*;
use crate::consent::{Plain, Reach};
use crate::testing::key;

const SIZE: &str = r#"[{"system":"EU","value":"40"}]"#;

pub(super) fn one(host: &str) -> Reach {
    Reach::of(&host.parse().unwrap())
}

/// Everything that the shop has is the word, in each of these groups.
pub(super) fn assert_plain(held: &Held, groups: &[&str]) {
    let word = json!(SCOPES).to_string();
    assert_eq!(
        held.details(),
        [("personalisation.optout", word)].into(),
        "nothing else is disclosed"
    );
    assert_eq!(held.tokens.keys().collect::<Vec<_>>(), groups);
    assert!(held.tokens.values().all(|token| token.is_plain()));
}

impl Scene {
    /// Another shop is connected, beside the one that stays at hand.
    pub(super) fn connects_another(&mut self, host: &str) {
        let shop = std::mem::replace(&mut self.shop, TestShop::new(host));
        self.connected(Duration::Days90);
        self.shop = shop;
    }

    /// A grant of another shop, which took it.
    fn connects(&mut self, host: &str) -> (GrantId, SharingRequest) {
        self.shop = TestShop::new(host);
        self.connected(Duration::Days90)
    }
}

#[test]
fn the_shop_gets_the_word_in_place_of_what_it_had_and_all_of_that_when_it_is_off() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let receipt = scene.vault.grant(grant, NOW).unwrap().receipt;
    let agreed = scene.vault.receipt(receipt).unwrap();

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();

    assert_eq!(scene.state(grant, NOW), GrantState::Updating { since: NOW });
    let held = scene.updates(&request, "first", "second", NOW);
    assert_plain(&held, &["sizes", "taste"]);
    assert_eq!(held.version(), 2);
    assert_eq!(scene.due(NOW), []);
    let whole = scene.vault.grant(grant, NOW).unwrap();
    assert_eq!(whole.groups.len(), 2, "what was approved is still agreed");
    assert!(
        whole
            .holds
            .iter()
            .all(|detail| detail.key.as_str() == "personalisation.optout")
    );

    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();

    let held = scene.updates(&request, "second", "third", NOW);
    assert_eq!(held.version(), 3);
    assert_eq!(
        held.details(),
        [
            ("shoes.size", SIZE.to_owned()),
            (
                "style.colours.liked",
                r#"["blue","grey","green","black"]"#.to_owned()
            )
        ]
        .into()
    );
    let after = scene.vault.receipt(receipt).unwrap();
    assert_eq!(
        (after.details, after.shown_digest, after.proofs),
        (agreed.details, agreed.shown_digest, agreed.proofs)
    );
}

#[test]
fn each_switch_leaves_one_line_and_saying_it_twice_none() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    scene.connects("books.example");
    let before = scene.ledger().len();

    for _ in 0..2 {
        scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    }
    scene.vault.plain_on(&one("books.example"), NOW).unwrap();
    assert_eq!(scene.last_line().shop.as_deref(), Some("books.example"));
    for _ in 0..2 {
        scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    }

    assert_eq!(
        scene.ledger()[before..],
        [Happening::PlainOn, Happening::PlainOn, Happening::PlainOff]
    );
    assert_eq!(
        scene.vault.plain().unwrap(),
        [(one("books.example"), NOW)],
        "the one of a shop outlives that of all"
    );
}

#[test]
fn all_shops_are_told_at_once_and_get_the_details_back_one_after_another() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    scene.connects("books.example");
    scene.connects("films.example");

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();

    let due = scene.due(NOW);
    assert_eq!(due.len(), 3, "nobody waits");
    for delivery in due {
        scene.composes(delivery, NOW);
        let grant = scene.grant_of(delivery);
        let host = scene.vault.grant(grant, NOW).unwrap().summary.shop.host;
        let answer = TestShop::new(&host.to_string()).answers("second");
        scene
            .vault
            .delivered(delivery, &answer, NOW, &Dice)
            .unwrap();
    }
    let later = NOW.plus_seconds(3600);
    scene.vault.plain_off(&Reach::EveryShop, later).unwrap();
    assert_eq!(scene.due(later).len(), 1, "the others a little later");
    assert_eq!(scene.vault.pending(later).unwrap(), 3);
}

#[test]
fn what_waited_to_be_spread_or_tried_again_goes_out_plain_and_at_once() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let (books, request) = scene.connects("books.example");
    scene.colours(&["red"]);
    let first = scene.only_due(NOW);
    scene.vault.postponed(first, NOW, &Dice).unwrap();
    assert_eq!(
        scene.due(NOW),
        [],
        "one was tried in vain, the other is kept apart from it"
    );

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();

    let due = scene.due(NOW);
    assert_eq!(due.len(), 2);
    let of_books = *due.iter().find(|id| scene.grant_of(**id) == books).unwrap();
    let outgoing = scene.composes(of_books, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, "first", NOW);
    assert_plain(&held, &["sizes", "taste"]);
}

#[test]
fn for_one_shop_it_leaves_the_others_alone_and_holds_for_its_next_grant_under_any_host() {
    let mut scene = scene();
    let (shop, _) = scene.connected(Duration::Days90);
    let (books, _) = scene.connects("books.example");
    scene.vault.plain_on(&one("www.shop.example"), NOW).unwrap();

    assert!(matches!(
        scene.state(shop, NOW),
        GrantState::Updating { .. }
    ));
    assert!(matches!(scene.state(books, NOW), GrantState::Active { .. }));
    let plain = |grant: GrantId| scene.vault.grant(grant, NOW).unwrap().summary.plain;
    let on = Plain {
        every_shop: None,
        this_shop: Some(NOW),
    };
    assert_eq!((plain(shop), plain(books)), (on, Plain::default()));

    scene.shop = TestShop::new("eu.shop.example");
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_plain(&held, &["sizes", "taste"]);
}

#[test]
fn a_change_of_the_profile_tells_a_plain_shop_nothing() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.updates(&request, "first", "second", NOW);

    scene.colours(&["red"]);
    scene.vault.hide(&key("shoes.size"), NOW).unwrap();
    testing::state(&mut scene.vault, "personalisation.optout", json!(["ads"]));

    assert_eq!(scene.due(NOW.plus_days(1)), []);
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    let held = scene.updates(&request, "second", "third", NOW);
    assert_eq!(
        held.details(),
        [("style.colours.liked", r#"["red"]"#.to_owned())].into()
    );
    assert!(matches!(scene.state(grant, NOW), GrantState::Active { .. }));
}

#[test]
fn switching_it_on_and_off_before_anything_was_sent_sends_nothing() {
    let mut scene = scene();
    scene.connected(Duration::Days90);

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();

    assert_eq!(scene.due(NOW), []);
}

#[test]
fn a_shop_that_asks_for_the_word_itself_gets_the_whole_of_it_and_its_own_again() {
    let mut scene = scene();
    testing::state(&mut scene.vault, "personalisation.optout", json!(["ads"]));
    let ask = Ask {
        groups: vec![("sizes", true, vec!["shoes.size", "personalisation.optout"])],
        ..Ask::usual()
    };
    let request = scene.shop.asks(&ask, NOW);
    let id = scene.vault.file(&request, NOW).unwrap();
    let grant = scene.shares(id, &only(&["sizes"]), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(delivery, NOW);
    let answer = scene.shop.answers("first");
    scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    assert_plain(&scene.updates(&request, "first", "second", NOW), &["sizes"]);
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();

    let held = scene.updates(&request, "second", "third", NOW);
    assert_eq!(held.details()["personalisation.optout"], r#"["ads"]"#);
    assert_eq!(held.details()["shoes.size"], SIZE);
}

#[test]
fn what_is_approved_while_it_is_on_is_shown_as_it_is_sent_and_waits() {
    let mut scene = scene();
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let chosen = choice(Duration::Days90);

    let preview = scene.vault.preview(id, &chosen, NOW).unwrap();
    assert_eq!(preview.details.len(), 2, "what is agreed to");
    let grant = scene.approves(id, &chosen, NOW).unwrap();

    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);
    assert_plain(&held, &["sizes", "taste"]);
    let instead: BTreeMap<&str, String> = preview
        .instead
        .iter()
        .map(|detail| (detail.key.as_str(), detail.sent()))
        .collect();
    assert_eq!(held.details(), instead, "what is shown is what is sent");
    let answer = scene.shop.answers("first");
    scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();

    let receipt = scene.vault.grant(grant, NOW).unwrap().receipt;
    let receipt = scene.vault.receipt(receipt).unwrap();
    assert_eq!(
        (receipt.details, receipt.instead),
        (preview.details.clone(), preview.instead.clone()),
        "what was agreed to, and what the shop got in its place"
    );
    assert!(receipt.json_ld.contains("inkling:sentInstead"));
    assert_eq!(scene.last_line().what, Happening::PlainTold);

    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.details(), sent(&preview));
    assert_eq!(scene.last_line().what, Happening::Updated);
}

#[test]
fn what_happened_at_a_shop_names_the_switches_that_reached_it() {
    let mut scene = scene();
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    let later = NOW.plus_days(1);
    let (id, _) = scene.asks(later);
    let grant = scene.shares(id, &choice(Duration::Days90), later);
    let books = one("books.example");
    for reach in [&Reach::EveryShop, &one("www.shop.example"), &books] {
        scene.vault.plain_on(reach, later).unwrap();
    }

    let lines = scene.vault.ledger_of(grant).unwrap();

    let is_plain = |line: &&crate::LedgerEntry| line.what == Happening::PlainOn;
    let shops = lines.iter().filter(is_plain);
    let shops: Vec<_> = shops.map(|line| line.shop.as_deref()).collect();
    assert_eq!(shops, [Some("shop.example"), None]);
}

#[test]
fn a_preview_does_not_outlive_the_switch() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let chosen = choice(Duration::Days90);
    let before = scene.vault.preview(id, &chosen, NOW).unwrap();
    scene.vault.plain_on(&one("shop.example"), NOW).unwrap();
    let during = scene.vault.preview(id, &chosen, NOW).unwrap();

    let approved = scene.vault.approve(id, &chosen, &before.digest, NOW, &Dice);
    assert_eq!(refused(approved), Refused::PreviewChanged);
    scene.vault.plain_off(&one("shop.example"), NOW).unwrap();
    let approved = scene.vault.approve(id, &chosen, &during.digest, NOW, &Dice);
    assert_eq!(refused(approved), Refused::PreviewChanged);
}

#[test]
fn a_window_in_which_a_grant_is_changed_or_made_longer_does_not_outlive_the_switch() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    let amendment = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };
    let until = NOW.plus_days(60);
    let narrower = scene.vault.preview_amendment(grant, &amendment, NOW);
    let longer = scene.vault.preview_extension(grant, until, NOW);
    scene.vault.plain_on(&one("shop.example"), NOW).unwrap();

    let narrower = narrower.unwrap().digest;
    let amended = scene.vault.amend(grant, &amendment, &narrower, NOW);
    assert_eq!(refused(amended), Refused::PreviewChanged);
    let longer = longer.unwrap().preview.digest;
    let extended = scene.vault.extend(grant, until, &longer, NOW);
    assert_eq!(refused(extended), Refused::PreviewChanged);
}

#[test]
fn what_was_given_once_is_over() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Once);

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();

    assert_eq!(scene.due(NOW), []);
    assert_eq!(scene.state(grant, NOW), GrantState::Once { since: NOW });
    let connection = &scene.vault.connection;
    let stored = crate::store::grants::get(connection, grant).unwrap();
    let is_urgent = crate::consent::plain::is_urgent(connection, &stored);
    assert!(!is_urgent.unwrap(), "nothing can be sent");
}

#[test]
fn a_paused_grant_stays_paused_and_goes_on_plain() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.pause(grant, None, NOW).unwrap();
    let news = scene.only_due(NOW);
    let taken = crate::consent::PauseAnswer::Taken;
    scene.vault.paused_at_shop(news, taken, NOW).unwrap();

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    assert_eq!(scene.due(NOW), []);
    scene.vault.resume(grant, NOW).unwrap();

    assert_plain(
        &scene.updates(&request, "first", "second", NOW),
        &["sizes", "taste"],
    );
    scene.vault.pause(grant, None, NOW).unwrap();
    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    let news = scene.only_due(NOW);
    assert!(matches!(scene.composes(news, NOW), Outgoing::Pause { .. }));
}

#[test]
fn what_is_changed_or_made_longer_meanwhile_counts_when_it_is_off() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days30);
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.updates(&request, "first", "second", NOW);

    let amendment = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };
    scene.amends(grant, &amendment, NOW).unwrap();
    assert_plain(&scene.updates(&request, "second", "third", NOW), &["sizes"]);
    scene.extends(grant, NOW.plus_days(60), NOW).unwrap();
    assert_plain(&scene.updates(&request, "third", "fourth", NOW), &["sizes"]);

    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    let held = scene.updates(&request, "fourth", "fifth", NOW);
    assert_eq!(
        held.details(),
        [("shoes.size", SIZE.to_owned())].into(),
        "nothing that was taken back"
    );
}

#[test]
fn a_renewal_is_plain_and_a_stop_is_final() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    scene.updates(&request, "first", "second", NOW);
    let later = NOW.plus_days(6);
    let held = scene.updates(&request, "second", "third", later);
    assert_plain(&held, &["sizes", "taste"]);

    scene.vault.revoke(grant, later).unwrap();
    scene.vault.plain_off(&Reach::EveryShop, later).unwrap();

    let news = scene.only_due(later);
    assert!(matches!(
        scene.composes(news, later),
        Outgoing::Revoke { .. }
    ));
}

#[test]
fn the_mailbox_has_the_word_before_a_shop_that_cannot_be_reached_comes() {
    let (mut scene, mut store, _, request, held) = with_mailbox();

    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    assert_eq!(scene.publishes(&mut store, NOW), 1);

    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_plain(&fetched, &["sizes", "taste"]);
    assert_eq!(fetched.version(), 2, "what the shop has is superseded");
    assert_eq!(store.status(&held, NOW), Some(Status::Valid));

    scene.vault.plain_off(&Reach::EveryShop, NOW).unwrap();
    scene.publishes(&mut store, NOW);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, NOW);
    assert_eq!(fetched.details(), held.details());
}
