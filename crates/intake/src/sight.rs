//! The look at every file before anything is read: its fingerprint, whether it is a zip, and which format it has.
//!
//! Invariant: of an entry that has no known shape, or is a database of no known name, only the opening is ever inflated.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Read, Seek};
use std::rc::Rc;

use ring::digest::{Context, SHA256};

use crate::archive::Archive;
use crate::error::{ArchiveError, DatabaseError, FileError};
use crate::examination::{ExaminedFile, SourceInfo, Verdict};
use crate::format::{Reader, Recognition, recognise};
use crate::input::Input;
use crate::limits;
use crate::opening::{Kind, look};
use crate::visits::{is_named, log_of};

/// Bytes inflated of one input so far.
pub(crate) type Spent = Rc<Cell<u64>>;

/// A file as it was at sight.
pub(crate) struct Sighted {
    /// Where it stands.
    pub(crate) source: SourceInfo,
    /// Entry of the zip.
    pub(crate) place: Option<usize>,
    /// What it is.
    pub(crate) what: What,
}

/// What a file is, as far as it is known.
pub(crate) enum What {
    /// A format something is taken from, not read yet.
    Readable(&'static dyn Reader),
    /// Nothing more is to be done.
    Settled(Verdict),
}

impl Sighted {
    /// The entry of the examination, once everything is settled.
    pub(crate) fn examined(self) -> Option<ExaminedFile> {
        match self.what {
            What::Settled(verdict) => Some(ExaminedFile {
                source: self.source,
                verdict,
            }),
            What::Readable(_) => None,
        }
    }
}

/// Looks at every input and every entry; counts the unknown entries that are not named.
pub(crate) fn sight_all(inputs: &mut [Input], spent: &[Spent]) -> (Vec<Sighted>, u64) {
    let (mut files, mut unknown) = (Vec::new(), 0_u64);
    for (number, (input, spent)) in inputs.iter_mut().zip(spent).enumerate() {
        let mut source = SourceInfo {
            input: number,
            name: input.name().to_owned(),
            entry: None,
            format: None,
            sha256: [0; 32],
            bytes: 0,
        };
        let sighted = fingerprint(input, &mut source).and_then(|()| sight(input, &source, spent));
        match sighted {
            Ok(sighted) => files.extend(sighted.into_iter().filter(|file| {
                let named =
                    !matches!(file.what, What::Settled(Verdict::Unknown)) || file.place.is_none();
                unknown += u64::from(!named);
                named || unknown <= u64::try_from(limits::UNKNOWN_NAMED).unwrap_or(u64::MAX)
            })),
            Err(error) => files.push(Sighted {
                source,
                place: None,
                what: What::Settled(Verdict::Refused(error)),
            }),
        }
    }
    (
        files,
        unknown.saturating_sub(u64::try_from(limits::UNKNOWN_NAMED).unwrap_or(u64::MAX)),
    )
}

/// SHA-256 and size of an input.
fn fingerprint(input: &mut Input, source: &mut SourceInfo) -> Result<(), FileError> {
    let failed = |error: &io::Error| FileError::from_io(error);
    input.source.rewind().map_err(|error| failed(&error))?;
    let (mut digest, mut buffer) = (Context::new(&SHA256), vec![0; 64 << 10]);
    loop {
        let read = match input.source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(&error)),
        };
        digest.update(buffer.get(..read).unwrap_or_default());
        source.bytes += u64::try_from(read).unwrap_or(u64::MAX);
    }
    if let Ok(hash) = digest.finish().as_ref().try_into() {
        source.sha256 = hash;
    }
    Ok(())
}

fn sight(input: &mut Input, source: &SourceInfo, spent: &Spent) -> Result<Vec<Sighted>, FileError> {
    input
        .source
        .rewind()
        .map_err(|error| FileError::from_io(&error))?;
    let kind = look(&mut input.source)?;
    let Kind::Zip = kind else {
        let kind = match kind {
            Kind::Text(opening) if opening.database && input.is_logged => {
                Err(DatabaseError::InJournal.into())
            }
            kind @ (Kind::Text(_) | Kind::Zip | Kind::Binary) => Ok(kind.standing_at(input.path())),
        };
        return Ok(vec![sighted(source.clone(), None, kind)]);
    };
    let mut archive = Archive::open(&mut *input.source, spent)?;
    let entries = archive.entries()?;
    let filled = entries.iter().filter(|entry| entry.bytes > 0);
    let filled: BTreeSet<String> = filled.map(|entry| entry.name.clone()).collect();
    let (mut files, mut histories) = (Vec::new(), 0);
    for entry in entries {
        let last = entry.name.rsplit('/').next().unwrap_or(&entry.name);
        let source = SourceInfo {
            name: format!("{}/{last}", source.name),
            entry: Some(entry.name.clone()),
            ..source.clone()
        };
        let kind = match archive
            .read(entry.index)
            .and_then(|mut bytes| look(&mut bytes))
        {
            // Exports carry cover sheets and empty tables beside what is asked for; they are no fault of the zip.
            Err(FileError::WebPage | FileError::Empty) => Ok(Kind::Binary),
            Ok(Kind::Text(opening)) if opening.database && !is_named(last) => Ok(Kind::Binary),
            // The newest visits are in the log, which is not read.
            Ok(Kind::Text(opening))
                if opening.database && filled.contains(&log_of(&entry.name)) =>
            {
                Err(DatabaseError::InJournal.into())
            }
            Ok(Kind::Text(opening)) if opening.database => {
                histories += 1;
                if histories > limits::HISTORIES {
                    Err(ArchiveError::TooManyEntries.into())
                } else {
                    Ok(Kind::Text(opening))
                }
            }
            kind => kind.map_err(FileError::within_archive),
        };
        let kind = kind.map(|kind| kind.standing_at(&entry.name));
        files.push(sighted(source, Some(entry.index), kind));
    }
    Ok(files)
}

fn sighted(mut source: SourceInfo, place: Option<usize>, kind: Result<Kind, FileError>) -> Sighted {
    let what = match kind {
        Ok(Kind::Text(opening)) => match recognise(&opening) {
            Recognition::Readable(reader) => {
                source.format = Some(reader.format());
                What::Readable(reader)
            }
            Recognition::NotUsedYet(format) => {
                source.format = Some(format);
                What::Settled(Verdict::NotUsedYet(format))
            }
            Recognition::Lacks(format, column) => {
                What::Settled(Verdict::Refused(FileError::MissingColumn {
                    format,
                    column,
                }))
            }
            Recognition::Unknown => What::Settled(Verdict::Unknown),
        },
        Ok(Kind::Zip) => What::Settled(Verdict::Refused(ArchiveError::Nested.into())),
        Ok(Kind::Binary) => What::Settled(Verdict::Unknown),
        Err(error) => What::Settled(Verdict::Refused(error)),
    };
    Sighted {
        source,
        place,
        what,
    }
}
