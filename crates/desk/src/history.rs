//! Home, the ledger and the receipts.

use std::path::{Path, PathBuf};

use inkling_vault::{ReceiptId, Standing};

use crate::desk::Desk;
use crate::export;
use crate::failure::{Failure, FailureCode};
use crate::view::{Chain, HistoryEntry, HistoryFormat, Home, Receipt, RequestState};

/// Lines of the ledger a page.
const PAGE: u32 = 200;
/// Lines on the home screen.
const RECENT: u32 = 6;

impl Desk {
    /// The home screen.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn home(&self) -> Result<Home, Failure> {
        self.settle()?;
        let standings = self
            .read(|vault| vault.preferences())?
            .into_iter()
            .map(|preference| preference.standing);
        let (mut usable, mut suggested) = (0, 0);
        for standing in standings {
            usable += u32::from(matches!(
                standing,
                Standing::Confirmed | Standing::Edited | Standing::Stated
            ));
            suggested += u32::from(standing == Standing::Suggested);
        }
        let waiting =
            |request: &crate::view::RequestSummary| request.state == RequestState::Waiting;
        Ok(Home {
            requests: self.requests()?.into_iter().filter(waiting).collect(),
            grants: self
                .grants()?
                .into_iter()
                .filter(|grant| grant.state.is_living())
                .collect(),
            usable,
            suggested,
            events: self.read(|vault| vault.events())?,
            recent: self.entries(RECENT, None)?,
        })
    }

    /// A page of the ledger, newest first; `before` is the last place of the page before.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn history(&self, before: Option<i64>) -> Result<Vec<HistoryEntry>, Failure> {
        self.entries(PAGE, before)
    }

    /// The receipt of one consent.
    ///
    /// # Errors
    /// `NoSuchGrant`, `Locked`, and what the disk says.
    pub fn receipt(&self, id: i64) -> Result<Receipt, Failure> {
        Ok(self.read(|vault| vault.receipt(ReceiptId(id)))?.into())
    }

    /// Checks that no line of the ledger was edited, moved, inserted or removed.
    ///
    /// # Errors
    /// `Locked`, and what the disk says. A ledger that does not fit is an answer, not a failure.
    pub fn history_verify(&self) -> Result<Chain, Failure> {
        Ok(self.read(|vault| vault.ledger_chain())?.into())
    }

    /// Writes the whole ledger to a file, unencrypted.
    ///
    /// # Errors
    /// `BadPlace`, `PlaceMissing`, `Locked`, and what the disk says; a file that was there before is then unchanged.
    pub fn history_export(&self, place: &Path, format: HistoryFormat) -> Result<(), Failure> {
        let parent = place.parent().ok_or(FailureCode::BadPlace)?;
        if self.is_own_folder(parent) {
            return Err(FailureCode::BadPlace.into());
        }
        self.read(|vault| {
            export::write(place, |out| match format {
                HistoryFormat::Csv => export::history::csv(vault, out),
                HistoryFormat::Json => export::history::json(vault, out),
            })
        })?;
        let now = self.now();
        self.write(|vault| vault.exported(now))
    }

    /// Writes everything in the vault into a new folder within `place`, readable and unencrypted; the folder.
    ///
    /// # Errors
    /// `BadPlace`, `PlaceMissing`, `Locked`, and what the disk says; nothing is left of an export that failed.
    pub fn export_everything(&self, place: &Path) -> Result<PathBuf, Failure> {
        if self.is_own_folder(place) {
            return Err(FailureCode::BadPlace.into());
        }
        let (name, now) = (self.dated("Inkling export", ""), self.now());
        let name = name.trim_end_matches('.');
        let folder = self.read(|vault| export::everything(vault, place, name, now))?;
        self.write(|vault| vault.exported(now))?;
        Ok(folder)
    }

    /// A name for a file that the person is about to write: "Inkling history 2026-11-23.csv".
    #[must_use]
    pub fn dated(&self, stem: &str, ending: &str) -> String {
        let now = self.now().to_string();
        let day = now.split('T').next().unwrap_or_default();
        format!("{stem} {day}.{ending}")
    }

    fn entries(&self, limit: u32, before: Option<i64>) -> Result<Vec<HistoryEntry>, Failure> {
        let lines = self.read(|vault| vault.ledger(limit, before))?;
        Ok(lines.into_iter().map(HistoryEntry::from).collect())
    }
}
