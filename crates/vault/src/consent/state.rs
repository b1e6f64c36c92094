//! Where requests and grants stand, computed from stored times and `now`.
//!
//! Invariant: an end that has passed is an end, whether or not anything ran at that moment, and once it was seen to have
//! passed also when the clock is set back; a stop outranks everything.

use inkling_token::Timestamp;
use rusqlite::Connection;

use super::{Duration, GrantId, PauseTold};
use crate::Error;
use crate::store::deliveries::What;
use crate::store::grants::{Closing, StoredGrant};
use crate::store::pauses::StoredPause;
use crate::store::requests::{Decision, Heading};
use crate::store::{deliveries, pauses, tokens};

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
    /// Paused by the person; nothing is sent.
    Paused {
        /// When it was paused.
        since: Timestamp,
        /// When it goes on by itself; none: when the person says so.
        until: Option<Timestamp>,
        /// Whether the shop knows.
        told: PauseTold,
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
    /// It cannot be told; its token runs out by itself.
    CannotBeTold,
    /// It could not be told, and its last token has run out.
    RanOut {
        /// When.
        at: Timestamp,
    },
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
    /// When the last token runs out that the shop may have; none: none was ever composed for it.
    pub(super) last_expiry: Option<Timestamp>,
    /// The pause that is not over.
    pub(super) pause: Option<StoredPause>,
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
    pub(crate) fn of(
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
            last_expiry: tokens::last_expiry(connection, grant.id)?,
            pause: pauses::open_of(connection, grant.id)?,
        };
        Ok(Self::compute(grant, surroundings, now))
    }

    pub(super) fn compute(grant: &StoredGrant, around: Surroundings, now: Timestamp) -> Self {
        if let Some(closing) = grant.closing {
            return Self::closed(grant, closing, around, now);
        }
        if let Some(at) = grant.ended_at.or(end(grant).filter(|end| *end <= now)) {
            return Self::Ended { at };
        }
        match (grant.sent, around.pause, around.updating) {
            (_, Some(pause), _) => Self::Paused {
                since: pause.since,
                until: pause.until,
                told: pause.told,
            },
            (None, None, _) => Self::Sending,
            (Some(sent), None, _) if !takes_updates(grant) => Self::Once { since: sent.first },
            (Some(_), None, Some(since)) => Self::Updating { since },
            (Some(sent), None, None) => Self::Active { since: sent.first },
        }
    }

    fn closed(grant: &StoredGrant, closing: Closing, around: Surroundings, now: Timestamp) -> Self {
        let (at, taken, deleted) = match closing {
            Closing::ByShop { at } => return Self::ClosedByShop { at },
            Closing::Stopped { at, taken, deleted } => (at, taken, deleted),
        };
        let shop = match (deleted, taken, around.last_expiry) {
            (Some(at), _, _) => ShopSide::Deleted { at },
            (None, _, Some(at)) if at <= now => ShopSide::RanOut { at },
            (None, Some(at), _) => ShopSide::Told { at },
            (None, None, _) if around.telling => ShopSide::NotToldYet,
            (None, None, None) if grant.sent.is_none() => ShopSide::NeverHad,
            (None, None, Some(_) | None) => ShopSide::CannotBeTold,
        };
        Self::Stopped { at, shop }
    }
}

/// When a grant that is neither stopped nor closed ends; none for one that was given once.
pub(super) fn end(grant: &StoredGrant) -> Option<Timestamp> {
    match (grant.sent, grant.until) {
        (Some(_), until) => until,
        (None, Some(until)) => Some(grant.lapses_at.min(until)),
        (None, None) => Some(grant.lapses_at),
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
            least_version: 1,
            grant_uri: Some("https://shop.example/g/1".into()),
            grant_nonce: Some("nonce".into()),
            sent: Some(Sent {
                first: GIVEN,
                last: GIVEN,
            }),
            ended_at: None,
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
            ..Surroundings::default()
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
    fn an_end_that_was_seen_stays_and_outranks_a_pause() {
        let until = GIVEN.plus_days(30);
        let ended = StoredGrant {
            ended_at: Some(until),
            ..grant()
        };
        let around = Surroundings {
            pause: Some(StoredPause {
                since: GIVEN,
                until: None,
                told: PauseTold::Yes,
                resumed_at: None,
            }),
            ..Surroundings::default()
        };

        let state = GrantState::compute(&ended, around, GIVEN);
        assert_eq!(state, GrantState::Ended { at: until });
        assert!(matches!(
            GrantState::compute(&grant(), around, GIVEN),
            GrantState::Paused { since: GIVEN, .. }
        ));
    }

    #[test]
    fn what_is_known_of_the_shops_copy_is_told_apart() {
        let later = GIVEN.plus_days(1);
        let shop = |sent, taken, deleted, last_expiry| {
            let closing = Some(Closing::Stopped {
                at: GIVEN,
                taken,
                deleted,
            });
            let around = Surroundings {
                last_expiry,
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

        let (valid, over) = (Some(later.plus_days(1)), Some(GIVEN));
        assert_eq!(shop(None, None, None, None), ShopSide::NeverHad);
        assert_eq!(shop(None, None, None, valid), ShopSide::CannotBeTold);
        assert_eq!(shop(sent, None, None, valid), ShopSide::CannotBeTold);
        assert_eq!(shop(sent, None, None, over), ShopSide::RanOut { at: GIVEN });
        assert_eq!(
            shop(sent, Some(later), None, valid),
            ShopSide::Told { at: later }
        );
        assert_eq!(
            shop(sent, Some(later), None, over),
            ShopSide::RanOut { at: GIVEN }
        );
        assert_eq!(
            shop(sent, Some(later), Some(GIVEN), over),
            ShopSide::Deleted { at: GIVEN }
        );
    }
}
