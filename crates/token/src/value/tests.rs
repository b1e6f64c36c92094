use serde_json::json;

use super::*;

mod properties;

fn key(text: &str) -> PreferenceKey {
    text.parse().unwrap()
}

fn value(name: &str, json: Json) -> Value {
    Value::parse(&key(name), json).unwrap()
}

fn at(name: &str, json: Json, level: Level) -> Json {
    value(name, json).at(&key(name), level).unwrap()
}

fn refused(name: &str, json: Json) -> ValueError {
    Value::parse(&key(name), json).unwrap_err()
}

#[test]
fn a_size_leaves_as_known_as_a_bucket_and_as_itself() {
    let size = json!([{"system":"EU","value":"40","weight":0.8}]);
    assert_eq!(at("shoes.size", size.clone(), Level::YesNo), json!(true));
    assert_eq!(
        at("shoes.size", size.clone(), Level::Bucket),
        json!({"system":"EU","from":"40","to":"41.5"})
    );
    assert_eq!(
        at("shoes.size", size.clone(), Level::List),
        json!([{"system":"EU","value":"40"}])
    );
    assert_eq!(
        value("shoes.size", size).at(&key("shoes.size"), Level::Exact),
        None
    );
}

#[test]
fn letter_sizes_have_their_own_buckets() {
    let size = |value: &str| {
        at(
            "apparel.size.tops",
            json!([{"system":"INT","value":value}]),
            Level::Bucket,
        )
    };
    assert_eq!(size("XS"), json!({"system":"INT","from":"XS","to":"S"}));
    assert_eq!(size("M"), json!({"system":"INT","from":"M","to":"M"}));
    assert_eq!(size("2XL"), json!({"system":"INT","from":"L","to":"3XL"}));
}

#[test]
fn the_bucket_is_that_of_the_size_that_most_speaks_for() {
    let two = json!([{"system":"EU","value":"38","weight":0.2},{"system":"EU","value":"40","weight":0.8}]);
    assert_eq!(at("shoes.size", two, Level::Bucket)["from"], "40");
}

#[test]
fn a_measure_leaves_in_bands() {
    let chest = "body.measurement.chest";
    assert_eq!(
        at(chest, json!(940), Level::Bucket),
        json!({"from":900,"to":949})
    );
    assert_eq!(
        at(chest, json!(947), Level::List),
        json!({"from":940,"to":949})
    );
    assert_eq!(at(chest, json!(940), Level::Exact), json!(940));
}

#[test]
fn a_budget_leaves_as_the_band_of_its_middle_or_rounded() {
    let range = |min: u32, max: u32, level: Level| {
        at(
            "budget.range",
            json!({"shoes":{"min":min,"max":max,"currency":"EUR"}}),
            level,
        )["shoes"]
            .clone()
    };
    assert_eq!(
        range(40, 95, Level::Bucket),
        json!({"from":50,"to":99,"currency":"EUR"})
    );
    assert_eq!(
        range(0, 4, Level::Bucket),
        json!({"from":0,"to":9,"currency":"EUR"})
    );
    assert_eq!(
        range(600, 900, Level::Bucket),
        json!({"from":500,"currency":"EUR"})
    );
    assert_eq!(
        range(42, 98, Level::List),
        json!({"min":40,"max":100,"currency":"EUR"})
    );
    assert_eq!(
        range(104, 105, Level::List),
        json!({"min":100,"max":110,"currency":"EUR"})
    );
}

#[test]
fn tastes_leave_by_the_strongest() {
    let ids = [
        "thrillers",
        "crime",
        "dramas",
        "comedies",
        "horror",
        "romance",
    ];
    let all: Json = ids
        .iter()
        .enumerate()
        .map(|(n, id)| json!({"id":id,"strength":if n == 3 {3} else {1}}))
        .collect();
    let film = "interests.media.film";
    assert_eq!(at(film, all.clone(), Level::Bucket)[0]["id"], "comedies");
    assert_eq!(
        at(film, all.clone(), Level::Bucket)
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        at(film, all.clone(), Level::List).as_array().unwrap().len(),
        5
    );
    assert_eq!(at(film, all, Level::Exact).as_array().unwrap().len(), 6);
}

