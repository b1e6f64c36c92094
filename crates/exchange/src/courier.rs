//! Carries a store's signed requests through the one door: no other HTTP client exists here.
//!
//! A person chooses their own store, so it may be in their own network; shops may not. It is https with a certificate
//! that Mozilla's authorities vouch for, or with the person's own authority and no other; plain http stays on this
//! computer.
//!
//! Invariant: every request of a courier goes to its one host, and every try ends before one deadline.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use tokio::time::Instant;
use ureq::http::header::CONTENT_LENGTH;
use ureq::http::uri::Authority;
use ureq::http::{Request, Response, StatusCode, Uri};
use ureq::tls::{PemItem, RootCerts, parse_pem};

use crate::resolver::Reach;
use crate::{Limits, MailboxError, door};

/// How often, and how soon, a store that stumbles is asked again within one call.
pub(crate) fn retry(limits: Limits) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            base: 2.0,
        },
        max_retries: 2,
        retry_timeout: limits.overall,
    }
}

/// The way to one store.
#[derive(Debug, Clone)]
pub(crate) struct Courier {
    host: Authority,
    reach: Reach,
    roots: RootCerts,
    bytes: u64,
    until: Instant,
}

impl Courier {
    /// The way to `endpoint`, to be finished within the limits from now on.
    ///
    /// # Errors
    /// [`MailboxError::Misconfigured`] when it is no https address, or the certificate is none.
    pub(crate) fn to(
        endpoint: &str,
        certificate: Option<&str>,
        limits: Limits,
    ) -> Result<Self, MailboxError> {
        let (host, reach) = address(endpoint).ok_or(MailboxError::Misconfigured)?;
        let roots = match certificate {
            Some(pem) => own_roots(pem).ok_or(MailboxError::Misconfigured)?,
            None => RootCerts::WebPki,
        };
        Ok(Self {
            host,
            reach,
            roots,
            bytes: limits.bytes,
            until: Instant::now() + limits.overall,
        })
    }

    async fn carry(&self, request: HttpRequest) -> Result<Response<Vec<u8>>, Setback> {
        let (mut head, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| Setback::Final(MailboxError::Misconfigured))?;
        if head.uri.authority() != Some(&self.host) {
            return Err(Setback::Final(MailboxError::Misconfigured));
        }
        // The door counts the body itself.
        head.headers.remove(CONTENT_LENGTH);
        let limits = Limits {
            bytes: self.bytes,
            overall: self.until.saturating_duration_since(Instant::now()),
        };
        if limits.overall.is_zero() {
            return Err(Setback::Final(MailboxError::TooSlow));
        }
        let request = Request::from_parts(head, body.to_bytes().to_vec());
        let answer = door::call(request, self.reach, self.roots.clone(), limits)
            .map_err(|error| Setback::Unheard(error.into()))?;
        match refusal(&answer) {
            Some(refusal) => Err(refusal),
            None => Ok(answer),
        }
    }
}

impl HttpConnector for Courier {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Courier {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.carry(request).await?;
        Ok(answer.map(Into::into))
    }
}

/// Why there is no answer to go on with, and with it whether the store may be asked again.
enum Setback {
    /// It said that it is busy or broken: again.
    Busy,
    /// Nobody knows whether it heard: again if that does no harm.
    Unheard(MailboxError),
    /// It would say the same.
    Final(MailboxError),
}

impl From<Setback> for HttpError {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::Busy => Self::new(HttpErrorKind::Request, MailboxError::Unreachable),
            Setback::Unheard(error @ MailboxError::Unreachable) => {
                Self::new(HttpErrorKind::Interrupted, error)
            }
            Setback::Unheard(error) | Setback::Final(error) => {
                Self::new(HttpErrorKind::Unknown, error)
            }
        }
    }
}

