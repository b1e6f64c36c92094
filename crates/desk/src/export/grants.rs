//! Connected shops: what each was given, as tables; the receipts themselves lie beside them as JSON-LD.
//!
//! Invariant: what was agreed to is told exactly as it was shown, and beside it whether the shop got that first.

use std::io::Write;

use inkling_token::Timestamp;
use inkling_vault::Vault;

use super::ExportError;
use super::tables::{Cell, Table};
use crate::view::GrantState;

pub(crate) fn csv(vault: &Vault, now: Timestamp, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns = [
        "grant",
        "shop",
        "since",
        "until",
        "state",
        "last_sent",
        "deleted",
        "receipt",
    ];
    let mut table = Table::begin(out, &columns)?;
    for summary in vault.grants(now)? {
        let grant = vault.grant(summary.id, now)?;
        let state = serde_json::to_value(GrantState::from(summary.state))?;
        table.row(&[
            Cell::Number(summary.id.0),
            Cell::Text(&summary.shop.host.to_string()),
            Cell::Time(summary.since),
            Cell::time(summary.until),
            Cell::text(state.as_str()),
            Cell::time(summary.last_sent),
            Cell::time(grant.deleted_at),
            Cell::Number(grant.receipt.0),
        ])?;
    }
    table.end()
}

pub(crate) fn shared(
    vault: &Vault,
    out: &mut dyn Write,
    now: Timestamp,
) -> Result<(), ExportError> {
    let columns = [
        "grant",
        "shop",
        "detail",
        "precision",
        "value",
        "sent_first",
    ];
    let mut table = Table::begin(out, &columns)?;
    for summary in vault.grants(now)? {
        let receipt = vault.receipt(vault.grant(summary.id, now)?.receipt)?;
        let sent = match (receipt.proofs.is_empty(), receipt.instead.is_empty()) {
            (true, _) => "nothing",
            (false, true) => "details",
            (false, false) => "plain",
        };
        for detail in receipt.details {
            table.row(&[
                Cell::Number(summary.id.0),
                Cell::Text(&summary.shop.host.to_string()),
                Cell::Text(detail.key.as_str()),
                Cell::Text(detail.level.word()),
                Cell::Text(&detail.sent()),
                Cell::Text(sent),
            ])?;
        }
    }
    table.end()
}
