//! Connected shops: what each holds now, until when, what became of it, and what can be changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Class, DurationChoice, Level, LevelChoice, Plain, Promises, SharedDetail, Shop};

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
    /// When a paused grant goes on by itself; absent when it waits for the person.
    pub resumes: Option<i64>,
    /// Last delivery to the shop.
    pub last_sent: Option<i64>,
    /// How plain mode stands for the shop: while it is on, the details wait.
    pub plain: Plain,
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
    /// Paused by the person; nothing is sent until it goes on.
    Paused,
    /// Its end date has passed.
    Ended,
    /// Stopped; the shop has not confirmed yet.
    Stopping,
    /// Stopped: the shop confirmed, or its copy has run out.
    Stopped,
    /// The shop closed it.
    ClosedByShop,
}

/// What a shop is known to know of a pause or a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Told {
    /// There is nothing to tell.
    Nothing,
    /// Inkling is still trying.
    NotYet,
    /// The shop took the news.
    Yes,
    /// It takes no such news; its copy runs out by itself.
    Cannot,
}

/// A grant, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Grant {
    /// The line of the list.
    pub summary: GrantSummary,
    /// The exact copy the shop holds now; empty once it has been stopped.
    pub holds: Vec<SharedDetail>,
    /// Until when the copy it holds is valid by itself, whatever happens here.
    pub holds_until: Option<i64>,
    /// What the shop knows of a pause or a stop.
    pub told: Told,
    /// What was approved, for changing it.
    pub groups: Vec<GrantedGroup>,
    /// Ends that can be chosen instead of the present one, in full days; empty when the end cannot be moved.
    pub ends: Vec<DurationChoice>,
    /// Host of the mailbox where the shop can fetch while this computer is off.
    pub mailbox: Option<String>,
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

/// A group of details as it was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GrantedGroup {
    /// Its id.
    pub id: String,
    /// The shop said that it cannot do without: to take it back is to stop.
    pub required: bool,
    /// Its details.
    pub details: Vec<GrantedDetail>,
}

/// One detail of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GrantedDetail {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// How sensitive.
    pub class: Class,
    /// How precisely it is shared.
    pub level: Level,
    /// The levels it can be lowered to, the present one last, each with the exact value.
    pub levels: Vec<LevelChoice>,
}

/// What a shop would go on getting if its grant lasted longer, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Extension {
    /// Of which grant.
    pub grant: i64,
    /// Who goes on getting the details.
    pub shop: Shop,
    /// Each with its value as text.
    pub details: Vec<SharedDetail>,
    /// What the shop gets in their place until plain mode is switched off for it; empty: it is off.
    pub instead: Vec<SharedDetail>,
    /// What the shop promised.
    pub promises: Promises,
    /// The present end.
    pub present: i64,
    /// The later end.
    pub until: i64,
    /// Stands for all of this; extending needs it back, so that what was shown is what is agreed.
    pub digest: String,
}

/// A change of a grant: what stays shared, how precisely, until when. It can only become less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Amendment {
    /// Groups that stay.
    pub groups: Vec<String>,
    /// Details that are shared less precisely from now on.
    #[serde(default)]
    pub levels: BTreeMap<String, Level>,
    /// A sooner end; absent: as it was.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<i64>,
}
