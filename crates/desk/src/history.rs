//! Home, the ledger and the receipts.

use inkling_vault::{ReceiptId, Standing};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::view::{HistoryEntry, Home, Receipt, RequestState};

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

    fn entries(&self, limit: u32, before: Option<i64>) -> Result<Vec<HistoryEntry>, Failure> {
        let lines = self.read(|vault| vault.ledger(limit, before))?;
        Ok(lines.into_iter().map(HistoryEntry::from).collect())
    }
}
