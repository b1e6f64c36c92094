//! Amending a grant: less, coarser, or for a shorter time.
//!
//! Invariant: what is in force only ever becomes less; more takes a new request, and longer a decision of its own
//! ([`Vault::extend`]). It is amended as it was shown, and what was agreed is kept so.

use std::collections::{BTreeMap, BTreeSet};

use inkling_token::Timestamp;
use inkling_token::request::SharingRequest;
use inkling_token::vocabulary::{Level, PreferenceKey};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

use super::detail::said_once;
use super::line::{note, note_details};
use super::pause::{living, want_next_version};
use super::preview::{Preview, ShownDetail, sha256};
use super::requeue::refresh;
use super::{Duration, GrantId, Refused, SharedDetail, plain, projection, publish};
use crate::ledger::Happening;
use crate::store::amendments::NewAmendment;
use crate::store::grants::StoredGrant;
use crate::store::{amendments, deliveries, grants, requests};
use crate::{Error, Vault};

/// A grant ends at most so many days after it was given, however often its end is moved.
const LONGEST_DAYS: i64 = 365;

/// The last end that a grant can have.
pub(super) fn latest_end(grant: &StoredGrant) -> Timestamp {
    grant.given_at.plus_days(LONGEST_DAYS)
}

/// The ends that a person is offered, the nearest first.
pub(super) fn ends(grant: &StoredGrant, now: Timestamp) -> Vec<(Duration, Option<Timestamp>)> {
    let latest = latest_end(grant);
    let lasting = Duration::ALL
        .into_iter()
        .filter(|duration| *duration != Duration::Once);
    lasting
        .map(|duration| (duration, duration.until(now).map(|until| until.min(latest))))
        .collect()
}

/// What stays of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Groups that stay, by the shop's name for them.
    pub groups: BTreeSet<String>,
    /// Levels the person lowered; a key that is absent stays as it is.
    pub levels: BTreeMap<PreferenceKey, Level>,
    /// A sooner end; none: as it is.
    pub until: Option<Timestamp>,
}

/// A group of details that is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantedGroup {
    /// The shop's name for it.
    pub id: String,
    /// It cannot be dropped alone: the shop would not accept the rest, or nothing would be left.
    pub required: bool,
    /// Its details.
    pub details: Vec<GrantedDetail>,
}

/// A detail that is in force.
#[derive(Clone, PartialEq)]
pub struct GrantedDetail {
    /// Which.
    pub key: PreferenceKey,
    /// How precise.
    pub level: Level,
    /// The levels it can have, with the value as it would be sent at each: coarsest first, the present one last. Empty when
    /// nothing could be sent now.
    pub levels: Vec<(Level, Value)>,
}

impl std::fmt::Debug for GrantedDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GrantedDetail")
            .field("key", &self.key)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// What a shop would get for an amended grant. Nothing is changed.
    ///
    /// # Errors
    /// As [`Vault::amend`].
    pub fn preview_amendment(
        &self,
        id: GrantId,
        amendment: &Amendment,
        now: Timestamp,
    ) -> Result<Preview, Error> {
        self.look(|connection| {
            let grant = grants::get(connection, id)?;
            living(connection, &grant, now)?;
            Ok(draw(connection, &grant, amendment, now)?.preview)
        })
    }

    /// Amends a grant as it was shown: `digest` is that of the preview. The shop gets the next version. An amendment that
    /// changes nothing leaves no trace.
    ///
    /// # Errors
    /// Not found; [`Refused::BadChoice`] for a group that is not in force, or an end that is past or later than the present
    /// one; [`Refused::LevelTooPrecise`]; [`Refused::NothingToShare`] when the shop would not accept what is left, or a detail
    /// whose level is lowered has no value to show; [`Refused::PreviewChanged`] when the amendment would now come out
    /// otherwise; [`Refused::GivenOnce`], [`Refused::GrantEnded`]; and what the file says.
    pub fn amend(
        &mut self,
        id: GrantId,
        amendment: &Amendment,
        digest: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            living(transaction, &grant, now)?;
            let drawn = draw(transaction, &grant, amendment, now)?;
            if drawn.preview.digest != digest {
                return Err(Refused::PreviewChanged.into());
            }
            let happened = happened(&grant, &drawn);
            if happened.is_empty() {
                return Ok(());
            }
            agree(transaction, &grant, &drawn, now)?;
            for what in happened {
                if what == Happening::Narrowed {
                    let left = drawn.preview.details.len() as u64;
                    note_details(transaction, &grant, (what, left), now)?;
                } else {
                    note(transaction, &grant, what, now)?;
                }
            }
            Ok(())
        })
    }
}

/// Keeps what was agreed, and has the shop get the next version.
pub(super) fn agree(
    connection: &Connection,
    grant: &StoredGrant,
    drawn: &Drawn,
    now: Timestamp,
) -> Result<(), Error> {
    let new = NewAmendment {
        grant: grant.id,
        details: &drawn.preview.details,
        until: drawn.until,
        shown: &drawn.shown,
        shown_digest: &drawn.preview.digest,
    };
    amendments::add(connection, &new, now)?;
    want_next_version(connection, grant.id)?;
    let amended = grants::get(connection, grant.id)?;
    deliveries::hurry(connection, Some(grant.id), now)?;
    refresh(connection, &amended, now)?;
    publish::plan(connection, grant.id, now)
}

