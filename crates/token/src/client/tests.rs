//! One spelling, one host, two tiers.

use super::*;

fn client(text: &str) -> ClientId {
    text.parse().unwrap()
}

#[test]
fn a_shop_is_its_host() {
    let shop = client("decentralized_identifier:did:web:shop.example");
    assert_eq!(shop.tier(), Tier::Signed);
    assert_eq!(shop.did().as_deref(), Some("did:web:shop.example"));
    assert_eq!(shop.response_uri(), None);
    assert_eq!(shop.host().to_string(), "shop.example");
    assert_eq!(
        shop.did_document_url().as_deref(),
        Some("https://shop.example/.well-known/did.json")
    );
    assert!(!shop.host().is_loopback());
}

#[test]
fn a_developer_runs_a_shop_on_this_computer() {
    let shop = client("decentralized_identifier:did:web:localhost%3A8443");
    assert_eq!(shop.host().to_string(), "localhost:8443");
    assert_eq!(shop.did().as_deref(), Some("did:web:localhost%3A8443"));
    assert_eq!(
        shop.did_document_url().as_deref(),
        Some("http://localhost:8443/.well-known/did.json")
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
        let text = format!("{SIGNED}{rest}");
        assert!(text.parse::<ClientId>().is_err(), "{text:?}");
    }
    assert!("did:web:shop.example".parse::<ClientId>().is_err());
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

#[test]
fn a_shop_that_does_not_sign_is_the_address_of_its_answers() {
    let text = "redirect_uri:https://shop.example/vault/response";
    let shop = client(text);
    assert_eq!(shop.tier(), Tier::Unsigned);
    assert_eq!(shop.host().to_string(), "shop.example");
    assert_eq!(
        shop.response_uri(),
        Some("https://shop.example/vault/response")
    );
    assert_eq!((shop.did(), shop.did_document_url()), (None, None));
    assert_eq!(shop.to_string(), text);
    assert!(Tier::Unsigned < Tier::Signed);
    let stored = serde_json::to_string(&shop).unwrap();
    assert_eq!(serde_json::from_str::<ClientId>(&stored).unwrap(), shop);
}

#[test]
fn an_address_on_this_computer_may_be_http() {
    assert_eq!(
        client("redirect_uri:http://localhost:8443/a").tier(),
        Tier::Unsigned
    );
    assert_eq!(
        client("redirect_uri:https://[::1]:8443/a")
            .host()
            .to_string(),
        "[::1]:8443"
    );
}

#[test]
fn an_address_with_a_second_spelling_is_refused() {
    for address in [
        "",
        "https://shop.example",
        "http://shop.example/a",
        "https://Shop.example/a",
        "https://shop.example:443/a",
        "https://user@shop.example/a",
        "https://shop.example/a#b",
        "https://shop.example/a?b=c",
        "https://shop.example/a/../b",
        "https://shop.example/a%2Fb",
        "https://shop.example/a%5Cb",
        "https://shop.example/a/..;/b",
        "https://shop.example//b",
        "https://shop.example:8443/b",
        "https://shop.example/./a",
        "https://shop.example/..",
        "https://shop.example/%61",
        "https://shop.example/%2e%2E/a",
        "https://shop.example/%2f",
        "https://shop.example/%",
        "https://shop.example/%2",
        "https://shop.example/%zz",
        "https://shop.example/a b",
        "https://shop.example/a|b",
        "https://shop.example\\a/b",
        "https://10.0.0.1/a",
        "https://shop/a",
        "ftp://shop.example/a",
        "redirect_uri:https://shop.example/a",
        "did:web:shop.example",
    ] {
        let text = format!("{UNSIGNED}{address}");
        assert_eq!(
            text.parse::<ClientId>(),
            Err(ClientIdError::NotAnAddress),
            "{text}"
        );
    }
    assert!(
        "redirect_uri:https://shop.example/"
            .parse::<ClientId>()
            .is_ok()
    );
    assert!(
        "redirect_uri:https://shop.example/a%20b/~c,d=e"
            .parse::<ClientId>()
            .is_ok()
    );
    assert!(
        "REDIRECT_URI:https://shop.example/a"
            .parse::<ClientId>()
            .is_err()
    );
}

#[test]
fn a_shops_addresses_are_on_its_own_host_and_on_those_it_lists() {
    let own: ShopHost = "shop.example".parse().unwrap();
    let other: ShopHost = "vault.shop.example".parse().unwrap();
    let alone = ShopHosts::only(own.clone());
    let both = alone.clone().including(other.clone());
    assert_eq!(both.host_of("https://vault.shop.example/a"), Some(other));
    assert_eq!(both.host_of("https://shop.example/a"), Some(own.clone()));
    assert!(both.owns("https://shop.example/a"));
    assert!(!alone.owns("https://vault.shop.example/a"));
    assert!(!both.owns("http://vault.shop.example/a"));
    assert!(!both.owns("https://evil.example/a"));
    assert_eq!(both.clone().including(own), both);
    let stored = serde_json::to_string(&both).unwrap();
    assert_eq!(serde_json::from_str::<ShopHosts>(&stored).unwrap(), both);
}

#[test]
fn a_shop_elsewhere_cannot_list_this_computer_nor_half_the_web() {
    let here: ShopHost = "localhost:8443".parse().unwrap();
    let elsewhere = ShopHosts::only("shop.example".parse().unwrap());
    assert!(elsewhere.clone().including(here.clone()).others.is_empty());
    let local = ShopHosts::only("127.0.0.1:8080".parse().unwrap());
    assert!(local.including(here).owns("http://localhost:8443/a"));
    let many = (0..20)
        .map(|n| format!("h{n}.example").parse().unwrap())
        .fold(elsewhere, ShopHosts::including);
    assert_eq!(many.others.len(), 8);
}
