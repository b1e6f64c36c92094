//! Links in, links out: what a shop's page hands over, and the way back to the shop.
//!
//! Invariant: a link only ever files a request (threat T2); nothing is opened in the browser but the shop's https address.

use std::sync::Arc;
use std::thread;

use inkling_desk::{Desk, Failure, FailureCode};
use tauri::{AppHandle, Manager, Runtime, Url};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::arguments::Arguments;
use crate::hardening;
use crate::windows;

/// Takes the link this process was started with, and those that the system hands over later.
pub(crate) fn listen<R: Runtime>(app: &AppHandle<R>, first: Option<String>) {
    if cfg!(debug_assertions) {
        // An installed package registers the scheme itself. Without a desktop around there is nothing to register with.
        let _ = app.deep_link().register_all();
    }
    if cfg!(target_os = "macos") {
        let handle = app.clone();
        app.deep_link().on_open_url(move |event| {
            for link in event.urls() {
                open(&handle, link.into());
            }
        });
    }
    if let Some(link) = first {
        open(app, link);
    }
}

/// A second start of the program ends at once; its link is ours. Its options are not: they hold for one run.
pub(crate) fn from_second_start<R: Runtime>(app: &AppHandle<R>, arguments: Vec<String>) {
    match Arguments::parse(arguments.into_iter().skip(1)) {
        Ok(Arguments {
            link: Some(link), ..
        }) => open(app, link),
        Ok(_) | Err(_) => front(app),
    }
}

/// After the unlock: shows the requests whose links had to wait for it. A slow shop holds up nothing.
pub(crate) fn open_waiting<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    thread::spawn(move || {
        for request in app.state::<Arc<Desk>>().open_waiting_links() {
            announce(&app, request.id);
        }
    });
}

/// Opens the way back in the person's own browser.
pub(crate) fn return_to(address: &str) {
    if is_safe_to_open(address) {
        let programs = open::commands(address);
        thread::spawn(move || {
            // The shop's page also works when the person goes back to it by hand.
            programs.into_iter().any(|mut program| {
                hardening::let_go(&mut program);
                program.status().is_ok_and(|status| status.success())
            })
        });
    }
}

/// Files the link's request away from the main thread, then shows it. A closed vault keeps the link until the unlock.
fn open<R: Runtime>(app: &AppHandle<R>, link: String) {
    let app = app.clone();
    thread::spawn(move || match app.state::<Arc<Desk>>().open_link(&link) {
        Ok(request) => announce(&app, request.id),
        Err(Failure {
            code: FailureCode::Locked,
        }) => front(&app),
        // What became of it is in the history. A page that repeats its link must not pull at the window.
        Err(_) => windows::beckon(&app),
    });
}

fn announce<R: Runtime>(app: &AppHandle<R>, id: i64) {
    // A request that cannot be shown now waits in the main window's list.
    let _ = windows::announce(app, id);
}

fn front<R: Runtime>(app: &AppHandle<R>) {
    // Some desktops do not let a window come forward by itself.
    let _ = windows::focus(app);
}

/// https anywhere; http on this computer, which the vault accepts from a shop in developer mode only.
fn is_safe_to_open(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe_to_open;

    #[test]
    fn the_way_back_is_https_or_this_computer() {
        for address in [
            "https://books.example/back?response_code=x",
            "http://localhost:8443/back",
            "http://127.0.0.1:8443/",
            "http://[::1]:8443/",
        ] {
            assert!(is_safe_to_open(address), "{address}");
        }
        for address in [
            "http://books.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "-h",
            "inkling://authorize",
            "data:text/html,x",
            "smb://host/x",
            "",
        ] {
            assert!(!is_safe_to_open(address), "{address}");
        }
    }
}
