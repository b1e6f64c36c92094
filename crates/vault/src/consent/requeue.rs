//! A value of the profile changed: which shops are to be told.
//!
//! Invariant: a shop is told only of details it was granted, and only when what it would get differs from what it holds;
//! several changes become one update. When nothing of a grant is left, the grant is stopped.

use inkling_token::Timestamp;
use inkling_token::vocabulary::PreferenceKey;
use ring::digest::{Context, SHA256};
use rusqlite::Connection;

use super::detail::tell_the_same;
use super::projection;
use super::revoke::stop;
use super::state::GrantState;
use crate::Error;
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, tokens};

/// Updates to several shops are kept apart by up to so many seconds, at random: a burst would link them.
const SPREAD_S: i64 = 600;

/// Queues updates after the usable value of a detail appeared, changed or disappeared. Runs in the transaction of the
/// change.
pub(crate) fn requeue(
    connection: &Connection,
    key: &PreferenceKey,
    now: Timestamp,
) -> Result<(), Error> {
    for grant in grants::all(connection)? {
        if grant.closing.is_none() && grant.details.iter().any(|detail| detail.key == *key) {
            refresh(connection, &grant, now)?;
        }
    }
    Ok(())
}

/// Compares what the shop holds with what it would get.
pub(super) fn refresh(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    match GrantState::of(connection, grant, now)? {
        GrantState::Sending if projection::as_approved(connection, grant)?.is_empty() => {
            stop(connection, grant, now)
        }
        GrantState::Active { .. } | GrantState::Updating { .. } => update(connection, grant, now),
        GrantState::Sending
        | GrantState::Once { .. }
        | GrantState::Ended { .. }
        | GrantState::Stopped { .. }
        | GrantState::ClosedByShop { .. } => Ok(()),
    }
}

fn update(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<(), Error> {
    let current = projection::current(connection, grant)?;
    if current.is_empty() {
        return stop(connection, grant, now);
    }
    let held = tokens::held(connection, grant.id)?
        .into_iter()
        .flat_map(|token| token.details);
    if !tell_the_same(&held.collect::<Vec<_>>(), &current) {
        let due = due(connection, grant, now)?;
        return deliveries::queue(connection, grant.id, What::Update, due, now);
    }
    // It changed back. An update that was composed may have reached the shop, so only one that was not is dropped.
    let open = deliveries::open_of(connection, grant.id)?;
    let unsent = open
        .iter()
        .find(|delivery| delivery.what == What::Update && delivery.version.is_none());
    match unsent {
        Some(delivery) => deliveries::close(connection, delivery.id, Outcome::Superseded, now),
        None => Ok(()),
    }
}

/// At once, unless another shop was just told something: then a little later, for how long no shop can tell.
fn due(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<Timestamp, Error> {
    if !deliveries::another_changed_since(connection, grant.id, now.plus_seconds(-SPREAD_S))? {
        return Ok(now);
    }
    let mut context = Context::new(&SHA256);
    context.update(&grant.spread);
    context.update(&now.millis().to_be_bytes());
    let chance = context
        .finish()
        .as_ref()
        .iter()
        .take(4)
        .fold(0, |sum, byte| sum << 8 | i64::from(*byte));
    Ok(now.plus_seconds(1 + chance % SPREAD_S))
}
