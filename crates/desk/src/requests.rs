//! Sharing requests: open a link, look at what would be sent, decide.

use std::sync::PoisonError;

use inkling_token::link::Link;
use inkling_vault::{self as vault, RequestId};

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::{Approved, Choice, Preview, Request, RequestSummary};

/// Links kept while the vault is locked.
const MOST_LINKS: usize = 4;

impl Desk {
    /// Opens a shop's link: fetches and verifies its request, and files it. While the vault is locked the link waits, nothing is
    /// fetched, and the answer is `Locked`.
    ///
    /// # Errors
    /// `BadLink`, `Locked`, `ShopUnreachable`, `ForeignHost`, `BadRequest`, `RequestExpired`, `RequestReplayed`,
    /// `NothingToAnswer`, `ShopSilenced`, `ShopBlocked`.
    pub fn open_link(&self, link: &str) -> Result<RequestSummary, Failure> {
        let link: Link = link.parse().map_err(FailureCode::from)?;
        if !self.locking().is_open() {
            self.keep(link);
            return Err(FailureCode::Locked.into());
        }
        let id = self.fetch(link)?;
        self.summary_of(id)
    }

    /// Requests, newest first.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn requests(&self) -> Result<Vec<RequestSummary>, Failure> {
        let now = self.now();
        let requests = self.read(|vault| vault.requests(now))?;
        Ok(requests.into_iter().map(RequestSummary::from).collect())
    }

    /// One request, whole.
    ///
    /// # Errors
    /// `NoSuchRequest`, `Locked`, and what the disk says.
    pub fn request(&self, id: i64) -> Result<Request, Failure> {
        self.settle()?;
        let now = self.now();
        Ok(self.read(|vault| vault.request(RequestId(id), now))?.into())
    }

    /// Exactly what would be sent for a choice.
    ///
    /// # Errors
    /// `NoSuchRequest`, `RequestClosed`, `RequestExpired`, `NothingToShare`, `LevelTooPrecise`, `UnknownDetail`, `Locked`.
    pub fn preview(&self, id: i64, choice: &Choice) -> Result<Preview, Failure> {
        let (choice, now) = (vault::Choice::try_from(choice)?, self.now());
        Ok(self
            .read(|vault| vault.preview(RequestId(id), &choice, now))?
            .into())
    }

    /// Shares what was shown, and brings it to the shop at once where that is possible.
    ///
    /// # Errors
    /// As [`Desk::preview`], and `PreviewChanged` when `digest` is not that of the preview as it stands now.
    pub fn approve(&self, id: i64, choice: &Choice, digest: &str) -> Result<Approved, Failure> {
        let (choice, now) = (vault::Choice::try_from(choice)?, self.now());
        let ((grant, _), ways) = self.reserve(
            || {
                self.write(|vault| {
                    let grant = vault.approve(
                        RequestId(id),
                        &choice,
                        digest,
                        now,
                        self.entropy.as_ref(),
                    )?;
                    Ok::<_, vault::Error>((grant, vault.news_of(grant, now)?))
                })
            },
            |(_, queued)| queued.clone(),
        )?;
        // The grant stands whether or not the shop can be reached now; the queue brings it there. What is published for the
        // shop comes before what names it, so the last answer is the shop's.
        let mut delivered = None;
        for way in ways {
            delivered = self.carry_on(&way).ok().flatten().or(delivered);
        }
        Ok(Approved {
            grant: grant.0,
            delivered: delivered.is_some(),
            return_to: delivered.and_then(|delivered| delivered.return_to),
        })
    }

    /// Declines. The shop is told no more than that.
    ///
    /// # Errors
    /// `NoSuchRequest`, `RequestClosed`, `Locked`, and what the disk says.
    pub fn decline(&self, id: i64) -> Result<RequestSummary, Failure> {
        let now = self.now();
        let declined =
            self.write(|vault| vault.decline(RequestId(id), now, self.entropy.as_ref()))?;
        // A shop that is not reached learns nothing, which is what a refusal means.
        drop(self.exchange.deliver(&declined.message, &declined.hosts));
        self.summary_of(RequestId(id))
    }

    pub(crate) fn waiting_links(&self) -> usize {
        self.links
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// After the unlock: fetches and files what came meanwhile, and answers what there is to show. A link that is refused is in
    /// the history; there is nobody here to tell.
    pub fn open_waiting_links(&self) -> Vec<RequestSummary> {
        let links = std::mem::take(&mut *self.links.lock().unwrap_or_else(PoisonError::into_inner));
        let filed = links.into_iter().filter_map(|link| self.fetch(link).ok());
        filed.filter_map(|id| self.summary_of(id).ok()).collect()
    }

    /// Has a link wait for the unlock.
    fn keep(&self, link: Link) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() < MOST_LINKS && !links.contains(&link) {
            links.push(link);
        }
        drop(links);
        self.changed();
    }

    /// Fetches and files. A link that meets a lock on its way is kept, and asked for again after the unlock.
    fn fetch(&self, link: Link) -> Result<RequestId, Failure> {
        let filed = self.fetch_now(&link);
        if let Err(Failure {
            code: FailureCode::Locked,
        }) = filed
        {
            self.keep(link);
        }
        filed
    }

    fn fetch_now(&self, link: &Link) -> Result<RequestId, Failure> {
        if self.read(|vault| vault.is_blocked(&link.client_id.host()))? {
            return Err(FailureCode::ShopBlocked.into());
        }
        let fetched = self
            .exchange
            .fetch_request(link, self.now(), self.entropy.as_ref());
        let now = self.now();
        self.write(|vault| {
            let filed = match fetched {
                Ok(request) => vault.file(&request, now).map_err(Failure::from),
                Err(error) => Err(error.into()),
            };
            if filed.is_err() {
                vault.refused(&link.client_id.host(), now)?;
            }
            Ok::<_, Failure>(filed)
        })?
    }

    fn summary_of(&self, id: RequestId) -> Result<RequestSummary, Failure> {
        let requests = self.requests()?;
        requests
            .into_iter()
            .find(|request| request.id == id.0)
            .ok_or(FailureCode::NoSuchRequest.into())
    }
}
