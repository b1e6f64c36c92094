//! Prime Video, Netflix's smaller lists, and the libraries of books and films.

use serde_json::{Value, json};

use super::{bytes, everyone, look, path, recognised, sample, verdict};
use crate::{Event, EventKind, Format, Rating, SkipReason, Verdict};

const PRIME: &str = "amazon/Your Prime Video Viewing Activity/Viewing History.csv";
const MY_LIST: &str = "netflix/CONTENT_INTERACTION/MyList.csv";
const PREFERENCES: &str = "netflix/CONTENT_INTERACTION/IndicatedPreferences.csv";
const GOODREADS: &str = "books/goodreads_library_export.csv";
const STORYGRAPH: &str = "books/storygraph_export.csv";
const IMDB: &str = "films/imdb_ratings.csv";

fn expected(name: &str) -> Value {
    let all: Value =
        serde_json::from_slice(&std::fs::read(path("EXPECTED.json")).unwrap()).unwrap();
    all[name].clone()
}

fn titles(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.title.as_str()).collect()
}

fn letterboxd(name: &str) -> crate::Input {
    sample(&format!("films/letterboxd/{name}"))
}

#[test]
fn prime_video_s_promotions_and_rows_without_a_title_stay_out() {
    let found = recognised(sample(PRIME));
    assert_eq!(
        json!({ "rows": found.rows, "kept": found.kept }),
        expected("amazon/Prime Viewing History.csv")
    );
    assert_eq!(found.skipped[&SkipReason::Preview], 1);
    assert_eq!(found.skipped[&SkipReason::NoTitle], 1);

    let events = everyone(vec![sample(PRIME)]);

    let event = &events[0];
    assert_eq!(
        (event.show.as_deref(), event.season.as_deref()),
        (Some("Harbour Lights"), Some("Season 2"))
    );
    assert_eq!(
        (event.seconds, event.market.as_deref()),
        (Some(2640), Some("DE"))
    );
}

#[test]
fn a_child_s_plays_on_prime_video_can_be_left_out_and_removed_ones_always_are() {
    let table = "Title,Playback Start Datetime (UTC),Seconds Viewed,Material Type Description,Profile Type,Is Deleted\n\
                 \"\"\"Northbound\"\"\",2026-03-01T20:00:00.250Z,600.5,Full,ADULT,No\n\
                 Little Fox,2026-03-02T20:00:00Z,600,Full,KIDS,No\n\
                 Northbound,2026-03-03T20:00:00Z,600,Full,ADULT,Yes\n\
                 Southbound,2026-03-04T20:00:00Z,59,Full,ADULT,No\n";
    let found = look(vec![bytes("a", table.as_bytes())]);

    let Verdict::Recognised(file) = &found.files[0].verdict else {
        panic!()
    };
    assert_eq!(file.skipped[&SkipReason::Removed], 1);
    assert_eq!(file.skipped[&SkipReason::TooShort], 1);
    assert!(found.adults().contains("Prime Video, adult"));
    assert!(!found.adults().contains("Prime Video, kids"));
    assert_eq!(
        titles(&everyone(vec![bytes("a", table.as_bytes())])),
        ["Northbound", "Little Fox"]
    );
}

#[test]
fn netflix_s_list_is_saved_and_only_a_yes_is_a_preference() {
    let saved = everyone(vec![sample(MY_LIST)]);
    assert_eq!(titles(&saved), ["Northbound", "Wild Coastlines"]);
    assert!(saved.iter().all(|event| event.kind == EventKind::Saved));

    let found = recognised(sample(PREFERENCES));
    assert_eq!((found.kept, found.skipped[&SkipReason::NoRating]), (1, 1));
    let said = everyone(vec![sample(PREFERENCES)]);
    assert_eq!(said[0].rating, Some(Rating::Liked(true)));
    assert_eq!(said[0].title, "Kitchen Summit");
}

