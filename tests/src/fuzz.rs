//! What is asked of every parser of outside bytes: it answers, it stays within its bounds, and what it accepts holds.
//!
//! The parsers of exports are in [`exports`]. A fuzzer calls these with whatever it likes; the inputs worth keeping are replayed by `cargo test`.

pub mod exports;

use std::sync::LazyLock;

use inkling_desk::system::SystemEntropy;
use inkling_token::Timestamp;
use inkling_token::did::{DidDocument, Jwk};
use inkling_token::key::GrantKey;
use inkling_token::link::{Link, Schemes};
use inkling_token::message::Answer;
use inkling_token::request::{Published, UnverifiedRequest};
use inkling_token::status::{Bits, StatusList, StatusReference, verify_list};
use inkling_token::terms::Terms;
use inkling_token::token::PreferenceToken;
use inkling_token::verify::{Expected, verify};
use inkling_token::{ack, dcql};

use crate::signer::Signer;

/// A parser under test.
pub type Target = fn(&[u8]);

/// Every target, by the name of its corpus.
pub const TARGETS: [(&str, Target); 18] = [
    ("link", link),
    ("request", request),
    ("payload", payload),
    ("did_document", did_document),
    ("terms", terms),
    ("query", query),
    ("answer", answer),
    ("word", word),
    ("status_list", status_list),
    ("status_token", status_token),
    ("presentation", presentation),
    ("stored_token", stored_token),
    ("tables", exports::tables),
    ("lists", exports::lists),
    ("pages", exports::pages),
    ("mails", exports::mails),
    ("archives", exports::archives),
    ("databases", exports::databases),
];

/// The moment of every request here.
const NOW: Timestamp = Timestamp::from_millis(1_795_431_700_000);
const URI: &str = "https://shelf.example/s/bm9uY2Utb2YtMTI4LWJpdHM";

/// What the targets need: made once, for nothing here depends on chance.
struct Cast {
    shop: Signer,
    link: Link,
    document: DidDocument,
    key: Jwk,
}

static CAST: LazyLock<Option<Cast>> = LazyLock::new(|| {
    let shop = Signer::new("localhost:8443").ok()?;
    let link = Link::parse(&shop.link("/request"), Schemes::Inkling).ok()?;
    let document = shop.document().to_string();
    let document = DidDocument::parse(document.as_bytes(), &link.client_id).ok()?;
    let key = GrantKey::generate(&SystemEntropy::default()).ok()?;
    Some(Cast {
        key: key.public_jwk().clone(),
        shop,
        link,
        document,
    })
});

#[expect(
    clippy::expect_used,
    reason = "without its cast no target means anything"
)]
fn cast() -> &'static Cast {
    CAST.as_ref().expect("the system gives randomness")
}

/// A link: accepted ones are short, plain and lead to the host they name.
pub fn link(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(link) = Link::parse(text, Schemes::Shared) {
        assert!(text.len() <= 2048 && text.is_ascii());
        assert!(!link.client_id.host().name().is_empty());
        assert!(link.request_uri.starts_with("http"));
    }
}

/// A request object: nothing that was not signed is ever believed.
pub fn request(bytes: &[u8]) {
    let cast = cast();
    if let Ok(request) = UnverifiedRequest::parse(bytes) {
        let keys = Published::Keys(&cast.document);
        assert!(request.verify(&cast.link, &keys, None, NOW).is_err());
    }
}

/// The payload of a request that the shop did sign: what is accepted keeps to the shop's hosts and to its time.
pub fn payload(bytes: &[u8]) {
    let cast = cast();
    let Ok(signed) = cast.shop.signs("oauth-authz-req+jwt", bytes) else {
        return;
    };
    let Ok(request) = UnverifiedRequest::parse(signed.as_bytes()) else {
        return;
    };
    let keys = Published::Keys(&cast.document);
    if let Ok(request) = request.verify(&cast.link, &keys, None, NOW) {
        assert!(request.hosts.owns(&request.response_uri));
        assert!(request.issued_at < request.expires_at && request.expires_at > NOW);
        assert!(!request.groups.is_empty());
        let all = request
            .groups
            .iter()
            .map(|group| group.id.clone())
            .collect();
        assert!(request.sets.iter().all(|set| !set.options.is_empty()));
        let _either = request.accepts(&all);
    }
}

/// A shop's did document.
pub fn did_document(bytes: &[u8]) {
    let client = &cast().link.client_id;
    if let Ok(document) = DidDocument::parse(bytes, client) {
        assert_eq!(Some(document.did()), client.did().as_deref());
        assert!(document.hosts().owns(&cast().shop.at("/")));
    }
}

/// Terms: what is accepted names a purpose and is read the same again.
pub fn terms(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(terms) = Terms::parse(text)
    {
        assert!(!terms.purposes.is_empty());
    }
}

/// A DCQL query.
pub fn query(bytes: &[u8]) {
    if bytes.len() <= 64 * 1024
        && let Ok(query) = serde_json::from_slice(bytes)
    {
        let _either = dcql::parse(&query).is_ok();
    }
}

/// A shop's answer.
pub fn answer(bytes: &[u8]) {
    if Answer::parse(bytes).is_ok() {
        assert!(bytes.len() <= 64 * 1024);
    }
}

/// A shop's word that it deleted its copy: nothing that it did not sign counts.
pub fn word(bytes: &[u8]) {
    let cast = cast();
    if let Ok(Some(word)) = ack::from_answer(bytes) {
        let client = &cast.link.client_id;
        assert!(ack::verify(&word, &cast.document, client, "grant", NOW).is_err());
    }
}

/// A compressed status list: what is read stays small, and reads the same once written.
pub fn status_list(bytes: &[u8]) {
    let Some((bits, rest)) = bytes.split_first() else {
        return;
    };
    let (Ok(bits), Ok(text)) = (Bits::try_from(u64::from(*bits)), std::str::from_utf8(rest)) else {
        return;
    };
    if let Ok(list) = StatusList::from_lst(bits, text) {
        assert!(list.as_bytes().len() <= 16 * 1024);
        let again = StatusList::from_lst(bits, &list.lst()).map(|list| list.as_bytes().to_vec());
        assert_eq!(again.as_deref(), Ok(list.as_bytes()));
    }
}

/// A status list token: nothing that the grant's key did not sign says anything.
pub fn status_token(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let reference = StatusReference {
            idx: 0,
            uri: URI.to_owned(),
        };
        assert!(verify_list(text, &cast().key, &reference, NOW).is_err());
    }
}

/// A presentation: one that answers no nonce of ours is never accepted.
pub fn presentation(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let expected = Expected {
            client_id: &cast().link.client_id,
            nonce: "bm9uY2Utb2YtMTI4LWJpdHM",
            transaction_data: "e30",
            now: NOW,
        };
        assert!(verify(text, &expected).is_err());
    }
}

/// A token as the vault keeps it: it is read as it was written.
pub fn stored_token(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(token) = PreferenceToken::from_stored(text)
    {
        assert_eq!(token.as_stored(), text);
    }
}
