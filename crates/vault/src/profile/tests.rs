//! Decisions and derivations through the file.

use inkling_intake::{Event, Format, SourceInfo, Stream};

use super::*;
use crate::derive::Evidence;
use crate::testing::{NOW, colours, event, key, passphrase, vault};
use crate::{EventId, LedgerEntry, Noun, SourceId};

fn liked() -> PreferenceKey {
    key("style.colours.liked")
}

fn derived(value: Value, event_ids: Vec<EventId>) -> Derived {
    let evidence = Evidence {
        sentence: "4 of your 9 orders".into(),
        strength: 2,
        of: 4,
        event_ids,
    };
    Derived {
        key: liked(),
        value,
        evidence,
    }
}

/// A derivation as an import would bring it.
fn derive(vault: &mut Vault, derived: Vec<Derived>) -> u32 {
    vault
        .change(NOW, |transaction| settle(transaction, derived, NOW))
        .unwrap()
}

fn blue(vault: &mut Vault) -> u32 {
    derive(vault, vec![derived(colours(&["blue"]), Vec::new())])
}

fn standing(vault: &Vault) -> Option<Standing> {
    vault
        .preference(&liked())
        .unwrap()
        .map(|preference| preference.standing)
}

fn usable(vault: &Vault) -> Option<Value> {
    vault
        .look(|connection| preferences::usable(connection, &liked()))
        .unwrap()
}

fn newest(vault: &Vault) -> LedgerEntry {
    vault.ledger(1, None).unwrap().remove(0)
}

#[test]
fn a_suggestion_is_shown_with_its_evidence_and_cannot_be_used() {
    let (_folder, mut vault) = vault();

    assert_eq!(blue(&mut vault), 1);

    let preference = vault.preference(&liked()).unwrap().unwrap();
    assert_eq!(
        (preference.standing, &preference.value),
        (Standing::Suggested, &colours(&["blue"]))
    );
    assert_eq!(
        preference
            .evidence
            .map(|evidence| (evidence.sentence, evidence.of)),
        Some(("4 of your 9 orders".into(), 4))
    );
    assert_eq!(usable(&vault), None);
}

#[test]
fn each_decision_is_one_line_that_names_the_detail_and_no_value() {
    let (_folder, mut vault) = vault();
    blue(&mut vault);
    let mut happened = Vec::new();
    let mut note = |vault: &Vault| {
        let entry = newest(vault);
        assert_eq!(
            (entry.subject.as_deref(), entry.count, entry.shop),
            (Some("style.colours.liked"), None, None)
        );
        happened.push(entry.what);
    };

    vault.confirm(&liked(), NOW).unwrap();
    note(&vault);
    vault.state(&liked(), colours(&["green"]), NOW).unwrap();
    note(&vault);
    vault.hide(&liked(), NOW).unwrap();
    note(&vault);
    vault.unhide(&liked(), NOW).unwrap();
    note(&vault);
    vault.remove(&liked(), NOW).unwrap();
    note(&vault);

    use Happening::{Changed, Confirmed, Hidden, Removed, Shown};
    assert_eq!(happened, [Confirmed, Changed, Hidden, Shown, Removed]);
    assert_eq!(standing(&vault), Some(Standing::Suggested));
    assert_eq!(vault.ledger(20, None).unwrap().len(), 6);
}

#[test]
fn a_decision_that_changes_nothing_leaves_no_line() {
    let (_folder, mut vault) = vault();
    blue(&mut vault);
    vault.confirm(&liked(), NOW).unwrap();
    let before = newest(&vault);

    vault.confirm(&liked(), NOW).unwrap();
    vault.unhide(&liked(), NOW).unwrap();

    assert_eq!(newest(&vault), before);
}

#[test]
fn what_the_person_said_outlives_every_derivation() {
    let (_folder, mut vault) = vault();
    blue(&mut vault);
    vault.confirm(&liked(), NOW).unwrap();

    assert_eq!(
        derive(&mut vault, vec![derived(colours(&["grey"]), Vec::new())]),
        1
    );
    assert_eq!(usable(&vault), Some(colours(&["blue"])));
    assert_eq!(
        vault.preference(&liked()).unwrap().unwrap().newer,
        Some(colours(&["grey"]))
    );

    assert_eq!(derive(&mut vault, Vec::new()), 0);
    let preference = vault.preference(&liked()).unwrap().unwrap();
    assert_eq!(
        (preference.standing, preference.evidence, preference.newer),
        (Standing::Confirmed, None, None)
    );
}

#[test]
fn a_suggestion_goes_with_the_events_behind_it() {
    let (_folder, mut vault) = vault();
    blue(&mut vault);

    derive(&mut vault, Vec::new());

    assert_eq!(vault.preferences().unwrap(), []);
}

#[test]
fn what_is_hidden_stays_hidden_through_every_derivation() {
    let (folder, mut vault) = vault();
    blue(&mut vault);
    vault.hide(&liked(), NOW).unwrap();

    assert_eq!(derive(&mut vault, Vec::new()), 0);
    assert_eq!(vault.preferences().unwrap(), []);
    vault.lock(NOW).unwrap();
    let mut vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!(blue(&mut vault), 0);

    assert_eq!(standing(&vault), Some(Standing::Hidden));
    assert!(matches!(
        vault.confirm(&liked(), NOW),
        Err(Error::NotFound(Noun::Preference))
    ));
}

