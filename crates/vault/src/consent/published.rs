//! What the mailbox answered.
//!
//! Invariant: a status list that says "ended", signed by the grant's own key, ends the grant here too, whoever wrote it: only a
//! newer copy of this vault could. Anything else that lies in the way is written over.

use std::fmt;

use inkling_token::key::GrantKey;
use inkling_token::status::{Status, StatusReference, recall_list};
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::line::note;
use super::pause::rest;
use super::postpone::wait;
use super::requeue::refresh;
use super::revoke::stop;
use super::state::GrantState;
use super::{DeliveryId, publish};
use crate::error::Noun;
use crate::ledger::Happening;
use crate::store::deliveries::{Closed, Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::objects::{Kind, Lies, OTHER, StoredObject};
use crate::store::{deliveries, grants, objects};
use crate::{Error, Vault};

/// What became of one object that was written.
#[derive(Clone, PartialEq, Eq)]
pub enum Publication {
    /// It lies there, or is gone, as it was meant.
    Done {
        /// The store's mark of what lies there now.
        etag: Option<String>,
    },
    /// Something else lies there.
    Conflict {
        /// What; empty when nothing does.
        body: Vec<u8>,
        /// The store's mark of it.
        etag: Option<String>,
    },
}

/// What lies there is somebody's token.
impl fmt::Debug for Publication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done { .. } => "Done(redacted)",
            Self::Conflict { .. } => "Conflict(redacted)",
        })
    }
}

impl Vault {
    /// Keeps what the mailbox answered, object by object in the order they were composed in; what has no answer is tried again.
    ///
    /// # Errors
    /// Not found, also for a delivery that was reported before; and what the file says.
    pub fn published(
        &mut self,
        id: DeliveryId,
        answers: &[Publication],
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            let is_known = match delivery.closed {
                None
                | Some(Closed {
                    outcome: Outcome::Superseded,
                    ..
                }) => delivery.what == What::Publish,
                Some(Closed {
                    outcome: Outcome::Taken | Outcome::Lapsed | Outcome::ClosedByShop,
                    ..
                }) => false,
            };
            if !is_known {
                return Err(Error::NotFound(Noun::Delivery));
            }
            let grant = grants::get(transaction, delivery.grant)?;
            let composed = objects::placed(transaction, grant.id)?;
            let learnt = learn(
                transaction,
                &grant,
                composed.iter().zip(answers),
                (now, entropy),
            )?;
            // What had no answer may have been written; what came after that was not tried.
            let tried = answers.len() + usize::from(!learnt.conflict);
            for object in composed.iter().skip(tried) {
                objects::not_tried(transaction, object)?;
            }
            if learnt.status_changed {
                note(transaction, &grant, Happening::Published, now)?;
            }
            match learnt.elsewhere {
                Some(Elsewhere::Ended) if grant.closing.is_none() => {
                    stop(transaction, &grant, now)?;
                }
                Some(Elsewhere::Newer { version }) => {
                    grants::want_version(transaction, grant.id, version.saturating_add(1))?;
                    if runs(transaction, &grant, now)? {
                        rest(transaction, &grant, None, now)?;
                    }
                }
                Some(Elsewhere::Ended) | None => {}
            }
            let is_whole = answers.len() >= composed.len() && !learnt.conflict;
            if deliveries::get(transaction, id)?.closed.is_none() {
                if is_whole {
                    deliveries::close(transaction, id, Outcome::Taken, now)?;
                } else if learnt.conflict && delivery.attempts == 0 {
                    deliveries::postpone(transaction, id, now)?;
                } else {
                    let seconds = wait(delivery.attempts, entropy)?;
                    deliveries::postpone(transaction, id, now.plus_seconds(seconds))?;
                }
            }
            let grant = grants::get(transaction, grant.id)?;
            refresh(transaction, &grant, now)?;
            publish::plan(transaction, grant.id, now)
        })
    }
}

/// What the answers say, all together.
#[derive(Default)]
struct Learnt {
    status_changed: bool,
    conflict: bool,
    elsewhere: Option<Elsewhere>,
}

/// What another copy of this vault has done to the grant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    /// It was stopped.
    Ended,
    /// It went on there, up to this version: what this copy knows is old. The grant rests until the person says that it goes
    /// on here, with the next one.
    Newer { version: u32 },
}

/// Whether shops get anything of the grant.
fn runs(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<bool, Error> {
    let state = GrantState::of(connection, grant, now)?;
    Ok(matches!(
        state,
        GrantState::Sending | GrantState::Active { .. } | GrantState::Updating { .. }
    ))
}

fn learn<'a>(
    connection: &Connection,
    grant: &StoredGrant,
    answers: impl Iterator<Item = (&'a StoredObject, &'a Publication)>,
    (now, entropy): (Timestamp, &dyn Entropy),
) -> Result<Learnt, Error> {
    let mut learnt = Learnt::default();
    for (object, answer) in answers {
        let lies = |what: i64, etag: &Option<String>| {
            Some(Lies {
                what,
                etag: etag.clone(),
                since: now,
            })
        };
        let lies = match answer {
            Publication::Done { etag } => object
                .composed
                .filter(|content| *content != OTHER)
                .and_then(|content| lies(content, etag)),
            Publication::Conflict { body, .. } if body.is_empty() => None,
            Publication::Conflict { etag, .. } => lies(OTHER, etag),
        };
        if let Publication::Conflict { body, .. } = answer {
            learnt.conflict = true;
            let elsewhere = elsewhere(connection, grant, object, body, entropy)?;
            learnt.elsewhere = learnt.elsewhere.or(elsewhere);
            if object.kind == Kind::Tokens {
                objects::suspect(connection, grant.id, object.mailbox)?;
            }
        } else if object.kind == Kind::Status {
            let told = |lies: &Option<Lies>| lies.as_ref().map(|lies| lies.what);
            learnt.status_changed |= told(&object.lies) != told(&lies);
        }
        objects::answered(connection, object, lies.as_ref())?;
    }
    Ok(learnt)
}

/// What the thing that lies there says in the grant's own hand, whenever it was written: this vault did not, or not last. A list
/// that should be there and is not was taken away by a copy that knows more: after a stop nothing is left.
fn elsewhere(
    connection: &Connection,
    grant: &StoredGrant,
    object: &StoredObject,
    body: &[u8],
    entropy: &dyn Entropy,
) -> Result<Option<Elsewhere>, Error> {
    let key = grants::signing_key(connection, grant.id)?;
    let (Kind::Status, Some(key), Ok(list)) = (object.kind, key, std::str::from_utf8(body)) else {
        return Ok(None);
    };
    let known = publish::newest_version(connection, grant)?;
    if body.is_empty() {
        let newer = Elsewhere::Newer { version: known };
        return Ok(object.lies.is_some().then_some(newer));
    }
    let reference = StatusReference {
        idx: 0,
        uri: object.url.clone(),
    };
    let key = GrantKey::from_pkcs8(&key, entropy)?;
    let Ok(listed) = recall_list(list.trim(), key.public_jwk(), &reference) else {
        return Ok(None);
    };
    let version = listed.version.unwrap_or(known);
    // A list of this vault's own whose answer was lost tells of no version that it does not know, and of no pause that it has
    // not ended with a later one.
    let is_own = object.doubted
        && match listed.status {
            Status::Valid => version <= known,
            Status::Suspended => version < known,
            Status::Invalid => false,
        };
    Ok(match listed.status {
        Status::Invalid => Some(Elsewhere::Ended),
        Status::Valid | Status::Suspended if is_own => None,
        Status::Valid | Status::Suspended => Some(Elsewhere::Newer { version }),
    })
}
