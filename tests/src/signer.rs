//! A shop's key: what its documents, requests and confirmations are signed with (ES256, RFC 7518 section 3.4).

use std::error::Error;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// A shop at a host, with one key for everything.
pub struct Signer {
    host: String,
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    /// A shop at `localhost:8443`, with a fresh key.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn new(host: &str) -> Result<Self, Box<dyn Error>> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| "no randomness")?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random)
            .map_err(|_| "not a key")?;
        Ok(Self {
            host: host.to_owned(),
            key,
            random,
        })
    }

    /// Its decentralized identifier: `did:web:localhost%3A8443`.
    #[must_use]
    pub fn did(&self) -> String {
        format!("did:web:{}", self.host.replace(':', "%3A"))
    }

    /// Its client id.
    #[must_use]
    pub fn client_id(&self) -> String {
        format!("decentralized_identifier:{}", self.did())
    }

    /// An address at its host.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// The link to the request at `path`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        let encode = |text: &str| {
            text.replace('%', "%25")
                .replace(':', "%3A")
                .replace('/', "%2F")
        };
        format!(
            "inkling://authorize?client_id={}&request_uri={}",
            encode(&self.client_id()),
            encode(&self.at(path))
        )
    }

    /// Its did document.
    #[must_use]
    pub fn document(&self) -> Value {
        let (did, id) = (self.did(), self.key_id());
        json!({"id": did, "assertionMethod": [id],
            "verificationMethod": [{"id": id, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": self.jwk()}]})
    }

    /// A request for these details, required all of them, answered at `/response`. Times are seconds.
    #[must_use]
    pub fn request(&self, details: &[&str], nonce: &str, now: i64) -> Value {
        let claims: Vec<Value> = details
            .iter()
            .map(|key| json!({"path": key.split('.').collect::<Vec<_>>()}))
            .collect();
        let terms = json!({"type": "urn:inkling:terms:1", "credential_ids": ["details"], "retention": "P30D", "onward": "none",
            "purposes": ["dpv:ProvideProductRecommendations"], "combine": false, "policy": self.at("/privacy")});
        let mut key = self.jwk();
        if let Some(members) = key.as_object_mut() {
            members.extend([
                ("kid".to_owned(), "enc-1".into()),
                ("use".to_owned(), "enc".into()),
                ("alg".to_owned(), "ECDH-ES".into()),
            ]);
        }
        json!({"iat": now, "exp": now + 300, "aud": "https://self-issued.me/v2", "response_type": "vp_token",
            "response_mode": "direct_post.jwt", "client_id": self.client_id(), "response_uri": self.at("/response"),
            "nonce": nonce, "transaction_data": [URL_SAFE_NO_PAD.encode(terms.to_string())],
            "dcql_query": {"credentials": [{"id": "details", "format": "dc+sd-jwt",
                "meta": {"vct_values": ["urn:inkling:preferences:1"]}, "claims": claims}]},
            "client_metadata": {"jwks": {"keys": [key]}, "encrypted_response_enc_values_supported": ["A256GCM"]}})
    }

    /// A payload under the shop's signature, as a compact JWS.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn signs(&self, typ: &str, payload: &[u8]) -> Result<String, Box<dyn Error>> {
        let header = json!({"alg": "ES256", "kid": self.key_id(), "typ": typ}).to_string();
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = self
            .key
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| "no randomness")?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn key_id(&self) -> String {
        format!("{}#sig-1", self.did())
    }

    fn jwk(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let coordinate =
            |from: usize| URL_SAFE_NO_PAD.encode(point.get(from..from + 32).unwrap_or_default());
        json!({"kty": "EC", "crv": "P-256", "x": coordinate(1), "y": coordinate(33)})
    }
}

/// Not the key.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}
