//! A desktop for tests: the names that a real one has on its bus, saying what the test tells them. A word a line on standard
//! input, an answer a line on standard output.
//!
//! `sleep` answers once everybody who asked for a delay has let go; `menu` tells what is in the tray; `choose` picks from it.

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use zbus::blocking::{Connection, Proxy, connection};
use zbus::interface;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue, Structure, Value};

const LOGIND: &str = "org.freedesktop.login1";
const SAVER: &str = "org.freedesktop.ScreenSaver";
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const SESSION: &str = "/org/freedesktop/login1/session/test";
/// As long as logind waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// The part of logind that delays a sleep.
struct Logind {
    /// One word for each delay that was let go.
    released: Sender<()>,
    held: Arc<Mutex<usize>>,
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(
        &self,
        what: &str,
        _who: &str,
        _why: &str,
        mode: &str,
    ) -> zbus::fdo::Result<OwnedFd> {
        if (what, mode) != ("sleep", "delay") {
            return Err(zbus::fdo::Error::AccessDenied(mode.to_owned()));
        }
        let (mut ours, theirs) =
            io::pipe().map_err(|error| zbus::fdo::Error::IOError(error.to_string()))?;
        let (held, released) = (Arc::clone(&self.held), self.released.clone());
        *held.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        thread::spawn(move || {
            // Ends when whoever holds the other end lets go.
            let _ = ours.read(&mut [0]);
            *held.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
            released.send(())
        });
        Ok(std::os::fd::OwnedFd::from(theirs).into())
    }

    fn get_session(&self, _id: &str) -> zbus::fdo::Result<OwnedObjectPath> {
        OwnedObjectPath::try_from(SESSION)
            .map_err(|error| zbus::fdo::Error::Failed(error.to_string()))
    }
}

type Entry = (i32, String, bool);

/// Where signs of the tray register.
struct Watcher(Arc<Mutex<Option<(String, String)>>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[expect(clippy::needless_pass_by_value, reason = "zbus gives the header away")]
    fn register_status_notifier_item(
        &self,
        item: &str,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((sender, item.to_owned()));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (released, releases) = channel();
    let (held, item) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(None)));
    let logind = Logind {
        released,
        held: Arc::clone(&held),
    };
    let bus = connection::Builder::session()?
        .serve_at("/org/freedesktop/login1", logind)?
        .serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&item)))?
        .name(LOGIND)?
        .name(SAVER)?
        .name(WATCHER)?
        .build()?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match word {
            "sleep" => sleeps(&bus, &releases, &held)?,
            "wake" => says_manager(&bus, false)?,
            "lock" => says_session(&bus, "Lock")?,
            "unlock" => says_session(&bus, "Unlock")?,
            "leave" => says_active(&bus, false)?,
            "return" => says_active(&bus, true)?,
            "saver" => says_saver(&bus, rest == "on")?,
            "delays" => count(&held).to_string(),
            "menu" => menu(&bus, &item)?,
            "choose" => choose(&bus, &item, rest)?,
            _ => return Err("no such word".into()),
        };
        #[expect(clippy::print_stdout, reason = "the answers of a test's program")]
        {
            println!("{answer}");
        }
    }
    Ok(())
}

