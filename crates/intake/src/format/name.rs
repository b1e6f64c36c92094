//! The formats by their names, for people and as they are stored.
//!
//! Invariant: a format's word is stored and never changes.

use serde::{Deserialize, Serialize};

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
    /// Every format.
    pub const ALL: [Self; 33] = [
        Self::AmazonOrders,
        Self::AmazonRetailOrders,
        Self::AmazonOrderReport,
        Self::AmazonRefunds,
        Self::AmazonDigital,
        Self::PrimeVideo,
        Self::NetflixActivity,
        Self::NetflixHistory,
        Self::NetflixRatings,
        Self::NetflixMyList,
        Self::NetflixSearches,
        Self::NetflixPreferences,
        Self::Goodreads,
        Self::Storygraph,
        Self::LetterboxdWatched,
        Self::LetterboxdDiary,
        Self::LetterboxdRatings,
        Self::LetterboxdWatchlist,
        Self::LetterboxdLikes,
        Self::LetterboxdList,
        Self::ImdbRatings,
        Self::Mails,
        Self::Purchases,
        Self::SpotifyHistory,
        Self::SpotifyExtended,
        Self::SpotifyInferences,
        Self::YoutubeHistory,
        Self::GoogleActivity,
        Self::GooglePlay,
        Self::BrowserHistory,
        Self::BrowserDatabase,
        Self::InstagramInterests,
        Self::FacebookInterests,
    ];

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_format_is_listed_once_under_a_word_of_its_own() {
        let words: BTreeSet<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        assert_eq!(words.len(), Format::ALL.len());
        assert!(Format::ALL.is_sorted());
    }
}