/// What a status means here. The others are part of reading and writing: there, not there, or another version.
fn refusal(answer: &Response<Vec<u8>>) -> Option<Setback> {
    let no_bucket = || String::from_utf8_lossy(answer.body()).contains("<Code>NoSuchBucket</Code>");
    match answer.status() {
        StatusCode::NOT_MODIFIED | StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => None,
        StatusCode::NOT_FOUND if no_bucket() => Some(Setback::Final(MailboxError::NotFound)),
        StatusCode::NOT_FOUND => None,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Some(Setback::Final(MailboxError::Refused))
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Some(Setback::Busy),
        StatusCode::NOT_IMPLEMENTED => Some(Setback::Final(MailboxError::Misconfigured)),
        status if status.is_server_error() => Some(Setback::Busy),
        status if status.is_success() => None,
        _ => Some(Setback::Final(MailboxError::Misconfigured)),
    }
}

/// The host of a store, and where its name may lead.
fn address(endpoint: &str) -> Option<(Authority, Reach)> {
    let uri: Uri = endpoint.parse().ok()?;
    let host = uri.authority()?;
    // A path is signed as it stands: only what no parser spells otherwise.
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_');
    if !uri.path().bytes().all(plain) || uri.path().contains("//") {
        return None;
    }
    let loopback = matches!(host.host(), "localhost" | "127.0.0.1" | "[::1]");
    match uri.scheme_str() {
        Some("https") => Some((host.clone(), Reach::Chosen)),
        Some("http") if loopback => Some((host.clone(), Reach::Loopback)),
        _ => None,
    }
}

/// The certificates in a PEM text that holds nothing else.
fn own_roots(pem: &str) -> Option<RootCerts> {
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    let certificates: Vec<_> = parse_pem(pem.as_bytes())
        .map(certificate)
        .collect::<Option<_>>()?;
    (!certificates.is_empty()).then(|| certificates.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        bytes: 1000,
        overall: Duration::from_secs(1),
    };

    #[test]
    fn a_store_is_https_or_on_this_computer() {
        let reach = |endpoint| Some(address(endpoint)?.1);
        for endpoint in [
            "https://s3.eu-central-1.amazonaws.com",
            "https://nas.home.example:9000",
            "https://shelf.example/storage/v1/s3",
            "https://localhost:9000",
        ] {
            assert_eq!(reach(endpoint), Some(Reach::Chosen), "{endpoint}");
        }
        assert_eq!(reach("http://localhost:9000"), Some(Reach::Loopback));
        for endpoint in [
            "http://s3.example",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "https://s3.example/../x",
            "https://s3.example/%2e%2e/",
            "https://s3.example//x",
            "s3.example",
            "/x",
        ] {
            assert_eq!(reach(endpoint), None, "{endpoint}");
        }
    }

    #[test]
    fn a_courier_goes_to_no_other_host() {
        let courier = Courier::to("https://s3.example", None, LIMITS).unwrap();
        for elsewhere in [
            "http://169.254.169.254/latest",
            "https://evil.example/x",
            "/x",
        ] {
            let request = Request::get(elsewhere).body(Vec::new().into()).unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            let outcome = runtime.block_on(courier.carry(request));
            assert!(
                matches!(outcome, Err(Setback::Final(MailboxError::Misconfigured))),
                "{elsewhere}"
            );
        }
    }

    #[test]
    fn no_try_begins_after_the_deadline() {
        let limits = Limits {
            overall: Duration::ZERO,
            ..LIMITS
        };
        let courier = Courier::to("https://s3.example", None, limits).unwrap();
        let request = Request::get("https://s3.example/x")
            .body(Vec::new().into())
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let outcome = runtime.block_on(courier.carry(request));
        assert!(matches!(
            outcome,
            Err(Setback::Final(MailboxError::TooSlow))
        ));
    }

    #[test]
    fn a_certificate_is_pem_and_nothing_else() {
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(own_roots(certificate).is_some());
        for text in ["", "AAAA", key, &format!("{certificate}{key}")] {
            assert!(own_roots(text).is_none(), "{text}");
        }
    }
}
