//! Letting a grant last longer: only as it was shown, never further than a year.

use super::*;
use crate::consent::ShopStanding;
use serde_json::Value;

fn agreed_end(scene: &Scene, grant: GrantId) -> Option<Timestamp> {
    scene.vault.grant(grant, NOW).unwrap().summary.until
}

#[test]
fn an_extended_grant_lives_on_past_its_first_end() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days30);
    scene.extends(grant, NOW.plus_days(300), NOW).unwrap();
    assert_eq!(scene.last_line().what, Happening::Extended);
    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.version(), 2);
    let later = NOW.plus_days(60);

    assert!(matches!(
        scene.state(grant, later),
        GrantState::Active { .. }
    ));
    let renewed = scene.updates(&request, "second", "third", later);
    assert_eq!(renewed.version(), 3);
}

#[test]
fn an_end_moves_away_and_never_further_than_a_year_after_the_grant() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    let present = agreed_end(&scene, grant).unwrap();
    let year = scene
        .vault
        .grant(grant, NOW)
        .unwrap()
        .summary
        .since
        .plus_days(365);

    for bad in [NOW, present.plus_seconds(-1), present, year.plus_seconds(1)] {
        assert_eq!(refused(scene.extends(grant, bad, NOW)), Refused::BadChoice);
    }

    scene.extends(grant, year, NOW).unwrap();
    assert_eq!(agreed_end(&scene, grant), Some(year));
}

#[test]
fn what_is_shown_is_who_what_and_both_ends_and_changes_nothing() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days30);
    let (before, present) = (scene.ledger(), agreed_end(&scene, grant).unwrap());
    let until = NOW.plus_days(90);

    let shown = scene.vault.preview_extension(grant, until, NOW).unwrap();

    assert_eq!(
        (scene.ledger(), agreed_end(&scene, grant)),
        (before, Some(present))
    );
    assert_eq!((shown.present, shown.until), (present, until));
    assert_eq!(shown.shop.standing, ShopStanding::Known);
    assert_eq!(shown.terms, request.terms);
    scene.extends(grant, until, NOW).unwrap();
    let held = scene.updates(&request, "first", "second", NOW);
    assert_eq!(held.details(), sent(&shown.preview));
    let receipt = scene.vault.grant(grant, NOW).unwrap().receipt;
    let agreed = scene.vault.receipt(receipt).unwrap().amendments.remove(0);
    assert_eq!(
        (agreed.details, agreed.shown_digest),
        (shown.preview.details, shown.preview.digest)
    );
}

#[test]
fn what_is_about_something_else_by_now_is_not_extended() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    let (near, far) = (NOW.plus_days(40), NOW.plus_days(90));
    let digest = |scene: &Scene, until| {
        let shown = scene.vault.preview_extension(grant, until, NOW).unwrap();
        shown.preview.digest
    };
    let seen = digest(&scene, far);
    let other = digest(&scene, near);
    scene.colours(&["red"]);

    for wrong in [seen.as_str(), other.as_str(), ""] {
        assert_eq!(
            refused(scene.vault.extend(grant, far, wrong, NOW)),
            Refused::PreviewChanged
        );
    }

    let seen = digest(&scene, far);
    scene.extends(grant, near, NOW).unwrap();
    assert_eq!(
        refused(scene.vault.extend(grant, far, &seen, NOW)),
        Refused::PreviewChanged,
        "its present end is another"
    );
}

#[test]
fn the_digest_is_of_the_text_that_is_kept() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days30);
    let shown = scene
        .vault
        .preview_extension(grant, NOW.plus_days(90), NOW)
        .unwrap();
    scene.extends(grant, NOW.plus_days(90), NOW).unwrap();

    let kept: String = scene
        .vault
        .connection
        .query_row("SELECT shown FROM amendments", [], |row| row.get(0))
        .unwrap();

    assert_eq!(super::super::preview::sha256(&kept), shown.preview.digest);
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["shown"], "inkling-extension-1");
    assert_eq!(kept["details"].as_array().unwrap().len(), 2);
    assert_eq!(kept["promises"]["onward"], "none");
}

#[test]
fn what_cannot_be_extended_is_said() {
    let mut scene = scene();
    let (once, _) = scene.connected(Duration::Once);
    let until = NOW.plus_days(90);
    assert_eq!(refused(scene.extends(once, until, NOW)), Refused::GivenOnce);
    scene.vault.revoke(once, NOW).unwrap();
    assert_eq!(
        refused(scene.extends(once, until, NOW)),
        Refused::GrantEnded
    );
}
