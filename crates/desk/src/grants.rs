//! Connected shops: look, change, pause, stop.

use inkling_token::Timestamp;
use inkling_vault::{self as vault, GrantId, Refused, Vault};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{Amendment, Extension, Grant, GrantState, GrantSummary, HistoryEntry, Preview};

impl Desk {
    /// Connected shops, newest first, ended ones included.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn grants(&self) -> Result<Vec<GrantSummary>, Failure> {
        let now = self.now();
        let grants = self.read(|vault| vault.grants(now))?;
        Ok(grants.into_iter().map(GrantSummary::from).collect())
    }

    /// One grant, whole.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn grant(&self, id: i64) -> Result<Grant, Failure> {
        let now = self.now();
        let (grant, history) = self.read(|vault| {
            Ok::<_, vault::Error>((
                vault.grant(GrantId(id), now)?,
                vault.ledger_of(GrantId(id))?,
            ))
        })?;
        Ok(Grant {
            history: history.into_iter().map(HistoryEntry::from).collect(),
            ..grant.into()
        })
    }

    /// Stops a grant at once, and has the shop delete its copy as soon as it can be reached.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn revoke(&self, id: i64) -> Result<GrantSummary, Failure> {
        self.tell(id, |vault, now| vault.revoke(GrantId(id), now))
    }

    /// Sends nothing further until `until`, or until [`Desk::resume`]; the shop is asked to set its copy aside.
    ///
    /// # Errors
    /// `NoSuchGrant`, `GrantEnded`, `BadChoice`, `Locked`, and what the disk says.
    pub fn pause(&self, id: i64, until: Option<i64>) -> Result<GrantSummary, Failure> {
        let until = until.map(Timestamp::from_millis);
        self.tell(id, |vault, now| vault.pause(GrantId(id), until, now))
    }

    /// A paused grant goes on, with the values as they are now.
    ///
    /// # Errors
    /// `NoSuchGrant`, `GrantEnded`, `Locked`, and what the disk says.
    pub fn resume(&self, id: i64) -> Result<GrantSummary, Failure> {
        self.tell(id, |vault, now| vault.resume(GrantId(id), now))
    }

    /// Says that the key is right that the shop was known by: what rested because of another one goes on.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn keep_key(&self, id: i64) -> Result<GrantSummary, Failure> {
        self.tell(id, |vault, now| vault.keep_key(GrantId(id), now))
    }

    /// Exactly what a shop would get for an amendment.
    ///
    /// # Errors
    /// `NoSuchGrant`, `GrantEnded`, `GivenOnce`, `BadChoice`, `NothingToShare`, `LevelTooPrecise`, `UnknownDetail`, `Locked`, and
    /// what the disk says.
    pub fn preview_amendment(&self, id: i64, amendment: &Amendment) -> Result<Preview, Failure> {
        let (amendment, now) = (vault::Amendment::try_from(amendment)?, self.now());
        let preview = self.read(|vault| vault.preview_amendment(GrantId(id), &amendment, now))?;
        Ok(preview.into())
    }

    /// Shares less from now on, or until a nearer day: what was shown.
    ///
    /// # Errors
    /// As [`Desk::preview_amendment`], and `PreviewChanged` when `digest` is not that of the preview as it stands now.
    pub fn amend(
        &self,
        id: i64,
        amendment: &Amendment,
        digest: &str,
    ) -> Result<GrantSummary, Failure> {
        let amendment = vault::Amendment::try_from(amendment)?;
        self.tell(id, |vault, now| {
            vault.amend(GrantId(id), &amendment, digest, now)
        })
    }

    /// What it means to let a grant last until a later day.
    ///
    /// # Errors
    /// `NoSuchGrant`, `GrantEnded`, `GivenOnce`, `BadChoice`, `Locked`, and what the disk says.
    pub fn preview_extension(&self, id: i64, until: i64) -> Result<Extension, Failure> {
        let (until, now) = (Timestamp::from_millis(until), self.now());
        let extension = self.read(|vault| vault.preview_extension(GrantId(id), until, now))?;
        Ok(Extension::of(GrantId(id), extension))
    }

    /// Lets a grant last until a later day: what was shown.
    ///
    /// # Errors
    /// As [`Desk::preview_extension`], and `PreviewChanged` when `digest` is not that of the preview as it stands now.
    pub fn extend(&self, id: i64, until: i64, digest: &str) -> Result<GrantSummary, Failure> {
        let until = Timestamp::from_millis(until);
        self.tell(id, |vault, now| {
            vault.extend(GrantId(id), until, digest, now)
        })
    }

    /// Stops every grant that is in force, in the order in which they were given.
    ///
    /// # Errors
    /// `Locked`, and what the disk says; those before it are stopped.
    pub fn stop_all(&self) -> Result<(), Failure> {
        self.each(GrantState::can_be_stopped, |vault, id, now| {
            vault.revoke(id, now)
        })
    }

    /// Pauses every grant that shops get updates for.
    ///
    /// # Errors
    /// `BadChoice`, `Locked`, and what the disk says.
    pub fn pause_all(&self, until: i64) -> Result<(), Failure> {
        let until = Some(Timestamp::from_millis(until));
        let fits = |state: GrantState| state.can_be_paused() || state == GrantState::Sending;
        self.each(fits, |vault, id, now| vault.pause(id, until, now))
    }

    /// Pauses every grant that shops get updates for until this time tomorrow.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn pause_all_for_a_day(&self) -> Result<(), Failure> {
        self.pause_all(self.now().plus_days(1).millis())
    }

    /// Has every paused grant go on.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn resume_all(&self) -> Result<(), Failure> {
        self.each(
            |state| state == GrantState::Paused,
            |vault, id, now| vault.resume(id, now),
        )
    }

    /// Changes one grant, and brings the news of it to its shop at once where that is possible.
    fn tell(
        &self,
        id: i64,
        change: impl FnOnce(&mut Vault, Timestamp) -> Result<(), vault::Error>,
    ) -> Result<GrantSummary, Failure> {
        let now = self.now();
        let (_, ways) = self.reserve(
            || {
                self.write(|vault| {
                    change(vault, now)?;
                    vault.news_of(GrantId(id), now)
                })
            },
            Clone::clone,
        )?;
        for way in ways {
            // The change holds whether or not the shop can be told now; the queue tells it.
            self.carry_on(&way).ok();
        }
        let mut grants = self.grants()?.into_iter();
        grants
            .find(|grant| grant.id == id)
            .ok_or(FailureCode::NoSuchGrant.into())
    }

    /// Changes all grants in such a state. The postman tells the shops.
    fn each(
        &self,
        fits: impl Fn(GrantState) -> bool,
        change: impl Fn(&mut Vault, GrantId, Timestamp) -> Result<(), vault::Error>,
    ) -> Result<(), Failure> {
        let now = self.now();
        let fitting = self.grants()?.into_iter().filter(|grant| fits(grant.state));
        let ids: Vec<i64> = fitting.map(|grant| grant.id).collect();
        self.write(|vault| {
            for id in ids {
                match change(vault, GrantId(id), now) {
                    // It ended since it was looked at: what was wanted has happened to it already.
                    Ok(())
                    | Err(vault::Error::Refused(Refused::GrantEnded | Refused::GivenOnce)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        })
    }
}
