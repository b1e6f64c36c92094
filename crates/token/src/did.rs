//! Keys by name: P-256 public keys, the `did:jwk` of a grant, the `did:web` document of a shop.
//!
//! Invariant: a key here is a public P-256 key and nothing else; a document that leaks a private key is refused
//! (RFC 7517; RFC 7518, section 6.2; RFC 7638; did:jwk and did:web method specifications).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::{ClientId, ShopHosts, web_host};
use crate::json::{self, Limits};
use crate::text::{base64url, from_base64url, sha256_base64url};

const DOCUMENT: Limits = Limits {
    bytes: 64 * 1024,
    depth: 8,
};
/// Keys, and services, of a document at most.
const MOST_ENTRIES: usize = 32;
/// The type of a service that a shop runs its part of the protocol on.
const ENDPOINT: &str = "InklingEndpoint";

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
    hosts: ShopHosts,
}

impl DidDocument {
    /// Reads the document of a shop. Keys that are not P-256, and keys listed under neither `authentication` nor
    /// `assertionMethod`, are left out.
    ///
    /// # Errors
    /// When it is not a document, or another's.
    pub fn parse(bytes: &[u8], client_id: &ClientId) -> Result<Self, DidError> {
        let document = json::parse_object(bytes, DOCUMENT).map_err(|_| DidError::Malformed)?;
        let did = client_id.did().ok_or(DidError::Another)?;
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
        Ok(Self {
            did,
            keys,
            hosts: hosts(&document, client_id)?,
        })
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

    /// The hosts that the shop's addresses may be on: its own, and those of its `InklingEndpoint` services.
    #[must_use]
    pub fn hosts(&self) -> ShopHosts {
        self.hosts.clone()
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
        Some(Value::Array(entries)) if entries.len() <= MOST_ENTRIES => Ok(entries),
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

/// The shop's own host, and those of the services that it runs its part of the protocol on. Services of other kinds, and
/// addresses that are not https on a host, are the shop's own affair (DID Core 1.0, section 5.4).
fn hosts(document: &Map<String, Value>, client_id: &ClientId) -> Result<ShopHosts, DidError> {
    let services = list(document, "service")?
        .iter()
        .filter(|service| one_or_more(service.get("type")).any(|kind| kind == ENDPOINT));
    let addresses = services.flat_map(|service| one_or_more(service.get("serviceEndpoint")));
    Ok(addresses
        .filter_map(web_host)
        .fold(ShopHosts::only(client_id.host()), ShopHosts::including))
}

/// The texts of a member that is one text or several.
fn one_or_more(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let one = value.and_then(Value::as_str);
    let several = value.and_then(Value::as_array).into_iter().flatten();
    one.into_iter().chain(several.filter_map(Value::as_str))
}

fn absolute(did: &str, id: &str) -> String {
    if id.starts_with('#') {
        format!("{did}{id}")
    } else {
        id.to_owned()
    }
}

#[cfg(test)]
mod tests;
