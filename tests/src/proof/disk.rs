//! A disk that loses its power: what a session asked of it, and what it may hold at any moment.
//!
//! What was synced is there. Of what was not, any part may be: each write whole, torn at its sectors, or not at all, whatever
//! came before or after it. Names of files change in their order, and are there for good once their folder was synced.
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
    "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink",
];

/// What was asked of a disk, in order.
#[derive(Debug, Default)]
pub struct Disk {
    asked: Vec<Asked>,
    files: usize,
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
    Create(String, usize),
    Rename(String, String),
    Unlink(String),
    Write(usize, usize, Vec<u8>),
    Cut(usize, usize),
    Sync(usize),
    SyncFolder,
    Acknowledge,
}

impl Disk {
    /// Reads what strace wrote down of a session in `home`.
    ///
    /// # Errors
    /// It is not as strace writes.
    pub fn of(trace: &str, home: &Path) -> Outcome<Self> {
        let home = home.to_str().ok_or("the folder has an odd name")?;
        let (mut disk, mut names, mut positions) =
            (Self::default(), BTreeMap::new(), BTreeMap::new());
        for line in trace.lines() {
            let call = Call::of(line);
            let Some(call) = call.filter(|call| call.result >= 0) else {
                continue;
            };
            disk.note(&call, home, &mut names, &mut positions)?;
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
        for (name, file) in names(past, syncs, dice) {
            fs::write(folder.join(name), self.contents(past, file, (syncs, dice)))?;
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
                | Asked::Sync(_)
                | Asked::SyncFolder
                | Asked::Acknowledge => {}
            }
        }
        bytes
    }

    fn note(
        &mut self,
        call: &Call<'_>,
        home: &str,
        names: &mut BTreeMap<String, usize>,
        positions: &mut BTreeMap<i64, usize>,
    ) -> Outcome<()> {
        let within = |path: Option<&String>| {
            let name = path?.strip_prefix(home)?;
            Some(name.trim_start_matches('/').to_owned())
        };
        let open = within(call.open.as_ref());
        let file = open.as_ref().and_then(|name| names.get(name)).copied();
        let number = |place: usize| call.numbers.get(place).copied().unwrap_or_default();
        match call.name {
            "openat" => {
                let Some(name) = within(call.text(0).as_ref()).filter(|name| !name.is_empty())
                else {
                    return Ok(());
                };
                positions.insert(call.result, 0);
                let truncates = call.line.contains("O_TRUNC");
                if call.line.contains("O_CREAT") && !names.contains_key(&name) {
                    names.insert(name.clone(), self.files);
                    self.asked.push(Asked::Create(name, self.files));
                    self.files += 1;
                } else if let (true, Some(file)) = (truncates, names.get(&name)) {
                    self.asked.push(Asked::Cut(*file, 0));
                }
            }
            "write" if call.descriptor == 1 => self.asked.push(Asked::Acknowledge),
            "write" => {
                if let (Some(file), Some(bytes)) = (file, call.texts.first()) {
                    let position = positions.entry(call.descriptor).or_default();
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
            "fsync" | "fdatasync" if open.as_deref() == Some("") => {
                self.asked.push(Asked::SyncFolder);
            }
            "fsync" | "fdatasync" => self.asked.extend(file.map(Asked::Sync)),
            "rename" => {
                let (Some(from), Some(to)) =
                    (within(call.text(0).as_ref()), within(call.text(1).as_ref()))
                else {
                    return Ok(());
                };
                let file = names.remove(&from).ok_or("a file without a beginning")?;
                names.insert(to.clone(), file);
                self.asked.push(Asked::Rename(from, to));
            }
            "unlink" => {
                if let Some(name) = within(call.text(0).as_ref()) {
                    names.remove(&name);
                    self.asked.push(Asked::Unlink(name));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The files that the folder holds: names change in their order, as far as the disk came.
fn names<'a>(past: &'a [Asked], syncs: Syncs, dice: &mut Dice) -> BTreeMap<&'a str, usize> {
    let is_sync = |asked: &Asked| matches!(asked, Asked::SyncFolder);
    let synced = match syncs {
        Syncs::OnlyOfContents => 0,
        Syncs::Honoured | Syncs::OnlyOfNames => past.iter().rposition(is_sync).unwrap_or(0),
    };
    let later = u64::try_from(past.len() - synced).unwrap_or_default() + 1;
    let reached = synced + usize::try_from(dice.below(later)).unwrap_or_default();
    let mut names = BTreeMap::new();
    for asked in past.iter().take(reached) {
        match asked {
            Asked::Create(name, file) => {
                names.insert(name.as_str(), *file);
            }
            Asked::Rename(from, to) => {
                if let Some(file) = names.remove(from.as_str()) {
                    names.insert(to, file);
                }
            }
            Asked::Unlink(name) => {
                names.remove(name.as_str());
            }
            Asked::Write(..)
            | Asked::Cut(..)
            | Asked::Sync(_)
            | Asked::SyncFolder
            | Asked::Acknowledge => {}
        }
    }
    names
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
