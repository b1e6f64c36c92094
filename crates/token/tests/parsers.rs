//! Every reader of outside bytes takes any bytes: it answers or refuses, and never breaks.

use inkling_token::Timestamp;
use inkling_token::ack;
use inkling_token::client::{ClientId, ShopHost};
use inkling_token::dcql;
use inkling_token::did::DidDocument;
use inkling_token::link::{Link, Schemes};
use inkling_token::message::Answer;
use inkling_token::request::UnverifiedRequest;
use inkling_token::status::{Bits, StatusList};
use inkling_token::terms::Terms;
use inkling_token::token::PreferenceToken;
use inkling_token::verify::{Expected, verify, verify_from_mailbox};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_seconds(1_795_438_802);

const CLIENTS: [&str; 2] = [
    "decentralized_identifier:did:web:shop.example",
    "redirect_uri:https://shop.example/answer",
];

fn read_all(bytes: &[u8]) {
    for client_id in CLIENTS.iter().filter_map(|text| text.parse().ok()) {
        let _ = DidDocument::parse(bytes, &client_id);
    }
    let _ = UnverifiedRequest::parse(bytes);
    let _ = Answer::parse(bytes);
    let _ = ack::from_answer(bytes);
    if let Ok(json) = serde_json::from_slice(bytes) {
        let _ = dcql::parse(&json);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for schemes in [Schemes::Inkling, Schemes::Shared] {
        let _ = Link::parse(text, schemes);
    }
    let _ = text.parse::<ClientId>();
    let _ = text.parse::<ShopHost>();
    let _ = Terms::parse(text);
    let _ = PreferenceToken::from_stored(text);
    let _ = StatusList::from_lst(Bits::Two, text);
    let Ok(client_id) = CLIENTS[0].parse() else {
        unreachable!("a client id of one spelling");
    };
    let expected = Expected {
        client_id: &client_id,
        nonce: "n-0S6_WzA2Mj.n-0S6_WzA2Mj",
        transaction_data: "e30",
        now: NOW,
    };
    assert!(verify(text, &expected).is_err());
    assert!(verify_from_mailbox(text, &expected).is_err());
}

/// Text that looks like something at its beginning.
fn lookalike() -> impl Strategy<Value = String> {
    let beginning = proptest::sample::select(vec![
        "",
        "inkling://authorize?client_id=",
        "inkling://authorize?client_id=redirect_uri%3Ahttps%3A%2F%2Fshop.example%2Fa&request_uri=",
        "decentralized_identifier:did:web:",
        "redirect_uri:https://shop.example/",
        "{\"id\":\"did:web:shop.example\",\"service\":",
        "{\"credentials\":[{\"id\":\"a\",\"format\":\"dc+sd-jwt\",\"meta\":",
        "eyJhbGciOiJub25lIiwidHlwIjoib2F1dGgtYXV0aHotcmVxK2p3dCJ9.",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IiMwIiwidHlwIjoiZGMrc2Qtand0In0.e30.AA~",
        "eNrb",
    ]);
    (beginning, "\\PC{0,60}|[A-Za-z0-9_.~%&={}\\[\\]\":,-]{0,80}")
        .prop_map(|(beginning, rest)| format!("{beginning}{rest}"))
}

proptest! {
    #[test]
    fn any_bytes_are_answered_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
    }

    #[test]
    fn what_looks_right_at_first_is_answered_or_refused(text in lookalike()) {
        read_all(text.as_bytes());
    }

    /// Whatever a link names is a host of the web, and never this computer in the name of another.
    #[test]
    fn a_link_that_is_read_leads_to_the_web(text in lookalike()) {
        if let Ok(link) = Link::parse(&text, Schemes::Shared) {
            let own = link.client_id.host();
            let https = link.request_uri.starts_with("https://");
            prop_assert!(https || (own.is_loopback() && link.request_uri.starts_with("http://")));
        }
    }

    /// A client id that is read is written as it was.
    #[test]
    fn a_client_id_has_one_spelling(text in lookalike()) {
        if let Ok(client_id) = text.parse::<ClientId>() {
            prop_assert_eq!(client_id.to_string(), text);
            prop_assert_eq!(client_id.did().is_some(), client_id.response_uri().is_none());
        }
    }
}
