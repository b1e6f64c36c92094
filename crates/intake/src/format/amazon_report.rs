//! Amazon's "Order History Report" of before 2023, the only layout with categories: `Category` and `UNSPSC Code`.
//!
//! Invariant: the buyer's name and e-mail address, the seller and the address parts are never asked for.

use super::order::{Columns, Orders};
use super::{Format, Match, Reader};
use crate::dates::{OrderFinding, OrderSurvey, short};
use crate::engine::{Findings, Halt, Sink};
use crate::event::Precision;
use crate::input::DateOrder;
use crate::opening::Opening;
use crate::table::Source;

/// The report. Dates are `MM/DD/YY`, unless the column can only be read day first.
#[derive(Debug)]
pub(super) struct AmazonReport;

impl Reader for AmazonReport {
    fn format(&self) -> Format {
        Format::AmazonOrderReport
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if !opening.header.has_all(&["unspsc code", "category"]) {
            return Match::No;
        }
        Match::with(
            &opening.header,
            &["Order ID", "Order Date", "Title", "ASIN/ISBN"],
        )
    }

    fn surveys(&self) -> bool {
        true
    }

    fn survey(&self, source: Source<'_>, findings: &mut Findings) -> Result<(), Halt> {
        let mut table = source.table()?;
        let date = table.header().find(&["order date"]);
        let mut survey = OrderSurvey::default();
        while let Some(row) = table.next()? {
            survey.note(row.cell(date).unwrap_or_default());
        }
        findings.dates = Some(survey.finding());
        Ok(())
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let order = match findings.dates {
            Some(OrderFinding::Certain(order)) => order,
            Some(OrderFinding::Open(_)) | None => DateOrder::MonthFirst,
        };
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        let mut orders = Orders::new(findings);
        while let Some(row) = table.next()? {
            sink.row()?;
            let event = row.checked().and_then(|row| {
                columns.event(&row, |cell| Some((short(cell, order)?, Precision::Day)))
            });
            match event {
                Ok(event) => orders.add(event, sink)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        orders.finish(sink)
    }
}
