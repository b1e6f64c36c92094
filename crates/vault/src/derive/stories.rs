//! Small histories with exactly what must be derived from them.
//!
//! Invariant: every sentence here is one a person reads, so it is spelled out in full.

use inkling_intake::{Counts, Stream};
use serde_json::{Value, json};

use super::support::{
    NOW, days_ago, derived, episode, film, id, priced, purchase, rated, sentence, value,
};
use super::{Corrections, Derived, derive};
use crate::EventRow;

const FILMS: &str = "interests.media.film";
const TV: &str = "interests.media.tv";
const SHOP: &str = "interests.shop";
const BRANDS: &str = "brands.loved";
const BUDGET: &str = "budget.range";
const CADENCE: &str = "purchase.cadence";
const COLOURS: &str = "style.colours.liked";
const SHOES: &str = "shoes.size";
const TOPS: &str = "apparel.size.tops";

const HORROR: [&str; 4] = ["Cult of Chucky", "Aftermath", "Deadcon", "Death of Me"];
const COMEDIES: [&str; 2] = ["17 Again", "Accepted"];

fn watched(titles: &[&str]) -> Vec<EventRow<'static>> {
    titles
        .iter()
        .zip(1..)
        .map(|(title, days)| film(days, title))
        .collect()
}

/// The same thing, bought once on each of the given days.
fn bought(title: &str, days: &[i64]) -> Vec<EventRow<'static>> {
    days.iter().map(|days| purchase(*days, title)).collect()
}

