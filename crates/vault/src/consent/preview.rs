//! The preview: exactly what would be sent for a choice, and a digest that stands for all of it.
//!
//! Invariant: approving recomputes this and wants the same digest, so that what was shown is what is sent.

use inkling_token::Timestamp;
use inkling_token::request::{RequestedDetail, RequestedGroup};
use inkling_token::terms::Terms;
use inkling_token::vocabulary::Level;
use ring::digest::{SHA256, digest};
use rusqlite::Connection;
use serde::Serialize;

use super::state::RequestState;
use super::{Choice, Duration, Refused, RequestId, SharedDetail};
use crate::store::preferences;
use crate::store::requests::{self, StoredRequest};
use crate::{Error, Vault, hex};

/// Exactly what would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Each detail with its value as sent, in the shop's order.
    pub details: Vec<SharedDetail>,
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
        self.look_at(now, |connection, now| {
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
    let until = choice.end(stored.heading.filed_at)?;
    if until.is_some_and(|until| until <= now) {
        return Err(Refused::BadChoice.into());
    }
    let details = chosen(connection, &stored.request.groups, choice)?;
    let shown = serde_json::to_string(&Shown {
        shown: "inkling-preview-1",
        request: sha256(&stored.request.jws),
        details: details.iter().map(ShownDetail::from).collect(),
        duration: choice.duration,
        until,
        promises: &stored.request.terms,
    })?;
    let preview = Preview {
        details,
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
    details: Vec<ShownDetail<'a>>,
    duration: Duration,
    until: Option<Timestamp>,
    promises: &'a Terms,
}

#[derive(Serialize)]
struct ShownDetail<'a> {
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
    groups: &[RequestedGroup],
    choice: &Choice,
) -> Result<Vec<SharedDetail>, Error> {
    if choice
        .groups
        .iter()
        .any(|id| groups.iter().all(|group| group.id != *id))
    {
        return Err(Refused::BadChoice.into());
    }
    let mut details = Vec::new();
    for group in groups {
        match (choice.groups.contains(&group.id), group.required) {
            (false, true) => return Err(Refused::NothingToShare.into()),
            (false, false) => continue,
            (true, true | false) => {}
        }
        for asked in &group.details {
            details.push(shared(connection, &group.id, asked, choice)?);
        }
    }
    if details.is_empty() {
        Err(Refused::NothingToShare.into())
    } else {
        Ok(details)
    }
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
        .ok_or(Refused::NothingToShare)?;
    Ok(SharedDetail {
        group: group.to_owned(),
        key: asked.key,
        level,
        value,
    })
}

fn sha256(text: &str) -> String {
    hex::encode(digest(&SHA256, text.as_bytes()).as_ref())
}
