//! Connected shops: what each holds now, until when, and what became of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Promises, SharedDetail, Shop};

/// A grant in the list of connected shops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GrantSummary {
    /// Its id.
    pub id: i64,
    /// Who holds it.
    pub shop: Shop,
    /// Names of the details: "Shoe size".
    pub details: Vec<String>,
    /// Since.
    pub since: i64,
    /// Until; absent for once.
    pub until: Option<i64>,
    /// Where it stands.
    pub state: GrantState,
    /// Last delivery to the shop.
    pub last_sent: Option<i64>,
}

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum GrantState {
    /// Approved; the shop has not got it yet.
    Sending,
    /// In force.
    Active,
    /// A newer value waits to be sent.
    Updating,
    /// Given once; nothing further is sent.
    Once,
    /// Its end date has passed.
    Ended,
    /// Stopped; the shop has not confirmed yet.
    Stopping,
    /// Stopped, and the shop confirmed.
    Stopped,
    /// The shop closed it.
    ClosedByShop,
}

/// A grant, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Grant {
    /// The line of the list.
    pub summary: GrantSummary,
    /// The exact copy the shop holds now; empty once it has been stopped.
    pub holds: Vec<SharedDetail>,
    /// What the shop promised.
    pub promises: Promises,
    /// Version of the token, from 1.
    pub version: u32,
    /// The shop's dated confirmation that it deleted its copy.
    pub deleted_at: Option<i64>,
    /// The receipt of the consent.
    pub receipt: i64,
    /// What happened, newest first.
    pub history: Vec<super::HistoryEntry>,
}
