//! Who asks: a shop's client id and the host that it speaks for.
//!
//! A shop that signs is a `did:web`; one that does not is the address that its answers go to, and counts for less.
//!
//! Invariant: a client id has one spelling, so that equal shops are equal texts, and its tier can be read off it: nothing
//! that a request says moves it up (OpenID4VP 1.0, section 5.9.3, `decentralized_identifier` and `redirect_uri`; did:web
//! method specification).

mod host;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use host::{ShopHost, ShopHosts};
pub(crate) use host::{is_web_url, web_host};

const SIGNED: &str = "decentralized_identifier:";
const UNSIGNED: &str = "redirect_uri:";
const METHOD: &str = "did:web:";

/// A shop: `decentralized_identifier:did:web:shop.example`, or `redirect_uri:https://shop.example/answer`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId {
    host: ShopHost,
    /// Where answers go, for a shop that does not sign.
    response_uri: Option<String>,
}

/// How much stands behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Nobody signed it: only the address that the answer goes to is known.
    Unsigned,
    /// Signed with a key that the shop's host publishes.
    Signed,
}

impl ClientId {
    /// Whether its requests are signed.
    #[must_use]
    pub fn tier(&self) -> Tier {
        match self.response_uri {
            Some(_) => Tier::Unsigned,
            None => Tier::Signed,
        }
    }

    /// Its decentralized identifier, `did:web:shop.example`; `None` for a shop that does not sign.
    #[must_use]
    pub fn did(&self) -> Option<String> {
        (self.tier() == Tier::Signed).then(|| self.host.did())
    }

    /// The host that it speaks for.
    #[must_use]
    pub fn host(&self) -> ShopHost {
        self.host.clone()
    }

    /// Where its keys are published, `https://shop.example/.well-known/did.json`; `None` for a shop that does not sign.
    #[must_use]
    pub fn did_document_url(&self) -> Option<String> {
        let scheme = if self.host.is_loopback() {
            "http"
        } else {
            "https"
        };
        (self.tier() == Tier::Signed)
            .then(|| format!("{scheme}://{}/.well-known/did.json", self.host))
    }

    /// Where answers go; only a shop that does not sign says it in its name.
    #[must_use]
    pub fn response_uri(&self) -> Option<&str> {
        self.response_uri.as_deref()
    }
}

impl FromStr for ClientId {
    type Err = ClientIdError;

    fn from_str(text: &str) -> Result<Self, ClientIdError> {
        if let Some(uri) = text.strip_prefix(UNSIGNED) {
            let host = host::of_one_spelling(uri).filter(ShopHost::is_at_the_usual_port);
            return Ok(Self {
                host: host.ok_or(ClientIdError::NotAnAddress)?,
                response_uri: Some(uri.to_owned()),
            });
        }
        let encoded = text
            .strip_prefix(SIGNED)
            .and_then(|did| did.strip_prefix(METHOD))
            .ok_or(ClientIdError::UnknownKind)?;
        if encoded.contains(':') {
            return Err(ClientIdError::NotAHost);
        }
        let authority = crate::text::percent_decode(encoded).ok_or(ClientIdError::NotAHost)?;
        let client_id = Self {
            host: authority.parse()?,
            response_uri: None,
        };
        // Another spelling of the same host would be another text for the same shop, another port a way to be a new one.
        if client_id.to_string() != text || !client_id.host.is_at_the_usual_port() {
            return Err(ClientIdError::NotAHost);
        }
        Ok(client_id)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.response_uri {
            Some(uri) => write!(f, "{UNSIGNED}{uri}"),
            None => write!(f, "{SIGNED}{}", self.host.did()),
        }
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

/// A client id that is not one shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdError {
    /// Neither a did:web nor an address, or none.
    #[error("failed to read the client id: it is neither a did:web identifier nor an address")]
    UnknownKind,
    /// Not a host name in its one spelling, or a path after it.
    #[error("failed to read the client id: it does not name a host")]
    NotAHost,
    /// Not an https address in its one spelling.
    #[error("failed to read the client id: it is not an https address")]
    NotAnAddress,
}

#[cfg(test)]
mod tests;
