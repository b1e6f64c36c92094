//! Letting a grant last longer: a decision of its own, on everything that it is about.
//!
//! Invariant: the end alone moves, for the very text that the person saw, and never further than a year from when the grant
//! was given.

use inkling_token::Timestamp;
use inkling_token::terms::Terms;
use rusqlite::Connection;
use serde::Serialize;

use super::amend::{Drawn, agree, in_force, latest_end};
use super::line::note;
use super::pause::living;
use super::preview::{Preview, ShownDetail};
use super::{GrantId, Refused, Shop, plain};
use crate::ledger::Happening;
use crate::store::grants::StoredGrant;
use crate::store::{grants, requests, shops};
use crate::{Error, Vault};

/// What a grant would be that lasts longer.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    /// Who goes on getting the details.
    pub shop: Shop,
    /// What the shop promised when it asked.
    pub terms: Terms,
    /// The present end.
    pub present: Timestamp,
    /// The later end.
    pub until: Timestamp,
    /// What goes on being sent, until when, and the digest of all of it.
    pub preview: Preview,
}

impl Vault {
    /// What it means to let a grant last longer. Nothing is changed.
    ///
    /// # Errors
    /// As [`Vault::extend`].
    pub fn preview_extension(
        &self,
        id: GrantId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Extension, Error> {
        self.look(|connection| {
            let grant = grants::get(connection, id)?;
            let present = present_end(connection, &grant, now)?;
            Ok(Extension {
                preview: draw(connection, &grant, present, until)?.preview,
                shop: Shop::met(shops::get(connection, grant.shop)?),
                terms: requests::get(connection, grant.request)?.request.terms,
                present,
                until,
            })
        })
    }

    /// Lets a grant last longer as it was shown: `digest` is that of the preview. The shop gets the next version.
    ///
    /// # Errors
    /// Not found; [`Refused::BadChoice`] for an end that is no later than the present one, or too far;
    /// [`Refused::PreviewChanged`] when it is about something else by now; [`Refused::GivenOnce`], [`Refused::GrantEnded`]; and
    /// what the file says.
    pub fn extend(
        &mut self,
        id: GrantId,
        until: Timestamp,
        digest: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.change(now, |transaction| {
            let grant = grants::get(transaction, id)?;
            let present = present_end(transaction, &grant, now)?;
            let drawn = draw(transaction, &grant, present, until)?;
            if drawn.preview.digest != digest {
                return Err(Refused::PreviewChanged.into());
            }
            agree(transaction, &grant, &drawn, now)?;
            note(transaction, &grant, Happening::Extended, now)
        })
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
    present: Timestamp,
    until: Timestamp,
    promises: &'a Terms,
}

fn present_end(
    connection: &Connection,
    grant: &StoredGrant,
    now: Timestamp,
) -> Result<Timestamp, Error> {
    living(connection, grant, now)?;
    Ok(grant.until.ok_or(Refused::GivenOnce)?)
}

fn draw(
    connection: &Connection,
    grant: &StoredGrant,
    present: Timestamp,
    until: Timestamp,
) -> Result<Drawn, Error> {
    if until <= present || latest_end(grant) < until {
        return Err(Refused::BadChoice.into());
    }
    let details = in_force(connection, grant)?;
    let instead = plain::in_place(connection, grant, &details)?.unwrap_or_default();
    let shown = serde_json::to_string(&Shown {
        shown: "inkling-extension-1",
        grant: &grant.name,
        details: details.iter().map(ShownDetail::from).collect(),
        instead: instead.iter().map(ShownDetail::from).collect(),
        present,
        until,
        promises: &requests::get(connection, grant.request)?.request.terms,
    })?;
    Ok(Drawn::new((details, instead), until, shown))
}
