//! Keys by name: P-256 public keys, the `did:jwk` of a grant, the `did:web` document of a shop.
//!
//! Invariant: a key here is a public P-256 key and nothing else; a document that leaks a private key is refused
//! (RFC 7517; RFC 7518, section 6.2; RFC 7638; did:jwk and did:web method specifications).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::ClientId;
use crate::json::{self, Limits};
use crate::text::{base64url, from_base64url, sha256_base64url};

const DOCUMENT: Limits = Limits {
    bytes: 64 * 1024,
    depth: 8,
};
const MOST_KEYS: usize = 32;

/// A P-256 public key: `{"crv":"P-256","kty":"EC","x":"..","y":".."}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Jwk {
    x: [u8; 32],
    y: [u8; 32],
}

impl Jwk {
    /// The key of an uncompressed point: `0x04 || x || y`, 65 bytes.
    #[must_use]
    pub fn from_point(point: &[u8]) -> Option<Self> {
        let (tag, rest) = point.split_first()?;
        let (x, y) = rest.split_at_checked(32)?;
        let key = Self {
            x: x.try_into().ok()?,
            y: y.try_into().ok()?,
        };
        (*tag == 4).then_some(key)
    }

    /// The uncompressed point: `0x04 || x || y`.
    #[must_use]
    pub fn to_point(&self) -> Vec<u8> {
        [[4].as_slice(), &self.x, &self.y].concat()
    }

    /// Its thumbprint: SHA-256 over the required members in order, as base64url (RFC 7638, section 3).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        sha256_base64url(&self.to_json().to_string())
    }

    /// The key as JSON, members in lexicographic order.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({"crv": "P-256", "kty": "EC", "x": base64url(&self.x), "y": base64url(&self.y)})
    }
}

impl TryFrom<Value> for Jwk {
    type Error = DidError;

    fn try_from(value: Value) -> Result<Self, DidError> {
        let member = |name: &str| value.get(name).and_then(Value::as_str);
        if member("kty") != Some("EC") || member("crv") != Some("P-256") || value.get("d").is_some()
        {
            return Err(DidError::Key);
        }
        let coordinate =
            |name: &str| -> Option<[u8; 32]> { from_base64url(member(name)?)?.try_into().ok() };
        match (coordinate("x"), coordinate("y")) {
            (Some(x), Some(y)) => Ok(Self { x, y }),
            (Some(_) | None, Some(_) | None) => Err(DidError::Key),
        }
    }
}

impl From<Jwk> for Value {
    fn from(key: Jwk) -> Self {
        key.to_json()
    }
}

/// The identifier that is the key itself: `did:jwk:` and the key's JSON as base64url.
#[must_use]
pub fn did_jwk(key: &Jwk) -> String {
    format!(
        "did:jwk:{}",
        base64url(key.to_json().to_string().as_bytes())
    )
}

/// What a shop publishes about its keys: `/.well-known/did.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DidDocument {
    did: String,
    keys: BTreeMap<String, Jwk>,
}

impl DidDocument {
    /// Reads the document of a shop. Keys that are not P-256, and keys listed under neither `authentication` nor
    /// `assertionMethod`, are left out.
    ///
    /// # Errors
    /// When it is not a document, or another's.
    pub fn parse(bytes: &[u8], client_id: &ClientId) -> Result<Self, DidError> {
        let document = json::parse_object(bytes, DOCUMENT).map_err(|_| DidError::Malformed)?;
        let did = client_id.did();
        if document.get("id").and_then(Value::as_str) != Some(did.as_str()) {
            return Err(DidError::Another);
        }
        let mut methods = BTreeMap::new();
        for method in list(&document, "verificationMethod")? {
            insert_method(&mut methods, &did, method)?;
        }
        let mut signing = BTreeSet::new();
        for relationship in ["authentication", "assertionMethod"] {
            for entry in list(&document, relationship)? {
                let id = match entry {
                    Value::String(id) => absolute(&did, id),
                    Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::Array(_)
                    | Value::Object(_) => insert_method(&mut methods, &did, entry)?,
                };
                signing.insert(id);
            }
        }
        let keys: BTreeMap<_, _> = methods
            .into_iter()
            .filter(|(id, _)| signing.contains(id))
            .filter_map(|(id, key)| Some((id, key?)))
            .collect();
        Ok(Self { did, keys })
    }

    /// Whose it is: `did:web:shop.example`.
    #[must_use]
    pub fn did(&self) -> &str {
        &self.did
    }

