//! The HTTP messages of the protocol: what the vault composes, what a shop answers.
//!
//! Invariant: a message's body is sealed or signed before it gets here; its `Debug` shows neither body nor address, which
//! may name a grant.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{self, Limits};
use crate::text::form_encode;

const FORM: &str = "application/x-www-form-urlencoded";
const SECURITY_EVENT: &str = "application/secevent+jwt";
const ANSWER: Limits = Limits {
    bytes: 64 * 1024,
    depth: 8,
};

/// A message to a shop.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// How.
    pub method: Method,
    /// Where: on a host of the shop's.
    pub url: String,
    /// What the body is.
    pub content_type: &'static str,
    /// Sealed or signed text.
    pub body: String,
}

/// How a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// An answer to a request, or the word that a grant rests.
    Post,
    /// An update of a grant.
    Put,
    /// A revocation of a grant.
    Delete,
}

impl Message {
    /// The answer to a request, sealed: details, or none.
    #[must_use]
    pub fn present(response_uri: &str, jwe: &str) -> Self {
        Self::form(
            Method::Post,
            response_uri,
            format!("response={}", form_encode(jwe)),
        )
    }

    /// A newer version of a grant's details, sealed.
    #[must_use]
    pub fn update(grant_uri: &str, jwe: &str) -> Self {
        Self::form(
            Method::Put,
            grant_uri,
            format!("response={}", form_encode(jwe)),
        )
    }

    /// A revocation, signed.
    #[must_use]
    pub fn revoke(grant_uri: &str, event: String) -> Self {
        Self::event(Method::Delete, grant_uri, event)
    }

    /// The word that a grant rests, signed.
    #[must_use]
    pub fn pause(grant_uri: &str, event: String) -> Self {
        Self::event(Method::Post, grant_uri, event)
    }

    fn event(method: Method, url: &str, body: String) -> Self {
        Self {
            method,
            url: url.to_owned(),
            content_type: SECURITY_EVENT,
            body,
        }
    }

    fn form(method: Method, url: &str, body: String) -> Self {
        Self {
            method,
            url: url.to_owned(),
            content_type: FORM,
            body,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// What a shop answers to a delivered token. Members that it does not have are `None`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Where the browser goes back to. Not yet checked to be on a host of the shop's.
    pub redirect_uri: Option<String>,
    /// Where updates go; absent: the grant is one-shot. Not yet checked to be on a host of the shop's.
    pub grant_uri: Option<String>,
    /// The nonce of the next update.
    pub grant_nonce: Option<String>,
}

impl Answer {
    /// Reads a shop's answer; an empty body is an empty answer, unknown members are the shop's own affair.
    ///
    /// # Errors
    /// When it is not a JSON object, or a member is not text.
    pub fn parse(body: &[u8]) -> Result<Self, AnswerError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        let answer = json::parse_object(body, ANSWER).map_err(|_| AnswerError)?;
        serde_json::from_value(Value::Object(answer)).map_err(|_| AnswerError)
    }
}

/// The addresses hold one-time codes.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("redirect_uri", &self.redirect_uri.is_some())
            .field("grant_uri", &self.grant_uri.is_some())
            .field("grant_nonce", &self.grant_nonce.is_some())
            .finish()
    }
}

/// An answer that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("failed to read the shop's answer")]
pub struct AnswerError;

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "https://shop.example/vault/g/secret-path";

    #[test]
    fn an_answer_and_an_update_are_forms_with_one_field() {
        let present = Message::present(URI, "a..b.c.d");
        assert_eq!(
            (present.method, present.body.as_str()),
            (Method::Post, "response=a..b.c.d")
        );
        assert_eq!(present.content_type, "application/x-www-form-urlencoded");
        assert_eq!(Message::update(URI, "a..b.c.d").method, Method::Put);
    }

    #[test]
    fn a_revocation_is_a_security_event() {
        let message = Message::revoke(URI, "a.b.c".to_owned());
        assert_eq!(
            (message.method, message.content_type),
            (Method::Delete, "application/secevent+jwt")
        );
    }

    #[test]
    fn a_pause_is_a_security_event_too_and_leaves_the_grant() {
        let message = Message::pause(URI, "a.b.c".to_owned());
        assert_eq!(
            (message.method, message.content_type, message.body.as_str()),
            (Method::Post, "application/secevent+jwt", "a.b.c")
        );
    }

    #[test]
    fn debug_shows_neither_address_nor_body() {
        let shown = format!("{:?}", Message::present(URI, "sealed-text"));
        assert!(!shown.contains("secret-path") && !shown.contains("sealed-text"));
        let answer = Answer {
            redirect_uri: Some(URI.to_owned()),
            ..Answer::default()
        };
        assert!(!format!("{answer:?}").contains("secret-path"));
    }

    #[test]
    fn a_shops_answer_is_read_with_or_without_its_members() {
        let full =
            Answer::parse(br#"{"redirect_uri":"a","grant_uri":"b","grant_nonce":"c","extra":1}"#)
                .unwrap();
        assert_eq!(full.grant_nonce.as_deref(), Some("c"));
        for empty in [b"".as_slice(), b"{}", b"\r\n"] {
            assert_eq!(Answer::parse(empty), Ok(Answer::default()));
        }
    }

    #[test]
    fn an_answer_that_is_not_json_text_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(9), "]".repeat(9));
        let long = format!("{{\"redirect_uri\":\"{}\"}}", "a".repeat(64 * 1024));
        for body in [
            "[]",
            "<html>",
            r#"{"grant_uri":1}"#,
            r#"{"grant_uri":"a","grant_uri":"b"}"#,
            &deep,
            &long,
        ] {
            assert_eq!(
                Answer::parse(body.as_bytes()),
                Err(AnswerError),
                "{body:.40}"
            );
        }
    }
}
