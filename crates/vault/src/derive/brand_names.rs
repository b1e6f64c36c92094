//! What a title may have for a brand: its first words.
//!
//! A name of the shipped list, else the first word where it looks like a name and is no word that the shipped tables know.
//!
//! Invariant: a plain word of the four languages ("Premium", "Damen", a colour, a noun), a place, and a word of a book's or
//! a film's title are never taken for a brand.

use super::brand_list::listed;
use super::fold::words;
use super::lexicon::lexicon;
use super::place::Placed;
use super::plain_words::is_plain;
use super::reading::Reading;
use super::titles::titles;

const LONGEST_NAME: usize = 60;
/// Words of a listed name at most.
const MOST_WORDS: usize = 4;
/// A shorter name in capitals may be an abbreviation and stays as it is written.
const LONGEST_ABBREVIATION: usize = 4;

/// What a title may have for a brand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As the title or the list has it.
    pub(super) text: &'a str,
    /// It is on the list.
    pub(super) is_listed: bool,
}

impl Name<'_> {
    /// Whether it is a brand without further evidence.
    pub(super) fn is_certain(&self) -> bool {
        self.is_listed && !titles().has_word(&words(self.text))
    }

    /// As it is read: the list knows how its maker writes it, a shouted one is lowered.
    pub(super) fn spoken(&self) -> String {
        let Self { text, is_listed } = *self;
        let shouted = !text.chars().any(char::is_lowercase);
        if is_listed || !shouted || text.chars().count() <= LONGEST_ABBREVIATION {
            return text.to_owned();
        }
        let mut letters = text.chars();
        let first = letters.next().into_iter();
        first.chain(letters.flat_map(char::to_lowercase)).collect()
    }
}

/// The brand a title begins with, or what may be one.
pub(super) fn brand<'a>(title: &Reading<'a>, placed: Placed) -> Option<Name<'a>> {
    if !placed.category.is_branded {
        return None;
    }
    // A ring among jewellery is a thing.
    let is_the_thing = |name: &str| {
        let noun = lexicon().noun(name).and_then(|noun| noun.category);
        noun.is_some_and(|category| category.id == placed.category.id)
    };
    if let Some(text) = name_of_the_list(title, is_the_thing) {
        return Some(Name {
            text,
            is_listed: true,
        });
    }
    let text = first_word(title)?;
    Some(Name {
        text,
        is_listed: false,
    })
}

/// What a title begins with that may be its maker's name, whatever the thing is.
pub(super) fn maker<'a>(title: &Reading<'a>) -> Option<&'a str> {
    name_of_the_list(title, |_| false).or_else(|| first_word(title))
}

/// A name of the list, which may have several words.
fn name_of_the_list(
    title: &Reading<'_>,
    is_the_thing: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    if !title.facts(0)?.begins_a_brand {
        return None;
    }
    (1..=MOST_WORDS)
        .rev()
        .filter_map(|length| title.phrase(0, length))
        .filter_map(|name| Some((name, listed(name)?)))
        .find(|(name, _)| !is_the_thing(name))
        .map(|(_, listed)| listed)
}

/// The first word, where it looks like a name and is no word that the tables know.
fn first_word<'a>(title: &Reading<'a>) -> Option<&'a str> {
    let word = title.title.split_whitespace().next()?;
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let first = word.chars().next()?;
    let is_name =
        (first.is_uppercase() || word.chars().any(char::is_uppercase)) && first.is_alphabetic();
    let fits = (2..=LONGEST_NAME).contains(&word.chars().count());
    // What has a hyphen, an apostrophe or a sign within is read as another word, or as several.
    let is_read = |read: &str| read.eq_ignore_ascii_case(word);
    let is_word = || match title.facts(0) {
        Some(facts) if title.phrase(0, 1).is_some_and(is_read) => facts.is_plain,
        Some(_) | None => is_plain(&words(word)),
    };
    (is_name && fits && !is_word()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::super::place::Placement;
    use super::*;
    use crate::derive::reading::Reader;
    use crate::derive::support::place;

    fn brand_of(title: &str) -> Option<&str> {
        match place(title, None) {
            Placement::Known(placed) => {
                brand(&Reader::default().read(title), placed).map(|name| name.text)
            }
            Placement::Unknown | Placement::Blocked => None,
        }
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
    #[test]
    fn a_ring_is_a_thing_and_no_brand_among_jewellery() {
        assert_eq!(brand_of("Ring Silver Women"), None);
    }
}