    /// The key that the shop signs with under this name: `did:web:shop.example#sig-1`.
    #[must_use]
    pub fn key(&self, key_id: &str) -> Option<&Jwk> {
        self.keys.get(key_id)
    }
}

/// Keys or a document that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    /// Not a P-256 public key.
    #[error("failed to read a key: it is not a P-256 public key")]
    Key,
    /// Not a document.
    #[error("failed to read the shop's keys: the document is malformed")]
    Malformed,
    /// Somebody else's document.
    #[error("failed to read the shop's keys: the document is another's")]
    Another,
}

fn list<'a>(document: &'a Map<String, Value>, name: &str) -> Result<&'a [Value], DidError> {
    match document.get(name) {
        None => Ok(&[]),
        Some(Value::Array(entries)) if entries.len() <= MOST_KEYS => Ok(entries),
        Some(_) => Err(DidError::Malformed),
    }
}

/// Notes a method by its id. A key we do not know how to use is kept as `None`, so that its id cannot be taken twice.
fn insert_method(
    methods: &mut BTreeMap<String, Option<Jwk>>,
    did: &str,
    method: &Value,
) -> Result<String, DidError> {
    let id = method
        .get("id")
        .and_then(Value::as_str)
        .ok_or(DidError::Malformed)?;
    let id = absolute(did, id);
    let ours = id
        .strip_prefix(did)
        .is_some_and(|rest| rest.starts_with('#'));
    let known_type = matches!(
        method.get("type").and_then(Value::as_str),
        Some("JsonWebKey2020" | "JsonWebKey")
    );
    let controlled = method
        .get("controller")
        .is_none_or(|controller| controller.as_str() == Some(did));
    let published = method.get("publicKeyJwk");
    if published.is_some_and(|key| key.get("d").is_some()) {
        return Err(DidError::Key);
    }
    let key = published
        .filter(|key| is_for_signing(key))
        .and_then(|key| Jwk::try_from(key.clone()).ok());
    let usable = key.filter(|_| ours && known_type && controlled);
    if methods.insert(id.clone(), usable).is_some() {
        return Err(DidError::Malformed);
    }
    Ok(id)
}

/// A key that says what it is for is not used for anything else (RFC 7517, sections 4.2 to 4.4).
fn is_for_signing(key: &Value) -> bool {
    let is = |name: &str, wanted: &str| key.get(name).is_none_or(|value| value == wanted);
    let verifies = |operations: &Value| {
        operations
            .as_array()
            .is_some_and(|all| all.iter().any(|operation| operation == "verify"))
    };
    is("use", "sig") && is("alg", "ES256") && key.get("key_ops").is_none_or(verifies)
}

