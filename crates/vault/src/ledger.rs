//! What happened, as the history shows it.
//!
//! Invariant: a line names what kind of thing happened, to whom and how many, and never a value.

use inkling_token::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Part;
use crate::store::ledger;
use crate::{Error, Vault};

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    /// The vault was created.
    Created,
    /// Unlocked.
    Unlocked,
    /// Locked.
    Locked,
    /// Exports were imported.
    Imported,
    /// An import was undone.
    ImportUndone,
    /// A derived preference was confirmed.
    Confirmed,
    /// A preference was stated or edited.
    Changed,
    /// A preference was hidden.
    Hidden,
    /// A hidden preference was shown again.
    Shown,
    /// The person's word on a preference was removed.
    Removed,
    /// What the person said of a preference, or a part of it, had an end, and that has passed.
    Lapsed,
    /// Entries of a title, one purchase of it, or a whole history, were kept out of what is derived.
    KeptOut,
    /// Nothing is suggested in an area any more.
    AreaStopped,
    /// It was said where things belong.
    Corrected,
    /// One of these was taken back.
    TakenBack,
    /// A shop asked.
    Requested,
    /// A request was refused by the vault before it was shown.
    Refused,
    /// A request was approved.
    Approved,
    /// A request was declined.
    Declined,
    /// A token was issued.
    Issued,
    /// A token was delivered.
    Delivered,
    /// An update was delivered.
    Updated,
    /// A grant was stopped.
    Revoked,
    /// The shop confirmed that it deleted its copy.
    Deleted,
    /// The shop closed the grant.
    ClosedByShop,
    /// The clock was set back.
    ClockSetBack,
    /// A grant was paused.
    Paused,
    /// A paused grant goes on.
    Resumed,
    /// Less is shared than was agreed, or less precisely.
    Narrowed,
    /// A grant ends later than was agreed.
    Extended,
    /// A grant ends sooner than was agreed.
    Shortened,
    /// Plain mode was switched on, for a shop or for all.
    PlainOn,
    /// Plain mode was switched off.
    PlainOff,
    /// A shop took the word that it is not to personalise.
    PlainTold,
    /// A shop does not take that word, so that its grant rests.
    PlainRefused,
    /// A shop was blocked.
    Blocked,
    /// A blocked shop may ask again.
    Unblocked,
    /// The mailbox was set up, changed or given up.
    MailboxChanged,
    /// The settings were changed.
    SettingsChanged,
    /// What the mailbox says of a grant became another.
    Published,
    /// The key that a shop was known by was said to be right.
    KeyKept,
    /// A backup was made and found whole.
    BackedUp,
    /// A backup took the place of the vault.
    Restored,
    /// Everything was exported, unencrypted.
    Exported,
    /// An older copy of the file was put back, or one of which nobody can tell whether it is the newest.
    RolledBack,
    /// The passphrase was changed.
    PassphraseChanged,
    /// A recovery kit was made; a former one opens nothing since.
    RecoveryKitMade,
    /// The recovery kit was removed.
    RecoveryKitRemoved,
    /// The keychain of the computer may open the vault.
    QuickUnlockOn,
    /// It may no longer.
    QuickUnlockOff,
}

/// The whole ledger, checked from its first line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chain {
    /// Lines that fit.
    pub lines: u64,
    /// Time of the first of them.
    pub first: Option<Timestamp>,
    /// Time of the last of them.
    pub last: Option<Timestamp>,
    /// Place of the first line that does not fit: it, or one before it, was edited, moved, inserted or removed.
    pub broken: Option<i64>,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerEntry {
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
    /// The shop's host, where there is one.
    pub shop: Option<String>,
    /// Number that goes with it: facts imported or undone, details asked for or shared.
    pub count: Option<u64>,
    /// Name that goes with it: a detail's key, a file's name, what other than the passphrase unlocked.
    pub subject: Option<String>,
    /// The grant it concerns.
    pub grant: Option<i64>,
    /// The receipt it left.
    pub receipt: Option<i64>,
}

/// A line to add.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) what: Happening,
    pub(crate) shop: Option<&'a str>,
    pub(crate) count: Option<u64>,
    pub(crate) subject: Option<&'a str>,
    pub(crate) grant: Option<i64>,
    pub(crate) receipt: Option<i64>,
}

impl Line<'_> {
    /// A line that says only what happened.
    pub(crate) fn of(what: Happening) -> Self {
        Self {
            what,
            shop: None,
            count: None,
            subject: None,
            grant: None,
            receipt: None,
        }
    }
}

