//! Placing a product title in a shop category by its head noun, or abstaining.
//!
//! A title is cut at its punctuation; the first part that names a thing decides. Within a part, what stands after "for" or
//! "with" yields to what stands before; then the longest phrase wins, then the last one (English, German) or the first
//! (French, Spanish).
//!
//! Invariant: a blocked word anywhere in the title or its hint beats every noun.

use super::catalogue::Category;
use super::fold::words;
use super::lexicon::{Lexicon, Noun, lexicon};

/// Words after which a title tells what the thing is for or comes with.
const BREAKS: [&str; 25] = [
    "for",
    "with",
    "without",
    "from",
    "by",
    "in",
    "on",
    "fur",
    "mit",
    "ohne",
    "aus",
    "von",
    "im",
    "pour",
    "avec",
    "sans",
    "para",
    "con",
    "sin",
    "compatible",
    "kompatibel",
    "passend",
    "including",
    "inkl",
    "incl",
];

/// What a title says about its thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// Nothing may be derived from it.
    Blocked,
    /// No known noun, or an ambiguous one.
    Unknown,
    /// A thing of a category.
    Known(Placed),
}

/// A thing of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Where it belongs.
    pub(super) category: &'static Category,
    /// It is worn above the waist.
    pub(super) is_top: bool,
}

/// Places a thing by the category that its export names, else by its title.
pub(super) fn place(title: &str, hint: Option<&str>) -> Placement {
    let title = Parts::of(title);
    let hint = hint.map(Parts::of);
    if title.is_blocked() || hint.as_ref().is_some_and(Parts::is_blocked) {
        return Placement::Blocked;
    }
    let named = hint
        .as_ref()
        .and_then(Parts::placed)
        .or_else(|| title.placed());
    named.map_or(Placement::Unknown, Placement::Known)
}

/// The folded parts of a title between its punctuation.
struct Parts(Vec<Part>);

impl Parts {
    fn of(title: &str) -> Self {
        let cut = |letter: char| {
            matches!(
                letter,
                ',' | ';' | ':' | '|' | '(' | ')' | '[' | ']' | '/' | '–' | '—' | '•' | '·'
            )
        };
        let parts = title
            .split(cut)
            .flat_map(|part| part.split(" - "))
            .map(Part::of);
        Self(parts.filter(|part| !part.ends.is_empty()).collect())
    }

    fn is_blocked(&self) -> bool {
        self.0.iter().any(|part| part.is_blocked(lexicon()))
    }

    fn placed(&self) -> Option<Placed> {
        let named: Vec<Vec<Match>> = self.0.iter().map(|part| part.matches(lexicon())).collect();
        let deciding = named
            .iter()
            .flatten()
            .map(|found| found.noun)
            .find(|noun| noun.decides);
        let noun = deciding.or_else(|| {
            named
                .iter()
                .find(|part| !part.is_empty())
                .and_then(|part| head(part))
        })?;
        Some(Placed {
            category: noun.category?,
            is_top: noun.is_top,
        })
    }
}

/// One part: folded words and where each ends.
struct Part {
    text: String,
    ends: Vec<(usize, usize)>,
}

/// A noun at a place.
#[derive(Debug, Clone, Copy)]
struct Match {
    noun: Noun,
    length: usize,
    after_break: bool,
}

