//! Plain mode: which shops are to show what they show everybody.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Shop;

/// How plain mode stands for one shop; it is on when either is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Plain {
    /// On for every shop since then.
    pub every_shop: Option<i64>,
    /// On for this one since then.
    pub this_shop: Option<i64>,
}

/// Where plain mode is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlainMode {
    /// On for every shop since then.
    pub every_shop: Option<i64>,
    /// Shops that it is on for by themselves, by name.
    pub shops: Vec<PlainShop>,
}

/// A shop that plain mode is on for by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlainShop {
    /// Which.
    pub shop: Shop,
    /// Since when.
    pub since: i64,
}
