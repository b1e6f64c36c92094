//! Where requests and grants stand, computed from stored times and `now`.
//!
//! Invariant: an end that has passed is an end, whether or not anything ran at that moment, and also when the clock is set
//! back later; a stop outranks everything.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::{Duration, GrantId};
use crate::Error;
use crate::store::deliveries::What;
use crate::store::grants::{Closing, StoredGrant};
use crate::store::requests::{Decision, Heading};
use crate::store::{deliveries, tokens};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Waits for the person.
    Waiting,
    /// Approved.
    Approved {
        /// When.
        at: Timestamp,
        /// The grant that came of it.
        grant: GrantId,
    },
    /// Declined.
    Declined {
        /// When.
        at: Timestamp,
    },
    /// Nobody decided in time.
    Expired {
        /// When its time was over.
        at: Timestamp,
    },
}

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantState {
    /// Approved; the shop does not have it yet.
    Sending,
    /// In force.
    Active {
        /// When the shop first got it.
        since: Timestamp,
    },
    /// In force; a newer value waits to be sent.
    Updating {
        /// When it began to wait.
        since: Timestamp,
    },
    /// Given once: so chosen, or the shop takes no updates. Nothing further is sent.
    Once {
        /// When it was given.
        since: Timestamp,
    },
    /// Its end has passed, or the shop could not be reached in time.
    Ended {
        /// When.
        at: Timestamp,
    },
    /// Stopped by the person.
    Stopped {
        /// When.
        at: Timestamp,
        /// What is known of the shop's copy.
        shop: ShopSide,
    },
    /// Closed by the shop.
    ClosedByShop {
        /// When.
        at: Timestamp,
    },
}

/// What is known of a shop's copy after a grant was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopSide {
    /// It never got one.
    NeverHad,
    /// It is yet to be told.
    NotToldYet,
    /// It cannot be told, or did not answer in time; its token runs out by itself.
    CannotBeTold,
    /// It took the news, without a signed word.
    Told {
        /// When.
        at: Timestamp,
    },
    /// It signed that it deleted its copy.
    Deleted {
        /// The date it signed.
        at: Timestamp,
    },
}

/// What surrounds a grant's own times.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// An update waits since then.
    pub(super) updating: Option<Timestamp>,
    /// The news of the stop waits.
    pub(super) telling: bool,
    /// A token was composed for the shop, so it may have it.
    pub(super) presented: bool,
}

impl RequestState {
    pub(super) fn of(heading: &Heading, now: Timestamp) -> Self {
        match heading.decision {
            Some(Decision::Approved { at, grant }) => Self::Approved { at, grant },
            Some(Decision::Declined { at }) => Self::Declined { at },
            None if heading.expires_at <= now => Self::Expired {
                at: heading.expires_at,
            },
            None => Self::Waiting,
        }
    }
}

impl GrantState {
    /// Of a stored grant.
    pub(super) fn of(
        connection: &Connection,
        grant: &StoredGrant,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let open = deliveries::open_of(connection, grant.id)?;
        let since = |what: What| {
            open.iter()
                .find(|delivery| delivery.what == what)
                .map(|delivery| delivery.queued_at)
        };
        let surroundings = Surroundings {
            updating: since(What::Update),
            telling: since(What::Revoke).is_some(),
            presented: tokens::last_expiry(connection, grant.id)?.is_some(),
        };
        Ok(Self::compute(grant, surroundings, now))
    }

    pub(super) fn compute(grant: &StoredGrant, around: Surroundings, now: Timestamp) -> Self {
        let Some(sent) = grant.sent else {
            return match grant.closing {
                Some(closing) => Self::closed(grant, closing, around),
                None if grant.lapses_at <= now => Self::Ended {
                    at: grant.lapses_at,
                },
                None => Self::Sending,
            };
        };
        match (grant.closing, grant.until, around.updating) {
            (Some(closing), _, _) => Self::closed(grant, closing, around),
            (None, Some(until), _) if until <= now => Self::Ended { at: until },
            (None, _, _) if !takes_updates(grant) => Self::Once { since: sent.first },
            (None, _, Some(since)) => Self::Updating { since },
            (None, _, None) => Self::Active { since: sent.first },
        }
    }

    fn closed(grant: &StoredGrant, closing: Closing, around: Surroundings) -> Self {
        let (at, taken, deleted) = match closing {
            Closing::ByShop { at } => return Self::ClosedByShop { at },
            Closing::Stopped { at, taken, deleted } => (at, taken, deleted),
        };
        let shop = match (deleted, taken) {
            (Some(at), _) => ShopSide::Deleted { at },
            (None, Some(at)) => ShopSide::Told { at },
            (None, None) if around.telling => ShopSide::NotToldYet,
            (None, None) if grant.sent.is_none() && !around.presented => ShopSide::NeverHad,
            (None, None) => ShopSide::CannotBeTold,
        };
        Self::Stopped { at, shop }
    }
}

