//! Fetches a sharing request by its link and verifies it with the shop's published key (RFC 9101, OpenID4VP 1.0, 5.10).
//!
//! What a shop publishes about itself comes first: it says on which hosts its request may lie.
//!
//! Invariant: nothing but a verified request leaves this module, and no host is called for a link but the one in its client
//! id and those that this host lists.

use inkling_token::client::{ClientId, ShopHosts, Tier};
use inkling_token::did::DidDocument;
use inkling_token::link::{Link, RequestUriMethod};
use inkling_token::message::{Message, Method};
use inkling_token::request::{Published, RequestError, SharingRequest, UnverifiedRequest};
use inkling_token::seal::{SealError, seal};
use inkling_token::{Entropy, NoEntropy, Timestamp};

use crate::place::Place;
use crate::{Exchange, ExchangeError, door};

const REQUEST_TYPE: &str = "application/oauth-authz-req+jwt";

impl Exchange {
    /// Fetches what the link points to: the shop's did document from its own host, then the request object from there or
    /// from a host that the document lists. A shop that does not sign has a request object only.
    ///
    /// # Errors
    /// When an address is foreign or private, the shop does not answer within the limits, or the request is not well
    /// formed, not signed by the shop (where it is one that signs), or not valid at `now`.
    pub fn fetch_request(
        &self,
        link: &Link,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<SharingRequest, ExchangeError> {
        let document = match link.client_id.tier() {
            Tier::Signed => Some(self.did_document(&link.client_id)?),
            Tier::Unsigned => None,
        };
        let (hosts, published) = match &document {
            Some(document) => (document.hosts(), Published::Keys(document)),
            None => (ShopHosts::only(link.client_id.host()), Published::Nothing),
        };
        let (body, wallet_nonce) = self.request_object(link, &hosts, entropy)?;
        let request = UnverifiedRequest::parse(&body)?;
        let request = request.verify(link, &published, wallet_nonce.as_deref(), now)?;
        // A key that nothing can be sealed to (not a point of the curve) must not be found out after a person has decided.
        seal("", &request.recipient, entropy).map_err(|error| match error {
            SealError::NoEntropy => ExchangeError::NoEntropy(NoEntropy),
            SealError::Recipient | SealError::Cipher => RequestError::Recipient.into(),
        })?;
        Ok(request)
    }

    /// The request as it lies at the shop, and the nonce that it must repeat.
    fn request_object(
        &self,
        link: &Link,
        hosts: &ShopHosts,
        entropy: &dyn Entropy,
    ) -> Result<(Vec<u8>, Option<String>), ExchangeError> {
        let place = Place::on(hosts, &link.request_uri, self.developer)?;
        match link.method {
            RequestUriMethod::Get => {
                let answer = door::get(&place, REQUEST_TYPE, self.limits)?;
                Ok((answer.of_type(REQUEST_TYPE)?, None))
            }
            RequestUriMethod::Post => {
                let nonce = wallet_nonce(entropy)?;
                let asking = Message {
                    method: Method::Post,
                    url: link.request_uri.clone(),
                    content_type: "application/x-www-form-urlencoded",
                    body: format!("wallet_nonce={nonce}"),
                };
                let answer = door::send(&place, &asking, REQUEST_TYPE, self.limits)?;
                Ok((answer.of_type(REQUEST_TYPE)?, Some(nonce)))
            }
        }
    }

    /// The shop's did document, as published at this moment.
    pub(crate) fn did_document(&self, client: &ClientId) -> Result<DidDocument, ExchangeError> {
        let url = client.did_document_url().ok_or(ExchangeError::Malformed)?;
        let place = Place::on(&ShopHosts::only(client.host()), &url, self.developer)?;
        let accept = "application/did+json, application/json";
        let body = door::get(&place, accept, self.limits)?.ok()?;
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
mod tests;
