//! What the process does for its own safety before anything else runs.
//!
//! The environment cannot be changed safely once libraries have read it, so a process with a bad one starts itself anew,
//! in place and under the same process id, with a good one.
//!
//! Invariant: no variable lets another program drive or inspect the window, unless the binary was built for tests; no other
//! program of the same person reads the process's memory, and no core dump keeps it; what any library here frees is overwritten.

use std::ffi::OsString;
use std::io;
use std::process::Command;

/// What must be different about the environment: a name and its value, or none to remove it.
type Changes = Vec<(&'static str, Option<&'static str>)>;

/// Variables that open the window to WebDriver, to a remote inspector, or to foreign code.
const DOORS: &[&str] = &[
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS",
    "GTK_MODULES",
    "GTK3_MODULES",
    "GTK_PATH",
];

/// What WebKit carried to a page does not stay behind: it takes its memory from the C library, and GNU's overwrites what is freed. It
/// would spare what it keeps at hand for the next request, so it keeps nothing at hand.
const OVERWRITING: [(&str, &str); 2] = [
    (
        "GLIBC_TUNABLES",
        "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    ),
    ("Malloc", "1"),
];

/// Hardens this process; starts it anew first if its environment is not what it should be.
///
/// # Errors
/// When the system refuses. The program must then not go on.
pub(crate) fn harden() -> io::Result<()> {
    let changes = changes(|name| std::env::var_os(name), can_sandbox);
    if !changes.is_empty() {
        return Err(start_anew(changes));
    }
    keep_memory_private()
}

/// Whether pages run in the system's sandbox. Elsewhere than on Linux, the system's web view confines them by itself.
pub(crate) fn is_confined() -> bool {
    !cfg!(target_os = "linux")
        || std::env::var_os("WEBKIT_FORCE_SANDBOX").is_some_and(|forced| forced == "1")
}

/// Another program that is started from here deals with its memory as it does elsewhere.
pub(crate) fn let_go(command: &mut Command) {
    for (name, _) in OVERWRITING {
        command.env_remove(name);
    }
}

/// Does not return unless it fails.
#[cfg(unix)]
fn start_anew(changes: Changes) -> io::Error {
    use std::os::unix::process::CommandExt;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return error,
    };
    let mut arguments = std::env::args_os();
    let mut command = Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.args(arguments);
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.exec()
}

#[cfg(not(unix))]
fn start_anew(_: Changes) -> io::Error {
    io::Error::new(
        io::ErrorKind::Unsupported,
        "a variable of the environment would let other programs drive the window",
    )
}

#[cfg(unix)]
fn keep_memory_private() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(not(unix))]
fn keep_memory_private() -> io::Result<()> {
    Ok(())
}

/// Empty when the environment is as it should be, so that a second start never leads to a third.
fn changes(variable: impl Fn(&str) -> Option<OsString>, can_sandbox: impl Fn() -> bool) -> Changes {
    let mut changes = Changes::new();
    if cfg!(not(feature = "e2e")) {
        changes.extend(
            DOORS
                .iter()
                .filter(|name| variable(name).is_some())
                .map(|name| (*name, None)),
        );
    }
    if cfg!(target_env = "gnu") {
        let wrong = |(name, value): &(&str, &str)| variable(name).is_none_or(|it| it != *value);
        changes.extend(
            OVERWRITING
                .into_iter()
                .filter(wrong)
                .map(|(name, value)| (name, Some(value))),
        );
    }
    if cfg!(target_os = "linux") {
        changes.extend(language(&variable));
        // Some drivers draw nothing through DMA buffers; who needs them sets the variable.
        if variable("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
            changes.push(("WEBKIT_DISABLE_DMABUF_RENDERER", Some("1")));
        }
        if variable("WEBKIT_FORCE_SANDBOX").is_none() {
            changes.push((
                "WEBKIT_FORCE_SANDBOX",
                Some(if can_sandbox() { "1" } else { "0" }),
            ));
        }
    }
    changes
}

