//! What was bought in Google's store: `Purchase History.json`.
//!
//! Invariant: of the means of payment nothing is read.

use serde_json::Value;

use super::{Format, Match, Reader};
use crate::dates::stamp;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::identity::Occurrences;
use crate::json::{Record, records};
use crate::money;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::Source;
use crate::titles::{clean, fold};

/// The list of purchases.
#[derive(Debug)]
pub(super) struct GooglePlay;

impl Reader for GooglePlay {
    fn format(&self) -> Format {
        Format::GooglePlay
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| {
            text(record, "purchaseTime").is_some()
                && record.value.pointer("/purchaseHistory/doc").is_some()
        })
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut seen = Occurrences::default();
        records(source, &mut |record| {
            sink.row()?;
            match event(&record, &mut seen) {
                Ok(event) => sink.take(&event, 1),
                Err(reason) => {
                    sink.skip(reason, 1);
                    Ok(())
                }
            }
        })
    }
}

fn event(record: &Record, seen: &mut Occurrences) -> Result<Event, SkipReason> {
    let title = clean(text(record, "doc/title").ok_or(SkipReason::NoTitle)?);
    if title.is_empty() {
        return Err(SkipReason::NoTitle);
    }
    let at = text(record, "purchaseTime")
        .and_then(stamp)
        .ok_or(SkipReason::NoDate)?;
    let price = text(record, "invoicePrice").unwrap_or_default();
    let currency = money::sign(price);
    let key = format!("{at}|{}", fold(&title));
    Ok(Event {
        category_hint: text(record, "doc/documentType").map(clean),
        market: Some("Google Play".to_owned()),
        amount_minor: currency.and_then(|code| money::minor(price, code)),
        currency: currency.map(str::to_owned),
        row: record.number,
        natural_key: format!("{key}|{}", seen.next(&key)),
        ..Event::plain(EventKind::Bought, Stream::GooglePlay, at, title)
    })
}

fn text<'a>(record: &'a Record, place: &str) -> Option<&'a str> {
    let value = record.value.pointer(&format!("/purchaseHistory/{place}"));
    value.and_then(Value::as_str)
}
