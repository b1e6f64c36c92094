//! What must hold for every profile and every choice.

use inkling_token::vocabulary::Level;
use proptest::prelude::*;
use serde_json::Value;

use super::shop::decode;
use super::*;
use crate::consent::RequestState;
use crate::testing::key;

const COLOURS: [&str; 6] = ["blue", "grey", "green", "black", "red", "white"];

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
    ) {
        let mut scene = scene();
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

        prop_assert_eq!(held.details(), sent(&preview));
        let of_sizes = held.tokens["sizes"].details.len();
        prop_assert_eq!(of_sizes, if option.unwrap_or(0) == 0 { 2 } else { 1 });
        let in_disclosures: BTreeSet<(String, String)> = held.presentations.values().flat_map(|text| disclosed(text)).collect();
        let in_preview: BTreeSet<(String, String)> = preview
            .details
            .iter()
            .map(|detail| ((*detail.key.path().last().unwrap()).to_owned(), detail.sent()))
            .collect();
        prop_assert_eq!(in_disclosures, in_preview);
        prop_assert_eq!(held.tokens.keys().cloned().collect::<BTreeSet<_>>(), chosen.groups);
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