impl Part {
    fn of(text: &str) -> Self {
        let text = words(text);
        let mut ends = Vec::new();
        let mut start = 0;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            ends.push((start, start + word.len()));
            start += word.len() + 1;
        }
        Self { text, ends }
    }

    /// The words from one to another.
    fn phrase(&self, from: usize, length: usize) -> Option<&str> {
        let (start, _) = self.ends.get(from)?;
        let (_, end) = self.ends.get(from + length - 1)?;
        self.text.get(*start..*end)
    }

    fn is_blocked(&self, lexicon: &Lexicon) -> bool {
        (0..self.ends.len()).any(|from| {
            let Some(word) = self.phrase(from, 1) else {
                return false;
            };
            let mut phrases =
                (1..=lexicon.longest(word)).filter_map(|length| self.phrase(from, length));
            phrases.any(|phrase| lexicon.is_blocked(phrase)) || lexicon.has_blocked_part(word)
        })
    }

    /// Nouns that do not overlap, each as long as possible.
    fn matches(&self, lexicon: &Lexicon) -> Vec<Match> {
        let mut found = Vec::new();
        let mut after_break = false;
        let mut from = 0;
        while let Some(word) = self.phrase(from, 1) {
            let longest = (1..=lexicon.longest(word)).rev().find_map(|length| {
                let phrase = self.phrase(from, length)?;
                lexicon.noun(phrase).map(|noun| (noun, length))
            });
            let named = longest.or_else(|| lexicon.compound(word).map(|noun| (noun, 1)));
            after_break |= named.is_none() && BREAKS.contains(&word);
            if let Some((noun, length)) = named {
                found.push(Match {
                    noun,
                    length,
                    after_break,
                });
            }
            from += named.map_or(1, |(_, length)| length);
        }
        found
    }
}

/// The noun that names the thing.
fn head(found: &[Match]) -> Option<Noun> {
    let any_before = found.iter().any(|found| !found.after_break);
    let near: Vec<&Match> = found
        .iter()
        .filter(|found| !any_before || !found.after_break)
        .collect();
    let longest = near.iter().map(|found| found.length).max()?;
    let mut longest = near.into_iter().filter(|found| found.length == longest);
    let first = longest.next()?;
    if first.noun.comes_first {
        Some(first.noun)
    } else {
        longest.next_back().or(Some(first)).map(|found| found.noun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(title: &str) -> &'static str {
        match place(title, None) {
            Placement::Known(placed) => placed.category.id,
            Placement::Unknown => "unknown",
            Placement::Blocked => "blocked",
        }
    }

    #[test]
    fn the_head_noun_places_a_title_in_four_languages() {
        assert_eq!(
            category("Fernweh Trail Running Shoe Women, EU 40, Slate Blue"),
            "shoes-running"
        );
        assert_eq!(
            category("Kappel Strickjacke Damen mit Taschen"),
            "apparel-knitwear"
        );
        assert_eq!(
            category("Lampe de bureau LED avec chargeur"),
            "home-lighting"
        );
        assert_eq!(
            category("Sartén antiadherente para cocina de inducción"),
            "kitchen"
        );
    }

    #[test]
    fn what_a_thing_is_for_does_not_name_it() {
        assert_eq!(category("Charger for Camera"), "electronics");
        assert_eq!(category("Rucksack mit Regenjacke"), "bags");
    }

    #[test]
    fn a_word_like_paperback_decides() {
        assert_eq!(category("The Lamp: A Novel (Paperback)"), "books");
    }

    #[test]
    fn an_unknown_or_ambiguous_noun_is_not_guessed() {
        assert_eq!(category("Xylotron 3000"), "unknown");
        assert_eq!(category("Mantel Rojo"), "unknown");
        assert_eq!(category(""), "unknown");
    }

    #[test]
    fn a_blocked_word_anywhere_beats_every_noun() {
        assert_eq!(
            category("Vitalis Vitamin D3 2000 IU, 180 Tablets"),
            "blocked"
        );
        assert_eq!(category("Running Shoes, Diabetic"), "blocked");
        assert_eq!(
            place("Running Shoes", Some("PREGNANCY_TEST")),
            Placement::Blocked
        );
    }

    #[test]
    fn the_category_of_the_export_goes_before_the_title() {
        let Placement::Known(placed) = place("Lumen 3000", Some("TOILET_PAPER")) else {
            panic!()
        };
        assert_eq!(placed.category.id, "household-cleaning");
    }
}
