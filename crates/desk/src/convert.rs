//! From the vault's words to the view models: one to one, nothing is decided here.

use inkling_token::Timestamp;
use inkling_token::terms::Terms;
use inkling_token::value::sent_lines;
use inkling_token::vocabulary as token;
use inkling_vault::{self as vault, ShopStanding};

use crate::failure::{Failure, FailureCode};
use crate::view;

impl From<token::Class> for view::Class {
    fn from(class: token::Class) -> Self {
        match class {
            token::Class::Normal => Self::Normal,
            token::Class::Personal => Self::Personal,
            token::Class::Special => Self::Special,
        }
    }
}

impl From<token::Level> for view::Level {
    fn from(level: token::Level) -> Self {
        match level {
            token::Level::YesNo => Self::YesNo,
            token::Level::Bucket => Self::Bucket,
            token::Level::List => Self::List,
            token::Level::Exact => Self::Exact,
        }
    }
}

impl From<view::Level> for token::Level {
    fn from(level: view::Level) -> Self {
        match level {
            view::Level::YesNo => Self::YesNo,
            view::Level::Bucket => Self::Bucket,
            view::Level::List => Self::List,
            view::Level::Exact => Self::Exact,
        }
    }
}

impl From<vault::Standing> for view::Standing {
    fn from(standing: vault::Standing) -> Self {
        match standing {
            vault::Standing::Suggested => Self::Suggested,
            vault::Standing::Confirmed => Self::Confirmed,
            vault::Standing::Edited => Self::Edited,
            vault::Standing::Stated => Self::Stated,
            vault::Standing::Hidden => Self::Hidden,
        }
    }
}

impl From<vault::Shop> for view::Shop {
    fn from(shop: vault::Shop) -> Self {
        let host = shop.host.to_string();
        Self {
            domain: registrable(&host),
            verified: true,
            developer: shop.host.is_loopback(),
            new: shop.standing == ShopStanding::New,
            key_changed: shop.standing == ShopStanding::KeyChanged,
            host,
        }
    }
}

/// The part of a host that its owner registered; a host on this computer stays as it is.
fn registrable(host: &str) -> String {
    psl::domain_str(host).unwrap_or(host).to_owned()
}

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
        let duration =
            |(duration, until): (vault::Duration, Option<Timestamp>)| view::DurationChoice {
                duration: duration.into(),
                until: until.map(Timestamp::millis),
            };
        Self {
            summary: request.summary.into(),
            groups: request
                .groups
                .into_iter()
                .map(view::RequestedGroup::from)
                .collect(),
            promises: promises(&request.terms),
            durations: request.durations.into_iter().map(duration).collect(),
        }
    }
}

impl From<vault::AskedGroup> for view::RequestedGroup {
    fn from(group: vault::AskedGroup) -> Self {
        Self {
            id: group.id,
            required: group.required,
            available: group.available,
            details: group
                .details
                .into_iter()
                .map(view::RequestedDetail::from)
                .collect(),
        }
    }
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
        let level = |(key, level): (&String, &view::Level)| {
            Ok::<_, Failure>((
                key.parse().map_err(|_| FailureCode::UnknownDetail)?,
                (*level).into(),
            ))
        };
        Ok(Self {
            groups: choice.groups.iter().cloned().collect(),
            levels: choice.levels.iter().map(level).collect::<Result<_, _>>()?,
            duration: match choice.duration {
                view::Duration::Once => vault::Duration::Once,
                view::Duration::Days30 => vault::Duration::Days30,
                view::Duration::Days90 => vault::Duration::Days90,
                view::Duration::Months12 => vault::Duration::Months12,
            },
            until: choice.until.map(Timestamp::from_millis),
        })
    }
}

