//! Brands a person comes back to.
//!
//! A brand of the shipped list is one wherever it begins a title, unless its name is a common word too ("Apple"). That, and
//! any other first word, has to show that it is one: it begins several different titles and goes on in different ways.
//!
//! Invariant: what has not shown that it is a brand is never told, and counts for no other.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::absorb::Absorb;
use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Entry, Turn};
use super::brand_names::{Name, brand};
use super::catalogue::Fadings;
use super::fold::words;
use super::place::Placed;
use super::reading::Reading;
use super::table::Table;
use super::tally::{Newest, Tally};
use super::{Belief, Evidence, sentence};
use crate::EventId;

const KEY: &str = "brands.loved";
/// No table tells how common a brand is; one purchase in fifty counts as usual for each.
const BASE: f64 = 0.02;
/// A name that is not on the list must begin so many different titles, and go on in so many ways.
const FEWEST_TITLES: usize = 3;
const FEWEST_WAYS_ON: usize = 2;

/// Purchases by what may be their brand.
#[derive(Debug, Default)]
pub(super) struct Brands {
    brands: Vec<Brand>,
    /// Places of brands, by the folded words of their names.
    places: Table<usize>,
    /// Every name as a title has it; a purchase has the number of its own.
    names: Vec<Known>,
    listed: Table<u32>,
    others: Table<u32>,
}

#[derive(Debug, Default)]
struct Brand {
    bought: Bag<Entry<Named>>,
    /// What was sent back, with its category.
    returned: Bag<Entry<usize>>,
}

/// What is known of a name.
#[derive(Debug)]
struct Known {
    /// As it is read.
    spoken: String,
    brand: usize,
    is_certain: bool,
}

/// How a purchase names its brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    category: u8,
    /// The number of the name.
    name: u32,
    /// Tell the titles that it begins, and the words that follow it, apart, where the name has to show that it is one.
    title: u32,
    way_on: u32,
}

impl Brand {
    /// Whether there is reason to believe that it is a brand at all.
    fn is_one(&self, is_certain: impl Fn(u32) -> bool) -> bool {
        let (mut titles, mut ways_on) = (BTreeSet::new(), BTreeSet::new());
        self.bought.things().iter().any(|bought| {
            titles.insert(bought.tag.title);
            ways_on.insert(bought.tag.way_on);
            let shows_it = titles.len() >= FEWEST_TITLES && ways_on.len() >= FEWEST_WAYS_ON;
            shows_it || is_certain(bought.tag.name)
        })
    }

    fn tally(&self, fadings: &Fadings) -> Tally {
        let mut tally = self
            .bought
            .tally(|bought| fadings.weight(bought.tag.category.into(), bought.at));
        let returned = self.returned.things().iter();
        let weights = returned.map(|returned| fadings.weight(returned.tag, returned.at) / 2);
        tally.weight -= weights.sum::<i64>();
        tally
    }
}

impl Brands {
    /// A purchase in favour of its brand comes or goes.
    pub(super) fn turn(&mut self, turn: Turn, title: &Reading<'_>, placed: Placed, id: EventId) {
        let Some((number, known)) = brand(title, placed).and_then(|name| self.known(&name)) else {
            return;
        };
        let Ok(category) = u8::try_from(placed.category.number) else {
            return;
        };
        let mut named = Named {
            category,
            name: number,
            title: 0,
            way_on: 0,
        };
        if !known.is_certain {
            let title = title.folded();
            named.title = hashed(title);
            named.way_on = hashed(title.split(' ').nth(1).unwrap_or_default());
        }
        let place = known.brand;
        if let Some(brand) = self.brands.get_mut(place) {
            brand.bought.turn(turn, Entry::new(id, named));
        }
    }

    /// A purchase that was returned comes or goes.
    pub(super) fn turn_returned(
        &mut self,
        turn: Turn,
        title: &Reading<'_>,
        placed: Placed,
        id: EventId,
    ) {
        let Some((_, known)) = brand(title, placed).and_then(|name| self.known(&name)) else {
            return;
        };
        let place = known.brand;
        if let Some(brand) = self.brands.get_mut(place) {
            let returned = Entry::new(id, placed.category.number);
            brand.returned.turn(turn, returned);
        }
    }

