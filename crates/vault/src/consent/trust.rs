//! The key that a shop is known by.
//!
//! A shop that signs with another key may have a new one, or somebody else in its place. Its grants rest until the person
//! decides: by approving a request signed with the new key, or by saying that the known one is right.
//!
//! Invariant: only a decision of the person changes which key counts, or has what rested go on.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::line::note;
use super::pause::{living, want_next_version};
use super::requeue::refresh;
use super::{GrantId, publish};
use crate::ledger::Happening;
use crate::store::{grants, shops};
use crate::{Error, Vault};

impl Vault {
    /// Says that the key is right that the shop of this grant was known by: what rested because of another one goes on. Should
    /// the shop ask with another key again, it rests again. Harmless when nothing is in doubt.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn keep_key(&mut self, id: GrantId, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            let shop = shops::get(transaction, grant.shop)?;
            let (Some(known), Some(_)) = (shop.key_thumbprint, shop.other_key_since) else {
                return Ok(());
            };
            note(transaction, &grant, Happening::KeyKept, now)?;
            trust(transaction, shop.id, &known, now)
        })
    }
}

/// The shop is known by this key from now on. What rested because of another one goes on, with the next version.
pub(super) fn trust(
    connection: &Connection,
    shop: i64,
    thumbprint: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let rested = shops::get(connection, shop)?.other_key_since.is_some();
    shops::pin(connection, shop, thumbprint)?;
    if !rested {
        return Ok(());
    }
    for id in grants::of_shop(connection, shop)? {
        let grant = grants::get(connection, id)?;
        if living(connection, &grant, now).is_ok() {
            want_next_version(connection, id)?;
            refresh(connection, &grants::get(connection, id)?, now)?;
            publish::plan(connection, id, now)?;
        }
    }
    Ok(())
}
