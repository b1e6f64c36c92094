//! Rules through the file.

use inkling_intake::{Event, Format, SourceInfo};

use super::*;
use crate::testing::{NOW, event, key, passphrase, vault};
use crate::{Preference, SourceId, Standing};

const SHOP: &str = "interests.shop";
const TV: &str = "interests.media.tv";
const LAMP: &str = "Lumen Stehlampe";

/// Imports events as a file of their own.
pub(crate) fn import(vault: &mut Vault, number: u8, events: &[Event]) {
    let info = SourceInfo {
        input: 0,
        name: number.to_string(),
        entry: None,
        format: Some(Format::AmazonOrders),
        sha256: [number; 32],
        bytes: 1,
    };
    let mut import = vault.begin_import().unwrap();
    import.source(&info).unwrap();
    for event in events {
        import.add(event).unwrap();
    }
    import.commit(NOW).unwrap();
}

/// An entry of a title or a show.
pub(super) fn find(vault: &Vault, title: &str) -> EventId {
    let mut found = None;
    vault
        .look(|connection| {
            events::each_fact(connection, |fact| {
                if fact.title == title || fact.show.as_deref() == Some(title) {
                    found = found.or(Some(fact.id));
                }
            })
        })
        .unwrap();
    found.unwrap()
}

/// The same title, once a day.
fn daily(stream: Stream, title: &str, days: std::ops::Range<i64>) -> Vec<Event> {
    days.map(|day| event(stream, NOW.plus_days(-day), title))
        .collect()
}

fn lamps() -> Vec<Event> {
    daily(Stream::AmazonOrders, LAMP, 1..6)
}

fn episodes(show: &str) -> Vec<Event> {
    let numbered = (1..7).map(|number| {
        let title = format!("{show}: Season 1: Episode {number}");
        let event = event(Stream::NetflixViews, NOW.plus_days(-number), &title);
        Event {
            show: Some(show.into()),
            ..event
        }
    });
    numbered.collect()
}

fn preference(vault: &Vault, name: &str) -> Option<Preference> {
    vault.preference(&key(name)).unwrap()
}

fn interests(vault: &Vault) -> Vec<String> {
    let value = preference(vault, SHOP).map(|preference| preference.value.into_json());
    let entries = value.as_ref().and_then(serde_json::Value::as_array);
    let ids = entries.into_iter().flatten();
    ids.filter_map(|entry| entry["id"].as_str().map(str::to_owned))
        .collect()
}

fn happened(vault: &Vault) -> (Happening, Option<String>) {
    let line = vault.ledger(1, None).unwrap().remove(0);
    (line.what, line.subject)
}

#[test]
fn keeping_one_episode_out_keeps_the_whole_show_out_at_once() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &episodes("Captive"));
    assert!(preference(&vault, TV).is_some());
    let id = find(&vault, "Captive: Season 1: Episode 3");
    let entry = vault.entry(id).unwrap();
    assert_eq!((entry.item.as_str(), entry.others), ("Captive", 5));

    vault.keep_out(id, Why::NotMe, NOW).unwrap();

    assert_eq!(preference(&vault, TV), None);
    assert_eq!(vault.events().unwrap(), 6, "the entries stay");
    assert_eq!(happened(&vault), (Happening::KeptOut, None));
}

#[test]
fn what_was_kept_out_stays_out_when_the_import_is_undone_and_done_again() {
    let (folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let id = find(&vault, LAMP);
    vault.keep_out(id, Why::Gift, NOW).unwrap();

    vault.undo_import(SourceId(1), NOW).unwrap();
    import(&mut vault, 1, &lamps());
    import(
        &mut vault,
        2,
        &daily(Stream::MailOrders, "LUMEN Stehlampe", 10..15),
    );
    drop(vault);

    let vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!(preference(&vault, SHOP), None);
    let rules = vault.rules().unwrap();
    assert_eq!((rules.len(), rules[0].1), (1, 10));
}

#[test]
fn taking_it_back_brings_the_suggestion_back() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let before = preference(&vault, SHOP);
    let id = find(&vault, LAMP);
    let rule = vault.keep_out(id, Why::NotUsed, NOW).unwrap();
    assert_eq!(preference(&vault, SHOP), None);

    vault.take_back(rule, NOW).unwrap();

    assert_eq!(preference(&vault, SHOP), before);
    assert_eq!(vault.rules().unwrap(), []);
    assert_eq!(happened(&vault), (Happening::TakenBack, None));
    assert!(matches!(
        vault.take_back(rule, NOW),
        Err(Error::NotFound(Noun::Rule))
    ));
}

#[test]
fn saying_it_again_for_another_reason_leaves_one_rule() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let id = find(&vault, LAMP);
    vault.keep_out(id, Why::NotUsed, NOW).unwrap();

    let rule = vault.keep_out(id, Why::Gift, NOW).unwrap();

    assert_eq!(vault.rules().unwrap().len(), 1);
    vault.take_back(rule, NOW).unwrap();
    assert_eq!(interests(&vault), ["home-lighting"]);
}

