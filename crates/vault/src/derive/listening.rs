//! Favourite artists, by how long they were heard.
//!
//! Three and a half minutes weigh one, as a usual track does; half of a weight is left after a year. No table tells the genre
//! of an artist, so none is told.
//!
//! Invariant: podcasts and audiobooks are nobody's music, and an artist's day counts for no more than an hour, so that one night
//! with the music on decides nothing.

use std::collections::BTreeMap;

use inkling_token::Timestamp;

use super::absorb::Absorb;
use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Entry, Turn};
use super::fold::words;
use super::names::{LONGEST, Spellings};
use super::place::any_is_blocked;
use super::reading::Reader;
use super::table::Table;
use super::tally::{Fading, Newest, ONE, Tally, day};
use super::{Belief, Evidence, sentence};
use crate::EventRow;

const KEY: &str = "interests.media.artists";
const HALF_LIFE_DAYS: u32 = 365;
/// No table tells how common an artist is; one hour in fifty counts as usual for each.
const BASE: f64 = 0.02;
/// What the exports call music.
const MUSIC: &str = "music";
/// Where an export does not tell how long a track was heard, it was as long as most are.
const TRACK_SECONDS: u32 = 210;
const MOST_A_DAY: i64 = 3_600;
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
/// From here on hours are told.
const HOURS: i64 = 2 * HOUR;

/// What was heard.
#[derive(Debug, Default)]
pub(super) struct Listening {
    artists: Table<Artist>,
    reader: Reader,
}

#[derive(Debug, Default)]
struct Artist {
    names: Spellings,
    /// Seconds.
    heard: Bag<Entry<u32>>,
}

/// What an artist's plays come to.
struct Sum<'a> {
    name: &'a str,
    artist: &'a Artist,
    tally: Tally,
    seconds: i64,
}

impl Listening {
    /// A play comes or goes, if it was music and says whose.
    pub(super) fn turn(&mut self, turn: Turn, event: &EventRow<'_>) {
        let is_music = event.category_hint.as_deref() == Some(MUSIC);
        let Some(name) = event.show.as_deref().map(str::trim).filter(|_| is_music) else {
            return;
        };
        let key = words(name);
        if key.is_empty() || name.chars().count() > LONGEST {
            return;
        }
        if any_is_blocked(&mut self.reader, &[name, &event.title]) {
            return;
        }
        let artist = self.artists.entry(key).or_default();
        artist.names.turn(turn, name);
        let seconds = event.seconds.unwrap_or(TRACK_SECONDS);
        artist.heard.turn(turn, Entry::new(event.id, seconds));
    }

    /// The artists worth naming.
    pub(super) fn belief(&mut self, now: Timestamp) -> Option<Belief<'_>> {
        let fading = Fading::until(now, Some(HALF_LIFE_DAYS));
        let artists = self.artists.values_mut();
        artists.for_each(|artist| artist.heard.put_in_order());
        let sums: BTreeMap<&str, Sum<'_>> = self
            .artists
            .values()
            .filter_map(|artist| Sum::of(artist, &fading))
            .map(|sum| (sum.name, sum))
            .collect();
        let total = sums.values().map(|sum| sum.tally.weight).sum();
        let named = sums.values().map(|sum| (sum.name, sum.tally, BASE));
        let ranked = ranking(named, total);
        let top = sums.get(ranked.first()?.id)?;
        let listed = || ranked.iter().filter_map(|entry| sums.get(entry.id));
        // Those who are named beside the first are told in the same unit.
        let shortest = listed().take(3).map(|sum| sum.seconds).min();
        let (unit, noun) = match shortest {
            Some(HOURS..) => (HOUR, "hour"),
            _ => (MINUTE, "minute"),
        };
        let length = |seconds: i64| u64::try_from(seconds / unit).unwrap_or_default();
        let others: Vec<(String, u64)> = listed()
            .skip(1)
            .map(|sum| (sum.name.to_owned(), length(sum.seconds)))
            .collect();
        let last = top.artist.heard.things().last().map(|heard| heard.at);
        Some(Belief {
            key: KEY,
            value: ranked_value(&ranked),
            evidence: Evidence {
                sentence: format!(
                    "{}: {} of your {} of music{}{}.{}",
                    top.name,
                    length(top.seconds),
                    sentence::counted(length(sums.values().map(|sum| sum.seconds).sum()), noun),
                    sentence::last_in(last),
                    sentence::then(&others),
                    sentence::why_first(length(top.seconds), &others, "plays")
                ),
                strength: ranked.first()?.strength(),
                of: listed().map(|sum| sum.tally.events).sum(),
                event_ids: Newest::of(listed().flat_map(|sum| sum.artist.heard.newest())).ids(),
            },
            behind: Bag::all(listed().map(|sum| &sum.artist.heard).collect()),
        })
    }
}

