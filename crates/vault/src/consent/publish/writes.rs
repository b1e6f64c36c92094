//! Composing what a mailbox is to hold, right before it is written.
//!
//! Invariant: bad news comes first and good news last, so that a shop that looks between two writes never finds a grant
//! in force without its tokens; an end is written over whatever is there, everything else only over what this vault put there.

use inkling_token::mailbox::{Object, ObjectKind, Write};
use inkling_token::status::Status;
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::{Shelf, Tokens, Wanted, newest_version, shelves, status_fits, tokens_fit, wanted};
use crate::Error;
use crate::consent::compose::note_issued;
use crate::consent::sign::{Fit, Reference, Signer, Wish};
use crate::consent::{Outgoing, Refused, projection};
use crate::store::grants::StoredGrant;
use crate::store::objects::{Kind, OTHER, StoredObject};
use crate::store::{mailboxes, objects, tokens};

/// Who writes: a grant, with its key while there is something to sign.
#[derive(Clone, Copy)]
pub(in crate::consent) struct Writer<'a> {
    pub(in crate::consent) connection: &'a Connection,
    pub(in crate::consent) grant: &'a StoredGrant,
    pub(in crate::consent) signer: Option<&'a Signer<'a>>,
    /// How often it was tried in vain.
    pub(in crate::consent) attempts: u32,
    pub(in crate::consent) now: Timestamp,
    pub(in crate::consent) entropy: &'a dyn Entropy,
}

/// One object, and what is to lie there.
struct Written {
    object: StoredObject,
    content: i64,
    write: Write,
}

