//! Sharing requests, choices and previews.

use std::collections::BTreeMap;

use inkling_token::Timestamp;
use inkling_token::terms::Terms;
use inkling_token::value::sent_lines;
use inkling_token::vocabulary as token;
use inkling_vault as vault;

use crate::failure::{Failure, FailureCode};
use crate::view;

impl From<vault::RequestSummary> for view::RequestSummary {
    fn from(request: vault::RequestSummary) -> Self {
        Self {
            id: request.id.0,
            shop: request.shop.into(),
            received: request.filed.millis(),
            expires: request.expires.millis(),
            details: request.details,
            state: match request.state {
                vault::RequestState::Waiting => view::RequestState::Waiting,
                vault::RequestState::Approved { .. } => view::RequestState::Approved,
                vault::RequestState::Declined { .. } => view::RequestState::Declined,
                vault::RequestState::Expired { .. } => view::RequestState::Expired,
            },
        }
    }
}

impl From<vault::Request> for view::Request {
    fn from(request: vault::Request) -> Self {
        Self {
            summary: request.summary.into(),
            groups: request
                .groups
                .into_iter()
                .map(view::RequestedGroup::from)
                .collect(),
            promises: promises(&request.terms),
            durations: request.durations.into_iter().map(duration_choice).collect(),
            cautions: request
                .cautions
                .into_iter()
                .map(view::Caution::from)
                .collect(),
        }
    }
}

pub(super) fn duration_choice(
    (duration, until): (vault::Duration, Option<Timestamp>),
) -> view::DurationChoice {
    view::DurationChoice {
        duration: duration.into(),
        until: until.map(Timestamp::millis),
    }
}

impl From<vault::Caution> for view::Caution {
    fn from(caution: vault::Caution) -> Self {
        match caution {
            vault::Caution::Unverified => Self::Unverified,
            vault::Caution::KeyChanged => Self::KeyChanged,
        }
    }
}

impl From<view::Caution> for vault::Caution {
    fn from(caution: view::Caution) -> Self {
        match caution {
            view::Caution::Unverified => Self::Unverified,
            view::Caution::KeyChanged => Self::KeyChanged,
        }
    }
}

impl From<vault::AskedGroup> for view::RequestedGroup {
    fn from(group: vault::AskedGroup) -> Self {
        Self {
            id: group.id,
            role: group.role.into(),
            available: group.available,
            details: group
                .details
                .into_iter()
                .map(view::RequestedDetail::from)
                .collect(),
            options: group.options.iter().map(|keys| names(keys)).collect(),
            option: group.option.map(count),
        }
    }
}

impl From<vault::Role> for view::Role {
    fn from(role: vault::Role) -> Self {
        match role {
            vault::Role::Required => Self::Required,
            vault::Role::OneOf => Self::OneOf,
            vault::Role::Optional => Self::Optional,
        }
    }
}

fn names(keys: &[token::PreferenceKey]) -> Vec<String> {
    keys.iter().map(token::PreferenceKey::to_string).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl From<vault::AskedDetail> for view::RequestedDetail {
    fn from(detail: vault::AskedDetail) -> Self {
        let key = detail.key;
        let (origin, missing) = match detail.origin {
            vault::Origin::Stated | vault::Origin::Edited | vault::Origin::Confirmed(None) => {
                (Some("You said so.".to_owned()), None)
            }
            vault::Origin::Confirmed(Some(sentence)) => (Some(sentence), None),
            vault::Origin::Missing(missing) => (None, Some(missing.into())),
        };
        let choice = |(level, value): (token::Level, serde_json::Value)| view::LevelChoice {
            level: level.into(),
            lines: sent_lines(&key, level, &value),
            sent: value.to_string(),
        };
        Self {
            label: key.detail().label.clone(),
            class: key.detail().class.into(),
            origin,
            missing,
            levels: detail.levels.into_iter().map(choice).collect(),
            key: key.to_string(),
        }
    }
}

impl From<vault::Missing> for view::Missing {
    fn from(missing: vault::Missing) -> Self {
        match missing {
            vault::Missing::NotStated => Self::NotStated,
            vault::Missing::NotConfirmed => Self::NotConfirmed,
            vault::Missing::Hidden => Self::Hidden,
        }
    }
}

impl From<vault::Duration> for view::Duration {
    fn from(duration: vault::Duration) -> Self {
        match duration {
            vault::Duration::Once => Self::Once,
            vault::Duration::Days30 => Self::Days30,
            vault::Duration::Days90 => Self::Days90,
            vault::Duration::Months12 => Self::Months12,
        }
    }
}

impl TryFrom<&view::Choice> for vault::Choice {
    type Error = Failure;

    fn try_from(choice: &view::Choice) -> Result<Self, Failure> {
        let option = |(group, option): (&String, &u32)| {
            let option = usize::try_from(*option).map_err(|_| FailureCode::BadChoice)?;
            Ok::<_, Failure>((group.clone(), option))
        };
        Ok(Self {
            groups: choice.groups.iter().cloned().collect(),
            levels: levels(&choice.levels)?,
            options: choice
                .options
                .iter()
                .map(option)
                .collect::<Result<_, _>>()?,
            duration: match choice.duration {
                view::Duration::Once => vault::Duration::Once,
                view::Duration::Days30 => vault::Duration::Days30,
                view::Duration::Days90 => vault::Duration::Days90,
                view::Duration::Months12 => vault::Duration::Months12,
            },
            until: choice.until.map(Timestamp::from_millis),
            accepted: choice
                .accepted
                .iter()
                .map(|caution| (*caution).into())
                .collect(),
        })
    }
}

impl TryFrom<&view::Amendment> for vault::Amendment {
    type Error = Failure;

    fn try_from(amendment: &view::Amendment) -> Result<Self, Failure> {
        Ok(Self {
            groups: amendment.groups.iter().cloned().collect(),
            levels: levels(&amendment.levels)?,
            until: amendment.until.map(Timestamp::from_millis),
        })
    }
}

fn levels(
    chosen: &BTreeMap<String, view::Level>,
) -> Result<BTreeMap<token::PreferenceKey, token::Level>, Failure> {
    let level = |(key, level): (&String, &view::Level)| {
        let key = key.parse().map_err(|_| FailureCode::UnknownDetail)?;
        Ok((key, (*level).into()))
    };
    chosen.iter().map(level).collect()
}

impl From<vault::Preview> for view::Preview {
    fn from(preview: vault::Preview) -> Self {
        Self {
            count: count(preview.details.len()),
            details: preview
                .details
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            instead: preview
                .instead
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            until: preview.until.map(Timestamp::millis),
            digest: preview.digest,
        }
    }
}

impl From<vault::SharedDetail> for view::SharedDetail {
    fn from(detail: vault::SharedDetail) -> Self {
        Self {
            label: detail.key.detail().label.clone(),
            level: detail.level.into(),
            lines: sent_lines(&detail.key, detail.level, &detail.value),
            sent: detail.sent(),
            key: detail.key.to_string(),
        }
    }
}

pub(super) fn promises(terms: &Terms) -> view::Promises {
    view::Promises {
        purposes: terms
            .purposes
            .iter()
            .map(|purpose| purpose.term().to_owned())
            .collect(),
        retention_days: terms.retention.days(),
        onward: terms.onward.word().to_owned(),
        combine: terms.combine,
        policy: terms.policy.clone(),
    }
}
