//! A receipt in the terms of the W3C Data Privacy Vocabulary, following its guide for ISO/IEC TS 27560:2023.
//!
//! Invariant: the text says nothing that the receipt does not; only its form is another.

use inkling_token::Timestamp;
use serde_json::{Value, json};

use super::{Receipt, SharedDetail};
use crate::Error;

/// The receipt as indented JSON-LD. `name` is the grant's id in tokens.
pub(super) fn render(receipt: &Receipt, name: &str) -> Result<String, Error> {
    let mut document = json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "pd": "https://w3id.org/dpv/pd#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "inkling": "urn:inkling:",
        },
        "@id": format!("urn:inkling:receipt:{name}"),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": {"@id": "https://w3id.org/dpv/schema/dpv-27560#receipt-record"},
        "dct:created": time(receipt.at),
        "dct:subject": record(receipt, name),
        "inkling:shown": {"inkling:alg": "sha-256", "inkling:digest": receipt.shown_digest},
        "inkling:request": receipt.request,
        "inkling:proof": receipt.proofs.iter().map(|proof| json!({
            "inkling:group": proof.group,
            "inkling:token": proof.token,
            "inkling:keyBinding": proof.key_binding,
        })).collect::<Vec<_>>(),
    });
    if let Value::Object(members) = &mut document
        && !receipt.instead.is_empty()
    {
        let instead = receipt.instead.iter().map(personal_data);
        members.insert("inkling:sentInstead".to_owned(), instead.collect());
    }
    Ok(serde_json::to_string_pretty(&document)?)
}

fn record(receipt: &Receipt, name: &str) -> Value {
    let terms = &receipt.terms;
    let purposes = terms
        .purposes
        .iter()
        .map(|purpose| json!({"@id": purpose.to_string()}));
    json!({
        "@id": format!("urn:inkling:grant:{name}"),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": name,
        "dpv:hasDataSubject": {"@id": "urn:inkling:holder", "@type": "dpv:DataSubject"},
        "dpv:hasProcess": {
            "@type": "dpv:Process",
            "dpv:hasLegalBasis": {"@id": "dpv:Consent"},
            "dpv:hasDataController": {
                "@id": receipt.shop.client.did().unwrap_or_else(|| receipt.shop.client.to_string()),
                "@type": "dpv:DataController",
                "dct:title": receipt.shop.host.to_string(),
            },
            "dpv:hasPurpose": purposes.collect::<Vec<_>>(),
            "dpv:hasPersonalData": receipt.details.iter().map(personal_data).collect::<Vec<_>>(),
            "dpv:hasStorageCondition": {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {"@type": "xsd:duration", "@value": terms.retention.to_string()},
            },
            "dpv:hasNotice": {"@id": terms.policy, "@type": "dpv:ConsentNotice"},
            "dpv:hasRight": {
                "@id": "eu-gdpr:A7-3",
                "dpv:isExercisedAt": {"@id": format!("urn:inkling:grant:{name}")},
            },
            "inkling:onward": terms.onward.word(),
            "inkling:combine": terms.combine,
        },
        "dpv:hasConsentStatus": events(receipt),
    })
}

fn personal_data(detail: &SharedDetail) -> Value {
    let vocabulary = detail.key.detail();
    json!({
        "@type": vocabulary.dpv,
        "dct:type": vocabulary.term_json_ld(),
        "dct:title": vocabulary.label,
        "dct:identifier": detail.key.as_str(),
        "inkling:group": detail.group,
        "inkling:level": detail.level.word(),
        "rdf:value": {"@type": "@json", "@value": detail.value},
    })
}

/// What happened to the consent, in order.
fn events(receipt: &Receipt) -> Vec<Value> {
    let mut events = vec![event(
        "dpv:ConsentGiven",
        receipt.at,
        &[("dct:valid", receipt.until.map(time))],
    )];
    let mut since = Vec::new();
    for amended in &receipt.amendments {
        let details: Vec<Value> = amended.details.iter().map(personal_data).collect();
        let members = [
            ("dct:valid", Some(time(amended.until))),
            ("dpv:hasPersonalData", Some(details.into())),
            ("inkling:digest", Some(amended.shown_digest.as_str().into())),
        ];
        since.push((
            amended.at,
            event("inkling:ConsentAmended", amended.at, &members),
        ));
    }
    for pause in &receipt.pauses {
        let until = [("dct:valid", pause.until.map(time))];
        since.push((pause.since, event("inkling:Paused", pause.since, &until)));
        if let Some(at) = pause.resumed_at {
            since.push((at, event("inkling:Resumed", at, &[])));
        }
    }
    since.sort_by_key(|(at, _)| *at);
    events.extend(since.into_iter().map(|(_, event)| event));
    if let Some(at) = receipt.withdrawn_at {
        events.push(event("dpv:ConsentWithdrawn", at, &[]));
    }
    if let Some(at) = receipt.deleted_at {
        let word = receipt.acknowledgement.as_deref().map(Value::from);
        events.push(event(
            "inkling:DeletionConfirmed",
            at,
            &[("inkling:acknowledgement", word)],
        ));
    }
    events
}

fn event(kind: &str, at: Timestamp, members: &[(&str, Option<Value>)]) -> Value {
    let always = [("@type", Some(kind.into())), ("dct:date", Some(time(at)))];
    let members = always.into_iter().chain(members.iter().cloned());
    members
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn time(at: Timestamp) -> Value {
    json!({"@type": "xsd:dateTime", "@value": at.to_string()})
}
