//! Google's activity, of YouTube and of search and shopping: `watch-history.json`, `search-history.json`, `MyActivity.json`.
//! The same as a page is read in `activity_page`.
//!
//! Folder, file and the words around a title are in the account's language; what an entry is, is told by the address it leads to.
//! Invariant: of an address only the video's number or the words searched for are kept; a search of a special kind is dropped,
//! and where a search led to is never read.

use serde_json::Value;

use super::address::{argument, split};
use super::{Format, Match, Reader};
use crate::dates::stamp;
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::identity::Occurrences;
use crate::json::{Record, records};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::special::is_special;
use crate::table::Source;
use crate::titles::{clean, fold};

/// What was watched, heard and searched on YouTube.
#[derive(Debug)]
pub(super) struct YoutubeHistory;

/// What was searched and looked at elsewhere.
#[derive(Debug)]
pub(super) struct GoogleActivity;

impl Reader for YoutubeHistory {
    fn format(&self) -> Format {
        Format::YoutubeHistory
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| is_activity(record) && is_of_youtube(record))
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        read(source, sink)
    }
}

impl Reader for GoogleActivity {
    fn format(&self) -> Format {
        Format::GoogleActivity
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| is_activity(record) && !is_of_youtube(record))
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        read(source, sink)
    }
}

fn is_activity(record: &Record) -> bool {
    record.list.is_empty() && record.has_all(&["header", "title", "time"])
}

fn is_of_youtube(record: &Record) -> bool {
    let of_youtube = |text: &str| text.starts_with("YouTube");
    record.text("header").is_some_and(of_youtube)
}

fn read(source: Source<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut seen = Occurrences::default();
    records(source, &mut |record| {
        sink.row()?;
        match entry(&record).and_then(|entry| entry.event(record.number, &mut seen)) {
            Ok(event) => sink.take(&event, 1),
            Err(reason) => {
                sink.skip(reason, 1);
                Ok(())
            }
        }
    })
}

fn entry(record: &Record) -> Result<Entry<'_>, SkipReason> {
    if record.value.get("details").is_some() {
        return Err(SkipReason::Advert);
    }
    let of = record
        .value
        .pointer("/subtitles/0/name")
        .and_then(Value::as_str);
    Ok(Entry {
        at: record
            .text("time")
            .and_then(stamp)
            .ok_or(SkipReason::NoDate)?,
        title: record.text("title").ok_or(SkipReason::NoTitle)?,
        address: record.text("titleUrl").ok_or(SkipReason::Gone)?,
        of,
        music: record.text("header") == Some("YouTube Music"),
    })
}

/// One entry, as either form of the export has it.
pub(super) struct Entry<'a> {
    pub(super) at: i64,
    /// With the words around it.
    pub(super) title: &'a str,
    pub(super) address: &'a str,
    /// The channel.
    pub(super) of: Option<&'a str>,
    pub(super) music: bool,
}

impl Entry<'_> {
    pub(super) fn event(&self, row: u64, seen: &mut Occurrences) -> Result<Event, SkipReason> {
        let (host, path, query) = split(self.address).ok_or(SkipReason::OtherActivity)?;
        let is = |name: &str| {
            host == name
                || host
                    .strip_suffix(name)
                    .is_some_and(|sub| sub.ends_with('.'))
        };
        let mut event = if is("youtube.com") && path == "/watch" {
            self.view(host == "music.youtube.com", argument(query, "v"))?
        } else if is("youtube.com") && path == "/results" {
            self.search(Stream::YoutubeHistory, argument(query, "search_query"))?
        } else if is_google(host) && path == "/search" {
            self.search(Stream::GoogleActivity, argument(query, "q"))?
        } else if is_google(host) && path.starts_with("/shopping/product/") {
            let title = self.bare_title()?;
            Event::plain(EventKind::Visited, Stream::GoogleActivity, self.at, title)
        } else {
            return Err(SkipReason::OtherActivity);
        };
        // One form of the export knows the millisecond, the other the second.
        let what = event.item_id.clone().unwrap_or_else(|| fold(&event.title));
        let key = format!("{}|{}|{what}", event.kind.word(), self.at.div_euclid(1000));
        event.row = row;
        event.natural_key = format!("{key}|{}", seen.next(&key));
        Ok(event)
    }

    fn view(&self, music: bool, video: Option<String>) -> Result<Event, SkipReason> {
        let title = self.bare_title()?;
        // In place of a video that is gone stands its address.
        if title.starts_with("http") {
            return Err(SkipReason::Gone);
        }
        let channel = self.of.map(clean).filter(|name| !name.is_empty());
        let (kind, show) = if music || self.music {
            let artist = channel.map(|name| {
                let artist = name.strip_suffix(" - Topic").map(str::to_owned);
                artist.unwrap_or(name)
            });
            (EventKind::Listened, artist)
        } else {
            (EventKind::Watched, channel)
        };
        Ok(Event {
            show,
            item_id: video.map(|video| clean(&video)),
            category_hint: Some(
                if kind == EventKind::Listened {
                    "music"
                } else {
                    "video"
                }
                .to_owned(),
            ),
            ..Event::plain(kind, Stream::YoutubeHistory, self.at, title)
        })
    }

    fn search(&self, stream: Stream, words: Option<String>) -> Result<Event, SkipReason> {
        let title = clean(&words.unwrap_or_default());
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        if is_special(&title) {
            return Err(SkipReason::Special);
        }
        Ok(Event::plain(EventKind::Searched, stream, self.at, title))
    }

    /// The title without the verb that stands before or after it in the account's language, where it is a known one.
    fn bare_title(&self) -> Result<String, SkipReason> {
        const BEFORE: [&str; 8] = [
            "Watched ",
            "Viewed ",
            "Visited ",
            "Vous avez regardé ",
            "Has visto ",
            "Assistiu a ",
            "Hai guardato ",
            "Je hebt gekeken naar ",
        ];
        const AFTER: [&str; 4] = [
            " angesehen",
            " bekeken",
            "を視聴しました",
            " を視聴しました",
        ];
        let title = clean(self.title);
        let bare = BEFORE
            .iter()
            .find_map(|verb| title.strip_prefix(verb))
            .or_else(|| AFTER.iter().find_map(|verb| title.strip_suffix(verb)))
            .unwrap_or(&title)
            .trim();
        if bare.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        Ok(bare.to_owned())
    }
}

/// Google under the domain of any country.
fn is_google(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.strip_prefix("google.").is_some_and(|country| {
        country.len() <= 6 && country.chars().all(|c| c.is_ascii_lowercase() || c == '.')
    })
}
