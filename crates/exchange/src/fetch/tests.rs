//! Which hosts are called for a link, in which order, and what of their answers becomes a request.

use serde_json::{Value, json};

use super::*;
use crate::Developer;
use crate::testing::{NOW, Says, Shop, chance, exchange, says};

const REQUEST: &str = "oauth-authz-req+jwt";

fn signed(shop: &Shop) -> Says {
    says(200, shop.signs(REQUEST, &shop.request()))
}

fn document(shop: &Shop) -> Says {
    says(200, shop.document().to_string())
}

/// Its document, which lists where else it runs its part of the protocol.
fn listing(shop: &Shop, kind: &str, address: &str) -> Says {
    let mut document = shop.document();
    document["service"] = json!([{"id": "#vault", "type": kind, "serviceEndpoint": address}]);
    says(200, document.to_string())
}

fn fetched(link: &Link) -> Result<SharingRequest, ExchangeError> {
    exchange().fetch_request(link, NOW, &chance())
}

#[test]
fn a_signed_request_is_fetched_and_verified() {
    let shop = Shop::open(|shop| vec![document(shop), signed(shop)]);

    let request = fetched(&shop.link("/r?session=secret", "")).unwrap();

    assert_eq!(request.client_id, shop.client);
    let asked = shop.asked();
    assert!(
        asked[0].starts_with("GET /.well-known/did.json HTTP/1.1\r\n"),
        "{}",
        asked[0]
    );
    assert!(
        asked[1].starts_with("GET /r?session=secret HTTP/1.1\r\n"),
        "{}",
        asked[1]
    );
}

#[test]
fn a_posted_request_carries_a_nonce_and_must_bring_it_back() {
    let shop = Shop::open(|shop| vec![document(shop), signed(shop)]);

    let outcome = fetched(&shop.link("/r", "&request_uri_method=post"));

    assert!(
        matches!(outcome, Err(ExchangeError::Request(RequestError::Nonce))),
        "{outcome:?}"
    );
    let asked = &shop.asked()[1];
    assert!(asked.starts_with("POST /r HTTP/1.1\r\n"), "{asked}");
    let nonce = asked.rsplit_once("\r\n\r\nwallet_nonce=").unwrap().1;
    assert_eq!(nonce.len(), 32, "{nonce}");
}

#[test]
fn no_header_tells_one_computer_from_another_and_no_compression_is_asked_for() {
    let shop = Shop::open(|shop| vec![document(shop), signed(shop)]);

    fetched(&shop.link("/r", "")).unwrap();

    for asked in shop.asked() {
        let mut names: Vec<_> = asked
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, _)| name.to_lowercase())
            .collect();
        names.sort();
        assert_eq!(names, ["accept", "accept-encoding", "host", "sec-gpc"]);
        assert!(
            asked
                .to_lowercase()
                .contains("accept-encoding: identity\r\n"),
            "{asked}"
        );
        assert!(asked.to_lowercase().contains("sec-gpc: 1\r\n"), "{asked}");
    }
}

#[test]
fn a_request_signed_by_another_key_is_refused() {
    let other = Shop::open(|_| Vec::new());
    let shop = Shop::open(|shop| {
        vec![
            document(shop),
            says(200, other.signs(REQUEST, &shop.request())),
        ]
    });

    let outcome = fetched(&shop.link("/r", ""));

    assert!(
        matches!(
            outcome,
            Err(ExchangeError::Request(RequestError::Signature))
        ),
        "{outcome:?}"
    );
}

#[test]
fn a_request_that_nothing_can_be_sealed_to_is_refused() {
    let shop = Shop::open(|shop| {
        let mut request = shop.request();
        let key = &mut request["client_metadata"]["jwks"]["keys"][0];
        key["y"] = key["x"].clone();
        vec![document(shop), says(200, shop.signs(REQUEST, &request))]
    });

    let outcome = fetched(&shop.link("/r", ""));

    assert!(
        matches!(
            outcome,
            Err(ExchangeError::Request(RequestError::Recipient))
        ),
        "{outcome:?}"
    );
}

#[test]
fn without_a_did_document_there_is_no_request() {
    for (document, malformed) in [
        (says(404, ""), false),
        (says(200, "<html>"), true),
        (says(200, "{}"), true),
    ] {
        let shop = Shop::open(|shop| vec![document, signed(shop)]);
        let outcome = fetched(&shop.link("/r", ""));
        assert_eq!(
            matches!(outcome, Err(ExchangeError::Malformed)),
            malformed,
            "{outcome:?}"
        );
        assert_eq!(
            matches!(outcome, Err(ExchangeError::Refused { status: 404 })),
            !malformed,
            "{outcome:?}"
        );
        assert_eq!(shop.asked().len(), 1, "its request is not looked at");
    }
}