impl Absorb for Listening {
    fn absorb(&mut self, other: Self) {
        self.artists.absorb(other.artists);
    }
}

impl Absorb for Artist {
    fn absorb(&mut self, other: Self) {
        self.names.absorb(other.names);
        self.heard.absorb(other.heard);
    }
}

impl<'a> Sum<'a> {
    fn of(artist: &'a Artist, fading: &Fading) -> Option<Self> {
        let heard = artist.heard.things();
        let mut tally = artist.heard.tally(|_| 0);
        let mut seconds = 0;
        for same_day in heard.chunk_by(|one, other| day(one.at) == day(other.at)) {
            let of_day: i64 = same_day.iter().map(|heard| i64::from(heard.tag)).sum();
            let of_day = of_day.min(MOST_A_DAY);
            seconds += of_day;
            let weight = of_day * ONE / i64::from(TRACK_SECONDS);
            tally.weight += same_day
                .first()
                .map_or(0, |heard| fading.of(weight, heard.at));
        }
        Some(Self {
            name: artist.names.commonest()?,
            artist,
            tally,
            seconds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::support::{NOW, played, sentence, value};
    use serde_json::{Value, json};

    /// So many plays of an artist, one a day.
    fn plays(artist: &str, seconds: u32, days: std::ops::Range<i64>) -> Vec<EventRow<'static>> {
        days.map(|day| played(day, artist, Some(seconds))).collect()
    }

    #[test]
    fn an_artist_who_was_heard_for_hours_is_a_favourite() {
        let mut events = plays("Mogwai", 3_000, 1..9);
        events.extend(plays("Low", 300, 1..4));
        assert_eq!(
            value(&events, KEY),
            json!([{"id": "Mogwai", "strength": 3}, {"id": "Low", "strength": 2}])
        );
        assert_eq!(
            sentence(&events, KEY),
            "Mogwai: 400 of your 415 minutes of music, last in November 2026; then Low (15)."
        );
        events.extend(plays("Low", 3_600, 4..6));
        assert_eq!(
            sentence(&events, KEY),
            "Mogwai: 6 of your 8 hours of music, last in November 2026; then Low (2)."
        );
    }

    #[test]
    fn a_night_with_the_music_on_counts_for_an_hour() {
        let night = (0..100).map(|_| played(1, "Grouper", Some(600)));
        let mut events: Vec<EventRow<'_>> = night.chain(plays("Grouper", 600, 2..4)).collect();
        (0..)
            .zip(&mut events)
            .for_each(|(seq, event)| event.id.seq = seq);
        assert!(sentence(&events, KEY).starts_with("Grouper: 80 of your 80 minutes of music"));
    }

    #[test]
    fn podcasts_and_plays_of_nobody_are_no_music() {
        let mut events = plays("Some Podcast", 3_000, 1..9);
        for event in &mut events {
            event.category_hint = Some("podcast".into());
        }
        let mut nobodys = plays("Mogwai", 3_000, 1..9);
        nobodys.iter_mut().for_each(|event| event.show = None);
        events.extend(nobodys);
        assert_eq!(value(&events, KEY), Value::Null);
    }

    #[test]
    fn two_spellings_are_one_artist_under_the_commoner_one() {
        let mut listening = Listening::default();
        for event in plays("MOGWAI", 300, 1..3)
            .iter()
            .chain(&plays("Mogwai", 300, 3..6))
        {
            listening.turn(Turn::Comes, event);
        }
        let belief = listening.belief(NOW).unwrap();
        assert_eq!(belief.value, json!([{"id": "Mogwai", "strength": 3}]));
    }
}
