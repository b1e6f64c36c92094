//! Amazon's digital orders (Kindle books, films, music): `Digital Content Orders.csv`, formerly `Digital Items.csv`.

use super::order::present;
use super::{Format, Match, Reader};
use crate::dates::{stamp, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::identity::Occurrences;
use crate::money;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, fold};

const TITLE: [&str; 2] = ["product name", "title"];
const DATE: [&str; 2] = ["order date", "orderdate"];
const PRICE: [&str; 2] = ["our price", "ourprice"];

/// The list of digital orders.
#[derive(Debug)]
pub(super) struct AmazonDigital;

impl Reader for AmazonDigital {
    fn format(&self) -> Format {
        Format::AmazonDigital
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        match (header.has(&PRICE), header.has(&TITLE), header.has(&DATE)) {
            (false, _, _) => Match::No,
            (true, false, _) => Match::Lacks("Product Name"),
            (true, true, false) => Match::Lacks("Order Date"),
            (true, true, true) => Match::Yes,
        }
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        let mut seen = Occurrences::default();
        while let Some(row) = table.next()? {
            sink.row()?;
            match columns.event(&row, &mut seen) {
                Ok(event) => sink.take(&event, 1)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        Ok(())
    }
}

struct Columns {
    order: Option<usize>,
    date: Option<usize>,
    title: Option<usize>,
    item: Option<usize>,
    price: Option<usize>,
    currency: Option<usize>,
    market: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            order: header.find(&["order id", "orderid"]),
            date: header.find(&DATE),
            title: header.find(&TITLE),
            item: header.find(&["asin"]),
            price: header.find(&PRICE),
            currency: header.find(&[
                "our price currency code",
                "ourpricecurrencycode",
                "currency",
            ]),
            market: header.find(&["website", "marketplace"]),
        }
    }

    fn event(&self, row: &Row<'_>, seen: &mut Occurrences) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let title = clean(row.cell(self.title)?);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let date = row.cell(self.date)?;
        let at = stamp(date)
            .or_else(|| utc(date))
            .ok_or(SkipReason::NoDate)?;
        let order = present(row.cell(self.order)?).unwrap_or_else(|| at.to_string());
        let key = format!("{order}|{}", fold(&title));
        let currency = money::code(row.cell(self.currency)?);
        Ok(Event {
            at,
            until: at,
            precision: Precision::Second,
            zone: Zone::Known,
            kind: EventKind::Bought,
            stream: Stream::AmazonDigital,
            person: None,
            title,
            show: None,
            season: None,
            episode: None,
            item_id: present(row.cell(self.item)?),
            category_hint: None,
            unspsc: None,
            market: present(row.cell(self.market)?),
            amount_minor: money::minor(
                row.cell(self.price)?,
                currency.as_deref().unwrap_or_default(),
            ),
            currency,
            quantity: 1,
            seconds: None,
            rating: None,
            counts: Counts::Yes,
            row: row.number,
            natural_key: format!("{key}|{}", seen.next(&key)),
        })
    }
}
