//! Which addresses are out on the public internet: the IANA special-purpose registries (RFC 6890), read strictly.
//!
//! Invariant: what is not known to be public is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Globally reachable unicast, by its number alone.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// In a network of one's own, or on this computer. Link-local addresses, where clouds keep their metadata, are neither.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => matches!(
            address.octets(),
            [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..]
        ),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]               // this network, private, loopback
            | [100, 64..=127, ..]        // carrier-grade NAT
            | [169, 254, ..]             // link-local, where clouds keep their metadata
            | [172, 16..=31, ..]         // private
            | [192, 0, 0 | 2, _]         // protocol assignments, documentation
            | [192, 88, 99, _]           // 6to4 relays
            | [192, 168, ..]             // private
            | [198, 18 | 19, ..]         // benchmarks
            | [198, 51, 100, _]          // documentation
            | [203, 0, 113, _]           // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // NAT64: as public as the address inside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x2001, 0..0x200, ..]           // protocol assignments, Teredo, ORCHID, benchmarks
            | [0x2001, 0xdb8, ..]        // documentation
            | [0x2002, ..]               // 6to4
            | [0x3fff, 0..0x1000, ..] => false, // documentation
        // Global unicast; ULA, link-local, multicast, loopback and v4-mapped lie outside of it.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(addresses: &[&str]) -> Vec<bool> {
        addresses
            .iter()
            .map(|address| is_public(address.parse().unwrap()))
            .collect()
    }

    #[test]
    fn addresses_of_shops_are_public() {
        let public = [
            "93.184.215.14",
            "100.63.255.255",
            "172.32.0.1",
            "198.20.0.1",
            "2a00:1450:4001::200e",
            "2001:4860::8888",
            "64:ff9b::5db8:d70e",
        ];
        assert_eq!(all(&public), [true; 7]);
    }

    #[test]
    fn addresses_of_this_computer_and_its_network_are_not() {
        let inside = [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "::1",
            "::",
            "fe80::1",
            "febf::1",
            "fc00::1",
            "fd12:3456::1",
            "fec0::1",
        ];
        assert_eq!(all(&inside), [false; 17]);
    }

    #[test]
    fn addresses_that_wrap_a_private_one_are_not() {
        let wrapped = [
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "64:ff9b:1::a00:1",
        ];
        assert_eq!(all(&wrapped), [false; 8]);
    }

    #[test]
    fn multicast_reserved_and_documentation_addresses_are_not() {
        let others = [
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "192.0.0.8",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "192.88.99.1",
            "ff02::1",
            "2001:db8::1",
            "3fff:1::1",
            "4000::1",
            "100::1",
        ];
        assert_eq!(all(&others), [false; 15]);
    }
}
