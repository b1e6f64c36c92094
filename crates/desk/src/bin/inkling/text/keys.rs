//! What opens the vault, as text.

use std::fmt::{self, Write};

use inkling_desk::view::{Keys, QuickUnlock};

use super::Show;
use crate::phrases::day;

impl Show for Keys {
    fn text(&self, out: &mut String) -> fmt::Result {
        writeln!(
            out,
            "The passphrase is of {}. Backups from before open with the one they had.",
            day(self.passphrase_since)
        )?;
        match self.kit_since {
            Some(at) => writeln!(out, "The recovery kit is of {}.", day(at))?,
            None => writeln!(out, "There is no recovery kit.")?,
        }
        writeln!(
            out,
            "{}",
            match self.quick {
                QuickUnlock::Off => "Quick unlock is off.",
                QuickUnlock::On => "Quick unlock is on.",
                // The command line reaches no keychain.
                QuickUnlock::Unavailable => "Quick unlock is on; the window uses it.",
            }
        )
    }
}
