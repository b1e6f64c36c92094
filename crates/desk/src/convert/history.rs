//! History: receipts, the ledger, past imports.

use inkling_token::Timestamp;
use inkling_token::vocabulary as token;
use inkling_vault as vault;

use super::consent::promises;
use crate::view;

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
            instead: receipt
                .instead
                .into_iter()
                .map(view::SharedDetail::from)
                .collect(),
            promises: promises(&receipt.terms),
            until: receipt.until.map(Timestamp::millis),
            shown_digest: receipt.shown_digest,
            later: later(receipt.amendments, receipt.pauses),
            withdrawn_at: receipt.withdrawn_at.map(Timestamp::millis),
            deleted_at: receipt.deleted_at.map(Timestamp::millis),
            acknowledgement: receipt.acknowledgement,
            request: receipt.request,
            proofs: receipt.proofs.into_iter().map(proof).collect(),
            json_ld: receipt.json_ld,
        }
    }
}

/// Both in the order in which they happened.
fn later(amendments: Vec<vault::Amended>, pauses: Vec<vault::Pause>) -> Vec<view::Later> {
    let changed = amendments.into_iter().map(later_changed);
    let paused = pauses.into_iter().map(later_paused);
    let mut later: Vec<(Timestamp, view::Later)> = changed.chain(paused).collect();
    later.sort_by_key(|(at, _)| *at);
    later.into_iter().map(|(_, later)| later).collect()
}

fn later_changed(amended: vault::Amended) -> (Timestamp, view::Later) {
    let later = view::Later::Changed {
        at: amended.at.millis(),
        details: amended
            .details
            .into_iter()
            .map(view::SharedDetail::from)
            .collect(),
        until: amended.until.millis(),
        shown_digest: amended.shown_digest,
    };
    (amended.at, later)
}

fn later_paused(pause: vault::Pause) -> (Timestamp, view::Later) {
    let later = view::Later::Paused {
        at: pause.since.millis(),
        until: pause.until.map(Timestamp::millis),
        resumed_at: pause.resumed_at.map(Timestamp::millis),
    };
    (pause.since, later)
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
            vault::Happening::Lapsed => Self::Lapsed,
            vault::Happening::KeptOut => Self::KeptOut,
            vault::Happening::AreaStopped => Self::AreaStopped,
            vault::Happening::Corrected => Self::Corrected,
            vault::Happening::TakenBack => Self::TakenBack,
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
            vault::Happening::Paused => Self::Paused,
            vault::Happening::Resumed => Self::Resumed,
            vault::Happening::Narrowed => Self::Narrowed,
            vault::Happening::Extended => Self::Extended,
            vault::Happening::Shortened => Self::Shortened,
            vault::Happening::PlainOn => Self::PlainOn,
            vault::Happening::PlainOff => Self::PlainOff,
            vault::Happening::PlainTold => Self::PlainTold,
            vault::Happening::PlainRefused => Self::PlainRefused,
            vault::Happening::Blocked => Self::Blocked,
            vault::Happening::Unblocked => Self::Unblocked,
            vault::Happening::Published => Self::Published,
            vault::Happening::MailboxChanged => Self::MailboxChanged,
            vault::Happening::KeyKept => Self::KeyKept,
            vault::Happening::PassphraseChanged => Self::PassphraseChanged,
            vault::Happening::RecoveryKitMade => Self::RecoveryKitMade,
            vault::Happening::RecoveryKitRemoved => Self::RecoveryKitRemoved,
            vault::Happening::QuickUnlockOn => Self::QuickUnlockOn,
            vault::Happening::QuickUnlockOff => Self::QuickUnlockOff,
            vault::Happening::SettingsChanged => Self::SettingsChanged,
            vault::Happening::ClockSetBack => Self::ClockSetBack,
            vault::Happening::BackedUp => Self::BackedUp,
            vault::Happening::Restored => Self::Restored,
            vault::Happening::Exported => Self::Exported,
            vault::Happening::RolledBack => Self::RolledBack,
        }
    }
}

impl From<vault::Chain> for view::Chain {
    fn from(chain: vault::Chain) -> Self {
        Self {
            lines: chain.lines,
            first: chain.first.map(Timestamp::millis),
            last: chain.last.map(Timestamp::millis),
            broken: chain.broken,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_pauses_are_told_in_the_order_in_which_they_happened() {
        let at = Timestamp::from_millis;
        let pause = |since| vault::Pause {
            since: at(since),
            until: None,
            resumed_at: Some(at(since + 1)),
        };
        let amended = |agreed| vault::Amended {
            at: at(agreed),
            details: Vec::new(),
            until: at(99),
            shown_digest: String::new(),
        };

        let later = later(vec![amended(3), amended(7)], vec![pause(1), pause(5)]);

        let told: Vec<i64> = later
            .iter()
            .map(|entry| match entry {
                view::Later::Changed { at, .. } => *at,
                view::Later::Paused { at, .. } => -at,
            })
            .collect();
        assert_eq!(told, [-1, 3, -5, 7]);
    }
}
