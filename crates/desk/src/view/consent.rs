//! The sharing request: who asks, what for, and exactly what would be sent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Class;

/// Who asks. The domain is proved by the shop's key; nothing else about the shop is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Shop {
    /// Host and port: `books.example`, `localhost:8443`.
    pub host: String,
    /// The part a person should read: the registrable domain. In punycode where scripts are mixed.
    pub domain: String,
    /// Signed with the key of its did:web document.
    pub verified: bool,
    /// Allowed only because developer mode is on.
    pub developer: bool,
    /// Never seen before.
    pub new: bool,
    /// Its key is not the one seen before.
    pub key_changed: bool,
}

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequestSummary {
    /// Its id.
    pub id: i64,
    /// Who asks.
    pub shop: Shop,
    /// When it was filed.
    pub received: i64,
    /// Until when it can be answered.
    pub expires: i64,
    /// Details it asks for.
    pub details: u32,
    /// Where it stands.
    pub state: RequestState,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum RequestState {
    /// Waits for a decision.
    Waiting,
    /// Approved.
    Approved,
    /// Declined.
    Declined,
    /// Nobody decided in time.
    Expired,
}

/// A request, whole, for the consent window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Request {
    /// Who, when and where it stands.
    pub summary: RequestSummary,
    /// What it asks for, required groups first.
    pub groups: Vec<RequestedGroup>,
    /// What the shop promises.
    pub promises: Promises,
    /// Durations to choose from, each with its end date; the first is the preselected one.
    pub durations: Vec<DurationChoice>,
    /// What about the shop has to be accepted before anything can be shared.
    pub cautions: Vec<Caution>,
}

/// What about a shop needs a yes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Caution {
    /// It does not sign.
    Unverified,
    /// It signs with another key than before.
    KeyChanged,
}

/// Details a shop wants together. In a partial answer a group is given whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequestedGroup {
    /// Its id in the request.
    pub id: String,
    /// Whether the shop can do without.
    pub role: Role,
    /// Whether every detail of the shown option can be shared now.
    pub available: bool,
    /// The details of all its options.
    pub details: Vec<RequestedDetail>,
    /// Keys that would do, in the shop's order; one entry unless the shop leaves a choice.
    pub options: Vec<Vec<String>>,
    /// The option that is shared unless another is chosen: its place in `options`.
    pub option: Option<u32>,
}

/// Whether a shop can do without a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Role {
    /// It says that it cannot.
    Required,
    /// It can.
    Optional,
    /// It needs this one or another.
    OneOf,
}

/// One requested detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequestedDetail {
    /// Key of the vocabulary.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Class of sensitivity.
    pub class: Class,
    /// Why it has a value: "you said so", "41 of your 312 finished titles".
    pub origin: Option<String>,
    /// Why there is none to share: absent when there is one.
    pub missing: Option<Missing>,
    /// The levels that may be chosen, coarsest first; the last is the one asked for.
    pub levels: Vec<LevelChoice>,
}

/// Why a detail cannot be shared. The shop cannot tell which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Missing {
    /// The profile has no value.
    NotStated,
    /// There is a suggestion that the person has not confirmed.
    NotConfirmed,
    /// The person hid it.
    Hidden,
}

/// A precision, and the value exactly as it would be sent at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LevelChoice {
    /// Which.
    pub level: Level,
    /// The value as text, one entry a line.
    pub lines: Vec<String>,
    /// The value as sent, JSON text.
    pub sent: String,
}

/// How precise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Level {
    /// Yes or no.
    YesNo,
    /// A coarse bucket.
    Bucket,
    /// A list or the value.
    List,
    /// Everything that is known.
    Exact,
}

/// What the shop promises, signed by it, not enforced by the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Promises {
    /// Purposes (DPV terms): `ProvideProductRecommendations`. The window has a sentence for each.
    pub purposes: Vec<String>,
    /// Kept by the shop for at most so many days after the grant has ended.
    pub retention_days: u32,
    /// Passed on: `none`, `processors`, `named`.
    pub onward: String,
    /// May be merged with other profiles.
    pub combine: bool,
    /// The shop's policy; shown, never opened by itself.
    pub policy: String,
}

/// How long, with the date it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DurationChoice {
    /// Which.
    pub duration: Duration,
    /// The end; absent for once.
    pub until: Option<i64>,
}

/// How long a grant lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Duration {
    /// One answer, no updates.
    Once,
    /// 30 days.
    Days30,
    /// 90 days.
    Days90,
    /// 12 months (365 days).
    Months12,
}

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Choice {
    /// Groups to share, by id.
    pub groups: Vec<String>,
    /// Levels lowered by the person, by key; a key that is absent is sent as asked.
    #[serde(default)]
    pub levels: std::collections::BTreeMap<String, Level>,
    /// Which option of a group, where it has several; absent: the first that can be shared.
    #[serde(default)]
    pub options: std::collections::BTreeMap<String, u32>,
    /// How long.
    pub duration: Duration,
    /// An earlier end than the duration's, from the command line's `--until`.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<i64>,
    /// What about the shop the person accepted.
    #[serde(default)]
    pub accepted: Vec<Caution>,
}

/// Exactly what would be sent for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Preview {
    /// How many details.
    pub count: u32,
    /// Each with its value as text.
    pub details: Vec<SharedDetail>,
    /// What the shop gets in their place until plain mode is switched off for it; empty: it is off.
    pub instead: Vec<SharedDetail>,
    /// The end date; absent for once.
    pub until: Option<i64>,
    /// Stands for all of this; approving needs it back, so that what was shown is what is sent.
    pub digest: String,
}

/// One shared detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SharedDetail {
    /// Key of the vocabulary.
    pub key: String,
    /// Its name.
    pub label: String,
    /// At which level.
    pub level: Level,
    /// The value as text.
    pub lines: Vec<String>,
    /// The value as sent, JSON text.
    pub sent: String,
}

/// What happened after the person decided to share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Approved {
    /// The new grant.
    pub grant: i64,
    /// The shop has it. If not, it is queued and sent again.
    pub delivered: bool,
    /// Where the browser goes back to.
    pub return_to: Option<String>,
}
