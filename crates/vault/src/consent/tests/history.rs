//! Whatever happens, in whatever order: what must hold for every grant.

use inkling_token::message::Method;
use proptest::prelude::*;

use super::*;
use crate::store::tokens;
use crate::testing::key;

/// One thing that can happen.
#[derive(Debug, Clone, Copy)]
enum Step {
    Colours(&'static str),
    Hide,
    Show,
    Compose,
    Taken,
    Gone,
    Failed,
    Stop,
    Wait(i64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::sample::select(vec!["red", "blue", "pink"]).prop_map(Step::Colours),
        1 => Just(Step::Hide),
        1 => Just(Step::Show),
        6 => Just(Step::Compose),
        4 => Just(Step::Taken),
        1 => Just(Step::Gone),
        2 => Just(Step::Failed),
        1 => Just(Step::Stop),
        3 => prop::sample::select(vec![60, 3600, 86_400, 20 * 86_400]).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ]
}

/// A scene with what the shop was last sent but has not answered.
struct Story {
    scene: Scene,
    grant: GrantId,
    request: SharingRequest,
    now: Timestamp,
    nonce: String,
    under_way: Option<(DeliveryId, Method)>,
    version: u64,
    over: bool,
}

impl Story {
    fn begins() -> Self {
        let mut scene = scene();
        let (id, request) = scene.asks(NOW);
        let grant = scene.shares(id, &choice(Duration::Days90), NOW);
        let nonce = request.nonce.clone();
        Self {
            scene,
            grant,
            request,
            now: NOW,
            nonce,
            under_way: None,
            version: 0,
            over: false,
        }
    }

    fn goes_on(mut self, step: Step) -> Self {
        let (now, vault) = (self.now, &mut self.scene.vault);
        match step {
            Step::Colours(name) => self.scene.colours(&[name]),
            Step::Hide => vault.hide(&key("style.colours.liked"), now).unwrap(),
            Step::Show => vault.unhide(&key("style.colours.liked"), now).unwrap(),
            Step::Compose => self.composes(),
            Step::Taken => self.is_taken(),
            Step::Gone => match self.under_way.take() {
                Some((_, Method::Delete)) | None => {}
                Some((delivery, Method::Post | Method::Put)) => {
                    vault.closed_by_shop(delivery, now).unwrap();
                }
            },
            Step::Failed => {
                if let Some((delivery, _)) = self.under_way.take() {
                    vault.postponed(delivery, now, &Dice).unwrap();
                }
            }
            Step::Stop => drop(vault.revoke(self.grant, now)),
            Step::Wait(seconds) => self.now = now.plus_seconds(seconds),
            Step::Restart => self.scene = self.scene.restarts(),
        }
        self
    }

    fn composes(&mut self) {
        let Some(delivery) = self.scene.due(self.now).first().copied() else {
            return;
        };
        let outgoing = self.scene.composes(delivery, self.now);
        let message = message(&outgoing);
        self.under_way = Some((delivery, message.method));
        if message.method == Method::Delete {
            return;
        }
        assert!(!self.over, "a grant that is over sends nothing");
        let held = self
            .scene
            .shop
            .verifies(message, &self.request, &self.nonce, self.now);
        assert!(held.version() >= self.version, "versions never fall");
        self.version = held.version();
        let granted = ["shoes.size", "style.colours.liked"];
        assert!(
            held.details().keys().all(|key| granted.contains(key)),
            "nothing but what was granted"
        );
    }

    fn is_taken(&mut self) {
        match self.under_way.take() {
            Some((delivery, Method::Delete)) => self
                .scene
                .vault
                .revoked_at_shop(delivery, None, self.now)
                .unwrap(),
            Some((delivery, Method::Post | Method::Put)) => {
                self.nonce = format!("nonce-{}", self.now);
                let answer = self.scene.shop.answers(&self.nonce);
                self.scene
                    .vault
                    .delivered(delivery, &answer, self.now, &Dice)
                    .unwrap();
            }
            None => {}
        }
    }

    fn holds_together(&mut self) {
        let state = self.scene.state(self.grant, self.now);
        let is_over = match state {
            GrantState::Ended { .. }
            | GrantState::Stopped { .. }
            | GrantState::ClosedByShop { .. } => true,
            GrantState::Sending
            | GrantState::Active { .. }
            | GrantState::Updating { .. }
            | GrantState::Once { .. } => false,
        };
        assert!(is_over || !self.over, "an end is an end: {state:?}");
        self.over = is_over;
        if is_over {
            let connection = &self.scene.vault.connection;
            let issued = tokens::newest(connection, self.grant)
                .unwrap()
                .first()
                .map_or(0, |token| token.version);
            assert!(u64::from(issued) <= self.version.max(1));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_end_is_an_end_versions_never_fall_and_nothing_more_is_told_than_was_granted(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut story = Story::begins();
        for step in steps {
            story = story.goes_on(step);
            story.holds_together();
        }
    }
}
