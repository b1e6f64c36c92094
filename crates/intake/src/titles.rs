//! Titles: cleaned, split into show, season and episode, and folded for comparison.
//!
//! Netflix writes episodes as `Show: Season 2: Episode`. 18 % of films contain ": " as well, so a title is an episode's only
//! when a season word stands between two of them; the split is at the last such word.
//!
//! Invariant: the title as written is kept beside whatever is told from it.

use unicode_normalization::UnicodeNormalization;

use crate::limits;

/// Show, season and episode of an episode's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EpisodeTitle<'a> {
    pub(crate) show: &'a str,
    pub(crate) season: &'a str,
    pub(crate) episode: &'a str,
}

/// Text for storing: white space collapsed, control characters out, at most 300 characters.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(limits::TEXT_CHARS * 4));
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > limits::TEXT_CHARS * 4 {
            break;
        }
    }
    match out.char_indices().nth(limits::TEXT_CHARS) {
        Some((at, _)) => {
            out.truncate(at);
            out.trim_end().to_owned()
        }
        None => out,
    }
}

/// Splits an episode's title; `None` for a film's.
pub(crate) fn episode(title: &str) -> Option<EpisodeTitle<'_>> {
    let breaks: Vec<usize> = title.match_indices(": ").map(|(at, _)| at).collect();
    // A segment is the text between two neighbouring breaks.
    let (start, end) = breaks
        .iter()
        .zip(breaks.iter().skip(1))
        .rev()
        .map(|(a, b)| (*a, *b))
        .find(|(a, b)| title.get(a + 2..*b).is_some_and(is_season))?;
    let mut show = title.get(..start)?;
    // `Show: Season 1: Chapter Two: Name` has two season words; both leave the show's name.
    while let Some((before, last)) = show.rsplit_once(": ")
        && is_season(last)
    {
        show = before;
    }
    let season = title.get(show.len() + 2..end)?;
    let episode = title.get(end + 2..)?.trim();
    let complete = !show.trim().is_empty() && !episode.is_empty();
    complete.then_some(EpisodeTitle {
        show: show.trim(),
        season,
        episode,
    })
}

/// Whether a title is only the rest of one: no name before ": ", as in ` : Episode 10`.
pub(crate) fn is_broken(title: &str) -> bool {
    let title = title.trim();
    title.is_empty() || title.starts_with(':')
}

/// The key two spellings of one title share: folded show, season number and folded episode, or the folded title.
pub(crate) fn match_key(title: &str) -> String {
    let title = without_number_note(title);
    let Some(parts) = episode(title) else {
        return fold(title);
    };
    let season = numbers(parts.season).unwrap_or_else(|| "one".to_owned());
    let episode = if is_numbered_episode(parts.episode) {
        numbers(parts.episode).unwrap_or_default()
    } else {
        fold(parts.episode)
    };
    format!("{}|{season}|{episode}", fold(parts.show))
}

/// Compatibility forms and case folded, accents, punctuation and a leading article taken away.
pub(crate) fn fold(title: &str) -> String {
    const ARTICLES: [&str; 18] = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el",
        "los", "las", "il", "de",
    ];
    let flat = flat(title);
    let mut words: Vec<&str> = flat.split_whitespace().collect();
    if words.len() > 1 && words.first().is_some_and(|word| ARTICLES.contains(word)) {
        words.remove(0);
    }
    if words.is_empty() {
        title.trim().to_lowercase()
    } else {
        words.join(" ")
    }
}

/// The words of any text, folded, one space between them.
pub(crate) fn words(text: &str) -> String {
    let flat = flat(text);
    let words: Vec<&str> = flat.split_whitespace().collect();
    words.join(" ")
}

fn flat(text: &str) -> String {
    text.nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c) && !matches!(c, '\'' | '’'))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect()
}

/// The rich list's note after a title, `Name (Episode 5)`, which the short list does not have.
fn without_number_note(title: &str) -> &str {
    let Some((name, note)) = title
        .strip_suffix(')')
        .and_then(|title| title.rsplit_once(" ("))
    else {
        return title;
    };
    if is_numbered_episode(note) {
        name
    } else {
        title
    }
}

