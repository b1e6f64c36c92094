//! The sharing request: what a shop signed, from text to something a person can be asked.
//!
//! Trust states are types: an [`UnverifiedRequest`] can only say which key it claims; a [`SharingRequest`] exists only
//! when everything in it held. A request that nobody signed is one only where the link already said that nobody would.
//!
//! Invariant: nothing of a signed request counts before its signature holds, no request counts as signed by leaving its
//! signature out, and what is not understood is refused, never ignored where it would bind (RFC 9101; OpenID4VP 1.0,
//! sections 5 and 8; HAIP 1.0).

mod asked;
mod claims;
mod metadata;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::client::{ClientId, ShopHosts, Tier};
use crate::dcql::{self, DcqlError};
use crate::did::{DidDocument, Jwk};
use crate::json::Limits;
use crate::jws::Compact;
use crate::link::Link;
use crate::seal::RecipientKey;
use crate::terms::{Terms, TermsError, terms_hash};
use crate::text::is_nonce;

use claims::Claims;

pub use crate::dcql::{Condition, GroupSet, PathStep};
pub use asked::{RequestedDetail, RequestedGroup};

const TYPE: &str = "oauth-authz-req+jwt";
const LIMITS: Limits = Limits {
    bytes: 64 * 1024,
    depth: 12,
};

/// A request as it came: nothing in it is believed.
#[derive(Clone)]
pub struct UnverifiedRequest {
    jws: String,
    key_id: Option<String>,
}

/// What a shop publishes to check its requests with.
#[derive(Debug, Clone, Copy)]
pub enum Published<'a> {
    /// Its document: for a shop that signs.
    Keys(&'a DidDocument),
    /// Nothing: for a shop that does not.
    Nothing,
}

/// A request that holds: signed by the shop or openly unsigned, fresh, well-formed, within what may be asked. Reading one back with serde is
/// for the vault's own file; it verifies nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// The hosts that the shop's addresses may be on.
    pub hosts: ShopHosts,
    /// Where the answer goes: on one of the shop's hosts.
    pub response_uri: String,
    /// Binds the answer to this request. Whether it was seen before is the vault's to know.
    pub nonce: String,
    /// Goes back with the answer.
    pub state: Option<String>,
    /// What is asked for, in the shop's order.
    pub groups: Vec<RequestedGroup>,
    /// Which groups go together; each group is in one of them.
    pub sets: Vec<GroupSet>,
    /// What the shop promises.
    pub terms: Terms,
    /// Stands for the terms in tokens.
    pub terms_hash: String,
    /// The terms as received: base64url text.
    pub transaction_data: String,
    /// The key that answers are sealed to.
    pub recipient: RecipientKey,
    /// When the shop made it.
    pub issued_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
    /// Thumbprint of the key that signed it, to notice a change; `None`: nobody did.
    pub key_thumbprint: Option<String>,
    /// The request object as received, for the receipt.
    pub jws: String,
}

