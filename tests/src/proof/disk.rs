//! A disk that loses its power: what a session asked of it, and what it may hold at any moment.
//!
//! What was synced is there. Of what was not, any part may be: each write whole, torn at its sectors, or not at all, whatever
//! came before or after it. The names in a folder change in their order, and are there for good once it was synced.
//!
//! Invariant: nothing that a disk may do is left out for being unlikely, save damage to what was synced.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Dice;
use crate::figures::Outcome;

/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

/// What strace is to write down for [`Disk::of`].
pub const TRACE: [&str; 5] = [
    "-y",
    "-xx",
    "-s1000000",
    "-e",
    "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,unlinkat,mkdir",
];

/// What was asked of a disk, in order.
#[derive(Debug, Default)]
pub struct Disk {
    asked: Vec<Asked>,
    files: usize,
    folders: usize,
}

/// Which syncs a disk honours: with fewer, acknowledged changes must be lost, or this proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// All of them.
    Honoured,
    /// None of a file's contents, as with `synchronous = OFF`.
    OnlyOfNames,
    /// None of the folder's names.
    OnlyOfContents,
}

#[derive(Debug)]
enum Asked {
    Create(Name, usize),
    Rename(Name, Name),
    Unlink(Name),
    MakeFolder(usize, String),
    DropFolder(usize),
    Write(usize, usize, Vec<u8>),
    Cut(usize, usize),
    Sync(usize),
    SyncFolder(usize),
    Acknowledge,
}

/// A folder and a name in it. Folder 0 is the home; every other one that is made has a number of its own.
type Name = (usize, String);

/// What is where, while the trace is read.
#[derive(Default)]
struct Places {
    names: BTreeMap<Name, usize>,
    folders: BTreeMap<String, usize>,
    positions: BTreeMap<i64, usize>,
}

impl Places {
    /// The name of what lies in the home, or in a folder within it.
    fn name(&self, path: Option<&String>, home: &str) -> Option<Name> {
        let path = path?.strip_prefix(home)?.trim_start_matches('/');
        match path.split_once('/') {
            Some((folder, name)) => Some((*self.folders.get(folder)?, name.to_owned())),
            None => Some((0, path.to_owned())),
        }
    }

    /// The folder of this path: the home, or one within it.
    fn folder(&self, path: Option<&String>, home: &str) -> Option<usize> {
        let path = path?.strip_prefix(home)?.trim_start_matches('/');
        match path {
            "" => Some(0),
            folder => self.folders.get(folder).copied(),
        }
    }
}

impl Disk {
    /// Reads what strace wrote down of a session in `home`.
    ///
    /// # Errors
    /// It is not as strace writes.
    pub fn of(trace: &str, home: &Path) -> Outcome<Self> {
        let home = home.to_str().ok_or("the folder has an odd name")?;
        let (mut disk, mut places) = (Self::default(), Places::default());
        for line in trace.lines() {
            let call = Call::of(line);
            let Some(call) = call.filter(|call| call.result >= 0) else {
                continue;
            };
            disk.note(&call, home, &mut places)?;
        }
        Ok(disk)
    }

    /// How many moments there are at which the power may fail.
    #[must_use]
    pub fn moments(&self) -> usize {
        self.asked.len()
    }

