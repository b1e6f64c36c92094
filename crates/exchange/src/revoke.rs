//! Tells the shop that a grant has ended, and checks its signed word that it deleted its copy (RFC 8417).
//!
//! Invariant: a confirmation counts only with the signature of the shop's key as published at that moment.

use inkling_token::Timestamp;
use inkling_token::ack;
use inkling_token::client::{ClientId, ShopHosts};
use inkling_token::message::Message;

use crate::place::Place;
use crate::{Exchange, ExchangeError, door};

/// What is known of the shop's copy after a revocation was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// The shop signed that it deleted its copy.
    Confirmed {
        /// The date it signed.
        at: Timestamp,
        /// Its signed word, the compact JWS.
        acknowledgement: String,
    },
    /// The shop took the revocation, or says that it holds no such grant, without a signed word.
    Accepted,
}

impl Exchange {
    /// Delivers a revocation of `client`'s grant to one of its hosts.
    ///
    /// # Errors
    /// When the address is on none of these hosts, the shop cannot be reached or does not take the revocation; it is then to be sent again.
    pub fn revoke(
        &self,
        message: &Message,
        hosts: &ShopHosts,
        client: &ClientId,
        grant_id: &str,
        now: Timestamp,
    ) -> Result<Deletion, ExchangeError> {
        let place = Place::on(hosts, &message.url, self.developer)?;
        let answered = door::send(&place, message, "application/json", self.limits)?;
        match answered.status {
            200 => Ok(self
                .confirmation(&answered.body, client, grant_id, now)
                .unwrap_or(Deletion::Accepted)),
            202 | 204 | 404 | 410 => Ok(Deletion::Accepted),
            status => Err(ExchangeError::Refused { status }),
        }
    }

    /// A valid acknowledgement with its date; a missing, forged or foreign one is worth nothing.
    fn confirmation(
        &self,
        body: &[u8],
        client: &ClientId,
        grant_id: &str,
        now: Timestamp,
    ) -> Option<Deletion> {
        let acknowledgement = ack::from_answer(body).ok()??;
        let document = self.did_document(client).ok()?;
        let at = ack::verify(&acknowledgement, &document, client, grant_id, now).ok()?;
        Some(Deletion::Confirmed {
            at,
            acknowledgement,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{NOW, Says, Shop, exchange, says};

    const GRANT: &str = "grant-1";

    fn word(shop: &Shop, grant_id: &str) -> Value {
        json!({"iss": shop.client.to_string(), "iat": NOW.seconds(), "sub": grant_id, "deleted_at": NOW.seconds() - 1})
    }

    fn acknowledges(shop: &Shop, signer: &Shop, grant_id: &str) -> Vec<Says> {
        let ack = signer.signs("inkling-deletion+jwt", &word(shop, grant_id));
        vec![
            says(200, json!({ "ack": ack }).to_string()),
            says(200, shop.document().to_string()),
        ]
    }

    fn revoked(shop: &Shop) -> Result<Deletion, ExchangeError> {
        let message = Message::revoke(&shop.at("/vault/g/1"), "e.v.t".to_owned());
        exchange().revoke(&message, &shop.hosts(), &shop.client, GRANT, NOW)
    }

    #[test]
    fn a_shops_signed_word_is_a_dated_confirmation() {
        let shop = Shop::open(|shop| acknowledges(shop, shop, GRANT));

        let Deletion::Confirmed {
            at,
            acknowledgement,
        } = revoked(&shop).unwrap()
        else {
            panic!("not confirmed")
        };
        assert_eq!(at, NOW.plus_seconds(-1));
        assert_eq!(acknowledgement.split('.').count(), 3);

        let asked = &shop.asked()[0];
        assert!(
            asked.starts_with("DELETE /vault/g/1 HTTP/1.1\r\n"),
            "{asked}"
        );
        assert!(
            asked.contains("application/secevent+jwt\r\n") && asked.ends_with("\r\n\r\ne.v.t"),
            "{asked}"
        );
    }

    #[test]
    fn a_revocation_goes_to_a_listed_host_and_nowhere_else() {
        let shop = Shop::open(|_| Vec::new());
        let platform = Shop::open(|_| vec![says(204, "")]);
        let message = Message::revoke(&platform.at("/g/1"), "e.v.t".to_owned());
        let revoked = |hosts| exchange().revoke(&message, &hosts, &shop.client, GRANT, NOW);

        let foreign = revoked(shop.hosts());
        assert!(
            matches!(foreign, Err(ExchangeError::ForeignHost)),
            "{foreign:?}"
        );
        let listed = revoked(shop.hosts().including(platform.client.host()));
        assert_eq!(listed.unwrap(), Deletion::Accepted);
        assert_eq!(platform.asked().len(), 1);
    }

    #[test]
    fn a_word_of_another_key_or_about_another_grant_is_none() {
        let other = Shop::open(|_| Vec::new());
        let forged = Shop::open(|shop| acknowledges(shop, &other, GRANT));
        assert_eq!(revoked(&forged).unwrap(), Deletion::Accepted);
        let about_another = Shop::open(|shop| acknowledges(shop, shop, "grant-2"));
        assert_eq!(revoked(&about_another).unwrap(), Deletion::Accepted);
    }

    #[test]
    fn a_shop_that_holds_nothing_or_says_nothing_has_taken_it() {
        for (status, body) in [
            (200, ""),
            (200, "{}"),
            (200, "gone"),
            (202, ""),
            (204, ""),
            (404, ""),
            (410, ""),
        ] {
            let shop = Shop::open(|_| vec![says(status, body)]);
            assert_eq!(
                revoked(&shop).unwrap(),
                Deletion::Accepted,
                "{status} {body}"
            );
        }
    }

    #[test]
    fn a_shop_that_fails_is_asked_again_later() {
        for status in [400, 401, 429, 500, 503] {
            let shop = Shop::open(|_| vec![says(status, "")]);
            let outcome = revoked(&shop);
            assert!(
                matches!(outcome, Err(ExchangeError::Refused { status: given }) if given == status),
                "{outcome:?}"
            );
        }
    }
}
