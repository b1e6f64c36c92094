//! An address that was checked to lie on a host of the asking shop: its own, or one that its did document lists.
//!
//! Two parsers must agree about the host: the protocol's own, and the one that the connection is made with.
//!
//! Invariant: no shop is called but at a `Place`, and it is made from the hosts of the shop that the person is told about.

use inkling_token::client::ShopHosts;
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
    /// Accepts `text` if it is https on exactly one of `hosts`, or http when that is this computer and developer mode is
    /// on.
    ///
    /// # Errors
    /// [`ExchangeError::PrivateAddress`] for this computer without developer mode, or listed by a shop elsewhere, else
    /// [`ExchangeError::ForeignHost`].
    pub(crate) fn on(
        hosts: &ShopHosts,
        text: &str,
        developer: Developer,
    ) -> Result<Self, ExchangeError> {
        let host = hosts.host_of(text).ok_or(ExchangeError::ForeignHost)?;
        let reach = match (host.is_loopback(), developer) {
            (false, _) => Reach::Public,
            (true, Developer::On) if hosts.own.is_loopback() => Reach::Loopback,
            (true, _) => return Err(ExchangeError::PrivateAddress),
        };
        let uri: Uri = text.parse().map_err(|_| ExchangeError::ForeignHost)?;
        let agreed = uri
            .authority()
            .is_some_and(|authority| authority.as_str() == host.to_string());
        agreed
            .then_some(Self { uri, reach })
            .ok_or(ExchangeError::ForeignHost)
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
        let hosts = ShopHosts::only(host.parse().unwrap());
        Place::on(&hosts, text, developer).map(|_| ())
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
    fn a_host_that_the_shop_lists_is_its_own_and_no_other_is() {
        let listing = |other: &str| {
            ShopHosts::only("shop.example".parse().unwrap()).including(other.parse().unwrap())
        };
        let on = |hosts: &ShopHosts, text| Place::on(hosts, text, Developer::On).map(|_| ());
        let hosts = listing("vault.shop-platform.example");
        for text in [
            "https://shop.example/r",
            "https://vault.shop-platform.example/r",
        ] {
            assert!(on(&hosts, text).is_ok(), "{text}");
        }
        for text in [
            "https://vault.shop-platform.example:8443/r",
            "http://vault.shop-platform.example/r",
            "https://other.shop-platform.example/r",
            "https://user@vault.shop-platform.example/r",
        ] {
            let outcome = on(&hosts, text);
            assert!(
                matches!(outcome, Err(ExchangeError::ForeignHost)),
                "{text}: {outcome:?}"
            );
        }
        let inward = ShopHosts {
            own: "shop.example".parse().unwrap(),
            others: ["localhost:8443".parse().unwrap()].into(),
        };
        let inward = on(&inward, "https://localhost:8443/r");
        assert!(
            matches!(inward, Err(ExchangeError::PrivateAddress)),
            "{inward:?}"
        );
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
