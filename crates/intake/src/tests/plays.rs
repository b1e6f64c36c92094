//! Every number of `EXPECTED.json` for what was played, searched and supposed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{bytes, everyone, look, path, recognised, sample};
use crate::{Event, EventKind, Format, Precision, SkipReason, Stream, Verdict};

const SHORT: &str = "spotify/Spotify Account Data/StreamingHistory_music_0.json";
const PODCASTS: &str = "spotify/Spotify Account Data/StreamingHistory_podcast_0.json";
const EXTENDED: &str =
    "spotify/Spotify Extended Streaming History/Streaming_History_Audio_2025-2026_0.json";

fn expected(name: &str) -> Value {
    let all: Value =
        serde_json::from_slice(&std::fs::read(path("EXPECTED.json")).unwrap()).unwrap();
    all[name].clone()
}

fn keys(events: &[Event]) -> BTreeSet<&str> {
    events
        .iter()
        .map(|event| event.natural_key.as_str())
        .collect()
}

#[test]
fn the_short_history_of_spotify_keeps_what_was_heard_for_half_a_minute() {
    let found = recognised(sample(SHORT));
    assert_eq!(found.format, Format::SpotifyHistory);
    assert_eq!(expected("spotify")["account_rows"], found.rows);
    assert_eq!(expected("spotify")["account_kept_30s"], found.kept);
    assert_eq!(found.skipped[&SkipReason::Snippet], found.rows - found.kept);
    let events = everyone(vec![sample(SHORT), sample(PODCASTS)]);
    let podcasts: Vec<_> = events
        .iter()
        .filter(|event| event.category_hint.as_deref() == Some("podcast"))
        .collect();
    assert_eq!(expected("spotify")["podcasts"], podcasts.len());
    assert_eq!(
        (podcasts[0].title.as_str(), podcasts[0].show.as_deref()),
        ("Ep. 12", Some("Coastal Engineering"))
    );
    assert!(events.iter().all(|event| event.kind == EventKind::Listened
        && event.stream == Stream::SpotifyPlays
        && event.precision == Precision::Minute));
}

#[test]
fn the_extended_history_of_spotify_tells_of_the_same_plays_to_the_second() {
    let found = recognised(sample(EXTENDED));
    assert_eq!(found.format, Format::SpotifyExtended);
    assert_eq!(expected("spotify")["extended_rows"], found.rows);
    let exact = everyone(vec![sample(EXTENDED)]);
    let music = exact
        .iter()
        .filter(|event| event.category_hint.as_deref() == Some("music"))
        .count();
    assert_eq!(expected("spotify")["extended_music_kept"], music);
    let short = everyone(vec![sample(SHORT)]);
    assert_eq!(keys(&exact), keys(&short));
    assert_eq!(keys(&exact).len(), exact.len());
}

#[test]
fn the_exact_history_is_read_first() {
    let events = everyone(vec![sample(SHORT), sample(EXTENDED)]);
    assert_eq!(events[0].precision, Precision::Second);
    assert_eq!(events.last().unwrap().precision, Precision::Minute);
}

#[test]
fn a_list_in_json_that_breaks_off_gives_nothing() {
    let text = std::fs::read(path(SHORT)).unwrap();
    let cut = text.get(..text.len() - 40).unwrap();
    let found = look(vec![bytes("a.json", cut)]);
    assert!(
        matches!(&found.files[0].verdict, Verdict::Refused(error) if error.word() == "file-broken-json")
    );
}

const WATCHED: &str = "google/Takeout/YouTube and YouTube Music/history/watch-history.json";
const SEARCHED: &str = "google/Takeout/YouTube and YouTube Music/history/search-history.json";
const GERMAN: &str = "google/Takeout/YouTube und YouTube Music/Verlauf/Wiedergabeverlauf.json";
const SHOPPING: &str = "google/Takeout/My Activity/Shopping/MyActivity.json";
const PURCHASES: &str = "google/Takeout/Google Play Store/Purchase History.json";
const TOPICS: &str = "meta/instagram/ads_information/ads_and_topics/your_topics.json";
const ADS: &str = "meta/instagram/information_about_you/ads_interests.json";
const FACEBOOK: &str =
    "meta/facebook/logged_information/other_logged_information/ads_interests.json";
const INFERENCES: &str = "spotify/Spotify Account Data/Inferences.json";

fn titles(name: &str) -> Vec<String> {
    everyone(vec![sample(name)])
        .into_iter()
        .map(|event| event.title)
        .collect()
}