impl From<vault::Preview> for view::Preview {
    fn from(preview: vault::Preview) -> Self {
        Self {
            count: u32::try_from(preview.details.len()).unwrap_or(u32::MAX),
            details: preview
                .details
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

fn promises(terms: &Terms) -> view::Promises {
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
            last_sent: grant.last_sent.map(Timestamp::millis),
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
            GrantState::Ended { .. } => Self::Ended,
            GrantState::Stopped {
                shop: ShopSide::NeverHad | ShopSide::Deleted { .. },
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
        match self {
            Self::Sending | Self::Active | Self::Updating | Self::Once | Self::Stopping => true,
            Self::Ended | Self::Stopped | Self::ClosedByShop => false,
        }
    }
}

impl From<vault::Grant> for view::Grant {
    fn from(grant: vault::Grant) -> Self {
        Self {
            summary: grant.summary.into(),
            holds: grant
                .holds
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            promises: promises(&grant.terms),
            version: grant.version,
            deleted_at: grant.deleted_at.map(Timestamp::millis),
            receipt: grant.receipt.0,
            history: Vec::new(),
        }
    }
}

impl From<vault::Receipt> for view::Receipt {
    fn from(receipt: vault::Receipt) -> Self {
        let proof = |proof: vault::Proof| view::Proof {
            group: proof.group,
            token: proof.token,
            key_binding: proof.key_binding,
        };
        Self {
            id: receipt.id.0,
            at: receipt.at.millis(),
            shop: receipt.shop.into(),
            details: receipt
                .details
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            promises: promises(&receipt.terms),
            until: receipt.until.map(Timestamp::millis),
            shown_digest: receipt.shown_digest,
            withdrawn_at: receipt.withdrawn_at.map(Timestamp::millis),
            deleted_at: receipt.deleted_at.map(Timestamp::millis),
            acknowledgement: receipt.acknowledgement,
            request: receipt.request,
            proofs: receipt.proofs.into_iter().map(proof).collect(),
            json_ld: receipt.json_ld,
        }
    }
}

impl From<vault::LedgerEntry> for view::HistoryEntry {
    fn from(entry: vault::LedgerEntry) -> Self {
        // What happened to a preference names it by its key; a person reads its name.
        let label = |subject: String| match subject.parse::<token::PreferenceKey>() {
            Ok(key) => key.detail().label.clone(),
            Err(_) => subject,
        };
        Self {
            seq: entry.seq,
            at: entry.at.millis(),
            what: entry.what.into(),
            shop: entry.shop,
            count: entry.count,
            subject: entry.subject.map(label),
            grant: entry.grant,
            receipt: entry.receipt,
        }
    }
}

impl From<vault::Happening> for view::Happening {
    fn from(what: vault::Happening) -> Self {
        match what {
            vault::Happening::Created => Self::Created,
            vault::Happening::Unlocked => Self::Unlocked,
            vault::Happening::Locked => Self::Locked,
            vault::Happening::Imported => Self::Imported,
            vault::Happening::ImportUndone => Self::ImportUndone,
            vault::Happening::Confirmed => Self::Confirmed,
            vault::Happening::Changed => Self::Changed,
            vault::Happening::Hidden => Self::Hidden,
            vault::Happening::Shown => Self::Shown,
            vault::Happening::Removed => Self::Removed,
            vault::Happening::Requested => Self::Requested,
            vault::Happening::Refused => Self::Refused,
            vault::Happening::Approved => Self::Approved,
            vault::Happening::Declined => Self::Declined,
            vault::Happening::Issued => Self::Issued,
            vault::Happening::Delivered => Self::Delivered,
            vault::Happening::Updated => Self::Updated,
            vault::Happening::Revoked => Self::Revoked,
            vault::Happening::Deleted => Self::Deleted,
            vault::Happening::ClosedByShop => Self::ClosedByShop,
        }
    }
}

impl From<vault::Source> for view::SourceSummary {
    fn from(source: vault::Source) -> Self {
        Self {
            id: source.id.0,
            name: source.name,
            format: source.format.words().to_owned(),
            at: source.at.millis(),
            events: source.events,
            first: source.first.map(Timestamp::millis),
            last: source.last.map(Timestamp::millis),
        }
    }
}
