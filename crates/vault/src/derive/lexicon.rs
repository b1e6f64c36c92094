//! The hand-made lexicon of head nouns in English, German, French and Spanish, beside the intake's special words.
//!
//! Invariant: a word that means different things in two languages is a known word of no category; nothing is guessed from it.

use std::sync::LazyLock;

use inkling_intake::{SpecialWords, inflections};

use super::catalogue::{Category, category_of};
use super::fold::words;
use super::table::{Table, Words};

const NOUNS: &str = include_str!("../../data/lexicon.tsv");

/// The category of things that the vocabulary has no place for.
const NOWHERE: &str = "none";
/// What the ids of the categories of clothing begin with.
const CLOTHING: &str = "apparel";
/// A German compound is recognised by an end of more than this many letters, this many where the list says so.
const SHORTEST_END: usize = 3;
/// Letters that must come before the end of a compound.
const SHORTEST_START: usize = 3;

/// What a noun says about a title.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    /// As the list writes it, in the singular.
    pub(super) name: &'static str,
    /// Where things of that name belong; `None` where nowhere, or where two languages disagree.
    pub(super) category: Option<&'static Category>,
    /// It is worn above the waist and has a letter size.
    pub(super) is_top: bool,
    /// It wins over every other noun of the title: "paperback".
    pub(super) decides: bool,
    /// French and Spanish name the thing first, English and German last.
    pub(super) comes_first: bool,
}

/// Nouns and blocked words, by their folded forms.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    nouns: Table<Noun>,
    endings: Table<Noun>,
    blocked: SpecialWords,
    /// How long phrases are that begin with a word. Most words of a title begin none, and most have no end below, so that
    /// one look-up settles them.
    longest: Table<Longest>,
    ends: Words,
}

/// Most words of a noun and of a blocked phrase that begin with a word; 0 when none does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Longest {
    /// Of a noun.
    pub(super) noun: u8,
    /// Of a blocked phrase.
    pub(super) blocked: u8,
}

/// The shipped lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    static READ: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(NOUNS));
    &READ
}

impl Noun {
    /// Whether what it names may belong there too: clothes stay clothes.
    pub(super) fn fits(&self, category: &Category) -> bool {
        let is_clothing = |category: &Category| category.id.starts_with(CLOTHING);
        self.category == Some(category) || is_clothing(category)
    }
}

impl Lexicon {
    /// How long phrases are that begin with a word.
    pub(super) fn longest(&self, word: &str) -> Longest {
        self.longest.get(word).copied().unwrap_or_default()
    }

    /// What a phrase of folded words names.
    pub(super) fn noun(&self, phrase: &str) -> Option<&Noun> {
        self.nouns.get(phrase)
    }

    /// What a German compound names: its longest known end.
    pub(super) fn compound(&self, word: &str) -> Option<&Noun> {
        if !self.ends.contains(tail(word, SHORTEST_END)?) {
            return None;
        }
        let starts = word.char_indices().map(|(at, _)| at).skip(SHORTEST_START);
        starts
            .filter_map(|at| word.get(at..))
            .find_map(|end| self.endings.get(end))
    }

    /// Whether a phrase is on the block-list.
    pub(super) fn is_blocked(&self, phrase: &str) -> bool {
        self.blocked.has(phrase)
    }

    /// Whether a word begins or ends with a German word of the block-list.
    pub(super) fn has_blocked_part(&self, word: &str) -> bool {
        self.blocked.has_part(word)
    }

    fn read(nouns: &'static str) -> Self {
        let mut lexicon = Self {
            blocked: SpecialWords::of_things(words),
            ..Self::default()
        };
        let rows: Vec<(&str, &str, Noun, bool)> = nouns.lines().filter_map(row).collect();
        // Words as listed come first, so that an invented plural never hides or blurs one.
        for (word, _, noun, is_ending) in &rows {
            if !is_ending {
                enter(&mut lexicon.nouns, words(word), *noun);
            }
        }
        let mut inflected = Table::default();
        for (word, language, noun, is_ending) in &rows {
            for form in inflections(&words(word), language) {
                if *language == "de"
                    && !form.contains(' ')
                    && (*is_ending || form.len() > SHORTEST_END)
                {
                    enter(&mut lexicon.endings, form.clone(), *noun);
                }
                if !is_ending && !lexicon.nouns.contains_key(&form) {
                    enter(&mut inflected, form, *noun);
                }
            }
        }
        lexicon.nouns.extend(inflected);
        lexicon.index();
        lexicon
    }