#[test]
fn youtube_s_watch_history_is_read_without_advertisements_and_removed_videos() {
    let found = recognised(sample(WATCHED));
    let expected = expected("google/watch-history.json");
    assert_eq!(found.format, Format::YoutubeHistory);
    assert_eq!(expected["rows"], found.rows);
    assert_eq!(expected["kept"], found.kept);
    assert_eq!(expected["ads"], found.skipped[&SkipReason::Advert]);
    assert_eq!(expected["no_url"], found.skipped[&SkipReason::Gone]);
    let first = &everyone(vec![sample(WATCHED)])[0];
    assert_eq!(
        (
            first.kind,
            first.title.as_str(),
            first.show.as_deref(),
            first.item_id.as_deref()
        ),
        (
            EventKind::Watched,
            "My favourite pans",
            Some("Tiny Electronics"),
            Some("syn00000000")
        )
    );
}

#[test]
fn the_same_history_under_german_names_tells_of_the_same() {
    let german = everyone(vec![sample(GERMAN)]);
    assert_eq!(
        expected("google/Wiedergabeverlauf.json")["rows"],
        german.len()
    );
    assert!(
        german
            .iter()
            .all(|event| !event.title.contains("angesehen"))
    );
    let english = everyone(vec![sample(WATCHED)]);
    assert!(keys(&german).is_subset(&keys(&english)));
}

#[test]
fn searches_and_things_looked_at_are_told_by_where_they_lead() {
    let search = everyone(vec![sample(SEARCHED)]);
    assert_eq!(
        (search[0].kind, search[0].title.as_str()),
        (EventKind::Searched, "sourdough starter")
    );
    let shopping: Vec<_> = everyone(vec![sample(SHOPPING)])
        .into_iter()
        .map(|event| (event.kind, event.title))
        .collect();
    assert_eq!(
        shopping,
        [
            (EventKind::Searched, "trail running shoes 40".to_owned()),
            (EventKind::Visited, "Fernweh Trail Running Shoe".to_owned())
        ]
    );
}

#[test]
fn a_search_about_health_and_a_page_that_a_search_led_to_are_not_taken() {
    let text = br#"[{"header":"Search","title":"Searched for x","titleUrl":"https://www.google.com/search?q=signs+of+depression","time":"2026-08-11T09:00:00Z"},
        {"header":"Search","title":"Visited Clinic","titleUrl":"https://www.google.com/url?q=https://clinic.example/","time":"2026-08-11T09:00:00Z"},
        {"header":"YouTube Music","title":"Watched Kites","titleUrl":"https://music.youtube.com/watch?v=a","subtitles":[{"name":"DJ Morrow - Topic"}],"time":"2026-08-11T09:00:00Z"}]"#;
    let found = recognised(bytes("a.json", text));
    assert_eq!(
        (
            found.skipped[&SkipReason::Special],
            found.skipped[&SkipReason::OtherActivity]
        ),
        (1, 1)
    );
    let events = everyone(vec![bytes("a.json", text)]);
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].kind, events[0].show.as_deref()),
        (EventKind::Listened, Some("DJ Morrow"))
    );
}

#[test]
fn a_purchase_in_google_s_store_has_its_price_and_not_its_card() {
    let events = everyone(vec![sample(PURCHASES)]);
    assert_eq!(
        (
            events[0].title.as_str(),
            events[0].amount_minor,
            events[0].currency.as_deref(),
            events[0].category_hint.as_deref()
        ),
        ("Harbour Recipes", Some(499), Some("EUR"), Some("Book"))
    );
}

#[test]
fn suppositions_are_read_as_such_and_their_letters_put_right() {
    for (name, list) in [
        (TOPICS, "your_topics"),
        (ADS, "ads_interests"),
        (FACEBOOK, "facebook"),
    ] {
        assert_eq!(
            expected("meta")[list],
            serde_json::json!(titles(name)),
            "{name}"
        );
    }
    assert_eq!(expected("spotify")["inferences"], titles(INFERENCES).len());
    for name in [TOPICS, ADS, FACEBOOK, INFERENCES] {
        let found = recognised(sample(name));
        assert_eq!((found.first, found.last), (None, None), "{name}");
        let events = everyone(vec![sample(name)]);
        assert!(events.iter().all(|event| event.kind == EventKind::Supposed));
    }
}

#[test]
fn a_supposition_of_a_special_kind_is_dropped_and_counted() {
    let text =
        br#"{"topics_v2":["Hiking","Multiple sclerosis","Diabetes","Christian music","Hiking"]}"#;
    let found = recognised(bytes("a.json", text));
    assert_eq!(found.skipped[&SkipReason::Special], 2 + 1);
    assert_eq!(found.skipped[&SkipReason::Repeated], 1);
}

#[test]
fn the_newer_shape_of_meta_is_read_only_where_it_is_about_interests() {
    let text = br#"[{"timestamp":1,"label_values":[{"label":"Name","value":"Caf\u00c3\u00a9s","href":"x"}]}]"#;
    assert_eq!(
        everyone(vec![bytes("ads_interests.json", text)])[0].title,
        "Cafés"
    );
    assert!(matches!(
        look(vec![bytes("login_activity.json", text)]).files[0].verdict,
        Verdict::Unknown
    ));
}
