//! What happened, as the history shows it.
//!
//! Invariant: a line names what kind of thing happened, to whom and how many, and never a value.

use inkling_token::Timestamp;
use serde::{Deserialize, Serialize};

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

    /// Walks the ledger's chain of hashes from its first line.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a line was edited, moved, inserted or removed. Lines cut off the end do not show.
    pub fn verify_ledger(&self) -> Result<(), Error> {
        self.look(ledger::verify)
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
        }
    }
}
