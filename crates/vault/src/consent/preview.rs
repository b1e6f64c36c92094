//! The preview: exactly what would be sent for a choice, and a digest that stands for all of it.
//!
//! Invariant: approving recomputes this and wants the same digest, so that what was shown is what is sent.

use std::collections::BTreeSet;

use inkling_token::Timestamp;
use inkling_token::request::{RequestedDetail, RequestedGroup, SharingRequest};
use inkling_token::terms::Terms;
use inkling_token::vocabulary::{Level, PreferenceKey};
use ring::digest::{SHA256, digest};
use rusqlite::Connection;
use serde::Serialize;

use super::detail::said_once;
use super::state::RequestState;
use super::{Caution, Choice, Duration, Refused, RequestId, SharedDetail, plain};
use crate::store::preferences;
use crate::store::requests::{self, StoredRequest};
use crate::{Error, Vault, hex};

/// Exactly what would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Each detail with its value as sent, in the shop's order; what is agreed to.
    pub details: Vec<SharedDetail>,
    /// What the shop gets in their place until plain mode is switched off for it; empty: it is off.
    pub instead: Vec<SharedDetail>,
    /// When the grant would end; none for once.
    pub until: Option<Timestamp>,
    /// SHA-256 over everything that is shown, hex.
    pub digest: String,
}

/// A preview, and the text that its digest is of.
pub(super) struct Drawn {
    pub(super) preview: Preview,
    pub(super) shown: String,
}

impl Vault {
    /// Exactly what would be sent for a choice.
    ///
    /// # Errors
    /// Not found; [`Refused::RequestClosed`], [`Refused::RequestExpired`], [`Refused::BadChoice`],
    /// [`Refused::NothingToShare`], [`Refused::LevelTooPrecise`]; and what the file says.
    pub fn preview(
        &self,
        id: RequestId,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<Preview, Error> {
        self.look(|connection| {
            let stored = requests::get(connection, id)?;
            Ok(draw(connection, &stored, choice, now)?.preview)
        })
    }
}

/// Draws the preview of a request that waits.
pub(super) fn draw(
    connection: &Connection,
    stored: &StoredRequest,
    choice: &Choice,
    now: Timestamp,
) -> Result<Drawn, Error> {
    match RequestState::of(&stored.heading, now) {
        RequestState::Waiting => {}
        RequestState::Expired { .. } => return Err(Refused::RequestExpired.into()),
        RequestState::Approved { .. } | RequestState::Declined { .. } => {
            return Err(Refused::RequestClosed.into());
        }
    }
    let until = choice.end(stored.request.tier(), stored.heading.filed_at)?;
    if until.is_some_and(|until| until <= now) {
        return Err(Refused::BadChoice.into());
    }
    let details = chosen(connection, &stored.request, choice)?;
    let host = stored.request.client_id.host();
    let instead = plain::instead_of(connection, &host, &details)?.unwrap_or_default();
    let shown = serde_json::to_string(&Shown {
        shown: "inkling-preview-2",
        request: sha256(&stored.request.jws),
        accepted: &choice.accepted,
        details: details.iter().map(ShownDetail::from).collect(),
        instead: instead.iter().map(ShownDetail::from).collect(),
        duration: choice.duration,
        until,
        promises: &stored.request.terms,
    })?;
    let preview = Preview {
        details,
        instead: said_once(instead),
        until,
        digest: sha256(&shown),
    };
    Ok(Drawn { preview, shown })
}

/// Everything that is shown, in the form that is hashed: members in this order, values as text as they are sent.
#[derive(Serialize)]
struct Shown<'a> {
    shown: &'static str,
    request: String,
    accepted: &'a BTreeSet<Caution>,
    details: Vec<ShownDetail<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instead: Vec<ShownDetail<'a>>,
    duration: Duration,
    until: Option<Timestamp>,
    promises: &'a Terms,
}

/// A detail as it is shown.
#[derive(Serialize)]
pub(super) struct ShownDetail<'a> {
    group: &'a str,
    key: &'a str,
    level: Level,
    sent: String,
}

impl<'a> From<&'a SharedDetail> for ShownDetail<'a> {
    fn from(detail: &'a SharedDetail) -> Self {
        Self {
            group: &detail.group,
            key: detail.key.as_str(),
            level: detail.level,
            sent: detail.sent(),
        }
    }
}

fn chosen(
    connection: &Connection,
    request: &SharingRequest,
    choice: &Choice,
) -> Result<Vec<SharedDetail>, Error> {
    let is_asked = |id: &String| request.groups.iter().any(|group| group.id == *id);
    if !choice.groups.iter().all(is_asked) {
        return Err(Refused::BadChoice.into());
    }
    if choice.groups.is_empty() || !request.accepts(&choice.groups) {
        return Err(Refused::NothingToShare.into());
    }
    let mut details = Vec::new();
    for group in &request.groups {
        if choice.groups.contains(&group.id) {
            details.extend(option(connection, group, choice)?);
        }
    }
    Ok(details)
}

/// The details of the chosen option of a group, or else of the first that can be shared whole.
fn option(
    connection: &Connection,
    group: &RequestedGroup,
    choice: &Choice,
) -> Result<Vec<SharedDetail>, Error> {
    let whole = |keys: &Vec<PreferenceKey>| -> Result<Vec<SharedDetail>, Error> {
        let asked = group
            .details
            .iter()
            .filter(|asked| keys.contains(&asked.key));
        asked
            .map(|asked| shared(connection, &group.id, asked, choice))
            .collect()
    };
    if let Some(place) = choice.options.get(&group.id) {
        return whole(group.options.get(*place).ok_or(Refused::BadChoice)?);
    }
    let mut first = Err(Refused::NothingToShare.into());
    for (place, keys) in group.options.iter().enumerate() {
        match whole(keys) {
            Err(Error::Refused(_)) if place > 0 => {}
            Err(Error::Refused(refused)) => first = Err(refused.into()),
            done => return done,
        }
    }
    first
}

fn shared(
    connection: &Connection,
    group: &str,
    asked: &RequestedDetail,
    choice: &Choice,
) -> Result<SharedDetail, Error> {
    let level = choice
        .levels
        .get(&asked.key)
        .copied()
        .unwrap_or(asked.level);
    if level > asked.level {
        return Err(Refused::LevelTooPrecise.into());
    }
    let value = preferences::usable(connection, &asked.key)?;
    let value = value
        .and_then(|value| value.at(&asked.key, level))
        .filter(|value| asked.admits(value))
        .ok_or(Refused::NothingToShare)?;
    Ok(SharedDetail {
        group: group.to_owned(),
        key: asked.key,
        level,
        value,
    })
}

pub(super) fn sha256(text: &str) -> String {
    hex::encode(digest(&SHA256, text.as_bytes()).as_ref())
}