    fn index(&mut self) {
        let length = |phrase: &str| {
            phrase
                .split(' ')
                .fold(0_u8, |count, _| count.saturating_add(1))
        };
        let first = |phrase: &str| phrase.split(' ').next().unwrap_or_default().to_owned();
        for phrase in self.nouns.keys() {
            let longest = self.longest.entry(first(phrase)).or_default();
            longest.noun = longest.noun.max(length(phrase));
        }
        for phrase in self.blocked.phrases() {
            let longest = self.longest.entry(first(phrase)).or_default();
            longest.blocked = longest.blocked.max(length(phrase));
        }
        self.ends = self
            .endings
            .keys()
            .filter_map(|end| tail(end, SHORTEST_END))
            .map(str::to_owned)
            .collect();
    }
}

/// The last bytes of a word, where they are whole letters.
fn tail(word: &str, length: usize) -> Option<&str> {
    word.get(word.len().checked_sub(length)?..)
}

fn enter(nouns: &mut Table<Noun>, form: String, noun: Noun) {
    nouns
        .entry(form)
        .and_modify(|known| {
            if known.category != noun.category {
                known.category = None;
            }
            known.comes_first &= noun.comes_first;
            // "caméra" and "camera" are one name; who writes it without accents reads it so.
            if noun.name.is_ascii() && words(noun.name) == words(known.name) {
                known.name = noun.name;
            }
        })
        .or_insert(noun);
}

fn row(line: &'static str) -> Option<(&'static str, &'static str, Noun, bool)> {
    let mut columns = line.split('\t');
    let (word, language, category) = (columns.next()?, columns.next()?, columns.next()?);
    let mark = columns.next().unwrap_or_default();
    let place = category_of(category);
    if place.is_none() && category != NOWHERE {
        return None;
    }
    let noun = Noun {
        name: word,
        category: place,
        is_top: mark == "tops",
        decides: mark == "decides",
        comes_first: matches!(language, "fr" | "es"),
    };
    Some((word, language, noun, mark == "ending"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(phrase: &str) -> Option<&'static str> {
        lexicon().noun(phrase)?.category.map(|category| category.id)
    }

    #[test]
    fn every_row_is_read() {
        let listed = NOUNS.lines().filter(|line| !line.starts_with('#'));
        let unread: Vec<&str> = listed.filter(|line| row(line).is_none()).collect();
        assert_eq!(unread, Vec::<&str>::new());
    }

    #[test]
    fn plurals_of_four_languages_are_known() {
        assert_eq!(category("running shoes"), Some("shoes-running"));
        assert_eq!(category("batteries"), Some("electronics"));
        assert_eq!(category("stuhle"), Some("furniture"));
        assert_eq!(category("lampes de bureau"), Some("home-lighting"));
        assert_eq!(category("sartenes"), Some("kitchen"));
    }

    #[test]
    fn the_longest_end_of_a_compound_names_it() {
        let category = |word: &str| {
            lexicon()
                .compound(word)
                .and_then(|noun| noun.category)
                .map(|category| category.id)
        };
        assert_eq!(category("damenlaufschuhe"), Some("shoes-running"));
        assert_eq!(category("lederhandschuhe"), Some("apparel"));
        assert_eq!(category("quatsch"), None);
    }

    #[test]
    fn articles_and_pronouns_are_no_nouns_even_where_accents_fold_away() {
        for word in [
            "the", "a", "der", "die", "das", "le", "la", "les", "el", "los", "te", "de", "du",
            "con", "pour",
        ] {
            assert_eq!(
                lexicon().noun(word).map(|noun| noun.category),
                None,
                "{word}"
            );
        }
    }

    #[test]
    fn a_word_that_two_languages_use_differently_is_ambiguous() {
        assert_eq!(category("mantel"), None);
    }

    #[test]
    fn blocked_words_block_their_compounds_too() {
        assert!(lexicon().is_blocked("pregnancy"));
        assert!(lexicon().has_blocked_part("schwangerschaftskissen"));
        assert!(lexicon().has_blocked_part("babywindeln"));
        assert!(!lexicon().has_blocked_part("waffeleisen"));
    }
}
