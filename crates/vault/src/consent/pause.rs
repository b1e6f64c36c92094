//! Pausing a grant, and going on.
//!
//! The shop is asked to use nothing of it meanwhile; it keeps the grant's address and nothing else.
//!
//! Invariant: a paused grant sends nothing but the news that it is; going on always issues the next version, so that the
//! shop knows that the pause is over.

use inkling_token::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::line::note;
use super::requeue::refresh;
use super::state::GrantState;
use super::{DeliveryId, GrantId, Refused, publish};
use crate::error::Noun;
use crate::ledger::Happening;
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, pauses, tokens};
use crate::{Error, Vault};

/// Whether a shop knows of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PauseTold {
    /// It is yet to be told.
    NotYet,
    /// It took the news.
    Yes,
    /// It cannot be told, or does not know what a pause is; its token runs out by itself.
    Cannot,
}

/// What a shop answered to the news of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseAnswer {
    /// It took it.
    Taken,
    /// It does not take such news.
    Refused,
}

impl PauseTold {
    /// The word in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NotYet => "not-yet",
            Self::Yes => "yes",
            Self::Cannot => "cannot",
        }
    }
}

impl Vault {
    /// Pauses a grant, until a moment or until further notice. Pausing it again gives the pause another end.
    ///
    /// # Errors
    /// Not found; [`Refused::BadChoice`] when the pause would be over at once; [`Refused::GivenOnce`], [`Refused::GrantEnded`];
    /// and what the file says.
    pub fn pause(
        &mut self,
        id: GrantId,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            if until.is_some_and(|until| until <= now) {
                return Err(Refused::BadChoice.into());
            }
            let state = living(transaction, &grant, now)?;
            if matches!(state, GrantState::Paused { until: same, .. } if same == until) {
                return Ok(());
            }
            rest(transaction, &grant, until, now)?;
            note(transaction, &grant, Happening::Paused, now)
        })
    }

    /// Has a paused grant go on: the shop gets the next version, with the values as they are then. Harmless when it is not
    /// paused.
    ///
    /// # Errors
    /// Not found; [`Refused::GivenOnce`], [`Refused::GrantEnded`]; and what the file says.
    pub fn resume(&mut self, id: GrantId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            let paused = matches!(living(transaction, &grant, now)?, GrantState::Paused { .. });
            if paused {
                go_on(transaction, &grant, now)?;
            }
            Ok(())
        })
    }

    /// Keeps what the shop answered to the news of a pause.
    ///
    /// # Errors
    /// Not found, also for a delivery that was reported before; and what the file says.
    pub fn paused_at_shop(
        &mut self,
        id: DeliveryId,
        answer: PauseAnswer,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            if delivery.what != What::Pause {
                return Err(Error::NotFound(Noun::Delivery));
            }
            match delivery.closed.map(|closed| closed.outcome) {
                None => {}
                // It went on, was stopped or ended while the news of the pause was on its way.
                Some(Outcome::Superseded | Outcome::Lapsed) => return Ok(()),
                Some(Outcome::Taken | Outcome::ClosedByShop) => {
                    return Err(Error::NotFound(Noun::Delivery));
                }
            }
            deliveries::close(transaction, id, Outcome::Taken, now)?;
            let told = match answer {
                PauseAnswer::Taken => PauseTold::Yes,
                PauseAnswer::Refused => PauseTold::Cannot,
            };
            pauses::tell(transaction, delivery.grant, told)
        })
    }
}

/// Has a grant rest, and tells the shop and the mailbox.
pub(super) fn rest(
    connection: &Connection,
    grant: &StoredGrant,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    pauses::begin(connection, grant.id, until, now)?;
    silence(connection, grant.id, now)?;
    if grant.grant_uri.is_some() {
        deliveries::queue(connection, grant.id, What::Pause, now, now)?;
    }
    publish::plan(connection, grant.id, now)
}

/// Has every grant that is in force rest until the person says otherwise.
pub(crate) fn rest_all(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for id in grants::open(connection)? {
        let grant = grants::get(connection, id)?;
        match GrantState::of(connection, &grant, now)? {
            GrantState::Sending
            | GrantState::Active { .. }
            | GrantState::Updating { .. }
            | GrantState::Paused { until: Some(_), .. } => {
                rest(connection, &grant, None, now)?;
                note(connection, &grant, Happening::Paused, now)?;
            }
            GrantState::Paused { until: None, .. }
            | GrantState::Once { .. }
            | GrantState::Ended { .. }
            | GrantState::Stopped { .. }
            | GrantState::ClosedByShop { .. } => {}
        }
    }
    Ok(())
}

/// Ends pauses that are over by themselves.
pub(super) fn go_on_where_over(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for id in pauses::over(connection, now)? {
        let grant = grants::get(connection, id)?;
        let state = GrantState::of(connection, &grant, now)?;
        if matches!(state, GrantState::Paused { .. }) {
            go_on(connection, &grant, now)?;
        } else {
            // The grant was over before its pause.
            pauses::end(connection, id, now)?;
        }
    }
    Ok(())
}

/// Where a grant stands that can be paused and changed.
pub(super) fn living(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<GrantState, Error> {
    let state = GrantState::of(connection, grant, now)?;
    match state {
        GrantState::Sending if grant.until.is_none() => Err(Refused::GivenOnce.into()),
        GrantState::Sending
        | GrantState::Active { .. }
        | GrantState::Updating { .. }
        | GrantState::Paused { .. } => Ok(state),
        GrantState::Once { .. } => Err(Refused::GivenOnce.into()),
        GrantState::Ended { .. } | GrantState::Stopped { .. } | GrantState::ClosedByShop { .. } => {
            Err(Refused::GrantEnded.into())
        }
    }
}

/// Drops what waited for the shop, but for a first answer, which waits with the pause.
fn silence(connection: &Connection, id: GrantId, now: Timestamp) -> Result<(), Error> {
    for delivery in deliveries::open_of(connection, id)? {
        if delivery.what != What::Present {
            deliveries::close(connection, delivery.id, Outcome::Superseded, now)?;
        }
    }
    Ok(())
}

fn go_on(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<(), Error> {
    pauses::end(connection, grant.id, now)?;
    silence(connection, grant.id, now)?;
    note(connection, grant, Happening::Resumed, now)?;
    want_next_version(connection, grant.id)?;
    let grant = grants::get(connection, grant.id)?;
    refresh(connection, &grant, now)?;
    publish::plan(connection, grant.id, now)
}

/// The shop is to hold a version that it cannot have yet.
pub(super) fn want_next_version(connection: &Connection, id: GrantId) -> Result<(), Error> {
    let newest = tokens::newest(connection, id)?;
    match newest.first() {
        Some(token) => grants::want_version(connection, id, token.version + 1),
        None => Ok(()),
    }
}
