//! What a grant yields: the approved details, as far as the profile still has them. In the file that serves while the vault is
//! locked there is no profile, and a grant yields what was kept for it.
//!
//! Invariant: a projection names no detail, group or level that is not in force, no value that the person has not stated,
//! edited or confirmed, or has hidden since, and none that the shop said is of no use to it.

use inkling_token::request::SharingRequest;
use inkling_token::vocabulary::Level;
use rusqlite::Connection;
use serde_json::Value;

use super::SharedDetail;
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
        let mut kept = Vec::with_capacity(grant.details.len());
        for detail in now(connection, &grant)? {
            let usable = preferences::usable(connection, &detail.key)?;
            let ends_at = usable.and_then(|value| value.first_end(&detail.key));
            kept.push((detail, ends_at));
        }
        projections::add(connection, id, &kept)?;
    }
    Ok(())
}

/// The value of a granted detail at a level, as it would be sent now; none when it is not usable, or of no use to the shop.
pub(super) fn value(
    connection: &Connection,
    request: &SharingRequest,
    detail: &SharedDetail,
    level: Level,
) -> Result<Option<Value>, Error> {
    let usable = preferences::usable(connection, &detail.key)?;
    let asked = request
        .groups
        .iter()
        .filter(|group| group.id == detail.group)
        .flat_map(|group| &group.details)
        .find(|asked| asked.key == detail.key);
    let admits = |value: &Value| asked.is_some_and(|asked| asked.admits(value));
    Ok(usable
        .and_then(|value| value.at(&detail.key, level))
        .filter(admits))
}
