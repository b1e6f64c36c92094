//! A title read once: its folded words, the parts between its punctuation, and what the shipped tables know of each word.
//!
//! A history of a million purchases has a million titles but few words, so what is known of a word is looked up once.
//!
//! Invariant: what is remembered of a word depends on the word alone, and no export makes the memory grow past its bound.

use super::brand_list::begins_a_brand;
use super::colours::{ColourSet, colours};
use super::fold::fold;
use super::lexicon::{Longest, Noun, lexicon};
use super::plain_words::is_plain;
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
/// Numbers with more digits and letters are too many to remember and seldom come back.
const LONGEST_NUMBER: usize = 4;

/// What is known of a folded word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// What it names alone, or as a German compound.
    pub(super) noun: Option<&'static Noun>,
    /// How long the phrases are that begin with it.
    pub(super) longest: Longest,
    /// It is on the block-list, or begins or ends with a German word that is.
    pub(super) is_blocked: bool,
    /// What follows it is not the thing.
    pub(super) is_break: bool,
    /// It is a word of a language, or the name of a place or a person.
    pub(super) is_plain: bool,
    /// A brand of the list begins with it.
    pub(super) begins_a_brand: bool,
    /// The colour it names, if any.
    colours: ColourSet,
}

/// Reads titles and remembers words.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What is known of most words, by their letters: such a key has no memory elsewhere.
    short: Table<Facts, u128>,
    /// What is known of those with more.
    long: Table<Facts>,
    /// Room of titles that were forgotten, for those to come.
    rooms: Vec<Room>,
}

/// A title as it was read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// As the export has it.
    pub(super) title: &'a str,
    room: Room,
}

#[derive(Debug)]
struct Room {
    /// All words, a space after each.
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
        let mut room = self.rooms.pop().unwrap_or_else(Room::new);
        room.folded.reserve(title.len() + 1);
        let mut before = None;
        let mut letters = title.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_dash = letter == '-' && before == Some(' ') && letters.peek() == Some(&' ');
            let is_cut = is_dash || is_cut(letter);
            before = Some(letter);
            let folded = room.folded.len();
            fold(if is_cut { ' ' } else { letter }, &mut room.folded);
            let added = room.folded.as_bytes().get(folded..);
            if added.is_some_and(|added| added.contains(&b' ')) {
                self.end_words(&mut room);
            }
            if is_cut {
                room.end_part();
            }
        }
        fold(' ', &mut room.folded);
        self.end_words(&mut room);
        room.end_part();
        Reading { title, room }
    }

    /// Lets another title have the room of one that is no longer needed.
    pub(super) fn forget(&mut self, Reading { mut room, .. }: Reading<'_>) {
        room.folded.clear();
        room.words.clear();
        room.parts.clear();
        self.rooms.push(room);
    }

    /// Takes up the words that have a space after them.
    fn end_words(&mut self, room: &mut Room) {
        let mut start = room.words.last().map_or(0, |word| word.end + 1);
        while let Some(rest) = room.folded.get(start..)
            && let Some(length) = rest.bytes().position(|byte| byte == b' ')
            && let Some(word) = rest.get(..length)
        {
            let (end, facts) = (start + length, self.facts(word));
            room.words.push(Word { start, end, facts });
            start = end + 1;
        }
    }

    fn facts(&mut self, word: &str) -> Facts {
        let letters = letters(word);
        let known = letters.map_or_else(|| self.long.get(word), |word| self.short.get(&word));
        if let Some(facts) = known {
            return *facts;
        }
        let facts = Facts::of(word);
        let is_number = word.starts_with(|letter: char| letter.is_ascii_digit());
        let is_worth_it = !is_number || word.len() <= LONGEST_NUMBER;
        if is_worth_it && self.short.len() + self.long.len() < MOST {
            match letters {
                Some(word) => self.short.insert(word, facts),
                None => self.long.insert(word.to_owned(), facts),
            };
        }
        facts
    }
}

/// The letters of a word as one number, where there are no more than that holds.
fn letters(word: &str) -> Option<u128> {
    let mut letters = [0; 16];
    let place = letters.get_mut(..word.len())?;
    place.copy_from_slice(word.as_bytes());
    Some(u128::from_le_bytes(letters))
}

