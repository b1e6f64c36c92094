//! Everything in the vault, as a folder of files that need no Inkling to be read.
//!
//! Invariant: the folder takes its name when everything is in it; nothing that was there before is written over.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use inkling_token::Timestamp;
use inkling_vault::Vault;

use super::{ExportError, events, grants, history, profile, rules, write};

/// So many exports of one day find a name.
const MOST: u32 = 99;

/// Writes a folder of this name into `place`; where it lies.
pub(crate) fn everything(
    vault: &Vault,
    place: &Path,
    name: &str,
    now: Timestamp,
) -> Result<PathBuf, ExportError> {
    let folder = free(place, name)?;
    let part = place.join(format!("{name}.part"));
    let filled = fill(vault, &part, now).and_then(|()| Ok(fs::rename(&part, &folder)?));
    if filled.is_err() {
        // Half an export is of no use to anyone, and is not encrypted.
        fs::remove_dir_all(&part).ok();
    }
    filled.map(|()| folder)
}

fn fill(vault: &Vault, folder: &Path, now: Timestamp) -> Result<(), ExportError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    owners_folder(folder)?;
    write(&folder.join("README.txt"), |out| {
        Ok(out.write_all(include_bytes!("README.txt"))?)
    })?;
    write(&folder.join("profile.jsonld"), |out| {
        profile::json_ld(vault, out)
    })?;
    write(&folder.join("preferences.csv"), |out| {
        profile::csv(vault, out)
    })?;
    write(&folder.join("evidence.csv"), |out| {
        profile::evidence(vault, out)
    })?;
    write(&folder.join("events.csv"), |out| events::csv(vault, out))?;
    write(&folder.join("rules.csv"), |out| rules::csv(vault, out))?;
    write(&folder.join("grants.csv"), |out| {
        grants::csv(vault, now, out)
    })?;
    write(&folder.join("shared.csv"), |out| {
        grants::shared(vault, out, now)
    })?;
    write(&folder.join("history.csv"), |out| history::csv(vault, out))?;
    write(&folder.join("history.json"), |out| {
        history::json(vault, out)
    })?;
    let receipts = folder.join("receipts");
    owners_folder(&receipts)?;
    for summary in vault.grants(now)? {
        let receipt = vault.receipt(vault.grant(summary.id, now)?.receipt)?;
        write(
            &receipts.join(format!("receipt-{}.jsonld", receipt.id.0)),
            |out| Ok(out.write_all(receipt.json_ld.as_bytes())?),
        )?;
    }
    Ok(())
}

/// The name, or the first with a number behind it that is free.
fn free(place: &Path, name: &str) -> Result<PathBuf, ExportError> {
    let numbered = (2..=MOST).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .map(|name| place.join(name))
        .find(|folder| !folder.exists())
        .ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists).into())
}

fn owners_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}
