//! What must hold for every profile and every choice.

use inkling_token::verify::VerifiedToken;
use inkling_token::vocabulary::Level;
use proptest::prelude::*;
use serde_json::Value;

use super::mailbox::{mailbox_of, with_mailbox};
use super::shop::decode;
use super::*;
use crate::consent::{Reach, RequestState};
use crate::testing::key;

const COLOURS: [&str; 6] = ["blue", "grey", "green", "black", "red", "white"];

/// What can happen to a grant and to plain mode.
#[derive(Debug, Clone, Copy)]
enum Step {
    AllOn,
    AllOff,
    ShopOn,
    ShopOff,
    Change,
    Hide,
    Show,
    Pause,
    Resume,
    Stop,
}

/// Rarely the last.
const STEPS: [Step; 16] = [
    Step::AllOn,
    Step::AllOff,
    Step::ShopOn,
    Step::ShopOff,
    Step::Change,
    Step::Hide,
    Step::Show,
    Step::Pause,
    Step::Resume,
    Step::Resume,
    Step::AllOn,
    Step::AllOff,
    Step::Change,
    Step::Change,
    Step::Change,
    Step::Stop,
];

/// What becomes of the messages of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Taken,
    /// The shop takes an update, and nobody hears that it did.
    Lost,
    /// Nothing is composed for the shop, only for the mailbox.
    Unsent,
    /// The mailbox cannot be reached.
    NoMailbox,
}

const FATES: [Fate; 6] = [
    Fate::Taken,
    Fate::Taken,
    Fate::Lost,
    Fate::Unsent,
    Fate::Unsent,
    Fate::NoMailbox,
];

/// The values in the disclosures, as their JSON text stands there: `["<salt>","<name>",<value>]`.
fn disclosed(presentation: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = presentation.split('~').collect();
    let disclosures = &parts[1..parts.len() - 1];
    let read = |disclosure: &&str| {
        let text = String::from_utf8(decode(disclosure)).unwrap();
        let [salt, name, value]: [Value; 3] = serde_json::from_str(&text).unwrap();
        let head = format!("[{salt},{name},");
        let raw = text.strip_prefix(&head).unwrap().strip_suffix(']').unwrap();
        assert_eq!(raw, value.to_string());
        (name.as_str().unwrap().to_owned(), raw.to_owned())
    };
    disclosures.iter().map(read).collect()
}

