//! A shop with keys of its own: it signs requests, opens what is sealed for it and verifies what is inside.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkling_token::client::ClientId;
use inkling_token::did::{DidDocument, Jwk};
use inkling_token::entropy::random_id;
use inkling_token::message::{Answer, Message};
use inkling_token::request::{Published, SharingRequest, UnverifiedRequest};
use inkling_token::verify::{Expected, VerifiedToken, verify, verify_from_mailbox};
use inkling_token::{Entropy, Timestamp};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::testing::Dice;

pub(super) struct TestShop {
    host: String,
    signing: EcdsaKeyPair,
    sealing: p256::SecretKey,
}

/// What a shop asks for.
pub(super) struct Ask {
    /// Id, required, keys.
    pub(super) groups: Vec<(&'static str, bool, Vec<&'static str>)>,
    pub(super) levels: BTreeMap<&'static str, &'static str>,
    pub(super) purposes: Vec<&'static str>,
    pub(super) life_s: i64,
    pub(super) nonce: String,
    /// Instead of the query that the groups make.
    pub(super) query: Option<Value>,
}

impl Ask {
    /// The size of shoes, and colours if the person likes.
    pub(super) fn usual() -> Self {
        Self {
            groups: vec![
                ("sizes", true, vec!["shoes.size"]),
                ("taste", false, vec!["style.colours.liked"]),
            ],
            levels: BTreeMap::new(),
            purposes: vec!["dpv:ProvideProductRecommendations"],
            life_s: 300,
            nonce: random_id(&Dice).unwrap(),
            query: None,
        }
    }
}

