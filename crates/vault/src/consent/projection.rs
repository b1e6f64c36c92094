//! What a grant yields: the approved details, as far as the profile still has them. In the file that serves while the vault is
//! locked there is no profile, and a grant yields what was kept for it.
//!
//! Invariant: a projection names no detail, group or level that is not in force, no value that the person has not stated,
//! edited or confirmed, or has hidden since, and none that the shop said is of no use to it; while plain mode is on for the
//! shop, it is the word that says so and nothing of these.

use inkling_token::request::SharingRequest;
use inkling_token::vocabulary::Level;
use rusqlite::Connection;
use serde_json::Value;

use super::{SharedDetail, plain};
use crate::Error;
use crate::store::grants::StoredGrant;
use crate::store::{grants, preferences, projections, requests, serving};

/// What a shop that asks now is to find: what was approved until it took that, the values of the day from then on.
pub(super) fn now(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    match grant.sent {
        None => as_approved(connection, grant),
        Some(_) => current(connection, grant),
    }
}

/// For the first presentation: the values exactly as they were shown, without those that are no longer usable or have ended.
pub(super) fn as_approved(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    if serving::serves(connection)? {
        return projections::of(connection, grant.id);
    }
    if let Some(word) = plain::in_place(connection, grant, &grant.details)? {
        return Ok(word);
    }
    let mut details = Vec::with_capacity(grant.details.len());
    for detail in &grant.details {
        let Some(usable) = preferences::usable(connection, &detail.key)? else {
            continue;
        };
        if !detail.key.detail().ends() {
            details.push(detail.clone());
        } else if let Some(value) = still_said(&detail.value, usable.at(&detail.key, detail.level))
        {
            details.push(SharedDetail {
                value,
                ..detail.clone()
            });
        }
    }
    Ok(details)
}

/// Of what was approved, the entries that have not ended since.
fn still_said(approved: &Value, current: Option<Value>) -> Option<Value> {
    let current = current?;
    let (Some(approved), Some(current)) = (approved.as_array(), current.as_array()) else {
        return Some(approved.clone());
    };
    let left = approved.iter().filter(|entry| current.contains(entry));
    let left: Vec<Value> = left.cloned().collect();
    (!left.is_empty()).then_some(Value::Array(left))
}

/// For updates: the values as the profile has them now, at the levels that were approved.
pub(super) fn current(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    if serving::serves(connection)? {
        return projections::of(connection, grant.id);
    }
    if let Some(word) = plain::in_place(connection, grant, &grant.details)? {
        return Ok(word);
    }
    let request = requests::get(connection, grant.request)?.request;
    let mut details = Vec::with_capacity(grant.details.len());
    for detail in &grant.details {
        if let Some(value) = value(connection, &request, detail, detail.level)? {
            details.push(SharedDetail {
                value,
                ..detail.clone()
            });
        }
    }
    Ok(details)
}

/// Keeps what the grants yield that are to be served, in the file that is attached as `serving`.
pub(crate) fn keep_all(connection: &Connection) -> Result<(), Error> {
    for id in serving::served(connection)? {
        let grant = grants::get(connection, id)?;
        let request = requests::get(connection, grant.request)?.request;
        let mut kept = Vec::with_capacity(grant.details.len());
        for detail in now(connection, &grant)? {
            kept.push(steps(connection, (&grant, &request), detail)?);
        }
        projections::add(connection, id, &kept)?;
    }
    Ok(())
}

/// A detail as it is, and what is left of it after each of its ends.
fn steps(
    connection: &Connection,
    (grant, request): (&StoredGrant, &SharingRequest),
    detail: SharedDetail,
) -> Result<projections::Steps, Error> {
    let mut usable = preferences::usable(connection, &detail.key)?;
    let mut steps = Vec::new();
    let mut next = Some(detail);
    while let Some(detail) = next.take() {
        let end = usable
            .as_ref()
            .and_then(|value| value.first_end(&detail.key));
        if let Some(end) = end {
            usable = usable.and_then(|value| value.living(&detail.key, end));
            let left = usable
                .as_ref()
                .and_then(|value| value.at(&detail.key, detail.level));
            let left = match grant.sent {
                None => still_said(&detail.value, left),
                Some(_) => left.filter(|value| admits(request, &detail, value)),
            };
            next = left.map(|value| SharedDetail {
                value,
                ..detail.clone()
            });
        }
        steps.push((detail, end));
    }
    Ok(steps)
}

/// The value of a granted detail at a level, as it would be sent now; none when it is not usable, or of no use to the shop.
pub(super) fn value(
    connection: &Connection,
    request: &SharingRequest,
    detail: &SharedDetail,
    level: Level,
) -> Result<Option<Value>, Error> {
    let usable = preferences::usable(connection, &detail.key)?;
    Ok(usable
        .and_then(|value| value.at(&detail.key, level))
        .filter(|value| admits(request, detail, value)))
}

/// Whether the shop has a use for it.
fn admits(request: &SharingRequest, detail: &SharedDetail, value: &Value) -> bool {
    let mut groups = request.groups.iter();
    let group = groups.find(|group| group.id == detail.group);
    let asked = group.and_then(|group| {
        let mut details = group.details.iter();
        details.find(|asked| asked.key == detail.key)
    });
    asked.is_some_and(|asked| asked.admits(value))
}