impl Facts {
    fn of(word: &str) -> Self {
        let lexicon = lexicon();
        let longest = lexicon.longest(word);
        // What begins no noun or blocked phrase is none.
        Self {
            longest,
            is_blocked: longest.blocked > 0 && lexicon.is_blocked(word)
                || lexicon.has_blocked_part(word),
            noun: (longest.noun > 0)
                .then(|| lexicon.noun(word))
                .flatten()
                .or_else(|| lexicon.compound(word)),
            is_break: BREAKS.contains(&word),
            is_plain: is_plain(word),
            begins_a_brand: begins_a_brand(word),
            colours: colours(word),
        }
    }
}

impl Reading<'_> {
    /// The parts that have words, each by its first word and the one after its last.
    pub(super) fn parts(&self) -> &[(usize, usize)] {
        &self.room.parts
    }

    /// The words from one to another.
    pub(super) fn phrase(&self, from: usize, length: usize) -> Option<&str> {
        let start = self.room.words.get(from)?.start;
        let end = self.room.words.get(from + length.checked_sub(1)?)?.end;
        self.room.folded.get(start..end)
    }

    /// What is known of a word.
    pub(super) fn facts(&self, at: usize) -> Option<&Facts> {
        self.room.words.get(at).map(|word| &word.facts)
    }

    /// The colours that it names.
    pub(super) fn colours(&self) -> ColourSet {
        let words = self.room.words.iter();
        words.fold(ColourSet::default(), |all, word| {
            all.with(word.facts.colours)
        })
    }

    /// All its words, one space between them.
    pub(super) fn folded(&self) -> &str {
        self.room.folded.trim_end()
    }
}

impl Room {
    /// For a title of the usual length.
    fn new() -> Self {
        Self {
            folded: String::new(),
            words: Vec::with_capacity(16),
            parts: Vec::with_capacity(4),
        }
    }

    fn end_part(&mut self) {
        let (first, next) = (self.parts.last().map_or(0, |part| part.1), self.words.len());
        if next > first {
            self.parts.push((first, next));
        }
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
    fn words_end_where_they_do_in_the_whole_text_also_within_a_letter() {
        for (title, parts) in [
            ("3½ Mugs", vec!["31 2 mugs"]),
            ("ﷺ", vec!["صلى الله عليه وسلم"]),
            ("a - - b", vec!["a", "b"]),
            (" - a -b- c - ", vec!["a b c"]),
            ("x\u{301}\u{301}y\u{200b}z", vec!["xy z"]),
            ("A\0B", vec!["a b"]),
            ("(,)", vec![]),
        ] {
            let mut reader = Reader::default();
            let reading = reader.read(title);
            let of = |(from, to): &(usize, usize)| reading.phrase(*from, to - from).unwrap();
            let read: Vec<&str> = reading.parts().iter().map(of).collect();
            assert_eq!(read, parts, "{title}");
            assert_eq!(reading.folded(), words(title), "{title}");
        }
    }

    #[test]
    fn words_of_any_length_are_kept_apart() {
        let (sixteen, seventeen) = ("kaffeemaschinenx", "kaffeemaschinenxy");
        let mut reader = Reader::default();
        reader.read(&format!("{sixteen} {seventeen} {sixteen} 12cm"));
        assert_eq!((reader.short.len(), reader.long.len()), (2, 1));
        assert!(reader.long.contains_key(seventeen));
    }

    #[test]
    fn a_remembered_word_is_read_as_one_seen_for_the_first_time() {
        let mut reader = Reader::default();
        let title = "Kappel Laufschuhe mit Windelfach, rot";
        let once = format!("{:?}", reader.read(title));
        assert_eq!(format!("{:?}", reader.read(title)), once);
    }

    #[test]
    fn long_numbers_are_not_remembered() {
        let mut reader = Reader::default();
        reader.read("47110 08151234567890123");
        assert_eq!((reader.short.len(), reader.long.len()), (0, 0));
    }
}
