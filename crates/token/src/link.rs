//! The link that reaches the app: `inkling://authorize?client_id=..&request_uri=..[&request_uri_method=post]`.
//!
//! Any web page and any program can open a link, so it may only ever say where a request lies.
//!
//! Invariant: a link carries no secret, no preference and no verb; anything beyond its three parameters is refused
//! (RFC 9101, section 5.2.2; OpenID4VP 1.0, section 5.10).

use std::str::FromStr;

use crate::client::{ClientId, Tier, web_host};
use crate::text::percent_decode;

const LONGEST: usize = 2048;

/// Where a sharing request lies, and who is said to ask.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Who is said to ask; the request must say the same.
    pub client_id: ClientId,
    /// Where the request lies. A shop that signs may list other hosts than its own, so whether this is one of them is known
    /// only when its document is.
    pub request_uri: String,
    /// How it is fetched.
    pub method: RequestUriMethod,
}

/// How a request is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestUriMethod {
    /// With GET.
    Get,
    /// With POST, sending a `wallet_nonce` that the request must repeat.
    Post,
}

/// Which schemes open a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schemes {
    /// `inkling:` alone.
    Inkling,
    /// Those every OpenID4VP wallet shares too (`openid4vp:`, `haip-vp:`); for people who opted in.
    Shared,
}

impl Link {
    /// Reads a link of the given schemes.
    ///
    /// # Errors
    /// For anything that is not exactly a link, without saying what: it may be hostile text.
    pub fn parse(text: &str, schemes: Schemes) -> Result<Self, LinkError> {
        if text.len() > LONGEST || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(LinkError::NotALink);
        }
        let query = query_of(text, schemes).ok_or(LinkError::NotALink)?;
        let mut client_id = None;
        let mut request_uri = None;
        let mut method = None;
        for pair in query.split('&') {
            let (name, encoded) = pair.split_once('=').ok_or(LinkError::Parameters)?;
            let slot = match name {
                "client_id" => &mut client_id,
                "request_uri" => &mut request_uri,
                "request_uri_method" => &mut method,
                _ => return Err(LinkError::Parameters),
            };
            let value = percent_decode(encoded).ok_or(LinkError::Parameters)?;
            if slot.replace(value).is_some() {
                return Err(LinkError::Parameters);
            }
        }
        let client_id: ClientId = client_id
            .ok_or(LinkError::Parameters)?
            .parse()
            .map_err(|_| LinkError::Client)?;
        let request_uri = request_uri.ok_or(LinkError::Parameters)?;
        let host = web_host(&request_uri).ok_or(LinkError::ForeignHost)?;
        let own = client_id.host();
        let may_be_listed = match client_id.tier() {
            Tier::Signed => own.is_loopback() || !host.is_loopback(),
            Tier::Unsigned => false,
        };
        if host != own && !may_be_listed {
            return Err(LinkError::ForeignHost);
        }
        let method = match method.as_deref() {
            None | Some("get") => RequestUriMethod::Get,
            Some("post") => RequestUriMethod::Post,
            Some(_) => return Err(LinkError::Parameters),
        };
        Ok(Self {
            client_id,
            request_uri,
            method,
        })
    }
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        Self::parse(text, Schemes::Inkling)
    }
}

/// The address may name a browsing session at the shop: not for logs.
impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("client_id", &self.client_id)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// A text that is no link of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Another scheme, too long, or characters no link has.
    #[error("failed to read the link: it is not an inkling link")]
    NotALink,
    /// A parameter is missing, unknown, repeated or badly encoded.
    #[error("failed to read the link: its parameters are not the expected ones")]
    Parameters,
    /// The client id is not a shop's.
    #[error("failed to read the link: it does not name a shop")]
    Client,
    /// The request lies on no https host, or on one that the shop cannot have listed.
    #[error("failed to read the link: the request is not on a host of the shop")]
    ForeignHost,
}

