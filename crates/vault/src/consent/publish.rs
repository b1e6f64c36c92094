//! What is to lie in a mailbox for a grant, and when it has to be written.
//!
//! A grant has a status list there and, while it is in force, its newest tokens, sealed. Both are there before a shop is given
//! a token that names them. A mailbox that was left is kept up until no token names it any more, and is emptied then; one that
//! cannot be reached is forgotten when nothing that lies there can count.
//!
//! Invariant: what is to lie there follows from where the grant stands now, never from what was planned: after a stop nothing
//! is written but that the grant does not count any more (draft-ietf-oauth-status-list).

mod writes;

use inkling_token::Timestamp;
use inkling_token::status::Status;
use rusqlite::Connection;

use super::detail::tell_the_same;
use super::due::waits_for_a_key;
use super::sign::Reference;
use super::state::{self, GrantState};
use super::{Duration, GrantId, SharedDetail, ShopSide, projection};
use crate::Error;
use crate::store::deliveries::{Outcome, What};
use crate::store::grants::StoredGrant;
use crate::store::mailboxes::StoredMailbox;
use crate::store::objects::{Kind, StoredObject};
use crate::store::{deliveries, grants, mailboxes, objects, tokens};

pub(super) use writes::Writer;

/// A status list lives for twice as long; then a new one is signed.
const SIGNED_ANEW_DAYS: i64 = 7;
/// What is put off to keep shops apart comes no later than this.
const SOON_S: i64 = super::spread::SPREAD_S;

/// What a grant has in one mailbox.
#[derive(Debug)]
struct Shelf {
    mailbox: i64,
    /// When it was left; none: it is in use.
    left_at: Option<Timestamp>,
    status: Option<StoredObject>,
    tokens: Option<StoredObject>,
}

impl Shelf {
    fn is_used(&self) -> bool {
        self.left_at.is_none()
    }

    /// What tokens say that name it; none until everything is there that they name.
    fn reference(&self, grant: &StoredGrant) -> Option<Reference> {
        let valid = i64::from(Status::Valid.value());
        let status = self.status.as_ref().filter(|object| object.has(valid))?;
        let tokens = self.tokens.as_ref().filter(|object| object.lies.is_some());
        if grant.duration != Duration::Once && tokens.is_none() {
            return None;
        }
        Some(Reference {
            status_url: status.url.clone(),
            mailbox_url: tokens.map(|object| object.url.clone()),
        })
    }
}

/// What is to lie on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    status: Option<Status>,
    tokens: Tokens,
    /// When something else will be wanted.
    until: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tokens {
    Newest,
    None,
}

/// Has the mailbox be written when it has to be, and no sooner; forgets names under which nothing lies any more.
pub(super) fn plan(connection: &Connection, id: GrantId, now: Timestamp) -> Result<(), Error> {
    let grant = grants::get(connection, id)?;
    let open = deliveries::open_of(connection, id)?;
    let open = open
        .into_iter()
        .find(|delivery| delivery.what == What::Publish);
    let fails = open.as_ref().is_some_and(|delivery| delivery.attempts > 0);
    let mut next: Option<Timestamp> = None;
    for shelf in shelves(connection, &grant)? {
        if fails && nothing_there_counts(connection, id, &shelf, now)? {
            objects::abandon(connection, id, shelf.mailbox)?;
            mailboxes::forget_emptied(connection)?;
            continue;
        }
        let wanted = wanted(connection, &grant, &shelf, now)?;
        forget_empty(connection, &shelf, wanted)?;
        let due = due(connection, &grant, &shelf, wanted, now)?;
        next = [next, due].into_iter().flatten().min();
    }
    match (open, next) {
        (None, None) => Ok(()),
        (None, Some(next)) => deliveries::queue(connection, id, What::Publish, next, now),
        (Some(delivery), None) => {
            deliveries::close(connection, delivery.id, Outcome::Superseded, now)
        }
        (Some(delivery), Some(next)) => {
            let is_far_off = delivery.due_at > now.plus_seconds(SOON_S) && !fails;
            if next > now || is_far_off {
                deliveries::put_off(connection, delivery.id, next)?;
            }
            Ok(())
        }
    }
}

/// Whether whatever lies in a mailbox that was left has no meaning any more: the last token that names it has run out, and
/// the last list that may lie there, too.
fn nothing_there_counts(
    connection: &Connection,
    id: GrantId,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(left_at) = shelf.left_at else {
        return Ok(false);
    };
    let named_until = match &shelf.status {
        Some(object) => tokens::ever_named_until(connection, id, &object.url)?,
        None => None,
    };
    let last = named_until.unwrap_or(left_at).max(left_at);
    Ok(last.plus_days(2 * SIGNED_ANEW_DAYS) <= now)
}

