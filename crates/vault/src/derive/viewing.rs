//! Favourite genres of films and shows, from what was watched and how it was rated.
//!
//! A finished title weighs 1, more than 30 % of it 0.5, less than 10 % takes 0.2 away; a good rating adds 1.5, a bad one
//! takes 1 away; half of a weight is left after a year. An episode counts once however often it was played, and a show weighs
//! no more than eight finished episodes.
//!
//! Invariant: genres come only from the shipped table, or from IMDb's own column where the table does not know the title; neither
//! holds any about belief or sexual orientation, and a title that the person disliked is evidence for nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use inkling_intake::Stream;
use inkling_token::Timestamp;

use super::absorb::Absorb;
use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Behind, Entry, Turn};
use super::fold::title_key;
use super::how_far::HowFar;
use super::opinion::{self, Opinion};
use super::table::Table;
use super::tally::{Fading, Newest, ONE, Tally};
use super::titles::{Medium, Work, titles};
use super::{Belief, Evidence, catalogue, imdb};
use crate::{EventId, EventRow};

const HALF_LIFE_DAYS: u32 = 365;
/// What one show can weigh at most, so that a long series does not rule everything.
const SHOW_CAP: i64 = 8 * ONE;
/// Names of shows remembered at most.
const MOST_SHOWS: usize = 50_000;

/// What was watched and rated, by the number of the film or show that the table knows.
#[derive(Debug, Default)]
pub(super) struct Viewing {
    works: BTreeMap<u32, Bag<Told>>,
    unlisted: BTreeMap<Unlisted, Bag<Told>>,
    /// Shows by their names as written, `None` where the table knows none of that name. Most of what is watched is a show's.
    shows: Table<Option<u32>>,
}

/// A film or a show that the table does not know and whose genres its export tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Unlisted {
    medium: Medium,
    genres: Vec<&'static str>,
    title: u64,
}

/// What one event tells of an episode or a film; those of one episode stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    episode: u64,
    event: Entry<Said>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Watched(HowFar),
    /// What the rating weighs on its day.
    Rated(i64),
}

/// What is known of one episode or film.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// `None` while it is known by a rating alone.
    view: Option<View>,
    /// The newest of several.
    opinion: Option<Opinion>,
    last: EventId,
}

#[derive(Debug, Clone, Copy)]
struct View {
    weight: i64,
    how: HowFar,
}

impl Viewing {
    /// A view comes or goes, if the table knows the title.
    pub(super) fn turn_watched(&mut self, turn: Turn, event: &EventRow<'_>) {
        if let Some((number, work)) = self.listed(event) {
            let said = Said::Watched(HowFar::of(event.seconds, work));
            let told = Told::of(event, said);
            self.works.entry(number).or_default().turn(turn, told);
        }
    }

    /// A rating comes or goes, if it says something, and the table knows the title or IMDb its genres.
    pub(super) fn turn_rated(&mut self, turn: Turn, event: &EventRow<'_>) {
        let Some(weight) = event.rating.and_then(opinion::weight) else {
            return;
        };
        let told = Told::of(event, Said::Rated(weight));
        if let Some((number, _)) = self.listed(event) {
            self.works.entry(number).or_default().turn(turn, told);
        } else if event.id.stream == Stream::ImdbRatings {
            let unlisted = Unlisted {
                medium: match event.show {
                    Some(_) => Medium::Tv,
                    None => Medium::Film,
                },
                genres: imdb::genres(event.category_hint.as_deref().unwrap_or_default()),
                title: told.episode,
            };
            if !unlisted.genres.is_empty() {
                self.unlisted.entry(unlisted).or_default().turn(turn, told);
            }
        }
    }

    /// The film or show of the table that an event is about.
    fn listed(&mut self, event: &EventRow<'_>) -> Option<(u32, &'static Work)> {
        let number = match event.show.as_deref() {
            Some(show) => self.show(show),
            None => titles().find(&title_key(&event.title)),
        }?;
        Some((number, titles().work(number)?))
    }

