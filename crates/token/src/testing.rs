//! Doubles that only this crate's tests use: predictable salts, and a shop that signs whatever a test wants.

use std::sync::atomic::{AtomicU64, Ordering};

use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use crate::client::ClientId;
use crate::did::DidDocument;
use crate::key::GrantKey;
use crate::link::Link;
use crate::terms::terms_hash;
use crate::text::base64url;
use crate::token::GrantTerms;
use crate::{Entropy, NoEntropy, Timestamp, jws};

/// 2026-11-23T13:00:02Z.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_438_802);
pub(crate) const NONCE: &str = "n-0S6_WzA2Mj.n-0S6_WzA2Mj";
pub(crate) const KEY_ID: &str = "did:web:shop.example#sig-1";

/// Bytes that count up: salts and ids are the same in every run; signatures stay random.
#[derive(Debug)]
pub(crate) struct CountingEntropy {
    calls: AtomicU64,
    system: SystemRandom,
}

impl Default for CountingEntropy {
    fn default() -> Self {
        Self {
            calls: AtomicU64::new(0),
            system: SystemRandom::new(),
        }
    }
}

impl Entropy for CountingEntropy {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        for (byte, value) in out.iter_mut().zip(call.to_le_bytes().into_iter().cycle()) {
            *byte = value;
        }
        Ok(())
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.system
    }
}

/// A system without randomness for salts and ids.
#[derive(Debug)]
pub(crate) struct BrokenEntropy(SystemRandom);

impl BrokenEntropy {
    pub(crate) fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Entropy for BrokenEntropy {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}

pub(crate) fn client() -> ClientId {
    "decentralized_identifier:did:web:shop.example"
        .parse()
        .unwrap()
}

pub(crate) fn key() -> GrantKey {
    GrantKey::generate(&CountingEntropy::default()).unwrap()
}

pub(crate) fn terms_json() -> Value {
    json!({"type":"urn:inkling:terms:1","credential_ids":["sizes","interests"],
        "purposes":["dpv:ProvideProductRecommendations"],"retention":"P30D","onward":"none","combine":false,
        "policy":"https://shop.example/privacy"})
}

pub(crate) fn transaction_data() -> String {
    base64url(terms_json().to_string().as_bytes())
}

pub(crate) fn grant_terms() -> GrantTerms {
    GrantTerms {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        ver: 1,
        to: client(),
        purposes: vec!["dpv:ProvideProductRecommendations".parse().unwrap()],
        retention: "P30D".parse().unwrap(),
        onward: crate::terms::Onward::None,
        combine: false,
        terms: terms_hash(&transaction_data()),
        mailbox: None,
    }
}

/// A shop with a key, a document that lists it, and a link.
pub(crate) struct Shop {
    pub(crate) key: GrantKey,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self { key: key() }
    }

    pub(crate) fn document(&self) -> DidDocument {
        let document = json!({"id":"did:web:shop.example",
            "verificationMethod":[{"id":KEY_ID,"type":"JsonWebKey","controller":"did:web:shop.example",
                "publicKeyJwk":self.key.public_jwk()}],
            "authentication":[KEY_ID]});
        DidDocument::parse(document.to_string().as_bytes(), &client()).unwrap()
    }

    pub(crate) fn link() -> Link {
        "inkling://authorize?client_id=decentralized_identifier%3Adid%3Aweb%3Ashop.example\
         &request_uri=https%3A%2F%2Fshop.example%2Fr"
            .parse()
            .unwrap()
    }

    /// A link of the same shop, openly unsigned.
    pub(crate) fn unsigned_link() -> Link {
        "inkling://authorize?client_id=redirect_uri%3Ahttps%3A%2F%2Fshop.example%2Fanswer\
         &request_uri=https%3A%2F%2Fshop.example%2Fr"
            .parse()
            .unwrap()
    }

    pub(crate) fn signs(&self, header: &Value, payload: &Value) -> String {
        jws::sign(&self.key, header, payload, &CountingEntropy::default()).unwrap()
    }
}
