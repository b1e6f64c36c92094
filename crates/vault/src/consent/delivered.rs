//! A shop took a message: what it answered, and what follows.
//!
//! Invariant: an address that the shop names counts only on a host of the shop's. If the grant was stopped while the message
//! was on its way, the news of that is queued as soon as the shop says where.

use inkling_token::client::ShopHosts;
use inkling_token::message::Answer;
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::detail::are_the_word;
use super::line::{note, note_details};
use super::requeue::refresh;
use super::revoke::{stop, tell_shop};
use super::state::takes_updates;
use super::{DeliveryId, Duration, GrantId, PauseTold, SharedDetail, publish};
use crate::error::Noun;
use crate::ledger::Happening;
use crate::store::deliveries::{Closed, Outcome, What};
use crate::store::grants::{Closing, StoredGrant};
use crate::store::{deliveries, grants, objects, pauses, requests, tokens};
use crate::{Error, Vault};

/// A renewal goes out so many days before a token's end, and up to so many seconds earlier, at random, so that renewals do not
/// link shops.
const RENEW: (i64, u64) = (1, 86_400);
/// The same for tokens of which the mailbox tells whether they count, which last longer.
const RENEW_WITH_STATUS: (i64, u64) = (5, 2 * 86_400);
const LONGEST_NONCE: usize = 512;

/// What became of a delivered message.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The grant it was for.
    pub grant: GrantId,
    /// Where the browser goes back to: on a host of the shop's.
    pub return_to: Option<String>,
}

impl Vault {
    /// Keeps that the shop took a presentation or an update, and what it answered.
    ///
    /// # Errors
    /// Not found, also for a delivery that was reported before; and what the file says.
    pub fn delivered(
        &mut self,
        id: DeliveryId,
        answer: &Answer,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Delivered, Error> {
        self.change(now, |transaction| {
            let delivery = deliveries::get(transaction, id)?;
            let version = delivery.version.ok_or(Error::NotFound(Noun::Delivery))?;
            match delivery.closed {
                None => deliveries::close(transaction, id, Outcome::Taken, now)?,
                Some(Closed {
                    outcome: Outcome::Superseded | Outcome::Lapsed,
                    ..
                }) => {}
                Some(Closed {
                    outcome: Outcome::Taken | Outcome::ClosedByShop,
                    ..
                }) => {
                    return Err(Error::NotFound(Noun::Delivery));
                }
            }
            let grant = grants::get(transaction, delivery.grant)?;
            let hosts = requests::get(transaction, grant.request)?.request.hosts;
            tokens::delivered(transaction, grant.id, version, now)?;
            grants::sent(transaction, grant.id, now)?;
            let what = match delivery.what {
                What::Present => first_answer(transaction, &grant, &hosts, answer, now)?,
                What::Update | What::Renew => next_answer(transaction, &grant, answer)?,
                What::Revoke | What::Pause | What::Publish => {
                    return Err(Error::NotFound(Noun::Delivery));
                }
            };
            let held = tokens::held(transaction, grant.id)?;
            let details: Vec<SharedDetail> =
                held.into_iter().flat_map(|token| token.details).collect();
            if are_the_word(&details) {
                note(transaction, &grant, Happening::PlainTold, now)?;
            } else {
                note_details(transaction, &grant, (what, details.len() as u64), now)?;
            }
            follow_up(transaction, &grant, now, entropy)?;
            Ok(Delivered {
                grant: grant.id,
                return_to: answer.redirect_uri.clone().filter(|url| hosts.owns(url)),
            })
        })
    }
}

/// The address holds a one-time code.
impl std::fmt::Debug for Delivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivered")
            .field("grant", &self.grant)
            .finish_non_exhaustive()
    }
}

/// Where the shop takes what follows, if it does; a foreign address is noted and ignored.
fn first_answer(
    connection: &Connection,
    grant: &StoredGrant,
    hosts: &ShopHosts,
    answer: &Answer,
    now: Timestamp,
) -> Result<Happening, Error> {
    let uri = answer.grant_uri.as_deref().filter(|url| hosts.owns(url));
    if answer.grant_uri.is_some() && uri.is_none() {
        grants::foreign_address(connection, grant.id, now)?;
    }
    let nonce = uri
        .and_then(|_| usable_nonce(answer))
        .filter(|_| grant.duration != Duration::Once);
    grants::set_channel(connection, grant.id, uri, nonce)?;
    Ok(Happening::Delivered)
}

/// What the next update is bound to; a shop that names nothing takes no further ones.
fn next_answer(
    connection: &Connection,
    grant: &StoredGrant,
    answer: &Answer,
) -> Result<Happening, Error> {
    grants::set_channel(
        connection,
        grant.id,
        grant.grant_uri.as_deref(),
        usable_nonce(answer),
    )?;
    Ok(Happening::Updated)
}

fn usable_nonce(answer: &Answer) -> Option<&str> {
    let fits = |nonce: &&str| {
        (1..=LONGEST_NONCE).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic())
    };
    answer.grant_nonce.as_deref().filter(fits)
}

/// The shop now holds a version: whatever waited is looked at anew. `before` is the grant as it was until then.
fn follow_up(
    connection: &Connection,
    before: &StoredGrant,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(), Error> {
    let grant = grants::get(connection, before.id)?;
    match grant.closing {
        Some(Closing::Stopped { taken: None, .. }) => return tell_shop(connection, &grant, now),
        Some(Closing::Stopped { taken: Some(_), .. } | Closing::ByShop { .. }) => return Ok(()),
        None => {}
    }
    if before.sent.is_none() && before.ended_at.is_some() {
        // The person was already told that it had lapsed.
        return stop(connection, &grant, now);
    }
    deliveries::close_all(connection, grant.id, Outcome::Superseded, now)?;
    if grant.grant_uri.is_none() && objects::of(connection, grant.id)?.is_empty() {
        grants::forget_key(connection, grant.id)?;
    }
    publish::plan(connection, grant.id, now)?;
    if pauses::open_of(connection, grant.id)?.is_some() {
        return rest(connection, &grant, now);
    }
    if !takes_updates(&grant) {
        return Ok(());
    }
    refresh(connection, &grant, now)?;
    renew(connection, &grant, now, entropy)
}

/// It was paused while the message was on its way: the shop is told, now that it says where.
fn rest(connection: &Connection, grant: &StoredGrant, now: Timestamp) -> Result<(), Error> {
    if grant.grant_uri.is_some() {
        deliveries::queue(connection, grant.id, What::Pause, now, now)
    } else {
        pauses::tell(connection, grant.id, PauseTold::Cannot)
    }
}

/// Queues the same values again for when the token is about to end before its grant.
fn renew(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<(), Error> {
    let held = tokens::held(connection, grant.id)?;
    let (days, spread) = match held.first().and_then(|token| token.status_url.as_ref()) {
        Some(_) => RENEW_WITH_STATUS,
        None => RENEW,
    };
    let end = held.iter().map(|token| token.expires_at).min();
    let Some(end) = end.filter(|end| grant.until.is_some_and(|until| *end < until)) else {
        return Ok(());
    };
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes)?;
    let earlier = i64::try_from(u64::from_be_bytes(bytes) % spread).unwrap_or(0);
    let due = end.plus_days(-days).plus_seconds(-earlier);
    deliveries::queue(connection, grant.id, What::Renew, due, now)
}