/// Whether changes are sent to the shop: the person chose so, and the shop said where and how.
pub(super) fn takes_updates(grant: &StoredGrant) -> bool {
    grant.duration != Duration::Once && grant.grant_uri.is_some() && grant.grant_nonce.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::RequestId;
    use crate::store::grants::Sent;

    const GIVEN: Timestamp = Timestamp::from_millis(1_795_431_602_000);

    fn grant() -> StoredGrant {
        StoredGrant {
            id: GrantId(1),
            request: RequestId(1),
            shop: 1,
            name: "name".into(),
            details: Vec::new(),
            duration: Duration::Days30,
            given_at: GIVEN,
            until: Some(GIVEN.plus_days(30)),
            lapses_at: GIVEN.plus_days(1),
            spread: vec![0; 16],
            grant_uri: Some("https://shop.example/g/1".into()),
            grant_nonce: Some("nonce".into()),
            sent: Some(Sent {
                first: GIVEN,
                last: GIVEN,
            }),
            closing: None,
            deletion_ack: None,
        }
    }

    fn state(grant: &StoredGrant, now: Timestamp) -> GrantState {
        GrantState::compute(grant, Surroundings::default(), now)
    }

    #[test]
    fn a_grant_ends_at_its_end_without_anything_running() {
        let until = GIVEN.plus_days(30);

        assert_eq!(
            state(&grant(), until.plus_seconds(-1)),
            GrantState::Active { since: GIVEN }
        );
        assert_eq!(state(&grant(), until), GrantState::Ended { at: until });
    }

    #[test]
    fn a_grant_that_never_reached_the_shop_lapses() {
        let unsent = StoredGrant {
            sent: None,
            ..grant()
        };

        assert_eq!(state(&unsent, GIVEN), GrantState::Sending);
        assert_eq!(
            state(&unsent, GIVEN.plus_days(1)),
            GrantState::Ended {
                at: GIVEN.plus_days(1)
            }
        );
    }

    #[test]
    fn a_shop_that_takes_no_updates_was_given_once() {
        for one_shot in [
            StoredGrant {
                grant_uri: None,
                grant_nonce: None,
                ..grant()
            },
            StoredGrant {
                grant_nonce: None,
                ..grant()
            },
            StoredGrant {
                duration: Duration::Once,
                until: None,
                ..grant()
            },
        ] {
            assert_eq!(state(&one_shot, GIVEN), GrantState::Once { since: GIVEN });
        }
    }

    #[test]
    fn a_stop_outranks_the_end_and_a_waiting_update() {
        let stopped = StoredGrant {
            closing: Some(Closing::Stopped {
                at: GIVEN,
                taken: None,
                deleted: None,
            }),
            ..grant()
        };
        let around = Surroundings {
            updating: Some(GIVEN),
            telling: true,
            presented: true,
        };

        for now in [GIVEN, GIVEN.plus_days(400)] {
            let state = GrantState::compute(&stopped, around, now);
            assert_eq!(
                state,
                GrantState::Stopped {
                    at: GIVEN,
                    shop: ShopSide::NotToldYet
                }
            );
        }
    }

    #[test]
    fn what_is_known_of_the_shops_copy_is_told_apart() {
        let later = GIVEN.plus_days(1);
        let shop = |sent, taken, deleted, presented| {
            let closing = Some(Closing::Stopped {
                at: GIVEN,
                taken,
                deleted,
            });
            let around = Surroundings {
                presented,
                ..Surroundings::default()
            };
            let stopped = StoredGrant {
                sent,
                closing,
                ..grant()
            };
            let state = GrantState::compute(&stopped, around, later);
            let GrantState::Stopped { shop, .. } = state else {
                panic!("{state:?}")
            };
            shop
        };
        let sent = Some(Sent {
            first: GIVEN,
            last: GIVEN,
        });

        assert_eq!(shop(None, None, None, false), ShopSide::NeverHad);
        assert_eq!(shop(None, None, None, true), ShopSide::CannotBeTold);
        assert_eq!(shop(sent, None, None, true), ShopSide::CannotBeTold);
        assert_eq!(
            shop(sent, Some(later), None, true),
            ShopSide::Told { at: later }
        );
        assert_eq!(
            shop(sent, Some(later), Some(GIVEN), true),
            ShopSide::Deleted { at: GIVEN }
        );
    }
}