#[test]
fn one_purchase_is_kept_out_and_stays_out_when_the_import_is_undone_and_done_again() {
    let (folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let lamp = find(&vault, LAMP);
    let of = |vault: &Vault| preference(vault, SHOP).unwrap().evidence.unwrap().of;

    vault.keep_out_entry(lamp, Why::Gift, NOW).unwrap();

    assert_eq!((of(&vault), vault.rules().unwrap()[0].1), (4, 1));
    vault.undo_import(SourceId(1), NOW).unwrap();
    assert_eq!(vault.rules().unwrap()[0].1, 0);
    let mut more = daily(Stream::AmazonOrders, "Kappel Rucksack", 20..22);
    more.extend(lamps());
    import(&mut vault, 2, &more);
    drop(vault);

    let mut vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!(of(&vault), 4);
    let (rule, entries) = vault.rules().unwrap().remove(0);
    assert_eq!(entries, 1);
    assert!(
        matches!(rule.says, Says::KeepOutEntry { at, ref shown, .. } if at == lamp.at && shown == LAMP)
    );
    vault.take_back(rule.id, NOW).unwrap();
    assert_eq!(of(&vault), 5);
}

#[test]
fn one_purchase_and_all_of_its_title_are_two_rules_and_one_is_said_once() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let lamp = find(&vault, LAMP);
    vault.keep_out_entry(lamp, Why::Gift, NOW).unwrap();
    vault.keep_out_entry(lamp, Why::NotMe, NOW).unwrap();

    let all = vault.keep_out(lamp, Why::Gift, NOW).unwrap();

    assert_eq!(vault.rules().unwrap().len(), 2);
    assert_eq!(preference(&vault, SHOP), None);
    vault.take_back(all, NOW).unwrap();
    assert_eq!(preference(&vault, SHOP).unwrap().evidence.unwrap().of, 4);
}

#[test]
fn a_rule_on_more_entries_than_are_followed_one_by_one_says_the_same() {
    let (_folder, mut vault) = vault();
    let minute = |number: i64| Timestamp::from_millis(NOW.millis() - number * 60_000);
    let lamps = (0..20_100).map(|number| event(Stream::AmazonOrders, minute(number), LAMP));
    import(&mut vault, 1, &lamps.collect::<Vec<_>>());
    let before = preference(&vault, SHOP);
    let id = find(&vault, LAMP);
    let group = vault.entry(id).unwrap().groups[0].group.clone();

    let kept_out = vault.keep_out(id, Why::Gift, NOW).unwrap();
    assert_eq!(preference(&vault, SHOP), None);
    vault.take_back(kept_out, NOW).unwrap();
    assert_eq!(preference(&vault, SHOP), before);

    vault.correct(id, &group, Some("garden"), NOW).unwrap();
    assert_eq!(interests(&vault), ["garden"]);
}

#[test]
fn what_was_watched_is_not_kept_out_alone() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &episodes("Captive"));
    let episode = find(&vault, "Captive");

    let refused = vault.keep_out_entry(episode, Why::NotMe, NOW);

    assert!(matches!(refused, Err(Error::Refused(Refused::BadChoice))));
    assert_eq!(vault.rules().unwrap(), []);
}

#[test]
fn a_film_that_is_kept_out_leaves_the_book_of_that_name() {
    let (_folder, mut vault) = vault();
    import(
        &mut vault,
        1,
        &[
            event(Stream::NetflixViews, NOW, "Aftermath"),
            event(Stream::GoodreadsBooks, NOW, "Aftermath"),
        ],
    );
    let film = find(&vault, "Aftermath");

    assert_eq!(vault.entry(film).unwrap().others, 0);
}

#[test]
fn an_item_is_known_by_its_number_too() {
    let (_folder, mut vault) = vault();
    let numbered = |title: &str, day: i64| Event {
        item_id: Some("B000".into()),
        ..event(Stream::AmazonOrders, NOW.plus_days(-day), title)
    };
    import(
        &mut vault,
        1,
        &[
            numbered(LAMP, 1),
            numbered("Stehlampe Lumen, neu", 2),
            numbered(LAMP, 3),
        ],
    );
    assert_eq!(interests(&vault), ["home-lighting"]);

    vault
        .keep_out(find(&vault, LAMP), Why::NotUsed, NOW)
        .unwrap();

    assert_eq!(preference(&vault, SHOP), None);
    assert_eq!(vault.rules().unwrap()[0].1, 3);
}

