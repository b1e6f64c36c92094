//! Composing a message, right before it is sent: the key binding is fresh, the values are the ones that may be sent now.
//!
//! Invariant: whether the grant is in force is asked in the same transaction that composes; a grant that was stopped, was
//! closed, has ended or rests yields no presentation and no update, whatever was queued before.

use inkling_token::client::{ClientId, ShopHosts};
use inkling_token::event::Rest;
use inkling_token::mailbox::{MailboxSettings, Object};
use inkling_token::message::Message;
use inkling_token::request::SharingRequest;
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::detail::said_once;
use super::due::waits;
use super::line::note_details;
use super::publish::{self, Writer};
use super::sign::{Binding, Fit, Ready, Signer, Wish};
use super::state::GrantState;
use super::{DeliveryId, Refused, SharedDetail, projection};
use crate::ledger::Happening;
use crate::store::deliveries::{StoredDelivery, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, requests};
use crate::{Error, Vault};

/// A message to a shop, or a change of the mailbox, ready to be sent.
#[derive(Debug)]
pub enum Outgoing {
    /// The answer to a request.
    Present {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
        /// The hosts that its addresses may be on.
        hosts: ShopHosts,
    },
    /// A newer version of what the shop holds.
    Update {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
        /// The hosts that its addresses may be on.
        hosts: ShopHosts,
    },
    /// The news that a grant rests.
    Pause {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
        /// The hosts that its addresses may be on.
        hosts: ShopHosts,
    },
    /// The news that a grant was stopped.
    Revoke {
        /// The message.
        message: Message,
        /// To whom.
        client: ClientId,
        /// The hosts that its addresses may be on.
        hosts: ShopHosts,
        /// The grant's id in tokens, which the shop's confirmation names.
        grant_id: String,
    },
    /// What the mailbox is to hold: written in this order, as far as it goes.
    Publish {
        /// The objects.
        objects: Vec<Object>,
        /// The mailbox.
        settings: MailboxSettings,
    },
}

impl Vault {
    /// Composes what a delivery is to bring now.
    ///
    /// # Errors
    /// Not found; [`Refused::GrantEnded`] when the delivery is of no use any more, or waits; and what the file says.
    pub fn compose(
        &mut self,
        id: DeliveryId,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Outgoing, Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            // It was due a moment ago, but what happened since counts.
            if delivery.closed.is_some() || waits(transaction, &delivery)? {
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
    let grant = &grants::get(connection, delivery.grant)?;
    let request = &requests::get(connection, grant.request)?.request;
    let state = GrantState::of(connection, grant, now)?;
    if !is_wanted(delivery.what, state) {
        return Err(Refused::GrantEnded.into());
    }
    let signer = Signer::load(connection, grant, request, entropy)?;
    if delivery.what == What::Publish {
        let writer = Writer {
            connection,
            grant,
            signer: signer.as_ref(),
            attempts: delivery.attempts,
            now,
            entropy,
        };
        return writer.compose();
    }
    let letter = Letter {
        connection,
        delivery: delivery.id,
        grant,
        request,
        signer: &signer.ok_or(Refused::GrantEnded)?,
        now,
        entropy,
    };
    match (delivery.what, state) {
        (What::Present, _) => letter.present(),
        (What::Update | What::Renew, _) => letter.update(),
        (What::Pause, GrantState::Paused { until, .. }) => letter.pause(until),
        (What::Revoke, _) => letter.revoke(),
        (What::Pause | What::Publish, _) => Err(Refused::GrantEnded.into()),
    }
}

/// A message to a shop while it is composed.
#[derive(Clone, Copy)]
struct Letter<'a> {
    connection: &'a Connection,
    delivery: DeliveryId,
    grant: &'a StoredGrant,
    request: &'a SharingRequest,
    signer: &'a Signer<'a>,
    now: Timestamp,
    entropy: &'a dyn Entropy,
}

impl Letter<'_> {
    fn present(self) -> Result<Outgoing, Error> {
        let details = projection::as_approved(self.connection, self.grant)?;
        let binding = Binding {
            nonce: &self.request.nonce,
            state: self.request.state.as_deref(),
        };
        let jwe = self.tokens(&details, binding)?;
        Ok(Outgoing::Present {
            message: Message::present(&self.request.response_uri, &jwe),
            client: self.request.client_id.clone(),
            hosts: self.request.hosts.clone(),
        })
    }

