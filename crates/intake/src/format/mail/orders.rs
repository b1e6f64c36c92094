//! Puts together what several mails tell of one order.
//!
//! Invariant: at most [`limits::ITEMS_HELD`] items are held; a telling that comes after its order was handed out is known
//! again by its key.

use std::collections::BTreeMap;

use super::telling::{Telling, Thing, When};
use crate::engine::{Halt, Sink};
use crate::event::{Counts, Event, EventKind, Stream};
use crate::limits;
use crate::titles::fold;

/// Orders by shop and number.
#[derive(Debug, Default)]
pub(super) struct Orders {
    held: BTreeMap<String, Order>,
    items: usize,
}

#[derive(Debug)]
struct Order {
    merchant: String,
    when: When,
    counts: Counts,
    /// No mail but of shipments has told of it.
    shipped_only: bool,
    /// By folded name and occurrence; with the mail that told first.
    things: BTreeMap<(String, u32), (Thing, u64)>,
}

impl Orders {
    /// One more telling, of the mail of this number.
    pub(super) fn add(
        &mut self,
        telling: Telling,
        mail: u64,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let Some(when) = telling.when else {
            return Ok(());
        };
        if self.items >= limits::ITEMS_HELD {
            self.hand_out(sink)?;
        }
        let number = if telling.number.is_empty() {
            when.at.to_string()
        } else {
            telling.number.clone()
        };
        let key = format!("{}|{number}", fold(&telling.merchant));
        let order = self.held.entry(key).or_insert_with(|| Order {
            merchant: telling.merchant.clone(),
            when,
            counts: Counts::Yes,
            shipped_only: true,
            things: BTreeMap::new(),
        });
        let before = order.things.len();
        order.hear(telling, when, mail);
        self.items = (self.items + order.things.len()).saturating_sub(before) + 1;
        Ok(())
    }

    /// Hands out every order that is held.
    pub(super) fn hand_out(&mut self, sink: &mut Sink<'_>) -> Result<(), Halt> {
        self.items = 0;
        for (key, order) in std::mem::take(&mut self.held) {
            for ((name, occurrence), (thing, mail)) in &order.things {
                let event = Event {
                    natural_key: format!("{key}|{name}|{occurrence}"),
                    row: *mail,
                    ..order.event(thing)
                };
                sink.take(&event, 0)?;
            }
        }
        Ok(())
    }
}

impl Order {
    fn hear(&mut self, telling: Telling, when: When, mail: u64) {
        self.when = self.when.min(when);
        if let Some(counts) = telling.counts
            && counts.supersedes(self.counts)
        {
            self.counts = counts;
        }
        match (telling.shipment, self.shipped_only) {
            // The order's own mail has named everything; a shipment may call it differently.
            (true, false) => return,
            (false, true) if !telling.things.is_empty() => {
                self.shipped_only = false;
                self.things.clear();
            }
            (false | true, true) | (false, false) => {}
        }
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for thing in telling.things {
            let name = fold(&thing.name);
            let occurrence = seen.entry(name.clone()).or_default();
            let place = (name, *occurrence);
            *occurrence += 1;
            let room = self.things.len() < limits::ITEMS_OF_ORDER;
            match self.things.get_mut(&place) {
                Some((known, _)) => known.learn(thing),
                None if room => {
                    self.things.insert(place, (thing, mail));
                }
                None => {}
            }
        }
    }

    fn event(&self, thing: &Thing) -> Event {
        Event {
            precision: self.when.precision,
            zone: self.when.zone,
            item_id: thing.number.clone(),
            category_hint: thing.category.clone(),
            market: (!self.merchant.is_empty()).then(|| self.merchant.clone()),
            amount_minor: thing
                .price
                .and_then(|price| price.checked_mul(i64::from(thing.quantity))),
            currency: thing.currency.clone(),
            quantity: thing.quantity,
            counts: self.counts,
            ..Event::plain(
                EventKind::Bought,
                Stream::MailOrders,
                self.when.at,
                thing.title(),
            )
        }
    }
}
