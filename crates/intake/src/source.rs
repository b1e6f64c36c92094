//! The bytes of one file, from where a format's reader gets them.
//!
//! Invariant: bytes are read once, from the beginning.

use std::io::Read;
use std::ops::ControlFlow;

use crate::engine::Halt;
use crate::error::{ArchiveError, DatabaseError, FileError};
use crate::table::Table;
use crate::visits::{Visit, VisitReader};

/// The bytes of one plain file or one entry of a zip.
pub(crate) struct Source<'a> {
    bytes: Box<dyn Read + 'a>,
    of_archive: bool,
    /// How long it is, and who reads it if it is a browser's own file.
    database: Option<(u64, VisitReader)>,
}

impl<'a> Source<'a> {
    /// A file of its own.
    pub(crate) fn plain(bytes: impl Read + 'a) -> Self {
        Self {
            bytes: Box::new(bytes),
            of_archive: false,
            database: None,
        }
    }

    /// An entry of a zip.
    pub(crate) fn entry(bytes: impl Read + 'a) -> Self {
        Self {
            bytes: Box::new(bytes),
            of_archive: true,
            database: None,
        }
    }

    /// The same of so many bytes, which may be a browser's own file.
    pub(crate) fn of_bytes(self, bytes: u64, visits: Option<VisitReader>) -> Self {
        Self {
            database: visits.map(|visits| (bytes, visits)),
            ..self
        }
    }

    /// Hands out the visits of a browser's own file. Of a zip's entry no more is read than it is said to have, and that it ends
    /// there shows whether it is whole.
    pub(crate) fn visits(
        mut self,
        take: &mut dyn FnMut(Visit<'_>) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let (bytes, visits) = self.database.ok_or(DatabaseError::Unknown)?;
        let mut taken = Ok(());
        visits(&mut *self.bytes, bytes, &mut |visit| {
            taken = take(visit);
            if taken.is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        taken?;
        if self.of_archive {
            let left = self.bytes.read(&mut [0]);
            if left.map_err(|error| FileError::from_archive_io(&error))? > 0 {
                return Err(FileError::from(ArchiveError::Damaged).into());
            }
        }
        Ok(())
    }

    /// Its bytes, and whether they are unpacked from a zip.
    pub(crate) fn into_bytes(self) -> (Box<dyn Read + 'a>, bool) {
        (self.bytes, self.of_archive)
    }

    /// Reads it as a table.
    pub(crate) fn table(self) -> Result<Table<'a>, FileError> {
        Table::open(self)
    }
}
