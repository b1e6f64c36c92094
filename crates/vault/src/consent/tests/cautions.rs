//! What has to be accepted about a shop before anything is shared with it.

use super::*;
use crate::consent::Caution;
use serde_json::Value;

fn accepting(cautions: &[Caution]) -> Choice {
    Choice {
        accepted: cautions.iter().copied().collect(),
        ..choice(Duration::Once)
    }
}

/// A shop of each standing asks.
fn standings() -> Vec<(Scene, RequestId, Vec<Caution>)> {
    let mut new = scene();
    let (asked_new, _) = new.asks(NOW);
    let mut unsigned = scene();
    let request = unsigned.shop.asks_unsigned(&Ask::usual(), NOW);
    let asked_unsigned = unsigned.vault.file(&request, NOW).unwrap();
    let mut changed = scene();
    changed.connected(Duration::Days90);
    changed.shop = TestShop::new("shop.example");
    let (asked_changed, _) = changed.asks(NOW);
    vec![
        (new, asked_new, vec![]),
        (unsigned, asked_unsigned, vec![Caution::Unverified]),
        (changed, asked_changed, vec![Caution::KeyChanged]),
    ]
}

#[test]
fn a_request_says_what_has_to_be_accepted() {
    for (scene, id, cautions) in standings() {
        let asked = scene.vault.request(id, NOW).unwrap().cautions;
        assert_eq!(asked, cautions.into_iter().collect());
    }
}

#[test]
fn nothing_is_shared_before_exactly_what_stands_is_accepted() {
    let all = [Caution::Unverified, Caution::KeyChanged];
    for (mut scene, id, cautions) in standings() {
        let before = scene.ledger();
        for accepted in [&[][..], &all[..1], &all[1..], &all] {
            if accepted != cautions {
                let answer = scene.approves(id, &accepting(accepted), NOW);
                assert_eq!(refused(answer), Refused::NotAccepted);
            }
        }

        assert_eq!(scene.ledger(), before);
        scene.approves(id, &accepting(&cautions), NOW).unwrap();
    }
}

#[test]
fn what_was_accepted_is_part_of_what_was_shown() {
    for (mut scene, id, cautions) in standings() {
        let plain = scene.vault.preview(id, &accepting(&[]), NOW).unwrap();
        let shown = scene.vault.preview(id, &accepting(&cautions), NOW).unwrap();
        assert_eq!(plain.digest == shown.digest, cautions.is_empty());
        if !cautions.is_empty() {
            let answer = scene
                .vault
                .approve(id, &accepting(&cautions), &plain.digest, NOW, &Dice);
            assert_eq!(refused(answer), Refused::PreviewChanged);
        }

        let grant = scene.approves(id, &accepting(&cautions), NOW).unwrap();

        let kept: String = scene
            .vault
            .connection
            .query_row(
                "SELECT shown FROM receipts WHERE grant_id = ?",
                [grant.0],
                |row| row.get(0),
            )
            .unwrap();
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["accepted"], json!(cautions));
    }
}