#[test]
fn a_request_may_lie_on_a_host_that_the_shop_lists() {
    let mut shop = None;
    let platform = Shop::open(|platform| {
        let opened =
            Shop::open(|shop| vec![listing(shop, "InklingEndpoint", &platform.at("/shops/7"))]);
        let mut request = opened.request();
        request["response_uri"] = Value::from(platform.at("/shops/7/response"));
        let answer = says(200, opened.signs(REQUEST, &request));
        shop = Some(opened);
        vec![answer]
    });
    let shop = shop.unwrap();

    let request = fetched(&shop.link_to(&platform.at("/shops/7/r"), "")).unwrap();

    assert_eq!(request.client_id, shop.client);
    assert!(request.hosts.owns(&request.response_uri));
    assert_eq!((shop.asked().len(), platform.asked().len()), (1, 1));
}

#[test]
fn a_host_that_the_shop_does_not_list_is_not_called() {
    let platform = Shop::open(|shop| vec![signed(shop)]);
    let elsewhere = Shop::open(|_| Vec::new());
    let lists: [fn(&Shop, &Shop, &Shop) -> Says; 3] = [
        |shop, _, _| document(shop),
        |shop, _, elsewhere| listing(shop, "InklingEndpoint", &elsewhere.at("/")),
        |shop, platform, _| listing(shop, "LinkedDomains", &platform.at("/")),
    ];
    for list in lists {
        let shop = Shop::open(|shop| vec![list(shop, &platform, &elsewhere)]);
        let outcome = fetched(&shop.link_to(&platform.at("/r"), ""));
        assert!(
            matches!(outcome, Err(ExchangeError::ForeignHost)),
            "{outcome:?}"
        );
    }
    assert_eq!(platform.asked().len(), 0);
}

#[test]
fn a_shop_that_does_not_sign_is_asked_for_its_request_alone() {
    let shop = Shop::open(|shop| vec![says(200, shop.does_not_sign())]);

    let request = fetched(&shop.unsigned_link("/r")).unwrap();

    assert_eq!(request.tier(), Tier::Unsigned);
    assert_eq!(request.key_thumbprint, None);
    let asked = shop.asked();
    assert!(asked[0].starts_with("GET /r HTTP/1.1\r\n"), "{}", asked[0]);
}

#[test]
fn a_signature_can_neither_be_left_out_nor_added() {
    let unsigned = Shop::open(|shop| vec![document(shop), says(200, shop.does_not_sign())]);
    let signs = Shop::open(|shop| vec![signed(shop)]);
    for outcome in [
        fetched(&unsigned.link("/r", "")),
        fetched(&signs.unsigned_link("/r")),
    ] {
        assert!(
            matches!(
                outcome,
                Err(ExchangeError::Request(RequestError::Signature))
            ),
            "{outcome:?}"
        );
    }
}

#[test]
fn a_shop_on_this_computer_is_not_called_without_developer_mode() {
    let shop = Shop::open(|shop| vec![document(shop), signed(shop)]);

    let outcome = Exchange::new(Developer::Off).fetch_request(&shop.link("/r", ""), NOW, &chance());

    assert!(
        matches!(outcome, Err(ExchangeError::PrivateAddress)),
        "{outcome:?}"
    );
    assert_eq!(shop.asked(), [""; 0]);
}

#[test]
fn an_error_holds_neither_the_address_nor_what_was_said() {
    let scripts: [fn(&Shop) -> Vec<Says>; 5] = [
        |_| vec![says(302, "s3cret")],
        |_| vec![says(200, "s3cret")],
        |_| vec![says(500, "s3cret")],
        |_| vec![Says::Bytes(b"s3cret".to_vec())],
        |shop| vec![document(shop), says(200, "s3cret")],
    ];
    for script in scripts {
        let shop = Shop::open(script);
        let error = fetched(&shop.link("/r?session=s3cret", "")).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(
            !told.contains("s3cret") && !told.contains("127.0.0.1"),
            "{told}"
        );
    }
}

#[test]
fn a_file_that_lies_at_the_shop_is_not_its_request() {
    for named in ["text/plain", "application/octet-stream", "application/jwt"] {
        let shop = Shop::open(|shop| {
            let request = shop.signs(REQUEST, &shop.request());
            let length = request.len();
            let file = format!(
                "HTTP/1.1 200 -\r\nContent-Type: {named}\r\nContent-Length: {length}\r\n\r\n{request}"
            );
            vec![document(shop), Says::Bytes(file.into_bytes())]
        });

        let outcome = exchange().fetch_request(&shop.link("/r", ""), NOW, &chance());

        assert!(
            matches!(outcome, Err(ExchangeError::Malformed)),
            "{named}: {outcome:?}"
        );
    }
}
