//! A shop on this computer that answers with exactly the bytes it was told to, and remembers what it was asked.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkling_token::client::{ClientId, ShopHosts};
use inkling_token::link::{Link, Schemes};
use inkling_token::{Entropy, NoEntropy, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::{Developer, Exchange, Limits};

/// The moment of every test.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_431_700_000);

/// An exchange in developer mode with small limits, so that no test waits.
pub(crate) fn exchange() -> Exchange {
    Exchange {
        developer: Developer::On,
        limits: Limits {
            bytes: 64 * 1024,
            overall: Duration::from_millis(400),
        },
    }
}

/// The system's chance.
pub(crate) struct Chance(SystemRandom);

pub(crate) fn chance() -> Chance {
    Chance(SystemRandom::new())
}

impl Entropy for Chance {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        self.0.fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}

/// What a connection is answered with.
pub(crate) enum Says {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// These bytes, one each now and then, for as long as somebody listens.
    Slowly(Vec<u8>),
    /// These bytes, then zeros for as long as somebody listens.
    Endlessly(Vec<u8>),
}

/// A response with a body.
pub(crate) fn says(status: u16, body: impl AsRef<[u8]>) -> Says {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/oauth-authz-req+jwt\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    Says::Bytes([head.as_bytes(), body].concat())
}

/// A shop with a key, a script of answers, and a memory.
pub(crate) struct Shop {
    pub(crate) client: ClientId,
    key: EcdsaKeyPair,
    asked: Arc<Mutex<Vec<String>>>,
    served: Option<JoinHandle<()>>,
}

impl Shop {
    /// Opens a shop whose answers are made once its name and key are known.
    pub(crate) fn open(script: impl FnOnce(&Self) -> Vec<Says>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let random = SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
                .unwrap();
        let client = format!("decentralized_identifier:did:web:127.0.0.1%3A{port}")
            .parse()
            .unwrap();
        let mut shop = Self {
            client,
            key,
            asked: Arc::default(),
            served: None,
        };
        let (mut script, asked) = (VecDeque::from(script(&shop)), Arc::clone(&shop.asked));
        shop.served = Some(thread::spawn(move || {
            while let Some(says) = script.pop_front() {
                let (stream, _) = listener.accept().unwrap();
                let request = read_request(&stream);
                asked.lock().unwrap().push(request);
                answer(stream, says);
            }
        }));
        shop
    }

    /// Waits until the script is over; nobody is at the shop's address then.
    pub(crate) fn close(self) {
        if let Some(served) = self.served {
            served.join().unwrap();
        }
    }

    /// Its own host.
    pub(crate) fn hosts(&self) -> ShopHosts {
        ShopHosts::only(self.client.host())
    }

    /// An address at the shop.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.client.host())
    }

    /// What it was asked so far, whole requests.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// A link to a request of it.
    pub(crate) fn link(&self, path: &str, method: &str) -> Link {
        self.link_to(&self.at(path), method)
    }

    /// A link to a request of it that lies anywhere.
    pub(crate) fn link_to(&self, address: &str, method: &str) -> Link {
        link(&self.client.to_string(), address, method)
    }

    /// A link to a request of the address that its answers go to.
    pub(crate) fn unsigned_link(&self, path: &str) -> Link {
        link(&self.unsigned_client(), &self.at(path), "")
    }

    fn did(&self) -> String {
        self.client.did().unwrap()
    }

    /// Its did document.
    pub(crate) fn document(&self) -> Value {
        let did = self.did();
        let (_, point) = self.key.public_key().as_ref().split_first().unwrap();
        let (x, y) = point.split_at(32);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)});
        let id = format!("{did}#sig-1");
        json!({"@context": ["https://www.w3.org/ns/did/v1"], "id": did,
            "verificationMethod": [{"id": id, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk}],
            "assertionMethod": [id], "authentication": [id]})
    }

    /// A signed object of it.
    pub(crate) fn signs(&self, typ: &str, payload: &Value) -> String {
        let header = json!({"alg": "ES256", "kid": format!("{}#sig-1", self.did()), "typ": typ});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(payload));
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The same request from the address that its answers go to, openly without a signature.
    pub(crate) fn does_not_sign(&self) -> String {
        let mut request = self.request();
        request["client_id"] = Value::from(self.unsigned_client());
        let header = json!({"alg": "none", "typ": "oauth-authz-req+jwt"});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", encode(&header), encode(&request))
    }

    fn unsigned_client(&self) -> String {
        format!("redirect_uri:{}", self.at("/vault/response"))
    }

    /// A request object that a vault accepts.
    pub(crate) fn request(&self) -> Value {
        let terms = json!({"type": "urn:inkling:terms:1", "credential_ids": ["sizes"], "purposes": ["dpv:ProvideProductRecommendations"],
            "retention": "P30D", "onward": "none", "combine": false, "policy": self.at("/privacy")});
        let jwk = &self.document()["verificationMethod"][0]["publicKeyJwk"];
        json!({"iat": NOW.seconds(), "exp": NOW.seconds() + 300, "aud": "https://self-issued.me/v2", "response_type": "vp_token",
            "response_mode": "direct_post.jwt", "client_id": self.client.to_string(), "response_uri": self.at("/vault/response"),
            "nonce": "bm9uY2Utb2YtMTI4LWJpdHM", "state": "s1",
            "dcql_query": {"credentials": [{"id": "sizes", "format": "dc+sd-jwt", "meta": {"vct_values": ["urn:inkling:preferences:1"]},
                "claims": [{"path": ["shoes", "size"]}]}]},
            "transaction_data": [URL_SAFE_NO_PAD.encode(terms.to_string())],
            "client_metadata": {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"], "alg": "ECDH-ES", "kid": "enc-1", "use": "enc"}]},
                "encrypted_response_enc_values_supported": ["A256GCM"],
                "vp_formats_supported": {"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}}}})
    }
}

fn link(client: &str, address: &str, method: &str) -> Link {
    let text = format!(
        "inkling://authorize?client_id={}&request_uri={}{method}",
        percent(client),
        percent(address)
    );
    Link::parse(&text, Schemes::Inkling).unwrap()
}

fn percent(text: &str) -> String {
    text.replace('%', "%25")
        .replace(':', "%3A")
        .replace('/', "%2F")
        .replace('?', "%3F")
        .replace('=', "%3D")
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        assert!(
            reader.read_line(&mut request).unwrap() > 0,
            "a request has an end"
        );
    }
    let length = request
        .lines()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request + &String::from_utf8(body).unwrap()
}

/// Writing fails once the caller has had enough, and that is the end of it.
fn answer(mut stream: TcpStream, says: Says) {
    let _ = match says {
        Says::Bytes(bytes) => stream.write_all(&bytes),
        Says::Slowly(bytes) => {
            // The gap is the caller's patience: a read that times out, never a sleep.
            stream
                .set_read_timeout(Some(Duration::from_millis(50)))
                .unwrap();
            bytes.iter().try_for_each(|byte| {
                let _ = stream.read(&mut [0]);
                stream.write_all(&[*byte])
            })
        }
        Says::Endlessly(bytes) => stream.write_all(&bytes).and_then(|()| {
            loop {
                stream.write_all(&[0; 4096])?;
            }
        }),
    };
}
