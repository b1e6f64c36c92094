//! The vault's folder: which files are in it, who may touch them, and how they are written.
//!
//! Invariant: every file is readable by its owner alone; a keys file that is replaced is at every moment either the old or the
//! new one, whole, and of the memory one place is.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::error::Part;

const DATABASE: &str = "vault.db";
const KEYS: &str = "vault.keys";
const MEMORY: &str = "vault.memory";
/// A keys file that is being written; it becomes [`KEYS`] once it is whole.
const UNFINISHED_KEYS: &str = "vault.keys.new";
const LOCK: &str = "vault.lock";
/// A database that is being created; it becomes [`DATABASE`] once the keys file is written.
const UNFINISHED: &str = "vault.db.new";
/// A backup that is being unpacked; it becomes [`RESTORED`] once it is to take the vault's place.
const RESTORING: &str = "restoring";
/// A backup that takes the vault's place, file by file.
const RESTORED: &str = "restored";
/// Within [`RESTORED`]: the vault that was there, as far as it was moved.
const FORMER: &str = "former";
/// What serves shops while the vault is locked: a small vault without a keys file.
const SERVING: &str = "serving";
/// SQLite's companions of a database file.
const COMPANIONS: [&str; 4] = ["", "-journal", "-wal", "-shm"];
/// A keys file is a thousand bytes, a memory less; nothing much larger is read.
pub(crate) const LARGEST_KEYS_FILE: u64 = 64 * 1024;

/// Whether a folder holds a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It does not.
    Missing,
    /// It does, whole or not.
    Present,
}

/// Looks for a vault in `dir`; reads nothing.
#[must_use]
pub fn presence(dir: &Path) -> Presence {
    let folder = Folder::at(dir);
    // A database without keys is a vault that lost them, never a place for a new one. An unfinished database without keys
    // is what a creation left that was cut short: no one has its key.
    let files = [KEYS, DATABASE, RESTORED];
    if files.iter().any(|name| folder.path(name).exists()) {
        Presence::Present
    } else {
        Presence::Missing
    }
}

/// Whether what is written is brought to the disk before one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    Yes,
    /// It gets there by and by.
    NotYet,
}

/// The folder of one vault.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

/// Held as long as the vault is open; no other process can hold it at the same time.
#[derive(Debug)]
pub(crate) struct Claim(#[expect(dead_code, reason = "dropping the file releases the lock")] File);

mod moving;

impl Folder {
    pub(crate) fn at(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    /// The folder, made if need be, for its owner alone.
    pub(crate) fn make(dir: &Path) -> Result<Self, Error> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        owner_only_folder(&mut builder);
        builder.create(dir)?;
        restrict_folder(dir)?;
        Ok(Self::at(dir))
    }

    /// Claims the vault for this process.
    pub(crate) fn claim(&self) -> Result<Claim, Error> {
        let file = owner_only()
            .read(true)
            .append(true)
            .create(true)
            .open(self.path(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Claim(file)),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    pub(crate) fn read_keys(&self) -> Result<Vec<u8>, Error> {
        self.read(KEYS)?.ok_or(Error::Damaged(Part::Keys))
    }

    /// The memory, if there is one.
    pub(crate) fn read_memory(&self) -> Result<Option<Vec<u8>>, Error> {
        self.read(MEMORY)
    }

    /// Writes one place of the memory over what it held before.
    pub(crate) fn write_memory(
        &self,
        place: u64,
        bytes: &[u8],
        lasting: Lasting,
    ) -> Result<(), Error> {
        let mut file = owner_only()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.path(MEMORY))?;
        let is_new = file.metadata()?.len() == 0;
        file.seek(SeekFrom::Start(place))?;
        file.write_all(bytes)?;
        if lasting == Lasting::Yes {
            file.sync_data()?;
            if is_new {
                self.sync()?;
            }
        }
        Ok(())
    }

    /// A small file, if it is there.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let file = match File::open(self.path(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = Vec::new();
        file.take(LARGEST_KEYS_FILE).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Writes a keys file that counts only once it [takes its place](Self::finish_keys).
    pub(crate) fn start_keys(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut file = owner_only()
            .write(true)
            .create(true)
            .truncate(true)
            .open(self.path(UNFINISHED_KEYS))?;
        file.write_all(bytes)?;
        Ok(file.sync_all()?)
    }

    /// Replaces the keys file by the one that was started.
    pub(crate) fn finish_keys(&self) -> Result<(), Error> {
        fs::rename(self.path(UNFINISHED_KEYS), self.path(KEYS))?;
        self.sync()
    }

    /// Removes a keys file that was started and never counted: what it opens by was never agreed.
    pub(crate) fn drop_unfinished_keys(&self) -> Result<(), Error> {
        remove(&self.path(UNFINISHED_KEYS))
    }

    pub(crate) fn as_path(&self) -> &Path {
        &self.0
    }

    /// Where the database is, or is to be.
    pub(crate) fn database_path(&self) -> PathBuf {
        self.path(DATABASE)
    }

    pub(crate) fn lock_path(&self) -> PathBuf {
        self.path(LOCK)
    }

    /// The finished database, if it is there.
    pub(crate) fn database(&self) -> Result<PathBuf, Error> {
        let path = self.path(DATABASE);
        if path.exists() {
            Ok(path)
        } else {
            Err(Error::Damaged(Part::File))
        }
    }

    /// An empty file for a new database; leftovers of a creation that was cut short are cleared away.
    pub(crate) fn start_database(&self) -> Result<PathBuf, Error> {
        for companion in COMPANIONS {
            remove(&self.path(&format!("{UNFINISHED}{companion}")))?;
        }
        let path = self.path(UNFINISHED);
        owner_only().write(true).create_new(true).open(&path)?;
        Ok(path)
    }

    /// Puts a new database in its place, also after a creation that was cut short between its last two steps.
    pub(crate) fn finish_database(&self) -> Result<(), Error> {
        let unfinished = self.path(UNFINISHED);
        if self.path(DATABASE).exists() || !unfinished.exists() {
            return Ok(());
        }
        fs::rename(unfinished, self.path(DATABASE))?;
        self.sync()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A rename is durable once its folder is.
    #[cfg(unix)]
    pub(crate) fn sync(&self) -> Result<(), Error> {
        Ok(File::open(&self.0)?.sync_all()?)
    }

    #[cfg(not(unix))]
    pub(crate) fn sync(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// A file that is not there any more, or was not.
fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(unix)]
pub(crate) fn owner_only() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
pub(crate) fn owner_only() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(unix)]
fn owner_only_folder(builder: &mut DirBuilder) {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(0o700);
}

#[cfg(not(unix))]
fn owner_only_folder(_: &mut DirBuilder) {}

#[cfg(unix)]
fn restrict_folder(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
