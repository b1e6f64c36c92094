//! Looking at requests: who asks, what for, and which levels each detail could be sent at.
//!
//! Invariant: looking changes nothing; the values shown at each level are the ones that would be sent at it.

use std::fmt;

use inkling_token::Timestamp;
use inkling_token::request::{RequestedDetail, RequestedGroup};
use inkling_token::terms::Terms;
use inkling_token::vocabulary::{Level, PreferenceKey};
use rusqlite::Connection;
use serde_json::Value;

use super::choice::{Duration, durations};
use super::state::RequestState;
use super::{RequestId, Shop};
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
    /// What it asks for: required groups first, otherwise in the shop's order.
    pub groups: Vec<AskedGroup>,
    /// What the shop promises.
    pub terms: Terms,
    /// Durations with their ends; none for once. The first is the one to preselect.
    pub durations: Vec<(Duration, Option<Timestamp>)>,
}

/// Details that a shop wants together: given whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedGroup {
    /// The shop's name for it.
    pub id: String,
    /// The shop says that it cannot do without.
    pub required: bool,
    /// Every detail could be sent.
    pub available: bool,
    /// Its details.
    pub details: Vec<AskedDetail>,
}

/// One detail that a shop wants.
#[derive(Clone, PartialEq)]
pub struct AskedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// Why it has a value, or why there is none to share.
    pub origin: Origin,
    /// The levels it could be sent at with the value as sent at each, coarsest first and none finer than asked; empty when
    /// nothing could be sent.
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
        self.look_at(now, |connection, now| {
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
        self.look_at(now, |connection, now| {
            let stored = requests::get(connection, id)?;
            let filed = stored.heading.filed_at;
            let groups = stored
                .request
                .groups
                .iter()
                .map(|group| asked_group(connection, group));
            let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
            groups.sort_by_key(|group| !group.required);
            Ok(Request {
                summary: summary(stored.heading, now),
                groups,
                durations: durations(&stored.request.terms, filed),
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

fn asked_group(connection: &Connection, group: &RequestedGroup) -> Result<AskedGroup, Error> {
    let details = group
        .details
        .iter()
        .map(|asked| asked_detail(connection, asked));
    let details = details.collect::<Result<Vec<_>, _>>()?;
    Ok(AskedGroup {
        id: group.id.clone(),
        required: group.required,
        available: details.iter().all(|detail| detail.levels.last().is_some()),
        details,
    })
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
