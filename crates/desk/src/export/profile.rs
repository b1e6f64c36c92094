//! The profile: as JSON-LD in the terms of the W3C Data Privacy Vocabulary, and as tables.
//!
//! Invariant: hidden preferences are in it and marked: they are the person's too.

use std::io::Write;

use inkling_vault::{Preference, Standing, Vault};
use serde_json::{Value, json};

use super::ExportError;
use super::tables::{Cell, Table};

/// Events behind a preference that the vault keeps.
const SAMPLE: usize = 20;

pub(crate) fn json_ld(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let context = json!({
        "dpv": "https://w3id.org/dpv#",
        "pd": "https://w3id.org/dpv/pd#",
        "dct": "http://purl.org/dc/terms/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "inkling": "urn:inkling:",
    });
    let preferences: Vec<Value> = vault.preferences()?.iter().map(personal_data).collect();
    let document = json!({
        "@context": context,
        "@id": "urn:inkling:holder",
        "@type": "dpv:DataSubject",
        "dpv:hasPersonalData": preferences,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    Ok(writeln!(out)?)
}

pub(crate) fn csv(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns = [
        "detail", "name", "standing", "value", "because", "strength", "events", "newer",
    ];
    let mut table = Table::begin(out, &columns)?;
    for preference in vault.preferences()? {
        let evidence = preference.evidence.as_ref();
        let newer = preference.newer.map(|value| value.into_json().to_string());
        table.row(&[
            Cell::Text(preference.key.as_str()),
            Cell::Text(&preference.key.detail().label),
            Cell::Text(standing(preference.standing)),
            Cell::Text(&preference.value.into_json().to_string()),
            Cell::text(evidence.map(|evidence| evidence.sentence.as_str())),
            Cell::number(evidence.map(|evidence| i64::from(evidence.strength))),
            Cell::count(evidence.map(|evidence| evidence.of)),
            Cell::text(newer.as_deref()),
        ])?;
    }
    table.end()
}

pub(crate) fn evidence(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut table = Table::begin(out, &["detail", "time", "title", "export"])?;
    for preference in vault.preferences()? {
        for event in vault.evidence_events(&preference.key, SAMPLE)? {
            table.row(&[
                Cell::Text(preference.key.as_str()),
                Cell::Time(event.at),
                Cell::Text(&event.title),
                Cell::Text(event.source.words()),
            ])?;
        }
    }
    table.end()
}

fn personal_data(preference: &Preference) -> Value {
    let detail = preference.key.detail();
    let evidence = preference.evidence.as_ref();
    json!({
        "@type": detail.dpv,
        "dct:type": detail.term_json_ld(),
        "dct:identifier": preference.key.as_str(),
        "dct:title": detail.label,
        "dct:description": evidence.map(|evidence| &evidence.sentence),
        "inkling:standing": standing(preference.standing),
        "rdf:value": {"@type": "@json", "@value": preference.value.clone().into_json()},
    })
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Suggested => "suggested",
        Standing::Confirmed => "confirmed",
        Standing::Edited => "edited",
        Standing::Stated => "stated",
        Standing::Hidden => "hidden",
    }
}
