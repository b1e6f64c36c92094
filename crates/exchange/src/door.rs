//! One bounded HTTP call (RFC 9110): out, and back, and closed.
//!
//! Invariant: no call follows a redirect, uses a proxy, keeps a connection, or reads beyond its limits.

use inkling_token::message::{Message, Method};
use ureq::Agent;
use ureq::http::request::Builder;
use ureq::http::{Method as Verb, Request, Response, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use crate::place::Place;
use crate::resolver::{Reach, Within};
use crate::{ExchangeError, Limits};

/// A shop's answer: a status outside 3xx, and a body within the limits.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    /// Without its parameters, in lower case.
    pub(crate) media_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    /// The body of a 200 that says it is of this type: a file that somebody could upload to a shop is not the shop's word.
    ///
    /// # Errors
    /// [`ExchangeError::Malformed`] for another type; as [`Answered::ok`].
    pub(crate) fn of_type(self, media_type: &str) -> Result<Vec<u8>, ExchangeError> {
        let fits = self.media_type.as_deref() == Some(media_type);
        let body = self.ok()?;
        if fits {
            Ok(body)
        } else {
            Err(ExchangeError::Malformed)
        }
    }

    /// The body of a 200.
    ///
    /// # Errors
    /// [`ExchangeError::Refused`] for every other status.
    pub(crate) fn ok(self) -> Result<Vec<u8>, ExchangeError> {
        if self.status == 200 {
            Ok(self.body)
        } else {
            Err(ExchangeError::Refused {
                status: self.status,
            })
        }
    }
}

/// Asks for a document.
///
/// # Errors
/// When the shop cannot be reached, is too slow or says too much.
pub(crate) fn get(place: &Place, accept: &str, limits: Limits) -> Result<Answered, ExchangeError> {
    let request = asking(Verb::GET, place, accept).body(Vec::new());
    answered(request.map_err(ureq::Error::from)?, place, limits)
}

/// Sends a message of the protocol.
///
/// # Errors
/// As [`get`].
pub(crate) fn send(
    place: &Place,
    message: &Message,
    accept: &str,
    limits: Limits,
) -> Result<Answered, ExchangeError> {
    let verb = match message.method {
        Method::Post => Verb::POST,
        Method::Put => Verb::PUT,
        Method::Delete => Verb::DELETE,
    };
    let request = asking(verb, place, accept)
        .header("Content-Type", message.content_type)
        .body(message.body.as_bytes().to_vec());
    answered(request.map_err(ureq::Error::from)?, place, limits)
}

fn answered(
    request: Request<Vec<u8>>,
    place: &Place,
    limits: Limits,
) -> Result<Answered, ExchangeError> {
    let answer = call(request, place.reach(), RootCerts::WebPki, limits)?;
    let named = answer.headers().get("Content-Type");
    let essence = named
        .and_then(|named| named.to_str().ok()?.split(';').next())
        .map(|essence| essence.trim().to_ascii_lowercase());
    Ok(Answered {
        status: answer.status().as_u16(),
        media_type: essence,
        body: answer.into_body(),
    })
}

/// Makes one call to wherever the caller has checked that it may go, and reads the whole answer.
///
/// # Errors
/// As [`get`].
pub(crate) fn call(
    request: Request<Vec<u8>>,
    reach: Reach,
    roots: RootCerts,
    limits: Limits,
) -> Result<Response<Vec<u8>>, ExchangeError> {
    let agent = agent(reach, roots, limits);
    let response = if request.body().is_empty() {
        agent.run(request.map(|_| ()))?
    } else {
        agent.run(request)?
    };
    bounded(response, limits)
}

/// Headers that every call carries. None of them tells one computer from another.
fn asking(verb: Verb, place: &Place, accept: &str) -> Builder {
    Request::builder()
        .method(verb)
        .uri(place.uri().clone())
        .header("Accept", accept)
        .header("Sec-GPC", "1")
}

/// A fresh agent a call: TLS tickets and connections would tell a shop that two of its visitors are one.
fn agent(reach: Reach, roots: RootCerts, limits: Limits) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(reach != Reach::Loopback)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .max_response_header_size(16 * 1024)
        .timeout_global(Some(limits.overall))
        .user_agent("")
        .accept_encoding("identity")
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::new(),
        Within {
            reach,
            inner: DefaultResolver::default(),
        },
    )
}