/// As asked, or lowered to a level no finer than this one.
fn level(finest: Level) -> impl Strategy<Value = Option<Level>> {
    let levels = Level::ALL
        .into_iter()
        .filter(|level| *level <= finest)
        .collect::<Vec<_>>();
    prop::option::of(prop::sample::select(levels))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_preview_equals_what_is_sent_byte_for_byte(
        colours in prop::sample::subsequence(COLOURS.to_vec(), 1..=6),
        waist in 500_u32..1500,
        size in prop::sample::select(vec!["36", "40", "44"]),
        with_taste in any::<bool>(),
        (size_level, colour_level, waist_level) in (level(Level::List), level(Level::List), level(Level::Exact)),
        option in prop::option::of(0_usize..3),
        duration in prop::sample::select(Duration::ALL.to_vec()),
        plain in any::<bool>(),
    ) {
        let mut scene = scene();
        if plain {
            scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
        }
        testing::state(&mut scene.vault, "shoes.size", json!([{"system": "EU", "value": size, "weight": 1.0}]));
        testing::state(&mut scene.vault, "body.measurement.waist", json!(waist));
        scene.colours(&colours);
        let claim = |id: &str, key: &str| json!({"id": id, "path": key.split('.').collect::<Vec<_>>()});
        let query = |id: &str, claims: Vec<Value>, sets: Value| json!({
            "id": id,
            "format": "dc+sd-jwt",
            "meta": {"vct_values": ["urn:inkling:preferences:1"]},
            "claims": claims,
            "claim_sets": sets,
        });
        let sizes = vec![claim("a", "shoes.size"), claim("b", "body.measurement.waist")];
        let taste = vec![claim("a", "style.colours.liked")];
        let query = json!({
            "credentials": [
                query("sizes", sizes, json!([["a", "b"], ["b"], ["a"]])),
                query("taste", taste, json!([["a"]])),
            ],
            "credential_sets": [{"options": [["sizes"]]}, {"options": [["taste"]], "required": false}],
        });
        let ask = Ask { query: Some(query), levels: [("body.measurement.waist", "exact")].into(), ..Ask::usual() };
        let request = scene.shop.asks(&ask, NOW);
        let id = scene.vault.file(&request, NOW).unwrap();
        let levels = [("shoes.size", size_level), ("style.colours.liked", colour_level), ("body.measurement.waist", waist_level)];
        let chosen = Choice {
            groups: if with_taste { ["sizes", "taste"].map(String::from).into() } else { ["sizes".to_owned()].into() },
            options: option.map(|place| ("sizes".to_owned(), place)).into_iter().collect(),
            levels: levels.iter().filter_map(|(name, level)| Some((key(name), (*level)?))).collect(),
            duration,
            until: None,
            accepted: BTreeSet::new(),
        };
        let preview = scene.vault.preview(id, &chosen, NOW).unwrap();

        let grant = scene.vault.approve(id, &chosen, &preview.digest, NOW, &Dice).unwrap();
        let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
        let outgoing = scene.composes(delivery, NOW);
        let held = scene.shop.verifies(message(&outgoing), &request, &request.nonce, NOW);

        let of_sizes = preview.details.iter().filter(|detail| detail.group == "sizes").count();
        prop_assert_eq!(of_sizes, if option.unwrap_or(0) == 0 { 2 } else { 1 });
        prop_assert_eq!(preview.instead.is_empty(), !plain);
        let shown = if plain { &preview.instead } else { &preview.details };
        let in_disclosures: BTreeSet<(String, String)> = held.presentations.values().flat_map(|text| disclosed(text)).collect();
        let in_preview: BTreeSet<(String, String)> = shown
            .iter()
            .map(|detail| ((*detail.key.path().last().unwrap()).to_owned(), detail.sent()))
            .collect();
        prop_assert_eq!(in_disclosures, in_preview);
        prop_assert_eq!(held.tokens.keys().cloned().collect::<BTreeSet<_>>(), chosen.groups);
    }

    #[test]
    fn whatever_happens_a_plain_shop_gets_the_word_and_a_stopped_one_nothing(
        steps in prop::collection::vec(
            (prop::sample::select(STEPS.to_vec()), prop::sample::select(FATES.to_vec())),
            1..12,
        ),
    ) {
        let (mut scene, mut store, grant, request, first) = with_mailbox();
        let mailbox = mailbox_of(&first);
        scene.connects_another("books.example");
        let (mut nonce, mut stopped) = ("first".to_owned(), false);
        let (mut took, mut may_have_more) = (first.version(), true);
        let shop = Reach::of(&scene.shop.client().host());
        for (place, (step, fate)) in (2..).zip(steps) {
            let now = NOW.plus_seconds(place * 3600);
            match step {
                Step::AllOn => scene.vault.plain_on(&Reach::EveryShop, now).unwrap(),
                Step::AllOff => scene.vault.plain_off(&Reach::EveryShop, now).unwrap(),
                Step::ShopOn => scene.vault.plain_on(&shop, now).unwrap(),
                Step::ShopOff => scene.vault.plain_off(&shop, now).unwrap(),
                Step::Change => scene.colours(&COLOURS[..1 + usize::try_from(place % 5).unwrap()]),
                Step::Hide => scene.vault.hide(&key("shoes.size"), now).unwrap(),
                Step::Show => scene.vault.unhide(&key("shoes.size"), now).unwrap(),
                Step::Pause => drop(scene.vault.pause(grant, None, now)),
                Step::Resume => drop(scene.vault.resume(grant, now)),
                Step::Stop => {
                    scene.vault.revoke(grant, now).unwrap();
                    stopped = true;
                }
            }
            let is_on = scene.vault.plain_for(&scene.shop.client().host()).unwrap().is_on();
            if fate != Fate::NoMailbox {
                scene.publishes(&mut store, now);
            }
            for delivery in scene.due_for_the_shop(now) {
                if scene.grant_of(delivery) != grant || fate == Fate::Unsent {
                    continue;
                }
                let outgoing = scene.composes(delivery, now);
                let Outgoing::Update { message, .. } = &outgoing else { continue };
                prop_assert!(!stopped);
                let held = scene.shop.verifies(message, &request, &nonce, now);
                prop_assert_eq!(held.tokens.values().all(VerifiedToken::is_plain), is_on);
                for name in held.details().keys() {
                    let of_the_approved = ["shoes.size", "style.colours.liked"].contains(name);
                    prop_assert_eq!(of_the_approved, !is_on, "{}", name);
                }
                if fate == Fate::Lost {
                    may_have_more |= !is_on;
                    scene.vault.postponed(delivery, now, &Dice).unwrap();
                } else {
                    (took, may_have_more) = (held.version(), !is_on);
                    nonce = format!("n{place}");
                    let answer = scene.shop.answers(&nonce);
                    scene.vault.delivered(delivery, &answer, now, &Dice).unwrap();
                }
            }
            if fate != Fate::NoMailbox {
                // The next tokens may name what was just written, and what was just sent may have to lie there.
                scene.publishes(&mut store, now);
            }
            let lying = store.get(&mailbox).map(|jwe| scene.shop.fetches(jwe, &request, now));
            let is_more = |held: &Held| {
                held.version() > took && !held.tokens.values().all(VerifiedToken::is_plain)
            };
            let lies_more = lying.as_ref().is_some_and(is_more);
            may_have_more |= lies_more;
            let state = scene.state(grant, now);
            if !is_on || !matches!(state, GrantState::Active { .. } | GrantState::Updating { .. }) {
                continue;
            }
            prop_assert!(fate == Fate::NoMailbox || !lies_more, "at once");
            if may_have_more {
                prop_assert!(matches!(state, GrantState::Updating { .. }), "it is to be told");
                prop_assert!(fate == Fate::Unsent || fate == Fate::Lost, "it was told at once");
            }
        }
    }

    #[test]
    fn no_set_of_hosts_of_a_domain_has_two_requests_waiting(
        hosts in prop::collection::vec("([a-z][a-z0-9]{0,5}\\.){0,3}", 2..8),
        signed in prop::collection::vec(any::<bool>(), 8),
        seconds in prop::collection::vec(0_i64..20, 8),
    ) {
        let mut scene = scene();
        let mut now = NOW;
        for ((host, signed), pause) in hosts.iter().zip(signed).zip(seconds) {
            now = now.plus_seconds(pause);
            let shop = TestShop::new(&format!("{host}evil.example"));
            let request = match signed {
                true => shop.asks(&Ask::usual(), now),
                false => shop.asks_unsigned(&Ask::usual(), now),
            };
            scene.vault.file(&request, now).ok();
            let requests = scene.vault.requests(now).unwrap();
            let waiting = requests.iter().filter(|request| request.state == RequestState::Waiting);
            prop_assert_eq!(waiting.count(), 1);
        }
    }
}
