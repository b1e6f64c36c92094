//! An address that was checked to lie on the asking shop's own host.
//!
//! Two parsers must agree about the host: the protocol's own, and the one that the connection is made with.
//!
//! Invariant: only a `Place` can be called, and it is made from the host that the person is told about.

use inkling_token::client::ShopHost;
use ureq::http::Uri;

use crate::resolver::Reach;
use crate::{Developer, ExchangeError};

/// A checked address.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    uri: Uri,
    reach: Reach,
}

impl Place {
    /// Accepts `text` if it is https on exactly `host`, or http when `host` is this computer and developer mode is on.
    ///
    /// # Errors
    /// [`ExchangeError::PrivateAddress`] for a shop on this computer without developer mode, else
    /// [`ExchangeError::ForeignHost`].
    pub(crate) fn on(
        host: &ShopHost,
        text: &str,
        developer: Developer,
    ) -> Result<Self, ExchangeError> {
        let reach = match (host.is_loopback(), developer) {
            (false, _) => Reach::Public,
            (true, Developer::On) => Reach::Loopback,
            (true, Developer::Off) => return Err(ExchangeError::PrivateAddress),
        };
        let uri: Uri = text.parse().map_err(|_| ExchangeError::ForeignHost)?;
        let agreed = uri
            .authority()
            .is_some_and(|authority| authority.as_str() == host.to_string());
        if agreed && host.owns(text) {
            Ok(Self { uri, reach })
        } else {
            Err(ExchangeError::ForeignHost)
        }
    }

    /// The address.
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Where its name may lead.
    pub(crate) fn reach(&self) -> Reach {
        self.reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(host: &str, text: &str, developer: Developer) -> Result<(), ExchangeError> {
        Place::on(&host.parse().unwrap(), text, developer).map(|_| ())
    }

    #[test]
    fn an_address_on_the_shops_host_is_accepted() {
        for text in [
            "https://shop.example/vault/response",
            "https://shop.example",
            "https://shop.example/r?id=7",
        ] {
            assert!(on("shop.example", text, Developer::Off).is_ok(), "{text}");
        }
        assert!(
            on(
                "shop.example:8443",
                "https://shop.example:8443/r",
                Developer::Off
            )
            .is_ok()
        );
    }

    #[test]
    fn every_other_address_is_foreign() {
        let foreign = [
            "http://shop.example/",
            "https://www.shop.example/",
            "https://shop.example.evil.example/",
            "https://shop.example:8443/",
            "https://shop.example@evil.example/",
            "https://evil.example#@shop.example/",
            "https://evil.example\\@shop.example/",
            "https://user@shop.example/",
            "https:/shop.example/",
            "//shop.example/",
            "/r",
            "",
            "ftp://shop.example/",
            "https://SHOP.example/",
            "https://shop.example\n.evil.example/",
            "https://evil.example?shop.example/",
            "file:///etc/passwd",
        ];
        for text in foreign {
            let outcome = on("shop.example", text, Developer::On);
            assert!(
                matches!(outcome, Err(ExchangeError::ForeignHost)),
                "{text}: {outcome:?}"
            );
        }
    }

    #[test]
    fn this_computer_is_reached_in_developer_mode_only() {
        assert!(on("localhost:8443", "http://localhost:8443/r", Developer::On).is_ok());
        let closed = on("localhost:8443", "http://localhost:8443/r", Developer::Off);
        assert!(
            matches!(closed, Err(ExchangeError::PrivateAddress)),
            "{closed:?}"
        );
        let elsewhere = on("localhost:8443", "http://127.0.0.1:8443/r", Developer::On);
        assert!(
            matches!(elsewhere, Err(ExchangeError::ForeignHost)),
            "{elsewhere:?}"
        );
    }
}