impl UnverifiedRequest {
    /// Reads a request object, signed or openly unsigned, just far enough to know which key it claims.
    ///
    /// # Errors
    /// When it is not a request of one of the two accepted forms.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| RequestError::Malformed)?
            .trim_ascii();
        let request = Compact::parse(text, LIMITS).map_err(|_| RequestError::Malformed)?;
        let key_id = if request.is_unsigned(TYPE) {
            None
        } else if request.is(TYPE) {
            let key_id = request.header_text("kid").ok_or(RequestError::Signature)?;
            Some(key_id.to_owned())
        } else {
            return Err(RequestError::Type);
        };
        Ok(Self {
            jws: text.to_owned(),
            key_id,
        })
    }

    /// The key it claims, `did:web:shop.example#sig-1`; `None` when it claims none.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Checks everything that can be checked without a clock, a socket or a memory of our own. `wallet_nonce` is the one
    /// that was posted, if one was.
    ///
    /// # Errors
    /// With the first check that fails; nothing is shown or sent then.
    pub fn verify(
        self,
        link: &Link,
        shop: &Published<'_>,
        wallet_nonce: Option<&str>,
        now: Timestamp,
    ) -> Result<SharingRequest, RequestError> {
        let request = Compact::parse(&self.jws, LIMITS).map_err(|_| RequestError::Malformed)?;
        let client_id = &link.client_id;
        let key = self.signing_key(client_id, shop)?;
        if let Some(key) = key {
            request.verify(key).map_err(|_| RequestError::Signature)?;
        }
        let hosts = match shop {
            Published::Keys(document) => document.hosts(),
            Published::Nothing => ShopHosts::only(client_id.host()),
        };

        let claims = Claims(&request.payload);
        claims.check_parties(link, wallet_nonce)?;
        let (issued_at, expires_at) = claims.check_times(now)?;
        claims.check_form()?;
        let response_uri = claims.response_uri(client_id)?;
        if !hosts.owns(response_uri) || !hosts.owns(&link.request_uri) {
            return Err(RequestError::ForeignHost);
        }
        let nonce = claims.text("nonce")?;
        if !is_nonce(nonce) {
            return Err(RequestError::Nonce);
        }
        let query = request.payload.get("dcql_query");
        let queries = dcql::parse(query.ok_or(RequestError::Malformed)?)?;
        let transaction_data = claims.transaction_data()?;
        let terms = Terms::parse(transaction_data)?;
        let recipient = metadata::recipient(request.payload.get("client_metadata"))?;
        Ok(SharingRequest {
            client_id: client_id.clone(),
            response_uri: response_uri.to_owned(),
            hosts,
            nonce: nonce.to_owned(),
            state: claims.state()?,
            groups: asked::groups(&queries, &terms)?,
            sets: queries.sets,
            terms,
            terms_hash: terms_hash(transaction_data),
            transaction_data: transaction_data.to_owned(),
            recipient,
            issued_at,
            expires_at,
            key_thumbprint: key.map(Jwk::thumbprint),
            jws: self.jws,
        })
    }

    /// The key that must have signed it, by what the link said; `None` where nobody signs. A request of the other kind is
    /// not the shop's: a signature can neither be left out nor be added.
    fn signing_key<'a>(
        &self,
        client_id: &ClientId,
        shop: &Published<'a>,
    ) -> Result<Option<&'a Jwk>, RequestError> {
        match (client_id.tier(), shop, &self.key_id) {
            (Tier::Signed, Published::Keys(document), Some(key_id)) => {
                let ours = client_id.did().is_some_and(|did| did == document.did());
                let key = document.key(key_id).filter(|_| ours);
                key.map(Some).ok_or(RequestError::Signature)
            }
            (Tier::Unsigned, Published::Nothing, None) => Ok(None),
            _ => Err(RequestError::Signature),
        }
    }
}

/// The address may name a browsing session at the shop.
impl std::fmt::Debug for UnverifiedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnverifiedRequest(redacted)")
    }
}

/// Nonce, state and addresses belong to a browsing session at the shop.
impl std::fmt::Debug for SharingRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharingRequest")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A request that nobody is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a request object, or a member is missing or of another shape.
    #[error("failed to read the request: it is malformed")]
    Malformed,
    /// Another algorithm or type, or extensions that must be understood.
    #[error("failed to read the request: its algorithm or type is not accepted")]
    Type,
    /// Not signed by a key that the shop publishes for signing.
    #[error("failed to verify the request: it is not signed by the shop")]
    Signature,
    /// The link and the request do not tell the same, or it is not meant for us.
    #[error("failed to verify the request: it is another's, or for another")]
    Party,
    /// Over, not yet begun, or open for too long.
    #[error("failed to verify the request: its time is not now")]
    Time,
    /// Its nonce is too short, or the wallet's own did not come back.
    #[error("failed to verify the request: its nonce is not usable")]
    Nonce,
    /// Another response mode or type, or a parameter that contradicts it (`invalid_request`).
    #[error("failed to read the request: its response mode is not accepted")]
    ResponseMode,
    /// An address that is not https on a host of the shop's.
    #[error("failed to verify the request: an address is not on a host of the shop")]
    ForeignHost,
    /// No key that an answer could be sealed to, or no token format that exists.
    #[error("failed to read the request: the shop names no usable key or format")]
    Recipient,
    /// The query.
    #[error(transparent)]
    Query(#[from] DcqlError),
    /// The terms.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The terms are for other groups than the query.
    #[error("failed to read the request: its terms and its query do not fit")]
    TermsForOthers,
}

#[cfg(test)]
mod tests;
