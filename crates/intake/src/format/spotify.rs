//! Spotify's two histories: the account data's short one, and the extended one with the second of every play.
//!
//! Both give the END of a play in UTC, one to the minute, the other to the second. A play is known by that minute, its artist
//! and its title, so that it is one fact in either; the more exact telling counts.
//! Invariant: of address, country, platform and device nothing is read; a private session never becomes an event.

use super::{Format, Match, Reader};
use crate::dates::{stamp, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Precision, Stream};
use crate::identity::Occurrences;
use crate::json::{Record, records};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::Source;
use crate::titles::{clean, fold};

/// Spotify itself counts a play from here on.
const SHORTEST_MILLIS: i64 = 30_000;
/// Longer than any stream; a longer one is a mistake of the file.
const LONGEST_MILLIS: i64 = 7 * 86_400_000;
const MINUTE_MILLIS: i64 = 60_000;

/// `StreamingHistory_music_N.json`, `StreamingHistory_podcast_N.json` and the older `StreamingHistoryN.json`.
#[derive(Debug)]
pub(super) struct SpotifyHistory;

/// `Streaming_History_Audio_*.json`, `Streaming_History_Video_*.json` and the older `endsong_N.json`.
#[derive(Debug)]
pub(super) struct SpotifyExtended;

impl Reader for SpotifyHistory {
    fn format(&self) -> Format {
        Format::SpotifyHistory
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| record.has_all(&["endTime", "msPlayed"]))
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        plays(source, sink, short)
    }
}

impl Reader for SpotifyExtended {
    fn format(&self) -> Format {
        Format::SpotifyExtended
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| record.has_all(&["ts", "ms_played"]))
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        plays(source, sink, extended)
    }
}

/// What either history says of a play.
struct Play<'a> {
    ended: i64,
    precision: Precision,
    millis: i64,
    what: &'static str,
    title: &'a str,
    by: Option<&'a str>,
    address: Option<&'a str>,
}

fn plays(
    source: Source<'_>,
    sink: &mut Sink<'_>,
    read: impl Fn(&Record) -> Result<Play<'_>, SkipReason>,
) -> Result<(), Halt> {
    let mut seen = Occurrences::default();
    records(source, &mut |record| {
        sink.row()?;
        match read(&record).and_then(|play| play.event(record.number, &mut seen)) {
            Ok(event) => sink.take(&event, 1),
            Err(reason) => {
                sink.skip(reason, 1);
                Ok(())
            }
        }
    })
}

fn short(record: &Record) -> Result<Play<'_>, SkipReason> {
    let (what, title, by) = if record.value.get("episodeName").is_some() {
        ("podcast", "episodeName", "podcastName")
    } else {
        ("music", "trackName", "artistName")
    };
    Ok(Play {
        ended: record
            .text("endTime")
            .and_then(utc)
            .ok_or(SkipReason::NoDate)?,
        precision: Precision::Minute,
        millis: millis(record, "msPlayed")?,
        what,
        title: record.text(title).ok_or(SkipReason::NoTitle)?,
        by: record.text(by),
        address: None,
    })
}

fn extended(record: &Record) -> Result<Play<'_>, SkipReason> {
    const KINDS: [(&str, &str, &str, &str); 3] = [
        (
            "music",
            "master_metadata_track_name",
            "master_metadata_album_artist_name",
            "spotify_track_uri",
        ),
        (
            "podcast",
            "episode_name",
            "episode_show_name",
            "spotify_episode_uri",
        ),
        (
            "audiobook",
            "audiobook_chapter_title",
            "audiobook_title",
            "audiobook_chapter_uri",
        ),
    ];
    let says = |key| record.value.get(key).and_then(serde_json::Value::as_bool) == Some(true);
    if says("incognito_mode") {
        return Err(SkipReason::Private);
    }
    if says("skipped") {
        return Err(SkipReason::Skipped);
    }
    let (what, title, by, address) = KINDS
        .into_iter()
        .find_map(|(what, title, by, address)| Some((what, record.text(title)?, by, address)))
        .ok_or(SkipReason::NoTitle)?;
    Ok(Play {
        ended: record
            .text("ts")
            .and_then(|ts| stamp(ts).or_else(|| utc(ts)))
            .ok_or(SkipReason::NoDate)?,
        precision: Precision::Second,
        millis: millis(record, "ms_played")?,
        what,
        title,
        by: record.text(by),
        address: record.text(address),
    })
}