    fn update(self) -> Result<Outgoing, Error> {
        let details = projection::current(self.connection, self.grant)?;
        let nonce = self.grant.grant_nonce.as_deref();
        let binding = Binding {
            nonce: nonce.ok_or(Refused::GrantEnded)?,
            state: None,
        };
        let jwe = self.tokens(&details, binding)?;
        Ok(Outgoing::Update {
            message: Message::update(self.grant_uri()?, &jwe),
            client: self.request.client_id.clone(),
            hosts: self.request.hosts.clone(),
        })
    }

    fn pause(self, until: Option<Timestamp>) -> Result<Outgoing, Error> {
        let version = publish::newest_version(self.connection, self.grant)?;
        let rest = Rest { version, until };
        let event = self.signer.pause(rest, self.now, self.entropy)?;
        Ok(Outgoing::Pause {
            message: Message::pause(self.grant_uri()?, event),
            client: self.request.client_id.clone(),
            hosts: self.request.hosts.clone(),
        })
    }

    fn revoke(self) -> Result<Outgoing, Error> {
        let event = self.signer.revocation(self.now, self.entropy)?;
        Ok(Outgoing::Revoke {
            message: Message::revoke(self.grant_uri()?, event),
            client: self.request.client_id.clone(),
            hosts: self.request.hosts.clone(),
            grant_id: self.grant.name.clone(),
        })
    }

    fn grant_uri(&self) -> Result<&str, Refused> {
        self.grant.grant_uri.as_deref().ok_or(Refused::GrantEnded)
    }

    /// The sealed tokens, with a note of which version is on its way; the mailbox follows.
    fn tokens(self, details: &[SharedDetail], binding: Binding<'_>) -> Result<String, Error> {
        let wish = Wish {
            details,
            fit: Fit::Undelivered,
            reference: publish::reference(self.connection, self.grant)?,
        };
        let ready = self
            .signer
            .ready(self.connection, &wish, self.now, self.entropy)?;
        let jwe = self
            .signer
            .present(self.connection, &ready, binding, self.now, self.entropy)?;
        deliveries::composed(self.connection, self.delivery, ready.version)?;
        note_issued(self.connection, self.grant, &ready, self.now)?;
        publish::plan(self.connection, self.grant.id, self.now)?;
        Ok(jwe)
    }
}

/// Whether a delivery is still of use to a grant in this state. What the mailbox is to hold depends on the state itself.
pub(super) fn is_wanted(what: What, state: GrantState) -> bool {
    match (what, state) {
        (What::Publish, _)
        | (What::Present, GrantState::Sending | GrantState::Paused { .. })
        | (What::Pause, GrantState::Paused { .. })
        | (What::Update | What::Renew, GrantState::Active { .. } | GrantState::Updating { .. })
        | (What::Revoke, GrantState::Stopped { .. }) => true,
        (What::Present | What::Update | What::Renew | What::Pause | What::Revoke, _) => false,
    }
}

/// Writes down that tokens were issued, if they were.
pub(super) fn note_issued(
    connection: &Connection,
    grant: &StoredGrant,
    ready: &Ready,
    now: Timestamp,
) -> Result<(), Error> {
    if !ready.issued {
        return Ok(());
    }
    let details = ready.tokens.iter().flat_map(|token| token.details.clone());
    let count = said_once(details).len() as u64;
    note_details(connection, grant, (Happening::Issued, count), now)
}
