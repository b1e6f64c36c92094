//! The sharing request: what a shop signed, from text to something a person can be asked.
//!
//! Trust states are types: an [`UnverifiedRequest`] can only say which key it claims; a [`SharingRequest`] exists only
//! when everything in it held.
//!
//! Invariant: nothing of a request counts before its signature holds, and what is not understood is refused, never ignored
//! where it would bind (RFC 9101; OpenID4VP 1.0, sections 5 and 8; HAIP 1.0).

mod metadata;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Timestamp;
use crate::client::ClientId;
use crate::dcql::{self, DcqlError, Queries};
use crate::did::DidDocument;
use crate::json::Limits;
use crate::jws::Compact;
use crate::link::{Link, RequestUriMethod};
use crate::seal::RecipientKey;
use crate::terms::{Terms, TermsError, terms_hash};
use crate::text::is_nonce;
use crate::vocabulary::{Level, PreferenceKey};

const TYPE: &str = "oauth-authz-req+jwt";
const AUDIENCE: &str = "https://self-issued.me/v2";
const LIMITS: Limits = Limits {
    bytes: 64 * 1024,
    depth: 12,
};
const LONGEST_LIFE_S: i64 = 600;
const SKEW_S: i64 = 60;
const LONGEST_STATE: usize = 512;

/// A request as it came: nothing in it is believed.
#[derive(Clone)]
pub struct UnverifiedRequest {
    jws: String,
    key_id: String,
}

/// A request that holds: signed by the shop, fresh, well-formed, within what may be asked. Reading one back with serde is
/// for the vault's own file; it verifies nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes: on the shop's own host.
    pub response_uri: String,
    /// Binds the answer to this request. Whether it was seen before is the vault's to know.
    pub nonce: String,
    /// Goes back with the answer.
    pub state: Option<String>,
    /// What is asked for, in the shop's order.
    pub groups: Vec<RequestedGroup>,
    /// What the shop promises.
    pub terms: Terms,
    /// Stands for the terms in tokens.
    pub terms_hash: String,
    /// The terms as received: base64url text.
    pub transaction_data: String,
    /// The key that answers are sealed to.
    pub recipient: RecipientKey,
    /// When the shop signed it.
    pub issued_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
    /// Thumbprint of the key that signed it, to notice a change.
    pub key_thumbprint: String,
    /// The request object as received, for the receipt.
    pub jws: String,
}

/// Details that a shop wants together: given whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedGroup {
    /// Its id in the request.
    pub id: String,
    /// Whether the shop says that it cannot do without.
    pub required: bool,
    /// Its details.
    pub details: Vec<RequestedDetail>,
}

/// One detail that a shop wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// How precise.
    pub level: Level,
}

impl UnverifiedRequest {
    /// Reads a request object, just far enough to know which key it claims.
    ///
    /// # Errors
    /// When it is not a signed request of the one accepted form.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| RequestError::Malformed)?
            .trim_ascii();
        let request = Compact::parse(text, LIMITS).map_err(|_| RequestError::Malformed)?;
        if !request.is(TYPE) {
            return Err(RequestError::Type);
        }
        let key_id = request
            .header_text("kid")
            .ok_or(RequestError::Signature)?
            .to_owned();
        Ok(Self {
            jws: text.to_owned(),
            key_id,
        })
    }

    /// The key it claims: `did:web:shop.example#sig-1`.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Checks everything that can be checked without a clock, a socket or a memory of our own. `wallet_nonce` is the one
    /// that was posted, if one was.
    ///
    /// # Errors
    /// With the first check that fails; nothing is shown or sent then.
    pub fn verify(
        self,
        link: &Link,
        document: &DidDocument,
        wallet_nonce: Option<&str>,
        now: Timestamp,
    ) -> Result<SharingRequest, RequestError> {
        let request = Compact::parse(&self.jws, LIMITS).map_err(|_| RequestError::Malformed)?;
        let client_id = &link.client_id;
        let ours = document.did() == client_id.did();
        let key = document
            .key(&self.key_id)
            .filter(|_| ours)
            .ok_or(RequestError::Signature)?;
        request.verify(key).map_err(|_| RequestError::Signature)?;

        let claims = Claims(&request.payload);
        claims.check_parties(link, wallet_nonce)?;
        let (issued_at, expires_at) = claims.check_times(now)?;
        claims.check_form()?;
        let response_uri = claims.text("response_uri")?;
        if !client_id.host().owns(response_uri) {
            return Err(RequestError::ForeignHost);
        }
        let nonce = claims.text("nonce")?;
        if !is_nonce(nonce) {
            return Err(RequestError::Nonce);
        }
        let queries = dcql::parse(
            request
                .payload
                .get("dcql_query")
                .ok_or(RequestError::Malformed)?,
        )?;
        let transaction_data = claims.transaction_data()?;
        let terms = Terms::parse(transaction_data)?;
        let recipient = metadata::recipient(request.payload.get("client_metadata"))?;
        Ok(SharingRequest {
            client_id: client_id.clone(),
            response_uri: response_uri.to_owned(),
            nonce: nonce.to_owned(),
            state: claims.state()?,
            groups: groups(queries, &terms)?,
            terms,
            terms_hash: terms_hash(transaction_data),
            transaction_data: transaction_data.to_owned(),
            recipient,
            issued_at,
            expires_at,
            key_thumbprint: key.thumbprint(),
            jws: self.jws,
        })
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
    /// An address that is not https on the shop's own host.
    #[error("failed to verify the request: an address is not on the shop's own host")]
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

/// The payload, with the checks of RFC 9101 and OpenID4VP on it.
struct Claims<'a>(&'a Map<String, Value>);