/// Under C and POSIX, `navigator.language` is "C", on which every `Intl` constructor throws.
fn language(variable: &impl Fn(&str) -> Option<OsString>) -> Changes {
    let nameless = |name: &&str| {
        variable(name).is_some_and(|value| {
            ["C", "POSIX", "C.UTF-8", "C.utf8"]
                .iter()
                .any(|c| value == *c)
        })
    };
    let mut changes: Changes = ["LC_ALL", "LC_MESSAGES", "LC_CTYPE"]
        .into_iter()
        .filter(nameless)
        .map(|name| (name, None))
        .collect();
    let unset = variable("LANG").is_none_or(|value| value.is_empty());
    if unset || nameless(&"LANG") {
        changes.push(("LANG", Some("en_US.UTF-8")));
    }
    changes
}

/// WebKit's sandbox needs bubblewrap and xdg-dbus-proxy, and a kernel that lets them make namespaces.
fn can_sandbox() -> bool {
    let runs = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let can = runs("bwrap", &["--unshare-all", "--ro-bind", "/", "/", "true"])
        && runs("xdg-dbus-proxy", &["--version"]);
    if !can {
        crate::complain(
            "WebKit's sandbox is off: it needs bubblewrap, xdg-dbus-proxy and user namespaces.",
        );
    }
    can
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const GOOD: [(&str, &str); 5] = [
        OVERWRITING[0],
        OVERWRITING[1],
        ("LANG", "de_DE.UTF-8"),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "0"),
        ("WEBKIT_FORCE_SANDBOX", "1"),
    ];

    fn changes_to(environment: &BTreeMap<String, String>) -> Changes {
        changes(|name| environment.get(name).map(OsString::from), || true)
    }

    fn good_and(more: &[(&str, &str)]) -> BTreeMap<String, String> {
        GOOD.iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_good_environment_is_left_alone() {
        assert_eq!(changes_to(&good_and(&[("HOME", "/home/alice")])), []);
    }

    #[test]
    fn an_empty_environment_is_completed_once() {
        let mut environment = BTreeMap::new();
        let first = changes_to(&environment);
        assert_eq!(
            first,
            [
                (OVERWRITING[0].0, Some(OVERWRITING[0].1)),
                ("Malloc", Some("1")),
                ("LANG", Some("en_US.UTF-8")),
                ("WEBKIT_DISABLE_DMABUF_RENDERER", Some("1")),
                ("WEBKIT_FORCE_SANDBOX", Some("1"))
            ]
        );
        environment.extend(
            first
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))),
        );
        assert_eq!(changes_to(&environment), []);
    }

    #[test]
    #[cfg(not(feature = "e2e"))]
    fn every_door_is_shut() {
        for door in DOORS {
            assert_eq!(changes_to(&good_and(&[(door, "1")])), [(*door, None)]);
        }
    }

    #[test]
    fn nobody_else_says_what_happens_to_freed_memory() {
        for (name, value) in OVERWRITING {
            assert_eq!(changes_to(&good_and(&[(name, "0")])), [(name, Some(value))]);
        }
    }

    #[test]
    fn a_language_without_a_name_is_replaced() {
        for c in ["C", "POSIX", "C.UTF-8"] {
            assert_eq!(
                changes_to(&good_and(&[("LANG", c)])),
                [("LANG", Some("en_US.UTF-8"))]
            );
            assert_eq!(changes_to(&good_and(&[("LC_ALL", c)])), [("LC_ALL", None)]);
        }
    }

    #[test]
    fn a_computer_that_cannot_sandbox_still_opens_the_window() {
        let environment = good_and(&[])
            .into_iter()
            .filter(|(name, _)| name != "WEBKIT_FORCE_SANDBOX")
            .collect::<BTreeMap<_, _>>();
        let changes = changes(|name| environment.get(name).map(OsString::from), || false);
        assert_eq!(changes, [("WEBKIT_FORCE_SANDBOX", Some("0"))]);
    }
}