fn absolute(did: &str, id: &str) -> String {
    if id.starts_with('#') {
        format!("{did}{id}")
    } else {
        id.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwk() -> Value {
        json!({"kty":"EC","crv":"P-256",
            "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
    }

    fn shop() -> ClientId {
        "decentralized_identifier:did:web:shop.example"
            .parse()
            .unwrap()
    }

    fn document() -> Value {
        json!({"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:shop.example",
            "verificationMethod":[{"id":"did:web:shop.example#sig-1","type":"JsonWebKey2020",
                "controller":"did:web:shop.example","publicKeyJwk":jwk()}],
            "assertionMethod":["did:web:shop.example#sig-1"]})
    }

    fn parse(document: &Value) -> Result<DidDocument, DidError> {
        DidDocument::parse(document.to_string().as_bytes(), &shop())
    }

    #[test]
    fn a_thumbprint_hashes_the_required_members_in_order() {
        // RFC 7638, section 3.1, gives the vector for RSA; its rule for EC, section 3.2, is checked member by member here.
        let key = Jwk::try_from(jwk()).unwrap();
        let canonical = r#"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
        assert_eq!(key.to_json().to_string(), canonical);
        assert_eq!(key.thumbprint(), sha256_base64url(canonical));
    }

    #[test]
    fn did_jwk_is_the_key_itself() {
        let did = did_jwk(&Jwk::try_from(jwk()).unwrap());
        let encoded = did.strip_prefix("did:jwk:").unwrap();
        let decoded: Value = serde_json::from_slice(&from_base64url(encoded).unwrap()).unwrap();
        assert_eq!(decoded, jwk());
    }

    #[test]
    fn only_public_p256_keys_are_keys() {
        for (name, value) in [
            ("kty", json!("RSA")),
            ("crv", json!("P-384")),
            ("crv", json!("secp256k1")),
            ("x", json!("AA")),
            ("y", json!(null)),
            ("d", json!("AA")),
            ("x", json!("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=")),
        ] {
            let mut other = jwk();
            other[name] = value;
            assert_eq!(Jwk::try_from(other), Err(DidError::Key), "{name}");
        }
        assert_eq!(Jwk::from_point(&[4; 64]), None);
        assert_eq!(Jwk::from_point(&[5; 65]), None);
        assert_eq!(Jwk::from_point(&[]), None);
    }

    #[test]
    fn a_shop_signs_with_the_keys_it_lists() {
        let keys = parse(&document()).unwrap();
        assert_eq!(
            keys.key("did:web:shop.example#sig-1"),
            Some(&Jwk::try_from(jwk()).unwrap())
        );
        assert_eq!(keys.key("#sig-1"), None);
        assert_eq!(keys.did(), "did:web:shop.example");
    }

    #[test]
    fn a_key_may_be_embedded_or_named_relative_to_the_document() {
        let mut embedded = document();
        embedded["authentication"] =
            json!([{"id":"#sig-2","type":"JsonWebKey","publicKeyJwk":jwk()}]);
        assert!(
            parse(&embedded)
                .unwrap()
                .key("did:web:shop.example#sig-2")
                .is_some()
        );
    }

    #[test]
    fn a_key_that_is_not_listed_for_signing_does_not_sign() {
        let mut unlisted = document();
        unlisted["assertionMethod"] = json!([]);
        unlisted["keyAgreement"] = json!(["did:web:shop.example#sig-1"]);
        assert_eq!(
            parse(&unlisted).unwrap().key("did:web:shop.example#sig-1"),
            None
        );
    }

    #[test]
    fn foreign_methods_and_foreign_controllers_do_not_sign() {
        for (name, value) in [
            ("id", "did:web:evil.example#sig-1"),
            ("controller", "did:web:evil.example"),
            ("type", "Ed25519"),
        ] {
            let mut foreign = document();
            foreign["verificationMethod"][0][name] = json!(value);
            foreign["assertionMethod"] = json!([foreign["verificationMethod"][0]["id"]]);
            let keys = parse(&foreign).unwrap();
            assert_eq!(keys.key("did:web:shop.example#sig-1"), None, "{name}");
            assert_eq!(keys.key("did:web:evil.example#sig-1"), None, "{name}");
        }
    }

    #[test]
    fn a_key_for_something_else_does_not_sign() {
        for (name, value) in [
            ("use", json!("enc")),
            ("alg", json!("ECDH-ES")),
            ("key_ops", json!(["deriveBits"])),
            ("key_ops", json!("verify")),
        ] {
            let mut other = document();
            other["verificationMethod"][0]["publicKeyJwk"][name] = value;
            let keys = parse(&other).unwrap();
            assert_eq!(keys.key("did:web:shop.example#sig-1"), None, "{name}");
        }
        let mut said = document();
        said["verificationMethod"][0]["publicKeyJwk"]["use"] = json!("sig");
        said["verificationMethod"][0]["publicKeyJwk"]["alg"] = json!("ES256");
        said["verificationMethod"][0]["publicKeyJwk"]["key_ops"] = json!(["verify"]);
        assert!(
            parse(&said)
                .unwrap()
                .key("did:web:shop.example#sig-1")
                .is_some()
        );
    }

    #[test]
    fn another_shops_document_and_broken_ones_are_refused() {
        let mut another = document();
        another["id"] = json!("did:web:evil.example");
        assert_eq!(parse(&another), Err(DidError::Another));
        let mut twice = document();
        twice["verificationMethod"] = json!([
            twice["verificationMethod"][0],
            twice["verificationMethod"][0]
        ]);
        assert_eq!(parse(&twice), Err(DidError::Malformed));
        let mut private = document();
        private["verificationMethod"][0]["publicKeyJwk"]["d"] = json!("AA");
        assert_eq!(parse(&private), Err(DidError::Key));
        for bytes in [
            b"".as_slice(),
            b"[]",
            br#"{"id":"did:web:shop.example","id":"did:web:shop.example"}"#,
        ] {
            assert_eq!(DidDocument::parse(bytes, &shop()), Err(DidError::Malformed));
        }
    }
}
