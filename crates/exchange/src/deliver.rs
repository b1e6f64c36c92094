//! Carries a presentation to the shop: the first answer (OpenID4VP 1.0, 8.2) and every later update, or the word that
//! there will be none for a while.
//!
//! Invariant: a message goes to a host of its recipient or nowhere.

use inkling_token::client::ShopHosts;
use inkling_token::message::{Answer, Message};

use crate::place::Place;
use crate::{Exchange, ExchangeError, door};

/// What the shop said to a delivery.
#[derive(Debug)]
pub enum Reply {
    /// The shop has it.
    Accepted(Answer),
    /// The shop closed the grant.
    Gone,
    /// The shop did not take it.
    Refused {
        /// The HTTP status.
        status: u16,
    },
}

impl Exchange {
    /// Delivers a message of the vault to the shop it was composed for, whose hosts are those of its request.
    ///
    /// # Errors
    /// When the address is on none of these hosts, or no answer came that could be understood: whether the shop has the
    /// message is then unknown.
    pub fn deliver(&self, message: &Message, hosts: &ShopHosts) -> Result<Reply, ExchangeError> {
        let place = Place::on(hosts, &message.url, self.developer)?;
        let answered = door::send(&place, message, "application/json", self.limits)?;
        match answered.status {
            200 => Answer::parse(&answered.body)
                .map(Reply::Accepted)
                .map_err(|_| ExchangeError::Malformed),
            410 => Ok(Reply::Gone),
            status => Ok(Reply::Refused { status }),
        }
    }

    /// Delivers the word that a grant rests. A shop has nothing to answer, so its body is not read.
    ///
    /// # Errors
    /// As [`Self::deliver`].
    pub fn pause(&self, message: &Message, hosts: &ShopHosts) -> Result<Reply, ExchangeError> {
        let place = Place::on(hosts, &message.url, self.developer)?;
        let answered = door::send(&place, message, "application/json", self.limits)?;
        match answered.status {
            200..300 => Ok(Reply::Accepted(Answer::default())),
            410 => Ok(Reply::Gone),
            status => Ok(Reply::Refused { status }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Developer;
    use crate::testing::{Shop, exchange, says};

    #[test]
    fn a_presentation_is_posted_as_a_form_and_the_answer_is_read() {
        let shop = Shop::open(|shop| {
            vec![says(
                200,
                format!(r#"{{"redirect_uri":"{}","extra":1}}"#, shop.at("/back")),
            )]
        });

        let reply = exchange()
            .deliver(
                &Message::present(&shop.at("/vault/response"), "ey.J.WE"),
                &shop.hosts(),
            )
            .unwrap();

        let Reply::Accepted(answer) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!(
            answer,
            Answer {
                redirect_uri: Some(shop.at("/back")),
                ..Answer::default()
            }
        );
        let asked = &shop.asked()[0];
        assert!(
            asked.starts_with("POST /vault/response HTTP/1.1\r\n"),
            "{asked}"
        );
        assert!(
            asked.contains("application/x-www-form-urlencoded\r\n")
                && asked.ends_with("\r\n\r\nresponse=ey.J.WE"),
            "{asked}"
        );
    }

    #[test]
    fn an_update_that_finds_the_grant_closed_is_told_so() {
        let shop = Shop::open(|_| vec![says(410, "")]);
        let reply = exchange()
            .deliver(
                &Message::update(&shop.at("/vault/g/1"), "ey.J.WE"),
                &shop.hosts(),
            )
            .unwrap();
        assert!(matches!(reply, Reply::Gone), "{reply:?}");
        assert!(shop.asked()[0].starts_with("PUT /vault/g/1 HTTP/1.1\r\n"));
    }

    #[test]
    fn every_other_status_is_a_refusal() {
        for status in [201, 204, 400, 401, 404, 429, 500, 503] {
            let shop = Shop::open(|_| vec![says(status, "")]);
            let reply = exchange()
                .deliver(&Message::present(&shop.at("/"), "x"), &shop.hosts())
                .unwrap();
            assert!(
                matches!(reply, Reply::Refused { status: given } if given == status),
                "{reply:?}"
            );
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_no_acceptance() {
        let shop = Shop::open(|_| vec![says(200, "<html>It works!</html>")]);
        let outcome = exchange().deliver(&Message::present(&shop.at("/"), "x"), &shop.hosts());
        assert!(
            matches!(outcome, Err(ExchangeError::Malformed)),
            "{outcome:?}"
        );
    }

    #[test]
    fn a_pause_is_posted_as_a_signed_event() {
        let shop = Shop::open(|_| vec![says(204, "")]);
        let pause = Message::pause(&shop.at("/vault/g/1"), "e.v.t".to_owned());
        let reply = exchange().pause(&pause, &shop.hosts()).unwrap();
        assert!(matches!(reply, Reply::Accepted(_)), "{reply:?}");
        let asked = &shop.asked()[0];
        assert!(asked.starts_with("POST /vault/g/1 HTTP/1.1\r\n"), "{asked}");
        assert!(
            asked.contains("application/secevent+jwt\r\n") && asked.ends_with("\r\n\r\ne.v.t"),
            "{asked}"
        );
    }

    #[test]
    fn a_shop_may_say_anything_to_a_pause_it_takes_and_may_not_take_it() {
        let said = |status, body| {
            let shop = Shop::open(|_| vec![says(status, body)]);
            let pause = Message::pause(&shop.at("/"), "e.v.t".to_owned());
            exchange().pause(&pause, &shop.hosts()).unwrap()
        };
        assert!(matches!(said(200, "OK"), Reply::Accepted(_)));
        assert!(matches!(said(410, ""), Reply::Gone));
        for status in [400, 404, 405, 429, 503] {
            let reply = said(status, "");
            assert!(
                matches!(reply, Reply::Refused { status: given } if given == status),
                "{reply:?}"
            );
        }
    }

    #[test]
    fn a_host_that_the_shop_listed_is_its_own() {
        let shop = Shop::open(|_| Vec::new());
        let platform = Shop::open(|_| vec![says(200, "{}")]);
        let hosts = shop.hosts().including(platform.client.host());

        let reply = exchange().deliver(&Message::update(&platform.at("/g/1"), "x"), &hosts);

        assert!(matches!(reply, Ok(Reply::Accepted(_))), "{reply:?}");
    }

    #[test]
    fn nothing_is_sent_to_another_host_than_the_recipients() {
        let (shop, other) = (
            Shop::open(|_| vec![says(200, "{}")]),
            Shop::open(|_| vec![says(200, "{}")]),
        );

        let outcome = exchange().deliver(
            &Message::update(&other.at("/vault/g/1"), "x"),
            &shop.hosts(),
        );

        assert!(
            matches!(outcome, Err(ExchangeError::ForeignHost)),
            "{outcome:?}"
        );
        assert_eq!((shop.asked().len(), other.asked().len()), (0, 0));
    }

    #[test]
    fn nothing_is_sent_to_this_computer_without_developer_mode() {
        let shop = Shop::open(|_| vec![says(200, "{}")]);
        let outcome = Exchange::new(Developer::Off)
            .deliver(&Message::present(&shop.at("/"), "x"), &shop.hosts());
        assert!(
            matches!(outcome, Err(ExchangeError::PrivateAddress)),
            "{outcome:?}"
        );
        assert_eq!(shop.asked().len(), 0);
    }
}
