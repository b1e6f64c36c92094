//! Placing a product title in a shop category by its head noun, or abstaining.
//!
//! A title is cut at its punctuation; the first part that names a thing decides. Within a part, what stands after "for" or
//! "with" yields to what stands before; then the longest phrase wins, then the last one (English, German) or the first
//! (French, Spanish).
//!
//! Invariant: a blocked word anywhere in the title or its hint beats every noun, and the person's word; their word beats every
//! noun.

use super::catalogue::Category;
use super::corrections::Corrections;
use super::lexicon::{Noun, lexicon};
use super::reading::{Reader, Reading};

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

/// Places a thing by what the person says of it, else by the category that its export names, else by its title.
pub(super) fn place(
    title: &Reading<'_>,
    hint: Option<&Reading<'_>>,
    corrections: &Corrections,
) -> Placement {
    if is_blocked(title) || hint.is_some_and(is_blocked) {
        return Placement::Blocked;
    }
    let noun = deciding(title, hint);
    let category = corrections
        .category(title, noun)
        .unwrap_or_else(|| noun?.category);
    category.map_or(Placement::Unknown, |category| {
        Placement::Known(Placed {
            category,
            is_top: noun.is_some_and(|noun| noun.is_top && noun.fits(category)),
        })
    })
}

/// The noun that places a thing: of the category that its export names, where that names one, else of its title.
pub(super) fn deciding(title: &Reading<'_>, hint: Option<&Reading<'_>>) -> Option<Noun> {
    let hinted = hint.and_then(naming);
    hinted
        .filter(|noun| noun.category.is_some())
        .or_else(|| naming(title))
}

fn naming(title: &Reading<'_>) -> Option<Noun> {
    let (mut named, mut deciding) = (None, None);
    for part in title.parts() {
        let mut head = Head::default();
        nouns(title, *part, |noun, length, after_break| {
            if noun.decides {
                deciding = deciding.or(Some(noun));
            }
            head.weigh(noun, length, after_break);
        });
        named = named.or(head.noun());
    }
    deciding.or(named).copied()
}

/// Which noun of a part names the thing: one before "for" or "with" if there is any, and of those one of the longest.
#[derive(Default)]
struct Head {
    before_break: Ends,
    after_break: Ends,
}

/// The first and the last of the nouns with most words.
#[derive(Default)]
struct Ends {
    length: usize,
    nouns: Option<(&'static Noun, &'static Noun)>,
}

impl Head {
    fn weigh(&mut self, noun: &'static Noun, length: usize, after_break: bool) {
        let ends = if after_break {
            &mut self.after_break
        } else {
            &mut self.before_break
        };
        ends.nouns = match ends.nouns {
            Some(nouns) if length < ends.length => Some(nouns),
            Some((first, _)) if length == ends.length => Some((first, noun)),
            Some(_) | None => Some((noun, noun)),
        };
        ends.length = length.max(ends.length);
    }

    /// French and Spanish name the thing first, English and German last.
    fn noun(&self) -> Option<&'static Noun> {
        let (first, last) = self.before_break.nouns.or(self.after_break.nouns)?;
        Some(if first.comes_first { first } else { last })
    }
}

/// Whether a word of the block-list stands anywhere in any of some texts.
pub(super) fn any_is_blocked(reader: &mut Reader, texts: &[&str]) -> bool {
    texts.iter().any(|text| {
        let read = reader.read(text);
        let found = is_blocked(&read);
        reader.forget(read);
        found
    })
}

/// Whether a word of the block-list stands anywhere in a text.
fn is_blocked(title: &Reading<'_>) -> bool {
    let part = |(from, to): &(usize, usize)| {
        (*from..*to).any(|at| {
            let Some(facts) = title.facts(at) else {
                return false;
            };
            let lengths = 2..=usize::from(facts.longest.blocked).min(to - at);
            let mut phrases = lengths.filter_map(|length| title.phrase(at, length));
            facts.is_blocked || phrases.any(|phrase| lexicon().is_blocked(phrase))
        })
    };
    title.parts().iter().any(part)
}

/// Shows the nouns of a part that do not overlap, each as long as possible: with how many words, and whether behind a "for" or
/// a "with".
fn nouns(
    title: &Reading<'_>,
    (mut from, to): (usize, usize),
    mut show: impl FnMut(&'static Noun, usize, bool),
) {
    let mut after_break = false;
    while let Some(facts) = title.facts(from).filter(|_| from < to) {
        let lengths = 2..=usize::from(facts.longest.noun).min(to - from);
        let longest = lengths.rev().find_map(|length| {
            let phrase = title.phrase(from, length)?;
            lexicon().noun(phrase).map(|noun| (noun, length))
        });
        let named = longest.or_else(|| facts.noun.map(|noun| (noun, 1)));
        after_break |= named.is_none() && facts.is_break;
        if let Some((noun, length)) = named {
            show(noun, length, after_break);
        }
        from += named.map_or(1, |(_, length)| length);
    }
}

#[cfg(test)]
mod tests {
    use super::Placement;
    use crate::derive::support::place;

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
