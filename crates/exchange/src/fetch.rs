//! Fetches a sharing request by its link and verifies it with the shop's published key (RFC 9101, OpenID4VP 1.0, 5.10).
//!
//! Invariant: nothing but a verified request leaves this module.

use inkling_token::client::ClientId;
use inkling_token::did::DidDocument;
use inkling_token::link::{Link, RequestUriMethod};
use inkling_token::message::{Message, Method};
use inkling_token::request::{RequestError, SharingRequest, UnverifiedRequest};
use inkling_token::seal::{SealError, seal};
use inkling_token::{Entropy, NoEntropy, Timestamp};

use crate::place::Place;
use crate::{Exchange, ExchangeError, door};

const REQUEST_TYPE: &str = "application/oauth-authz-req+jwt";

impl Exchange {
    /// Fetches what the link points to: the request object, then the shop's did document, both from the shop's own host.
    ///
    /// # Errors
    /// When an address is foreign or private, the shop does not answer within the limits, or the request is not well
    /// formed, not signed by the shop, or not valid at `now`.
    pub fn fetch_request(
        &self,
        link: &Link,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<SharingRequest, ExchangeError> {
        let place = Place::on(&link.client_id.host(), &link.request_uri, self.developer)?;
        let (answer, wallet_nonce) = match link.method {
            RequestUriMethod::Get => (door::get(&place, REQUEST_TYPE, self.limits)?, None),
            RequestUriMethod::Post => {
                let nonce = wallet_nonce(entropy)?;
                let asking = Message {
                    method: Method::Post,
                    url: link.request_uri.clone(),
                    content_type: "application/x-www-form-urlencoded",
                    body: format!("wallet_nonce={nonce}"),
                };
                (
                    door::send(&place, &asking, REQUEST_TYPE, self.limits)?,
                    Some(nonce),
                )
            }
        };
        let request = UnverifiedRequest::parse(&answer.ok()?)?;
        let document = self.did_document(&link.client_id)?;
        let request = request.verify(link, &document, wallet_nonce.as_deref(), now)?;
        // A key that nothing can be sealed to (not a point of the curve) must not be found out after a person has decided.
        seal("", &request.recipient, entropy).map_err(|error| match error {
            SealError::NoEntropy => ExchangeError::NoEntropy(NoEntropy),
            SealError::Recipient | SealError::Cipher => RequestError::Recipient.into(),
        })?;
        Ok(request)
    }

    /// The shop's did document, as published at this moment.
    pub(crate) fn did_document(&self, client: &ClientId) -> Result<DidDocument, ExchangeError> {
        let place = Place::on(&client.host(), &client.did_document_url(), self.developer)?;
        let body = door::get(
            &place,
            "application/did+json, application/json",
            self.limits,
        )?
        .ok()?;
        DidDocument::parse(&body, client).map_err(|_| ExchangeError::Malformed)
    }
}

/// 128 bits, in hexadecimal.
fn wallet_nonce(entropy: &dyn Entropy) -> Result<String, ExchangeError> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Developer;
    use crate::testing::{NOW, Says, Shop, chance, exchange, says};

    const REQUEST: &str = "oauth-authz-req+jwt";

    fn signed(shop: &Shop) -> Says {
        says(200, shop.signs(REQUEST, &shop.request()))
    }

    fn document(shop: &Shop) -> Says {
        says(200, shop.document().to_string())
    }

    #[test]
    fn a_signed_request_is_fetched_and_verified() {
        let shop = Shop::open(|shop| vec![signed(shop), document(shop)]);

        let request = exchange()
            .fetch_request(&shop.link("/r?session=secret", ""), NOW, &chance())
            .unwrap();

        assert_eq!(request.client_id, shop.client);
        let asked = shop.asked();
        assert!(
            asked[0].starts_with("GET /r?session=secret HTTP/1.1\r\n"),
            "{}",
            asked[0]
        );
        assert!(
            asked[1].starts_with("GET /.well-known/did.json HTTP/1.1\r\n"),
            "{}",
            asked[1]
        );
    }

