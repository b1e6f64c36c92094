//! Filing a request: it was verified by its types; here the vault decides whether it may wait for the person.
//!
//! Invariant: a domain, under whatever hosts and client ids, cannot make the person decide twice at once, or decide again at
//! once; a blocked one cannot make them decide at all. Nobody can make them decide on the same request twice (OpenID4VP 1.0,
//! section 14.1, replay).

use inkling_token::Timestamp;
use inkling_token::client::{ShopHost, Tier};
use inkling_token::request::SharingRequest;
use rusqlite::Connection;

use super::{Domain, Refused, RequestId, ShopStanding, publish};
use crate::ledger::{Happening, Line};
use crate::store::shops::StoredShop;
use crate::store::{blocks, deliveries, grants, ledger, requests, shops};
use crate::{Error, Vault};

/// Seconds of silence after a refusal.
const COOL_DOWN_S: i64 = 30;
/// Requests that may wait, of all shops together.
const MOST_WAITING: usize = 16;
/// Seconds in which the refusals of a domain leave one line.
const ONE_LINE_S: i64 = 3600;
/// Lines that refusals leave in that time, of all domains together.
const MOST_LINES: usize = 32;

impl Vault {
    /// Files a verified request; it waits until the person decides or its time is over.
    ///
    /// # Errors
    /// [`Refused::RequestExpired`], [`Refused::ShopBlocked`], [`Refused::ShopSilenced`], [`Refused::Replayed`], and what the
    /// file says.
    pub fn file(&mut self, request: &SharingRequest, now: Timestamp) -> Result<RequestId, Error> {
        self.change(now, |transaction| {
            let known = shops::find(transaction, &request.client_id)?;
            check(transaction, known.as_ref(), request, now)?;
            let (shop, standing) = meet(transaction, known, request, now)?;
            let id = requests::add(transaction, shop, standing, request, now)?;
            let details = request
                .groups
                .iter()
                .map(|group| group.details.len() as u64)
                .sum();
            let host = request.client_id.host().to_string();
            let line = Line {
                shop: Some(&host),
                count: Some(details),
                ..Line::of(Happening::Requested)
            };
            ledger::append(transaction, &line, now)?;
            Ok(id)
        })
    }

    /// Notes that a request was refused before it could be filed: a domain that goes on asking leaves one line an hour, and all
    /// of them together no flood.
    ///
    /// # Errors
    /// What the file says.
    pub fn refused(&mut self, host: &ShopHost, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            let around = (now.plus_seconds(-ONE_LINE_S), now.plus_seconds(ONE_LINE_S));
            let noted = ledger::shops(transaction, Happening::Refused, around)?;
            let domain = Domain::of(host);
            let is_of_it =
                |shop: &String| shop.parse().is_ok_and(|shop| Domain::of(&shop) == domain);
            if noted.len() >= MOST_LINES || noted.iter().any(is_of_it) {
                return Ok(());
            }
            let host = host.to_string();
            ledger::append(
                transaction,
                &Line {
                    shop: Some(&host),
                    ..Line::of(Happening::Refused)
                },
                now,
            )?;
            Ok(())
        })
    }
}

fn check(
    connection: &Connection,
    shop: Option<&StoredShop>,
    request: &SharingRequest,
    now: Timestamp,
) -> Result<(), Error> {
    if request.expires_at <= now {
        return Err(Refused::RequestExpired.into());
    }
    let host = request.client_id.host();
    let domain = Domain::of(&host);
    if blocks::holds(connection, &domain)? {
        return Err(Refused::ShopBlocked.into());
    }
    if request.tier() == Tier::Unsigned && requests::was_signed(connection, &host)? {
        return Err(Refused::Downgraded.into());
    }
    let waiting = requests::waiting(connection, now)?;
    if waiting.len() >= MOST_WAITING {
        return Err(Refused::ShopSilenced.into());
    }
    if let Some(shop) = shop
        && requests::knows_nonce(connection, shop.id, &request.nonce)?
    {
        return Err(Refused::Replayed.into());
    }
    let since = now.plus_seconds(-COOL_DOWN_S);
    if waiting.iter().any(|(_, of)| *of == domain)
        || requests::refused_since(connection, &domain, since, now)?
    {
        return Err(Refused::ShopSilenced.into());
    }
    Ok(())
}

/// The shop's row, with its key pinned at the first request and a change of it noted.
fn meet(
    connection: &Connection,
    known: Option<StoredShop>,
    request: &SharingRequest,
    now: Timestamp,
) -> Result<(i64, ShopStanding), Error> {
    let Some(shop) = known else {
        let thumbprint = request.key_thumbprint.as_deref();
        let id = shops::add(connection, &request.client_id, thumbprint, now)?;
        return Ok((id, ShopStanding::first(request.tier())));
    };
    let standing = ShopStanding::of(connection, &shop, request)?;
    if standing == ShopStanding::KeyChanged {
        shops::another_key(connection, shop.id, now)?;
        for grant in grants::of_shop(connection, shop.id)? {
            deliveries::hurry(connection, Some(grant), now)?;
            publish::plan(connection, grant, now)?;
        }
    }
    Ok((shop.id, standing))
}