#[test]
fn a_history_that_is_kept_out_says_nothing_and_stays() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    import(&mut vault, 2, &episodes("Captive"));

    let rule = vault.keep_out_stream(Stream::NetflixViews, NOW).unwrap();

    assert_eq!(preference(&vault, TV), None);
    assert!(preference(&vault, SHOP).is_some());
    let used = |stream, entries, kept_out| StreamUse {
        stream,
        entries,
        kept_out,
    };
    assert_eq!(
        vault.streams().unwrap(),
        [
            used(Stream::AmazonOrders, 5, None),
            used(Stream::NetflixViews, 6, Some(rule))
        ]
    );
    let told: u64 = vault
        .sources()
        .unwrap()
        .iter()
        .map(|source| source.events)
        .sum();
    assert_eq!(told, 11, "the imports hold what they held");
    assert_eq!(
        happened(&vault),
        (Happening::KeptOut, Some("Netflix viewing".into()))
    );
}

#[test]
fn what_platforms_suppose_is_listed_and_is_no_history_to_suggest_from() {
    let (_folder, mut vault) = vault();
    let supposed = [
        (Stream::InstagramInterests, "Sailing"),
        (Stream::InstagramInterests, "Chess"),
        (Stream::SpotifyInferences, "Morning commuters"),
    ];
    let events: Vec<_> = supposed
        .iter()
        .map(|(stream, title)| event(*stream, NOW, title))
        .collect();
    import(&mut vault, 1, &events);

    let listed = vault.suppositions().unwrap();

    let listed: Vec<_> = listed
        .iter()
        .map(|(stream, title)| (*stream, title.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (Stream::SpotifyInferences, "Morning commuters"),
            (Stream::InstagramInterests, "Chess"),
            (Stream::InstagramInterests, "Sailing"),
        ]
    );
    assert_eq!(vault.streams().unwrap(), []);
    assert_eq!(vault.preferences().unwrap(), []);
}

#[test]
fn nothing_is_suggested_in_an_area_that_was_stopped() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let area = key(SHOP).detail().area.clone();

    let rule = vault.stop_area(&area, NOW).unwrap();
    import(
        &mut vault,
        2,
        &daily(Stream::AmazonOrders, "Kappel Rucksack", 10..20),
    );

    assert_eq!(preference(&vault, SHOP), None);
    assert_eq!(vault.rules().unwrap()[0].1, 0, "it covers no entry");
    vault.take_back(rule, NOW).unwrap();
    assert_eq!(interests(&vault), ["bags", "home-lighting"]);
    assert!(vault.stop_area("weather", NOW).is_err());
}

#[test]
fn what_the_person_said_stays_whatever_is_kept_out() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    vault.confirm(&key(SHOP), NOW).unwrap();
    let said = preference(&vault, SHOP).unwrap().value;

    vault.keep_out(find(&vault, LAMP), Why::Gift, NOW).unwrap();
    vault.stop_area(&key(SHOP).detail().area, NOW).unwrap();

    let kept = preference(&vault, SHOP).unwrap();
    assert_eq!((kept.standing, kept.value), (Standing::Confirmed, said));
    assert_eq!((kept.evidence, kept.newer), (None, None));
}

#[test]
fn a_correction_is_a_rule_for_all_of_the_group() {
    let (_folder, mut vault) = vault();
    let mut bought = lamps();
    bought.extend(daily(Stream::AmazonOrders, "Kappel Stehlampe", 10..14));
    import(&mut vault, 1, &bought);
    let id = find(&vault, LAMP);
    let entry = vault.entry(id).unwrap();
    assert_eq!(entry.category, Some("Lighting"));
    let counts: Vec<_> = entry
        .groups
        .iter()
        .map(|group| (group.shown.as_str(), group.others))
        .collect();
    assert_eq!(
        counts,
        [("Lumen Stehlampe", 4), ("stehlampe", 8), ("Lumen", 4)]
    );

    let noun = entry.groups[1].group.clone();
    let rule = vault.correct(id, &noun, Some("garden"), NOW).unwrap();

    assert_eq!(interests(&vault), ["garden"]);
    assert_eq!(vault.entry(id).unwrap().category, Some("Garden"));
    assert_eq!(vault.rules().unwrap()[0].1, 9);
    assert_eq!(happened(&vault), (Happening::Corrected, None));
    vault.take_back(rule, NOW).unwrap();
    assert_eq!(interests(&vault), ["home-lighting"]);
}

#[test]
fn taking_the_newest_correction_back_leaves_the_one_before() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let id = find(&vault, LAMP);
    let group = vault.entry(id).unwrap().groups[1].group.clone();
    vault.correct(id, &group, Some("garden"), NOW).unwrap();
    let newest = vault.correct(id, &group, None, NOW).unwrap();
    assert_eq!(interests(&vault), Vec::<String>::new());

    vault.take_back(newest, NOW).unwrap();

    assert_eq!(interests(&vault), ["garden"]);
}

#[test]
fn a_category_or_a_group_that_is_not_there_is_refused() {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, &lamps());
    let id = find(&vault, LAMP);
    let group = vault.entry(id).unwrap().groups[0].group.clone();

    assert!(vault.correct(id, &group, Some("baby"), NOW).is_err());
    let other = Group::Maker("kappel".into());
    assert!(vault.correct(id, &other, Some("garden"), NOW).is_err());
    assert_eq!(vault.rules().unwrap(), []);
}