fn count(held: &Mutex<usize>) -> usize {
    *held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sleeps(
    bus: &Connection,
    releases: &Receiver<()>,
    held: &Mutex<usize>,
) -> Result<String, Box<dyn Error>> {
    says_manager(bus, true)?;
    while count(held) > 0 {
        if releases.recv_timeout(PATIENCE).is_err() {
            return Ok("asleep, although somebody wanted to wait".into());
        }
    }
    Ok("asleep".into())
}

fn says_manager(bus: &Connection, sleeping: bool) -> zbus::Result<String> {
    let interface = "org.freedesktop.login1.Manager";
    bus.emit_signal(
        None::<&str>,
        "/org/freedesktop/login1",
        interface,
        "PrepareForSleep",
        &(sleeping,),
    )?;
    Ok("said".into())
}

fn says_session(bus: &Connection, member: &str) -> zbus::Result<String> {
    bus.emit_signal(
        None::<&str>,
        SESSION,
        "org.freedesktop.login1.Session",
        member,
        &(),
    )?;
    Ok("said".into())
}

fn says_active(bus: &Connection, active: bool) -> zbus::Result<String> {
    let changed = HashMap::from([("Active", Value::from(active))]);
    let body = (
        "org.freedesktop.login1.Session",
        changed,
        Vec::<String>::new(),
    );
    bus.emit_signal(
        None::<&str>,
        SESSION,
        "org.freedesktop.DBus.Properties",
        "PropertiesChanged",
        &body,
    )?;
    Ok("said".into())
}

fn says_saver(bus: &Connection, on: bool) -> zbus::Result<String> {
    bus.emit_signal(None::<&str>, "/ScreenSaver", SAVER, "ActiveChanged", &(on,))?;
    Ok("said".into())
}

/// The sign in the tray, and the bus of its program.
type Item = Mutex<Option<(String, String)>>;
/// Number, what is known of it, and what is below.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn sign(
    bus: &Connection,
    item: &Item,
    interface: &'static str,
) -> Result<Proxy<'static>, Box<dyn Error>> {
    let known = item.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (sender, path) = known.ok_or("there is no sign in the tray")?;
    let sign = Proxy::new(bus, sender.clone(), path, "org.kde.StatusNotifierItem")?;
    if interface == "org.kde.StatusNotifierItem" {
        return Ok(sign);
    }
    let menu: OwnedObjectPath = sign.get_property("Menu")?;
    Ok(Proxy::new(bus, sender, menu, interface)?)
}

/// Status, title and tooltip; then each entry with whether it can be chosen. Tabs between.
fn menu(bus: &Connection, item: &Item) -> Result<String, Box<dyn Error>> {
    let sign = sign(bus, item, "org.kde.StatusNotifierItem")?;
    let text = |name: &str| sign.get_property::<String>(name).unwrap_or_default();
    let tip: String = sign
        .get_property::<OwnedValue>("ToolTip")
        .map(|tip| format!("{tip:?}"))
        .unwrap_or_default();
    let mut said = vec![text("Status"), text("Title"), tip];
    for (_, label, enabled) in entries(bus, item)? {
        said.push(format!("{label}{}", if enabled { "" } else { " (off)" }));
    }
    Ok(said.join("\t"))
}

fn choose(bus: &Connection, item: &Item, wanted: &str) -> Result<String, Box<dyn Error>> {
    let (id, _, _) = entries(bus, item)?
        .into_iter()
        .find(|(_, label, _)| label == wanted)
        .ok_or("no such entry")?;
    let menu = sign(bus, item, "com.canonical.dbusmenu")?;
    menu.call_method("Event", &(id, "clicked", Value::from(0_i32), 0_u32))?;
    Ok("chosen".into())
}

/// The entries of the tray's menu: number, words, and whether they can be chosen.
fn entries(bus: &Connection, item: &Item) -> Result<Vec<Entry>, Box<dyn Error>> {
    let menu = sign(bus, item, "com.canonical.dbusmenu")?;
    let (_, root): (u32, Node) = menu.call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new()))?;
    let mut entries = Vec::new();
    for child in root.2 {
        let (id, known, _): (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>) =
            Structure::try_from(child)?.try_into()?;
        let label = known
            .get("label")
            .and_then(|label| String::try_from(label.clone()).ok());
        let enabled = known
            .get("enabled")
            .and_then(|on| bool::try_from(on).ok())
            .unwrap_or(true);
        entries.extend(
            label
                .filter(|label| !label.is_empty())
                .map(|label| (id, label, enabled)),
        );
    }
    Ok(entries)
}
