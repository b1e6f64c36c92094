//! Who asks: a shop's client id and the one host that it speaks for.
//!
//! Invariant: a client id is a `did:web` without a path, in one spelling, so that equal shops are equal texts
//! (OpenID4VP 1.0, section 5.9.3, `decentralized_identifier`; did:web method specification).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const PREFIX: &str = "decentralized_identifier:";
const METHOD: &str = "did:web:";
/// No URL of the flow is longer.
const LONGEST_URL: usize = 2048;

/// A shop: `decentralized_identifier:did:web:shop.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId {
    host: ShopHost,
}

impl ClientId {
    /// Its decentralized identifier: `did:web:shop.example`.
    #[must_use]
    pub fn did(&self) -> String {
        let host = self
            .host
            .to_string()
            .replace('[', "%5B")
            .replace(']', "%5D");
        format!("{METHOD}{}", host.replace(':', "%3A"))
    }

    /// The one host that every URL of the flow must be on.
    #[must_use]
    pub fn host(&self) -> ShopHost {
        self.host.clone()
    }

    /// Where its keys are published: `https://shop.example/.well-known/did.json`.
    #[must_use]
    pub fn did_document_url(&self) -> String {
        let scheme = if self.host.is_loopback() {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}/.well-known/did.json", self.host)
    }
}

impl FromStr for ClientId {
    type Err = ClientIdError;

    fn from_str(text: &str) -> Result<Self, ClientIdError> {
        let encoded = text
            .strip_prefix(PREFIX)
            .and_then(|did| did.strip_prefix(METHOD))
            .ok_or(ClientIdError::NotADidWeb)?;
        if encoded.contains(':') {
            return Err(ClientIdError::NotAHost);
        }
        let authority = crate::text::percent_decode(encoded).ok_or(ClientIdError::NotAHost)?;
        let client_id = Self {
            host: authority.parse()?,
        };
        // Another spelling of the same host would be another text for the same shop.
        if client_id.to_string() != text {
            return Err(ClientIdError::NotAHost);
        }
        Ok(client_id)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.did())
    }
}

impl TryFrom<String> for ClientId {
    type Error = ClientIdError;

    fn try_from(text: String) -> Result<Self, ClientIdError> {
        text.parse()
    }
}

impl From<ClientId> for String {
    fn from(client_id: ClientId) -> Self {
        client_id.to_string()
    }
}

/// A host, with its port unless that is the scheme's own: `shop.example`, `localhost:8443`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShopHost {
    name: String,
    port: Option<u16>,
}

impl ShopHost {
    /// The name alone: `shop.example`, `localhost`, `[::1]`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port, if it is not the scheme's own.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether it is this computer: for developer mode only.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        matches!(self.name.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether the URL is https on exactly this host; http is enough on a loopback host. A URL with a user, a fragment,
    /// a backslash, a control character or a foreign letter is nobody's.
    #[must_use]
    pub fn owns(&self, url: &str) -> bool {
        let Some((scheme, authority)) = split_url(url) else {
            return false;
        };
        let scheme_fits = scheme == "https" || (scheme == "http" && self.is_loopback());
        scheme_fits && authority.parse().is_ok_and(|host: Self| host == *self)
    }
}

impl FromStr for ShopHost {
    type Err = ClientIdError;

    fn from_str(text: &str) -> Result<Self, ClientIdError> {
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(parse_port(port)?)),
            Some(_) | None => (text, None),
        };
        let host = Self {
            name: name.to_owned(),
            port,
        };
        if !host.is_loopback() && !is_domain(name) {
            return Err(ClientIdError::NotAHost);
        }
        Ok(host)
    }
}

impl fmt::Display for ShopHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl TryFrom<String> for ShopHost {
    type Error = ClientIdError;

    fn try_from(text: String) -> Result<Self, ClientIdError> {
        text.parse()
    }
}

impl From<ShopHost> for String {
    fn from(host: ShopHost) -> Self {
        host.to_string()
    }
}

/// A client id that is not one shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdError {
    /// Another kind of client id, or none.
    #[error("failed to read the client id: it is not a did:web identifier")]
    NotADidWeb,
    /// Not a host name in its one spelling, or a path after it.
    #[error("failed to read the client id: it does not name a host")]
    NotAHost,
}

/// Whether the text is an https URL that a person may be shown: any host, no user, no foreign letters.
pub(crate) fn is_web_url(url: &str) -> bool {
    let Some((scheme, authority)) = split_url(url) else {
        return false;
    };
    authority
        .parse()
        .is_ok_and(|host: ShopHost| scheme == "https" || (scheme == "http" && host.is_loopback()))
}

/// Scheme and authority of an absolute URL in plain ASCII without a fragment.
fn split_url(url: &str) -> Option<(&str, &str)> {
    let plain = url.len() <= LONGEST_URL
        && url
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'#' | b'"' | b'<' | b'>'));
    if !plain {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    Some((scheme, rest.get(..end)?))
}

fn parse_port(text: &str) -> Result<u16, ClientIdError> {
    let port: u16 = text.parse().map_err(|_| ClientIdError::NotAHost)?;
    let canonical = port.to_string() == text && !matches!(port, 0 | 80 | 443);
    canonical.then_some(port).ok_or(ClientIdError::NotAHost)
}