#[test]
fn a_sensitive_detail_is_never_derived_whatever_the_derivation_says() {
    let (_folder, mut vault) = vault();
    let key = key("diet.allergens");
    let value = Value::parse(&key, serde_json::json!(["nuts"])).unwrap();
    let evidence = Evidence {
        sentence: "s".into(),
        strength: 1,
        of: 3,
        event_ids: Vec::new(),
    };

    assert_eq!(
        derive(
            &mut vault,
            vec![Derived {
                key,
                value,
                evidence
            }]
        ),
        0
    );

    assert_eq!(vault.preferences().unwrap(), []);
}

#[test]
fn a_stated_detail_that_is_removed_is_gone() {
    let (_folder, mut vault) = vault();
    vault.state(&liked(), colours(&["green"]), NOW).unwrap();
    assert_eq!(
        (standing(&vault), usable(&vault)),
        (Some(Standing::Stated), Some(colours(&["green"])))
    );

    vault.remove(&liked(), NOW).unwrap();

    assert_eq!(vault.preferences().unwrap(), []);
    assert!(matches!(
        vault.remove(&liked(), NOW),
        Err(Error::NotFound(Noun::Preference))
    ));
}

#[test]
fn the_profile_is_in_the_order_of_the_vocabulary() {
    let (_folder, mut vault) = vault();
    let order: Vec<_> = vocabulary().keys().collect();
    let avoided = key("style.colours.avoided");
    vault
        .state(
            &avoided,
            Value::parse(&avoided, serde_json::json!(["grey"])).unwrap(),
            NOW,
        )
        .unwrap();
    vault.state(&liked(), colours(&["green"]), NOW).unwrap();

    let shown: Vec<_> = vault
        .preferences()
        .unwrap()
        .into_iter()
        .map(|preference| preference.key)
        .collect();

    let expected: Vec<_> = order
        .into_iter()
        .filter(|key| [liked(), avoided].contains(key))
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn the_events_behind_a_preference_are_shown_with_their_titles() {
    let (_folder, mut vault) = vault();
    let ids = bought(&mut vault, &["blue socks", "blue scarf"]);
    derive(&mut vault, vec![derived(colours(&["blue"]), ids)]);

    let events = vault.evidence_events(&liked(), 20).unwrap();

    let titles: Vec<_> = events
        .iter()
        .map(|event| (event.title.as_str(), event.source))
        .collect();
    assert_eq!(
        titles,
        [
            ("blue socks", Format::AmazonOrders),
            ("blue scarf", Format::AmazonOrders)
        ]
    );
    assert_eq!(vault.evidence_events(&liked(), 1).unwrap().len(), 1);
    assert_eq!(vault.evidence_events(&key("pets"), 20).unwrap(), []);
}

fn bought(vault: &mut Vault, titles: &[&str]) -> Vec<EventId> {
    let info = SourceInfo {
        input: 0,
        name: "orders.csv".into(),
        entry: None,
        format: Some(Format::AmazonOrders),
        sha256: [1; 32],
        bytes: 1,
    };
    let events: Vec<Event> = titles
        .iter()
        .map(|title| event(Stream::AmazonOrders, NOW, title))
        .collect();
    let mut import = vault.begin_import().unwrap();
    import.source(&info).unwrap();
    for event in &events {
        import.add(event).unwrap();
    }
    import.commit(NOW).unwrap();
    assert_eq!(vault.sources().unwrap()[0].id, SourceId(1));
    (1..)
        .zip(&events)
        .map(|(seq, event)| EventId {
            stream: event.stream,
            at: NOW,
            seq,
        })
        .collect()
}

#[test]
fn what_was_given_an_end_vanishes_when_it_has_passed() {
    let (_folder, mut vault) = vault();
    let intent = key("intent");
    let cards = serde_json::json!([
        {"category": "shoes", "until": "2026-11-25"},
        {"category": "books"}
    ]);
    let value = Value::parse(&intent, cards).unwrap();
    vault.state(&intent, value, NOW).unwrap();
    let categories = |vault: &Vault| -> Vec<String> {
        let shown = vault.preference(&intent).unwrap();
        let shown = shown.map_or_else(|| serde_json::json!([]), |shown| shown.value.into_json());
        let cards = shown.as_array().unwrap().clone();
        let name = |card: &serde_json::Value| card["category"].as_str().unwrap().to_owned();
        cards.iter().map(name).collect()
    };

    for (days, left) in [
        (2, vec!["shoes", "books"]),
        (3, vec!["books"]),
        (31, vec![]),
    ] {
        let then = NOW.plus_days(days);
        assert_eq!(vault.has_lapsed(then).unwrap(), categories(&vault) != left);
        vault.settle(then).unwrap();
        assert_eq!(categories(&vault), left, "after {days} days");
        assert!(!vault.has_lapsed(then).unwrap());
    }

    let lapsed: Vec<LedgerEntry> = vault.ledger(10, None).unwrap();
    let lapsed = lapsed.iter().filter(|line| line.what == Happening::Lapsed);
    assert_eq!(lapsed.count(), 2);
    assert!(matches!(
        vault.state(
            &intent,
            Value::parse(
                &intent,
                serde_json::json!([{"category": "shoes", "until": "2026-11-25"}])
            )
            .unwrap(),
            NOW.plus_days(9)
        ),
        Err(Error::NotFound(Noun::Preference))
    ));
}
