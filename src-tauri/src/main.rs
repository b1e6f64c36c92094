//! The shell around the desk: windows, links, dialogs, and the process's own defences. One line a command.
//!
//! Invariant: nothing is decided here. What a window may ask for is in `capabilities/`; what happens then, in the desk.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod arguments;
mod commands;
mod hardening;
mod keychain;
mod links;
#[cfg(target_os = "linux")]
mod signs;
mod tray;
mod watch;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::{Desk, Developer, Event, Postman};
use tauri::{App, AppHandle, Emitter, Manager, RunEvent};
use zeroizing_alloc::ZeroAlloc;

use crate::arguments::Arguments;
use crate::keychain::SystemKeychain;
use crate::watch::Watch;

/// What is freed is overwritten, so that a locked vault is not in memory.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let started = hardening::harden()
        .map_err(Into::into)
        .and_then(|()| run(Arguments::parse(std::env::args_os().skip(1))?));
    match started {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("Inkling could not start: {error}."));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            links::from_second_start(app, arguments);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .setup(move |app| set_up(app, arguments))
        .build(tauri::generate_context!())?
        .run(happened);
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what the runtime calls takes it"
)]
fn happened(app: &AppHandle, event: RunEvent) {
    // The runtime speaks before the desk is there.
    let Some(desk) = app.try_state::<Arc<Desk>>() else {
        return;
    };
    if let RunEvent::ExitRequested {
        code: None, api, ..
    } = &event
    {
        // The last window was closed. Whether to go on without one is the person's choice, while there is something to go on for.
        if desk.goes_on() {
            api.prevent_exit();
        }
    }
    if let RunEvent::Exit = event {
        // A vault that could not be closed properly is closed by the end of the process.
        let _ = desk.note(Event::Quit);
    }
}

fn set_up(app: &mut App, arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match arguments.home {
        Some(folder) => folder,
        None => inkling_desk::default_folder().ok_or("there is no home folder")?,
    };
    let developer = if arguments.developer {
        Developer::On
    } else {
        Developer::Off
    };
    let windows = app.handle().clone();
    let changed = move || {
        // A window that is closing right now needs no news.
        let _ = windows.emit("changed", ());
        tray::follow(&windows);
        if let Some(postman) = windows.try_state::<Postman>() {
            postman.hurry();
        }
    };
    let entropy = Box::<SystemEntropy>::default();
    let desk = Desk::with_keychain(
        folder,
        developer,
        (Box::new(SystemClock), entropy, Box::new(SystemKeychain)),
        Box::new(changed),
    );
    let windows = app.handle().clone();
    desk.on_lock(move |reason, after| {
        // The vault is closed also when its windows cannot be replaced; they are told that it is locked.
        let _ = windows::locked(&windows, reason, after);
    });
    desk.learn(|known| known.confined = hardening::is_confined());
    app.manage(Watch::begin(&desk)?);
    app.manage(Postman::start(Arc::clone(&desk))?);
    app.manage(desk);
    tray::begin(app.handle())?;
    windows::open_unlock(app.handle())?;
    links::listen(app.handle(), arguments.link);
    Ok(())
}

/// Tells whoever started the program from a terminal.
#[expect(clippy::print_stderr, reason = "the process has no window yet")]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}