impl<'a> Claims<'a> {
    fn text(&self, name: &str) -> Result<&'a str, RequestError> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .ok_or(RequestError::Malformed)
    }

    fn check_parties(&self, link: &Link, wallet_nonce: Option<&str>) -> Result<(), RequestError> {
        let for_wallets = match self.0.get("aud") {
            Some(Value::String(audience)) => audience == AUDIENCE,
            Some(Value::Array(audiences)) => {
                audiences.iter().all(|a| a == AUDIENCE) && audiences.len() == 1
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                false
            }
        };
        if self.text("client_id")? != link.client_id.to_string() || !for_wallets {
            return Err(RequestError::Party);
        }
        if link.method == RequestUriMethod::Post && wallet_nonce.is_none() {
            return Err(RequestError::Nonce);
        }
        if wallet_nonce.is_some_and(|sent| self.text("wallet_nonce") != Ok(sent)) {
            return Err(RequestError::Nonce);
        }
        Ok(())
    }

    fn check_times(&self, now: Timestamp) -> Result<(Timestamp, Timestamp), RequestError> {
        let seconds = |name: &str| {
            self.0
                .get(name)
                .and_then(Value::as_i64)
                .ok_or(RequestError::Time)
        };
        let (issued_at, expires_at) = (seconds("iat")?, seconds("exp")?);
        let starts = if self.0.contains_key("nbf") {
            seconds("nbf")?.max(issued_at)
        } else {
            issued_at
        };
        let now = now.seconds();
        let open = expires_at > now && expires_at.saturating_sub(now) <= LONGEST_LIFE_S;
        if !open || starts > now.saturating_add(SKEW_S) || issued_at >= expires_at {
            return Err(RequestError::Time);
        }
        Ok((
            Timestamp::from_seconds(issued_at),
            Timestamp::from_seconds(expires_at),
        ))
    }

    fn check_form(&self) -> Result<(), RequestError> {
        let contradicts = [
            "redirect_uri",
            "request",
            "request_uri",
            "scope",
            "presentation_definition",
        ];
        let accepted = self.text("response_type") == Ok("vp_token")
            && self.text("response_mode") == Ok("direct_post.jwt");
        if !accepted || contradicts.iter().any(|name| self.0.contains_key(*name)) {
            return Err(RequestError::ResponseMode);
        }
        Ok(())
    }

    fn transaction_data(&self) -> Result<&'a str, RequestError> {
        match self
            .0
            .get("transaction_data")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
        {
            Some([Value::String(entry)]) => Ok(entry),
            Some(_) | None => Err(TermsError::Malformed.into()),
        }
    }

    fn state(&self) -> Result<Option<String>, RequestError> {
        match self.0.get("state") {
            None => Ok(None),
            Some(Value::String(state))
                if state.len() <= LONGEST_STATE && state.bytes().all(|b| b.is_ascii_graphic()) =>
            {
                Ok(Some(state.clone()))
            }
            Some(_) => Err(RequestError::Malformed),
        }
    }
}

/// The groups with the level of each detail. Terms must be for exactly the groups that are asked for.
fn groups(queries: Queries, terms: &Terms) -> Result<Vec<RequestedGroup>, RequestError> {
    let promised: std::collections::BTreeSet<_> = terms.credential_ids.iter().cloned().collect();
    if promised != queries.ids || promised.len() != terms.credential_ids.len() {
        return Err(RequestError::TermsForOthers);
    }
    let detail = |key: PreferenceKey| -> Result<RequestedDetail, RequestError> {
        let level = terms
            .levels
            .get(&key)
            .copied()
            .or_else(|| key.detail().usual_level());
        Ok(RequestedDetail {
            key,
            level: level.ok_or(TermsError::Level)?,
        })
    };
    let group = |query: dcql::Query| -> Result<RequestedGroup, RequestError> {
        let details = query
            .keys
            .into_iter()
            .map(detail)
            .collect::<Result<_, _>>()?;
        Ok(RequestedGroup {
            id: query.id,
            required: query.required,
            details,
        })
    };
    queries.groups.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests;
