//! The kinds of windows: unlock, main, one consent window a request or a grant's later end, and the window of the keys.
//!
//! A passphrase is typed in the unlock window or in that of the keys, and a recovery kit is shown in the latter; the web
//! process of each ends with it. So does everything that was shown when the vault is locked.
//!
//! Invariant: no window ever shows a page that is not ours, opens another, or downloads.

use std::sync::Arc;

use inkling_desk::view::LockReason;
use inkling_desk::{AfterLock, Desk};
use serde::Deserialize;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, Runtime, Url, UserAttentionType, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
};

const UNLOCK: &str = "unlock";
const MAIN: &str = "main";
const CONSENT: &str = "consent-";
const EXTENSION: &str = "extension-";
const KEYS: &str = "keys";

/// What the window of the keys is opened for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeysTask {
    /// Another passphrase.
    Passphrase,
    /// A new recovery kit.
    Kit,
    /// Unlocking with the keychain.
    QuickUnlock,
}

impl KeysTask {
    fn page(self) -> &'static str {
        match self {
            Self::Passphrase => "keys.html?task=passphrase",
            Self::Kit => "keys.html?task=kit",
            Self::QuickUnlock => "keys.html?task=quick-unlock",
        }
    }
}

/// Opens the window that a closed vault has.
pub(crate) fn open_unlock<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    guarded(app, UNLOCK, "unlock.html")
        .title("Inkling")
        .inner_size(940.0, 720.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .build()?;
    Ok(())
}

/// The vault was opened: the main window takes the unlock window's place.
pub(crate) fn unlocked<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if app.get_webview_window(MAIN).is_none() {
        open_main(app)?;
    }
    close(app, |label| label == UNLOCK)
}

/// The vault is about to be closed: what shows it goes, and the unlock window takes its place.
pub(crate) fn locked<R: Runtime>(
    app: &AppHandle<R>,
    reason: LockReason,
    after: AfterLock,
) -> tauri::Result<()> {
    match reason {
        LockReason::Quit => return Ok(()),
        LockReason::Asked
        | LockReason::Idle
        | LockReason::Sleep
        | LockReason::ScreenLocked
        | LockReason::UserSwitched => {}
    }
    if app.webview_windows().is_empty() {
        if after == AfterLock::Nothing {
            // It went on in the background for the vault's sake alone.
            app.exit(0);
        }
        return Ok(());
    }
    if app.get_webview_window(UNLOCK).is_none() {
        open_unlock(app)?;
    }
    close(app, |label| label != UNLOCK)
}

/// Opens the window of the keys. One that is already there comes to the front.
pub(crate) fn open_keys<R: Runtime>(app: &AppHandle<R>, task: KeysTask) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(KEYS) {
        return window.set_focus();
    }
    let window = guarded(app, KEYS, task.page())
        .title("Keys of your vault")
        .inner_size(640.0, 780.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .focused(true)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        // A kit that was shown and not typed back never counts.
        if let WindowEvent::Destroyed = event {
            app.state::<Arc<Desk>>().forget_kit();
        }
    });
    Ok(())
}

/// Shows a request to the person who asked to see it. A window that is already there comes to the front.
pub(crate) fn review<R: Runtime>(app: &AppHandle<R>, id: i64) -> tauri::Result<()> {
    match app.get_webview_window(&consent_label(id)) {
        Some(window) => window.set_focus(),
        None => open_consent(app, id),
    }
}

/// Shows a request that a link brought. A window that is already there stays where it is: a shop cannot pull at it.
pub(crate) fn announce<R: Runtime>(app: &AppHandle<R>, id: i64) -> tauri::Result<()> {
    match app.get_webview_window(&consent_label(id)) {
        Some(_) => Ok(()),
        None => open_consent(app, id),
    }
}

/// Shows what it means to let a grant last until a later day. One that asks about another day of the same grant goes.
pub(crate) fn review_extension<R: Runtime>(
    app: &AppHandle<R>,
    grant: i64,
    until: i64,
) -> tauri::Result<()> {
    let label = extension_label(grant, until);
    let of_grant = format!("{EXTENSION}{grant}-");
    close(app, |other| other.starts_with(&of_grant) && other != label)?;
    match app.get_webview_window(&label) {
        Some(window) => window.set_focus(),
        None => ask(
            app,
            &label,
            &format!("consent.html?grant={grant}&until={until}"),
            "Last longer",
        ),
    }
}

/// Brings the unlock or the main window to the front, also when it was closed.
pub(crate) fn focus<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let window = app
        .get_webview_window(MAIN)
        .or_else(|| app.get_webview_window(UNLOCK));
    match window {
        Some(window) => {
            window.unminimize()?;
            window.set_focus()
        }
        None if app.state::<Arc<Desk>>().is_open() => open_main(app),
        None => open_unlock(app),
    }
}

/// Asks for attention without taking it.
pub(crate) fn beckon<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Some desktops have no such sign.
        let _ = window.request_user_attention(Some(UserAttentionType::Informational));
    }
}

/// Whether this window was opened for this request: no consent window decides for another.
pub(crate) fn is_for<R: Runtime>(window: &WebviewWindow<R>, id: i64) -> bool {
    window.label() == consent_label(id)
}

/// Whether this window was opened for this later end of this grant.
pub(crate) fn is_for_extension<R: Runtime>(
    window: &WebviewWindow<R>,
    grant: i64,
    until: i64,
) -> bool {
    window.label() == extension_label(grant, until)
}

fn open_main<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    guarded(app, MAIN, "index.html")
        .title("Inkling")
        .inner_size(1120.0, 780.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .build()?;
    Ok(())
}

fn open_consent<R: Runtime>(app: &AppHandle<R>, id: i64) -> tauri::Result<()> {
    ask(
        app,
        &consent_label(id),
        &format!("consent.html?id={id}"),
        "Sharing request",
    )
}

/// Opens a window in which the person decides one thing.
fn ask<R: Runtime>(app: &AppHandle<R>, label: &str, page: &str, title: &str) -> tauri::Result<()> {
    guarded(app, label, page)
        .title(title)
        .inner_size(640.0, 820.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .focused(true)
        .build()?;
    Ok(())
}

fn consent_label(id: i64) -> String {
    format!("{CONSENT}{id}")
}

fn extension_label(grant: i64, until: i64) -> String {
    format!("{EXTENSION}{grant}-{until}")
}

fn close<R: Runtime>(app: &AppHandle<R>, which: impl Fn(&str) -> bool) -> tauri::Result<()> {
    app.webview_windows()
        .values()
        .filter(|window| which(window.label()))
        .try_for_each(WebviewWindow::destroy)
}

/// A window that only ever shows `page` of the embedded interface, or its neighbours.
fn guarded<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    label: &str,
    page: &str,
) -> WebviewWindowBuilder<'a, R, AppHandle<R>> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .devtools(false)
}

/// Pages of the embedded interface, by the name each system gives to it.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_interface_are_navigated_to() {
        let ours = |url: &str| is_ours(&url.parse().unwrap());
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("tauri://localhost/consent.html?id=7"));
        for foreign in [
            "https://example.com/",
            "http://localhost/",
            "tauri://example.com/",
            "data:text/html,x",
            "about:blank",
            "javascript:1",
            "file:///etc/passwd",
        ] {
            assert!(!ours(foreign), "{foreign}");
        }
    }
}
