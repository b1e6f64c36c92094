//! What opens the vault, from the command line: the passphrase, a recovery kit.
//!
//! Invariant: a recovery kit is written to standard output once, and nowhere else.

use std::io::{self, Write};
use std::path::Path;

use inkling_desk::view::RecoveryKit;
use inkling_desk::{Desk, Failure, FailureCode};
use zeroize::Zeroizing;

use crate::args::{Inkling, Keys};
use crate::passphrase;
use crate::run::show;

/// Shows or changes what opens the vault; `known` is the passphrase that has just opened it.
pub(crate) fn keys(
    args: &Inkling,
    desk: &Desk,
    command: &Keys,
    known: &str,
) -> Result<String, Failure> {
    match command {
        Keys::Show => {}
        Keys::Passphrase { new_file } => {
            let new = passphrase::read_new(new_file.as_deref());
            desk.change_passphrase(known.to_owned(), new.map_err(unreadable)?)?;
        }
        Keys::MakeKit => {
            let kit = desk.draft_kit(known.to_owned())?;
            write(args, &kit).map_err(|_| FailureCode::Io)?;
            desk.keep_kit(passphrase::read_kit(None).map_err(unreadable)?)?;
        }
        Keys::RemoveKit => desk.remove_kit()?,
        Keys::QuickUnlockOff => desk.quick_unlock_off()?,
    }
    show(args, &desk.keys()?)
}

/// Opens the vault with its kit, and closes it again.
pub(crate) fn recover(
    args: &Inkling,
    desk: &Desk,
    kit_file: Option<&Path>,
) -> Result<String, Failure> {
    let kit = passphrase::read_kit(kit_file).map_err(unreadable)?;
    let new = passphrase::read_new(args.passphrase_file.as_deref()).map_err(unreadable)?;
    desk.recover(kit, new)?;
    let keys = desk.keys();
    desk.lock()?;
    show(args, &keys?)
}

/// Before it is typed back, and so before the command has ended.
fn write(args: &Inkling, kit: &RecoveryKit) -> io::Result<()> {
    let mut text = Zeroizing::new(String::with_capacity(16 * 1024));
    if args.json {
        text.push_str(&serde_json::to_string(kit)?);
        text.push('\n');
    } else {
        for half in kit.groups.chunks(4) {
            text.push_str(&Zeroizing::new(half.join(" - ")));
            text.push('\n');
        }
        text.push_str("Write this down. It counts once you typed it back.\n");
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn unreadable(_: io::Error) -> Failure {
    FailureCode::FileNotFound.into()
}