fn bounded(
    response: Response<ureq::Body>,
    limits: Limits,
) -> Result<Response<Vec<u8>>, ExchangeError> {
    let (head, body) = response.into_parts();
    if head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED {
        return Err(ExchangeError::Redirected);
    }
    if head
        .headers
        .get("Content-Encoding")
        .is_some_and(|encoding| encoding != "identity")
    {
        return Err(ExchangeError::Malformed);
    }
    let body = body.into_with_config().limit(limits.bytes).read_to_vec()?;
    Ok(Response::from_parts(head, body))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Developer;
    use crate::testing::{Says, Shop, says};

    const LIMITS: Limits = Limits {
        bytes: 1000,
        overall: Duration::from_millis(400),
    };

    fn answered(says: Says) -> (Result<Answered, ExchangeError>, Shop) {
        let shop = Shop::open(|_| vec![says]);
        let place = Place::on(&shop.hosts(), &shop.at("/"), Developer::On).unwrap();
        (get(&place, "application/json", LIMITS), shop)
    }

    fn refusal(says: Says) -> ExchangeError {
        answered(says).0.unwrap_err()
    }

    #[test]
    fn a_body_of_the_longest_length_is_read_whole() {
        let (answer, _) = answered(says(200, [b'x'; 1000]));
        assert_eq!(answer.unwrap().body.len(), 1000);
    }

    #[test]
    fn a_longer_body_is_cut_and_refused() {
        let announced = refusal(says(200, [b'x'; 1001]));
        assert!(
            matches!(announced, ExchangeError::TooLarge),
            "{announced:?}"
        );
        let endless = refusal(Says::Endlessly(b"HTTP/1.1 200 -\r\n\r\n".to_vec()));
        assert!(matches!(endless, ExchangeError::TooLarge), "{endless:?}");
    }

    #[test]
    fn an_endless_head_is_cut_and_refused() {
        let endless = refusal(Says::Endlessly(b"HTTP/1.1 200 -\r\nX: ".to_vec()));
        assert!(
            matches!(endless, ExchangeError::TooLarge | ExchangeError::Malformed),
            "{endless:?}"
        );
    }

    #[test]
    fn a_shop_that_dribbles_is_left_in_time() {
        let body = refusal(Says::Slowly(
            [
                b"HTTP/1.1 200 -\r\nContent-Length: 900\r\n\r\n".as_slice(),
                &[b'x'; 900],
            ]
            .concat(),
        ));
        assert!(matches!(body, ExchangeError::TooSlow), "{body:?}");
        let head = refusal(Says::Slowly(
            [b"HTTP/1.1 200 -\r\nX: ".as_slice(), &[b'x'; 900]].concat(),
        ));
        assert!(matches!(head, ExchangeError::TooSlow), "{head:?}");
    }

    #[test]
    fn no_redirect_is_followed() {
        for status in [301, 302, 303, 307, 308] {
            let there =
                format!("HTTP/1.1 {status} -\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
            let (outcome, shop) = answered(Says::Bytes(there.into_bytes()));
            assert!(
                matches!(outcome, Err(ExchangeError::Redirected)),
                "{outcome:?}"
            );
            assert_eq!(shop.asked().len(), 1);
        }
    }

    #[test]
    fn a_compressed_body_nobody_asked_for_is_refused() {
        let gzip = refusal(Says::Bytes(
            b"HTTP/1.1 200 -\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"
                .to_vec(),
        ));
        assert!(matches!(gzip, ExchangeError::Malformed), "{gzip:?}");
    }

    #[test]
    fn what_is_not_http_is_not_understood() {
        for bytes in [
            "SSH-2.0-OpenSSH_9\r\n",
            "HTTP/1.1 200 -\r\nContent-Length: -1\r\n\r\n",
            "HTTP/9.9 200 -\r\n\r\n",
        ] {
            let outcome = refusal(Says::Bytes(bytes.into()));
            assert!(
                matches!(
                    outcome,
                    ExchangeError::Malformed | ExchangeError::Unreachable
                ),
                "{bytes}: {outcome:?}"
            );
        }
    }

    #[test]
    fn nobody_there_is_unreachable() {
        let shop = Shop::open(|_| vec![says(200, "")]);
        let place = Place::on(&shop.hosts(), &shop.at("/"), Developer::On).unwrap();
        get(&place, "application/json", LIMITS).unwrap();
        shop.close();
        let gone = get(&place, "application/json", LIMITS).unwrap_err();
        assert!(matches!(gone, ExchangeError::Unreachable), "{gone:?}");
    }
}
