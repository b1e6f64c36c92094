//! Grants: what shops hold, and what can be changed.

use inkling_token::Timestamp;
use inkling_token::value::sent_lines;
use inkling_token::vocabulary as token;
use inkling_vault as vault;

use super::consent::{duration_choice, promises};
use crate::view;

impl From<vault::GrantSummary> for view::GrantSummary {
    fn from(grant: vault::GrantSummary) -> Self {
        Self {
            id: grant.id.0,
            shop: grant.shop.into(),
            details: grant
                .details
                .iter()
                .map(|key| key.detail().label.clone())
                .collect(),
            since: grant.since.millis(),
            until: grant.until.map(Timestamp::millis),
            state: grant.state.into(),
            resumes: match grant.state {
                vault::GrantState::Paused { until, .. } => until.map(Timestamp::millis),
                vault::GrantState::Sending
                | vault::GrantState::Active { .. }
                | vault::GrantState::Updating { .. }
                | vault::GrantState::Once { .. }
                | vault::GrantState::Ended { .. }
                | vault::GrantState::Stopped { .. }
                | vault::GrantState::ClosedByShop { .. } => None,
            },
            last_sent: grant.last_sent.map(Timestamp::millis),
            plain: grant.plain.into(),
        }
    }
}

impl From<vault::Plain> for view::Plain {
    fn from(plain: vault::Plain) -> Self {
        Self {
            every_shop: plain.every_shop.map(Timestamp::millis),
            this_shop: plain.this_shop.map(Timestamp::millis),
        }
    }
}

impl From<vault::GrantState> for view::GrantState {
    fn from(state: vault::GrantState) -> Self {
        use vault::{GrantState, ShopSide};
        match state {
            GrantState::Sending => Self::Sending,
            GrantState::Active { .. } => Self::Active,
            GrantState::Updating { .. } => Self::Updating,
            GrantState::Once { .. } => Self::Once,
            GrantState::Paused { .. } => Self::Paused,
            GrantState::Ended { .. } => Self::Ended,
            GrantState::Stopped {
                shop: ShopSide::NeverHad | ShopSide::Deleted { .. } | ShopSide::RanOut { .. },
                ..
            } => Self::Stopped,
            GrantState::Stopped { .. } => Self::Stopping,
            GrantState::ClosedByShop { .. } => Self::ClosedByShop,
        }
    }
}

impl view::GrantState {
    /// The shop holds something, or is about to.
    pub(crate) fn is_living(self) -> bool {
        self.can_be_stopped() || self == Self::Stopping
    }

    /// There is something left to stop.
    pub(crate) fn can_be_stopped(self) -> bool {
        self.can_be_paused() || matches!(self, Self::Sending | Self::Once | Self::Paused)
    }

    /// Updates are sent, and could wait.
    pub(crate) fn can_be_paused(self) -> bool {
        matches!(self, Self::Active | Self::Updating)
    }
}

impl From<vault::GrantState> for view::Told {
    fn from(state: vault::GrantState) -> Self {
        use vault::{GrantState, PauseTold, ShopSide};
        match state {
            GrantState::Paused { told, .. } => match told {
                PauseTold::NotYet => Self::NotYet,
                PauseTold::Yes => Self::Yes,
                PauseTold::Cannot => Self::Cannot,
            },
            GrantState::Stopped { shop, .. } => match shop {
                ShopSide::NeverHad | ShopSide::RanOut { .. } => Self::Nothing,
                ShopSide::NotToldYet => Self::NotYet,
                ShopSide::CannotBeTold => Self::Cannot,
                ShopSide::Told { .. } | ShopSide::Deleted { .. } => Self::Yes,
            },
            GrantState::Sending
            | GrantState::Active { .. }
            | GrantState::Updating { .. }
            | GrantState::Once { .. }
            | GrantState::Ended { .. }
            | GrantState::ClosedByShop { .. } => Self::Nothing,
        }
    }
}

impl From<vault::Grant> for view::Grant {
    fn from(grant: vault::Grant) -> Self {
        Self {
            told: grant.summary.state.into(),
            summary: grant.summary.into(),
            holds: grant
                .holds
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            holds_until: grant.holds_until.map(Timestamp::millis),
            groups: grant
                .groups
                .into_iter()
                .map(view::GrantedGroup::from)
                .collect(),
            ends: grant.ends.into_iter().map(duration_choice).collect(),
            mailbox: grant.mailbox.as_deref().map(host_of),
            promises: promises(&grant.terms),
            version: grant.version,
            deleted_at: grant.deleted_at.map(Timestamp::millis),
            receipt: grant.receipt.0,
            history: Vec::new(),
        }
    }
}

impl view::Extension {
    pub(crate) fn of(grant: vault::GrantId, extension: vault::Extension) -> Self {
        Self {
            grant: grant.0,
            shop: extension.shop.into(),
            details: extension
                .preview
                .details
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            instead: extension
                .preview
                .instead
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            promises: promises(&extension.terms),
            present: extension.present.millis(),
            until: extension.until.millis(),
            digest: extension.preview.digest,
        }
    }
}

impl From<vault::GrantedGroup> for view::GrantedGroup {
    fn from(group: vault::GrantedGroup) -> Self {
        Self {
            id: group.id,
            required: group.required,
            details: group
                .details
                .into_iter()
                .map(view::GrantedDetail::from)
                .collect(),
        }
    }
}

impl From<vault::GrantedDetail> for view::GrantedDetail {
    fn from(detail: vault::GrantedDetail) -> Self {
        let key = detail.key;
        let choice = |(level, value): (token::Level, serde_json::Value)| view::LevelChoice {
            level: level.into(),
            lines: sent_lines(&key, level, &value),
            sent: value.to_string(),
        };
        Self {
            label: key.detail().label.clone(),
            class: key.detail().class.into(),
            level: detail.level.into(),
            levels: detail.levels.into_iter().map(choice).collect(),
            key: key.to_string(),
        }
    }
}

/// The host of an address.
fn host_of(url: &str) -> String {
    let rest = url.split("://").last().unwrap_or(url);
    rest.split('/').next().unwrap_or(rest).to_owned()
}
