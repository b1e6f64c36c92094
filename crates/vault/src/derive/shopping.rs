//! What purchases say: favourite categories, and each further detail in its own module.
//!
//! A purchase weighs 1; one that was returned takes half of one away and counts for nothing else; gifts and cancelled orders
//! do not count.
//!
//! Invariant: only placed titles contribute; a blocked or unknown one leaves no trace in any sum.

use std::sync::LazyLock;

use inkling_intake::{Counts, Stream};
use inkling_token::Timestamp;
use inkling_token::vocabulary::SizeSystem;

use super::absorb::Absorb;
use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Entry, Turn};
use super::brands::Brands;
use super::budget::Prices;
use super::catalogue::{self, Fadings, categories};
use super::colours::Colours;
use super::place::{Placed, Placement, place};
use super::reading::{Reader, Reading};
use super::sizes::{Size, Sizes, by_name, letter_size, shoe_size};
use super::table::Table;
use super::tally::{Newest, Tally};
use super::{Belief, Corrections, Evidence, cadence, sentence};
use crate::EventRow;

const KEY: &str = "interests.shop";
const SHOES: &str = "shoes.size";
const TOPS: &str = "apparel.size.tops";

static SHOE_SYSTEMS: LazyLock<&[SizeSystem]> = LazyLock::new(|| catalogue::systems(SHOES));
static TOP_SIZES: LazyLock<Table<Size>> = LazyLock::new(|| by_name(catalogue::systems(TOPS)));

/// What was bought.
#[derive(Debug)]
pub(super) struct Shopping {
    /// One a category, in the order of the categories.
    shelves: Vec<Shelf>,
    brands: Brands,
    prices: Prices,
    colours: Colours,
    shoes: Sizes,
    tops: Sizes,
    reader: Reader,
}

/// What was bought of one category.
#[derive(Debug, Default)]
struct Shelf {
    kept: Bag<Entry<()>>,
    returned: Bag<Entry<()>>,
}

impl Default for Shopping {
    fn default() -> Self {
        Self {
            shelves: categories().iter().map(|_| Shelf::default()).collect(),
            brands: Brands::default(),
            prices: Prices::default(),
            colours: Colours::default(),
            shoes: Sizes::default(),
            tops: Sizes::default(),
            reader: Reader::default(),
        }
    }
}

impl Shopping {
    /// A purchase comes or goes, if its title can be placed.
    pub(super) fn turn(&mut self, turn: Turn, event: &EventRow<'_>, corrections: &Corrections) {
        match event.counts {
            Counts::Gift | Counts::Cancelled => return,
            Counts::Yes | Counts::Returned => {}
        }
        let hint = event.category_hint.as_deref();
        let hint = hint.map(|hint| self.reader.read(hint));
        let title = self.reader.read(&event.title);
        if let Placement::Known(placed) = place(&title, hint.as_ref(), corrections) {
            self.turn_placed(turn, event, (&title, placed));
        }
        for read in hint.into_iter().chain([title]) {
            self.reader.forget(read);
        }
    }

    /// Everything that the purchases give reason for.
    pub(super) fn beliefs(&mut self, now: Timestamp) -> Vec<Belief<'_>> {
        let fadings = Fadings::until(now);
        for shelf in &mut self.shelves {
            shelf.kept.put_in_order();
            shelf.returned.put_in_order();
        }
        let shelves = categories().iter().zip(&self.shelves);
        let rhythms = cadence::belief(shelves.map(|(of, shelf)| (of, &shelf.kept)), now);
        [
            interests(&self.shelves, &fadings),
            self.brands.belief(&fadings),
            self.prices.belief(),
            rhythms,
            self.colours.belief(&fadings),
            self.shoes.belief(SHOES, "shoes"),
            self.tops.belief(TOPS, "tops"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn turn_placed(
        &mut self,
        turn: Turn,
        event: &EventRow<'_>,
        (title, placed): (&Reading<'_>, Placed),
    ) {
        let Some(shelf) = self.shelves.get_mut(placed.category.number) else {
            return;
        };
        if event.counts == Counts::Returned {
            shelf.returned.turn(turn, Entry::new(event.id, ()));
            self.brands.turn_returned(turn, title, placed, event.id);
        } else {
            shelf.kept.turn(turn, Entry::new(event.id, ()));
            self.turn_kept(turn, event, (title, placed));
        }
    }

    fn turn_kept(
        &mut self,
        turn: Turn,
        event: &EventRow<'_>,
        (title, placed): (&Reading<'_>, Placed),
    ) {
        // What was bought to be read, heard or played begins with a title, not with a brand.
        if event.id.stream != Stream::AmazonDigital {
            self.brands.turn(turn, title, placed, event.id);
        }
        self.prices.turn(turn, event, placed);
        self.colours.turn(turn, title, placed, event.id);
        if placed.category.is_for_feet {
            let size = shoe_size(&event.title, *SHOE_SYSTEMS);
            self.shoes.turn(turn, size, event.id);
        }
        if placed.is_top {
            let size = letter_size(&event.title, &TOP_SIZES);
            self.tops.turn(turn, size, event.id);
        }
    }
}

impl Absorb for Shopping {
    fn absorb(&mut self, other: Self) {
        self.shelves.absorb(other.shelves);
        self.brands.absorb(other.brands);
        self.prices.absorb(other.prices);
        self.colours.absorb(other.colours);
        self.shoes.absorb(other.shoes);
        self.tops.absorb(other.tops);
    }
}

impl Absorb for Shelf {
    fn absorb(&mut self, other: Self) {
        self.kept.absorb(other.kept);
        self.returned.absorb(other.returned);
    }
}

fn interests<'a>(shelves: &'a [Shelf], fadings: &Fadings) -> Option<Belief<'a>> {
    // No table tells how common a category is among all people, so each counts as equally usual.
    let base = 1.0 / categories().len() as f64;
    let shelves = || categories().iter().zip(shelves);
    let mut kept = Tally::default();
    let mut tallies: Vec<(&str, Tally, f64)> = Vec::new();
    for (of, shelf) in shelves() {
        let weight = |bought: &Entry<()>| fadings.weight(of.number, bought.at);
        let mut tally = shelf.kept.tally(weight);
        kept.merge(tally);
        let returned = shelf.returned.things().iter();
        tally.weight -= returned.map(|bought| weight(bought) / 2).sum::<i64>();
        if catalogue::label(KEY, of.id).is_some() {
            tallies.push((of.id, tally, base));
        }
    }
    let ranked = ranking(tallies.into_iter(), kept.weight);
    let top = ranked.first()?;
    let of = |id: &str| shelves().find(|(category, _)| category.id == id);
    let listed = ranked.iter().filter_map(|entry| of(entry.id));
    let listed: Vec<_> = listed.map(|(_, shelf)| &shelf.kept).collect();
    let last = listed.first().and_then(|kept| kept.things().last());
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
                sentence::counted(kept.events, "recognised purchase"),
                sentence::last_in(last.map(|last| last.at)),
                sentence::then(&others),
                sentence::why_first(top.events, &others, "purchases")
            ),
            strength: top.strength(),
            of: ranked.iter().map(|entry| entry.events).sum(),
            event_ids: Newest::of(listed.iter().flat_map(|kept| kept.newest())).ids(),
        },
        behind: Bag::all(listed),
    })
}