    fn show(&mut self, name: &str) -> Option<u32> {
        if let Some(known) = self.shows.get(name) {
            return *known;
        }
        let show = titles().show(&title_key(name));
        if self.shows.len() < MOST_SHOWS {
            self.shows.insert(name.to_owned(), show);
        }
        show
    }

    /// The genres of films and those of shows.
    pub(super) fn beliefs(&mut self, now: Timestamp) -> Vec<Belief<'_>> {
        self.works.values_mut().for_each(Bag::put_in_order);
        self.unlisted.values_mut().for_each(Bag::put_in_order);
        let fading = Fading::until(now, Some(HALF_LIFE_DAYS));
        let listed = self.works.iter().filter_map(|(number, told)| {
            let work = titles().work(*number)?;
            Some((work.medium, work.genres.as_slice(), told))
        });
        let unlisted = self.unlisted.iter();
        let unlisted = unlisted.map(|(work, told)| (work.medium, work.genres.as_slice(), told));
        let works: Vec<Watched<'_>> = listed
            .chain(unlisted)
            .map(|(medium, genres, told)| Watched {
                medium,
                genres,
                told: told.things(),
                seens: Seens::of(told.things(), &fading),
            })
            .collect();
        [
            (Medium::Film, "interests.media.film", "titles"),
            (Medium::Tv, "interests.media.tv", "episodes"),
        ]
        .into_iter()
        .filter_map(|(medium, key, noun)| {
            let of_medium = works.iter().filter(|work| work.medium == medium);
            belief(&of_medium.collect::<Vec<_>>(), (medium, key, noun))
        })
        .collect()
    }
}

impl Absorb for Viewing {
    fn absorb(&mut self, other: Self) {
        self.works.absorb(other.works);
        self.unlisted.absorb(other.unlisted);
    }
}

impl Told {
    fn of(event: &EventRow<'_>, said: Said) -> Self {
        Self {
            episode: hashed(&title_key(&event.title)),
            event: Entry::new(event.id, said),
        }
    }
}

/// A film or a show, and what was seen of it.
struct Watched<'a> {
    medium: Medium,
    genres: &'a [&'static str],
    told: &'a [Told],
    seens: Seens,
}

fn belief<'a>(
    works: &[&Watched<'a>],
    (medium, key, noun): (Medium, &'static str, &str),
) -> Option<Belief<'a>> {
    let mut genres: BTreeMap<&'static str, (Tally, u64)> = BTreeMap::new();
    let mut total = 0;
    for work in works {
        let tally = Tally {
            weight: work.seens.in_favour.weight.min(SHOW_CAP),
            ..work.seens.in_favour
        };
        total += tally.weight.max(0);
        for genre in work.genres {
            let (sum, finished) = genres.entry(genre).or_default();
            sum.merge(tally);
            *finished += work.seens.finished;
        }
    }
    let known = genres
        .iter()
        .filter(|(genre, _)| catalogue::label(key, genre).is_some());
    let ranked = ranking(
        known.map(|(genre, (tally, _))| (*genre, *tally, titles().base(medium, genre))),
        total,
    );
    let top = ranked.first()?;
    let label = catalogue::label(key, top.id)?;
    let is_named = |genre: &&'static str| ranked.iter().any(|entry| entry.id == *genre);
    let mut newest = Newest::default();
    let mut of = 0;
    let mut told = Vec::new();
    for work in works {
        if work.genres.iter().any(is_named) {
            newest.merge(&work.seens.newest);
            of += work.seens.in_favour.events;
            told.push(work.told);
        }
    }
    let sentence = format!(
        "{label}: {} of your {} {} {noun} with a known genre.",
        genres.get(top.id).map_or(0, |(_, finished)| *finished),
        works.iter().map(|work| work.seens.finished).sum::<u64>(),
        if works.iter().any(|work| work.seens.any_rated) {
            "finished or rated"
        } else {
            "finished"
        }
    );
    Some(Belief {
        key,
        value: ranked_value(&ranked),
        evidence: Evidence {
            sentence,
            strength: top.strength(),
            of,
            event_ids: newest.ids(),
        },
        behind: in_favour(told),
    })
}

