//! The vault's folder while a backup takes the vault's place, while something serves for it, and when it is erased.
//!
//! Invariant: as long as a new file waits in [`RESTORED`], the one of that name in the vault's place is the former one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use inkling_token::Timestamp;

use super::{
    COMPANIONS, DATABASE, FORMER, Folder, KEYS, MEMORY, RESTORED, RESTORING, SERVING, UNFINISHED,
};
use crate::Error;

/// Before each former vault's folder name: when it was moved aside, in ms since 1970.
const ASIDE: &str = "former-";

impl Folder {
    /// An empty folder for a backup that is to be unpacked.
    pub(crate) fn start_restoring(&self) -> Result<Self, Error> {
        self.abandon_restoring()?;
        Self::make(&self.path(RESTORING))
    }

    /// Takes away what was unpacked.
    pub(crate) fn abandon_restoring(&self) -> Result<(), Error> {
        remove_folder(&self.path(RESTORING))
    }

    /// An empty folder for what serves shops while the vault is locked.
    pub(crate) fn start_serving(&self) -> Result<Self, Error> {
        self.drop_serving()?;
        let folder = Self::make(&self.path(SERVING))?;
        self.sync()?;
        Ok(folder)
    }

    /// The folder of what serves, there or not.
    pub(crate) fn serving(&self) -> Self {
        Self(self.path(SERVING))
    }

    /// Takes away what served.
    pub(crate) fn drop_serving(&self) -> Result<(), Error> {
        remove_folder(&self.path(SERVING))
    }

    /// From here on the backup is the vault.
    pub(crate) fn decide_restoring(&self) -> Result<(), Error> {
        Self(self.path(RESTORING)).sync()?;
        fs::rename(self.path(RESTORING), self.path(RESTORED))?;
        self.sync()
    }

    /// Moves the former files aside and the new ones in, as far as that was not done.
    pub(crate) fn finish_restoring(&self, now: Timestamp) -> Result<(), Error> {
        let restored = Self(self.path(RESTORED));
        if !restored.0.exists() {
            return Ok(());
        }
        let former = Self::make(&restored.path(FORMER))?;
        for name in [DATABASE, MEMORY, KEYS] {
            if !restored.path(name).exists() {
                continue;
            }
            for old in companions(name) {
                move_if_there(&self.path(&old), &former.path(&old))?;
            }
            former.sync()?;
            self.sync()?;
            fs::rename(restored.path(name), self.path(name))?;
            self.sync()?;
        }
        if fs::read_dir(&former.0)?.next().is_some() {
            let aside = self.path(&format!("{ASIDE}{}", now.millis()));
            fs::rename(&former.0, aside)?;
            self.sync()?;
        }
        fs::remove_dir_all(&restored.0)?;
        self.sync()
    }

    /// Every file that holds sealed keys: the vault's, and those of vaults that came or went.
    pub(crate) fn keys_files(&self) -> Result<Vec<PathBuf>, Error> {
        let mut folders = vec![self.0.clone(), self.path(RESTORED).join(FORMER)];
        folders.extend(self.others()?);
        let files = folders
            .iter()
            .flat_map(|folder| [folder.join(KEYS), folder.join(format!("{KEYS}.new"))])
            .filter(|file| file.exists());
        Ok(files.collect())
    }

    /// Everything else of the vault but its lock.
    pub(crate) fn remains(&self) -> Result<Vec<PathBuf>, Error> {
        let mut remains: Vec<PathBuf> = companions(DATABASE)
            .iter()
            .map(|name| self.path(name))
            .collect();
        remains.extend([self.path(MEMORY), self.path(SERVING)]);
        remains.extend(self.others()?);
        Ok(remains)
    }

    /// Folders of vaults that came or went.
    fn others(&self) -> Result<Vec<PathBuf>, Error> {
        let mut others = vec![self.path(RESTORING), self.path(RESTORED)];
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let name = entry.file_name();
            let stamp = name.to_str().and_then(|name| name.strip_prefix(ASIDE));
            if stamp.is_some_and(|stamp| stamp.bytes().all(|byte| byte.is_ascii_digit())) {
                others.push(entry.path());
            }
        }
        Ok(others)
    }
}

/// A folder that is not there any more, or was not.
fn remove_folder(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The files that belong to one file.
fn companions(name: &str) -> Vec<String> {
    if name != DATABASE {
        return vec![name.to_owned()];
    }
    [DATABASE, UNFINISHED]
        .iter()
        .flat_map(|base| COMPANIONS.map(|companion| format!("{base}{companion}")))
        .collect()
}

fn move_if_there(from: &Path, to: &Path) -> Result<(), Error> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