/// The same for every grant that has something in a mailbox, or names for it.
pub(super) fn plan_all(connection: &Connection, now: Timestamp) -> Result<(), Error> {
    for id in objects::grants(connection)? {
        plan(connection, id, now)?;
    }
    Ok(())
}

/// Where the next tokens say that the grant's status and tokens lie: in the mailbox that is in use, or in a former one until
/// both lie there; nowhere when none is in use.
pub(super) fn reference(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Option<Reference>, Error> {
    let shelves = shelves(connection, grant)?;
    if !shelves.iter().any(Shelf::is_used) {
        return Ok(None);
    }
    Ok(shelves.iter().find_map(|shelf| shelf.reference(grant)))
}

/// Whether tokens that name this status list, or none, are to be replaced by ones that name another, or none.
pub(super) fn names_another(
    connection: &Connection,
    grant: &StoredGrant,
    named: Option<&str>,
) -> Result<bool, Error> {
    let shelves = shelves(connection, grant)?;
    let Some(used) = shelves.iter().find(|shelf| shelf.is_used()) else {
        return Ok(named.is_some());
    };
    let reference = used.reference(grant);
    Ok(reference.is_some_and(|reference| named != Some(&reference.status_url)))
}

/// Where a shop can fetch the grant's tokens, while they lie there.
pub(super) fn tokens_url(connection: &Connection, id: GrantId) -> Result<Option<String>, Error> {
    let objects = objects::of(connection, id)?;
    Ok(objects
        .into_iter()
        .find(|object| object.kind == Kind::Tokens && object.lies.is_some())
        .map(|object| object.url))
}

/// The shelves of a grant, the one in the mailbox that is in use first, also while it is empty.
fn shelves(connection: &Connection, grant: &StoredGrant) -> Result<Vec<Shelf>, Error> {
    let empty = |mailbox: &StoredMailbox| Shelf {
        mailbox: mailbox.id,
        left_at: mailbox.left_at,
        status: None,
        tokens: None,
    };
    let used = mailboxes::used(connection)?;
    let mut shelves: Vec<Shelf> = used.iter().map(empty).collect();
    for object in objects::of(connection, grant.id)? {
        if shelves.iter().all(|shelf| shelf.mailbox != object.mailbox) {
            shelves.push(empty(&mailboxes::get(connection, object.mailbox)?));
        }
        let Some(shelf) = shelves
            .iter_mut()
            .find(|shelf| shelf.mailbox == object.mailbox)
        else {
            continue;
        };
        match object.kind {
            Kind::Status => shelf.status = Some(object),
            Kind::Tokens => shelf.tokens = Some(object),
        }
    }
    Ok(shelves)
}

fn wanted(
    connection: &Connection,
    grant: &StoredGrant,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<Wanted, Error> {
    let named_until = match &shelf.status {
        Some(object) => tokens::names_until(connection, grant.id, &object.url)?,
        None => None,
    };
    let named_until = named_until.filter(|until| now < *until);
    let nothing = Wanted {
        status: None,
        tokens: Tokens::None,
        until: None,
    };
    let only = |status: Status, until: Option<Timestamp>| Wanted {
        status: Some(status),
        tokens: Tokens::None,
        until,
    };
    let state = GrantState::of(connection, grant, now)?;
    let in_doubt = waits_for_a_key(connection, grant)?;
    let rests = in_doubt || matches!(state, GrantState::Paused { .. });
    // A shop that was told of a pause holds no token, and still looks there for its end.
    let is_kept = shelf.is_used() || named_until.is_some() || rests;
    let until = state::end(grant);
    Ok(match state {
        // The key may have been stolen: what was meant for the shop is out of reach until the person decides.
        GrantState::Sending | GrantState::Active { .. } | GrantState::Updating { .. }
            if in_doubt =>
        {
            if shelf.status.is_some() {
                only(Status::Suspended, until)
            } else {
                nothing
            }
        }
        GrantState::Sending | GrantState::Active { .. } | GrantState::Updating { .. }
            if is_kept =>
        {
            let named_until = named_until.filter(|_| !shelf.is_used());
            Wanted {
                status: Some(Status::Valid),
                tokens: tokens_wanted(grant),
                until: [until, named_until].into_iter().flatten().min(),
            }
        }
        GrantState::Paused { .. } if is_kept && shelf.status.is_some() => {
            only(Status::Suspended, until)
        }
        GrantState::Once { .. } if named_until.is_some() => only(Status::Valid, named_until),
        GrantState::Stopped {
            shop: ShopSide::NotToldYet | ShopSide::CannotBeTold,
            ..
        } if named_until.is_some() && grants::signing_key(connection, grant.id)?.is_some() => {
            only(Status::Invalid, named_until)
        }
        GrantState::Sending
        | GrantState::Active { .. }
        | GrantState::Updating { .. }
        | GrantState::Paused { .. }
        | GrantState::Once { .. }
        | GrantState::Ended { .. }
        | GrantState::Stopped { .. }
        | GrantState::ClosedByShop { .. } => nothing,
    })
}

/// What was given once is not there to be fetched again.
fn tokens_wanted(grant: &StoredGrant) -> Tokens {
    if grant.duration == Duration::Once {
        Tokens::None
    } else {
        Tokens::Newest
    }
}

/// When a shelf has to be written next; none: as it is, it can stay for good.
fn due(
    connection: &Connection,
    grant: &StoredGrant,
    shelf: &Shelf,
    wanted: Wanted,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    if !status_fits(shelf, wanted, now) || !tokens_fit(connection, grant, shelf, wanted)? {
        return Ok(Some(now));
    }
    let signed_anew = match (&shelf.status, wanted.status) {
        (Some(object), Some(_)) => object
            .lies
            .as_ref()
            .map(|lies| lies.since.plus_days(SIGNED_ANEW_DAYS)),
        (Some(_) | None, Some(_) | None) => None,
    };
    let is_there = shelf.status.is_some() || shelf.tokens.is_some();
    let changes = wanted.until.filter(|_| is_there);
    Ok([signed_anew, changes].into_iter().flatten().min())
}

fn status_fits(shelf: &Shelf, wanted: Wanted, now: Timestamp) -> bool {
    let Some(status) = wanted.status else {
        return !shelf.status.as_ref().is_some_and(StoredObject::may_lie);
    };
    shelf.status.as_ref().is_some_and(|object| {
        let is_fresh = object
            .lies
            .as_ref()
            .is_some_and(|lies| lies.since <= now && now < lies.since.plus_days(SIGNED_ANEW_DAYS));
        is_fresh && object.has(i64::from(status.value())) && object.composed.is_none()
    })
}

fn tokens_fit(
    connection: &Connection,
    grant: &StoredGrant,
    shelf: &Shelf,
    wanted: Wanted,
) -> Result<bool, Error> {
    match (wanted.tokens, &shelf.tokens) {
        (Tokens::None, tokens) => Ok(!tokens.as_ref().is_some_and(StoredObject::may_lie)),
        (Tokens::Newest, None) => Ok(false),
        (Tokens::Newest, Some(object)) if object.composed.is_some() => Ok(false),
        (Tokens::Newest, Some(object)) if shelf.is_used() => {
            Ok(object.has(i64::from(wanted_version(connection, grant)?)))
        }
        (Tokens::Newest, Some(object)) => still_tells(connection, grant, shelf, object),
    }
}

/// Whether what lies in a mailbox that was left is what a shop is to find there: newer tokens that tell the same are not
/// brought there, or two mailboxes would outdo each other.
fn still_tells(
    connection: &Connection,
    grant: &StoredGrant,
    shelf: &Shelf,
    object: &StoredObject,
) -> Result<bool, Error> {
    let lies = object.lies.as_ref().map(|lies| lies.what);
    let Some(version) = lies.and_then(|version| u32::try_from(version).ok()) else {
        return Ok(false);
    };
    let lying = tokens::of(connection, grant.id, version)?;
    let reference = reference(connection, grant)?.map(|reference| reference.status_url);
    let named = reference.or(shelf.status.as_ref().map(|status| status.url.clone()));
    let names_it = lying.iter().all(|token| token.status_url == named);
    let told: Vec<SharedDetail> = lying.into_iter().flat_map(|token| token.details).collect();
    Ok(version >= grant.least_version
        && names_it
        && tell_the_same(&told, &projection::now(connection, grant)?))
}

/// The version that is to lie there: the highest, or a higher one where the person has changed something since.
fn wanted_version(connection: &Connection, grant: &StoredGrant) -> Result<u32, Error> {
    let newest = tokens::newest(connection, grant.id)?;
    let Some(version) = newest.first().map(|token| token.version) else {
        return Ok(grant.least_version);
    };
    let told: Vec<SharedDetail> = newest.into_iter().flat_map(|token| token.details).collect();
    let tells = projection::now(connection, grant)?;
    let is_old = !tells.is_empty() && !tell_the_same(&told, &tells);
    Ok((version + u32::from(is_old)).max(grant.least_version))
}

/// The highest version that was ever issued; none: 0.
pub(super) fn newest_version(connection: &Connection, grant: &StoredGrant) -> Result<u32, Error> {
    let newest = tokens::newest(connection, grant.id)?;
    Ok(newest.first().map_or(0, |token| token.version))
}

/// A name is kept while it may be needed again: a pause takes the tokens away, but not for good.
fn forget_empty(connection: &Connection, shelf: &Shelf, wanted: Wanted) -> Result<(), Error> {
    let objects: Vec<&StoredObject> = shelf.status.iter().chain(&shelf.tokens).collect();
    if wanted.status.is_some() || objects.iter().any(|object| object.may_lie()) {
        return Ok(());
    }
    for object in objects {
        objects::remove(connection, object)?;
    }
    mailboxes::forget_emptied(connection)
}
