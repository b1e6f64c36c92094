//! Connected shops, and the messages on their way to them.

use std::sync::{MutexGuard, PoisonError};

use inkling_exchange::{Deletion, ExchangeError, Reply};
use inkling_vault::{
    self as vault, Acknowledgement, Delivered, DeliveryId, GrantId, Outgoing, Vault,
};

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
        // The stop holds whether or not the shop can be told now; the queue tells it.
        self.sync().ok();
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
        let mut trouble = None;
        for delivery in self.due()? {
            match self.deliver(&self.alone(), delivery) {
                Ok(_)
                | Err(Failure {
                    code: FailureCode::GrantEnded,
                }) => {}
                // One message that cannot be composed must not keep the others from their shops.
                Err(failure) => trouble = trouble.or(Some(failure)),
            }
        }
        match trouble {
            Some(failure) => Err(failure),
            None => self.read(|vault| vault.pending(now)),
        }
    }

    /// The right to send. Whoever queues a message and wants its answer takes this first, or the postman may be quicker.
    pub(crate) fn alone(&self) -> Alone<'_> {
        Alone {
            _held: self.sending.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Brings one message to its shop and keeps the answer. A shop that cannot be reached is tried again later: `None`.
    pub(crate) fn deliver(
        &self,
        _alone: &Alone<'_>,
        id: DeliveryId,
    ) -> Result<Option<Delivered>, Failure> {
        let entropy = self.entropy.as_ref();
        let composed_at = self.now();
        let outgoing = self.write(|vault| vault.compose(id, composed_at, entropy))?;
        let outcome = self.carry(&outgoing);
        let mut guard = self.vault();
        let Some(vault) = guard.as_mut() else {
            // Locked while the message was on its way: what the shop said is kept for the unlock.
            self.unkept().push((id, outcome));
            return Err(FailureCode::Locked.into());
        };
        let kept = self.keep_answer(vault, id, outcome);
        drop(guard);
        self.changed();
        kept
    }

    /// Keeps what shops said while the vault was locked.
    pub(crate) fn keep_answers(&self, vault: &mut Vault) {
        for (id, outcome) in self.unkept().drain(..) {
            // A grant that was changed since has no use for it.
            self.keep_answer(vault, id, outcome).ok();
        }
    }

    fn keep_answer(
        &self,
        vault: &mut Vault,
        id: DeliveryId,
        outcome: Result<Carried, ExchangeError>,
    ) -> Result<Option<Delivered>, Failure> {
        let (now, entropy) = (self.now(), self.entropy.as_ref());
        let kept = match outcome {
            Ok(Carried::Taken(answer)) => vault.delivered(id, &answer, now, entropy).map(Some),
            Ok(Carried::Closed) => vault.closed_by_shop(id, now).map(|()| None),
            Ok(Carried::Revoked(word)) => {
                vault.revoked_at_shop(id, word.as_ref(), now).map(|()| None)
            }
            Err(_) => vault.postponed(id, now, entropy).map(|()| None),
        };
        Ok(kept?)
    }

    fn unkept(&self) -> MutexGuard<'_, Vec<Unkept>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
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
                    Deletion::Confirmed {
                        at,
                        acknowledgement,
                    } => Ok(Carried::Revoked(Some(Acknowledgement {
                        deleted_at: at,
                        jws: acknowledgement,
                    }))),
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

/// Nobody else sends meanwhile.
pub(crate) struct Alone<'a> {
    _held: MutexGuard<'a, ()>,
}

/// What became of a message while the vault was locked.
pub(crate) type Unkept = (DeliveryId, Result<Carried, ExchangeError>);

/// What became of a message that reached its shop.
pub(crate) enum Carried {
    Taken(inkling_token::message::Answer),
    Closed,
    Revoked(Option<Acknowledgement>),
}
