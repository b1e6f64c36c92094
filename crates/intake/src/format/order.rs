//! What the Amazon layouts share: one row is one item of an order, and an order's rows stand together.
//!
//! Invariant: of a gift's cells only their presence is looked at; payment, address and tracking cells are never asked for.

use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::identity::Occurrences;
use crate::limits;
use crate::money;
use crate::skip::SkipReason;
use crate::table::{Header, Row};
use crate::titles::clean;

/// Columns of an item row; `None` where the layout has none.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) order: Option<usize>,
    pub(crate) date: Option<usize>,
    pub(crate) item: Option<usize>,
    pub(crate) title: Option<usize>,
    pub(crate) quantity: Option<usize>,
    pub(crate) total: Option<usize>,
    pub(crate) currency: Option<usize>,
    pub(crate) status: Option<usize>,
    pub(crate) market: Option<usize>,
    pub(crate) category: Option<usize>,
    pub(crate) unspsc: Option<usize>,
    pub(crate) gift: [Option<usize>; 3],
}

impl Columns {
    /// Finds the columns by any layout's names for them.
    pub(crate) fn of(header: &Header) -> Self {
        Self {
            order: header.find(&["order id"]),
            date: header.find(&["order date"]),
            item: header.find(&["asin", "asin/isbn"]),
            title: header.find(&["product name", "title"]),
            quantity: header.find(&["original quantity", "quantity"]),
            total: header.find(&["total amount", "total owed", "item total"]),
            currency: header.find(&["currency"]),
            status: header.find(&["order status"]),
            market: header.find(&["website"]),
            category: header.find(&["category"]),
            unspsc: header.find(&["unspsc code"]),
            gift: [
                header.find(&["gift message"]),
                header.find(&["gift sender name"]),
                header.find(&["gift recipient contact", "gift recipient contact details"]),
            ],
        }
    }

    /// The event of one item row.
    pub(crate) fn event(
        &self,
        row: &Row<'_>,
        date: impl Fn(&str) -> Option<(i64, Precision)>,
    ) -> Result<Event, SkipReason> {
        let written = row.cell(self.date)?;
        if is_notice(written) {
            return Err(SkipReason::Notice);
        }
        let order = clean(row.cell(self.order)?);
        if order.is_empty() {
            return Err(SkipReason::NoOrderNumber);
        }
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let (at, precision) = date(written).ok_or(SkipReason::NoDate)?;
        let total = row.cell(self.total)?;
        let currency =
            money::code(row.cell(self.currency)?).or_else(|| money::sign(total).map(str::to_owned));
        let quantity = row
            .cell(self.quantity)?
            .parse::<u32>()
            .unwrap_or(1)
            .min(10_000);
        let zone = if precision == Precision::Day {
            Zone::Unknown
        } else {
            Zone::Known
        };
        let item = present(row.cell(self.item)?);
        let natural_key = format!("{order}|{}", item.as_deref().unwrap_or(&title));
        Ok(Event {
            at,
            until: at,
            precision,
            zone,
            kind: EventKind::Bought,
            stream: Stream::AmazonOrders,
            person: None,
            title,
            show: None,
            season: None,
            episode: None,
            item_id: item,
            category_hint: present(row.cell(self.category)?),
            unspsc: present(row.cell(self.unspsc)?),
            market: present(row.cell(self.market)?),
            amount_minor: money::minor(total, currency.as_deref().unwrap_or_default()),
            currency,
            quantity: quantity.max(1),
            seconds: None,
            rating: None,
            counts: self.counts(row, quantity)?,
            row: row.number,
            natural_key,
        })
    }

    fn counts(&self, row: &Row<'_>, quantity: u32) -> Result<Counts, SkipReason> {
        if quantity == 0 || is_cancelled(row.cell(self.status)?) {
            return Ok(Counts::Cancelled);
        }
        for column in self.gift {
            if !row.cell(column)?.is_empty() {
                return Ok(Counts::Gift);
            }
        }
        Ok(Counts::Yes)
    }
}

/// The items of one order, held until it is complete.
pub(crate) struct Orders<'f> {
    findings: &'f Findings,
    number: String,
    items: Vec<Event>,
    seen: Occurrences,
}

impl<'f> Orders<'f> {
    pub(crate) fn new(findings: &'f Findings) -> Self {
        Self {
            findings,
            number: String::new(),
            items: Vec::new(),
            seen: Occurrences::default(),
        }
    }

    /// One more item, of this order or of the next.
    pub(crate) fn add(&mut self, mut event: Event, sink: &mut Sink<'_>) -> Result<(), Halt> {
        let number = event.natural_key.split('|').next().unwrap_or_default();
        if number != self.number || self.items.len() >= limits::HELD {
            let number = number.to_owned();
            self.finish(sink)?;
            self.number = number;
        }
        let occurrence = self.seen.next(&event.natural_key);
        event.natural_key = format!("{}|{occurrence}", event.natural_key);
        self.items.push(event);
        Ok(())
    }

    /// Hands out the held order.
    pub(crate) fn finish(&mut self, sink: &mut Sink<'_>) -> Result<(), Halt> {
        self.findings.returns.mark(&self.number, &mut self.items);
        for event in self.items.drain(..) {
            sink.take(&event, 1)?;
        }
        Ok(())
    }
}

/// The sentence Amazon writes in place of what it cannot give.
fn is_notice(cell: &str) -> bool {
    cell.len() > 60 && cell.to_lowercase().contains("order history")
}

pub(crate) fn is_cancelled(status: &str) -> bool {
    let status = status.to_lowercase();
    ["cancel", "storn", "annul"]
        .iter()
        .any(|word| status.contains(word))
}

/// The cell as stored text, if there is any.
pub(crate) fn present(cell: &str) -> Option<String> {
    let text = clean(cell);
    (!text.is_empty()).then_some(text)
}
