//! What the tests of this crate share.

use std::path::Path;

use inkling_intake::{Counts, Event, EventKind, Precision, Stream, Zone};
use inkling_token::value::Value;
use inkling_token::vocabulary::PreferenceKey;
use inkling_token::{Entropy, NoEntropy, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use tempfile::TempDir;

use crate::{KeyCost, Passphrase, Vault};

/// 23 November 2026, 12:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_435_200);

pub(crate) const WORDS: &str = "tidal lantern orbit walnut";

/// The system's randomness.
#[derive(Debug)]
pub(crate) struct Dice;

impl Entropy for Dice {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        SystemRandom::new().fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        static RING: std::sync::LazyLock<SystemRandom> =
            std::sync::LazyLock::new(SystemRandom::new);
        &*RING
    }
}

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new(WORDS.into())
}

/// An empty folder, in memory where the system has a place for that: a sealed file waits for its disk at every change.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// A fresh vault in a folder of its own.
pub(crate) fn vault() -> (TempDir, Vault) {
    let folder = folder();
    let vault = Vault::create(folder.path(), &passphrase(), KeyCost::TRIVIAL, NOW, &Dice).unwrap();
    (folder, vault)
}

pub(crate) fn key(key: &str) -> PreferenceKey {
    key.parse().unwrap()
}

/// The person states a preference.
pub(crate) fn state(vault: &mut Vault, name: &str, value: serde_json::Value) {
    let key = key(name);
    vault
        .state(&key, Value::parse(&key, value).unwrap(), NOW)
        .unwrap();
}

/// A value of `style.colours.liked`.
pub(crate) fn colours(names: &[&str]) -> Value {
    Value::parse(&key("style.colours.liked"), serde_json::json!(names)).unwrap()
}

/// A plain event: bought or watched, once, and it counts.
pub(crate) fn event(stream: Stream, at: Timestamp, title: &str) -> Event {
    Event {
        at: at.millis(),
        until: at.millis(),
        precision: Precision::Second,
        zone: Zone::Known,
        kind: match stream {
            Stream::AmazonOrders
            | Stream::AmazonDigital
            | Stream::MailOrders
            | Stream::OtherOrders
            | Stream::GooglePlay => EventKind::Bought,
            Stream::PrimeViews | Stream::NetflixViews | Stream::LetterboxdFilms => {
                EventKind::Watched
            }
            Stream::NetflixRatings | Stream::ImdbRatings => EventKind::Rated,
            Stream::NetflixSaved => EventKind::Saved,
            Stream::GoodreadsBooks | Stream::StorygraphBooks => EventKind::Read,
            Stream::SpotifyPlays => EventKind::Listened,
            Stream::YoutubeHistory => EventKind::Watched,
            Stream::GoogleActivity => EventKind::Searched,
            Stream::BrowserVisits => EventKind::Visited,
            Stream::SpotifyInferences | Stream::InstagramInterests | Stream::FacebookInterests => {
                EventKind::Supposed
            }
        },
        stream,
        person: None,
        title: title.into(),
        show: None,
        season: None,
        episode: None,
        item_id: None,
        category_hint: None,
        unspsc: None,
        market: None,
        amount_minor: None,
        currency: None,
        quantity: 1,
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        row: 1,
        natural_key: format!("{title}/{at}"),
    }
}
