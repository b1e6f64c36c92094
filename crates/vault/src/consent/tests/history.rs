//! Whatever happens, in whatever order: what must hold for every grant.

use inkling_token::did::Jwk;
use inkling_token::mailbox::{Object, Write};
use inkling_token::status::{StatusReference, verify_list};
use inkling_token::vocabulary::Level;
use proptest::prelude::*;

use super::store::{BOX, TestStore, settings};
use super::*;
use crate::consent::{Amendment, PauseAnswer};
use crate::store::tokens;
use crate::testing::key;

const COLOURS: &str = "style.colours.liked";

/// One thing that can happen.
#[derive(Debug, Clone, Copy)]
enum Step {
    Colours(&'static str),
    Hide,
    Show,
    /// One of what is due, whichever.
    Compose(usize),
    /// Everything that is due arrives and is answered.
    Deliver,
    /// It arrived and was answered.
    Taken,
    /// It arrived, but the answer did not.
    Lost,
    /// It did not arrive.
    Failed,
    Gone,
    Pause(Option<i64>),
    Resume,
    DropTaste,
    Coarsen,
    EndsIn(i64),
    Mailbox,
    NoMailbox,
    Stop,
    Wait(i64),
    ClockBack(i64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::sample::select(vec!["red", "blue", "pink"]).prop_map(Step::Colours),
        1 => Just(Step::Hide),
        1 => Just(Step::Show),
        6 => (0..3_usize).prop_map(Step::Compose),
        8 => Just(Step::Deliver),
        4 => Just(Step::Taken),
        2 => Just(Step::Lost),
        2 => Just(Step::Failed),
        1 => Just(Step::Gone),
        2 => prop::option::of(1..3 * 86_400_i64).prop_map(Step::Pause),
        2 => Just(Step::Resume),
        1 => Just(Step::DropTaste),
        1 => Just(Step::Coarsen),
        1 => (1..300_i64).prop_map(Step::EndsIn),
        2 => Just(Step::Mailbox),
        1 => Just(Step::NoMailbox),
        2 => Just(Step::Stop),
        4 => prop::sample::select(vec![60, 3600, 86_400, 20 * 86_400]).prop_map(Step::Wait),
        1 => prop::sample::select(vec![600, 86_400, 40 * 86_400]).prop_map(Step::ClockBack),
        2 => Just(Step::Restart),
    ]
}

/// A scene with what is on its way, and what may be told.
struct Story {
    scene: Scene,
    store: TestStore,
    grant: GrantId,
    key: Jwk,
    request: SharingRequest,
    now: Timestamp,
    nonce: String,
    under_way: Option<(DeliveryId, Outgoing)>,
    /// The highest that was seen, wherever.
    version: u64,
    /// The shop was told of a pause, when it had this version.
    rests_at: Option<u64>,
    taste: bool,
    coarse: bool,
    over: bool,
}

impl Story {
    fn begins() -> Self {
        let mut scene = scene();
        let (id, request) = scene.asks(NOW);
        let grant = scene.shares(id, &choice(Duration::Days90), NOW);
        let pkcs8 = crate::store::grants::signing_key(&scene.vault.connection, grant);
        let key = GrantKey::from_pkcs8(&pkcs8.unwrap().unwrap(), &Dice).unwrap();
        let nonce = request.nonce.clone();
        Self {
            scene,
            store: TestStore::default(),
            grant,
            key: key.public_jwk().clone(),
            request,
            now: NOW,
            nonce,
            under_way: None,
            version: 0,
            rests_at: None,
            taste: true,
            coarse: false,
            over: false,
        }
    }

