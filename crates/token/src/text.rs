//! Bytes as text, and digests of text.
//!
//! Invariant: decoding accepts one spelling only, so that no two texts mean the same bytes (RFC 4648, sections 3.5 and 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

/// base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url text; `None` for padding, foreign characters or stray trailing bits.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// SHA-256 of the text's bytes, as base64url: 43 characters.
pub(crate) fn sha256_base64url(text: &str) -> String {
    base64url(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

/// Whether the text is a SHA-256 digest as base64url, by its form.
pub(crate) fn is_digest(text: &str) -> bool {
    text.len() == 43 && from_base64url(text).is_some_and(|bytes| bytes.len() == 32)
}

/// Whether the text can carry 128 bits and is safe in every place a nonce appears.
pub(crate) fn is_nonce(text: &str) -> bool {
    (22..=256).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3), fit for a form field.
pub(crate) fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Undoes percent-encoding; `None` for a broken escape, a raw `+` (whose meaning is ambiguous) or text that is not UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            b'+' => return None,
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_disclosure_of_rfc_9901_has_its_digest() {
        // RFC 9901, section 4.2.3.
        let disclosure = "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        assert_eq!(
            sha256_base64url(disclosure),
            "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY"
        );
    }

    #[test]
    fn only_the_canonical_spelling_decodes() {
        assert_eq!(from_base64url("AQ"), Some(vec![1]));
        for other in ["AQ==", "AR", "A", "A+", "A/", "AQ ", " AQ", "AQ\n"] {
            assert_eq!(from_base64url(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_nonce_has_22_safe_characters_or_more() {
        assert!(is_nonce("n-0S6_WzA2Mj.n-0S6_WzA~"));
        for short_or_strange in [
            "",
            "n-0S6_WzA2Mjn-0S6_WzA",
            "aaaaaaaaaaaaaaaaaaaaaaa a",
            "äaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(!is_nonce(short_or_strange));
        }
    }

    #[test]
    fn percent_encoding_round_trips_and_refuses_ambiguity() {
        assert_eq!(
            percent_decode(&form_encode("a b&c=ü%")).as_deref(),
            Some("a b&c=ü%")
        );
        for broken in ["%", "%4", "%zz", "a+b", "%ff"] {
            assert_eq!(percent_decode(broken), None, "{broken}");
        }
    }
}
