//! What a person usually pays for one piece in a category: the middle half of the prices.
//!
//! Invariant: prices of two currencies are never mixed; the commoner currency of a category speaks for it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::absorb::Absorb;
use super::bag::{Bag, Entry, Turn};
use super::catalogue::{self, categories};
use super::place::Placed;
use super::tally::Newest;
use super::{Belief, Evidence, sentence};
use crate::{EventId, EventRow};

const KEY: &str = "budget.range";
/// Currencies without a minor unit, and those with a thousandth (ISO 4217).
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Prices of one piece, in minor units, by category and currency.
#[derive(Debug, Default)]
pub(super) struct Prices {
    /// By the number of the category.
    prices: Vec<BTreeMap<String, Paid>>,
}

#[derive(Debug, Default)]
struct Paid {
    bought: Bag<Entry<()>>,
    minor: Bag<i64>,
}

impl Paid {
    fn turn(&mut self, turn: Turn, id: EventId, each: i64) {
        self.bought.turn(turn, Entry::new(id, ()));
        self.minor.turn(turn, each);
    }
}

struct Range<'a> {
    category: &'static str,
    currency: &'a str,
    min: i64,
    max: i64,
    paid: &'a Paid,
}

impl Prices {
    /// What one piece cost comes or goes.
    pub(super) fn turn(&mut self, turn: Turn, event: &EventRow<'_>, placed: Placed) {
        let (Some(amount), Some(currency)) = (event.amount_minor, event.currency.as_deref()) else {
            return;
        };
        let each = amount / i64::from(event.quantity.max(1));
        if each <= 0 {
            return;
        }
        let number = placed.category.number;
        if self.prices.len() <= number {
            self.prices.resize_with(number + 1, BTreeMap::default);
        }
        let Some(of_category) = self.prices.get_mut(number) else {
            return;
        };
        if let Some(paid) = of_category.get_mut(currency) {
            paid.turn(turn, event.id, each);
        } else {
            let paid = of_category.entry(currency.to_owned()).or_default();
            paid.turn(turn, event.id, each);
        }
    }

    /// The usual range of each category with enough prices.
    pub(super) fn belief(&mut self) -> Option<Belief<'_>> {
        for paid in self.prices.iter_mut().flat_map(BTreeMap::values_mut) {
            paid.bought.put_in_order();
            paid.minor.put_in_order();
        }
        let mut ranges: Vec<Range<'_>> = categories()
            .iter()
            .zip(&self.prices)
            .filter(|(category, _)| catalogue::label(KEY, category.id).is_some())
            .filter_map(|(category, paid)| range(category.id, paid))
            .collect();
        ranges.sort_by_key(|range| range.category);
        // The best known category tells the sentence; of equals the first in the alphabet.
        let told = ranges.iter().rev().max_by_key(|range| range.count())?;
        let newest = ranges.iter().flat_map(|range| range.paid.bought.newest());
        let others = match ranges.len() - 1 {
            0 => String::new(),
            1 => "; likewise for one more category".to_owned(),
            more => format!("; likewise for {more} more categories"),
        };
        Some(Belief {
            key: KEY,
            value: ranges
                .iter()
                .map(Range::member)
                .collect::<Map<String, Value>>()
                .into(),
            evidence: Evidence {
                sentence: format!(
                    "{}: half of your {} cost {} {} each{others}.",
                    catalogue::label(KEY, told.category)?,
                    sentence::counted(told.count(), "purchase"),
                    told.amount(),
                    told.currency
                ),
                strength: match told.count() {
                    12.. => 3,
                    6.. => 2,
                    _ => 1,
                },
                of: ranges.iter().map(Range::count).sum(),
                event_ids: Newest::of(newest).ids(),
            },
            behind: Bag::all(ranges.iter().map(|range| &range.paid.bought).collect()),
        })
    }
}

impl Absorb for Prices {
    fn absorb(&mut self, other: Self) {
        self.prices.absorb(other.prices);
    }
}

impl Absorb for Paid {
    fn absorb(&mut self, other: Self) {
        self.bought.absorb(other.bought);
        self.minor.absorb(other.minor);
    }
}

impl Range<'_> {
    fn count(&self) -> u64 {
        self.paid.bought.count()
    }

    /// "60 to 90", or "about 60".
    fn amount(&self) -> String {
        if self.min == self.max {
            format!("about {}", self.min)
        } else {
            format!("{} to {}", self.min, self.max)
        }
    }

    fn member(&self) -> (String, Value) {
        (
            self.category.to_owned(),
            json!({"min": self.min, "max": self.max, "currency": self.currency}),
        )
    }
}

fn range<'a>(category: &'static str, paid: &'a BTreeMap<String, Paid>) -> Option<Range<'a>> {
    let (currency, paid) = paid
        .iter()
        .rev()
        .max_by_key(|(_, paid)| paid.bought.count())?;
    if !paid.bought.tally(|_| 0).is_enough() {
        return None;
    }
    let minor = paid.minor.things();
    let last = minor.len() - 1;
    let unit = unit(currency);
    let lower = minor.get(last / 4)?;
    let upper = minor.get((last * 3).div_ceil(4))?;
    Some(Range {
        category,
        currency,
        min: lower.div_euclid(unit),
        max: (upper + unit - 1).div_euclid(unit),
        paid,
    })
}

/// Minor units in a whole one.
fn unit(currency: &str) -> i64 {
    if WHOLE.contains(&currency) {
        1
    } else if THOUSANDTHS.contains(&currency) {
        1_000
    } else {
        100
    }
}