    /// The brands worth naming.
    pub(super) fn belief(&mut self, fadings: &Fadings) -> Option<Belief<'_>> {
        for brand in &mut self.brands {
            brand.bought.put_in_order();
            brand.returned.put_in_order();
        }
        let is_certain = |name| self.name(name).is_some_and(|name| name.is_certain);
        let real = self.brands.iter().filter(|brand| brand.is_one(is_certain));
        let real: Vec<(&str, Tally)> = real
            .filter_map(|brand| Some((self.spoken(brand)?, brand.tally(fadings))))
            .collect();
        let total = real.iter().map(|(_, tally)| tally.weight.max(0)).sum();
        let bought = real.iter().map(|(_, tally)| tally.events).sum();
        let named = real.iter().map(|(name, tally)| (*name, *tally, BASE));
        let ranked = ranking(named, total);
        let top = ranked.first()?;
        let of = |name: &str| self.brands.get(*self.places.get(&words(name))?);
        let listed = ranked.iter().filter_map(|entry| of(entry.id));
        let listed: Vec<_> = listed.map(|brand| &brand.bought).collect();
        let others: Vec<(String, u64)> = ranked
            .iter()
            .skip(1)
            .map(|entry| (entry.id.to_owned(), entry.events))
            .collect();
        let last = listed.first().and_then(|bought| bought.things().last());
        Some(Belief {
            key: KEY,
            value: ranked_value(&ranked),
            evidence: Evidence {
                sentence: format!(
                    "{}: {} of your {} with a known brand in the title{}{}.{}",
                    top.id,
                    top.events,
                    sentence::counted(bought, "purchase"),
                    sentence::last_in(last.map(|last| last.at)),
                    sentence::then(&others),
                    sentence::why_first(top.events, &others, "purchases")
                ),
                strength: top.strength(),
                of: ranked.iter().map(|entry| entry.events).sum(),
                event_ids: Newest::of(listed.iter().flat_map(|bought| bought.newest())).ids(),
            },
            behind: Bag::all(listed),
        })
    }

    /// How its newest purchase names a brand.
    fn spoken(&self, brand: &Brand) -> Option<&str> {
        let newest = brand.bought.things().last()?;
        self.name(newest.tag.name).map(|name| name.spoken.as_str())
    }

    fn name(&self, number: u32) -> Option<&Known> {
        self.names.get(usize::try_from(number).ok()?)
    }

    /// The number of a name and what is known of it; what is seen for the first time is known from here on.
    fn known(&mut self, name: &Name<'_>) -> Option<(u32, &Known)> {
        let numbers = if name.is_listed {
            &mut self.listed
        } else {
            &mut self.others
        };
        if let Some(number) = numbers.get(name.text) {
            return Some((*number, self.names.get(usize::try_from(*number).ok()?)?));
        }
        let number = u32::try_from(self.names.len()).ok()?;
        numbers.insert(name.text.to_owned(), number);
        let next = self.brands.len();
        let brand = *self.places.entry(words(name.text)).or_insert(next);
        if brand == next {
            self.brands.push(Brand::default());
        }
        self.names.push(Known {
            spoken: name.spoken(),
            brand,
            is_certain: name.is_certain(),
        });
        Some((number, self.names.last()?))
    }
}

impl Absorb for Brands {
    /// Each has numbered the names as they came.
    fn absorb(&mut self, other: Self) {
        let (mut numbers, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (names, is_listed) in [(&other.listed, true), (&other.others, false)] {
            for (text, theirs) in names {
                let (Some((ours, known)), Some(of_other)) =
                    (self.known(&Name { text, is_listed }), other.name(*theirs))
                else {
                    continue;
                };
                places.insert(of_other.brand, known.brand);
                numbers.insert(*theirs, ours);
            }
        }
        for (place, mut theirs) in other.brands.into_iter().enumerate() {
            theirs.bought.retag(|named| {
                if let Some(number) = numbers.get(&named.name) {
                    named.name = *number;
                }
            });
            let ours = places.get(&place);
            if let Some(brand) = ours.and_then(|ours| self.brands.get_mut(*ours)) {
                brand.bought.absorb(theirs.bought);
                brand.returned.absorb(theirs.returned);
            }
        }
    }
}

/// Enough of a hash to tell a few titles apart. The hasher has fixed keys.
fn hashed(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::super::place::Placement;
    use super::*;
    use crate::derive::reading::Reader;
    use crate::derive::support::{NOW, days_ago, id, place};

    /// The brands that are believed after these titles were bought, on a day each.
    fn believed(titles: &[&str]) -> Vec<String> {
        let mut brands = Brands::default();
        for (title, day) in titles.iter().zip(1..) {
            if let Placement::Known(placed) = place(title, None) {
                let title = Reader::default().read(title);
                brands.turn(Turn::Comes, &title, placed, id(days_ago(day), 0));
            }
        }
        let belief = brands.belief(&Fadings::until(NOW));
        let value = belief.map(|belief| belief.value);
        let entries = value.as_ref().and_then(serde_json::Value::as_array);
        let ids = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| entry["id"].as_str());
        ids.map(str::to_owned).collect()
    }

    #[test]
    fn a_listed_brand_is_written_as_its_maker_writes_it() {
        assert_eq!(
            believed(&["DANISH ENDURANCE Merino Hiking Socks"; 3]),
            ["DANISH ENDURANCE"]
        );
        assert_eq!(
            believed(&["Mount Hagen Bio Röstkaffee ganze Bohne"; 3]),
            ["Mount Hagen"]
        );
        assert_eq!(
            believed(&["FALKE Socks", "Falke Socks", "falke Socks"]),
            ["FALKE"]
        );
    }

    #[test]
    fn a_listed_name_that_is_a_common_word_shows_it_too() {
        assert_eq!(believed(&["Apple Juice"; 9]), Vec::<String>::new());
        let things = ["Apple Watch", "Apple Keyboard", "Apple Headphones"];
        assert_eq!(believed(&things), ["Apple"]);
    }

    #[test]
    fn a_name_that_is_not_listed_shows_that_it_is_a_brand_by_several_different_things() {
        let things = ["Kappel Wool Scarf", "Kappel T-Shirt", "Kappel Socks"];
        assert_eq!(believed(&things), ["Kappel"]);
        assert_eq!(believed(&[things[0]; 9]), Vec::<String>::new());
        assert_eq!(believed(&things[..2]), Vec::<String>::new());
        let sizes = ["Kappel Socks 39", "Kappel Socks 40", "Kappel Socks 41"];
        assert_eq!(believed(&sizes), Vec::<String>::new());
    }

    #[test]
    fn a_name_that_is_shouted_is_lowered_and_an_abbreviation_is_not() {
        let shouted = ["KAPPEL Wool Scarf", "KAPPEL T-Shirt", "KAPPEL Socks"];
        assert_eq!(believed(&shouted), ["Kappel"]);
        let short = ["KPLX Wool Scarf", "KPLX T-Shirt", "KPLX Socks"];
        assert_eq!(believed(&short), ["KPLX"]);
    }
}
