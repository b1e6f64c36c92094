//! Erasing a vault for good.
//!
//! Keys first: once the keys files are overwritten and gone, the rest is noise that nobody can open, with whatever passphrase.
//! A disk may keep old copies of what it overwrites; those keys are still sealed by the passphrase.
//!
//! Invariant: after every step, cut short or not, erasing again finishes; nothing that is not the vault's own is touched.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use inkling_token::Entropy;

use crate::Error;
use crate::folder::{Folder, LARGEST_KEYS_FILE};

/// Erases the vault in `dir`, and these backups of it. The folder itself stays.
///
/// # Errors
/// [`Error::InUse`] while the vault is open, and trouble with the disk; then erase again.
pub fn erase(dir: &Path, backups: &[PathBuf], entropy: &dyn Entropy) -> Result<(), Error> {
    let folder = Folder::at(dir);
    if !dir.exists() {
        return Ok(());
    }
    let claim = folder.claim()?;
    forget_keys(&folder, backups, entropy)?;
    for path in folder.remains()?.iter().chain(backups) {
        remove(path)?;
    }
    folder.sync()?;
    // Last, and still held, so that nobody opens what is half erased.
    remove(&folder.lock_path())?;
    drop(claim);
    Ok(())
}

/// The first step: nothing that is left can be opened after it.
pub(crate) fn forget_keys(
    folder: &Folder,
    backups: &[PathBuf],
    entropy: &dyn Entropy,
) -> Result<(), Error> {
    for path in folder.keys_files()?.iter().chain(backups) {
        overwrite(path, entropy)?;
    }
    for path in folder.keys_files()? {
        remove(&path)?;
    }
    folder.sync()
}

/// Overwrites a keys file, or the part of a backup that holds one.
fn overwrite(path: &Path, entropy: &dyn Entropy) -> Result<(), Error> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let length = file.metadata()?.len().min(2 * LARGEST_KEYS_FILE);
    let mut noise = vec![0; usize::try_from(length).unwrap_or_default()];
    entropy.fill(&mut noise)?;
    file.write_all(&noise)?;
    Ok(file.sync_all()?)
}

fn remove(path: &Path) -> Result<(), Error> {
    let gone = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match gone {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
