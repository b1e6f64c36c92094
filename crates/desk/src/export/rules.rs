//! What the person keeps out and where they say that things belong, as a table.
//!
//! Invariant: each line is a word of the person's that holds now.

use std::io::Write;

use inkling_token::Timestamp;
use inkling_vault::Vault;

use super::ExportError;
use super::tables::{Cell, Table};
use crate::view::Rule;

pub(crate) fn csv(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut table = Table::begin(
        out,
        &["says", "of", "only_of", "category", "events", "since"],
    )?;
    for rule in vault.rules()?.into_iter().map(Rule::from) {
        let says = serde_json::to_value(rule.says)?;
        table.row(&[
            Cell::text(says.as_str()),
            Cell::Text(&rule.name),
            Cell::time(rule.at.map(Timestamp::from_millis)),
            Cell::text(rule.category.as_deref()),
            Cell::count(Some(rule.entries)),
            Cell::Time(Timestamp::from_millis(rule.since)),
        ])?;
    }
    table.end()
}
