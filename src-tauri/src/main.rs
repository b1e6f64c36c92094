//! The shell around the desk: windows, links, dialogs, and the process's own defences. One line a command.
//!
//! Invariant: nothing is decided here. What a window may ask for is in `capabilities/`; what happens then, in the desk.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod arguments;
mod commands;
mod hardening;
mod keychain;
mod links;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::{Desk, Developer, Postman};
use tauri::{App, Emitter, Manager, RunEvent};

use crate::arguments::Arguments;
use crate::keychain::SystemKeychain;

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
        .run(|app, event| {
            if let RunEvent::Exit = event {
                // A vault that could not be closed properly is closed by the end of the process.
                let _ = app.state::<Arc<Desk>>().lock();
            }
        });
    Ok(())
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
    app.manage(Postman::start(Arc::clone(&desk))?);
    app.manage(desk);
    windows::open_unlock(app.handle())?;
    links::listen(app.handle(), arguments.link);
    Ok(())
}

/// Tells whoever started the program from a terminal.
#[expect(clippy::print_stderr, reason = "the process has no window yet")]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}
