//! Brands a person comes back to, from the first words of titles.
//!
//! A brand of the shipped list is one wherever it begins a title, unless its name is a common word too ("Apple"). That, and
//! any other first word, has to show that it is one: it begins several different titles and goes on in different ways. What
//! is not on the list must also be no word that the shipped tables know.
//!
//! Invariant: a plain word of the four languages ("Premium", "Damen", a colour, a noun), a place, and a word of a book's or
//! a film's title are never taken for a brand.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Entry, Turn};
use super::catalogue::Fadings;
use super::colours::is_colour;
use super::fold::words;
use super::lexicon::lexicon;
use super::place::Placed;
use super::reading::Reading;
use super::table::{Table, Words};
use super::tally::{Newest, Tally};
use super::titles::titles;
use super::{Belief, Evidence, sentence};
use crate::EventId;

const BRANDS: &str = include_str!("../../data/brands.txt");
const PLAIN: &str = include_str!("../../data/plain-words.txt");
const KEY: &str = "brands.loved";
/// No table tells how common a brand is; one purchase in fifty counts as usual for each.
const BASE: f64 = 0.02;
const LONGEST_NAME: usize = 60;
/// Words of a listed name at most.
const MOST_WORDS: usize = 4;
/// A name that is not on the list must begin so many different titles, and go on in so many ways.
const FEWEST_TITLES: usize = 3;
const FEWEST_WAYS_ON: usize = 2;
/// A shorter name in capitals may be an abbreviation and stays as it is written.
const LONGEST_ABBREVIATION: usize = 4;

/// Well-known brands, as their makers write them, in the order of the alphabet.
#[must_use]
pub fn known_brands() -> Vec<&'static str> {
    let mut names: Vec<&str> = BRANDS.lines().collect();
    names.sort_by_cached_key(|name| words(name));
    names
}

/// Purchases by what may be their brand.
#[derive(Debug, Default)]
pub(super) struct Brands {
    brands: Vec<Brand>,
    /// Places of brands, by the folded words of their names.
    places: HashMap<String, usize>,
    /// Every name as a title has it; a purchase has the number of its own.
    names: Vec<Known>,
    listed: HashMap<String, u32>,
    others: HashMap<String, u32>,
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

/// What a title may have for a brand.
#[derive(Debug, PartialEq, Eq)]
struct Name<'a> {
    text: &'a str,
    is_listed: bool,
}

impl Name<'_> {
    /// Whether it is a brand without further evidence.
    fn is_certain(&self) -> bool {
        self.is_listed && !titles().has_word(&words(self.text))
    }
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
    pub(super) fn belief(&mut self, fadings: &Fadings) -> Option<Belief> {
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
        let listed = || {
            let of = |name: &str| self.brands.get(*self.places.get(&words(name))?);
            ranked.iter().filter_map(move |entry| of(entry.id))
        };
        let others: Vec<(String, u64)> = ranked
            .iter()
            .skip(1)
            .map(|entry| (entry.id.to_owned(), entry.events))
            .collect();
        let last = listed()
            .next()
            .and_then(|brand| brand.bought.things().last());
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
                event_ids: Newest::of(listed().flat_map(|brand| brand.bought.newest())).ids(),
            },
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
            spoken: spoken(name),
            brand,
            is_certain: name.is_certain(),
        });
        Some((number, self.names.last()?))
    }
}

/// The brand a title begins with, or what may be one.
fn brand<'a>(title: &Reading<'a>, placed: Placed) -> Option<Name<'a>> {
    if !placed.category.is_branded {
        return None;
    }
    // A ring among jewellery is a thing.
    let is_the_thing = |name: &str| {
        let noun = lexicon().noun(name).and_then(|noun| noun.category);
        noun.is_some_and(|category| category.id == placed.category.id)
    };
    if let Some(text) = listed(title, is_the_thing) {
        return Some(Name {
            text,
            is_listed: true,
        });
    }
    let text = first_word(title.title)?;
    Some(Name {
        text,
        is_listed: false,
    })
}

