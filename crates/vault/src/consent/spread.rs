//! Keeping shops apart in time: what leaves for several of them at one moment would link them.
//!
//! Invariant: how long something is put off depends on a secret of its grant, so that no shop can tell it or foresee it.

use inkling_token::Timestamp;
use ring::digest::{Context, SHA256};

use crate::store::grants::StoredGrant;

/// What is put off leaves within so many seconds.
pub(super) const SPREAD_S: i64 = 600;

/// A moment from now on, for how long no shop can tell.
pub(super) fn a_little_later(grant: &StoredGrant, now: Timestamp) -> Timestamp {
    let mut context = Context::new(&SHA256);
    context.update(&grant.spread);
    context.update(&now.millis().to_be_bytes());
    let chance = context
        .finish()
        .as_ref()
        .iter()
        .take(4)
        .fold(0, |sum, byte| sum << 8 | i64::from(*byte));
    now.plus_seconds(1 + chance % SPREAD_S)
}
