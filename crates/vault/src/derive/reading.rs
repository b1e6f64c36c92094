//! A title read once: its folded words, the parts between its punctuation, and what the shipped tables know of each word.
//!
//! A history of a million purchases has a million titles but few words, so what is known of a word is looked up once.
//!
//! Invariant: what is remembered of a word depends on the word alone, and no export makes the memory grow past its bound.

use super::colours::colour;
use super::fold::fold;
use super::lexicon::{Noun, lexicon};
use super::table::Table;

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
/// Words remembered at most; a language's titles have fewer.
const MOST: usize = 50_000;

/// What is known of a folded word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// Most words of a noun or blocked phrase that begins with it; 0 when none does.
    pub(super) longest: usize,
    /// It is on the block-list, or begins or ends with a German word that is.
    pub(super) is_blocked: bool,
    /// What it names alone, or as a German compound.
    pub(super) noun: Option<&'static Noun>,
    /// What follows it is not the thing.
    pub(super) is_break: bool,
    /// The colour it names.
    pub(super) colour: Option<&'static str>,
}

/// Reads titles and remembers words.
#[derive(Debug, Default)]
pub(super) struct Reader {
    known: Table<Facts>,
}

/// A title as it was read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// As the export has it.
    pub(super) title: &'a str,
    /// All words, one space between them.
    folded: String,
    words: Vec<Word>,
    /// The first word of each part and the one after its last; no part is empty.
    parts: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    facts: Facts,
}

impl Reader {
    /// Reads a title.
    pub(super) fn read<'a>(&mut self, title: &'a str) -> Reading<'a> {
        let mut reading = Reading {
            title,
            folded: String::with_capacity(title.len()),
            words: Vec::with_capacity(16),
            parts: Vec::with_capacity(4),
        };
        for part in title.split(is_cut) {
            if part.contains('-') {
                part.split(" - ")
                    .for_each(|part| self.read_part(part, &mut reading));
            } else {
                self.read_part(part, &mut reading);
            }
        }
        reading
    }

    fn read_part(&mut self, part: &str, reading: &mut Reading<'_>) {
        let first = reading.words.len();
        let mut start = reading.folded.len();
        fold(part, &mut reading.folded);
        let Some(text) = reading.folded.get(start..) else {
            return;
        };
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let end = start + word.len();
            let facts = self.facts(word);
            reading.words.push(Word { start, end, facts });
            start = end + 1;
        }
        if reading.words.len() > first {
            reading.folded.push(' ');
            reading.parts.push((first, reading.words.len()));
        }
    }

    fn facts(&mut self, word: &str) -> Facts {
        if let Some(facts) = self.known.get(word) {
            return *facts;
        }
        let facts = Facts::of(word);
        // Numbers are too many to remember and seldom come back.
        if self.known.len() < MOST && !word.starts_with(|letter: char| letter.is_ascii_digit()) {
            self.known.insert(word.to_owned(), facts);
        }
        facts
    }
}

impl Facts {
    fn of(word: &str) -> Self {
        let lexicon = lexicon();
        let longest = lexicon.longest(word);
        // What begins no noun or blocked phrase is none.
        let begins = longest > 0;
        Self {
            longest,
            is_blocked: begins && lexicon.is_blocked(word) || lexicon.has_blocked_part(word),
            noun: begins
                .then(|| lexicon.noun(word))
                .flatten()
                .or_else(|| lexicon.compound(word)),
            is_break: BREAKS.contains(&word),
            colour: colour(word),
        }
    }
}

impl Reading<'_> {
    /// The parts that have words, each by its first word and the one after its last.
    pub(super) fn parts(&self) -> &[(usize, usize)] {
        &self.parts
    }

    /// The words from one to another.
    pub(super) fn phrase(&self, from: usize, length: usize) -> Option<&str> {
        let start = self.words.get(from)?.start;
        let end = self.words.get(from + length.checked_sub(1)?)?.end;
        self.folded.get(start..end)
    }

    /// What is known of a word.
    pub(super) fn facts(&self, at: usize) -> Option<&Facts> {
        self.words.get(at).map(|word| &word.facts)
    }

    /// The colours that it names, in order and as often as it names them.
    pub(super) fn colours(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().filter_map(|word| word.facts.colour)
    }

    /// All its words, one space between them.
    pub(super) fn folded(&self) -> &str {
        self.folded.trim_end()
    }
}

fn is_cut(letter: char) -> bool {
    matches!(
        letter,
        ',' | ';' | ':' | '|' | '(' | ')' | '[' | ']' | '/' | '–' | '—' | '•' | '·'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fold::words;

    #[test]
    fn a_title_is_cut_at_its_punctuation_and_its_words_are_those_of_the_whole() {
        let title = "Größe 40,5 – Crème (brûlée) - 2 / ";
        let mut reader = Reader::default();
        let reading = reader.read(title);
        let parts: Vec<Option<&str>> = reading
            .parts()
            .iter()
            .map(|(from, to)| reading.phrase(*from, to - from))
            .collect();
        assert_eq!(
            parts,
            [
                Some("grosse 40"),
                Some("5"),
                Some("creme"),
                Some("brulee"),
                Some("2")
            ]
        );
        assert_eq!(reading.folded(), words(title));
    }

    #[test]
    fn a_remembered_word_is_read_as_one_seen_for_the_first_time() {
        let mut reader = Reader::default();
        let title = "Kappel Laufschuhe mit Windelfach, rot";
        let once = format!("{:?}", reader.read(title));
        assert_eq!(format!("{:?}", reader.read(title)), once);
    }

    #[test]
    fn numbers_are_not_remembered() {
        let mut reader = Reader::default();
        reader.read("4711 0815");
        assert_eq!(reader.known.len(), 0);
    }
}
