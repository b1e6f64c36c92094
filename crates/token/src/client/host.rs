//! Hosts and the addresses on them.
//!
//! Invariant: a host is a name in one spelling and never an address of a network, except this computer's own; an address
//! that two readers could take for two hosts is nobody's (RFC 3986, section 3.2; WHATWG URL, section 4).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ClientIdError, METHOD};

/// No URL of the flow is longer.
const LONGEST_URL: usize = 2048;
/// Hosts beside its own that a shop may list.
const MOST_OTHERS: usize = 8;

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

    /// The identifier of the shop that is this host: `did:web:shop.example`.
    pub(super) fn did(&self) -> String {
        let host = self.to_string().replace('[', "%5B").replace(']', "%5D");
        format!("{METHOD}{}", host.replace(':', "%3A"))
    }

    /// Whether it is where the web is: a shop in the world has no port of its own, one on this computer may.
    pub(super) fn is_at_the_usual_port(&self) -> bool {
        self.port.is_none() || self.is_loopback()
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

/// All hosts that a shop's addresses may be on: its own, and those that its document lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopHosts {
    /// The host that the shop is.
    pub own: ShopHost,
    /// Others that it runs its part of the protocol on.
    pub others: BTreeSet<ShopHost>,
}

impl ShopHosts {
    /// A shop that lists no other host.
    #[must_use]
    pub fn only(own: ShopHost) -> Self {
        Self {
            own,
            others: BTreeSet::new(),
        }
    }

    /// The same with one more, unless that makes more than eight, is at an unusual port, or a shop elsewhere would name this
    /// computer.
    #[must_use]
    pub fn including(mut self, other: ShopHost) -> Self {
        let reaches_in = other.is_loopback() && !self.own.is_loopback();
        let fits = other.is_at_the_usual_port() && !reaches_in;
        if other != self.own && fits && self.others.len() < MOST_OTHERS {
            self.others.insert(other);
        }
        self
    }

    /// Whether the URL is on one of them: see [`ShopHost::owns`].
    #[must_use]
    pub fn owns(&self, url: &str) -> bool {
        self.host_of(url).is_some()
    }

    /// The one that the URL is on.
    #[must_use]
    pub fn host_of(&self, url: &str) -> Option<ShopHost> {
        std::iter::once(&self.own)
            .chain(&self.others)
            .find(|host| host.owns(url))
            .cloned()
    }
}

/// Whether the text is an https URL that a person may be shown: any host, no user, no foreign letters.
pub(crate) fn is_web_url(url: &str) -> bool {
    web_host(url).is_some()
}

/// The host of an https URL, or of an http one on this computer.
pub(crate) fn web_host(url: &str) -> Option<ShopHost> {
    let (_, authority) = split_url(url)?;
    let host: ShopHost = authority.parse().ok()?;
    host.owns(url).then_some(host)
}

/// The host of an address that can be written in no other way: a path, no query, nothing escaped that need not be, no way
/// up (RFC 3986, section 6.2.2).
pub(super) fn of_one_spelling(url: &str) -> Option<ShopHost> {
    let host = web_host(url)?;
    let (_, rest) = url.split_once("://")?;
    let path = rest.get(rest.find('/')?..)?;
    let odd = |part: &str| matches!(part, "." | "..") || part.contains(';');
    let is_straight = !path.contains("//") && !path.split('/').any(odd);
    (is_straight && is_plain_path(path)).then_some(host)
}

/// Unreserved characters and sub-delimiters as they are, all others escaped in upper case.
fn is_plain_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => escaped(bytes.next(), bytes.next())
                .is_some_and(|b| !b.is_ascii_alphanumeric() && !b"-._~/\\".contains(&b)),
            other => other.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&other),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn escaped(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| {
        let byte = byte.filter(|b| !b.is_ascii_lowercase())?;
        char::from(byte).to_digit(16)
    };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
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