/// What is in force of a grant, as it can be narrowed.
pub(super) fn granted_groups(
    connection: &Connection,
    grant: &StoredGrant,
    request: &SharingRequest,
) -> Result<Vec<GrantedGroup>, Error> {
    let ids: BTreeSet<String> = ids(&grant.details);
    let mut groups = Vec::new();
    for asked in request
        .groups
        .iter()
        .filter(|group| ids.contains(&group.id))
    {
        let mut details = Vec::new();
        for detail in grant
            .details
            .iter()
            .filter(|detail| detail.group == asked.id)
        {
            details.push(granted_detail(connection, request, detail)?);
        }
        let rest: BTreeSet<String> = ids.iter().filter(|id| **id != asked.id).cloned().collect();
        groups.push(GrantedGroup {
            id: asked.id.clone(),
            required: rest.is_empty() || !request.accepts(&rest),
            details,
        });
    }
    Ok(groups)
}

fn granted_detail(
    connection: &Connection,
    request: &SharingRequest,
    detail: &SharedDetail,
) -> Result<GrantedDetail, Error> {
    let mut levels = Vec::new();
    for level in detail.key.detail().levels.iter().copied() {
        if level <= detail.level
            && let Some(value) = projection::value(connection, request, detail, level)?
        {
            levels.push((level, value));
        }
    }
    Ok(GrantedDetail {
        key: detail.key,
        level: detail.level,
        levels,
    })
}

/// An amended grant, and the text that the digest is of.
pub(super) struct Drawn {
    pub(super) preview: Preview,
    pub(super) until: Timestamp,
    pub(super) shown: String,
}

impl Drawn {
    pub(super) fn new(
        (details, instead): (Vec<SharedDetail>, Vec<SharedDetail>),
        until: Timestamp,
        shown: String,
    ) -> Self {
        let preview = Preview {
            details,
            instead: said_once(instead),
            until: Some(until),
            digest: sha256(&shown),
        };
        Self {
            preview,
            until,
            shown,
        }
    }
}

/// Everything that is shown, in the form that is hashed.
#[derive(Serialize)]
struct Shown<'a> {
    shown: &'static str,
    grant: &'a str,
    details: Vec<ShownDetail<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instead: Vec<ShownDetail<'a>>,
    until: Timestamp,
}

fn draw(
    connection: &Connection,
    grant: &StoredGrant,
    amendment: &Amendment,
    now: Timestamp,
) -> Result<Drawn, Error> {
    let until = end(grant, amendment, now)?;
    let details = narrowed(connection, grant, amendment)?;
    let instead = plain::in_place(connection, grant, &details)?.unwrap_or_default();
    let shown = serde_json::to_string(&Shown {
        shown: "inkling-amendment-1",
        grant: &grant.name,
        details: details.iter().map(ShownDetail::from).collect(),
        instead: instead.iter().map(ShownDetail::from).collect(),
        until,
    })?;
    Ok(Drawn::new((details, instead), until, shown))
}

fn end(grant: &StoredGrant, amendment: &Amendment, now: Timestamp) -> Result<Timestamp, Refused> {
    let present = grant.until.ok_or(Refused::GivenOnce)?;
    match amendment.until {
        None => Ok(present),
        Some(until) if until == present => Ok(present),
        Some(until) if now < until && until < present => Ok(until),
        Some(_) => Err(Refused::BadChoice),
    }
}

/// All details that are in force, with the values as they are shown now.
pub(super) fn in_force(
    connection: &Connection,
    grant: &StoredGrant,
) -> Result<Vec<SharedDetail>, Error> {
    let as_it_is = Amendment {
        groups: ids(&grant.details),
        levels: BTreeMap::new(),
        until: None,
    };
    narrowed(connection, grant, &as_it_is)
}

/// The details that stay, at their new levels, with the values as they are shown now.
fn narrowed(
    connection: &Connection,
    grant: &StoredGrant,
    amendment: &Amendment,
) -> Result<Vec<SharedDetail>, Error> {
    if !amendment.groups.is_subset(&ids(&grant.details)) {
        return Err(Refused::BadChoice.into());
    }
    let request = requests::get(connection, grant.request)?.request;
    if amendment.groups.is_empty() || !request.accepts(&amendment.groups) {
        return Err(Refused::NothingToShare.into());
    }
    let mut details = Vec::new();
    for detail in &grant.details {
        if amendment.groups.contains(&detail.group) {
            details.push(coarsened(connection, &request, detail, amendment)?);
        }
    }
    Ok(details)
}

fn coarsened(
    connection: &Connection,
    request: &SharingRequest,
    detail: &SharedDetail,
    amendment: &Amendment,
) -> Result<SharedDetail, Error> {
    let level = amendment.levels.get(&detail.key).copied();
    let level = level.unwrap_or(detail.level);
    if level > detail.level {
        return Err(Refused::LevelTooPrecise.into());
    }
    let value = match projection::value(connection, request, detail, level)? {
        Some(value) => value,
        // What is hidden now stays agreed as it was; nothing is sent of it meanwhile.
        None if level == detail.level => detail.value.clone(),
        None => return Err(Refused::NothingToShare.into()),
    };
    Ok(SharedDetail {
        level,
        value,
        ..detail.clone()
    })
}

fn ids(details: &[SharedDetail]) -> BTreeSet<String> {
    details.iter().map(|detail| detail.group.clone()).collect()
}

/// What kinds of change it is; none when everything stays.
fn happened(grant: &StoredGrant, drawn: &Drawn) -> Vec<Happening> {
    let levels = |details: &[SharedDetail]| -> BTreeMap<PreferenceKey, Level> {
        details
            .iter()
            .map(|detail| (detail.key, detail.level))
            .collect()
    };
    let narrowed = levels(&grant.details) != levels(&drawn.preview.details);
    let sooner = grant.until.is_some_and(|until| drawn.until < until);
    narrowed
        .then_some(Happening::Narrowed)
        .into_iter()
        .chain(sooner.then_some(Happening::Shortened))
        .collect()
}
