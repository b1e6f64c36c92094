//! One file per source format behind one small trait.
//!
//! A new export is one file here, one line in [`READERS`] and a sample in `tests/exports`.
//! Invariant: a format is recognised by the shape of its content, never by a name or a folder; both are localised. Letterboxd
//! alone writes three lists in one shape and under names in one language, so there the name tells which of the three it is.

use crate::engine::{Findings, Halt, Sink};
use crate::event::Event;
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};

mod activity;
mod activity_page;
mod address;
mod amazon_digital;
mod amazon_orders;
mod amazon_refunds;
mod amazon_report;
mod browser;
mod goodreads;
mod google_play;
mod imdb;
mod interests;
mod known;
mod letterboxd;
mod mail;
mod name;
mod netflix_activity;
mod netflix_history;
mod netflix_ratings;
mod netflix_wishes;
mod order;
mod prime_video;
mod purchases;
mod sessions;
mod spotify;
mod storygraph;

pub(crate) use amazon_refunds::Returns;
pub(crate) use mail::is_mail;
pub use name::Format;

/// How a file's opening compares with a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// Another shape.
    No,
    /// This format.
    Yes,
    /// This format, if it had this column.
    Lacks(&'static str),
}

impl Match {
    /// This format, if all of these columns are there.
    fn with(header: &Header, columns: &[&'static str]) -> Self {
        let lacking = columns
            .iter()
            .find(|column| !header.has(&[&column.to_lowercase()]));
        lacking.map_or(Self::Yes, |column| Self::Lacks(column))
    }
}

/// Reads one format.
pub(crate) trait Reader: Sync {
    /// Which one.
    fn format(&self) -> Format;

    /// Compares a file's opening with the format.
    fn recognise(&self, opening: &Opening) -> Match;

    /// Whether the whole file must be seen once before any file is read.
    fn surveys(&self) -> bool {
        false
    }

    /// Whether the person is asked when the survey leaves the order of day and month open.
    fn asks(&self) -> bool {
        false
    }

    /// The first pass: what other files, or the file's own second pass, need to know.
    fn survey(&self, _source: Source<'_>, _findings: &mut Findings) -> Result<(), Halt> {
        Ok(())
    }

    /// The second pass: every row becomes an event, part of one, or a skipped row.
    fn read(
        &self,
        source: Source<'_>,
        findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt>;
}

/// Reads a table in which every row is an event of its own.
pub(crate) fn row_by_row<C>(
    source: Source<'_>,
    sink: &mut Sink<'_>,
    columns: impl FnOnce(&Header) -> C,
    event: impl Fn(&C, &Row<'_>) -> Result<Event, SkipReason>,
) -> Result<(), Halt> {
    let mut table = source.table()?;
    let columns = columns(table.header());
    while let Some(row) = table.next()? {
        sink.row()?;
        match event(&columns, &row) {
            Ok(event) => sink.take(&event, 1)?,
            Err(reason) => sink.skip(reason, 1),
        }
    }
    Ok(())
}

/// Every format something is taken from, the more particular shapes first.
pub(crate) static READERS: &[&dyn Reader] = &[
    &netflix_activity::NetflixActivity,
    &netflix_ratings::NetflixRatings,
    &netflix_wishes::NetflixWishes::List,
    &netflix_wishes::NetflixWishes::Interest,
    &prime_video::PrimeVideo,
    &goodreads::Goodreads,
    &storygraph::Storygraph,
    &letterboxd::DIARY,
    &letterboxd::RATINGS,
    &letterboxd::WATCHED,
    &letterboxd::WATCHLIST,
    &letterboxd::LIKES,
    &imdb::ImdbRatings,
    &mail::Mails,
    &spotify::SpotifyHistory,
    &spotify::SpotifyExtended,
    &interests::SPOTIFY,
    &interests::INSTAGRAM,
    &interests::FACEBOOK,
    &activity::YoutubeHistory,
    &activity::GoogleActivity,
    &activity_page::YOUTUBE,
    &activity_page::GOOGLE,
    &google_play::GooglePlay,
    &browser::BrowserHistory,
    &browser::BrowserDatabase,
    &amazon_report::AmazonReport,
    &amazon_orders::AmazonOrders,
    &amazon_orders::AmazonRetailOrders,
    &amazon_refunds::AmazonRefunds,
    &amazon_digital::AmazonDigital,
    &netflix_history::NetflixHistory,
];

/// What a file's opening is.
pub(crate) enum Recognition {
    /// A format something is taken from.
    Readable(&'static dyn Reader),
    /// A known format that nothing is taken from.
    NotUsedYet(Format),
    /// Nearly a known format.
    Lacks(Format, &'static str),
    /// Nothing known.
    Unknown,
}

/// Compares an opening with every known format. A full match wins over a partial one.
pub(crate) fn recognise(opening: &Opening) -> Recognition {
    let mut nearly = None;
    for reader in READERS {
        match reader.recognise(opening) {
            Match::Yes => return Recognition::Readable(*reader),
            Match::Lacks(column) => nearly = nearly.or(Some((reader.format(), column))),
            Match::No => {}
        }
    }
    if let Some(format) = known::recognise(opening) {
        return Recognition::NotUsedYet(format);
    }
    match (nearly, purchases::Purchases.recognise(opening)) {
        (Some((format, column)), _) => Recognition::Lacks(format, column),
        (None, Match::Yes) => Recognition::Readable(&purchases::Purchases),
        (None, Match::No | Match::Lacks(_)) => Recognition::Unknown,
    }
}
