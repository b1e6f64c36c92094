//! The ledger, as a table and as JSON.
//!
//! Invariant: the JSON holds each line exactly as it was hashed, so that anyone can check the chain: the hash of a line is the
//! SHA-256 of the hash before it and the line's own JSON text.

use std::io::Write;

use inkling_vault::{LedgerEntry, Vault};
use serde::Serialize;

use super::ExportError;
use super::tables::{Cell, Table};

const COLUMNS: [&str; 9] = [
    "place", "time", "what", "shop", "count", "subject", "grant", "receipt", "hash",
];
/// What the first line is hashed with.
const BEGINNING: &str = "inkling ledger, first line, v. 1";

#[derive(Serialize)]
struct Line<'a> {
    line: &'a LedgerEntry,
    hash: String,
}

pub(crate) fn csv(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut table = Table::begin(out, &COLUMNS)?;
    vault.each_line(|line, hash| {
        let what = serde_json::to_value(line.what)?;
        table.row(&[
            Cell::Number(line.seq),
            Cell::Time(line.at),
            Cell::text(what.as_str()),
            Cell::text(line.shop.as_deref()),
            Cell::count(line.count),
            Cell::text(line.subject.as_deref()),
            Cell::number(line.grant),
            Cell::number(line.receipt),
            Cell::Text(&hex(hash)),
        ])
    })?;
    table.end()
}

pub(crate) fn json(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    write!(
        out,
        "{{\"hashed\": \"SHA-256 over the hash before (32 bytes; before the first line the text in 'beginning') and the text of 'line'\",\n\"beginning\": \"{BEGINNING}\",\n\"history\": ["
    )?;
    let mut between = "\n";
    vault.each_line(|line, hash| {
        write!(out, "{between}")?;
        between = ",\n";
        let hash = hex(hash);
        Ok::<_, ExportError>(serde_json::to_writer(&mut *out, &Line { line, hash })?)
    })?;
    Ok(writeln!(out, "\n]}}")?)
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
