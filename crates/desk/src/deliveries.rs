//! Messages on their way to shops, and publications on their way to the mailbox.
//!
//! While the vault is locked, what serves for it sends what is due, if the person wants that.
//!
//! Invariant: a message is never on its way twice at once, and the vault is never held while one is.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use inkling_exchange::{Deletion, ExchangeError, MailboxError, Reply, Written};
use inkling_token::mailbox::{MailboxSettings, Object};
use inkling_token::message::Answer;
use inkling_vault::{
    Acknowledgement, Delivered, DeliveryId, GrantId, Outgoing, PauseAnswer, Publication, Vault,
};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};

/// Statuses that say "later", not "no": too many requests, and every trouble of the shop's own.
const LATER: [u16; 2] = [408, 429];

impl Desk {
    /// Sends what waits, also what was tried in vain a moment ago, and answers how many messages still wait.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn sync(&self) -> Result<u32, Failure> {
        self.write(|vault| vault.hurry(self.now()))?;
        self.round()
    }

    /// Sends what one shop did not get yet, and answers how many messages still wait for it. All others wait as before.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn sync_grant(&self, id: i64) -> Result<u32, Failure> {
        let (grant, now) = (GrantId(id), self.now());
        self.bring(self.write(|vault| {
            vault.hurry_grant(grant, now)?;
            vault.news_of(grant, now)
        })?)?;
        self.read(|vault| vault.pending_of(grant, self.now()))
    }

    /// Sends what is due, and answers how many messages still wait. Where there is nothing to do, no window is told of it.
    pub(crate) fn round(&self) -> Result<u32, Failure> {
        let _one_round = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        if self.has_work()? {
            let due = self.tend(|vault| vault.due(self.now()))?;
            self.changed();
            self.bring(due)?;
        }
        self.tend(|vault| vault.pending(self.now()))
    }

    /// Whether a message is due, or time has brought something that a shop may have to be told.
    pub(crate) fn has_work(&self) -> Result<bool, Failure> {
        let now = self.now();
        self.tend(|vault| vault.has_work(now))
    }

    /// Brings messages to where they belong, in this order.
    fn bring(&self, ids: Vec<DeliveryId>) -> Result<(), Failure> {
        let mut trouble = None;
        for id in ids {
            match self.deliver(id) {
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
            None => Ok(()),
        }
    }

    /// Does what queues messages, and takes those that `queues` names on their way before anybody else can.
    pub(crate) fn reserve<T>(
        &self,
        act: impl FnOnce() -> Result<T, Failure>,
        queues: impl FnOnce(&T) -> Vec<DeliveryId>,
    ) -> Result<(T, Vec<OnTheWay<'_>>), Failure> {
        let mut sending = self.sending();
        let done = act()?;
        let ids = queues(&done);
        let taken = ids
            .into_iter()
            .filter(|id| sending.insert(*id))
            .collect::<Vec<_>>();
        drop(sending);
        let taken = taken.into_iter().map(|id| OnTheWay { desk: self, id });
        Ok((done, taken.collect()))
    }

    /// Brings one message to where it belongs, unless somebody is about to. A shop that cannot be reached is tried again
    /// later: `None`.
    pub(crate) fn deliver(&self, id: DeliveryId) -> Result<Option<Delivered>, Failure> {
        if !self.sending().insert(id) {
            return Ok(None);
        }
        let way = OnTheWay { desk: self, id };
        // Whoever had it until now may have brought it, or put it off.
        if !self.tend(|vault| vault.is_due(id, self.now()))? {
            return Ok(None);
        }
        self.carry_on(&way)
    }

    /// Brings a message that is reserved.
    pub(crate) fn carry_on(&self, way: &OnTheWay<'_>) -> Result<Option<Delivered>, Failure> {
        let (id, entropy) = (way.id, self.entropy.as_ref());
        let _one_publication = match self.tend(|vault| vault.is_publication(id))? {
            true => Some(
                self.publishing
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
            ),
            false => None,
        };
        let outgoing = self.tend(|vault| vault.compose(id, self.now(), entropy))?;
        self.changed();
        let mut outcome = Some(self.carry(&outgoing));
        let serving = self.serving();
        let kept = self.tend_with(serving.as_ref(), |vault| match outcome.take() {
            Some(outcome) => self.keep_answer(vault, id, outcome),
            None => Ok(None),
        });
        if let Some(outcome) = outcome {
            // Locked while the message was on its way: what the shop said is kept for the unlock.
            self.unkept().push((id, outcome));
        }
        drop(serving);
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
    ) -> Result<Option<Delivered>, inkling_vault::Error> {
        let (now, entropy) = (self.now(), self.entropy.as_ref());
        match outcome {
            Ok(Carried::Taken(answer)) => vault.delivered(id, &answer, now, entropy).map(Some),
            Ok(Carried::Closed) => vault.closed_by_shop(id, now).map(|()| None),
            Ok(Carried::Paused(answer)) => vault.paused_at_shop(id, answer, now).map(|()| None),
            Ok(Carried::Revoked(word)) => {
                vault.revoked_at_shop(id, word.as_ref(), now).map(|()| None)
            }
            Ok(Carried::Published(written)) => {
                vault.published(id, &written, now, entropy).map(|()| None)
            }
            Err(ExchangeError::Refused { status }) if is_a_no(status) => {
                vault.turned_down(id, now, entropy).map(|()| None)
            }
            Err(_) => vault.postponed(id, now, entropy).map(|()| None),
        }
    }

    fn carry(&self, outgoing: &Outgoing) -> Result<Carried, ExchangeError> {
        match outgoing {
            Outgoing::Present { message, hosts, .. } | Outgoing::Update { message, hosts, .. } => {
                match self.exchange.deliver(message, hosts)? {
                    Reply::Accepted(answer) => Ok(Carried::Taken(answer)),
                    Reply::Gone => Ok(Carried::Closed),
                    Reply::Refused { status } => Err(ExchangeError::Refused { status }),
                }
            }
            Outgoing::Pause { message, hosts, .. } => match self.exchange.pause(message, hosts)? {
                Reply::Accepted(_) => Ok(Carried::Paused(PauseAnswer::Taken)),
                Reply::Gone => Ok(Carried::Closed),
                Reply::Refused { status } if is_a_no(status) => {
                    Ok(Carried::Paused(PauseAnswer::Refused))
                }
                Reply::Refused { status } => Err(ExchangeError::Refused { status }),
            },
            Outgoing::Revoke {
                message,
                client,
                hosts,
                grant_id,
            } => {
                let told = self
                    .exchange
                    .revoke(message, hosts, client, grant_id, self.now())?;
                Ok(Carried::Revoked(match told {
                    Deletion::Confirmed {
                        at,
                        acknowledgement,
                    } => Some(Acknowledgement {
                        deleted_at: at,
                        jws: acknowledgement,
                    }),
                    Deletion::Accepted => None,
                }))
            }
            Outgoing::Publish { objects, settings } => {
                Ok(Carried::Published(self.publish(settings, objects)))
            }
        }
    }

    /// Writes objects in their order, up to the first that cannot be written.
    fn publish(&self, settings: &MailboxSettings, objects: &[Object]) -> Vec<Publication> {
        let mut written = Vec::with_capacity(objects.len());
        for object in objects {
            match self.exchange.publish(settings, object) {
                Ok(Written::Done { etag }) => written.push(Publication::Done { etag }),
                Ok(Written::Conflict { body, etag }) => {
                    written.push(Publication::Conflict { body, etag });
                    break;
                }
                Err(
                    MailboxError::Unreachable
                    | MailboxError::TooSlow
                    | MailboxError::Insecure
                    | MailboxError::Refused
                    | MailboxError::NotFound
                    | MailboxError::Misconfigured
                    | MailboxError::NoEntropy(_),
                ) => break,
            }
        }
        written
    }

    fn sending(&self) -> MutexGuard<'_, BTreeSet<DeliveryId>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn unkept(&self) -> MutexGuard<'_, Vec<Unkept>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A message that somebody is bringing; nobody else does meanwhile.
pub(crate) struct OnTheWay<'a> {
    desk: &'a Desk,
    id: DeliveryId,
}

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        self.desk.sending().remove(&self.id);
    }
}

/// What became of a message while the vault was locked.
pub(crate) type Unkept = (DeliveryId, Result<Carried, ExchangeError>);

/// What became of a message that reached its shop.
pub(crate) enum Carried {
    Taken(Answer),
    Closed,
    Paused(PauseAnswer),
    Revoked(Option<Acknowledgement>),
    Published(Vec<Publication>),
}

/// Whether a status is a shop's last word on a message.
fn is_a_no(status: u16) -> bool {
    (400..500).contains(&status) && !LATER.contains(&status)
}
