//! One file per source format behind one small trait.
//!
//! A new export is one file here, one line in [`READERS`] and a sample in `tests/exports`.
//! Invariant: a format is recognised by the shape of its content, never by a name or a folder; both are localised. Letterboxd
//! alone writes three lists in one shape and under names in one language, so there the name tells which of the three it is.

use serde::{Deserialize, Serialize};

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
mod netflix_activity;
mod netflix_history;
mod netflix_preferences;
mod netflix_ratings;
mod netflix_saved;
mod order;
mod prime_video;
mod purchases;
mod sessions;
mod spotify;
mod storygraph;

pub(crate) use amazon_refunds::Returns;
pub(crate) use mail::is_mail;

/// A format this crate knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `Order History.csv` of `Your Orders.zip`, columns in alphabetical order.
    AmazonOrders,
    /// `Retail.OrderHistory.N.csv`, to about 2025.
    AmazonRetailOrders,
    /// The "Order History Report" of before 2023.
    AmazonOrderReport,
    /// `Refund Details.csv` and its elder forms: marks orders as returned.
    AmazonRefunds,
    /// `Digital Content Orders.csv`.
    AmazonDigital,
    /// Prime Video's viewing history.
    PrimeVideo,
    /// `ViewingActivity.csv`, the rich list with profiles and durations.
    NetflixActivity,
    /// `NetflixViewingHistory.csv`, the short list of titles and days.
    NetflixHistory,
    /// `Ratings.csv`.
    NetflixRatings,
    /// `MyList.csv`.
    NetflixMyList,
    /// `SearchHistory.csv`.
    NetflixSearches,
    /// `IndicatedPreferences.csv`.
    NetflixPreferences,
    /// A Goodreads library.
    Goodreads,
    /// A StoryGraph library.
    Storygraph,
    /// Letterboxd's `watched.csv`.
    LetterboxdWatched,
    /// Letterboxd's `diary.csv` or `reviews.csv`.
    LetterboxdDiary,
    /// Letterboxd's `ratings.csv`.
    LetterboxdRatings,
    /// Letterboxd's `watchlist.csv`.
    LetterboxdWatchlist,
    /// Letterboxd's `likes/films.csv`.
    LetterboxdLikes,
    /// A Letterboxd list of films of which nothing says which one it is.
    LetterboxdList,
    /// IMDb's ratings.
    ImdbRatings,
    /// Mails, in an mbox or one by one.
    Mails,
    /// A table of purchases that no other format claims.
    Purchases,
    /// Spotify's account data: plays by the minute.
    SpotifyHistory,
    /// Spotify's extended streaming history: plays by the second.
    SpotifyExtended,
    /// Spotify's `Inferences.json`.
    SpotifyInferences,
    /// YouTube's watch or search history.
    YoutubeHistory,
    /// Google's activity in search or shopping.
    GoogleActivity,
    /// `Purchase History.json` of Google's store.
    GooglePlay,
    /// `History.json` of Chrome, as Takeout writes it.
    BrowserHistory,
    /// A browser's own history.
    BrowserDatabase,
    /// Instagram's interests or topics.
    InstagramInterests,
    /// Facebook's interests.
    FacebookInterests,
}

