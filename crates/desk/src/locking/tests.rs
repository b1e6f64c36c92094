//! What must hold for any sequence of events and times.

use inkling_vault::LockAfter;
use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_795_435_200);
const MINUTE: i64 = 60_000;

fn after(millis: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() + millis)
}

/// Unlocked just now.
fn open(settings: Settings) -> Locking {
    let mut locking = Locking::default();
    locking.note(Event::Opening, NOW);
    locking.note(Event::Opened(settings), NOW);
    locking
}

#[test]
fn shops_are_served_after_a_lock_if_the_person_wants_that_and_the_program_goes_on() {
    let serving = Settings {
        serve: true,
        ..Settings::default()
    };
    let after = |event, settings| match open(settings).note(event, NOW) {
        Effect::Close(_, after) => after,
        Effect::Nothing | Effect::Tell => panic!("it stays open"),
    };

    assert_eq!(after(Event::Asked, serving), AfterLock::Serving);
    assert_eq!(after(Event::Asked, Settings::default()), AfterLock::Nothing);
    assert_eq!(after(Event::Quit, serving), AfterLock::Nothing);
}

#[test]
fn a_vault_that_nobody_uses_locks_after_a_quarter_of_an_hour() {
    let mut locking = open(Settings::default());
    assert_eq!(
        locking.note(Event::Tick, after(14 * MINUTE)),
        Effect::Nothing
    );
    assert_eq!(
        locking.note(Event::Tick, after(15 * MINUTE)),
        Effect::Close(LockReason::Idle, AfterLock::Nothing)
    );
}

#[test]
fn the_person_is_told_half_a_minute_before_and_any_activity_puts_it_off() {
    let mut locking = open(Settings::default());
    assert_eq!(locking.locks_at(), None);

    assert_eq!(
        locking.note(Event::Tick, after(15 * MINUTE - 30_000)),
        Effect::Tell
    );
    assert_eq!(locking.locks_at(), Some(after(15 * MINUTE)));

    assert_eq!(
        locking.note(Event::Active, after(15 * MINUTE - 1)),
        Effect::Tell
    );
    assert_eq!(locking.locks_at(), None);
    assert_eq!(
        locking.note(Event::Tick, after(29 * MINUTE)),
        Effect::Nothing
    );
}

#[test]
fn a_person_who_comes_back_after_the_time_is_over_finds_it_locked() {
    let mut locking = open(Settings::default());
    let slept = after(60 * MINUTE);
    assert_eq!(
        locking.note(Event::Active, slept),
        Effect::Close(LockReason::Idle, AfterLock::Nothing)
    );
    assert_eq!(locking.note(Event::Active, slept), Effect::Nothing);
}

#[test]
fn a_clock_that_is_set_back_counts_as_time_that_passed() {
    let mut locking = open(Settings::default());
    assert_eq!(
        locking.note(Event::Tick, after(-60 * MINUTE)),
        Effect::Close(LockReason::Idle, AfterLock::Nothing)
    );
}

#[test]
fn staying_open_for_once_outlasts_the_usual_time_and_then_locks() {
    let mut locking = open(Settings::default());
    locking.note(Event::StayOpen(240 * 60_000), after(0));
    assert_eq!(locking.stays_until(), Some(after(240 * MINUTE)));
    assert_eq!(
        locking.note(Event::Tick, after(239 * MINUTE)),
        Effect::Nothing
    );
    assert_eq!(
        locking.note(Event::Tick, after(240 * MINUTE)),
        Effect::Close(LockReason::Idle, AfterLock::Nothing)
    );
    locking.note(Event::Opened(Settings::default()), after(240 * MINUTE));
    assert_eq!(locking.stays_until(), None);
}

#[test]
fn staying_open_does_not_outlast_a_sleep() {
    let mut locking = open(Settings::default());
    locking.note(Event::StayOpen(240 * 60_000), after(0));
    assert_eq!(
        locking.note(Event::Begins(Sign::Sleep), after(MINUTE)),
        Effect::Close(LockReason::Sleep, AfterLock::Nothing)
    );
}

#[test]
fn signs_that_were_on_their_way_before_the_unlock_do_not_lock_again() {
    let mut locking = open(Settings::default());
    assert_eq!(
        locking.note(Event::Begins(Sign::Sleep), after(100)),
        Effect::Nothing
    );
    assert_eq!(
        locking.note(Event::Ends(Sign::Sleep), after(200)),
        Effect::Nothing
    );
    assert_eq!(locking.note(Event::Tick, after(MINUTE)), Effect::Nothing);
}

#[test]
fn a_sign_that_still_holds_when_the_grace_is_over_locks_then() {
    for late in [Event::Tick, Event::Active, Event::Ends(Sign::ScreenLocked)] {
        let mut locking = open(Settings::default());
        let early = Event::Begins(Sign::ScreenLocked);
        assert_eq!(locking.note(early, after(100)), Effect::Nothing);
        assert_eq!(
            locking.note(late, after(5_000)),
            Effect::Close(LockReason::ScreenLocked, AfterLock::Nothing),
            "{late:?}"
        );
    }
}

#[test]
fn a_sign_that_comes_while_the_passphrase_is_tried_is_not_lost() {
    let mut locking = Locking::default();
    locking.note(Event::Begins(Sign::UserSwitched), NOW);
    locking.note(Event::Opening, NOW);
    locking.note(Event::Begins(Sign::Sleep), after(10));
    locking.note(Event::Opened(Settings::default()), after(900));
    assert_eq!(
        locking.note(Event::Tick, after(5_900)),
        Effect::Close(LockReason::Sleep, AfterLock::Nothing)
    );
}