/// `Episode 5` in one of the languages.
fn is_numbered_episode(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "episode",
        "folge",
        "episodio",
        "épisode",
        "aflevering",
        "avsnitt",
        "afsnit",
        "odcinek",
        "bölüm",
        "episódio",
        "jakso",
        "capítulo",
    ];
    text.trim().split_once(' ').is_some_and(|(word, number)| {
        WORDS.contains(&word.to_lowercase().as_str())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A season's name: a word that stands alone, or a word with a number before or after it.
pub(crate) fn is_season(segment: &str) -> bool {
    const ALONE: [&str; 12] = [
        "limited series",
        "mini-series",
        "miniseries",
        "miniserie",
        "mini-série",
        "minissérie",
        "série limitée",
        "serie limitada",
        "miniserie tv",
        "serie limitata",
        "miniserien",
        "specials",
    ];
    const NUMBERED: [&str; 25] = [
        "season",
        "series",
        "part",
        "volume",
        "vol.",
        "chapter",
        "book",
        "staffel",
        "teil",
        "buch",
        "kapitel",
        "saison",
        "partie",
        "livre",
        "temporada",
        "parte",
        "libro",
        "stagione",
        "seizoen",
        "deel",
        "säsong",
        "sæson",
        "sezon",
        "collection",
        "sesong",
    ];
    let segment = segment.trim().to_lowercase();
    if ALONE.contains(&segment.as_str()) {
        return true;
    }
    let mut words = segment.split_whitespace();
    let (Some(first), Some(second), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    (NUMBERED.contains(&first) && is_number(second))
        || (NUMBERED.contains(&second) && is_ordinal(first))
}

fn is_number(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    ];
    (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())) || WORDS.contains(&word)
}

/// `2.`, `2ª`, `2e`.
fn is_ordinal(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().count() <= 4
}

/// The digits of a text, number by number.
fn numbers(text: &str) -> Option<String> {
    let found: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .collect();
    (!found.is_empty()).then(|| found.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn episodes_are_split_at_the_last_season_word() {
        for (title, show, season, name) in [
            (
                "Starfall Station: Season 4: Episode 6",
                "Starfall Station",
                "Season 4",
                "Episode 6",
            ),
            (
                "Harbour Lights: Miniserie: Home",
                "Harbour Lights",
                "Miniserie",
                "Home",
            ),
            (
                "Starfall Station: Limited Series: Beginnings: Part 1",
                "Starfall Station",
                "Limited Series",
                "Beginnings: Part 1",
            ),
            (
                "Avatar: The Last Airbender: Book 1: The Boy",
                "Avatar: The Last Airbender",
                "Book 1",
                "The Boy",
            ),
            ("Dark: 2. Staffel: Folge 1", "Dark", "2. Staffel", "Folge 1"),
            (
                "Stranger Things: Season 1: Chapter Two: The Weirdo",
                "Stranger Things",
                "Season 1: Chapter Two",
                "The Weirdo",
            ),
        ] {
            assert_eq!(
                episode(title),
                Some(EpisodeTitle {
                    show,
                    season,
                    episode: name
                }),
                "{title}"
            );
        }
    }

    #[test]
    fn films_with_colons_stay_films() {
        for title in [
            "The Last Cartographer: Part 2",
            "2049: A Quiet Year",
            "Spider Hill: Into the Valley",
            "A: B: C",
            " : Episode 10",
        ] {
            assert_eq!(episode(title), None, "{title}");
        }
        assert!(is_broken(" : Episode 10") && !is_broken("Dark"));
    }

    #[test]
    fn the_rich_and_the_short_spelling_share_a_key_in_any_language() {
        let key = match_key("Starfall Station: Season 4: Episode 6");
        assert_eq!(match_key("Starfall Station: Staffel 4: Folge 6"), key);
        assert_eq!(
            match_key("STARFALL STATION: Season 4: Episode 6 (Episode 5)"),
            key
        );
        assert_ne!(match_key("Starfall Station: Season 4: Episode 5"), key);
        assert_eq!(match_key("Óscar y el mar"), "oscar y el mar");
        assert_eq!(match_key("The Óffice!"), match_key("office"));
        assert_eq!(match_key("千の灯"), "千の灯");
    }

    #[test]
    fn stored_text_is_one_short_line() {
        assert_eq!(clean(" a\r\n\tb\u{0} c "), "a b c");
        assert_eq!(clean(&"é".repeat(1000)).chars().count(), 300);
    }
}
