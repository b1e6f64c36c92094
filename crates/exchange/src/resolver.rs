//! Resolves a host and refuses the whole answer when one address of it lies where it must not.
//!
//! The addresses returned here are the ones connected to: nothing resolves a second time, so that an answer that changes
//! between the check and the connection (DNS rebinding) has no second chance.
//!
//! Invariant: no address leaves this module unchecked.

use std::io;
use std::net::IpAddr;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::address::{is_private, is_public};

/// Where a name may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To public addresses.
    Public,
    /// To where a person may have a store of their own: theirs to say.
    Chosen,
    /// To this computer: developer mode.
    Loopback,
}

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::Chosen => is_public(address) || is_private(address),
            Self::Loopback => address.is_loopback(),
        }
    }
}

/// A resolver behind which only allowed addresses exist.
#[derive(Debug)]
pub(crate) struct Within<R> {
    pub(crate) reach: Reach,
    pub(crate) inner: R,
}

impl<R: Resolver> Resolver for Within<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let addresses = self.inner.resolve(uri, config, timeout)?;
        if addresses
            .iter()
            .all(|address| self.reach.allows(address.ip()))
        {
            Ok(addresses)
        } else {
            Err(Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                NotAllowed,
            )))
        }
    }
}

/// The mark by which [`crate::ExchangeError`] tells this refusal from the system's.
#[derive(Debug, thiserror::Error)]
#[error("failed to accept an address")]
pub(crate) struct NotAllowed;

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use ureq::Timeout;
    use ureq::unversioned::resolver::DefaultResolver;
    use ureq::unversioned::transport::time::Duration;

    use super::*;
    use crate::ExchangeError;

    /// Answers every name with the same addresses.
    #[derive(Debug)]
    struct Answers(Vec<SocketAddr>);

    impl Resolver for Answers {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, Error> {
            let mut addresses = self.empty();
            self.0.iter().for_each(|address| addresses.push(*address));
            Ok(addresses)
        }
    }

    fn resolved(resolver: &impl Resolver, uri: &str) -> Result<Vec<SocketAddr>, ExchangeError> {
        let timeout = NextTimeout {
            after: Duration::from_secs(5),
            reason: Timeout::Global,
            ..NextTimeout::default()
        };
        let addresses = resolver.resolve(&uri.parse().unwrap(), &Config::default(), timeout)?;
        Ok(addresses.to_vec())
    }

    fn answer(reach: Reach, addresses: &[&str]) -> Result<Vec<SocketAddr>, ExchangeError> {
        let inner = Answers(
            addresses
                .iter()
                .map(|address| address.parse().unwrap())
                .collect(),
        );
        resolved(&Within { reach, inner }, "https://shop.example/")
    }

    #[test]
    fn a_public_answer_is_passed_on_as_it_is() {
        assert_eq!(
            answer(Reach::Public, &["93.184.215.14:443"]).unwrap(),
            ["93.184.215.14:443".parse().unwrap()]
        );
    }

    #[test]
    fn one_private_address_spoils_the_answer() {
        let mixed = answer(Reach::Public, &["93.184.215.14:443", "10.0.0.1:443"]);
        assert!(
            matches!(mixed, Err(ExchangeError::PrivateAddress)),
            "{mixed:?}"
        );
    }

    #[test]
    fn a_loopback_name_that_leads_away_from_this_computer_is_refused() {
        let away = answer(Reach::Loopback, &["127.0.0.1:8443", "93.184.215.14:8443"]);
        assert!(
            matches!(away, Err(ExchangeError::PrivateAddress)),
            "{away:?}"
        );
    }

    #[test]
    fn a_store_of_ones_own_may_be_in_ones_own_network_but_not_where_clouds_keep_secrets() {
        for home in [
            "10.0.0.5:9000",
            "192.168.1.2:443",
            "100.100.1.1:443",
            "127.0.0.1:9000",
            "[fd00::5]:443",
            "93.184.215.14:443",
        ] {
            assert!(answer(Reach::Chosen, &[home]).is_ok(), "{home}");
        }
        for elsewhere in [
            "169.254.169.254:80",
            "0.0.0.0:443",
            "224.0.0.1:443",
            "[fe80::1]:443",
            "[::ffff:169.254.169.254]:80",
            "[::]:443",
        ] {
            let outcome = answer(Reach::Chosen, &["93.184.215.14:443", elsewhere]);
            assert!(
                matches!(outcome, Err(ExchangeError::PrivateAddress)),
                "{elsewhere}: {outcome:?}"
            );
        }
    }

    #[test]
    fn every_private_address_spoils_an_answer_wherever_it_stands() {
        for inside in [
            "127.0.0.1:443",
            "169.254.169.254:443",
            "[::1]:443",
            "[fe80::1]:443",
            "[::ffff:192.168.0.1]:443",
            "0.0.0.0:443",
        ] {
            for answers in [["93.184.215.14:443", inside], [inside, "93.184.215.14:443"]] {
                let outcome = answer(Reach::Public, &answers);
                assert!(
                    matches!(outcome, Err(ExchangeError::PrivateAddress)),
                    "{answers:?}: {outcome:?}"
                );
            }
        }
    }

    #[test]
    fn literal_and_disguised_addresses_are_refused_like_names() {
        for host in [
            "127.0.0.1",
            "[::1]",
            "2130706433",
            "0x7f.1",
            "[::ffff:10.0.0.1]",
            "169.254.169.254",
            "localhost",
        ] {
            let resolver = Within {
                reach: Reach::Public,
                inner: DefaultResolver::default(),
            };
            let outcome = resolved(&resolver, &format!("https://{host}/"));
            assert!(
                matches!(outcome, Err(ExchangeError::PrivateAddress)),
                "{host}: {outcome:?}"
            );
        }
    }
}
