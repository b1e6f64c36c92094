//! Connected shops, and the messages on their way to them.

use std::sync::PoisonError;

use inkling_exchange::{Deletion, ExchangeError, Reply};
use inkling_vault::{self as vault, Delivered, DeliveryId, GrantId, Outgoing};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{Grant, GrantSummary, HistoryEntry};

impl Desk {
    /// Connected shops, newest first, ended ones included.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn grants(&self) -> Result<Vec<GrantSummary>, Failure> {
        let now = self.now();
        let grants = self.read(|vault| vault.grants(now))?;
        Ok(grants.into_iter().map(GrantSummary::from).collect())
    }

    /// One grant, whole.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn grant(&self, id: i64) -> Result<Grant, Failure> {
        let now = self.now();
        let (grant, history) = self.read(|vault| {
            Ok::<_, vault::Error>((
                vault.grant(GrantId(id), now)?,
                vault.ledger_of(GrantId(id))?,
            ))
        })?;
        Ok(Grant {
            history: history.into_iter().map(HistoryEntry::from).collect(),
            ..grant.into()
        })
    }

    /// Stops a grant at once, and has the shop delete its copy as soon as it can be reached.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn revoke(&self, id: i64) -> Result<GrantSummary, Failure> {
        let now = self.now();
        self.write(|vault| vault.revoke(GrantId(id), now))?;
        self.sync()?;
        let mut grants = self.grants()?.into_iter();
        grants
            .find(|grant| grant.id == id)
            .ok_or(FailureCode::NoSuchGrant.into())
    }

    /// Sends what is due, and answers how many messages still wait.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn sync(&self) -> Result<u32, Failure> {
        let now = self.now();
        for delivery in self.due()? {
            match self.deliver(delivery) {
                Ok(_)
                | Err(Failure {
                    code: FailureCode::GrantEnded,
                }) => {}
                Err(failure) => return Err(failure),
            }
        }
        self.read(|vault| vault.pending(now))
    }

    /// Brings one message to its shop and keeps the answer. A shop that cannot be reached is tried again later: `None`.
    pub(crate) fn deliver(&self, id: DeliveryId) -> Result<Option<Delivered>, Failure> {
        let _alone = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        let entropy = self.entropy.as_ref();
        let composed_at = self.now();
        let outgoing = self.write(|vault| vault.compose(id, composed_at, entropy))?;
        let outcome = self.carry(&outgoing);
        let now = self.now();
        self.write(|vault| match outcome {
            Ok(Carried::Taken(answer)) => vault.delivered(id, &answer, now, entropy).map(Some),
            Ok(Carried::Closed) => vault.closed_by_shop(id, now).map(|()| None),
            Ok(Carried::Revoked(deleted)) => vault.revoked_at_shop(id, deleted, now).map(|()| None),
            Err(_) => vault.postponed(id, now, entropy).map(|()| None),
        })
    }

    fn carry(&self, outgoing: &Outgoing) -> Result<Carried, ExchangeError> {
        match outgoing {
            Outgoing::Present { message, client } | Outgoing::Update { message, client } => {
                match self.exchange.deliver(message, client)? {
                    Reply::Accepted(answer) => Ok(Carried::Taken(answer)),
                    Reply::Gone => Ok(Carried::Closed),
                    Reply::Refused { status } => Err(ExchangeError::Refused { status }),
                }
            }
            Outgoing::Revoke {
                message,
                client,
                grant_id,
            } => {
                match self
                    .exchange
                    .revoke(message, client, grant_id, self.now())?
                {
                    Deletion::Confirmed(at) => Ok(Carried::Revoked(Some(at))),
                    Deletion::Accepted => Ok(Carried::Revoked(None)),
                }
            }
        }
    }

    fn due(&self) -> Result<Vec<DeliveryId>, Failure> {
        let now = self.now();
        let mut guard = self.vault();
        Ok(guard.as_mut().ok_or(FailureCode::Locked)?.due(now)?)
    }
}

/// What became of a message that reached its shop.
enum Carried {
    Taken(inkling_token::message::Answer),
    Closed,
    Revoked(Option<inkling_token::Timestamp>),
}
