//! Ends that time brings.
//!
//! Invariant: an end that was seen to have passed is written down before anything else happens, so that it stays an end when
//! the clock is set back.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::revoke::stop;
use super::{publish, state};
use crate::Error;
use crate::store::{grants, tokens};

/// Ends grants whose end has passed. An end that was brought forward may come before the shop's last token runs out; then the
/// shop is told.
pub(crate) fn end(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for id in grants::open(connection)? {
        let grant = grants::get(connection, id)?;
        let Some(at) = state::end(&grant).filter(|end| *end <= now) else {
            continue;
        };
        let outlived = tokens::last_expiry(connection, id)?.is_some_and(|expiry| now < expiry);
        if grant.sent.is_some() && outlived {
            stop(connection, &grant, now)?;
        } else {
            grants::end(connection, id, at)?;
            publish::plan(connection, id, now)?;
        }
    }
    Ok(())
}

/// How many ends have passed that are not written down yet.
pub(super) fn passed(connection: &Connection, now: Timestamp) -> Result<usize, Error> {
    let mut passed = 0;
    for id in grants::open(connection)? {
        let grant = grants::get(connection, id)?;
        passed += usize::from(state::end(&grant).is_some_and(|end| end <= now));
    }
    Ok(passed)
}
