//! The histories that facts belong to.
//!
//! Invariant: a stream's word is stored and never changes.

use serde::{Deserialize, Serialize};

/// A history that several files may tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    /// Amazon orders of things, in any of the three layouts.
    AmazonOrders,
    /// Amazon orders of digital content.
    AmazonDigital,
    /// What was played on Prime Video.
    PrimeViews,
    /// What was played on Netflix, from the rich or the short list.
    NetflixViews,
    /// What was rated on Netflix, with a thumb, with stars or as of interest.
    NetflixRatings,
    /// What stands on a Netflix list.
    NetflixSaved,
    /// A Goodreads library.
    GoodreadsBooks,
    /// A StoryGraph library.
    StorygraphBooks,
    /// What was watched, rated, liked and saved on Letterboxd.
    LetterboxdFilms,
    /// What was rated on IMDb.
    ImdbRatings,
    /// Orders of any shop that wrote a mail of them.
    MailOrders,
    /// Orders in a table whose columns the person named.
    OtherOrders,
    /// What was heard on Spotify, from either history.
    SpotifyPlays,
    /// What Spotify supposes.
    SpotifyInferences,
    /// What was watched, heard and searched on YouTube.
    YoutubeHistory,
    /// What was searched and looked at with Google.
    GoogleActivity,
    /// What was bought in Google's store.
    GooglePlay,
    /// Which sites were visited and searched with a browser.
    BrowserVisits,
    /// What Instagram supposes.
    InstagramInterests,
    /// What Facebook supposes.
    FacebookInterests,
}

impl Stream {
    /// Every stream.
    pub const ALL: [Self; 20] = [
        Self::AmazonOrders,
        Self::AmazonDigital,
        Self::PrimeViews,
        Self::NetflixViews,
        Self::NetflixRatings,
        Self::NetflixSaved,
        Self::GoodreadsBooks,
        Self::StorygraphBooks,
        Self::LetterboxdFilms,
        Self::ImdbRatings,
        Self::MailOrders,
        Self::OtherOrders,
        Self::SpotifyPlays,
        Self::SpotifyInferences,
        Self::YoutubeHistory,
        Self::GoogleActivity,
        Self::GooglePlay,
        Self::BrowserVisits,
        Self::InstagramInterests,
        Self::FacebookInterests,
    ];

    /// The stream of a stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// The stream as a person calls it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AmazonOrders => "Amazon orders",
            Self::AmazonDigital => "Amazon digital orders",
            Self::PrimeViews => "Prime Video viewing",
            Self::NetflixViews => "Netflix viewing",
            Self::NetflixRatings => "Netflix ratings",
            Self::NetflixSaved => "Netflix list",
            Self::GoodreadsBooks => "Goodreads library",
            Self::StorygraphBooks => "StoryGraph library",
            Self::LetterboxdFilms => "Letterboxd films",
            Self::ImdbRatings => "IMDb ratings",
            Self::MailOrders => "Order mails",
            Self::OtherOrders => "Tables of purchases",
            Self::SpotifyPlays => "Spotify listening",
            Self::SpotifyInferences => "Spotify's suppositions about you",
            Self::YoutubeHistory => "YouTube",
            Self::GoogleActivity => "Google activity",
            Self::GooglePlay => "Google Play purchases",
            Self::BrowserVisits => "Visits in browsers",
            Self::InstagramInterests => "Instagram's suppositions about you",
            Self::FacebookInterests => "Facebook's suppositions about you",
        }
    }

    /// Whether it holds what a platform supposes about the person, and nothing that they did.
    #[must_use]
    pub const fn supposes(self) -> bool {
        match self {
            Self::SpotifyInferences | Self::InstagramInterests | Self::FacebookInterests => true,
            Self::AmazonOrders
            | Self::AmazonDigital
            | Self::PrimeViews
            | Self::NetflixViews
            | Self::NetflixRatings
            | Self::NetflixSaved
            | Self::GoodreadsBooks
            | Self::StorygraphBooks
            | Self::LetterboxdFilms
            | Self::ImdbRatings
            | Self::MailOrders
            | Self::OtherOrders
            | Self::SpotifyPlays
            | Self::YoutubeHistory
            | Self::GoogleActivity
            | Self::GooglePlay
            | Self::BrowserVisits => false,
        }
    }

    /// The stream in one word, as it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AmazonOrders => "amazon-orders",
            Self::AmazonDigital => "amazon-digital",
            Self::PrimeViews => "prime-views",
            Self::NetflixViews => "netflix-views",
            Self::NetflixRatings => "netflix-ratings",
            Self::NetflixSaved => "netflix-saved",
            Self::GoodreadsBooks => "goodreads-books",
            Self::StorygraphBooks => "storygraph-books",
            Self::LetterboxdFilms => "letterboxd-films",
            Self::ImdbRatings => "imdb-ratings",
            Self::MailOrders => "mail-orders",
            Self::OtherOrders => "other-orders",
            Self::SpotifyPlays => "spotify-plays",
            Self::SpotifyInferences => "spotify-inferences",
            Self::YoutubeHistory => "youtube-history",
            Self::GoogleActivity => "google-activity",
            Self::GooglePlay => "google-play",
            Self::BrowserVisits => "browser-visits",
            Self::InstagramInterests => "instagram-interests",
            Self::FacebookInterests => "facebook-interests",
        }
    }
}