impl Ask {
    fn query(&self) -> Value {
        let path = |key: &str| json!({"path": key.split('.').collect::<Vec<_>>()});
        json!({
            "credentials": self.groups.iter().map(|(id, _, keys)| json!({
                "id": id,
                "format": "dc+sd-jwt",
                "meta": {"vct_values": ["urn:inkling:preferences:1"]},
                "claims": keys.iter().map(|key| path(key)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "credential_sets": self.groups.iter().map(|(id, required, _)| json!({
                "options": [[id]],
                "required": required,
            })).collect::<Vec<_>>(),
        })
    }
}

/// What the shop has after it opened and verified a message.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) state: Option<String>,
    pub(super) tokens: BTreeMap<String, VerifiedToken>,
    /// Each presentation as it came.
    pub(super) presentations: BTreeMap<String, String>,
}

impl Held {
    /// Every detail with the JSON text of its value.
    pub(super) fn details(&self) -> BTreeMap<&str, String> {
        let details = self.tokens.values().flat_map(|token| &token.details);
        details
            .map(|(key, value)| (key.as_str(), value.to_string()))
            .collect()
    }

    pub(super) fn version(&self) -> u64 {
        let versions: Vec<u64> = self.tokens.values().map(|token| token.grant.ver).collect();
        assert!(versions.iter().all(|version| *version == versions[0]));
        versions[0]
    }
}

impl TestShop {
    pub(super) fn new(host: &str) -> Self {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, Dice.ring()).unwrap();
        let mut secret = [0; 32];
        Dice.fill(&mut secret).unwrap();
        Self {
            host: host.to_owned(),
            signing: EcdsaKeyPair::from_pkcs8(
                &ECDSA_P256_SHA256_FIXED_SIGNING,
                pkcs8.as_ref(),
                Dice.ring(),
            )
            .unwrap(),
            sealing: p256::SecretKey::from_slice(&secret).unwrap(),
        }
    }

    pub(super) fn client(&self) -> ClientId {
        format!("decentralized_identifier:did:web:{}", self.host)
            .parse()
            .unwrap()
    }

    /// A request as it comes out of verification.
    pub(super) fn asks(&self, ask: &Ask, now: Timestamp) -> SharingRequest {
        let client = self.client();
        let link = format!(
            "inkling://authorize?client_id={}&request_uri=https%3A%2F%2F{}%2Fr",
            encode(&client.to_string()),
            self.host
        );
        let request =
            UnverifiedRequest::parse(self.sign(&self.payload(ask, now)).as_bytes()).unwrap();
        request
            .verify(
                &link.parse().unwrap(),
                &Published::Keys(&self.document()),
                None,
                now,
            )
            .unwrap()
    }

    /// The same without a signature: the lower tier.
    pub(super) fn asks_unsigned(&self, ask: &Ask, now: Timestamp) -> SharingRequest {
        let address = format!("https://{}/response", self.host);
        self.asks_unsigned_at(&address, ask, now)
    }

    pub(super) fn asks_unsigned_at(
        &self,
        address: &str,
        ask: &Ask,
        now: Timestamp,
    ) -> SharingRequest {
        let client = format!("redirect_uri:{address}");
        let link = format!(
            "inkling://authorize?client_id={}&request_uri=https%3A%2F%2F{}%2Fr",
            encode(&client),
            self.host
        );
        let mut payload = self.payload(ask, now);
        payload["client_id"] = client.into();
        payload["response_uri"] = address.into();
        let header = json!({"alg": "none", "typ": "oauth-authz-req+jwt"});
        let object = format!("{}.{}.", part(&header), part(&payload));
        UnverifiedRequest::parse(object.as_bytes())
            .unwrap()
            .verify(&link.parse().unwrap(), &Published::Nothing, None, now)
            .unwrap()
    }

    /// What the shop answers to a delivery.
    pub(super) fn answers(&self, nonce: &str) -> Answer {
        Answer {
            redirect_uri: Some(format!("https://{}/back?response_code=1", self.host)),
            grant_uri: Some(format!("https://{}/g/1", self.host)),
            grant_nonce: Some(nonce.to_owned()),
        }
    }

    /// Opens a presentation or an update and checks all of it.
    pub(super) fn verifies(
        &self,
        message: &Message,
        request: &SharingRequest,
        nonce: &str,
        now: Timestamp,
    ) -> Held {
        let jwe = message.body.strip_prefix("response=").unwrap();
        let expected = Expected {
            client_id: &request.client_id,
            nonce,
            transaction_data: &request.transaction_data,
            now,
        };
        self.holds(jwe, |presentation| verify(presentation, &expected).unwrap())
    }

    /// Opens what lies in a mailbox and checks all of it.
    pub(super) fn fetches(&self, jwe: &str, request: &SharingRequest, now: Timestamp) -> Held {
        let expected = Expected {
            client_id: &request.client_id,
            nonce: &request.nonce,
            transaction_data: &request.transaction_data,
            now,
        };
        self.holds(jwe, |presentation| {
            verify_from_mailbox(presentation, &expected).unwrap()
        })
    }

    /// Opens an answer of any kind.
    pub(super) fn reads(&self, message: &Message) -> Value {
        self.opens(message.body.strip_prefix("response=").unwrap())
    }

    fn holds(&self, jwe: &str, verify: impl Fn(&str) -> VerifiedToken) -> Held {
        let plaintext = self.opens(jwe);
        let presentations: BTreeMap<String, [String; 1]> =
            serde_json::from_value(plaintext["vp_token"].clone()).unwrap();
        let presentations: BTreeMap<String, String> = presentations
            .into_iter()
            .map(|(id, [presentation])| (id, presentation))
            .collect();
        let tokens = presentations
            .iter()
            .map(|(id, text)| (id.clone(), verify(text)))
            .collect();
        Held {
            state: plaintext["state"].as_str().map(str::to_owned),
            tokens,
            presentations,
        }
    }

    /// JWE, ECDH-ES with A256GCM (RFC 7516; RFC 7518, section 4.6).
    fn opens(&self, jwe: &str) -> Value {
        let parts: Vec<&str> = jwe.split('.').collect();
        let [protected, "", nonce, text, tag] = parts[..] else {
            panic!("not a compact JWE")
        };
        let header: Value = serde_json::from_slice(&decode(protected)).unwrap();
        let epk: Jwk = serde_json::from_value(header["epk"].clone()).unwrap();
        let theirs = p256::PublicKey::from_sec1_bytes(&epk.to_point()).unwrap();
        let shared = self.sealing.diffie_hellman(&theirs);
        let field =
            |text: &[u8]| [&u32::try_from(text.len()).unwrap().to_be_bytes(), text].concat();
        let kdf_input = [
            1_u32.to_be_bytes().to_vec(),
            shared.raw_secret_bytes().to_vec(),
            field(b"A256GCM"),
            field(b""),
            field(b""),
            256_u32.to_be_bytes().to_vec(),
        ];
        let key =
            UnboundKey::new(&AES_256_GCM, digest(&SHA256, &kdf_input.concat()).as_ref()).unwrap();
        let mut sealed = [decode(text), decode(tag)].concat();
        let nonce = Nonce::try_assume_unique_for_key(&decode(nonce)).unwrap();
        let plain = LessSafeKey::new(key)
            .open_in_place(nonce, Aad::from(protected.as_bytes()), &mut sealed)
            .unwrap();
        serde_json::from_slice(plain).unwrap()
    }

    fn document(&self) -> DidDocument {
        let client = self.client();
        let did = client.did().unwrap();
        let kid = format!("{did}#sig-1");
        let key = Jwk::from_point(self.signing.public_key().as_ref()).unwrap();
        let document = json!({
            "@context": ["https://www.w3.org/ns/did/v1"],
            "id": did,
            "verificationMethod": [{"id": kid, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": key}],
            "assertionMethod": [kid],
            "authentication": [kid],
        });
        DidDocument::parse(document.to_string().as_bytes(), &client).unwrap()
    }

    fn payload(&self, ask: &Ask, now: Timestamp) -> Value {
        let query = ask.query.clone().unwrap_or_else(|| ask.query());
        let credentials = query["credentials"].as_array().unwrap().clone();
        let ids: Vec<&Value> = credentials.iter().map(|query| &query["id"]).collect();
        let terms = json!({
            "type": "urn:inkling:terms:1",
            "credential_ids": ids,
            "purposes": ask.purposes,
            "retention": "P30D",
            "onward": "none",
            "combine": false,
            "policy": format!("https://{}/privacy", self.host),
            "levels": ask.levels,
        });
        let mut sealing =
            serde_json::to_value(Jwk::from_point(&uncompressed(&self.sealing)).unwrap()).unwrap();
        sealing["alg"] = "ECDH-ES".into();
        sealing["kid"] = "enc-1".into();
        sealing["use"] = "enc".into();
        json!({
            "iat": now.seconds(),
            "exp": now.seconds() + ask.life_s,
            "aud": "https://self-issued.me/v2",
            "response_type": "vp_token",
            "response_mode": "direct_post.jwt",
            "client_id": self.client(),
            "response_uri": format!("https://{}/response", self.host),
            "nonce": ask.nonce,
            "state": "af0ifjsldkj",
            "dcql_query": query,
            "transaction_data": [URL_SAFE_NO_PAD.encode(terms.to_string())],
            "client_metadata": {
                "jwks": {"keys": [sealing]},
                "encrypted_response_enc_values_supported": ["A256GCM"],
                "vp_formats_supported": {"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}},
            },
        })
    }

    fn sign(&self, payload: &Value) -> String {
        let kid = format!("{}#sig-1", self.client().did().unwrap());
        let header = json!({"alg": "ES256", "kid": kid, "typ": "oauth-authz-req+jwt"});
        let signed = format!("{}.{}", part(&header), part(payload));
        let signature = self.signing.sign(Dice.ring(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

pub(super) fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn uncompressed(secret: &p256::SecretKey) -> Vec<u8> {
    use p256::elliptic_curve::sec1::ToSec1Point as _;
    secret.public_key().to_sec1_point(false).as_bytes().to_vec()
}

fn encode(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}