    /// Puts into `folder` what the disk may hold when the power fails; how many commits were acknowledged until then.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn fail(
        &self,
        moment: usize,
        syncs: Syncs,
        (dice, folder): (&mut Dice, &Path),
    ) -> Outcome<usize> {
        let past = self.asked.get(..moment).ok_or("no such moment")?;
        for (path, file) in files(past, syncs, dice) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().ok_or("a file lies nowhere")?)?;
            fs::write(path, self.contents(past, file, (syncs, dice)))?;
        }
        let acknowledged = |asked: &&Asked| matches!(asked, Asked::Acknowledge);
        Ok(past.iter().filter(acknowledged).count())
    }

    fn contents(&self, past: &[Asked], file: usize, (syncs, dice): (Syncs, &mut Dice)) -> Vec<u8> {
        let is_sync = |asked: &Asked| matches!(asked, Asked::Sync(synced) if *synced == file);
        let synced = match syncs {
            Syncs::OnlyOfNames => 0,
            Syncs::Honoured | Syncs::OnlyOfContents => past.iter().rposition(is_sync).unwrap_or(0),
        };
        // A disk may also lose all that was not synced, or nothing.
        let mood = dice.below(4);
        let mut bytes = Vec::new();
        for (place, asked) in past.iter().enumerate() {
            let is_sure = place < synced;
            match asked {
                Asked::Write(of, at, written) if *of == file => {
                    for (sector, part) in (0..).step_by(SECTOR).zip(written.chunks(SECTOR)) {
                        if is_sure || happens(mood, dice) {
                            put(&mut bytes, at + sector, part);
                        }
                    }
                }
                Asked::Cut(of, length) if *of == file && (is_sure || happens(mood, dice)) => {
                    bytes.resize(*length, 0);
                }
                Asked::Write(..)
                | Asked::Cut(..)
                | Asked::Create(..)
                | Asked::Rename(..)
                | Asked::Unlink(_)
                | Asked::MakeFolder(..)
                | Asked::DropFolder(_)
                | Asked::Sync(_)
                | Asked::SyncFolder(_)
                | Asked::Acknowledge => {}
            }
        }
        bytes
    }

    fn note(&mut self, call: &Call<'_>, home: &str, places: &mut Places) -> Outcome<()> {
        let open = places.name(call.open.as_ref(), home);
        let file = open.and_then(|name| places.names.get(&name)).copied();
        let named = |place| places.name(call.text(place).as_ref(), home);
        let number = |place: usize| call.numbers.get(place).copied().unwrap_or_default();
        match call.name {
            "openat" => {
                let Some(name) = named(0).filter(|(_, name)| !name.is_empty()) else {
                    return Ok(());
                };
                places.positions.insert(call.result, 0);
                let truncates = call.line.contains("O_TRUNC");
                if call.line.contains("O_CREAT") && !places.names.contains_key(&name) {
                    places.names.insert(name.clone(), self.files);
                    self.asked.push(Asked::Create(name, self.files));
                    self.files += 1;
                } else if let (true, Some(file)) = (truncates, places.names.get(&name)) {
                    self.asked.push(Asked::Cut(*file, 0));
                }
            }
            "write" if call.descriptor == 1 => self.asked.push(Asked::Acknowledge),
            "write" => {
                if let (Some(file), Some(bytes)) = (file, call.texts.first()) {
                    let position = places.positions.entry(call.descriptor).or_default();
                    self.asked
                        .push(Asked::Write(file, *position, bytes.clone()));
                    *position += bytes.len();
                }
            }
            "pwrite64" => {
                if let (Some(file), Some(bytes)) = (file, call.texts.first()) {
                    self.asked
                        .push(Asked::Write(file, number(1), bytes.clone()));
                }
            }
            "ftruncate" => self
                .asked
                .extend(file.map(|file| Asked::Cut(file, number(0)))),
            "fsync" | "fdatasync" => {
                let folder = places.folder(call.open.as_ref(), home);
                let folder = folder.map(Asked::SyncFolder);
                self.asked.extend(file.map(Asked::Sync).or(folder));
            }
            "rename" => {
                let (Some(from), Some(to)) = (named(0), named(1)) else {
                    return Ok(());
                };
                let file = places.names.remove(&from).ok_or("no such file")?;
                places.names.insert(to.clone(), file);
                self.asked.push(Asked::Rename(from, to));
            }
            "unlink" => {
                if let Some(name) = named(0) {
                    places.names.remove(&name);
                    self.asked.push(Asked::Unlink(name));
                }
            }
            "mkdir" => {
                if let Some((0, name)) = named(0).filter(|(_, name)| !name.is_empty()) {
                    self.folders += 1;
                    places.folders.insert(name.clone(), self.folders);
                    self.asked.push(Asked::MakeFolder(self.folders, name));
                }
            }
            "unlinkat" if call.line.contains("AT_REMOVEDIR") => {
                let folder = named(0).and_then(|(_, name)| places.folders.remove(&name));
                self.asked.extend(folder.map(Asked::DropFolder));
            }
            "unlinkat" => {
                let folder = places.folder(call.open.as_ref(), home);
                if let (Some(folder), Some(name)) = (folder, call.text(0)) {
                    places.names.remove(&(folder, name.clone()));
                    self.asked.push(Asked::Unlink((folder, name)));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The files that the disk holds, by their paths in the home.
fn files(past: &[Asked], syncs: Syncs, dice: &mut Dice) -> Vec<(String, usize)> {
    let home = entries(past, 0, syncs, dice);
    let mut files = Vec::new();
    for (name, what) in home {
        match what {
            Entry::File(file) => files.push((name.to_owned(), file)),
            Entry::Folder(folder) => {
                for (inner, what) in entries(past, folder, syncs, dice) {
                    if let Entry::File(file) = what {
                        files.push((format!("{name}/{inner}"), file));
                    }
                }
            }
        }
    }
    files
}

/// What a name leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder(usize),
}

/// What a folder holds: names change in their order, as far as the disk came.
fn entries<'a>(
    past: &'a [Asked],
    folder: usize,
    syncs: Syncs,
    dice: &mut Dice,
) -> BTreeMap<&'a str, Entry> {
    let is_sync = |asked: &Asked| matches!(asked, Asked::SyncFolder(synced) if *synced == folder);
    let synced = match syncs {
        Syncs::OnlyOfContents => 0,
        Syncs::Honoured | Syncs::OnlyOfNames => past.iter().rposition(is_sync).unwrap_or(0),
    };
    let later = u64::try_from(past.len() - synced).unwrap_or_default() + 1;
    let reached = synced + usize::try_from(dice.below(later)).unwrap_or_default();
    let mut entries = BTreeMap::new();
    for asked in past.iter().take(reached) {
        match asked {
            Asked::Create((within, name), file) if *within == folder => {
                entries.insert(name.as_str(), Entry::File(*file));
            }
            Asked::Rename((within, from), (_, to)) if *within == folder => {
                if let Some(file) = entries.remove(from.as_str()) {
                    entries.insert(to, file);
                }
            }
            Asked::Unlink((within, name)) if *within == folder => {
                entries.remove(name.as_str());
            }
            Asked::MakeFolder(made, name) if folder == 0 => {
                entries.insert(name.as_str(), Entry::Folder(*made));
            }
            Asked::DropFolder(dropped) => {
                entries.retain(|_, entry| *entry != Entry::Folder(*dropped));
            }
            Asked::Create(..)
            | Asked::Rename(..)
            | Asked::Unlink(_)
            | Asked::MakeFolder(..)
            | Asked::Write(..)
            | Asked::Cut(..)
            | Asked::Sync(_)
            | Asked::SyncFolder(_)
            | Asked::Acknowledge => {}
        }
    }
    entries
}

fn happens(mood: u64, dice: &mut Dice) -> bool {
    match mood {
        0 => false,
        1 => true,
        _ => dice.below(2) == 0,
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    let end = at + part.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    if let Some(place) = bytes.get_mut(at..end) {
        place.copy_from_slice(part);
    }
}

/// One line of strace: `pwrite64(3<\x2f>, "\x61", 1, 0) = 1`.
struct Call<'a> {
    line: &'a str,
    name: &'a str,
    descriptor: i64,
    /// The path of the descriptor.
    open: Option<String>,
    texts: Vec<Vec<u8>>,
    /// The numbers after the last text or path.
    numbers: Vec<usize>,
    result: i64,
}

impl<'a> Call<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (name, rest) = line.split_once('(')?;
        let (arguments, result) = rest.rsplit_once(" = ")?;
        let result = result.split(['<', ' ']).next()?.parse().ok()?;
        let (descriptor, _) = arguments.split_once(['<', ',', ')'])?;
        let path = arguments
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let open = path.and_then(|(path, _)| String::from_utf8(plain(path)).ok());
        let tail = arguments.rsplit(['"', '>']).next()?;
        let numbers = tail.trim().trim_end_matches(')').split(',');
        Some(Self {
            line,
            name,
            descriptor: descriptor.parse().unwrap_or(-1),
            open,
            texts: arguments.split('"').skip(1).step_by(2).map(plain).collect(),
            numbers: numbers
                .filter_map(|number| number.trim().parse().ok())
                .collect(),
            result,
        })
    }

    fn text(&self, place: usize) -> Option<String> {
        String::from_utf8(self.texts.get(place)?.clone()).ok()
    }
}

fn plain(hex: &str) -> Vec<u8> {
    let bytes = hex.split("\\x").skip(1);
    bytes
        .filter_map(|byte| u8::from_str_radix(byte, 16).ok())
        .collect()
}
