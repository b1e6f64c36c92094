//! What a grant yields: the approved details, as far as the profile still has them.
//!
//! Invariant: a projection names no detail, group or level that was not approved, and no value that the person has not
//! stated, edited or confirmed, or has hidden since.

use rusqlite::Connection;

use super::SharedDetail;
use crate::Error;
use crate::store::grants::StoredGrant;
use crate::store::preferences;

/// For the first presentation: the values exactly as they were shown, without those that are no longer usable.
pub(super) fn as_approved(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    let mut details = Vec::with_capacity(grant.details.len());
    for detail in &grant.details {
        if preferences::usable(connection, &detail.key)?.is_some() {
            details.push(detail.clone());
        }
    }
    Ok(details)
}

/// For updates: the values as the profile has them now, at the levels that were approved.
pub(super) fn current(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    let mut details = Vec::with_capacity(grant.details.len());
    for detail in &grant.details {
        let usable = preferences::usable(connection, &detail.key)?;
        if let Some(value) = usable.and_then(|value| value.at(&detail.key, detail.level)) {
            details.push(SharedDetail {
                value,
                ..detail.clone()
            });
        }
    }
    Ok(details)
}