    fn goes_on(mut self, step: Step) -> Self {
        let (now, vault) = (self.now, &mut self.scene.vault);
        match step {
            Step::Colours(name) => {
                let value = testing::colours(&[name]);
                vault.state(&key(COLOURS), value, now).unwrap();
            }
            Step::Hide => vault.hide(&key(COLOURS), now).unwrap(),
            Step::Show => vault.unhide(&key(COLOURS), now).unwrap(),
            Step::Compose(place) => self.composes(place),
            Step::Deliver => {
                for _ in 0..4 {
                    self.composes(0);
                    self.is_taken();
                }
            }
            Step::Taken => self.is_taken(),
            Step::Lost => self.is_lost(),
            Step::Failed => {
                if let Some((delivery, _)) = self.under_way.take() {
                    vault.postponed(delivery, now, &Dice).unwrap();
                }
            }
            Step::Gone => self.is_gone(),
            Step::Pause(seconds) => {
                let until = seconds.map(|seconds| now.plus_seconds(seconds));
                drop(vault.pause(self.grant, until, now));
            }
            Step::Resume => drop(vault.resume(self.grant, now)),
            Step::DropTaste => self.amends(false, self.coarse, None),
            Step::Coarsen => self.amends(self.taste, true, None),
            Step::EndsIn(days) => self.amends(self.taste, self.coarse, Some(now.plus_days(days))),
            Step::Mailbox => vault.set_mailbox(Some(&settings(BOX)), now).unwrap(),
            Step::NoMailbox => vault.set_mailbox(None, now).unwrap(),
            Step::Stop => drop(vault.revoke(self.grant, now)),
            Step::Wait(seconds) => self.now = now.plus_seconds(seconds),
            Step::ClockBack(seconds) => self.now = now.plus_seconds(-seconds),
            Step::Restart => self.scene = self.scene.restarts_at(now),
        }
        self
    }

    fn amends(&mut self, taste: bool, coarse: bool, until: Option<Timestamp>) {
        let levels = [(key(COLOURS), Level::YesNo)];
        let amendment = Amendment {
            groups: if taste {
                ["sizes", "taste"].map(String::from).into()
            } else {
                ["sizes"].map(String::from).into()
            },
            levels: levels.into_iter().filter(|_| coarse).collect(),
            until,
        };
        let amended = self.scene.amends(self.grant, &amendment, self.now);
        if amended.is_ok() {
            (self.taste, self.coarse) = (taste, coarse);
        }
    }

    fn composes(&mut self, place: usize) {
        let due = self.scene.due(self.now);
        let Some(delivery) = due.get(place).or(due.last()).copied() else {
            return;
        };
        let outgoing = self.scene.composes(delivery, self.now);
        match &outgoing {
            Outgoing::Present { message, .. } | Outgoing::Update { message, .. } => {
                self.may_serve();
                let (request, nonce) = (&self.request, &self.nonce);
                let held = self.scene.shop.verifies(message, request, nonce, self.now);
                self.is_within_what_was_agreed(&held);
            }
            Outgoing::Pause { .. } => assert!(!self.over, "the end was told, not a pause"),
            Outgoing::Revoke { .. } => assert!(self.over, "only an end is told"),
            Outgoing::Publish { objects, .. } => {
                objects.iter().for_each(|object| self.may_publish(object));
            }
        }
        self.under_way = Some((delivery, outgoing));
    }

    fn may_serve(&self) {
        assert!(!self.over, "a grant that is over serves nothing");
        let state = self.scene.state(self.grant, self.now);
        let paused = matches!(state, GrantState::Paused { .. });
        assert!(!paused, "a grant that rests serves nothing");
    }

    fn may_publish(&mut self, object: &Object) {
        let body = match &object.write {
            Write::Create { body, .. }
            | Write::Replace { body, .. }
            | Write::Overwrite { body, .. } => body,
            Write::Delete => return,
        };
        if object.name.starts_with('m') {
            self.may_serve();
            let held = self.scene.shop.fetches(body, &self.request, self.now);
            self.is_within_what_was_agreed(&held);
            return;
        }
        let reference = StatusReference {
            idx: 0,
            uri: format!("{BOX}/{}", object.name),
        };
        let listed = verify_list(body, &self.key, &reference, self.now).unwrap();
        match listed.status {
            Status::Valid => self.may_serve(),
            Status::Suspended => assert!(!self.over, "an end is no pause"),
            Status::Invalid => assert!(self.over, "only an end is invalid"),
        }
    }

