//! Declining.
//!
//! Invariant: a shop that is declined learns that and no more, once, and only because the person clicked.

use inkling_token::client::{ClientId, ShopHosts};
use inkling_token::message::Message;
use inkling_token::response::declined_response;
use inkling_token::seal::seal;
use inkling_token::{Entropy, Timestamp};

use super::state::RequestState;
use super::{Refused, RequestId};
use crate::ledger::{Happening, Line};
use crate::store::{ledger, requests};
use crate::{Error, Vault};

/// What a declined shop is told. Sent once; if it does not arrive, silence says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// The message.
    pub message: Message,
    /// To whom.
    pub client: ClientId,
    /// The hosts that its addresses may be on.
    pub hosts: ShopHosts,
}

impl Vault {
    /// Declines a request that waits.
    ///
    /// # Errors
    /// Not found; [`Refused::RequestClosed`], [`Refused::RequestExpired`]; and what the file says.
    pub fn decline(
        &mut self,
        id: RequestId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Declined, Error> {
        self.change(now, |transaction| {
            let stored = requests::get(transaction, id)?;
            match RequestState::of(&stored.heading, now) {
                RequestState::Waiting => requests::decline(transaction, id, now)?,
                RequestState::Expired { .. } => return Err(Refused::RequestExpired.into()),
                RequestState::Approved { .. } | RequestState::Declined { .. } => {
                    return Err(Refused::RequestClosed.into());
                }
            }
            let request = stored.request;
            let host = request.client_id.host().to_string();
            ledger::append(
                transaction,
                &Line {
                    shop: Some(&host),
                    ..Line::of(Happening::Declined)
                },
                now,
            )?;
            let answer = declined_response(request.state.as_deref());
            let jwe = seal(&answer, &request.recipient, entropy)?;
            Ok(Declined {
                message: Message::present(&request.response_uri, &jwe),
                client: request.client_id,
                hosts: request.hosts,
            })
        })
    }
}
