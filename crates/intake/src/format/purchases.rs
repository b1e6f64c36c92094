//! A table of purchases that no format claims: any shop's, or one's own. What its columns are the person says.
//!
//! A price of one piece is multiplied by the quantity; a total is not.
//! Invariant: no column is read that the person did not confirm.

use super::order::{is_cancelled, present};
use super::{Format, Match, Reader};
use crate::columns::{ColumnQuestion, Columns, is_header, shape};
use crate::dates::{OrderFinding, OrderSurvey, short, stamp, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Counts, Event, EventKind, Precision, Stream, Zone};
use crate::identity::Occurrences;
use crate::input::DateOrder;
use crate::money;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, fold};

/// The table.
#[derive(Debug)]
pub(super) struct Purchases;

impl Reader for Purchases {
    fn format(&self) -> Format {
        Format::Purchases
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        let guess = Columns::guess(header);
        let whole = opening.first.len() == header.len() && is_header(header);
        if whole && guess.item.is_some() && guess.date.is_some() {
            Match::Yes
        } else {
            Match::No
        }
    }

    fn surveys(&self) -> bool {
        true
    }

    fn asks(&self) -> bool {
        true
    }

    /// Looks at every column, because the person may choose another one for the dates than was guessed.
    fn survey(&self, source: Source<'_>, findings: &mut Findings) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = findings.columns_of(table.header());
        let question = ColumnQuestion::about(table.header());
        let mut surveys = vec![OrderSurvey::default(); table.header().len()];
        while let Some(row) = table.next()? {
            for (place, survey) in surveys.iter_mut().enumerate() {
                survey.note(date_of(row.cell(Some(place)).unwrap_or_default()));
            }
        }
        let answered = findings.answered.contains_key(&question.shape);
        let chosen = columns.date.and_then(|place| surveys.get(place).cloned());
        let chosen = chosen.unwrap_or_default().finding();
        let offered = question.columns.iter().map(|(place, _)| *place);
        let open = offered
            .filter_map(|place| surveys.get(place).cloned())
            .map(OrderSurvey::finding)
            .find(OrderFinding::is_open);
        findings.dates = Some(match open {
            _ if columns.item.is_none() => OrderFinding::Certain(DateOrder::DayFirst),
            Some(open) if !answered => open,
            Some(_) | None => chosen,
        });
        findings.question = Some(question);
        Ok(())
    }

    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Chosen::of(table.header(), findings);
        if columns.of.item.is_none() {
            return Ok(());
        }
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

impl Findings {
    /// The person's answer about a header, or what it seems to say while they have not been asked.
    fn columns_of(&self, header: &Header) -> Columns {
        match self.answered.get(&shape(header)) {
            Some(columns) => columns.within(header),
            None => Columns::guess(header),
        }
    }
}

struct Chosen {
    of: Columns,
    currency: Option<usize>,
    status: Option<usize>,
    /// The price is of all pieces.
    total: bool,
    /// Currency that the price's header names.
    named: Option<String>,
    order: DateOrder,
}

impl Chosen {
    fn of(header: &Header, findings: &Findings) -> Self {
        let of = findings.columns_of(header);
        let price = of.price.and_then(|place| header.names().get(place));
        let price = price.map(|name| fold(name)).unwrap_or_default();
        let of_all = [
            "total",
            "sum",
            "summe",
            "gesamt",
            "gesamtpreis",
            "amount",
            "betrag",
            "montant",
            "importe",
        ];
        let named = ["eur", "usd", "gbp", "chf"];
        Self {
            of,
            currency: header.find(&["currency", "währung", "devise", "moneda"]),
            status: header.find(&[
                "status",
                "order status",
                "bestellstatus",
                "statut",
                "estado",
            ]),
            total: price.split(' ').any(|word| of_all.contains(&word)),
            named: price
                .split(' ')
                .find(|word| named.contains(word))
                .map(str::to_uppercase),
            order: match findings.dates {
                Some(OrderFinding::Certain(order)) => order,
                Some(OrderFinding::Open(_)) | None => DateOrder::DayFirst,
            },
        }
    }

    fn event(&self, row: &Row<'_>, seen: &mut Occurrences) -> Result<Event, SkipReason> {
        let row = row.checked()?;
        let item = clean(row.cell(self.of.item)?);
        if item.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let (at, precision, zone) =
            when(row.cell(self.of.date)?, self.order).ok_or(SkipReason::NoDate)?;
        let quantity = row.cell(self.of.quantity)?;
        let quantity = quantity.split(['.', ',']).next().unwrap_or_default();
        let quantity = quantity.parse::<u32>().unwrap_or(1).clamp(1, 10_000);
        let price = row.cell(self.of.price)?;
        let currency = money::code(row.cell(self.currency)?)
            .or_else(|| money::sign(price).map(str::to_owned))
            .or_else(|| self.named.clone());
        let price = money::minor(price, currency.as_deref().unwrap_or_default());
        let pieces = if self.total { 1 } else { i64::from(quantity) };
        let amount = price.and_then(|price| price.checked_mul(pieces));
        let counts = match amount {
            _ if is_cancelled(row.cell(self.status)?) => Counts::Cancelled,
            Some(amount) if amount < 0 => Counts::Returned,
            Some(_) | None => Counts::Yes,
        };
        let key = format!("{at}|{}|{}", fold(&item), amount.unwrap_or_default());
        Ok(Event {
            precision,
            zone,
            category_hint: present(row.cell(self.of.category)?),
            amount_minor: amount,
            currency: amount.and(currency),
            quantity,
            counts,
            row: row.number,
            natural_key: format!("{key}|{}", seen.next(&key)),
            ..Event::plain(
                EventKind::Bought,
                Stream::OtherOrders,
                at,
                with_brand(&item, row.cell(self.of.brand)?),
            )
        })
    }
}

/// The item with its brand before it, where it does not say it.
fn with_brand(item: &str, brand: &str) -> String {
    if brand.is_empty() || fold(item).contains(&fold(brand)) {
        return item.to_owned();
    }
    clean(&format!("{brand} {item}"))
}

/// A stamp, a time of nobody says which zone, or a day.
fn when(cell: &str, order: DateOrder) -> Option<(i64, Precision, Zone)> {
    let exact = stamp(cell).map(|at| (at, Precision::Second, Zone::Known));
    let day = short(date_of(cell), order)
        .or_else(|| short(date_of(cell), DateOrder::YearFirst))
        .map(|at| (at, Precision::Day, Zone::Unknown));
    exact
        .or_else(|| {
            let time = cell.contains(':').then(|| utc(cell)).flatten();
            time.map(|at| (at, Precision::Second, Zone::Unknown))
        })
        .or(day)
}

/// The day in `30.08.2026 10:22`.
fn date_of(cell: &str) -> &str {
    cell.split([' ', 'T', ',']).next().unwrap_or_default()
}
