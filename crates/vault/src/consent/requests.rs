//! Looking at requests: who asks, what for, and which levels each detail could be sent at.
//!
//! Invariant: looking changes nothing; the values shown at each level are the ones that would be sent at it.

use std::collections::BTreeSet;
use std::fmt;

use inkling_token::Timestamp;
use inkling_token::request::{GroupSet, RequestedDetail, RequestedGroup, SharingRequest};
use inkling_token::terms::Terms;
use inkling_token::vocabulary::{Level, PreferenceKey};
use rusqlite::Connection;
use serde_json::Value;

use super::choice::{Duration, durations};
use super::state::RequestState;
use super::{Caution, RequestId, Shop};
use crate::profile::Word;
use crate::store::preferences;
use crate::store::requests::{self, Heading};
use crate::{Error, Vault};

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSummary {
    /// Its number.
    pub id: RequestId,
    /// Who asks, and whether the vault had met them then.
    pub shop: Shop,
    /// When it was filed.
    pub filed: Timestamp,
    /// Until when it can be decided.
    pub expires: Timestamp,
    /// Details it asks for.
    pub details: u32,
    /// Where it stands.
    pub state: RequestState,
}

/// A request, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Who, when and where it stands.
    pub summary: RequestSummary,
    /// What it asks for: required groups first, optional ones last, otherwise in the shop's order.
    pub groups: Vec<AskedGroup>,
    /// What the shop promises.
    pub terms: Terms,
    /// Durations with their ends; none for once. The first is the one to preselect.
    pub durations: Vec<(Duration, Option<Timestamp>)>,
    /// What about the shop has to be accepted.
    pub cautions: BTreeSet<Caution>,
}

/// Details that a shop wants together: one of its options whole, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedGroup {
    /// The shop's name for it.
    pub id: String,
    /// Whether the shop can do without.
    pub role: Role,
    /// One of its options could be sent whole.
    pub available: bool,
    /// Which details go together, the shop's favourite first; one entry with all of them when the shop leaves no choice.
    pub options: Vec<Vec<PreferenceKey>>,
    /// The option that is shared unless another is chosen: the first that could be sent whole; none: none could.
    pub option: Option<usize>,
    /// The details of all its options.
    pub details: Vec<AskedDetail>,
}

/// Whether a shop can do without a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It says that it cannot.
    Required,
    /// It needs this one or another.
    OneOf,
    /// It can.
    Optional,
}

/// One detail that a shop wants.
#[derive(Clone, PartialEq)]
pub struct AskedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// Why it has a value, or why there is none to share.
    pub origin: Origin,
    /// The levels it could be sent at with the value as sent at each, coarsest first and none finer than asked; without those
    /// at which it would be of no use to the shop. Empty when nothing could be sent.
    pub levels: Vec<(Level, Value)>,
}

/// Where the value of a detail comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The person said so.
    Stated,
    /// The person corrected a suggestion.
    Edited,
    /// The person confirmed a suggestion; with the sentence that says why it was made.
    Confirmed(Option<String>),
    /// There is none to share.
    Missing(Missing),
}

/// Why a detail cannot be shared. To the shop all of these look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The profile has no value.
    NotStated,
    /// There is a suggestion that the person has not confirmed.
    NotConfirmed,
    /// The person hid it.
    Hidden,
}

impl Vault {
    /// All requests, newest first, decided and expired ones included.
    ///
    /// # Errors
    /// What the file says.
    pub fn requests(&self, now: Timestamp) -> Result<Vec<RequestSummary>, Error> {
        self.look(|connection| {
            let headings = requests::headings(connection)?;
            Ok(headings
                .into_iter()
                .map(|heading| summary(heading, now))
                .collect())
        })
    }

    /// One request, with what could be sent for it.
    ///
    /// # Errors
    /// Not found, and what the file says.
    pub fn request(&self, id: RequestId, now: Timestamp) -> Result<Request, Error> {
        self.look(|connection| {
            let stored = requests::get(connection, id)?;
            let filed = stored.heading.filed_at;
            let groups = stored
                .request
                .groups
                .iter()
                .map(|group| asked_group(connection, &stored.request, group));
            let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
            groups.sort_by_key(|group| group.role);
            Ok(Request {
                cautions: stored.heading.standing.cautions(),
                summary: summary(stored.heading, now),
                groups,
                durations: durations(stored.request.tier(), &stored.request.terms, filed),
                terms: stored.request.terms,
            })
        })
    }
}

impl fmt::Debug for AskedDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskedDetail")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

fn summary(heading: Heading, now: Timestamp) -> RequestSummary {
    RequestSummary {
        id: heading.id,
        state: RequestState::of(&heading, now),
        shop: Shop::new(heading.client, heading.standing),
        filed: heading.filed_at,
        expires: heading.expires_at,
        details: heading.details,
    }
}

fn asked_group(
    connection: &Connection,
    request: &SharingRequest,
    group: &RequestedGroup,
) -> Result<AskedGroup, Error> {
    let details = group
        .details
        .iter()
        .map(|asked| asked_detail(connection, asked));
    let details = details.collect::<Result<Vec<_>, _>>()?;
    // Unless the person lowers it, a detail is sent at the level that was asked for.
    let sendable: BTreeSet<PreferenceKey> = details
        .iter()
        .zip(&group.details)
        .filter(|(detail, asked)| detail.levels.iter().any(|(level, _)| *level == asked.level))
        .map(|(detail, _)| detail.key)
        .collect();
    let option = group
        .options
        .iter()
        .position(|keys| keys.iter().all(|key| sendable.contains(key)));
    Ok(AskedGroup {
        id: group.id.clone(),
        role: role(request, &group.id),
        available: option.is_some(),
        options: group.options.clone(),
        option,
        details,
    })
}

fn role(request: &SharingRequest, id: &str) -> Role {
    let in_required = |set: &GroupSet| set.required && set.names(id);
    if request.is_required(id) {
        Role::Required
    } else if request.sets.iter().any(in_required) {
        Role::OneOf
    } else {
        Role::Optional
    }
}

fn asked_detail(connection: &Connection, asked: &RequestedDetail) -> Result<AskedDetail, Error> {
    let value = preferences::usable(connection, &asked.key)?;
    let levels = asked
        .key
        .detail()
        .levels
        .iter()
        .filter(|level| **level <= asked.level);
    let levels = levels
        .filter_map(|level| Some((*level, value.as_ref()?.at(&asked.key, *level)?)))
        .filter(|(_, sent)| asked.admits(sent))
        .collect();
    Ok(AskedDetail {
        key: asked.key,
        origin: origin(connection, asked.key)?,
        levels,
    })
}

fn origin(connection: &Connection, key: PreferenceKey) -> Result<Origin, Error> {
    let belief = preferences::find(connection, &key)?;
    let sentence = belief.derived.map(|(_, evidence)| evidence.sentence);
    Ok(match (belief.hidden_at, belief.own, sentence) {
        (Some(_), _, _) => Origin::Missing(Missing::Hidden),
        (None, Some((Word::Stated, _)), _) => Origin::Stated,
        (None, Some((Word::Edited, _)), _) => Origin::Edited,
        (None, Some((Word::Confirmed, _)), sentence) => Origin::Confirmed(sentence),
        (None, None, Some(_)) => Origin::Missing(Missing::NotConfirmed),
        (None, None, None) => Origin::Missing(Missing::NotStated),
    })
}
