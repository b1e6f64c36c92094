//! A sign in the tray, for desktops that have one: open, lock, pause, quit. Stopping is not there, so that no slip stops anything.
//!
//! Invariant: never the only way to anything, and nothing of the vault is in it: not a name, not a number.

use std::sync::Arc;
use std::thread;

use inkling_desk::Desk;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Runtime, Wry};

use crate::windows;

const NAME: &str = "Inkling";

/// What changes with the vault.
struct Tray {
    sign: TrayIcon<Wry>,
    /// Of use while the vault is open.
    when_open: [MenuItem<Wry>; 2],
}

/// Puts the sign there, out of sight until the vault says whether the person wants it.
pub(crate) fn begin(app: &AppHandle<Wry>) -> tauri::Result<()> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let (lock, pause) = (
        item("lock", "Lock now")?,
        item("pause", "Pause everything for a day")?,
    );
    let menu = Menu::with_items(
        app,
        &[
            &item("open", "Open")?,
            &lock,
            &pause,
            &PredefinedMenuItem::separator(app)?,
            &item("quit", "Quit")?,
        ],
    )?;
    let mut builder = TrayIconBuilder::with_id(NAME).tooltip(NAME).menu(&menu);
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    let sign = builder
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)?;
    sign.set_visible(false)?;
    app.manage(Tray {
        sign,
        when_open: [lock, pause],
    });
    Ok(())
}

/// After each change: the sign is as the vault wants it.
pub(crate) fn follow(app: &AppHandle<Wry>) {
    let handle = app.clone();
    // The tray belongs to the main thread; nobody waits for it. A program that ends needs no sign.
    let _ = app.run_on_main_thread(move || {
        let Some(tray) = handle.try_state::<Tray>() else {
            return;
        };
        let settings = handle.state::<Arc<Desk>>().settings_in_force();
        if let Some(settings) = settings {
            // A desktop without a tray shows nothing.
            let _ = tray.sign.set_visible(settings.tray);
        }
        for item in &tray.when_open {
            let _ = item.set_enabled(settings.is_some());
        }
    });
}

/// Away from the main thread: a disk or a shop may be slow.
fn chosen<R: Runtime>(app: &AppHandle<R>, item: &str) {
    let (app, item) = (app.clone(), item.to_owned());
    thread::spawn(move || {
        let desk = app.state::<Arc<Desk>>();
        match item.as_str() {
            "open" => {
                // Some desktops do not let a window come forward by itself.
                let _ = windows::focus(&app);
            }
            "lock" => {
                // What could not be written is told in the unlock window.
                let _ = desk.lock();
            }
            "pause" => {
                // A vault that was locked meanwhile pauses nothing, and the history says what was paused.
                let _ = desk.pause_all_for_a_day();
            }
            "quit" => app.exit(0),
            _ => {}
        }
    });
}
