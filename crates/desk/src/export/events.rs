//! Everything that was imported, as a table.
//!
//! Invariant: one event is in memory at a time, however many there are.

use std::collections::BTreeMap;
use std::io::Write;

use inkling_intake::Rating;
use inkling_token::Timestamp;
use inkling_vault::Vault;

use super::ExportError;
use super::tables::{Cell, Table};

const COLUMNS: [&str; 18] = [
    "time",
    "precision",
    "kind",
    "title",
    "show",
    "season",
    "episode",
    "item",
    "category",
    "unspsc",
    "market",
    "amount_minor",
    "currency",
    "quantity",
    "seconds",
    "rating_scale",
    "rating",
    "import",
];

pub(crate) fn csv(vault: &Vault, out: &mut dyn Write) -> Result<(), ExportError> {
    let imports: BTreeMap<i64, String> = vault
        .sources()?
        .into_iter()
        .map(|source| (source.id.0, source.name))
        .collect();
    let mut table = Table::begin(out, &COLUMNS)?;
    vault.each_event(|event, source| {
        let (scale, rating) = event.rating.map(Rating::parts).unzip();
        table.row(&[
            Cell::Time(Timestamp::from_millis(event.at)),
            Cell::Text(event.precision.word()),
            Cell::Text(event.kind.word()),
            Cell::Text(&event.title),
            Cell::text(event.show.as_deref()),
            Cell::text(event.season.as_deref()),
            Cell::text(event.episode.as_deref()),
            Cell::text(event.item_id.as_deref()),
            Cell::text(event.category_hint.as_deref()),
            Cell::text(event.unspsc.as_deref()),
            Cell::text(event.market.as_deref()),
            Cell::number(event.amount_minor),
            Cell::text(event.currency.as_deref()),
            Cell::Number(i64::from(event.quantity)),
            Cell::number(event.seconds.map(i64::from)),
            Cell::text(scale),
            Cell::number(rating.map(i64::from)),
            Cell::text(imports.get(&source.0).map(String::as_str)),
        ])
    })?;
    table.end()
}