#[test]
fn a_sign_that_the_person_turned_off_locks_nothing() {
    let mut locking = open(Settings {
        lock_on_sleep: false,
        lock_on_screen_lock: false,
        ..Settings::default()
    });
    for sign in [Sign::Sleep, Sign::ScreenLocked, Sign::UserSwitched] {
        assert_eq!(
            locking.note(Event::Begins(sign), after(MINUTE)),
            Effect::Nothing
        );
    }
}

fn settings() -> impl Strategy<Value = Settings> {
    let minutes = prop::option::of(1_u16..=60);
    (minutes, any::<bool>(), any::<bool>()).prop_map(|(minutes, sleep, screen)| Settings {
        lock_after: minutes.and_then(LockAfter::minutes),
        lock_on_sleep: sleep,
        lock_on_screen_lock: screen,
        ..Settings::default()
    })
}

fn sign() -> impl Strategy<Value = Sign> {
    prop::sample::select(vec![Sign::Sleep, Sign::ScreenLocked, Sign::UserSwitched])
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Opening),
        settings().prop_map(Event::Opened),
        settings().prop_map(Event::Changed),
        Just(Event::Active),
        (0_u64..100_000_000).prop_map(Event::StayOpen),
        Just(Event::Asked),
        Just(Event::Quit),
        sign().prop_map(Event::Begins),
        sign().prop_map(Event::Ends),
        Just(Event::Tick),
    ]
}

/// Events, and by how much the clock moved before each: mostly on, sometimes back.
fn story() -> impl Strategy<Value = Vec<(Event, i64)>> {
    let step = prop_oneof![
        4 => 0_i64..6_000,
        2 => 0_i64..2_000_000,
        1 => -2_000_000_i64..0,
    ];
    prop::collection::vec((event(), step), 0..40)
}

/// An event, whether the vault was open before, the effect, and whether it was open after.
type Told = (Event, bool, Effect, bool);

/// Tells a story; answers the state it ends in, and the time then.
fn tell(story: &[(Event, i64)]) -> (Locking, Timestamp, Vec<Told>) {
    let (mut locking, mut now, mut told) = (Locking::default(), NOW, Vec::new());
    for (event, step) in story {
        now = Timestamp::from_millis(now.millis() + step);
        let before = locking.is_open();
        let effect = locking.note(*event, now);
        told.push((*event, before, effect, locking.is_open()));
    }
    (locking, now, told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn nothing_but_an_unlock_opens(story in story()) {
        for (event, before, _, after) in tell(&story).2 {
            prop_assert!(before || !after || matches!(event, Event::Opened(_)), "{event:?}");
        }
    }

    #[test]
    fn whatever_closes_says_so_and_is_closed_then(story in story()) {
        for (event, before, effect, after) in tell(&story).2 {
            match effect {
                Effect::Close(_, _) => prop_assert!(!after, "{event:?}"),
                Effect::Nothing | Effect::Tell => prop_assert!(after || !before, "{event:?} closed without a word"),
            }
        }
    }

    #[test]
    fn a_persons_lock_always_locks(story in story(), quit in any::<bool>(), step in -100_000_i64..100_000) {
        let (mut locking, now, _) = tell(&story);
        let event = if quit { Event::Quit } else { Event::Asked };
        let effect = locking.note(event, Timestamp::from_millis(now.millis() + step));
        prop_assert!(matches!(effect, Effect::Close(_, _)));
        prop_assert!(!locking.is_open());
    }

    #[test]
    fn a_vault_left_alone_for_its_time_is_locked(story in story(), settings in settings(), ticks in prop::collection::vec(-60_000_i64..60_000, 1..60)) {
        let (mut locking, mut now, _) = tell(&story);
        locking.note(Event::Opening, now);
        locking.note(Event::Opened(settings), now);
        let mut left_alone = 0;
        for step in ticks {
            now = Timestamp::from_millis(now.millis() + step);
            left_alone += step.unsigned_abs();
            locking.note(Event::Tick, now);
        }
        let time = settings.lock_after.map(LockAfter::millis);
        prop_assert_eq!(locking.is_open(), time.is_none_or(|time| left_alone < time));
    }

    #[test]
    fn within_the_grace_nothing_locks_by_itself(story in story(), settings in settings(), early in prop::collection::vec((event(), 0_i64..200), 0..20)) {
        let (mut locking, mut now, _) = tell(&story);
        locking.note(Event::Opening, now);
        locking.note(Event::Opened(settings), now);
        for (event, step) in early {
            now = Timestamp::from_millis(now.millis() + step);
            let effect = locking.note(event, now);
            match event {
                Event::Asked | Event::Quit => return Ok(()),
                Event::Opening | Event::Opened(_) | Event::Changed(_) | Event::Active | Event::StayOpen(_)
                | Event::Begins(_) | Event::Ends(_) | Event::Tick => prop_assert!(!matches!(effect, Effect::Close(_, _)), "{event:?}"),
            }
        }
    }

    #[test]
    fn a_sign_that_began_after_the_unlock_and_still_holds_is_never_lost(story in story(), settings in settings(), sign in sign(), at in 0_i64..20_000, later in 5_000_i64..20_000) {
        let (mut locking, now, _) = tell(&story);
        locking.note(Event::Opening, now);
        locking.note(Event::Opened(settings), now);
        let begun = Timestamp::from_millis(now.millis() + at);
        locking.note(Event::Begins(sign), begun);
        locking.note(Event::Tick, Timestamp::from_millis(begun.millis() + later));
        let heeded = match sign {
            Sign::Sleep => settings.lock_on_sleep,
            Sign::ScreenLocked | Sign::UserSwitched => settings.lock_on_screen_lock,
        };
        prop_assert!(!heeded || !locking.is_open());
    }
}
