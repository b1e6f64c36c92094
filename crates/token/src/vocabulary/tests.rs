//! The data file holds what the code relies on.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;

fn details() -> &'static [Detail] {
    &vocabulary().details
}

/// Every list of options in the table, with the key that has it.
fn option_lists() -> Vec<(&'static str, &'static [Choice])> {
    let of_fields = |fields: &'static [Field]| {
        fields
            .iter()
            .filter_map(|field| field.options.as_deref())
            .collect()
    };
    let of = |detail: &'static Detail| -> Vec<&'static [Choice]> {
        match &detail.kind {
            Kind::Choice { options, .. } | Kind::Choices { options, .. } => vec![options],
            Kind::Ranked { options, .. } => options.as_deref().into_iter().collect(),
            Kind::Ranges { categories } => vec![categories],
            Kind::Picks {
                categories,
                options,
            } => vec![categories, options],
            Kind::Record { fields } | Kind::Records { fields, .. } => of_fields(fields),
            Kind::Flag {} | Kind::Sizes { .. } | Kind::Measure { .. } => Vec::new(),
        }
    };
    details()
        .iter()
        .flat_map(|detail| {
            of(detail)
                .into_iter()
                .map(|list| (detail.key.as_str(), list))
        })
        .collect()
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[test]
fn the_table_is_read_and_looks_as_agreed() {
    assert!(read_table(DATA).is_some());
    let mut table = String::new();
    for detail in details() {
        let levels: Vec<_> = detail.levels.iter().map(|level| level.word()).collect();
        let class = serde_json::to_value(detail.class).unwrap();
        let derived = if detail.derivable {
            "derivable"
        } else {
            "stated"
        };
        writeln!(
            table,
            "{} | {} | {} | {} | {derived}",
            detail.key,
            class.as_str().unwrap(),
            detail.term.as_deref().map_or_else(
                || detail.dpv.clone(),
                |term| format!("{term} < {}", detail.dpv)
            ),
            levels.join(" ")
        )
        .unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn special_details_are_never_derivable() {
    for detail in details() {
        assert!(
            detail.class != Class::Special || !detail.derivable,
            "{}",
            detail.key
        );
    }
}

#[test]
fn what_only_a_person_can_say_is_never_derivable() {
    for key in details().iter().filter(|detail| {
        [
            "body.",
            "diet.",
            "access.",
            "age.",
            "household",
            "home",
            "place",
            "gift.",
            "intent",
            "contact",
        ]
        .iter()
        .any(|prefix| detail.key.starts_with(prefix))
    }) {
        assert!(!key.derivable, "{}", key.key);
    }
}

#[test]
fn keys_are_paths_that_do_not_collide_with_a_tokens_own_members() {
    let own = [
        "iss", "vct", "iat", "nbf", "exp", "cnf", "status", "grant", "aud", "_sd", "_sd_alg",
    ];
    for detail in details() {
        let path = detail.preference_key().path();
        assert!(
            (1..=3).contains(&path.len()) && path.iter().all(|part| is_slug(part)),
            "{}",
            detail.key
        );
        assert!(!own.contains(&path[0]), "{}", detail.key);
        let inside = format!("{}.", detail.key);
        assert!(
            details()
                .iter()
                .all(|other| !other.key.starts_with(&inside)),
            "{} holds another",
            detail.key
        );
    }
    let distinct: BTreeSet<_> = details().iter().map(|detail| &detail.key).collect();
    assert_eq!(distinct.len(), details().len());
}

#[test]
fn levels_go_from_coarse_to_fine_and_there_is_always_a_usual_one() {
    for detail in details() {
        assert!(
            detail.levels.is_sorted() && !detail.levels.is_empty(),
            "{}",
            detail.key
        );
        assert!(detail.usual_level().is_some());
    }
    let usual = |key: &str| key.parse::<PreferenceKey>().unwrap().detail().usual_level();
    assert_eq!(usual("shoes.size"), Some(Level::List));
    assert_eq!(usual("age.over.18"), Some(Level::YesNo));
    assert_eq!(usual("delivery"), Some(Level::Bucket));
}

#[test]
fn details_stand_in_the_order_of_their_areas_and_speak_to_people() {
    let order = |detail: &Detail| {
        vocabulary()
            .areas
            .iter()
            .position(|area| area.id == detail.area)
    };
    assert!(details().iter().all(|detail| order(detail).is_some()));
    assert!(details().is_sorted_by_key(order));
    for detail in details() {
        assert!(
            detail.label.len() <= 40
                && detail
                    .label
                    .starts_with(|c: char| c.is_uppercase() || c.is_numeric()),
            "{}",
            detail.key
        );
        assert!(
            detail.help.ends_with('.') && detail.help.matches(". ").count() == 0,
            "{}",
            detail.key
        );
        assert!(detail.dpv.starts_with("pd:"), "{}", detail.key);
    }
}

#[test]
fn options_are_distinct_and_have_names() {
    for (key, options) in option_lists() {
        let ids: BTreeSet<_> = options.iter().map(|option| &option.id).collect();
        assert_eq!(ids.len(), options.len(), "{key}");
        assert!(
            options
                .iter()
                .all(|option| is_slug(&option.id) && !option.label.is_empty()),
            "{key}"
        );
    }
}

#[test]
fn all_categories_of_shops_are_one_list_of_forty_at_most() {
    let list = |key: &str| {
        let key: PreferenceKey = key.parse().unwrap();
        let lists = option_lists().into_iter();
        lists
            .filter(|(of, _)| *of == key.as_str())
            .map(|(_, list)| list.to_vec())
            .next()
            .unwrap()
    };
    let shop = list("interests.shop");
    assert!(shop.len() <= 40 && shop.iter().all(|category| category.alias.is_some()));
    for key in ["budget.range", "budget.level", "purchase.cadence"] {
        assert_eq!(list(key), shop, "{key}");
    }
}

#[test]
fn no_list_has_a_word_that_tells_faith_orientation_politics_or_health() {
    let sensitive = [
        "lgbt",
        "faith",
        "spirit",
        "relig",
        "politic",
        "health",
        "supplement",
        "pharma",
        "erotic",
        "adult-",
        "weapon",
        "pregnan",
    ];
    let special =
        |key: &str| key.parse::<PreferenceKey>().unwrap().detail().class == Class::Special;
    for (key, options) in option_lists().into_iter().filter(|(key, _)| !special(key)) {
        for option in options
            .iter()
            .filter(|option| option.class != Some(Class::Special))
        {
            let text = format!("{} {}", option.id, option.label).to_lowercase();
            assert!(
                sensitive.iter().all(|word| !text.contains(word)),
                "{key} {}",
                option.id
            );
        }
    }
}

#[test]
fn groups_and_bins_hold_every_option_once() {
    for detail in details() {
        match &detail.kind {
            Kind::Choice { options, groups }
            | Kind::Choices {
                options, groups, ..
            } if !groups.is_empty() => {
                let mut grouped: Vec<_> = groups.values().flatten().collect();
                let mut ids: Vec<_> = options.iter().map(|option| &option.id).collect();
                grouped.sort();
                ids.sort();
                assert_eq!(grouped, ids, "{}", detail.key);
            }
            Kind::Sizes { systems } => {
                for system in systems.iter().filter(|system| system.bins.is_some()) {
                    let binned: Vec<_> = system.bins.iter().flatten().flatten().collect();
                    assert_eq!(
                        binned,
                        system.values.iter().collect::<Vec<_>>(),
                        "{}",
                        detail.key
                    );
                }
            }
            Kind::Flag {}
            | Kind::Choice { .. }
            | Kind::Choices { .. }
            | Kind::Ranked { .. }
            | Kind::Measure { .. } => {}
            Kind::Ranges { .. }
            | Kind::Picks { .. }
            | Kind::Record { .. }
            | Kind::Records { .. } => {}
        }
    }
}

#[test]
fn a_size_lies_in_one_bin() {
    let Kind::Sizes { systems } = &"shoes.size".parse::<PreferenceKey>().unwrap().detail().kind
    else {
        panic!("sizes");
    };
    assert_eq!(systems[0].bin("40"), Some(("40", "41.5")));
    assert_eq!(systems[0].bin("41.5"), Some(("40", "41.5")));
    assert_eq!(systems[0].bin("99"), None);
}

#[test]
fn unknown_keys_are_unknown() {
    for text in [
        "",
        "shoes",
        "shoes.size ",
        "Shoes.size",
        "shoes.size.more",
        "iss",
    ] {
        assert_eq!(text.parse::<PreferenceKey>(), Err(UnknownKey), "{text}");
        assert!(serde_json::from_value::<PreferenceKey>(text.into()).is_err());
    }
}

#[test]
fn a_key_is_text_in_json_and_a_path_in_tokens() {
    let key: PreferenceKey = "interests.media.film".parse().unwrap();
    assert_eq!(serde_json::to_value(key).unwrap(), "interests.media.film");
    assert_eq!(key.path(), ["interests", "media", "film"]);
    assert_eq!(
        format!("{key} {key:?}"),
        "interests.media.film PreferenceKey(interests.media.film)"
    );
}

#[test]
fn kinds_leave_as_they_stand_in_the_data_file() {
    let kind = |key: &str| {
        serde_json::to_value(&key.parse::<PreferenceKey>().unwrap().detail().kind).unwrap()
    };
    insta::assert_json_snapshot!([
        kind("age.over.18"),
        kind("shoes.width"),
        kind("body.measurement.foot"),
        kind("home"),
        kind("pets")
    ]);
}

#[test]
fn sizes_convert_over_a_scale_that_grows_with_them() {
    for detail in details() {
        let Kind::Sizes { systems } = &detail.kind else {
            continue;
        };
        for system in systems {
            if let Some(canonical) = &system.canonical {
                assert_eq!(canonical.len(), system.values.len(), "{}", detail.key);
                assert!(canonical.is_sorted(), "{} {}", detail.key, system.id);
            }
        }
    }
    let Kind::Sizes { systems } = &"shoes.size".parse::<PreferenceKey>().unwrap().detail().kind
    else {
        panic!("sizes");
    };
    let mm = |system: &str, size: &str| {
        let system = systems.iter().find(|known| known.id == system).unwrap();
        let at = system.values.iter().position(|value| value == size);
        system.canonical.as_ref().unwrap()[at.unwrap()]
    };
    assert_eq!(mm("EU", "42"), 265);
    assert_eq!(mm("UK", "8"), 264);
    assert_eq!(mm("US-M", "9"), 264);
    assert_eq!(mm("JP", "26.5"), 265);
}

#[test]
fn what_ends_has_a_day_that_it_ends_on() {
    let ending: Vec<_> = details().iter().filter(|detail| detail.ends()).collect();
    assert_eq!(ending.len(), 1);
    for detail in ending {
        let Kind::Records {
            fields,
            days: Some(days),
            ..
        } = &detail.kind
        else {
            panic!("records");
        };
        assert!(*days <= 30, "{}", detail.key);
        let until = |field: &Field| field.id == "until" && field.field_type == FieldType::Day;
        assert!(fields.iter().any(until), "{}", detail.key);
    }
}

#[test]
fn our_own_terms_stand_under_a_term_of_dpv() {
    let detail = "shoes.size".parse::<PreferenceKey>().unwrap().detail();
    assert_eq!(
        detail.term_json_ld(),
        Some(
            json!({"@id": "inkling:ShoeSize", "skos:broader": {"@id": "pd:PhysicalCharacteristic"}})
        )
    );
    for term in details().iter().filter_map(|detail| detail.term.as_ref()) {
        let name = term.strip_prefix("inkling:").unwrap();
        assert!(is_slug(name) && name.starts_with(|c: char| c.is_uppercase()));
    }
}