fn millis(record: &Record, key: &str) -> Result<i64, SkipReason> {
    record
        .value
        .get(key)
        .and_then(serde_json::Value::as_i64)
        .filter(|millis| (0..=LONGEST_MILLIS).contains(millis))
        .ok_or(SkipReason::WrongShape)
}

impl Play<'_> {
    fn event(&self, row: u64, seen: &mut Occurrences) -> Result<Event, SkipReason> {
        if self.millis < SHORTEST_MILLIS {
            return Err(SkipReason::Snippet);
        }
        let title = clean(self.title);
        if title.is_empty() {
            return Err(SkipReason::NoTitle);
        }
        let by = self.by.map(clean).filter(|by| !by.is_empty());
        let key = format!(
            "{}|{}|{}",
            self.ended.div_euclid(MINUTE_MILLIS),
            fold(by.as_deref().unwrap_or_default()),
            fold(&title)
        );
        let started = self.ended.saturating_sub(self.millis);
        Ok(Event {
            precision: self.precision,
            episode: (self.what == "podcast").then(|| title.clone()),
            show: by,
            item_id: self.address.map(clean),
            category_hint: Some(self.what.to_owned()),
            seconds: u32::try_from(self.millis / 1000).ok(),
            row,
            natural_key: format!("{key}|{}", seen.next(&key)),
            ..Event::plain(EventKind::Listened, Stream::SpotifyPlays, started, title)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Record {
        Record {
            value: serde_json::from_str(text).unwrap(),
            ..Record::default()
        }
    }

    #[test]
    fn one_play_has_one_key_in_both_histories() {
        let short_play = record(
            r#"{"endTime":"2024-01-05 14:23","artistName":"DJ Morrow","trackName":"Kites","msPlayed":184000}"#,
        );
        let long_play = record(
            r#"{"ts":"2024-01-05T14:23:59Z","ms_played":184200,"master_metadata_track_name":"Kites",
                "master_metadata_album_artist_name":"DJ Morrow","skipped":null,"incognito_mode":false}"#,
        );
        let mut seen = Occurrences::default();
        let one = short(&short_play).unwrap().event(1, &mut seen).unwrap();
        let mut seen = Occurrences::default();
        let other = extended(&long_play).unwrap().event(1, &mut seen).unwrap();
        assert_eq!(one.natural_key, other.natural_key);
        assert!(other.precision < one.precision);
        assert_eq!(
            other.at,
            1_704_464_639_000 - 184_200,
            "the start of the play"
        );
    }

    #[test]
    fn private_skipped_and_short_plays_are_left_out() {
        let play = |more: &str| {
            let text = format!(
                r#"{{"ts":"2024-01-05T14:23:59Z","ms_played":30000,"master_metadata_track_name":"Kites"{more}}}"#
            );
            let record = record(&text);
            extended(&record).and_then(|play| play.event(1, &mut Occurrences::default()))
        };
        assert!(play("").is_ok());
        assert_eq!(play(r#","incognito_mode":true"#), Err(SkipReason::Private));
        assert_eq!(play(r#","skipped":true"#), Err(SkipReason::Skipped));
        assert_eq!(play(r#","ms_played":29999"#), Err(SkipReason::Snippet));
        assert_eq!(play(r#","ms_played":-1"#), Err(SkipReason::WrongShape));
        assert_eq!(play(r#","ts":"soon""#), Err(SkipReason::NoDate));
    }
}