impl Vault {
    /// The newest `limit` lines, newest first; with `before`, those that precede that place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ledger(&self, limit: u32, before: Option<i64>) -> Result<Vec<LedgerEntry>, Error> {
        self.look(|connection| ledger::newest(connection, limit, before))
    }

    /// When this happened last, if it did.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last(&self, what: Happening) -> Result<Option<Timestamp>, Error> {
        self.look(|connection| ledger::last_of(connection, what))
    }

    /// Walks the ledger's chain of hashes from its first line. Lines cut off the end do not show here; the vault's memory tells
    /// of them at the unlock.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ledger_chain(&self) -> Result<Chain, Error> {
        self.look(ledger::verify)
    }

    /// As [`Vault::ledger_chain`], for those who go on only with a whole ledger.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a line was edited, moved, inserted or removed.
    pub fn verify_ledger(&self) -> Result<(), Error> {
        match self.ledger_chain()?.broken {
            None => Ok(()),
            Some(_) => Err(Error::Damaged(Part::Ledger)),
        }
    }

    /// Hands out the lines one by one, oldest first, each with the hash that binds it to the line before.
    ///
    /// # Errors
    /// Whatever `take` says, and when the file cannot be read.
    pub fn each_line<E: From<Error>>(
        &self,
        take: impl FnMut(&LedgerEntry, &[u8; 32]) -> Result<(), E>,
    ) -> Result<(), E> {
        ledger::each(&self.connection, take)
    }
}

impl Vault {
    /// Writes down that something was exported, unencrypted.
    ///
    /// # Errors
    /// What the file says.
    pub fn exported(&mut self, now: Timestamp) -> Result<(), Error> {
        self.change(now, |transaction| {
            ledger::append(transaction, &Line::of(Happening::Exported), now).map(drop)
        })
    }
}

impl Happening {
    /// Whether a copy of the file from before this gives a shop more than the person wants, or does not know what it holds.
    pub(crate) const fn binds(self) -> bool {
        match self {
            Self::Hidden
            | Self::Removed
            | Self::Lapsed
            | Self::Approved
            | Self::Revoked
            | Self::ClosedByShop
            | Self::Paused
            | Self::Resumed
            | Self::Narrowed
            | Self::Extended
            | Self::Shortened
            | Self::PlainOn
            | Self::PlainOff
            | Self::PlainRefused
            | Self::Blocked
            | Self::MailboxChanged
            | Self::SettingsChanged
            | Self::KeyKept
            | Self::PassphraseChanged
            | Self::RecoveryKitMade
            | Self::RecoveryKitRemoved
            | Self::QuickUnlockOn
            | Self::QuickUnlockOff
            | Self::Restored
            | Self::RolledBack => true,
            Self::Created
            | Self::Unlocked
            | Self::Locked
            | Self::Imported
            | Self::ImportUndone
            | Self::Confirmed
            | Self::Changed
            | Self::Shown
            | Self::KeptOut
            | Self::AreaStopped
            | Self::Corrected
            | Self::TakenBack
            | Self::Requested
            | Self::Refused
            | Self::Declined
            | Self::Issued
            | Self::Delivered
            | Self::Updated
            | Self::PlainTold
            | Self::Deleted
            | Self::ClockSetBack
            | Self::Unblocked
            | Self::Published
            | Self::BackedUp
            | Self::Exported => false,
        }
    }
}

impl Happening {
    /// The word that is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Unlocked => "unlocked",
            Self::Locked => "locked",
            Self::Imported => "imported",
            Self::ImportUndone => "import-undone",
            Self::Confirmed => "confirmed",
            Self::Changed => "changed",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::Removed => "removed",
            Self::Lapsed => "lapsed",
            Self::KeptOut => "kept-out",
            Self::AreaStopped => "area-stopped",
            Self::Corrected => "corrected",
            Self::TakenBack => "taken-back",
            Self::Requested => "requested",
            Self::Refused => "refused",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Issued => "issued",
            Self::Delivered => "delivered",
            Self::Updated => "updated",
            Self::Revoked => "revoked",
            Self::Deleted => "deleted",
            Self::ClosedByShop => "closed-by-shop",
            Self::ClockSetBack => "clock-set-back",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Narrowed => "narrowed",
            Self::Extended => "extended",
            Self::Shortened => "shortened",
            Self::PlainOn => "plain-on",
            Self::PlainOff => "plain-off",
            Self::PlainTold => "plain-told",
            Self::PlainRefused => "plain-refused",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::MailboxChanged => "mailbox-changed",
            Self::SettingsChanged => "settings-changed",
            Self::Published => "published",
            Self::KeyKept => "key-kept",
            Self::PassphraseChanged => "passphrase-changed",
            Self::RecoveryKitMade => "recovery-kit-made",
            Self::RecoveryKitRemoved => "recovery-kit-removed",
            Self::QuickUnlockOn => "quick-unlock-on",
            Self::QuickUnlockOff => "quick-unlock-off",
            Self::BackedUp => "backed-up",
            Self::Restored => "restored",
            Self::Exported => "exported",
            Self::RolledBack => "rolled-back",
        }
    }
}
