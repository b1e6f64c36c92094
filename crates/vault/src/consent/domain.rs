//! Whose a host is: the name that somebody registered.
//!
//! Who has a name can make as many hosts under it as they like, so that what they cost a person is counted by the name. Names
//! that a registry of its own hands out, such as `github.io`, keep their holders apart (Public Suffix List).
//!
//! Invariant: a domain counts and blocks; keys, client ids and addresses stay bound to the exact host.

use std::fmt;

use inkling_token::client::ShopHost;

/// The registrable domain of a host, `shop.example` of `www.shop.example`; a host on this computer with its port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(ShopHost);

impl Domain {
    /// Whose this host is. One that nobody can register is its own.
    #[must_use]
    pub fn of(host: &ShopHost) -> Self {
        if host.is_loopback() {
            return Self(host.clone());
        }
        let registered = psl::domain_str(host.name()).unwrap_or(host.name());
        Self(registered.parse().unwrap_or_else(|_| host.clone()))
    }

    /// The domain as a host.
    #[must_use]
    pub fn host(&self) -> &ShopHost {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(host: &str) -> String {
        Domain::of(&host.parse().unwrap()).to_string()
    }

    #[test]
    fn all_hosts_under_a_registered_name_are_of_one_domain() {
        for host in ["shop.example", "www.shop.example", "a.b.c.shop.example"] {
            assert_eq!(domain(host), "shop.example");
        }
        assert_eq!(domain("www.shop.co.uk"), "shop.co.uk");
        assert_eq!(domain("other.co.uk"), "other.co.uk");
    }

    #[test]
    fn customers_of_a_registry_of_its_own_are_kept_apart() {
        assert_eq!(domain("alice.github.io"), "alice.github.io");
        assert_eq!(domain("www.bob.github.io"), "bob.github.io");
        assert_eq!(domain("github.io"), "github.io");
    }

    #[test]
    fn shops_on_this_computer_are_told_apart_by_their_ports() {
        assert_eq!(domain("localhost:8443"), "localhost:8443");
        assert_eq!(domain("127.0.0.1:8443"), "127.0.0.1:8443");
        assert_eq!(domain("[::1]:9000"), "[::1]:9000");
        assert_eq!(domain("localhost"), "localhost");
    }
}
