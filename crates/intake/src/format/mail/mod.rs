//! Order mails of any shop, in an mbox or one by one: what shops mark up for mail programs (schema.org's `Order`).
//!
//! Takeout's mbox is `mboxrd`. The order stands in the HTML part, as JSON-LD or as microdata; both are read alike. One order
//! is told of by several mails (confirmed, on its way, cancelled), so tellings are put together before they are handed out.
//!
//! Invariant: a mail is bounded, nothing in it is ever loaded or followed, and of its text, subject, addresses and tracking
//! numbers nothing reaches an event.

mod markup;
mod messages;
mod orders;
mod telling;

pub(crate) use self::messages::is_mail;

use mailparse::{MailHeaderMap, ParsedMail};

use self::markup::Markup;
use self::messages::{Message, Messages};
use self::orders::Orders;
use self::telling::Telling;
use super::{Format, Match, Reader};
use crate::engine::{Findings, Halt, Sink};
use crate::limits;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::Source;

/// The mails.
#[derive(Debug)]
pub(super) struct Mails;

impl Reader for Mails {
    fn format(&self) -> Format {
        Format::Mails
    }

    fn recognise(&self, opening: &Opening) -> Match {
        if opening.mail { Match::Yes } else { Match::No }
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut messages = Messages::of(source);
        let mut orders = Orders::default();
        let mut number = 0;
        while let Some(message) = messages.next()? {
            number += 1;
            sink.row()?;
            let tellings = match message {
                Message::Whole(bytes) => tellings(bytes),
                Message::TooLarge => Err(SkipReason::TooLarge),
            };
            match tellings {
                Ok(tellings) => {
                    sink.used();
                    for telling in tellings {
                        orders.add(telling, number, sink)?;
                    }
                }
                Err(reason) => sink.skip(reason, 1),
            }
        }
        orders.hand_out(sink)
    }
}

/// What one mail tells of orders.
fn tellings(bytes: &[u8]) -> Result<Vec<Telling>, SkipReason> {
    let mail = mailparse::parse_mail(bytes).map_err(|_| SkipReason::NotText)?;
    let sent = mail
        .headers
        .get_first_value("Date")
        .and_then(|date| mailparse::dateparse(&date).ok())
        .and_then(|seconds| seconds.checked_mul(1000));
    let sender = mail.headers.get_first_value("From");
    let sender = sender.as_deref().and_then(domain);
    let (mut found, mut broken) = (Vec::new(), false);
    for part in mail.parts().filter(|part| is_page(part)) {
        let Ok(page) = part.get_body() else {
            broken = true;
            continue;
        };
        let markup = Markup::of(&page);
        broken |= markup.broken;
        for value in &markup.values {
            Telling::collect(value, &mut found);
        }
    }
    for telling in &mut found {
        telling.complete(sender, sent);
    }
    found.retain(Telling::says_something);
    found.truncate(limits::ORDERS_OF_MAIL);
    match (found.is_empty(), broken) {
        (false, _) => Ok(found),
        (true, true) => Err(SkipReason::BrokenMarkup),
        (true, false) => Err(SkipReason::NoOrder),
    }
}

fn is_page(part: &ParsedMail<'_>) -> bool {
    part.ctype.mimetype.eq_ignore_ascii_case("text/html")
}

/// The host a mail claims to come from; of the rest of the address nothing is kept.
fn domain(from: &str) -> Option<&str> {
    let (_, host) = from.rsplit_once('@')?;
    let host = host.split(['>', ' ', ',', ';', '"', ')']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    (host.contains('.') && host.bytes().all(plain)).then_some(host)
}
