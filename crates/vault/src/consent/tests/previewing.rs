//! What would be sent, and what cannot be chosen.

use inkling_token::vocabulary::Level;

use super::*;
use crate::consent::{Missing, Origin};
use crate::testing::key;

#[test]
fn a_preview_shows_the_values_as_they_would_be_sent() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    let preview = scene
        .vault
        .preview(id, &choice(Duration::Days30), NOW)
        .unwrap();

    assert_eq!(preview.until, Some(NOW.plus_days(30)));
    assert_eq!(
        sent(&preview)["shoes.size"],
        r#"[{"system":"EU","value":"40"}]"#
    );
    assert_eq!(
        sent(&preview)["style.colours.liked"],
        r#"["blue","grey","green","black"]"#
    );
}

#[test]
fn a_preview_stays_the_same_while_it_is_looked_at() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    let first = scene
        .vault
        .preview(id, &choice(Duration::Days30), NOW)
        .unwrap();
    let later = scene
        .vault
        .preview(id, &choice(Duration::Days30), NOW.plus_seconds(200))
        .unwrap();

    assert_eq!(first, later);
}

#[test]
fn every_choice_has_its_own_digest() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let lowered = Choice {
        levels: [(key("shoes.size"), Level::YesNo)].into(),
        ..choice(Duration::Days30)
    };
    let shorter = Choice {
        until: Some(NOW.plus_days(7)),
        ..choice(Duration::Days30)
    };
    let choices = [
        choice(Duration::Once),
        choice(Duration::Days30),
        only(&["sizes"]),
        lowered,
        shorter,
    ];

    let digests: BTreeSet<String> = choices
        .iter()
        .map(|choice| scene.vault.preview(id, choice, NOW).unwrap().digest)
        .collect();

    assert_eq!(digests.len(), choices.len());
    assert!(digests.iter().all(|digest| digest.len() == 64));
}

#[test]
fn a_level_may_be_lowered_and_never_raised() {
    let mut scene = scene();
    let ask = Ask {
        levels: [("style.colours.liked", "bucket")].into(),
        ..Ask::usual()
    };
    let request = scene.shop.asks(&ask, NOW);
    let id = scene.vault.file(&request, NOW).unwrap();
    let at = |level| Choice {
        levels: [(key("style.colours.liked"), level)].into(),
        ..choice(Duration::Once)
    };

    let lowered = scene.vault.preview(id, &at(Level::YesNo), NOW).unwrap();
    assert_eq!(sent(&lowered)["style.colours.liked"], "true");
    assert_eq!(
        refused(scene.vault.preview(id, &at(Level::List), NOW)),
        Refused::LevelTooPrecise
    );
    assert_eq!(
        refused(scene.vault.preview(id, &at(Level::Exact), NOW)),
        Refused::LevelTooPrecise
    );
}

#[test]
fn a_level_of_a_group_that_is_not_chosen_counts_for_nothing() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let other = Choice {
        levels: [(key("style.colours.liked"), Level::YesNo)].into(),
        ..only(&["sizes"])
    };

    let (plain, with_other) = (
        scene.vault.preview(id, &only(&["sizes"]), NOW),
        scene.vault.preview(id, &other, NOW),
    );

    assert_eq!(plain.unwrap(), with_other.unwrap());
}

#[test]
fn a_required_group_cannot_be_left_out_nor_a_foreign_one_chosen() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    assert_eq!(
        refused(scene.vault.preview(id, &only(&["taste"]), NOW)),
        Refused::NothingToShare
    );
    assert_eq!(
        refused(scene.vault.preview(id, &only(&[]), NOW)),
        Refused::NothingToShare
    );
    assert_eq!(
        refused(scene.vault.preview(id, &only(&["sizes", "diary"]), NOW)),
        Refused::BadChoice
    );
}

#[test]
fn choosing_nothing_is_not_sharing_even_when_nothing_is_required() {
    let mut scene = scene();
    let ask = Ask {
        groups: vec![("taste", false, vec!["style.colours.liked"])],
        ..Ask::usual()
    };
    let id = scene.vault.file(&scene.shop.asks(&ask, NOW), NOW).unwrap();

    assert_eq!(
        refused(scene.vault.preview(id, &only(&[]), NOW)),
        Refused::NothingToShare
    );
}

#[test]
fn a_hidden_or_missing_detail_makes_its_group_unavailable() {
    let mut scene = scene();
    let groups = vec![
        ("sizes", true, vec!["shoes.size"]),
        ("taste", false, vec!["style.colours.liked"]),
        ("fit", false, vec!["apparel.fit"]),
    ];
    let id = scene
        .vault
        .file(
            &scene.shop.asks(
                &Ask {
                    groups,
                    ..Ask::usual()
                },
                NOW,
            ),
            NOW,
        )
        .unwrap();
    scene.vault.hide(&key("style.colours.liked"), NOW).unwrap();

    let request = scene.vault.request(id, NOW).unwrap();

    let origins: Vec<&Origin> = request
        .groups
        .iter()
        .map(|group| &group.details[0].origin)
        .collect();
    assert_eq!(origins[0], &Origin::Stated);
    assert_eq!(origins[1], &Origin::Missing(Missing::Hidden));
    assert_eq!(origins[2], &Origin::Missing(Missing::NotStated));
    assert_eq!(
        request
            .groups
            .iter()
            .map(|group| group.available)
            .collect::<Vec<_>>(),
        [true, false, false]
    );
    for unavailable in ["taste", "fit"] {
        assert_eq!(
            refused(scene.vault.preview(id, &only(&["sizes", unavailable]), NOW)),
            Refused::NothingToShare
        );
    }
}

#[test]
fn a_request_offers_the_levels_up_to_the_one_asked_coarsest_first() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);

    let request = scene.vault.request(id, NOW).unwrap();

    let levels = |group: usize| {
        request.groups[group].details[0]
            .levels
            .iter()
            .map(|(level, _)| *level)
            .collect::<Vec<_>>()
    };
    assert_eq!(levels(0), [Level::YesNo, Level::Bucket, Level::List]);
    assert_eq!(
        request.durations[0],
        (Duration::Days30, Some(NOW.plus_days(30)))
    );
    assert_eq!(request.durations.len(), 4);
}

#[test]
fn a_purpose_that_is_over_at_once_preselects_once() {
    let mut scene = scene();
    let ask = Ask {
        purposes: vec!["dpv:DeliveryOfGoods"],
        ..Ask::usual()
    };
    let id = scene.vault.file(&scene.shop.asks(&ask, NOW), NOW).unwrap();

    assert_eq!(
        scene.vault.request(id, NOW).unwrap().durations[0],
        (Duration::Once, None)
    );
}
