//! History: the ledger, and the receipts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Promises, SharedDetail, Shop};

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HistoryEntry {
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// What.
    pub what: Happening,
    /// The shop's host, where there is one.
    pub shop: Option<String>,
    /// Number that goes with it: events imported, details shared, rows undone.
    pub count: Option<u64>,
    /// Name that goes with it: a detail's name, a file's name, what other than the passphrase unlocked.
    pub subject: Option<String>,
    /// The grant it concerns.
    pub grant: Option<i64>,
    /// The receipt it left.
    pub receipt: Option<i64>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Happening {
    /// The vault was created.
    Created,
    /// Unlocked.
    Unlocked,
    /// Locked.
    Locked,
    /// An export was imported.
    Imported,
    /// An import was undone.
    ImportUndone,
    /// A preference was confirmed.
    Confirmed,
    /// A preference was stated or edited.
    Changed,
    /// A preference was hidden.
    Hidden,
    /// A hidden preference was shown again.
    Shown,
    /// A stated preference was removed.
    Removed,
    /// A stated preference, or a part of it, had an end, and that has passed.
    Lapsed,
    /// Entries of a title, one purchase of it, or a whole history, were kept out of what is suggested.
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
    /// A grant was paused.
    Paused,
    /// A paused grant goes on.
    Resumed,
    /// Less is shared than was approved.
    Narrowed,
    /// A grant ends later than was approved.
    Extended,
    /// A grant ends sooner than was approved.
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
    /// What the mailbox says of a grant became another.
    Published,
    /// The mailbox was set up, changed or turned off.
    MailboxChanged,
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
    /// The settings were changed.
    SettingsChanged,
    /// The clock was set back.
    ClockSetBack,
    /// A backup was made and found whole.
    BackedUp,
    /// A backup took the place of the vault; the subject says of which moment it is.
    Restored,
    /// Everything was exported, unencrypted.
    Exported,
    /// An older copy of the vault was put back; the subject says of which moment it is. Without a count nobody can tell.
    RolledBack,
}

/// The whole ledger, checked line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Chain {
    /// Lines that fit, from the first.
    pub lines: u64,
    /// Time of the first of them.
    pub first: Option<i64>,
    /// Time of the last of them.
    pub last: Option<i64>,
    /// Place of the first line that does not fit; absent when the chain is unbroken.
    pub broken: Option<i64>,
}

/// How an exported history is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum HistoryFormat {
    /// A table for a spreadsheet.
    Csv,
    /// Every line as it was hashed, with its hash.
    Json,
}

/// The receipt of one consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Receipt {
    /// Its id.
    pub id: i64,
    /// When it was given.
    pub at: i64,
    /// To whom.
    pub shop: Shop,
    /// What was agreed to, exactly.
    pub details: Vec<SharedDetail>,
    /// What the shop got first in their place, because plain mode was on; empty: it got the details, or nothing yet.
    pub instead: Vec<SharedDetail>,
    /// What the shop promised.
    pub promises: Promises,
    /// Until when; absent for once.
    pub until: Option<i64>,
    /// SHA-256 of the preview that was shown, hex.
    pub shown_digest: String,
    /// What was agreed since, and when nothing was sent; oldest first.
    pub later: Vec<Later>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<i64>,
    /// When the shop says it deleted its copy.
    pub deleted_at: Option<i64>,
    /// The shop's signed word that it deleted its copy, the compact JWS.
    pub acknowledgement: Option<String>,
    /// The shop's signed request, the compact JWS.
    pub request: String,
    /// The issuer-signed part of each token without disclosures, and its key-binding JWT.
    pub proofs: Vec<Proof>,
    /// ISO/IEC TS 27560 receipt in DPV JSON-LD, as text.
    pub json_ld: String,
}

/// What became of a consent after it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[ts(export)]
pub enum Later {
    /// Less was agreed, or another end.
    Changed {
        /// When.
        at: i64,
        /// What is shared from then on, exactly.
        details: Vec<SharedDetail>,
        /// Until when.
        until: i64,
        /// SHA-256 of what was shown, hex.
        shown_digest: String,
    },
    /// Nothing was sent.
    Paused {
        /// Since when.
        at: i64,
        /// When it was to be over by itself; absent: when the person says so.
        until: Option<i64>,
        /// When it was over.
        resumed_at: Option<i64>,
    },
}

/// What both sides signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Proof {
    /// The group.
    pub group: String,
    /// Issuer-signed JWT, no disclosures.
    pub token: String,
    /// Key-binding JWT.
    pub key_binding: String,
}
