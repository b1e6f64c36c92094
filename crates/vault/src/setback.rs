//! Another copy of the file took the place of the newest one: it was put back, or restored from a backup.
//!
//! What shops were told since is not in it, and a grant that was stopped since looks alive. So every grant that is in force
//! rests until the person decides, and the news of stops that it does know goes out first.
//!
//! Invariant: after a setback nothing is composed for a shop but the news of stops and rests, until the person says that a
//! grant goes on.

use inkling_token::Timestamp;
use rusqlite::Connection;

use crate::ledger::{Happening, Line};
use crate::store::{deliveries, ledger, pauses};
use crate::{Error, Vault, consent};

/// What is known of the newest setback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setback {
    /// How the copy came here.
    pub how: SetbackKind,
    /// When it was noticed.
    pub noticed_at: Timestamp,
    /// The last moment that the copy knows of.
    pub copy_of: Timestamp,
    /// Grants that rest since then.
    pub resting: u32,
}

/// How another copy came into the place of the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetbackKind {
    /// The person restored a backup.
    Restored,
    /// Somebody put an older copy back.
    PutBack,
    /// Nobody can tell whether it is an older copy: the vault's memory is gone or damaged.
    Unknown,
}

impl Vault {
    /// The newest setback, while grants rest because of it or the vault was not locked since.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setback(&self) -> Result<Option<Setback>, Error> {
        self.look(|connection| {
            let Some(line) = ledger::newest_setback(connection)? else {
                return Ok(None);
            };
            let resting = pauses::open_since(connection, line.at)?;
            let later = ledger::since(connection, line.seq)?;
            let is_over = resting == 0 && later.iter().any(|line| line.what == Happening::Locked);
            let how = match (line.what, line.count) {
                (Happening::Restored, _) => SetbackKind::Restored,
                (_, Some(_)) => SetbackKind::PutBack,
                (_, None) => SetbackKind::Unknown,
            };
            let copy_of = line.subject.as_deref().and_then(time);
            Ok((!is_over).then_some(Setback {
                how,
                noticed_at: line.at,
                copy_of: copy_of.unwrap_or(line.at),
                resting,
            }))
        })
    }
}

/// Writes a setback down and has every grant that is in force rest.
///
/// `lost` is how many lines are known to be missing; none: nobody can tell.
pub(crate) fn note(
    connection: &Connection,
    what: Happening,
    (copy_of, lost): (Timestamp, Option<u64>),
    now: Timestamp,
) -> Result<(), Error> {
    let subject = copy_of.to_string();
    let line = Line {
        subject: Some(&subject),
        count: lost,
        ..Line::of(what)
    };
    ledger::append(connection, &line, now)?;
    consent::rest_all(connection, now)?;
    deliveries::hurry(connection, None, now)
}

fn time(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_millis(time.as_millisecond()))
}
