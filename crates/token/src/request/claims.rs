//! The payload of a request, claim by claim.
//!
//! Invariant: a claim that binds is checked here or refused; one that nobody defined for us is never looked at (RFC 9101,
//! section 6; OpenID4VP 1.0, sections 5 and 8).

use serde_json::{Map, Value};

use super::RequestError;
use crate::Timestamp;
use crate::client::ClientId;
use crate::link::{Link, RequestUriMethod};
use crate::terms::TermsError;

pub(super) const AUDIENCE: &str = "https://self-issued.me/v2";
const LONGEST_LIFE_S: i64 = 600;
const SKEW_S: i64 = 60;
const LONGEST_STATE: usize = 512;

/// The payload, with the checks of RFC 9101 and OpenID4VP on it.
pub(super) struct Claims<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Claims<'a> {
    pub(super) fn text(&self, name: &str) -> Result<&'a str, RequestError> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .ok_or(RequestError::Malformed)
    }

    pub(super) fn check_parties(
        &self,
        link: &Link,
        wallet_nonce: Option<&str>,
    ) -> Result<(), RequestError> {
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

    pub(super) fn check_times(
        &self,
        now: Timestamp,
    ) -> Result<(Timestamp, Timestamp), RequestError> {
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

    pub(super) fn check_form(&self) -> Result<(), RequestError> {
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

    /// Where the answer goes. A shop that does not sign is its address, and need not repeat it.
    pub(super) fn response_uri(&self, client_id: &'a ClientId) -> Result<&'a str, RequestError> {
        match client_id.response_uri() {
            None => self.text("response_uri"),
            Some(own) if !self.0.contains_key("response_uri") => Ok(own),
            Some(own) => (self.text("response_uri")? == own)
                .then_some(own)
                .ok_or(RequestError::Party),
        }
    }

    pub(super) fn transaction_data(&self) -> Result<&'a str, RequestError> {
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

    pub(super) fn state(&self) -> Result<Option<String>, RequestError> {
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
