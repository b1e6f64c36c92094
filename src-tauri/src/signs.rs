//! Signs of a Linux desktop that nobody is there: sleep and the lock of the session (logind, on the system bus), the lock of
//! the screen (the desktop's screen saver, on the session bus).
//!
//! The computer is asked to wait with its sleep until the vault is locked. It waits for some seconds at most.
//!
//! Invariant: a bus or a name that is not there is no failure; whoever forges a sign can only lock.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use inkling_desk::{Desk, Event, Sign};
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator, Proxy};
use zbus::message::Type;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue};
use zbus::{MatchRule, Message};

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// Each is the name of a program and of its interface.
const SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];
/// A bus that is not there, or that ended, is looked for again after a while.
const AGAIN: Duration = Duration::from_secs(60);

/// Begins to listen, on threads that end with the program.
///
/// # Errors
/// The system gives no thread.
pub(crate) fn listen(desk: &Arc<Desk>) -> std::io::Result<()> {
    start("logind", desk, hear_logind)?;
    start("screen saver", desk, hear_savers)
}

fn start(name: &str, desk: &Arc<Desk>, hear: fn(&Desk) -> zbus::Result<()>) -> std::io::Result<()> {
    let desk = Arc::clone(desk);
    thread::Builder::new().name(name.into()).spawn(move || {
        loop {
            // Without it, the clock alone locks; the settings say so.
            let _ = hear(&desk);
            thread::park_timeout(AGAIN);
        }
    })?;
    Ok(())
}

fn hear_logind(desk: &Desk) -> zbus::Result<()> {
    let bus = Connection::system()?;
    // Before the first rule, so that no signal is lost.
    let signals = MessageIterator::from(&bus);
    let manager = Proxy::new(&bus, LOGIND, "/org/freedesktop/login1", MANAGER)?;
    let daemon = DBusProxy::new(&bus)?;
    let rule = rule(LOGIND)?
        .interface(MANAGER)?
        .member("PrepareForSleep")?;
    daemon.add_match_rule(rule.build())?;
    let mut wait = ask_to_wait(&manager);
    let there = daemon.name_has_owner(LOGIND.try_into()?)?;
    let session = own_session(&manager);
    if let Some(session) = &session {
        daemon.add_match_rule(rule_of_session(session)?)?;
    }
    desk.learn(|known| {
        known.hears_sleep = there;
        known.hears_screen_lock |= session.is_some();
    });
    for message in signals {
        let message = message?;
        match heard(&message) {
            Some((MANAGER, "PrepareForSleep")) => {
                if message.body().deserialize()? {
                    note(desk, Event::Begins(Sign::Sleep));
                    wait = None;
                } else {
                    note(desk, Event::Ends(Sign::Sleep));
                    wait = wait.or_else(|| ask_to_wait(&manager));
                }
            }
            Some((SESSION, "Lock")) => note(desk, Event::Begins(Sign::ScreenLocked)),
            Some((SESSION, "Unlock")) => note(desk, Event::Ends(Sign::ScreenLocked)),
            Some((PROPERTIES, "PropertiesChanged")) => match is_in_front(&message) {
                Some(false) => note(desk, Event::Begins(Sign::UserSwitched)),
                Some(true) => note(desk, Event::Ends(Sign::UserSwitched)),
                None => {}
            },
            Some(_) | None => {}
        }
    }
    Ok(())
}

fn hear_savers(desk: &Desk) -> zbus::Result<()> {
    let bus = Connection::session()?;
    let signals = MessageIterator::from(&bus);
    let daemon = DBusProxy::new(&bus)?;
    for saver in SAVERS {
        let rule = rule(saver)?.interface(saver)?.member("ActiveChanged")?;
        daemon.add_match_rule(rule.build())?;
        if daemon.name_has_owner(saver.try_into()?)? {
            desk.learn(|known| known.hears_screen_lock = true);
        }
    }
    for message in signals {
        let message = message?;
        if let Some((saver, "ActiveChanged")) = heard(&message)
            && SAVERS.contains(&saver)
        {
            let locked = message.body().deserialize()?;
            let sign = Sign::ScreenLocked;
            note(
                desk,
                if locked {
                    Event::Begins(sign)
                } else {
                    Event::Ends(sign)
                },
            );
        }
    }
    Ok(())
}

fn note(desk: &Desk, event: Event) {
    // What could not be written while it locked is told in the unlock window.
    let _ = desk.note(event);
}

fn rule(sender: &str) -> zbus::Result<zbus::match_rule::Builder<'_>> {
    MatchRule::builder().msg_type(Type::Signal).sender(sender)
}

fn rule_of_session(session: &OwnedObjectPath) -> zbus::Result<MatchRule<'_>> {
    Ok(rule(LOGIND)?.path(session)?.build())
}

/// Delays the next sleep for as long as the answer is held.
fn ask_to_wait(manager: &Proxy<'_>) -> Option<OwnedFd> {
    let why = ("sleep", "Inkling", "Locks the vault first", "delay");
    manager.call("Inhibit", &why).ok()
}

/// The session that this program belongs to; for a program of the person's own system, the one in front.
fn own_session(manager: &Proxy<'_>) -> Option<OwnedObjectPath> {
    let id = std::env::var_os("XDG_SESSION_ID")
        .and_then(|id| id.into_string().ok())
        .unwrap_or_else(|| "auto".into());
    manager.call("GetSession", &(id,)).ok()
}

/// Interface and name of a signal.
fn heard(message: &Message) -> Option<(&str, &str)> {
    if message.message_type() != Type::Signal {
        return None;
    }
    let header = message.header();
    let known = |name: &str| {
        SAVERS
            .into_iter()
            .chain([MANAGER, SESSION, PROPERTIES])
            .find(|known| *known == name)
    };
    let interface = known(header.interface()?.as_str())?;
    let member = [
        "PrepareForSleep",
        "Lock",
        "Unlock",
        "PropertiesChanged",
        "ActiveChanged",
    ]
    .into_iter()
    .find(|known| {
        header
            .member()
            .is_some_and(|member| member.as_str() == *known)
    })?;
    Some((interface, member))
}

/// Whether the session came to the front or went from it, where a change of its properties says so.
fn is_in_front(message: &Message) -> Option<bool> {
    type Changed = (
        String,
        std::collections::HashMap<String, OwnedValue>,
        Vec<String>,
    );
    let body = message.body();
    let (_, mut changed, _) = body.deserialize::<Changed>().ok()?;
    changed.remove("Active")?.try_into().ok()
}