/// Lower-case letters, digits and hyphens, two labels or more, the last one not a number: a name, never an address.
fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_a_word = name.rsplit('.').next().is_some_and(|label| {
        label.bytes().any(|b| b.is_ascii_alphabetic()) && !label.starts_with("0x")
    });
    name.len() <= 253 && name.contains('.') && last_is_a_word && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> ClientId {
        text.parse().unwrap()
    }

    #[test]
    fn a_shop_is_its_host() {
        let shop = client("decentralized_identifier:did:web:shop.example");
        assert_eq!(shop.did(), "did:web:shop.example");
        assert_eq!(shop.host().to_string(), "shop.example");
        assert_eq!(
            shop.did_document_url(),
            "https://shop.example/.well-known/did.json"
        );
        assert!(!shop.host().is_loopback());
    }

    #[test]
    fn a_developer_runs_a_shop_on_this_computer() {
        let shop = client("decentralized_identifier:did:web:localhost%3A8443");
        assert_eq!(shop.host().to_string(), "localhost:8443");
        assert_eq!(shop.did(), "did:web:localhost%3A8443");
        assert_eq!(
            shop.did_document_url(),
            "http://localhost:8443/.well-known/did.json"
        );
        assert!(shop.host().is_loopback());
        let six = client("decentralized_identifier:did:web:%5B%3A%3A1%5D%3A8443");
        assert_eq!(six.host().to_string(), "[::1]:8443");
        assert!(six.host().owns("http://[::1]:8443/request"));
    }

    #[test]
    fn anything_but_one_spelling_of_a_host_is_refused() {
        for rest in [
            "",
            "did:key:z6Mk",
            "did:web:",
            "did:web:shop",
            "did:web:Shop.example",
            "did:web:shop.example:path",
            "did:web:shop.example%2Fpath",
            "did:web:shop.example%3a8443",
            "did:web:shop.example%3A443",
            "did:web:shop.example%3A08443",
            "did:web:shop.example%3A",
            "did:web:shop..example",
            "did:web:.example",
            "did:web:shop.example.",
            "did:web:-shop.example",
            "did:web:10.0.0.1",
            "did:web:0x7f.1",
            "did:web:shop.0x1",
            "did:web:user%40shop.example",
            "did:web:sh%6Fp.example",
            "did:web:sh\u{f6}p.example",
            "did:web:shop.example ",
            "did:web:shop.example\u{0}",
            "did:web:169.254.169.254",
            "did:web:2130706433",
            "did:web:127.1",
            "did:web:0177.0.0.1",
            "did:web:localhost.",
            "did:web:%5B%3A%3Affff%3A127.0.0.1%5D",
            "did:web:%5Bfe80%3A%3A1%2525eth0%5D",
            "did:web:%5B0%3A0%3A0%3A0%3A0%3A0%3A0%3A1%5D",
            "did:web:\u{ff11}27.0.0.1",
        ] {
            let text = format!("{PREFIX}{rest}");
            assert!(text.parse::<ClientId>().is_err(), "{text:?}");
        }
        assert!("did:web:shop.example".parse::<ClientId>().is_err());
        assert!(
            "redirect_uri:https://shop.example"
                .parse::<ClientId>()
                .is_err()
        );
    }

    #[test]
    fn a_host_owns_https_urls_on_exactly_itself() {
        let host: ShopHost = "shop.example".parse().unwrap();
        for own in [
            "https://shop.example",
            "https://shop.example/a?b=c",
            "https://shop.example?x",
        ] {
            assert!(host.owns(own), "{own}");
        }
        for foreign in [
            "http://shop.example/",
            "https://www.shop.example/",
            "https://shop.example.evil.example/",
            "https://shop.example@evil.example/",
            "https://evil.example/https://shop.example",
            "https://shop.example:8443/",
            "https://shop.example:443/",
            "https://SHOP.example/",
            "https://shop.example\\@evil.example/",
            "https://shop.example#@evil.example",
            "//shop.example/",
            "/a",
            "",
            "javascript://shop.example/%0aalert(1)",
            "https://shop.example/\u{202e}",
            "https://shop.example/ a",
            "https:///shop.example/",
            "https://shop.example./",
        ] {
            assert!(!host.owns(foreign), "{foreign}");
        }
        assert!(!host.owns(&format!("https://shop.example/{}", "a".repeat(2048))));
    }

    #[test]
    fn plain_http_is_for_loopback_hosts_and_the_port_counts() {
        let host: ShopHost = "localhost:8443".parse().unwrap();
        assert!(host.owns("http://localhost:8443/x"));
        assert!(host.owns("https://localhost:8443/x"));
        assert!(!host.owns("http://localhost:8444/x"));
        assert!(!host.owns("http://127.0.0.1:8443/x"));
        assert!(!host.owns("http://localhost/x"));
    }

    #[test]
    fn a_client_id_is_stored_as_text_and_checked_when_read() {
        let shop = client("decentralized_identifier:did:web:shop.example");
        let text = serde_json::to_string(&shop).unwrap();
        assert_eq!(text, "\"decentralized_identifier:did:web:shop.example\"");
        assert_eq!(serde_json::from_str::<ClientId>(&text).unwrap(), shop);
        assert!(serde_json::from_str::<ClientId>("\"did:web:shop.example\"").is_err());
    }
}
