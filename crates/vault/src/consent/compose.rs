//! Composing a message, right before it is sent: the key binding is fresh, the values are the ones that may be sent now.
//!
//! Invariant: whether the grant is in force is asked in the same transaction that composes; a grant that was stopped, was
//! closed or has ended yields no presentation and no update, whatever was queued before.

use inkling_token::client::ClientId;
use inkling_token::message::Message;
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::due::waits_for_the_person;
use super::sign::{Binding, Ready, Signer};
use super::state::GrantState;
use super::{DeliveryId, Refused, projection};
use crate::ledger::{Happening, Line};
use crate::store::deliveries::{StoredDelivery, What};
use crate::store::{deliveries, grants, ledger, requests};
use crate::{Error, Vault};

/// A message to a shop, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// The answer to a request.
    Present {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
    },
    /// A newer version of what the shop holds.
    Update {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
    },
    /// The news that a grant was stopped.
    Revoke {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
        /// The grant's id in tokens, which the shop's confirmation names.
        grant_id: String,
    },
}

impl Vault {
    /// Composes what a delivery is to bring now.
    ///
    /// # Errors
    /// Not found; [`Refused::GrantEnded`] when the delivery is of no use any more, or waits for the person; and what the file says.
    pub fn compose(
        &mut self,
        id: DeliveryId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Outgoing, Error> {
        self.change(now, |transaction, now| {
            let delivery = deliveries::get(transaction, id)?;
            // It was due a moment ago, but what happened since counts.
            if delivery.closed.is_some() || waits_for_the_person(transaction, &delivery)? {
                return Err(Refused::GrantEnded.into());
            }
            compose(transaction, &delivery, now, entropy)
        })
    }
}

fn compose(
    connection: &Connection,
    delivery: &StoredDelivery,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Outgoing, Error> {
    let grant = grants::get(connection, delivery.grant)?;
    let request = requests::get(connection, grant.request)?.request;
    let state = GrantState::of(connection, &grant, now)?;
    if !is_wanted(delivery.what, state) {
        return Err(Refused::GrantEnded.into());
    }
    let signer = Signer::load(connection, &grant, &request, entropy)?.ok_or(Refused::GrantEnded)?;
    let client = request.client_id.clone();
    let grant_uri = || grant.grant_uri.as_deref().ok_or(Refused::GrantEnded);
    match delivery.what {
        What::Revoke => {
            let message = Message::revoke(grant_uri()?, signer.revocation(now, entropy)?);
            Ok(Outgoing::Revoke {
                message,
                client,
                grant_id: grant.name,
            })
        }
        What::Present => {
            let ready = signer.ready(
                connection,
                &projection::as_approved(connection, &grant)?,
                now,
                entropy,
            )?;
            let binding = Binding {
                nonce: &request.nonce,
                state: request.state.as_deref(),
            };
            let jwe = signer.present(connection, &ready, binding, now, entropy)?;
            note(connection, delivery, &ready, &client, now)?;
            Ok(Outgoing::Present {
                message: Message::present(&request.response_uri, &jwe),
                client,
            })
        }
        What::Update | What::Renew => {
            let ready = signer.ready(
                connection,
                &projection::current(connection, &grant)?,
                now,
                entropy,
            )?;
            let nonce = grant.grant_nonce.as_deref().ok_or(Refused::GrantEnded)?;
            let jwe = signer.present(
                connection,
                &ready,
                Binding { nonce, state: None },
                now,
                entropy,
            )?;
            note(connection, delivery, &ready, &client, now)?;
            Ok(Outgoing::Update {
                message: Message::update(grant_uri()?, &jwe),
                client,
            })
        }
    }
}

/// Whether a delivery is still of use to a grant in this state.
pub(super) fn is_wanted(what: What, state: GrantState) -> bool {
    match state {
        GrantState::Sending => what == What::Present,
        GrantState::Active { .. } | GrantState::Updating { .. } => {
            matches!(what, What::Update | What::Renew)
        }
        GrantState::Stopped { .. } => what == What::Revoke,
        GrantState::Once { .. } | GrantState::Ended { .. } | GrantState::ClosedByShop { .. } => {
            false
        }
    }
}

/// Remembers which version is on its way, and writes down that tokens were issued if they were.
fn note(
    connection: &Connection,
    delivery: &StoredDelivery,
    ready: &Ready,
    client: &ClientId,
    now: Timestamp,
) -> Result<(), Error> {
    deliveries::composed(connection, delivery.id, ready.version)?;
    if ready.issued {
        let details = ready
            .tokens
            .iter()
            .map(|token| token.details.len() as u64)
            .sum();
        let host = client.host().to_string();
        let line = Line {
            shop: Some(&host),
            count: Some(details),
            grant: Some(delivery.grant.0),
            ..Line::of(Happening::Issued)
        };
        ledger::append(connection, &line, now)?;
    }
    Ok(())
}
