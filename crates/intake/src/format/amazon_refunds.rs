//! Amazon's refunds, in three generations of column names: no events of their own, but they mark items as returned.
//!
//! A refund names only the order. Its items are marked when the refund is as much as one item, or as the whole order; a
//! smaller sum is a discount and marks nothing.
//! Invariant: a gift that was sent back stays a gift: it says nothing about the person's taste.

use std::collections::HashMap;

use super::{Format, Match, Reader};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event};
use crate::limits;
use crate::money;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::clean;

const ORDER: [&str; 2] = ["order id", "orderid"];
const AMOUNT: [&str; 5] = [
    "refund amount",
    "amountrefunded",
    "amount refunded",
    "returnamount",
    "return amount",
];
const REASON: [&str; 4] = [
    "reversal reason",
    "reversalreason",
    "returnreason",
    "return reason",
];
const CURRENCY: [&str; 3] = ["currency", "returnamountcurrency", "refund currency"];

/// `Refund Details.csv` and its elder forms.
#[derive(Debug)]
pub(super) struct AmazonRefunds;

impl Reader for AmazonRefunds {
    fn format(&self) -> Format {
        Format::AmazonRefunds
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        match (
            header.has(&AMOUNT) || header.has(&REASON),
            header.has(&ORDER),
            header.has(&AMOUNT),
        ) {
            (false, _, _) => Match::No,
            (true, false, _) => Match::Lacks("Order ID"),
            (true, true, false) => Match::Lacks("Refund Amount"),
            (true, true, true) => Match::Yes,
        }
    }

    fn surveys(&self) -> bool {
        true
    }

    fn survey(&self, source: Source<'_>, findings: &mut Findings) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        while let Some(row) = table.next()? {
            if let Ok((order, amount)) = columns.refund(&row) {
                findings.returns.add(order, amount);
            }
        }
        Ok(())
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        while let Some(row) = table.next()? {
            sink.row()?;
            match columns.refund(&row) {
                Ok(_) => sink.used(),
                Err(reason) => sink.skip(reason, 1),
            }
        }
        Ok(())
    }
}

struct Columns {
    order: Option<usize>,
    amount: Option<usize>,
    reason: Option<usize>,
    currency: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            order: header.find(&ORDER),
            amount: header.find(&AMOUNT),
            reason: header.find(&REASON),
            currency: header.find(&CURRENCY),
        }
    }

    /// The order and the sum, `None` when the row names no sum.
    fn refund(&self, row: &Row<'_>) -> Result<(String, Option<i64>), SkipReason> {
        let row = row.checked()?;
        let order = clean(row.cell(self.order)?);
        if order.is_empty() {
            return Err(SkipReason::NoOrderNumber);
        }
        let reason = row.cell(self.reason)?.to_lowercase();
        if [
            "adjust",
            "goodwill",
            "price",
            "shipping",
            "promotion",
            "late delivery",
        ]
        .iter()
        .any(|word| reason.contains(word))
        {
            return Err(SkipReason::NotAReturn);
        }
        let amount = money::minor(row.cell(self.amount)?, row.cell(self.currency)?);
        if amount == Some(0) {
            return Err(SkipReason::NotAReturn);
        }
        Ok((order, amount))
    }
}

/// Refunds by order number.
#[derive(Debug, Default)]
pub(crate) struct Returns {
    by_order: HashMap<String, Vec<Option<i64>>>,
}

impl Returns {
    fn add(&mut self, order: String, amount: Option<i64>) {
        if self.by_order.len() >= limits::RETURNS && !self.by_order.contains_key(&order) {
            return;
        }
        let refunds = self.by_order.entry(order).or_default();
        if refunds.len() < limits::HELD {
            refunds.push(amount);
        }
    }

    /// Marks the items of one order that were sent back.
    pub(crate) fn mark(&self, order: &str, items: &mut [Event]) {
        let Some(refunds) = self.by_order.get(order) else {
            return;
        };
        let paid: i64 = items
            .iter()
            .filter_map(|item| item.amount_minor)
            .fold(0, i64::saturating_add);
        let back = refunds.iter().try_fold(0_i64, |sum, refund| {
            refund.map(|refund| sum.saturating_add(refund))
        });
        let all = back.is_none_or(|back| back >= paid);
        for refund in refunds {
            let returned = items
                .iter_mut()
                .find(|item| item.counts == Counts::Yes && item.amount_minor == *refund);
            if let Some(item) = returned {
                item.counts = Counts::Returned;
            }
        }
        for item in items
            .iter_mut()
            .filter(|item| all && item.counts == Counts::Yes)
        {
            item.counts = Counts::Returned;
        }
    }
}