fn query_of(text: &str, schemes: Schemes) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let known = match schemes {
        Schemes::Inkling => scheme == "inkling",
        Schemes::Shared => matches!(scheme, "inkling" | "openid4vp" | "haip-vp"),
    };
    let (place, query) = rest.split_once('?')?;
    let ours =
        matches!(place, "authorize" | "authorize/") || (scheme != "inkling" && place.is_empty());
    (known && ours).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "client_id=decentralized_identifier%3Adid%3Aweb%3Ashop.example";
    const URI: &str = "request_uri=https%3A%2F%2Fshop.example%2Fvault%2Frequest%2Fabc";

    #[test]
    fn a_link_says_who_asks_and_where_the_request_lies() {
        let link: Link = format!("inkling://authorize?{CLIENT}&{URI}")
            .parse()
            .unwrap();
        assert_eq!(link.client_id.host().to_string(), "shop.example");
        assert_eq!(link.request_uri, "https://shop.example/vault/request/abc");
        assert_eq!(link.method, RequestUriMethod::Get);
    }

    #[test]
    fn a_link_may_ask_for_post_and_browsers_may_add_a_slash() {
        let link: Link = format!("inkling://authorize/?{URI}&request_uri_method=post&{CLIENT}")
            .parse()
            .unwrap();
        assert_eq!(link.method, RequestUriMethod::Post);
    }

    #[test]
    fn unencoded_colons_and_slashes_are_the_same_link() {
        let plain = "inkling://authorize?client_id=decentralized_identifier:did:web:shop.example\
                     &request_uri=https://shop.example/vault/request/abc";
        assert_eq!(
            plain.parse::<Link>(),
            format!("inkling://authorize?{CLIENT}&{URI}").parse()
        );
    }

    #[test]
    fn a_localhost_client_id_keeps_its_own_escape() {
        let text = "inkling://authorize?client_id=decentralized_identifier%3Adid%3Aweb%3Alocalhost%253A8443\
                    &request_uri=http%3A%2F%2Flocalhost%3A8443%2Fr";
        let link: Link = text.parse().unwrap();
        assert_eq!(link.client_id.host().to_string(), "localhost:8443");
    }

    #[test]
    fn a_link_with_anything_more_or_less_is_refused() {
        let base = format!("inkling://authorize?{CLIENT}&{URI}");
        for hostile in [
            String::new(),
            "--version".into(),
            format!("inkling://authorize?{CLIENT}"),
            format!("inkling://authorize?{URI}"),
            format!("inkling://approve?{CLIENT}&{URI}"),
            format!("inkling:authorize?{CLIENT}&{URI}"),
            format!("INKLING://authorize?{CLIENT}&{URI}"),
            format!("https://authorize?{CLIENT}&{URI}"),
            format!("openid4vp://authorize?{CLIENT}&{URI}"),
            format!("{base}&action=approve"),
            format!("{base}&{CLIENT}"),
            format!("{base}&"),
            format!("{base}&request_uri_method=put"),
            format!("{base}#x"),
            format!("{base}\0"),
            format!("{base}\n--approve"),
            format!("{base}%00"),
            format!("{base} --approve"),
            format!("{base}{}", "a".repeat(1 << 20)),
            format!("inkling://authorize?{CLIENT}&request_uri=https://10.0.0.1/r"),
            format!("inkling://authorize?{CLIENT}&request_uri=https://localhost:8443/r"),
            format!("inkling://authorize?{CLIENT}&request_uri=https://user@shop.example/r"),
            format!("inkling://authorize?{CLIENT}&request_uri=/r"),
            format!("inkling://authorize?{CLIENT}&request_uri=http://shop.example/r"),
            format!("inkling://authorize?{CLIENT}&request_uri=file:///etc/passwd"),
            format!(
                "inkling://authorize?client_id=redirect_uri%3Ahttps%3A%2F%2Fshop.example&{URI}"
            ),
        ] {
            assert!(hostile.parse::<Link>().is_err(), "{hostile:.200}");
        }
    }

    #[test]
    fn a_request_may_lie_on_another_host_that_the_document_then_has_to_list() {
        let text = format!("inkling://authorize?{CLIENT}&request_uri=https://vault.example/r");
        let link: Link = text.parse().unwrap();
        assert_eq!(link.request_uri, "https://vault.example/r");
        assert_eq!(link.client_id.host().to_string(), "shop.example");
    }

    #[test]
    fn a_shop_that_does_not_sign_asks_from_its_own_host_only() {
        let unsigned = "client_id=redirect_uri%3Ahttps%3A%2F%2Fshop.example%2Fanswer";
        let link: Link = format!("inkling://authorize?{unsigned}&{URI}")
            .parse()
            .unwrap();
        assert_eq!(link.client_id.tier(), Tier::Unsigned);
        let elsewhere =
            format!("inkling://authorize?{unsigned}&request_uri=https://vault.example/r");
        assert_eq!(elsewhere.parse::<Link>(), Err(LinkError::ForeignHost));
    }

    #[test]
    fn shared_schemes_open_only_for_people_who_opted_in() {
        let text = format!("openid4vp://?{CLIENT}&{URI}");
        assert!(Link::parse(&text, Schemes::Inkling).is_err());
        assert!(Link::parse(&text, Schemes::Shared).is_ok());
    }

    #[test]
    fn debug_does_not_show_the_address() {
        let link: Link = format!("inkling://authorize?{CLIENT}&{URI}")
            .parse()
            .unwrap();
        assert!(!format!("{link:?}").contains("abc"));
    }
}
