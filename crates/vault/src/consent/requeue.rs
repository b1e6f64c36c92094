//! A value of the profile changed: which shops are to be told.
//!
//! Invariant: a shop is told only of details it was granted, and only when what it would get differs from what it holds;
//! several changes become one update, and none waits for what was tried in vain before it. What changes while a grant is paused waits with it. When nothing of a grant is left,
//! the grant is stopped.

use inkling_token::Timestamp;
use inkling_token::vocabulary::PreferenceKey;
use rusqlite::Connection;

use super::detail::tell_the_same;
use super::revoke::stop;
use super::spread::{SPREAD_S, a_little_later};
use super::state::GrantState;
use super::{SharedDetail, plain, projection, publish};
use crate::Error;
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::{deliveries, grants, projections, tokens};

/// Queues updates after the usable value of a detail appeared, changed or disappeared. Runs in the transaction of the
/// change.
pub(crate) fn requeue(
    connection: &Connection,
    key: &PreferenceKey,
    now: Timestamp,
) -> Result<(), Error> {
    for grant in grants::all(connection)? {
        if grant.closing.is_none() && grant.details.iter().any(|detail| detail.key == *key) {
            tell(connection, &grant, now)?;
        }
    }
    Ok(())
}

/// In the file that serves: what a grant yields without what has ended.
pub(crate) fn lapse(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    let ended = projections::ended(connection, now)?;
    projections::let_go(connection, now)?;
    for id in ended {
        let grant = grants::get(connection, id)?;
        if grant.closing.is_none() {
            tell(connection, &grant, now)?;
        }
    }
    Ok(())
}

/// Compares what every shop holds with what it would get, after others served it.
pub(crate) fn compare_all(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for grant in grants::all(connection)? {
        if grant.closing.is_none() {
            refresh(connection, &grant, now)?;
            publish::plan(connection, grant.id, now)?;
        }
    }
    Ok(())
}

pub(super) fn tell(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<(), Error> {
    deliveries::hurry(connection, Some(grant.id), now)?;
    refresh(connection, grant, now)?;
    publish::plan(connection, grant.id, now)
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
        | GrantState::Paused { .. }
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
    if is_wanted(connection, grant, &current)? {
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

/// Whether the shop holds something else, something older than was agreed to, or something that names another mailbox. In plain
/// mode what it may hold counts, too.
fn is_wanted(
    connection: &Connection,
    grant: &StoredGrant,
    current: &[SharedDetail],
) -> Result<bool, Error> {
    let held = tokens::held(connection, grant.id)?;
    let version = held.first().map_or(0, |token| token.version);
    let named = held.first().and_then(|token| token.status_url.as_deref());
    let names_another = publish::names_another(connection, grant, named)?;
    let details: Vec<SharedDetail> = held.into_iter().flat_map(|token| token.details).collect();
    let differs = !tell_the_same(&details, current);
    Ok(names_another
        || version < grant.least_version
        || differs
        || plain::is_urgent(connection, grant)?)
}

/// At once, unless another shop was just told something: then a little later. What the person wants no shop to have any more
/// does not wait.
fn due(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<Timestamp, Error> {
    if plain::is_urgent(connection, grant)? {
        return Ok(now);
    }
    let just_now = now.plus_seconds(-SPREAD_S);
    let another = deliveries::another_changed_since(connection, grant.id, just_now)?;
    Ok(if another {
        a_little_later(grant, now)
    } else {
        now
    })
}
