//! Puts a grant's sealed objects where shops fetch them while this computer is off, and takes them away again.
//!
//! A store answers with what it holds when that is not what the vault saw last: another copy of the vault may have
//! written there. Writing the same thing twice is writing it once, so that a lost answer does no harm.
//!
//! Invariant: nothing is written over what the vault has not seen, except by [`Write::Overwrite`].

use std::future::Future;

use inkling_token::Entropy;
use inkling_token::mailbox::{MailboxSettings, Object, ObjectKind, Write};
use object_store::path::Path;
use object_store::{Error, PutMode, UpdateVersion};
use tokio::runtime;

use crate::shelf::Shelf;
use crate::{Exchange, Limits, MailboxError};

/// Characters of 128 bits in base64url.
const RANDOM: usize = 22;

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is as it should be.
    Done {
        /// The store's mark for this version of it; none after a deletion.
        etag: Option<String>,
    },
    /// Something else is there, and was left as it is. An empty body without a mark: nothing is there any more.
    Conflict {
        /// What is there.
        body: Vec<u8>,
        /// The store's mark for it.
        etag: Option<String>,
    },
}

impl Exchange {
    /// Writes or deletes one object. Deleting what is not there is a deletion.
    ///
    /// # Errors
    /// When the store cannot be reached or does not take it; whether it has the object is then unknown.
    pub fn publish(
        &self,
        settings: &MailboxSettings,
        object: &Object,
    ) -> Result<Written, MailboxError> {
        let shelf = Shelf::open(settings, self.limits)?;
        let place = place_of(&object.name)?;
        in_time(self.limits, carry_out(&shelf, &place, &object.write))
    }

    /// Tries whether the store does what a mailbox needs: it keeps, gives back, refuses to overwrite what was not seen,
    /// and deletes. An object with a random name is there meanwhile.
    ///
    /// # Errors
    /// When it does not; [`MailboxError::Misconfigured`] for a store that overwrites regardless.
    pub fn check_mailbox(
        &self,
        settings: &MailboxSettings,
        entropy: &dyn Entropy,
    ) -> Result<(), MailboxError> {
        let shelf = Shelf::open(settings, self.limits)?;
        let place = place_of(&ObjectKind::Status.fresh_name(entropy)?)?;
        in_time(self.limits, async {
            let outcome = rehearse(&shelf, &place).await;
            let deleted = carry_out(&shelf, &place, &Write::Delete).await;
            outcome.and(deleted.map(|_| ()))
        })
    }
}

/// `s/` or `m/` and 128 random bits: no other name exists in a mailbox, and none leads out of it.
fn place_of(name: &str) -> Result<Path, MailboxError> {
    let random = name.strip_prefix("s/").or_else(|| name.strip_prefix("m/"));
    let plain = random.is_some_and(|random| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        random.len() == RANDOM && random.bytes().all(fits)
    });
    let place = plain.then(|| Path::parse(name).ok()).flatten();
    place.ok_or(MailboxError::Misconfigured)
}

/// Runs to the end or to the limit, on this thread.
fn in_time<T>(
    limits: Limits,
    work: impl Future<Output = Result<T, MailboxError>>,
) -> Result<T, MailboxError> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|_| MailboxError::Unreachable)?;
    let outcome = runtime.block_on(async { tokio::time::timeout(limits.overall, work).await });
    // A folder on a network that hangs must not be waited for.
    runtime.shutdown_background();
    outcome.unwrap_or(Err(MailboxError::TooSlow))
}

async fn carry_out(shelf: &Shelf, place: &Path, write: &Write) -> Result<Written, MailboxError> {
    let (body, content_type, mode) = match write {
        Write::Create { body, content_type } => (body, content_type, PutMode::Create),
        Write::Replace {
            body,
            content_type,
            etag,
        } => {
            let seen = UpdateVersion {
                e_tag: Some(etag.clone()),
                version: None,
            };
            (body, content_type, PutMode::Update(seen))
        }
        Write::Overwrite { body, content_type } => {
            let etag = shelf
                .put(place, body, content_type, PutMode::Overwrite)
                .await?;
            return Ok(Written::Done { etag });
        }
        Write::Delete => {
            return match shelf.delete(place).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(Written::Done { etag: None }),
                Err(error) => Err(error.into()),
            };
        }
    };
    match shelf.put(place, body, content_type, mode).await {
        Ok(etag) => Ok(Written::Done { etag }),
        Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {
            found(shelf, place, body).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is in the way of `wanted`. If it is `wanted` itself, an earlier answer of the store was lost.
async fn found(shelf: &Shelf, place: &Path, wanted: &str) -> Result<Written, MailboxError> {
    let (body, etag) = shelf.get(place).await?.unwrap_or_default();
    if body == wanted.as_bytes() {
        Ok(Written::Done { etag })
    } else {
        Ok(Written::Conflict { body, etag })
    }
}

/// What a vault does to an object in its life, and what a store must refuse lest two copies of a vault undo each other.
async fn rehearse(shelf: &Shelf, place: &Path) -> Result<(), MailboxError> {
    let text = |body: &str| (body.to_owned(), "text/plain");
    let (body, content_type) = text("1");
    let created = carry_out(shelf, place, &Write::Create { body, content_type }).await?;
    let Written::Done { etag: Some(etag) } = created else {
        return Err(MailboxError::Misconfigured);
    };
    let (body, content_type) = text("2");
    let again = carry_out(shelf, place, &Write::Create { body, content_type }).await?;
    let kept = matches!(again, Written::Conflict { body, .. } if body == b"1");
    let replace = |(body, content_type): (String, &'static str)| Write::Replace {
        body,
        content_type,
        etag: etag.clone(),
    };
    let replaced = carry_out(shelf, place, &replace(text("2"))).await?;
    let outdated = carry_out(shelf, place, &replace(text("3"))).await?;
    let holds = kept
        && matches!(replaced, Written::Done { .. })
        && matches!(outdated, Written::Conflict { body, .. } if body == b"2");
    holds.then_some(()).ok_or(MailboxError::Misconfigured)
}

#[cfg(test)]
mod tests;