    #[test]
    fn a_posted_request_carries_a_nonce_and_must_bring_it_back() {
        let shop = Shop::open(|shop| vec![signed(shop), document(shop)]);

        let outcome =
            exchange().fetch_request(&shop.link("/r", "&request_uri_method=post"), NOW, &chance());

        assert!(
            matches!(outcome, Err(ExchangeError::Request(RequestError::Nonce))),
            "{outcome:?}"
        );
        let asked = &shop.asked()[0];
        assert!(asked.starts_with("POST /r HTTP/1.1\r\n"), "{asked}");
        let nonce = asked.rsplit_once("\r\n\r\nwallet_nonce=").unwrap().1;
        assert_eq!(nonce.len(), 32, "{nonce}");
    }

    #[test]
    fn no_header_tells_one_computer_from_another_and_no_compression_is_asked_for() {
        let shop = Shop::open(|shop| vec![signed(shop), document(shop)]);

        exchange()
            .fetch_request(&shop.link("/r", ""), NOW, &chance())
            .unwrap();

        for asked in shop.asked() {
            let mut names: Vec<_> = asked
                .lines()
                .skip(1)
                .filter_map(|line| line.split_once(": "))
                .map(|(name, _)| name.to_lowercase())
                .collect();
            names.sort();
            assert_eq!(names, ["accept", "accept-encoding", "host", "sec-gpc"]);
            assert!(
                asked
                    .to_lowercase()
                    .contains("accept-encoding: identity\r\n"),
                "{asked}"
            );
            assert!(asked.to_lowercase().contains("sec-gpc: 1\r\n"), "{asked}");
        }
    }

    #[test]
    fn a_request_signed_by_another_key_is_refused() {
        let other = Shop::open(|_| Vec::new());
        let shop = Shop::open(|shop| {
            vec![
                says(200, other.signs(REQUEST, &shop.request())),
                document(shop),
            ]
        });

        let outcome = exchange().fetch_request(&shop.link("/r", ""), NOW, &chance());

        assert!(
            matches!(
                outcome,
                Err(ExchangeError::Request(RequestError::Signature))
            ),
            "{outcome:?}"
        );
    }

    #[test]
    fn a_request_that_nothing_can_be_sealed_to_is_refused() {
        let shop = Shop::open(|shop| {
            let mut request = shop.request();
            let key = &mut request["client_metadata"]["jwks"]["keys"][0];
            key["y"] = key["x"].clone();
            vec![says(200, shop.signs(REQUEST, &request)), document(shop)]
        });

        let outcome = exchange().fetch_request(&shop.link("/r", ""), NOW, &chance());

        assert!(
            matches!(
                outcome,
                Err(ExchangeError::Request(RequestError::Recipient))
            ),
            "{outcome:?}"
        );
    }

    #[test]
    fn without_a_did_document_there_is_no_request() {
        for (document, malformed) in [
            (says(404, ""), false),
            (says(200, "<html>"), true),
            (says(200, "{}"), true),
        ] {
            let shop = Shop::open(|shop| vec![signed(shop), document]);
            let outcome = exchange().fetch_request(&shop.link("/r", ""), NOW, &chance());
            assert_eq!(
                matches!(outcome, Err(ExchangeError::Malformed)),
                malformed,
                "{outcome:?}"
            );
            assert_eq!(
                matches!(outcome, Err(ExchangeError::Refused { status: 404 })),
                !malformed,
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn a_shop_on_this_computer_is_not_called_without_developer_mode() {
        let shop = Shop::open(|shop| vec![signed(shop), document(shop)]);

        let outcome =
            Exchange::new(Developer::Off).fetch_request(&shop.link("/r", ""), NOW, &chance());

        assert!(
            matches!(outcome, Err(ExchangeError::PrivateAddress)),
            "{outcome:?}"
        );
        assert_eq!(shop.asked(), [""; 0]);
    }

    #[test]
    fn an_error_holds_neither_the_address_nor_what_was_said() {
        let scripts: [fn(&Shop) -> Vec<Says>; 4] = [
            |_| vec![says(302, "s3cret")],
            |_| vec![says(200, "s3cret")],
            |_| vec![says(500, "s3cret")],
            |_| vec![Says::Bytes(b"s3cret".to_vec())],
        ];
        for script in scripts {
            let shop = Shop::open(script);
            let error = exchange()
                .fetch_request(&shop.link("/r?session=s3cret", ""), NOW, &chance())
                .unwrap_err();
            let told = format!("{error} {error:?}");
            assert!(
                !told.contains("s3cret") && !told.contains("127.0.0.1"),
                "{told}"
            );
        }
    }
}
