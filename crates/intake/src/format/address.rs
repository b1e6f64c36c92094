//! The few parts of a web address that a reader looks at (RFC 3986).
//!
//! Invariant: an address is only taken apart, never followed.

/// Host in lower case without port, path, and query of an http address. A host in other letters than ASCII's is none.
pub(super) fn split(address: &str) -> Option<(&str, &str, &str)> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let host = authority.split(':').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    (!host.is_empty() && host.chars().all(plain)).then_some((host, path, query))
}

/// One argument of a query, decoded.
pub(super) fn argument(query: &str, name: &str) -> Option<String> {
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        let hex = |digit: Option<u8>| char::from(digit?).to_digit(16);
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair = (hex(rest.next()), hex(rest.next()));
                let (Some(high), Some(low)) = pair else {
                    return None;
                };
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_falls_into_host_path_and_query() {
        assert_eq!(
            split("https://www.youtube.com:443/watch?v=abc#t"),
            Some(("www.youtube.com", "/watch", "v=abc"))
        );
        assert_eq!(
            split("http://shop.example"),
            Some(("shop.example", "/", ""))
        );
        for none in [
            "",
            "ftp://a",
            "https://",
            "https://user@host/",
            "https://hÖst/",
            "javascript:alert(1)",
        ] {
            assert_eq!(split(none), None, "{none}");
        }
    }

    #[test]
    fn an_argument_is_decoded_or_not_taken() {
        assert_eq!(
            argument("a=1&q=s%C3%A4ge+gr%c3%b6%C3%9Fe", "q").as_deref(),
            Some("säge größe")
        );
        for none in ["q=%", "q=%zz", "q=%FF", "q=", "query=1", ""] {
            assert_eq!(argument(none, "q"), None, "{none}");
        }
    }
}
