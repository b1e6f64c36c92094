//! Titles made comparable: case, accents and punctuation folded away.
//!
//! Invariant: the shipped tables and the titles of events go through the same function, so they meet.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Words in lower case without accents, one space between them: "Größe 40,5" becomes "grosse 40 5".
pub(crate) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|letter| fold(letter, &mut out));
    if ends_a_word(&out) {
        out.pop();
    }
    out
}

/// Whether a space is last. To ask it of letters instead of bytes takes many times as long.
fn ends_a_word(text: &str) -> bool {
    text.as_bytes().last() == Some(&b' ')
}

/// Adds what a letter of a text becomes: letters, digits, and a space where a word ends.
#[inline]
pub(super) fn fold(letter: char, out: &mut String) {
    if letter.is_ascii() {
        return push_common(out, letter);
    }
    // Marks are dropped, so their order among themselves does not matter, and each letter is taken apart alone.
    decompose_compatible(letter, |part| {
        if !is_combining_mark(part) {
            push(out, part);
        }
    });
}

/// The key of a film's or a show's title: its words without articles, "&" read as "and".
pub(crate) fn title_key(title: &str) -> String {
    const LONGEST: usize = 4;
    const ARTICLES: [&str; 19] = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "l", "un", "une",
        "el", "los", "las", "il", "lo",
    ];
    let words = if title.contains('&') {
        words(&title.replace('&', " and "))
    } else {
        words(title)
    };
    let mut key = String::with_capacity(words.len());
    let is_article = |word: &str| word.len() <= LONGEST && ARTICLES.contains(&word);
    for word in words.split(' ').filter(|word| !is_article(word)) {
        key.push_str(word);
    }
    // "The A" is all articles; a title must not vanish.
    if key.is_empty() { words } else { key }
}

fn push(out: &mut String, letter: char) {
    match letter {
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        _ if !letter.is_ascii() && letter.is_alphanumeric() => out.extend(letter.to_lowercase()),
        _ => push_common(out, letter),
    }
}

/// A letter or a digit of ASCII, or a space for anything else. Nearly all of a title is pushed here.
#[inline]
fn push_common(out: &mut String, letter: char) {
    match letter {
        'a'..='z' | '0'..='9' => out.push(letter),
        'A'..='Z' => out.push(letter.to_ascii_lowercase()),
        _ if out.is_empty() || ends_a_word(out) => {}
        _ => out.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_fold_away() {
        assert_eq!(
            words("  Größe 40,5 -- Crème brûlée! "),
            "grosse 40 5 creme brulee"
        );
        assert_eq!(words("Œuvre"), "oeuvre");
        assert_eq!(words("千の灯"), "千の灯");
        assert_eq!(words("--"), "");
    }

    #[test]
    fn every_letter_folds_as_in_its_text() {
        use unicode_normalization::UnicodeNormalization;
        let text = "Ǆ ﬁ ế Å ㍿ 한국 ½ ﷺ Ω";
        let marks = |letter: &char| !is_combining_mark(*letter);
        let whole: String = text.nfkd().filter(marks).collect();
        assert_eq!(words(text), words(&whole));
    }

    #[test]
    fn articles_and_ampersands_do_not_part_a_title_from_itself() {
        assert_eq!(
            title_key("The Fast & the Furious"),
            title_key("Fast and Furious")
        );
        assert_eq!(title_key("L'Élite"), title_key("Elite"));
        assert_eq!(title_key("The A"), "the a");
    }
}
