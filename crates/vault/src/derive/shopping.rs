//! What purchases say: favourite categories, and each further detail in its own module.
//!
//! A purchase weighs 1; one that was returned takes half of one away and counts for nothing else; gifts and cancelled orders
//! do not count.
//!
//! Invariant: only placed titles contribute; a blocked or unknown one leaves no trace in any sum.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use inkling_intake::{Counts, Stream};
use inkling_token::Timestamp;
use inkling_token::vocabulary::SizeSystem;

use super::affinity::{ranked_value, ranking};
use super::brands::Brands;
use super::budget::Prices;
use super::cadence::Cadences;
use super::colours::Colours;
use super::place::{Placed, Placement, place};
use super::reading::{Reader, Reading};
use super::sizes::{Sizes, letter_size, shoe_size};
use super::tally::{Newest, ONE, Tally, faded};
use super::{Belief, Corrections, Evidence, catalogue, sentence};
use crate::EventRow;

const KEY: &str = "interests.shop";
const SHOES: &str = "shoes.size";
const TOPS: &str = "apparel.size.tops";

static SHOE_SYSTEMS: LazyLock<&[SizeSystem]> = LazyLock::new(|| catalogue::systems(SHOES));
static TOP_SYSTEMS: LazyLock<&[SizeSystem]> = LazyLock::new(|| catalogue::systems(TOPS));

/// What was bought.
#[derive(Debug, Default)]
pub(super) struct Shopping {
    categories: BTreeMap<&'static str, Tally>,
    bought: u64,
    total: i64,
    brands: Brands,
    prices: Prices,
    cadences: Cadences,
    colours: Colours,
    shoes: Sizes,
    tops: Sizes,
    reader: Reader,
}

impl Shopping {
    /// Adds a purchase, if its title can be placed.
    pub(super) fn bought(&mut self, event: &EventRow, corrections: &Corrections, now: Timestamp) {
        match event.counts {
            Counts::Gift | Counts::Cancelled => return,
            Counts::Yes | Counts::Returned => {}
        }
        let hint = event.category_hint.as_deref();
        let hint = hint.map(|hint| self.reader.read(hint));
        let title = self.reader.read(&event.title);
        let Placement::Known(placed) = place(&title, hint.as_ref(), corrections) else {
            return;
        };
        let weight = faded(ONE, event.id.at, now, placed.category.half_life_days);
        if event.counts == Counts::Returned {
            self.categories
                .entry(placed.category.id)
                .or_default()
                .subtract(weight / 2);
            self.brands.subtract(&title, placed, weight / 2);
        } else {
            self.kept(event, &title, (placed, weight));
        }
    }

    /// Everything that the purchases give reason for.
    pub(super) fn beliefs(self, now: Timestamp) -> Vec<Belief> {
        let interests = self.interests();
        [
            interests,
            self.brands.belief(),
            self.prices.belief(),
            self.cadences.belief(now),
            self.colours.belief(),
            self.shoes.belief(SHOES, "shoes"),
            self.tops.belief(TOPS, "tops"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn kept(&mut self, event: &EventRow, title: &Reading<'_>, (placed, weight): (Placed, i64)) {
        self.bought += 1;
        self.total += weight;
        self.categories
            .entry(placed.category.id)
            .or_default()
            .add(weight, event.id);
        // What was bought to be read, heard or played begins with a title, not with a brand.
        if event.id.stream != Stream::AmazonDigital {
            self.brands.add(title, placed, weight, event.id);
        }
        self.prices.add(event, placed);
        self.cadences.add(placed, event.id);
        self.colours.add(title, placed, weight, event.id);
        if placed.category.is_for_feet {
            self.shoes
                .add(shoe_size(&event.title, *SHOE_SYSTEMS), event.id);
        }
        if placed.is_top {
            self.tops
                .add(letter_size(&event.title, *TOP_SYSTEMS), event.id);
        }
    }

    fn interests(&self) -> Option<Belief> {
        // No table tells how common a category is among all people, so each counts as equally usual.
        let base = 1.0 / catalogue::categories().len() as f64;
        let known = self
            .categories
            .iter()
            .filter(|(category, _)| catalogue::label(KEY, category).is_some());
        let ranked = ranking(
            known.map(|(category, tally)| (*category, tally, base)),
            self.total,
        );
        let top = ranked.first()?;
        let mut newest = Newest::default();
        let listed = ranked
            .iter()
            .filter_map(|entry| self.categories.get(entry.id));
        listed.for_each(|tally| newest.merge(&tally.newest));
        let last = self
            .categories
            .get(top.id)
            .and_then(|tally| tally.newest.last());
        let others: Vec<(String, u64)> = ranked
            .iter()
            .skip(1)
            .filter_map(|entry| Some((catalogue::label(KEY, entry.id)?.to_owned(), entry.events)))
            .collect();
        Some(Belief {
            key: KEY,
            value: ranked_value(&ranked),
            evidence: Evidence {
                sentence: format!(
                    "{}: {} of your {}{}{}.{}",
                    catalogue::label(KEY, top.id)?,
                    top.events,
                    sentence::counted(self.bought, "recognised purchase"),
                    sentence::last_in(last),
                    sentence::then(&others),
                    sentence::why_first(top.events, &others)
                ),
                strength: top.strength(),
                of: ranked.iter().map(|entry| entry.events).sum(),
                event_ids: newest.ids(),
            },
        })
    }
}