#[test]
fn a_goodreads_library_is_read_with_its_guarded_numbers() {
    let found = recognised(sample(GOODREADS));
    let events = everyone(vec![sample(GOODREADS)]);
    let numbers: Vec<_> = events
        .iter()
        .map(|event| event.item_id.clone().unwrap_or_default())
        .collect();
    let shelves: Vec<_> = events
        .iter()
        .map(|event| match event.kind {
            EventKind::Saved => "to-read",
            EventKind::Read => "read",
            EventKind::Bought
            | EventKind::Watched
            | EventKind::Listened
            | EventKind::Visited
            | EventKind::Rated
            | EventKind::Searched
            | EventKind::Supposed => panic!(),
        })
        .collect();
    let rated = events.iter().filter(|event| event.rating.is_some()).count();
    let actual =
        json!({ "rows": found.rows, "isbn13": numbers, "rated": rated, "shelves": shelves });
    assert_eq!(actual, expected("goodreads"));
    assert_eq!(events[0].show.as_deref(), Some("Ida Marsh"));
    assert_eq!(
        events[0].category_hint.as_deref(),
        Some("fantasy, favourites")
    );
}

#[test]
fn a_storygraph_library_keeps_quarters_of_stars() {
    let found = recognised(sample(STORYGRAPH));
    assert_eq!(json!({ "rows": found.rows }), expected("storygraph"));

    let events = everyone(vec![sample(STORYGRAPH)]);

    let said: Vec<_> = events
        .iter()
        .map(|event| (event.kind, event.rating))
        .collect();
    assert_eq!(
        said,
        [
            (EventKind::Read, Some(Rating::Quarters(19))),
            (EventKind::Saved, None)
        ]
    );
}

#[test]
fn books_that_were_given_up_are_named_as_such() {
    let table = "Title,Authors,ISBN/UID,Read Status,Date Added,Last Date Read,Star Rating\n\
                 Tide Tables,Jón Ås,,did-not-finish,2026/05/02,,\n";
    let found = recognised(bytes("a", table.as_bytes()));
    assert_eq!(found.skipped[&SkipReason::GivenUp], 1);
}

#[test]
fn imdb_s_ratings_come_with_their_genres() {
    let found = recognised(sample(IMDB));
    assert_eq!(json!({ "rows": found.rows }), expected("imdb"));

    let events = everyone(vec![sample(IMDB)]);

    assert_eq!(events[0].rating, Some(Rating::Points(9)));
    assert_eq!(events[0].category_hint.as_deref(), Some("Drama, Romance"));
    assert_eq!(
        (events[0].show.as_deref(), events[1].show.as_deref()),
        (None, Some("Starfall Station"))
    );
}

#[test]
fn each_of_letterboxd_s_lists_is_told_apart() {
    for (name, format, kind, rating) in [
        (
            "ratings.csv",
            Format::LetterboxdRatings,
            EventKind::Rated,
            Some(Rating::Quarters(18)),
        ),
        (
            "diary.csv",
            Format::LetterboxdDiary,
            EventKind::Watched,
            Some(Rating::Quarters(18)),
        ),
        (
            "watched.csv",
            Format::LetterboxdWatched,
            EventKind::Watched,
            None,
        ),
        (
            "watchlist.csv",
            Format::LetterboxdWatchlist,
            EventKind::Saved,
            None,
        ),
        (
            "likes/films.csv",
            Format::LetterboxdLikes,
            EventKind::Rated,
            Some(Rating::Liked(true)),
        ),
    ] {
        let found = recognised(letterboxd(name));
        assert_eq!(
            (found.format, json!(found.rows)),
            (format, expected("letterboxd")[name].clone())
        );
        let events = everyone(vec![letterboxd(name)]);
        assert_eq!((events[0].kind, events[0].rating), (kind, rating), "{name}");
    }
}

#[test]
fn a_letterboxd_list_of_unknown_name_is_named_and_left() {
    let table = "Date,Name,Year,Letterboxd URI\n2026-05-03,Northbound,2019,https://boxd.it/syn1\n";
    let verdict_of = |name: &str| verdict(bytes(name, table.as_bytes()));
    let left = Verdict::NotUsedYet(Format::LetterboxdList);
    assert_eq!(verdict_of("list.csv"), left);
    assert_eq!(verdict_of("deleted/watchlist.csv"), left);
    assert!(matches!(
        verdict_of("watchlist (1).csv"),
        Verdict::Recognised(_)
    ));
}

#[test]
fn a_film_in_the_diary_and_among_the_watched_is_one_fact() {
    let events = everyone(vec![letterboxd("watched.csv"), letterboxd("diary.csv")]);
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].identity(), events[1].identity());
    assert!(events[0].rating.is_some(), "the diary is handed out first");
}