#[test]
fn colours_leave_as_sorted_groups_and_languages_as_the_first() {
    assert_eq!(
        at(
            "style.colours.liked",
            json!(["red", "blue", "navy"]),
            Level::Bucket
        ),
        json!(["cool", "warm"])
    );
    assert_eq!(
        at("language.ui", json!(["de", "en"]), Level::Bucket),
        json!(["de"])
    );
    assert_eq!(
        at("diet.pattern", json!("vegan"), Level::Bucket),
        json!("plant-based")
    );
}

#[test]
fn a_record_leaves_by_its_fields_and_a_list_of_them_without_repetition() {
    let home = json!({"dwelling":"flat","garden":false,"tenure":"rent"});
    assert_eq!(
        at("home", home, Level::Bucket),
        json!({"dwelling":"flat","garden":false})
    );
    let pets = json!([{"species":"dog","size":"small"},{"species":"dog","size":"large"}]);
    assert_eq!(
        at("pets", pets.clone(), Level::Bucket),
        json!([{"species":"dog"}])
    );
    assert_eq!(at("pets", pets.clone(), Level::List), pets);
    assert_eq!(
        value("home", json!({"tenure":"rent"})).at(&key("home"), Level::Bucket),
        None
    );
}

#[test]
fn values_read_as_plain_english() {
    let mut told = String::new();
    for (name, json) in [
        (
            "shoes.size",
            json!([{"system":"EU","value":"40","weight":0.8},{"system":"US-W","value":"8.5","weight":0.2}]),
        ),
        ("shoes.width", json!("extra-wide")),
        ("body.measurement.chest", json!(940)),
        ("style.colours.liked", json!(["blue", "grey"])),
        ("brands.loved", json!([{"id":"Fjord & Field","strength":2}])),
        (
            "budget.range",
            json!({"shoes-running":{"min":40,"max":95,"currency":"EUR"},"books":{"min":10,"max":10,"currency":"EUR"}}),
        ),
        ("budget.level", json!({"shoes":"mid"})),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":3},{"id":"sci-fi-fantasy","strength":1}]),
        ),
        ("delivery", json!({"pickup_point":true,"evening":false})),
        (
            "pets",
            json!([{"species":"dog","size":"large","stage":"adult"}]),
        ),
        (
            "gift.occasions",
            json!([{"month":3,"relation":"parent","interests":["books","garden"]}]),
        ),
        (
            "intent",
            json!([{"category":"shoes-running","need_by":"2026-W48","budget":"50-99"}]),
        ),
        ("contact", json!({"channel":"email","max_per_month":2})),
        ("age.over.18", json!(true)),
        ("diet.pattern", json!("vegan")),
    ] {
        let (key, value) = (key(name), value(name, json));
        told.push_str(&format!("{name}: {:?}\n", value.lines(&key)));
        for level in &key.detail().levels {
            let sent = value.at(&key, *level).unwrap();
            told.push_str(&format!(
                "    {level}: {:?}\n",
                sent_lines(&key, *level, &sent)
            ));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_sent_value_that_does_not_fit_is_shown_as_it_is() {
    assert_eq!(
        sent_lines(&key("shoes.size"), Level::List, &json!({"a":1})),
        ["{\"a\":1}"]
    );
    assert_eq!(
        sent_lines(&key("shoes.size"), Level::YesNo, &json!("maybe")),
        ["\"maybe\""]
    );
    assert_eq!(
        sent_lines(
            &key("home"),
            Level::List,
            &json!({"dwelling":"flat","rooms":9})
        ),
        ["{\"dwelling\":\"flat\",\"rooms\":9}"]
    );
}

#[test]
fn values_that_do_not_fit_their_kind_are_refused() {
    use ValueError::{Entries, OutOfRange, Shape, Text, UnknownOption};
    let range = |min: i64, max: i64, currency: &str| json!({"shoes":{"min":min,"max":max,"currency":currency}});
    for (name, json, error) in [
        ("age.over.18", json!(false), Shape),
        ("age.over.18", json!("true"), Shape),
        ("shoes.width", json!("huge"), UnknownOption),
        ("shoes.width", json!(["wide"]), Shape),
        ("style.colours.liked", json!([]), Entries),
        ("style.colours.liked", json!(["blue", "blue"]), Entries),
        ("style.colours.liked", json!(["warm"]), UnknownOption),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":4}]),
            OutOfRange,
        ),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":0}]),
            OutOfRange,
        ),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":2.5}]),
            Shape,
        ),
        (
            "interests.media.film",
            json!([{"id":"lgbtq","strength":1}]),
            UnknownOption,
        ),
        (
            "interests.media.film",
            json!([{"id":"thrillers","strength":1,"seen":"2026"}]),
            Shape,
        ),
        ("brands.loved", json!([{"id":"","strength":1}]), Text),
        (
            "brands.loved",
            json!([{"id":"x".repeat(61),"strength":1}]),
            Text,
        ),
        (
            "brands.loved",
            json!([{"id":"a\u{202e}b","strength":1}]),
            Text,
        ),
        ("brands.loved", json!([{"id":"a\nb","strength":1}]), Text),
        (
            "brands.loved",
            json!([{"id":"A","strength":1},{"id":" A ","strength":2}]),
            Entries,
        ),
        (
            "shoes.size",
            json!([{"system":"EU","value":"40.25"}]),
            UnknownOption,
        ),
        (
            "shoes.size",
            json!([{"system":"XX","value":"40"}]),
            UnknownOption,
        ),
        (
            "shoes.size",
            json!([{"system":"EU","value":"40","weight":1.5}]),
            OutOfRange,
        ),
        (
            "shoes.size",
            json!([{"system":"EU","value":"40"},{"system":"EU","value":"40"}]),
            Entries,
        ),
        ("body.measurement.chest", json!(94), OutOfRange),
        ("body.measurement.chest", json!(940.5), Shape),
        ("budget.range", range(95, 40, "EUR"), OutOfRange),
        ("budget.range", range(0, 1_000_001, "EUR"), OutOfRange),
        ("budget.range", range(-1, 5, "EUR"), Shape),
        ("budget.range", range(1, 5, "euro"), Text),
        (
            "budget.range",
            json!({"medicine":{"min":1,"max":2,"currency":"EUR"}}),
            UnknownOption,
        ),
        ("budget.level", json!({"shoes":"cheap"}), UnknownOption),
        ("delivery", json!({}), Entries),
        ("delivery", json!({"drone":true}), UnknownOption),
        ("delivery", json!({"evening":"yes"}), Shape),
        ("contact", json!({"max_per_month":32}), OutOfRange),
        ("gift.occasions", json!([{"month":13}]), OutOfRange),
        ("gift.occasions", json!([{"name":"Mum"}]), UnknownOption),
        (
            "gift.occasions",
            json!([{"interests":["books","toys","garden","music"]}]),
            Entries,
        ),
        ("intent", json!([{"need_by":"2026-W54"}]), OutOfRange),
        ("intent", json!([{"need_by":"2026-11-23"}]), OutOfRange),
        ("pets", json!([]), Entries),
        ("pets", json!({"species":"dog"}), Shape),
    ] {
        assert_eq!(refused(name, json.clone()), error, "{name} {json}");
    }
    let many: Json = (0..41)
        .map(|n| json!({"id":format!("b{n}"),"strength":1}))
        .collect();
    assert_eq!(refused("brands.loved", many), Entries);
}

#[test]
fn errors_and_debug_never_repeat_a_value() {
    let canary = "canary-preference";
    let error = refused("shoes.width", json!(canary));
    assert!(!format!("{error} {error:?}").contains(canary));
    assert_eq!(
        format!(
            "{:?}",
            value("brands.loved", json!([{"id":canary,"strength":1}]))
        ),
        "Value(redacted)"
    );
}

#[test]
fn an_option_may_be_more_sensitive_than_its_detail() {
    let avoided = |options: Json| {
        value("style.materials.avoided", options).class(&key("style.materials.avoided"))
    };
    assert_eq!(avoided(json!(["wool"])), Class::Normal);
    assert_eq!(avoided(json!(["wool", "nickel"])), Class::Special);
    assert_eq!(
        value("diet.pattern", json!("vegan")).class(&key("diet.pattern")),
        Class::Special
    );
}
