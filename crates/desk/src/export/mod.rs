//! Files for the person and whoever the person gives them to: readable, documented, and not encrypted.
//!
//! Invariant: one line is in memory at a time; a file takes its place when it is whole; no cell is a formula to a spreadsheet.

mod events;
mod everything;
mod grants;
pub(crate) mod history;
mod profile;
mod rules;
mod tables;

pub(crate) use everything::everything;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use inkling_vault as vault;

use crate::{Failure, FailureCode};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The vault cannot be read.
    #[error("read what is to be exported")]
    Vault(#[from] vault::Error),
    /// The file cannot be written.
    #[error("write the export")]
    Io(#[from] io::Error),
}

/// Writes a file that its owner alone may read, and puts it in its place when it is whole.
pub(crate) fn write(
    place: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = place.with_file_name(name);
    let written = filled(&part, fill).and_then(|()| Ok(fs::rename(&part, place)?));
    if written.is_err() {
        // Half a file is of no use to anyone.
        fs::remove_file(&part).ok();
    }
    written
}

fn filled(
    part: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut out = BufWriter::new(owner_only(part)?);
    fill(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(file.sync_all()?)
}

fn owner_only(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.write(true).create(true).truncate(true).open(path)
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<serde_json::Error> for ExportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Vault(error) => error.into(),
            ExportError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                FailureCode::PlaceMissing.into()
            }
            ExportError::Io(error) => vault::Error::from(error).into(),
        }
    }
}
