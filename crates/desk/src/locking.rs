//! When the vault locks: what happened and the time go in; the state, and what has to be done, come out.
//!
//! Time is counted by the wall clock, so that a computer that slept for an hour was left alone for an hour. It is counted in
//! both directions: a clock that was set back by an hour counts as an hour that passed, and keeps no vault open for longer.
//!
//! Invariant: no thread, no clock. Nothing but an unlock opens; a person's lock always locks; within the grace after an unlock
//! nothing locks by itself, but what began in it and still holds when it is over locks then.

use std::collections::BTreeSet;

use inkling_token::Timestamp;
use inkling_vault::Settings;

use crate::view::LockReason;

/// After an unlock, signs that were on their way before it are not taken for new ones.
pub(crate) const GRACE_MS: u64 = 5_000;
/// The person is told so long before the vault locks by itself.
pub(crate) const WARNING_MS: u64 = 30_000;
/// The longest that a vault stays open for once.
const LONGEST_STAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A passphrase is being tried.
    Opening,
    /// The vault is open.
    Opened(Settings),
    /// The person changed the settings.
    Changed(Settings),
    /// The person did something in a window.
    Active,
    /// The person wants the vault to stay open for so many milliseconds, this once.
    StayOpen(u64),
    /// The person asks for the lock.
    Asked,
    /// The program ends.
    Quit,
    /// A sign that nobody is there.
    Begins(Sign),
    /// The sign is over.
    Ends(Sign),
    /// Time passed.
    Tick,
}

/// Signs of the system that nobody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The computer is about to sleep.
    Sleep,
    /// The screen is locked.
    ScreenLocked,
    /// Another person took the computer over.
    UserSwitched,
}

/// What has to be done after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Nothing,
    /// The time of the next lock became near, or is no longer.
    Tell,
    /// Close the vault.
    Close(LockReason, AfterLock),
}

/// What goes on after the vault was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterLock {
    /// Shops are served.
    Serving,
    /// Nothing.
    Nothing,
}

/// The state, and the time it has seen.
#[derive(Debug, Default)]
pub(crate) struct Locking {
    open: Option<Open>,
    /// What the person chose for the vault that was open last.
    last: Option<Settings>,
    /// Signs that began and are not over: while a passphrase is tried, and within the grace.
    signs: BTreeSet<Sign>,
    latest: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    settings: Settings,
    /// Milliseconds since the unlock.
    since_unlock: u64,
    /// Milliseconds since the person did something.
    idle: u64,
    /// Milliseconds that are left of a longer time for once.
    stay: u64,
}