fn keys(events: &[EventRow<'_>]) -> Vec<&'static str> {
    derive(events.iter().cloned(), &Corrections::default(), NOW)
        .iter()
        .map(|derived| derived.key.as_str())
        .collect()
}

fn ids(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry["id"].as_str())
        .collect()
}

#[test]
fn nothing_is_derived_from_nothing() {
    assert_eq!(derive([], &Corrections::default(), NOW), []);
}

#[test]
fn finished_horror_films_make_horror_a_favourite() {
    let mut events = watched(&HORROR);
    events.extend(watched(&COMEDIES));
    assert_eq!(
        value(&events, FILMS),
        json!([{"id": "horror", "strength": 3}])
    );
    assert_eq!(
        sentence(&events, FILMS),
        "Horror: 4 of your 6 finished titles with a known genre."
    );
    let evidence = derived(&events, FILMS).unwrap().evidence;
    assert_eq!((evidence.of, evidence.strength), (4, 3));
    assert_eq!(evidence.event_ids.first(), Some(&events[0].id));
}

#[test]
fn good_ratings_make_a_favourite_without_a_view() {
    let events: Vec<EventRow<'_>> = HORROR
        .iter()
        .zip(1..)
        .map(|(title, days)| rated(days, title, 4))
        .collect();
    assert_eq!(ids(&value(&events, FILMS)), ["horror"]);
    assert_eq!(
        sentence(&events, FILMS),
        "Horror: 4 of your 4 finished or rated titles with a known genre."
    );
}

#[test]
fn genres_that_imdb_tells_count_for_titles_that_no_table_knows() {
    let rating = |(days, title): (i64, &str)| EventRow {
        category_hint: Some("Horror, Biography".into()),
        ..rated(days, title, 5)
    };
    let titles = ["Harbour Lights", "Northbound", "Midnight in Lisbon"];
    let mut events: Vec<EventRow<'_>> = (1..).zip(titles).map(rating).collect();
    assert_eq!(keys(&events), Vec::<&str>::new());
    for event in &mut events {
        event.id.stream = Stream::ImdbRatings;
    }
    assert_eq!(ids(&value(&events, FILMS)), ["horror"]);
    events
        .iter_mut()
        .for_each(|event| event.show = Some(event.title.clone()));
    assert_eq!(ids(&value(&events, TV)), ["horror"]);
}

#[test]
fn films_that_were_finished_and_disliked_are_no_favourites() {
    let mut events = watched(&HORROR);
    events.extend(HORROR.iter().map(|title| rated(1, title, 2)));
    assert_eq!(keys(&events), Vec::<&str>::new());
}

#[test]
fn a_video_or_a_book_with_the_name_of_a_film_is_not_that_film() {
    for stream in [Stream::YoutubeHistory, Stream::GoodreadsBooks] {
        let elsewhere: Vec<EventRow<'_>> = (watched(&HORROR).into_iter())
            .chain((1..).zip(HORROR).map(|(days, title)| rated(days, title, 5)))
            .map(|mut event| {
                event.id.stream = stream;
                event
            })
            .collect();

        assert!(!keys(&watched(&HORROR)).is_empty());
        assert!(keys(&elsewhere).is_empty());
    }
}

#[test]
fn a_rating_of_the_middle_leaves_a_view_as_it_is_and_is_none_itself() {
    let middle: Vec<EventRow<'_>> = HORROR
        .iter()
        .zip(1..)
        .map(|(title, days)| rated(days, title, 3))
        .collect();
    assert_eq!(keys(&middle), Vec::<&str>::new());
    let both: Vec<EventRow<'_>> = watched(&HORROR).into_iter().chain(middle).collect();
    assert_eq!(ids(&value(&both, FILMS)), ["horror"]);
}

#[test]
fn of_two_ratings_of_a_film_the_newer_one_counts() {
    let mut events = Vec::new();
    for title in HORROR {
        events.push(rated(9, title, 5));
        events.push(rated(1, title, 1));
    }
    assert_eq!(keys(&events), Vec::<&str>::new());
    events.reverse();
    assert_eq!(keys(&events), Vec::<&str>::new());
}

#[test]
fn a_film_that_was_watched_and_rated_is_one_title() {
    let mut events = watched(&HORROR[..2]);
    events.extend(HORROR[..2].iter().map(|title| rated(5, title, 5)));
    assert_eq!(keys(&events), Vec::<&str>::new());
}

#[test]
fn abandoned_and_sampled_films_are_no_favourites() {
    let mut events = watched(&HORROR);
    events
        .iter_mut()
        .for_each(|event| event.seconds = Some(120));
    assert_eq!(keys(&events), Vec::<&str>::new());
}

#[test]
fn two_films_or_one_day_are_too_little() {
    assert_eq!(keys(&watched(&HORROR[..2])), Vec::<&str>::new());
    let one_day: Vec<EventRow<'_>> = HORROR.iter().map(|title| film(3, title)).collect();
    assert_eq!(keys(&one_day), Vec::<&str>::new());
}

#[test]
fn watching_one_film_again_and_again_counts_once() {
    let events: Vec<EventRow<'_>> = (1..9).map(|days| film(days, HORROR[0])).collect();
    assert_eq!(keys(&events), Vec::<&str>::new());
}

#[test]
fn one_long_series_does_not_outweigh_several_short_ones() {
    let long = (1..=100).map(|number| episode(i64::from(number), "60 Days In", number));
    let short = ["Captive", "Cold Case Files", "Brave Miss World"];
    let short = short
        .into_iter()
        .flat_map(|show| (1..=6).map(move |number| episode(i64::from(number), show, number)));
    let events: Vec<EventRow<'_>> = long.chain(short).collect();
    assert_eq!(
        ids(&value(&events, TV)),
        ["documentaries", "crime", "reality"]
    );
    assert_eq!(
        sentence(&events, TV),
        "Documentaries: 18 of your 118 finished episodes with a known genre."
    );
}

#[test]
fn what_was_watched_years_ago_fades() {
    let old: Vec<EventRow<'_>> = HORROR
        .iter()
        .zip(0..)
        .map(|(title, more)| film(3_650 + more, title))
        .collect();
    assert_eq!(keys(&old), Vec::<&str>::new());
}

#[test]
fn running_shoes_tell_an_interest_a_brand_a_rhythm_a_colour_and_a_size() {
    let title = "Salomon Trail Running Shoe Women, EU 40, Slate Blue";
    let events = bought(title, &[1, 31, 61, 91]);
    assert_eq!(keys(&events), [BRANDS, SHOP, CADENCE, SHOES, COLOURS]);
    assert_eq!(
        value(&events, SHOP),
        json!([{"id": "shoes-running", "strength": 3}])
    );
    assert_eq!(
        sentence(&events, SHOP),
        "Running shoes: 4 of your 4 recognised purchases, last in November 2026."
    );
    assert_eq!(
        value(&events, BRANDS),
        json!([{"id": "Salomon", "strength": 3}])
    );
    assert_eq!(
        sentence(&events, BRANDS),
        "Salomon: 4 of your 4 purchases with a known brand in the title, last in November 2026."
    );
    assert_eq!(value(&events, CADENCE), json!({"shoes-running": "monthly"}));
    assert_eq!(
        sentence(&events, CADENCE),
        "Running shoes: bought on 4 days, about monthly."
    );
    assert_eq!(value(&events, COLOURS), json!(["blue"]));
    assert_eq!(
        sentence(&events, COLOURS),
        "Blue: 4 of your 4 purchases with a colour in the title."
    );
    assert_eq!(
        value(&events, SHOES),
        json!([{"system": "EU", "value": "40", "weight": 1.0}])
    );
    assert_eq!(
        sentence(&events, SHOES),
        "EU 40: 4 of your 4 shoes with a size in the title, last in November 2026."
    );
}

#[test]
fn the_later_of_two_shoe_sizes_leads_and_the_other_stays() {
    let mut events = bought("Runner Sneaker, EU 41", &[10, 20, 30]);
    events.extend(bought("Runner Sneaker, EU 40", &[400, 410, 420]));
    let expected = json!([{"system": "EU", "value": "41", "weight": 0.7}, {"system": "EU", "value": "40", "weight": 0.3}]);
    assert_eq!(value(&events, SHOES), expected);
}

#[test]
fn letter_sizes_of_tops_are_a_size() {
    let events = bought(
        "Kappel Merino Crew Neck Sweater Women M, Forest Green",
        &[5, 50, 95],
    );
    assert_eq!(
        value(&events, TOPS),
        json!([{"system": "INT", "value": "M", "weight": 1.0}])
    );
    assert_eq!(
        sentence(&events, TOPS),
        "M: 3 of your 3 tops with a size in the title, last in November 2026."
    );
}

#[test]
fn the_middle_half_of_the_prices_is_the_budget() {
    let prices = [4_990, 6_000, 7_550, 8_995, 30_000];
    let events: Vec<EventRow<'_>> = prices
        .iter()
        .zip(1..)
        .map(|(minor, days)| priced(days, "Runner Sneaker", *minor))
        .collect();
    assert_eq!(
        value(&events, BUDGET),
        json!({"shoes": {"min": 60, "max": 90, "currency": "EUR"}})
    );
    assert_eq!(
        sentence(&events, BUDGET),
        "Shoes: half of your 5 purchases cost 60 to 90 EUR each."
    );
}

#[test]
fn a_row_of_several_pieces_is_priced_by_the_piece_and_currencies_do_not_mix() {
    let mut events: Vec<EventRow<'_>> = (1..=3)
        .map(|days| priced(days, "Runner Sneaker", 10_000))
        .collect();
    events.iter_mut().for_each(|event| event.quantity = 2);
    events.push(EventRow {
        currency: Some("JPY".into()),
        ..priced(9, "Runner Sneaker", 9_000)
    });
    assert_eq!(
        value(&events, BUDGET),
        json!({"shoes": {"min": 50, "max": 50, "currency": "EUR"}})
    );
    assert_eq!(
        sentence(&events, BUDGET),
        "Shoes: half of your 3 purchases cost about 50 EUR each."
    );
}

#[test]
fn a_colour_of_late_that_goes_before_a_commoner_one_says_why() {
    let mut events = bought("Wool Scarf, grey", &[1, 2, 3]);
    events.extend(bought("Wool Scarf, black", &[700, 701, 702, 703]));
    assert_eq!(value(&events, COLOURS), json!(["grey"]));
    events.extend(bought("Wool Scarf, black", &[300, 301]));
    assert_eq!(value(&events, COLOURS), json!(["grey", "black"]));
    assert_eq!(
        sentence(&events, COLOURS),
        "Grey: 3 of your 9 purchases with a colour in the title; then Black (6). Newer purchases count more."
    );
}

#[test]
fn a_film_that_was_bought_is_no_brand() {
    let mut events = bought("Salomon Desk Lamp", &[1, 31, 61]);
    assert!(keys(&events).contains(&BRANDS));
    events
        .iter_mut()
        .for_each(|event| event.id.stream = Stream::AmazonDigital);
    assert!(!keys(&events).contains(&BRANDS));
}

#[test]
fn a_thing_of_two_colours_is_one_purchase() {
    let evidence = derived(&bought("Wool Scarf, blue and green", &[1, 2, 3]), COLOURS)
        .unwrap()
        .evidence;
    assert_eq!(evidence.of, 3);
}

#[test]
fn gifts_and_cancelled_orders_do_not_count() {
    for counts in [Counts::Gift, Counts::Cancelled] {
        let mut events = bought("Fernweh Trail Running Shoe Women, EU 40", &[1, 31, 61, 91]);
        events.iter_mut().for_each(|event| event.counts = counts);
        assert_eq!(keys(&events), Vec::<&str>::new());
    }
}

#[test]
fn returned_purchases_weigh_against_their_category() {
    let kept = bought("Desk Lamp", &[1, 2, 3]);
    let mut returned = bought("Floor Lamp", &[4, 5, 6, 7, 8, 9]);
    returned
        .iter_mut()
        .for_each(|event| event.counts = Counts::Returned);
    assert_eq!(ids(&value(&kept, SHOP)), ["home-lighting"]);
    let both: Vec<EventRow<'_>> = kept.into_iter().chain(returned).collect();
    assert_eq!(value(&both, SHOP), Value::Null);
}

#[test]
fn the_size_of_what_was_sent_back_says_nothing() {
    let mut returned = bought("Runner Sneaker, EU 41", &[1, 2, 3, 4]);
    returned
        .iter_mut()
        .for_each(|event| event.counts = Counts::Returned);
    let kept = bought("Runner Sneaker, EU 42", &[100, 200, 300]);
    let both: Vec<EventRow<'_>> = kept.into_iter().chain(returned).collect();
    let expected = json!([{"system": "EU", "value": "42", "weight": 1.0}]);
    assert_eq!(value(&both, SHOES), expected);
    assert_eq!(
        sentence(&both, SHOES),
        "EU 42: 3 of your 3 shoes with a size in the title, last in August 2026."
    );
}

#[test]
fn titles_about_health_belief_or_a_baby_leave_no_trace() {
    let titles = [
        "Vitalis Vitamin D3 2000 IU, 180 Tablets",
        "Running Shoe for Pregnant Women, EU 40, Blue",
        "Halal Gummibärchen 500 g",
        "Babykleidung Strampler Set",
        "Kompressionssocken Damen schwarz",
    ];
    for title in titles {
        assert_eq!(
            keys(&bought(title, &[1, 31, 61, 91])),
            Vec::<&str>::new(),
            "{title}"
        );
    }
}

#[test]
fn a_rhythm_that_has_stopped_is_not_told() {
    let title = "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg";
    assert_eq!(
        value(&bought(title, &[7, 14, 21, 28]), CADENCE),
        json!({"pets-dog": "weekly"})
    );
    assert_eq!(
        value(&bought(title, &[207, 214, 221, 228]), CADENCE),
        Value::Null
    );
}

#[test]
fn what_is_bought_in_bursts_is_told_by_how_often_it_comes_in_all() {
    let events = bought(
        "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg",
        &[4, 8, 12, 52, 56, 60, 100, 104],
    );
    assert_eq!(value(&events, CADENCE), json!({"pets-dog": "monthly"}));
}

#[test]
fn a_single_purchase_of_long_ago_does_not_slow_a_rhythm_and_is_no_evidence_of_it() {
    let title = "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg";
    let mut events = bought(title, &[5, 35, 65, 95]);
    events.extend(bought(title, &[2_500]));
    assert_eq!(value(&events, CADENCE), json!({"pets-dog": "monthly"}));
    assert_eq!(
        sentence(&events, CADENCE),
        "Dog supplies: bought on 4 days, about monthly."
    );
    assert_eq!(derived(&events, CADENCE).unwrap().evidence.of, 4);
}

#[test]
fn a_rhythm_that_began_anew_is_told_once_it_is_one_again_however_fast_the_former_was() {
    let title = "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg";
    let former: Vec<i64> = (0..52).map(|week| 2_000 + 7 * week).collect();
    for (new, word) in [
        ([5, 12, 19, 26], "weekly"),
        ([5, 95, 185, 275], "quarterly"),
    ] {
        let mut events = bought(title, &former);
        events.extend(bought(title, &new[..3]));
        assert_eq!(value(&events, CADENCE), Value::Null);
        events.extend(bought(title, &new[3..]));
        assert_eq!(value(&events, CADENCE), json!({"pets-dog": word}));
    }
}

#[test]
fn the_newest_dozen_intervals_tell_the_rhythm() {
    let title = "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg";
    let newest: Vec<i64> = (0..13).map(|place| 5 + 46 * place).collect();
    let former: Vec<i64> = (0..60).map(|week| 564 + 7 * week).collect();
    let events = bought(title, &[newest, former].concat());
    assert_eq!(value(&events, CADENCE), json!({"pets-dog": "quarterly"}));
}

#[test]
fn what_is_bought_once_a_year_is_not_waited_for_longer_than_that() {
    let title = "Pfotenglück Grain-Free Dog Food, Salmon, 12 kg";
    let yearly = |last: i64| bought(title, &[last, last + 365, last + 730, last + 1_095]);
    assert_eq!(value(&yearly(350), CADENCE), json!({"pets-dog": "yearly"}));
    assert_eq!(value(&yearly(401), CADENCE), Value::Null);
}

#[test]
fn the_evidence_is_the_newest_twenty_events() {
    let days: Vec<i64> = (1..=30).collect();
    let evidence = derived(&bought("Ground Coffee", &days), SHOP)
        .unwrap()
        .evidence;
    let newest: Vec<_> = (1..=20).map(|days| id(days_ago(days), 0)).collect();
    assert_eq!((evidence.of, evidence.event_ids), (30, newest));
}

#[test]
fn what_is_derived_comes_in_the_order_of_its_keys() {
    let events = bought(
        "Fernweh Trail Running Shoe Women, EU 40, Slate Blue",
        &[1, 31, 61, 91],
    );
    let all: Vec<Derived> = derive(events, &Corrections::default(), NOW);
    assert!(all.is_sorted_by_key(|derived| derived.key));
}
