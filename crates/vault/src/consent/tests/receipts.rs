//! The proof that is left.

use ring::digest::{SHA256, digest};
use serde_json::Value;

use super::*;
use crate::hex;

#[test]
fn a_receipt_tells_what_was_agreed_and_what_both_signed() {
    let mut scene = scene();
    let (id, request) = scene.asks(NOW);
    let preview = scene
        .vault
        .preview(id, &choice(Duration::Days90), NOW)
        .unwrap();
    let grant = scene
        .vault
        .approve(id, &choice(Duration::Days90), &preview.digest, NOW, &Dice)
        .unwrap();
    let receipt_id = scene.vault.grant(grant, NOW).unwrap().receipt;
    assert!(scene.vault.receipt(receipt_id).unwrap().proofs.is_empty());

    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    let outgoing = scene.composes(delivery, NOW);
    let held = scene
        .shop
        .verifies(message(&outgoing), &request, &request.nonce, NOW);

    let receipt = scene.vault.receipt(receipt_id).unwrap();
    assert_eq!(
        (receipt.details, receipt.until),
        (preview.details, preview.until)
    );
    assert_eq!(
        (receipt.shown_digest, receipt.request),
        (preview.digest, request.jws)
    );
    for proof in &receipt.proofs {
        let parts: Vec<&str> = held.presentations[&proof.group].split('~').collect();
        assert_eq!(proof.token, parts[0]);
        assert_eq!(proof.key_binding, parts[parts.len() - 1]);
    }
    assert_eq!(receipt.proofs.len(), 2);
}

#[test]
fn the_digest_is_of_the_text_that_is_kept() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days30);
    let (shown, kept): (String, String) = scene
        .vault
        .connection
        .query_row(
            "SELECT shown, shown_digest FROM receipts WHERE grant_id = ?1",
            [grant.0],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();

    assert_eq!(
        hex::encode(digest(&SHA256, shown.as_bytes()).as_ref()),
        kept
    );
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown["request"],
        hex::encode(digest(&SHA256, request.jws.as_bytes()).as_ref())
    );
    assert_eq!(
        shown["details"][0]["sent"],
        r#"[{"system":"EU","value":"40"}]"#
    );
    assert_eq!(shown["promises"]["retention"], "P30D");
}

#[test]
fn a_receipt_keeps_what_was_agreed_whatever_the_profile_says_later() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let id = scene.vault.grant(grant, NOW).unwrap().receipt;
    let before = scene.vault.receipt(id).unwrap();

    scene.colours(&["red"]);
    scene.updates(&request, "first", "second", NOW);

    assert_eq!(scene.vault.receipt(id).unwrap(), before);
}

#[test]
fn a_receipt_tells_the_withdrawal_and_the_deletion() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let (stopped, deleted) = (NOW.plus_days(1), NOW.plus_days(2));
    scene.vault.revoke(grant, stopped).unwrap();
    let delivery = scene.only_due(deleted);
    scene
        .vault
        .revoked_at_shop(delivery, Some(&word(deleted)), deleted)
        .unwrap();

    let receipt = scene
        .vault
        .receipt(scene.vault.grant(grant, NOW).unwrap().receipt)
        .unwrap();

    assert_eq!(
        (receipt.withdrawn_at, receipt.deleted_at),
        (Some(stopped), Some(deleted))
    );
    assert_eq!(
        receipt.acknowledgement.as_deref(),
        Some("head.word.signature")
    );
    let document: Value = serde_json::from_str(&receipt.json_ld).unwrap();
    let events = document["dct:subject"]["dpv:hasConsentStatus"]
        .as_array()
        .unwrap()
        .clone();
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["@type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "dpv:ConsentGiven",
            "dpv:ConsentWithdrawn",
            "inkling:DeletionConfirmed"
        ]
    );
    assert_eq!(events[2]["dct:date"]["@value"], deleted.to_string());
    assert_eq!(events[2]["inkling:acknowledgement"], "head.word.signature");
}

#[test]
fn the_json_ld_form_speaks_the_data_privacy_vocabulary() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);

    let receipt = scene
        .vault
        .receipt(scene.vault.grant(grant, NOW).unwrap().receipt)
        .unwrap();

    let mut document: Value = serde_json::from_str(&receipt.json_ld).unwrap();
    for (pointer, word) in [
        ("/@id", "urn:inkling:receipt:name"),
        ("/dct:subject/@id", "urn:inkling:grant:name"),
        ("/dct:subject/dct:identifier", "name"),
        (
            "/dct:subject/dpv:hasProcess/dpv:hasRight/dpv:isExercisedAt/@id",
            "urn:inkling:grant:name",
        ),
        ("/inkling:request", "signed request"),
        ("/inkling:proof", "proofs"),
        ("/inkling:shown/inkling:digest", "digest"),
    ] {
        *document.pointer_mut(pointer).unwrap() = word.into();
    }
    insta::assert_json_snapshot!(document);
}
