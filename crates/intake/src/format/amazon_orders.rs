//! Amazon's order history in its two later layouts: columns in alphabetical order (current), and `Retail.OrderHistory.N.csv`.
//!
//! Invariant: both layouts of one order make equal events, save for the row number and what a layout does not tell.

use super::order::{Columns, Orders};
use super::{Format, Match, Reader};
use crate::dates::stamp;
use crate::engine::{Findings, Halt, Sink};
use crate::event::Precision;
use crate::opening::Opening;
use crate::table::Source;

/// The current layout, `Order History.csv`.
#[derive(Debug)]
pub(super) struct AmazonOrders;

/// The layout to about 2025.
#[derive(Debug)]
pub(super) struct AmazonRetailOrders;

impl Reader for AmazonOrders {
    fn format(&self) -> Format {
        Format::AmazonOrders
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if !is_item_table(opening)
            || !opening
                .header
                .has(&["original quantity", "total amount", "payment method type"])
        {
            return Match::No;
        }
        complete(opening)
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        read_items(source, findings, sink)
    }
}

impl Reader for AmazonRetailOrders {
    fn format(&self) -> Format {
        Format::AmazonRetailOrders
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if !is_item_table(opening)
            || opening
                .header
                .has(&["original quantity", "total amount", "payment method type"])
        {
            return Match::No;
        }
        complete(opening)
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        read_items(source, findings, sink)
    }
}

fn is_item_table(opening: &Opening) -> bool {
    let marks = [
        "shipment item subtotal",
        "carrier name & tracking number",
        "gift sender name",
        "shipping option",
    ];
    marks
        .iter()
        .filter(|mark| opening.header.has(&[mark]))
        .count()
        >= 2
        && !opening.header.has(&["unspsc code"])
}

fn complete(opening: &Opening) -> Match {
    Match::with(
        &opening.header,
        &["Order ID", "Order Date", "Product Name", "ASIN"],
    )
}

fn read_items(source: Source<'_>, findings: &Findings, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut table = source.table()?;
    let columns = Columns::of(table.header());
    let mut orders = Orders::new(findings);
    while let Some(row) = table.next()? {
        sink.row()?;
        let event = row
            .checked()
            .and_then(|row| columns.event(&row, |cell| Some((stamp(cell)?, Precision::Second))));
        match event {
            Ok(event) => orders.add(event, sink)?,
            Err(reason) => sink.skip(reason, 1),
        }
    }
    orders.finish(sink)
}
