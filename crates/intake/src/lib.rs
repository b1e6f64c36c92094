//! Turns a data export into events: recognise a file by its shape, say what is in it, then read it row by row.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//! use inkling_intake::{Answers, Input, Item, examine, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut inputs = vec![Input::new("Your Orders.zip", std::fs::File::open("Your Orders.zip")?)];
//! let found = examine(&mut inputs, &mut |_rows| ControlFlow::Continue(()))?;
//! let answers = Answers { people: found.adults(), refused: found.refused(), ..Answers::default() };
//! read(&mut inputs, &answers, &mut |item| {
//!     if let Item::Event(event) = item {
//!         assert!(!event.title.is_empty());
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! # Ok(())
//! # }
//! ```
//!
//! # Which events are the same fact
//!
//! Two exports overlap, and one fact may stand in two kinds of file. Two rules tell them apart:
//!
//! 1. [`Event::identity`]: two events with the same `(stream, natural_key)` are the same fact, in whichever file, layout or
//!    re-export they stand. For orders the key is order number, item number and the occurrence among equal rows, never the
//!    date, because layouts write it differently. For views it is profile, start and title.
//! 2. [`Event::loose_day_identity`]: Netflix's short list knows only a title and a day in the account's own time. It tells of
//!    the same view as a session of the rich list when the folded titles are equal and the days are at most one apart
//!    ([`LooseIdentity::tells_of_the_same`]). Compare only events of different [`Event::precision`]: two sessions with exact
//!    times are never the same fact for being close. [`read`] hands out the rich files before the short ones.
//!
//! A fact that is already known may come again with a later word: an order that has been returned since. The caller keeps the
//! stronger word ([`Counts::supersedes`]).
//!
//! Invariant: this crate sees bytes, never keys; it opens no file, keeps nothing, reads no clock, and never lets a payment
//! instrument, address, tracking number, serial number, device or gift message into an [`Event`].

mod archive;
mod columns;
mod dates;
mod engine;
mod error;
mod event;
mod examination;
mod format;
mod html;
mod identity;
mod input;
mod json;
mod limits;
mod money;
mod opening;
mod page;
mod rating;
mod sight;
mod sink;
mod skip;
mod source;
mod special;
mod stream;
mod table;
mod titles;
mod visits;
mod written;

#[cfg(test)]
mod tests;

pub use columns::{ColumnQuestion, Columns};
pub use engine::{Item, examine, read};
pub use error::{ArchiveError, DatabaseError, Error, FileError};
pub use event::{Counts, Event, EventKind, Precision, Stream, Zone};
pub use examination::{
    Examination, ExaminedFile, Person, Place, Recognised, Site, SourceInfo, Verdict,
};
pub use format::Format;
pub use identity::{Days, Identity, LooseIdentity};
pub use input::{Answers, DateOrder, Input, ReadSeek};
pub use rating::Rating;
pub use skip::SkipReason;
pub use special::{SpecialWords, inflections};
pub use visits::{Browser, Visit, VisitReader, log_of};