impl Locking {
    /// Takes an event in.
    pub(crate) fn note(&mut self, event: Event, now: Timestamp) -> Effect {
        let near = self.is_near();
        self.pass(now);
        // A person who comes back after the time is over comes too late: what is over locks before anything counts.
        let over = self.over();
        if over.is_none() {
            self.take_in(event);
        }
        let close = match event {
            Event::Asked => Some(LockReason::Asked),
            Event::Quit => Some(LockReason::Quit),
            Event::Opening
            | Event::Opened(_)
            | Event::Changed(_)
            | Event::Active
            | Event::StayOpen(_)
            | Event::Begins(_)
            | Event::Ends(_)
            | Event::Tick => over.or_else(|| self.over()),
        };
        match close {
            Some(reason) => {
                let serve = self.open.is_some_and(|open| open.settings.serve);
                self.close();
                Effect::Close(reason, after(reason, serve))
            }
            None if self.is_near() == near => Effect::Nothing,
            None => Effect::Tell,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The settings that hold while it is open.
    pub(crate) fn settings(&self) -> Option<Settings> {
        self.open.map(|open| open.settings)
    }

    /// The vault is closed, whatever led to it.
    pub(crate) fn close(&mut self) {
        self.last = self.settings().or(self.last);
        self.open = None;
    }

    /// The settings that held last.
    pub(crate) fn last_settings(&self) -> Option<Settings> {
        self.settings().or(self.last)
    }

    /// When it locks by itself, once that is near.
    pub(crate) fn locks_at(&self) -> Option<Timestamp> {
        let (left, latest) = (self.left()?, self.latest?);
        let left = i64::try_from(left).ok()?;
        self.is_near()
            .then(|| Timestamp::from_millis(latest.millis().saturating_add(left)))
    }

    /// Until when it stays open although nobody is there, if the person asked for that.
    pub(crate) fn stays_until(&self) -> Option<Timestamp> {
        let (open, latest) = (self.open?, self.latest?);
        let stay = i64::try_from(open.stay).ok()?;
        (stay > 0).then(|| Timestamp::from_millis(latest.millis().saturating_add(stay)))
    }

    fn pass(&mut self, now: Timestamp) {
        let latest = self.latest.replace(now).unwrap_or(now);
        let passed = now.millis().abs_diff(latest.millis());
        if let Some(open) = &mut self.open {
            open.since_unlock = open.since_unlock.saturating_add(passed);
            open.idle = open.idle.saturating_add(passed);
            open.stay = open.stay.saturating_sub(passed);
        }
    }

    fn take_in(&mut self, event: Event) {
        match (event, &mut self.open) {
            (Event::Opening, _) => self.signs.clear(),
            (Event::Opened(settings), open) => {
                *open = Some(Open {
                    settings,
                    since_unlock: 0,
                    idle: 0,
                    stay: 0,
                });
            }
            (Event::Changed(settings), Some(open)) => open.settings = settings,
            (Event::Active, Some(open)) => open.idle = 0,
            (Event::StayOpen(millis), Some(open)) => {
                open.idle = 0;
                open.stay = millis.min(LONGEST_STAY_MS);
            }
            (Event::Begins(sign), Some(open)) if !open.heeds(sign) => {}
            (Event::Begins(sign), _) => {
                self.signs.insert(sign);
            }
            (Event::Ends(sign), _) => {
                self.signs.remove(&sign);
            }
            (Event::Changed(_) | Event::Active | Event::StayOpen(_), None)
            | (Event::Asked | Event::Quit | Event::Tick, _) => {}
        }
    }

    /// Why the vault has to be closed now, if it has to.
    fn over(&self) -> Option<LockReason> {
        let open = self.open?;
        if open.since_unlock < GRACE_MS {
            return None;
        }
        let sign = self.signs.iter().find(|sign| open.heeds(**sign));
        match sign {
            Some(Sign::Sleep) => Some(LockReason::Sleep),
            Some(Sign::ScreenLocked) => Some(LockReason::ScreenLocked),
            Some(Sign::UserSwitched) => Some(LockReason::UserSwitched),
            None => (self.left() == Some(0)).then_some(LockReason::Idle),
        }
    }

    /// Milliseconds until nobody was there for too long.
    fn left(&self) -> Option<u64> {
        let open = self.open?;
        let usual = open.settings.lock_after?.millis();
        Some(usual.saturating_sub(open.idle).max(open.stay))
    }

    fn is_near(&self) -> bool {
        self.left().is_some_and(|left| left <= WARNING_MS)
    }
}

/// Shops are served if the person wants that, as long as the program runs.
fn after(reason: LockReason, serve: bool) -> AfterLock {
    match reason {
        LockReason::Asked
        | LockReason::Idle
        | LockReason::Sleep
        | LockReason::ScreenLocked
        | LockReason::UserSwitched
            if serve =>
        {
            AfterLock::Serving
        }
        LockReason::Asked
        | LockReason::Idle
        | LockReason::Sleep
        | LockReason::ScreenLocked
        | LockReason::UserSwitched
        | LockReason::Quit => AfterLock::Nothing,
    }
}

impl Open {
    fn heeds(&self, sign: Sign) -> bool {
        match sign {
            Sign::Sleep => self.settings.lock_on_sleep,
            Sign::ScreenLocked | Sign::UserSwitched => self.settings.lock_on_screen_lock,
        }
    }
}

#[cfg(test)]
mod tests;