/// The events that speak for some works. That what speaks for one fades does not matter to it.
fn in_favour(told: Vec<&[Told]>) -> Behind<'_> {
    let lasting = Fading::lasting();
    Box::new(told.into_iter().flat_map(move |told| {
        let seen = each_seen(told, &lasting).filter(|seen| seen.is_in_favour());
        seen.map(|seen| seen.last).collect::<Vec<_>>()
    }))
}

/// What is known of each episode.
fn each_seen<'a>(told: &'a [Told], fading: &'a Fading) -> impl Iterator<Item = Seen> + 'a {
    told.chunk_by(|one, other| one.episode == other.episode)
        .filter_map(|episode| {
            let seen = episode.iter().map(|told| Seen::of(told.event, fading));
            seen.reduce(Seen::merged)
        })
}

/// What was seen of one work.
#[derive(Debug, Default)]
struct Seens {
    /// The weight is that of every episode; counted are those that speak for the work.
    in_favour: Tally,
    finished: u64,
    any_rated: bool,
    newest: Newest,
}

impl Seens {
    fn of(told: &[Told], fading: &Fading) -> Self {
        let mut seens = Self::default();
        each_seen(told, fading).for_each(|seen| seens.add(seen));
        seens
    }

    fn add(&mut self, seen: Seen) {
        self.in_favour.weight += seen.weight();
        self.finished += u64::from(seen.is_finished());
        self.any_rated |= seen.opinion.is_some();
        if seen.is_in_favour() {
            self.in_favour.count(seen.last.at);
            self.newest.add(seen.last);
        }
    }
}

impl Seen {
    fn of(event: Entry<Said>, fading: &Fading) -> Self {
        let faded = |weight| fading.of(weight, event.at);
        let (view, opinion) = match event.tag {
            Said::Watched(how) => {
                let weight = faded(how.weight());
                (Some(View { weight, how }), None)
            }
            Said::Rated(given) => {
                let opinion = Opinion {
                    given,
                    weight: faded(given),
                    of: event.id(),
                };
                (None, Some(opinion))
            }
        };
        Self {
            view,
            opinion,
            last: event.id(),
        }
    }

    /// Of two views of one episode the better one counts, of two ratings the newer one, and the later event is the evidence.
    fn merged(self, other: Self) -> Self {
        let view = match (self.view, other.view) {
            (Some(one), Some(other)) => Some(View {
                weight: one.weight.max(other.weight),
                how: one.how.max(other.how),
            }),
            (one, other) => one.or(other),
        };
        let opinion = match (self.opinion, other.opinion) {
            (Some(one), Some(other)) if (one.of.at, one.of) < (other.of.at, other.of) => {
                Some(other)
            }
            (one, other) => one.or(other),
        };
        let is_later = (other.last.at, other.last) > (self.last.at, self.last);
        Self {
            view,
            opinion,
            last: if is_later { other.last } else { self.last },
        }
    }

    fn weight(self) -> i64 {
        self.view.map_or(0, |view| view.weight) + self.opinion.map_or(0, |opinion| opinion.weight)
    }

    /// Who rates a title has seen it.
    fn is_finished(self) -> bool {
        self.opinion.is_some() || self.view.is_some_and(|view| view.how == HowFar::Finished)
    }

    /// It was rated well, or much of it was watched and it was not rated badly.
    fn is_in_favour(self) -> bool {
        match self.opinion.map_or(0, |opinion| opinion.given).cmp(&0) {
            Ordering::Greater => true,
            Ordering::Equal => self.view.is_some_and(|view| view.how >= HowFar::Partly),
            Ordering::Less => false,
        }
    }
}

/// Keys of a million episodes need not be kept; their hashes do. The hasher has fixed keys.
fn hashed(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