/// What a title begins with that may be its maker's name, whatever the thing is.
pub(super) fn maker<'a>(title: &Reading<'a>) -> Option<&'a str> {
    listed(title, |_| false).or_else(|| first_word(title.title))
}

/// A name of the list, which may have several words.
fn listed(title: &Reading<'_>, is_the_thing: impl Fn(&str) -> bool) -> Option<&'static str> {
    static NAMES: LazyLock<Table<&'static str>> =
        LazyLock::new(|| BRANDS.lines().map(|name| (words(name), name)).collect());
    static FIRST_WORDS: LazyLock<Words> = LazyLock::new(|| {
        let first = |name: &String| name.split(' ').next().map(str::to_owned);
        NAMES.keys().filter_map(first).collect()
    });
    if !FIRST_WORDS.contains(title.phrase(0, 1)?) {
        return None;
    }
    (1..=MOST_WORDS)
        .rev()
        .filter_map(|length| title.phrase(0, length))
        .filter_map(|name| Some((name, NAMES.get(name)?)))
        .find(|(name, _)| !is_the_thing(name))
        .map(|(_, listed)| *listed)
}

/// The first word, where it looks like a name and is no word that the tables know.
fn first_word(title: &str) -> Option<&str> {
    static PLAIN_WORDS: LazyLock<Words> =
        LazyLock::new(|| PLAIN.split_whitespace().map(words).collect());
    let word = title.split_whitespace().next()?;
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let first = word.chars().next()?;
    let folded = words(word);
    let is_name =
        (first.is_uppercase() || word.chars().any(char::is_uppercase)) && first.is_alphabetic();
    let fits = (2..=LONGEST_NAME).contains(&word.chars().count());
    let is_word = PLAIN_WORDS.contains(&folded)
        || is_colour(&folded)
        || lexicon().longest(&folded) > 0
        || lexicon().compound(&folded).is_some()
        || titles().has_word(&folded);
    (is_name && fits && !is_word).then_some(word)
}

/// A name as it is read: the list knows how its maker writes it, a shouted one is lowered.
fn spoken(name: &Name<'_>) -> String {
    let Name { text, is_listed } = *name;
    let shouted = !text.chars().any(char::is_lowercase);
    if is_listed || !shouted || text.chars().count() <= LONGEST_ABBREVIATION {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().into_iter();
    first.chain(letters.flat_map(char::to_lowercase)).collect()
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

    fn brand_of(title: &str) -> Option<&str> {
        match place(title, None) {
            Placement::Known(placed) => {
                brand(&Reader::default().read(title), placed).map(|name| name.text)
            }
            Placement::Unknown | Placement::Blocked => None,
        }
    }

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
    fn a_title_begins_with_its_brand() {
        assert_eq!(
            brand_of("Fernweh Trail Running Shoe Women"),
            Some("Fernweh")
        );
        assert_eq!(
            brand_of("The North Face Fleece Jacket"),
            Some("The North Face")
        );
        assert_eq!(brand_of("adidas Samba Sneaker"), Some("adidas"));
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
        assert_eq!(brand_of("Ring Silver Women"), None);
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

    #[test]
    fn plain_words_colours_nouns_and_places_are_no_brands() {
        for title in [
            "Premium Desk Lamp",
            "Damen Laufschuhe",
            "Black Running Shoes",
            "Stehlampe Wohnzimmer",
            "Danish Wool Sweater",
            "NORWEGIAN Wool Sweater",
            "Berlin Coffee Mug",
            "Ultrasonic Desk Lamp",
        ] {
            assert_eq!(brand_of(title), None, "{title}");
        }
    }

    #[test]
    fn books_films_and_games_have_no_brand() {
        for title in [
            "Cartographers: A Novel (Paperback)",
            "Apple: A History (Hardcover)",
            "Kappel: The Complete Series (DVD)",
            "Kappel Board Game",
        ] {
            assert_eq!(brand_of(title), None, "{title}");
        }
    }
}
