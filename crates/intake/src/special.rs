//! The one list of words by which a text is about health, sex life, faith, origin, politics, a child that is expected, or money
//! trouble (GDPR Art. 9, and what is like it): a topic, a search or a page with one of them is never taken in, and a title with
//! one is never evidence.
//!
//! Rows marked `topics` stand for the first alone: a court shoe and a crime novel are harmless things to buy.
//!
//! Invariant: a doubtful text is dropped; that costs a hypothesis, keeping it could cost the person.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::titles::words;

const LIST: &str = include_str!("../data/special.tsv");
/// The mark of a row that is not about things.
const TOPICS: &str = "topics";
/// A compound is told by a German word of so many letters at either of its ends.
const SHORTEST_PART: usize = 5;

/// Words and phrases of the list, folded as the texts are that are compared with them.
#[derive(Debug, Default)]
pub struct SpecialWords {
    phrases: HashSet<String>,
    /// German words, whole, and their first and last letters: most words have none of those, so one look-up settles them.
    parts: HashSet<String>,
    starts: HashSet<String>,
    ends: HashSet<String>,
    /// Words of the longest phrase.
    longest: usize,
}

impl SpecialWords {
    /// Those that keep a thing's title from being evidence. `fold` is what titles are folded with.
    #[must_use]
    pub fn of_things(fold: fn(&str) -> String) -> Self {
        Self::read(fold, |mark| mark != Some(TOPICS))
    }

    /// All of them.
    fn of_topics(fold: fn(&str) -> String) -> Self {
        Self::read(fold, |_| true)
    }

    fn read(fold: fn(&str) -> String, is_meant: impl Fn(Option<&str>) -> bool) -> Self {
        let mut words = Self::default();
        for (word, language, mark) in LIST.lines().filter_map(row).filter(|row| is_meant(row.2)) {
            for form in inflections(&fold(word), language) {
                let is_part = language == "de" && mark.is_none() && !form.contains(' ');
                if is_part && form.len() >= SHORTEST_PART {
                    words
                        .starts
                        .extend(form.get(..SHORTEST_PART).map(str::to_owned));
                    words
                        .ends
                        .extend(tail(&form, SHORTEST_PART).map(str::to_owned));
                    words.parts.insert(form.clone());
                }
                words.longest = words.longest.max(form.split(' ').count());
                words.phrases.insert(form);
            }
        }
        words
    }

    /// Every word and phrase, folded, in no order.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(String::as_str)
    }

    /// Whether a phrase of folded words is on the list.
    #[must_use]
    pub fn has(&self, phrase: &str) -> bool {
        self.phrases.contains(phrase)
    }

    /// Whether a folded word begins or ends with a German word of the list.
    #[must_use]
    pub fn has_part(&self, word: &str) -> bool {
        let (Some(start), Some(end)) = (word.get(..SHORTEST_PART), tail(word, SHORTEST_PART))
        else {
            return false;
        };
        let is_part = |part: Option<&str>| part.is_some_and(|part| self.parts.contains(part));
        let (begins, ends) = (self.starts.contains(start), self.ends.contains(end));
        (SHORTEST_PART..word.len()).any(|length| {
            begins && is_part(word.get(..length)) || ends && is_part(tail(word, length))
        })
    }

    /// Whether a folded text has one of the words or phrases in it.
    fn are_in(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        words.iter().enumerate().any(|(place, word)| {
            let longest = self.longest.min(words.len() - place);
            let phrase = |length| words.get(place..place + length);
            self.has_part(word)
                || (1..=longest)
                    .filter_map(phrase)
                    .any(|phrase| self.has(&phrase.join(" ")))
        })
    }
}

/// Whether a text touches one of the subjects.
pub(crate) fn is_special(text: &str) -> bool {
    static ALL: LazyLock<SpecialWords> = LazyLock::new(|| SpecialWords::of_topics(words));
    ALL.are_in(&words(text))
}

/// A folded noun and its likely plurals, in one of the languages exports are most often in. A form that no text uses does no
/// harm.
#[must_use]
pub fn inflections(noun: &str, language: &str) -> Vec<String> {
    let endings: &[&str] = match language {
        "en" => &["s", "es"],
        "de" => &["e", "n", "en", "er", "s"],
        "fr" => &["s", "x"],
        _ => &["s", "es"],
    };
    let mut forms: Vec<String> = endings
        .iter()
        .map(|ending| format!("{noun}{ending}"))
        .collect();
    if let (Some(stem), "en") = (noun.strip_suffix('y'), language) {
        forms.push(format!("{stem}ies"));
    }
    if let (Some((first, rest)), "fr" | "es") = (noun.split_once(' '), language) {
        forms.extend(
            endings
                .iter()
                .map(|ending| format!("{first}{ending} {rest}")),
        );
        forms.extend(
            endings
                .iter()
                .map(|ending| format!("{first}{ending} {rest}s")),
        );
    }
    forms.push(noun.to_owned());
    forms
}

/// Word, language, and whether it is marked.
fn row(line: &'static str) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    let mut columns = line.split('\t');
    let word = columns.next().filter(|word| !word.starts_with('#'))?;
    let (language, _why) = (columns.next()?, columns.next()?);
    Some((word, language, columns.next()))
}

/// The last bytes of a word, where they are whole letters.
fn tail(word: &str, length: usize) -> Option<&str> {
    word.get(word.len().checked_sub(length)?..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_the_special_kinds_are_told_from_others() {
        for text in [
            "Health & fitness",
            "symptoms of diabetes",
            "LGBTQ+ culture",
            "Christianity",
            "Politics and social issues",
            "Santé",
            "Interest|News|Politics",
            "Liberals, or a LIBERAL party",
            "labor unions",
            "Gay Pride",
            "what to wear to a pride parade",
            "Schwangerschaftskissen",
        ] {
            assert!(is_special(text), "{text}");
        }
        for text in [
            "Baking",
            "Trail running",
            "Hörbücher",
            "Sextant",
            "Parteitag 1P_Custom",
            "Union Jack",
            "Pride and Prejudice",
            "",
        ] {
            assert!(!is_special(text), "{text}");
        }
    }

    #[test]
    fn a_thing_is_kept_from_evidence_by_fewer_words_than_a_topic() {
        let things = SpecialWords::of_things(words);
        assert!(things.has("pregnancy") && things.has("trade unions"));
        assert!(things.has_part("babywindeln") && !things.has_part("waffeleisen"));
        for word in ["court", "crime", "doctor"] {
            assert!(!things.has(word) && is_special(word), "{word}");
        }
        assert!(things.phrases().all(is_special));
    }

    #[test]
    fn every_row_is_read_and_says_why() {
        let listed: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(listed.len() > 1_000);
        for line in listed {
            let (_, language, mark) = row(line).unwrap();
            assert!(["en", "de", "fr", "es"].contains(&language), "{line}");
            assert!(mark.is_none_or(|mark| mark == TOPICS), "{line}");
        }
    }
}