impl Format {
    /// The format as a person calls it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AmazonOrders | Self::AmazonRetailOrders => "Amazon orders",
            Self::AmazonOrderReport => "Amazon order report",
            Self::AmazonRefunds => "Amazon returns and refunds",
            Self::AmazonDigital => "Amazon digital orders",
            Self::PrimeVideo => "Prime Video viewing history",
            Self::NetflixActivity => "Netflix viewing activity",
            Self::NetflixHistory => "Netflix viewing history",
            Self::NetflixRatings => "Netflix ratings",
            Self::NetflixMyList => "Netflix list",
            Self::NetflixSearches => "Netflix searches",
            Self::NetflixPreferences => "Netflix stated preferences",
            Self::Goodreads => "Goodreads library",
            Self::Storygraph => "StoryGraph library",
            Self::LetterboxdWatched => "Letterboxd watched films",
            Self::LetterboxdDiary => "Letterboxd diary",
            Self::LetterboxdRatings => "Letterboxd ratings",
            Self::LetterboxdWatchlist => "Letterboxd watchlist",
            Self::LetterboxdLikes => "Letterboxd likes",
            Self::LetterboxdList => "Letterboxd list",
            Self::ImdbRatings => "IMDb ratings",
            Self::Mails => "Order mails",
            Self::Purchases => "Table of purchases",
            Self::SpotifyHistory => "Spotify streaming history",
            Self::SpotifyExtended => "Spotify extended streaming history",
            Self::SpotifyInferences => "Spotify's suppositions about you",
            Self::YoutubeHistory => "YouTube history",
            Self::GoogleActivity => "Google activity",
            Self::GooglePlay => "Google Play purchases",
            Self::BrowserHistory | Self::BrowserDatabase => "Browser history",
            Self::InstagramInterests => "Instagram's suppositions about you",
            Self::FacebookInterests => "Facebook's suppositions about you",
        }
    }

    /// The format in one word, as it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AmazonOrders => "amazon-orders",
            Self::AmazonRetailOrders => "amazon-retail-orders",
            Self::AmazonOrderReport => "amazon-order-report",
            Self::AmazonRefunds => "amazon-refunds",
            Self::AmazonDigital => "amazon-digital",
            Self::PrimeVideo => "prime-video",
            Self::NetflixActivity => "netflix-activity",
            Self::NetflixHistory => "netflix-history",
            Self::NetflixRatings => "netflix-ratings",
            Self::NetflixMyList => "netflix-my-list",
            Self::NetflixSearches => "netflix-searches",
            Self::NetflixPreferences => "netflix-preferences",
            Self::Goodreads => "goodreads",
            Self::Storygraph => "storygraph",
            Self::LetterboxdWatched => "letterboxd-watched",
            Self::LetterboxdDiary => "letterboxd-diary",
            Self::LetterboxdRatings => "letterboxd-ratings",
            Self::LetterboxdWatchlist => "letterboxd-watchlist",
            Self::LetterboxdLikes => "letterboxd-likes",
            Self::LetterboxdList => "letterboxd-list",
            Self::ImdbRatings => "imdb-ratings",
            Self::Mails => "mails",
            Self::Purchases => "purchases",
            Self::SpotifyHistory => "spotify-history",
            Self::SpotifyExtended => "spotify-extended",
            Self::SpotifyInferences => "spotify-inferences",
            Self::YoutubeHistory => "youtube-history",
            Self::GoogleActivity => "google-activity",
            Self::GooglePlay => "google-play",
            Self::BrowserHistory => "browser-history",
            Self::BrowserDatabase => "browser-database",
            Self::InstagramInterests => "instagram-interests",
            Self::FacebookInterests => "facebook-interests",
        }
    }

    /// Files of a lower rank are read first: the richer before the shorter list of the same facts.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::NetflixHistory | Self::LetterboxdWatched | Self::SpotifyHistory => 1,
            Self::AmazonOrders
            | Self::AmazonRetailOrders
            | Self::AmazonOrderReport
            | Self::AmazonRefunds
            | Self::AmazonDigital
            | Self::PrimeVideo
            | Self::NetflixActivity
            | Self::NetflixRatings
            | Self::NetflixMyList
            | Self::NetflixSearches
            | Self::NetflixPreferences
            | Self::Goodreads
            | Self::Storygraph
            | Self::LetterboxdDiary
            | Self::LetterboxdRatings
            | Self::LetterboxdWatchlist
            | Self::LetterboxdLikes
            | Self::LetterboxdList
            | Self::ImdbRatings
            | Self::Mails
            | Self::Purchases
            | Self::SpotifyExtended
            | Self::SpotifyInferences
            | Self::YoutubeHistory
            | Self::GoogleActivity
            | Self::GooglePlay
            | Self::BrowserHistory
            | Self::BrowserDatabase
            | Self::InstagramInterests
            | Self::FacebookInterests => 0,
        }
    }
}

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
    &netflix_saved::NetflixSaved,
    &netflix_preferences::NetflixPreferences,
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