    fn is_within_what_was_agreed(&mut self, held: &Held) {
        assert!(held.version() >= self.version, "versions never fall");
        self.version = held.version();
        if let Some(version) = self.rests_at {
            assert!(held.version() > version, "it goes on with a new version");
        }
        for (name, value) in held.details() {
            assert!(
                ["shoes.size", COLOURS].contains(&name),
                "{name} is not granted"
            );
            if name == COLOURS {
                assert!(self.taste, "what was dropped stays away");
                assert!(!self.coarse || value == "true", "{value} is too precise");
            }
        }
    }

    fn is_taken(&mut self) {
        let Some((delivery, outgoing)) = self.under_way.take() else {
            return;
        };
        let (now, vault) = (self.now, &mut self.scene.vault);
        match outgoing {
            Outgoing::Revoke { .. } => vault.revoked_at_shop(delivery, None, now).unwrap(),
            Outgoing::Pause { .. } => {
                self.rests_at = Some(self.version);
                vault
                    .paused_at_shop(delivery, PauseAnswer::Taken, now)
                    .unwrap();
            }
            Outgoing::Publish { objects, .. } => {
                let answers = self.store.takes(&objects);
                vault.published(delivery, &answers, now, &Dice).unwrap();
            }
            Outgoing::Present { .. } | Outgoing::Update { .. } => {
                self.rests_at = None;
                self.nonce = format!("nonce-{}", self.version);
                let answer = self.scene.shop.answers(&self.nonce);
                vault.delivered(delivery, &answer, now, &Dice).unwrap();
            }
        }
    }

    /// What arrived counts there, but not here: a shop answers the same again, a store has what it has.
    fn is_lost(&mut self) {
        let Some((delivery, outgoing)) = self.under_way.take() else {
            return;
        };
        if let Outgoing::Publish { objects, .. } = &outgoing {
            self.store.takes(objects);
        }
        let vault = &mut self.scene.vault;
        vault.postponed(delivery, self.now, &Dice).unwrap();
    }

    fn is_gone(&mut self) {
        let Some((delivery, outgoing)) = self.under_way.take() else {
            return;
        };
        let (now, vault) = (self.now, &mut self.scene.vault);
        match outgoing {
            Outgoing::Present { .. } | Outgoing::Update { .. } | Outgoing::Pause { .. } => {
                vault.closed_by_shop(delivery, now).unwrap();
            }
            Outgoing::Revoke { .. } | Outgoing::Publish { .. } => {
                vault.postponed(delivery, now, &Dice).unwrap();
            }
        }
    }

    fn holds_together(&mut self) {
        // Time brings ends, which are seen once a minute.
        self.scene.due(self.now);
        let state = self.scene.state(self.grant, self.now);
        let is_over = match state {
            GrantState::Ended { .. }
            | GrantState::Stopped { .. }
            | GrantState::ClosedByShop { .. } => true,
            GrantState::Sending
            | GrantState::Active { .. }
            | GrantState::Updating { .. }
            | GrantState::Paused { .. }
            | GrantState::Once { .. } => false,
        };
        assert!(is_over || !self.over, "an end is an end: {state:?}");
        let issued = || {
            let newest = tokens::newest(&self.scene.vault.connection, self.grant).unwrap();
            newest.first().map_or(0, |token| u64::from(token.version))
        };
        if is_over && self.over {
            assert!(
                issued() <= self.version.max(1),
                "nothing is issued after the end"
            );
        }
        if is_over && !self.over {
            self.version = self.version.max(issued());
        }
        self.over = is_over;
        self.scene.vault.verify_ledger().unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn an_end_is_an_end_versions_never_fall_and_nothing_more_is_told_than_was_agreed(
        has_mailbox in any::<bool>(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut story = Story::begins();
        if has_mailbox {
            story = story.goes_on(Step::Mailbox);
        }
        for step in steps {
            story = story.goes_on(step);
            story.holds_together();
        }
    }
}