impl Writer<'_> {
    /// What has to be written now, in one mailbox; another one has its turn after this one answered, or was tried in vain.
    pub(in crate::consent) fn compose(&self) -> Result<Outgoing, Error> {
        let mut unfit = Vec::new();
        for shelf in shelves(self.connection, self.grant)? {
            let wanted = wanted(self.connection, self.grant, &shelf, self.now)?;
            if !status_fits(&shelf, wanted, self.now) || !self.tokens_fit(&shelf, wanted)? {
                unfit.push((shelf, wanted));
            }
        }
        let turn = (self.attempts as usize).checked_rem(unfit.len());
        let (shelf, wanted) = turn
            .and_then(|turn| unfit.get(turn))
            .ok_or(Refused::GrantEnded)?;
        let writes = self.writes(shelf, *wanted)?;
        if writes.is_empty() {
            return Err(Refused::GrantEnded.into());
        }
        let contents: Vec<_> = writes
            .iter()
            .map(|written| (&written.object, written.content))
            .collect();
        objects::compose(self.connection, self.grant.id, &contents)?;
        let objects = writes.into_iter().map(|written| Object {
            name: written.object.name,
            write: written.write,
        });
        Ok(Outgoing::Publish {
            objects: objects.collect(),
            settings: mailboxes::get(self.connection, shelf.mailbox)?.settings,
        })
    }

    /// The list is signed with every change of the tokens, so that who comes upon it later learns of the change. Where
    /// something else lies than this vault knows, the list comes alone: what it says of another copy comes before anything is
    /// written over that copy's tokens. So it does in a place that has not answered yet, which is worth no version.
    fn writes(&self, shelf: &Shelf, wanted: Wanted) -> Result<Vec<Written>, Error> {
        let status = match &shelf.status {
            None if wanted.status.is_some() => Some(self.name(shelf, Kind::Status)?),
            object => object.clone(),
        };
        let Some(status) = status else {
            return Ok(Vec::new());
        };
        let is_tried_again = self.attempts > 0 && status.lies.is_none();
        let comes_alone =
            wanted.status == Some(Status::Valid) && (status.has(OTHER) || is_tried_again);
        let tokens = if comes_alone || self.tokens_fit(shelf, wanted)? {
            None
        } else {
            self.tokens(shelf, &status, wanted)?
        };
        let is_new = tokens.is_some() && wanted.tokens == Tokens::Newest;
        let mut writes = Vec::new();
        if is_new || !status_fits(shelf, wanted, self.now) {
            writes.push(self.status(&status, wanted)?);
        }
        writes.extend(tokens);
        if wanted.status == Some(Status::Valid) {
            writes.reverse();
        }
        Ok(writes)
    }

    fn tokens_fit(&self, shelf: &Shelf, wanted: Wanted) -> Result<bool, Error> {
        tokens_fit(self.connection, self.grant, shelf, wanted)
    }

    fn status(&self, object: &StoredObject, wanted: Wanted) -> Result<Written, Error> {
        let Some(status) = wanted.status else {
            return Ok(removal(object));
        };
        let signer = self.signer.ok_or(Refused::GrantEnded)?;
        // Versions begin with 1; the first tokens may be about to be issued.
        let version = newest_version(self.connection, self.grant)?.max(1);
        let says = (status, version);
        let body = signer.status_list(&object.url, says, self.now, self.entropy)?;
        let content_type = ObjectKind::Status.content_type();
        let write = match status {
            Status::Invalid => Write::Overwrite { body, content_type },
            Status::Valid | Status::Suspended => written_over(object, body, content_type),
        };
        Ok(Written {
            object: object.clone(),
            content: i64::from(status.value()),
            write,
        })
    }

    /// The newest tokens, which may have to be issued for it; none while there is nothing to put into one.
    fn tokens(
        &self,
        shelf: &Shelf,
        status: &StoredObject,
        wanted: Wanted,
    ) -> Result<Option<Written>, Error> {
        let object = match (&shelf.tokens, wanted.tokens) {
            (object, Tokens::None) => return Ok(object.as_ref().map(removal)),
            (Some(object), Tokens::Newest) => object.clone(),
            (None, Tokens::Newest) => self.name(shelf, Kind::Tokens)?,
        };
        let signer = self.signer.ok_or(Refused::GrantEnded)?;
        let details = projection::now(self.connection, self.grant)?;
        if details.is_empty() {
            return Ok(None);
        }
        let wish = Wish {
            details: &details,
            fit: Fit::EvenDelivered,
            reference: Some(self.named(shelf, status, &object)?),
        };
        let ready = signer.ready(self.connection, &wish, self.now, self.entropy)?;
        note_issued(self.connection, self.grant, &ready, self.now)?;
        tokens::mailed(self.connection, self.grant.id, ready.version, self.now)?;
        let body = signer.seal_for_mailbox(&ready, self.now, self.entropy)?;
        let write = written_over(&object, body, ObjectKind::Token.content_type());
        Ok(Some(Written {
            object,
            content: i64::from(ready.version),
            write,
        }))
    }

    /// What the tokens on a shelf name: the shelf itself, or the one that took its place.
    fn named(
        &self,
        shelf: &Shelf,
        status: &StoredObject,
        tokens: &StoredObject,
    ) -> Result<Reference, Error> {
        let successor = if shelf.is_used() {
            None
        } else {
            super::reference(self.connection, self.grant)?
        };
        Ok(successor.unwrap_or_else(|| Reference {
            status_url: status.url.clone(),
            mailbox_url: Some(tokens.url.clone()),
        }))
    }

    /// A new object, with a name that nobody guesses.
    fn name(&self, shelf: &Shelf, kind: Kind) -> Result<StoredObject, Error> {
        let mailbox = mailboxes::get(self.connection, shelf.mailbox)?;
        let name = match kind {
            Kind::Status => ObjectKind::Status,
            Kind::Tokens => ObjectKind::Token,
        };
        let name = name.fresh_name(self.entropy)?;
        let object = StoredObject {
            mailbox: mailbox.id,
            grant: self.grant.id,
            kind,
            url: mailbox.settings.url_of(&name),
            name,
            lies: None,
            composed: None,
            doubted: false,
        };
        objects::add(self.connection, &object)?;
        Ok(object)
    }
}

fn removal(object: &StoredObject) -> Written {
    Written {
        object: object.clone(),
        content: OTHER,
        write: Write::Delete,
    }
}

/// Over what this vault knows to lie there, and nothing else.
fn written_over(object: &StoredObject, body: String, content_type: &'static str) -> Write {
    match &object.lies {
        None => Write::Create { body, content_type },
        Some(lies) => match &lies.etag {
            Some(etag) => Write::Replace {
                body,
                content_type,
                etag: etag.clone(),
            },
            // The store gives no marks.
            None => Write::Overwrite { body, content_type },
        },
    }
}
