//! The passphrase, and how it would stand against guessing.
//!
//! Invariant: a passphrase is compared with nothing and stored nowhere; it can only be stretched.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfkc};
use zeroize::Zeroizing;

/// Longest part of a passphrase that is rated; rating is quadratic in the length.
const RATED_CHARS: usize = 100;
/// Score from which guessing costs years at [`KeyCost::FLOOR`](super::KeyCost::FLOOR).
const ENOUGH: u8 = 3;
/// NFKC makes UTF-8 text at most this many times longer (Unicode Standard Annex 15, section 9).
const NFKC_GROWTH: usize = 11;

/// What the person types to open the vault, in one Unicode form so that every keyboard gives the same bytes.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text over; the original is overwritten.
    pub fn new(text: String) -> Self {
        let text = Zeroizing::new(text);
        if is_nfkc(&text) {
            return Self(text);
        }
        let mut normal = Zeroizing::new(String::with_capacity(text.len() * NFKC_GROWTH));
        normal.extend(text.nfkc());
        Self(normal)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// How a passphrase would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard).
    pub score: u8,
    /// Strong enough to create a vault with.
    pub enough: bool,
    /// A sentence of advice, where there is one. It never quotes the passphrase.
    pub advice: Option<String>,
}

/// Rates a passphrase on this computer (zxcvbn).
pub fn strength(passphrase: &Passphrase) -> Strength {
    let rated: Zeroizing<String> = Zeroizing::new(passphrase.0.chars().take(RATED_CHARS).collect());
    let rating = zxcvbn::zxcvbn(&rated, &["inkling"]);
    let score = u8::from(rating.score());
    let advice = rating.feedback().and_then(|feedback| {
        let warning = feedback.warning().map(|warning| warning.to_string());
        warning.or_else(|| feedback.suggestions().first().map(ToString::to_string))
    });
    Strength {
        score,
        enough: score >= ENOUGH,
        advice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_does_not_print_itself() {
        let passphrase = Passphrase::new("tide pool lantern".into());

        assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
    }

    #[test]
    fn the_same_words_from_another_keyboard_are_the_same_passphrase() {
        let composed = Passphrase::new("caf\u{e9} ﬁsh".into());
        let decomposed = Passphrase::new("cafe\u{301} fish".into());

        assert_eq!(composed.bytes(), decomposed.bytes());
    }

    #[test]
    fn a_common_word_is_not_enough_and_comes_with_advice() {
        let strength = strength(&Passphrase::new("password1".into()));

        assert!(!strength.enough);
        assert!(strength.advice.is_some());
    }

    #[test]
    fn four_unrelated_words_are_enough() {
        assert!(strength(&Passphrase::new("tidal lantern orbit walnut".into())).enough);
    }

    #[test]
    fn a_very_long_passphrase_is_rated_at_once() {
        assert!(strength(&Passphrase::new("walnut orbit ".repeat(10_000))).score <= 4);
    }
}
