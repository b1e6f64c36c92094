//! Favourite genres of films and shows, from what was watched and how it was rated.
//!
//! A finished title weighs 1, more than 30 % of it 0.5, less than 10 % takes 0.2 away; a good rating adds 1.5, a bad one
//! takes 1 away; half of a weight is left after a year. An episode counts once however often it was played, and a show weighs
//! no more than eight finished episodes.
//!
//! Invariant: genres come only from the shipped table, which holds none about belief or sexual orientation; a title that the
//! person disliked is evidence for nothing.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use inkling_token::Timestamp;

use super::affinity::{ranked_value, ranking};
use super::fold::title_key;
use super::opinion::{self, Opinion};
use super::tally::{Newest, ONE, Tally, faded};
use super::titles::{Medium, Work, titles};
use super::{Belief, Evidence, catalogue};
use crate::{EventId, EventRow};

const HALF_LIFE_DAYS: u32 = 365;
/// What one show can weigh at most, so that a long series does not rule everything.
const SHOW_CAP: i64 = 8 * ONE;
/// The table has no lengths of episodes; the shortest usual ones run this long.
const EPISODE_SECONDS: u32 = 20 * 60;

/// What was watched, one entry an episode or film that the table knows.
#[derive(Debug, Default)]
pub(super) struct Viewing {
    seen: HashMap<(u32, u64), Seen>,
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
    how: How,
}

/// How far a title was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Abandoned,
    Sampled,
    Partly,
    Finished,
}

impl How {
    /// Without a duration, as in the short list of Netflix, a row counts as finished.
    fn of(seconds: Option<u32>, work: &Work) -> Self {
        let Some(seconds) = seconds else {
            return Self::Finished;
        };
        let length = work
            .minutes
            .map_or(EPISODE_SECONDS, |minutes| minutes.saturating_mul(60));
        match u64::from(seconds) * 100 / u64::from(length.max(1)) {
            80.. => Self::Finished,
            31.. => Self::Partly,
            10.. => Self::Sampled,
            _ => Self::Abandoned,
        }
    }

    fn weight(self) -> i64 {
        match self {
            Self::Finished => ONE,
            Self::Partly => ONE / 2,
            Self::Sampled => 0,
            Self::Abandoned => -ONE / 5,
        }
    }
}

impl Viewing {
    /// Adds a view, if the table knows the title.
    pub(super) fn watched(&mut self, event: &EventRow, now: Timestamp) {
        self.add(event, |work| {
            let how = How::of(event.seconds, work);
            let weight = faded(how.weight(), event.id.at, now, Some(HALF_LIFE_DAYS));
            Seen {
                view: Some(View { weight, how }),
                opinion: None,
                last: event.id,
            }
        });
    }

    /// Adds a rating, if the table knows the title and the rating says something.
    pub(super) fn rated(&mut self, event: &EventRow, now: Timestamp) {
        let Some(weight) = event.rating.and_then(opinion::weight) else {
            return;
        };
        self.add(event, |_| Seen {
            view: None,
            opinion: Some(Opinion {
                given: weight,
                weight: faded(weight, event.id.at, now, Some(HALF_LIFE_DAYS)),
                of: event.id,
            }),
            last: event.id,
        });
    }

    fn add(&mut self, event: &EventRow, seen: impl FnOnce(&Work) -> Seen) {
        let show_key = event.show.as_deref().map(title_key);
        // Most of what is watched is a show's, and an unknown show's episodes need no keys of their own.
        if show_key
            .as_deref()
            .is_some_and(|show| !titles().has_show(show))
        {
            return;
        }
        let own_key = title_key(&event.title);
        let Some(number) = titles().find(&own_key, show_key.as_deref()) else {
            return;
        };
        let Some(work) = titles().work(number) else {
            return;
        };
        let seen = seen(work);
        match self.seen.entry((number, hashed(&own_key))) {
            Entry::Vacant(free) => {
                free.insert(seen);
            }
            Entry::Occupied(mut known) => known.get_mut().merge(seen),
        }
    }

    /// The genres of films and those of shows.
    pub(super) fn beliefs(&self) -> Vec<Belief> {
        [
            (Medium::Film, "interests.media.film", "titles"),
            (Medium::Tv, "interests.media.tv", "episodes"),
        ]
        .into_iter()
        .filter_map(|(medium, key, noun)| self.belief(medium, key, noun))
        .collect()
    }

    fn belief(&self, medium: Medium, key: &'static str, noun: &str) -> Option<Belief> {
        let sums = self.sums(medium);
        let base = |genre: &'static str| titles().base(medium, genre);
        let known = sums
            .genres
            .iter()
            .filter(|(genre, _)| catalogue::label(key, genre).is_some());
        let ranked = ranking(
            known.map(|(genre, tally)| (*genre, tally, base(genre))),
            sums.total,
        );
        let top = ranked.first()?;
        let named: Vec<&str> = ranked.iter().map(|entry| entry.id).collect();
        let (of, event_ids) = self.support(medium, &named);
        let label = catalogue::label(key, top.id)?;
        let finished = sums.finished.get(top.id).copied().unwrap_or_default();
        let sentence = format!(
            "{label}: {finished} of your {} {} {noun} with a known genre.",
            sums.all_finished,
            if sums.any_rated {
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
                event_ids,
            },
        })
    }

    fn sums(&self, medium: Medium) -> Sums {
        let mut shows: BTreeMap<u32, i64> = BTreeMap::new();
        let mut sums = Sums::default();
        for ((number, _), seen) in &self.seen {
            let Some(work) = titles().work(*number).filter(|work| work.medium == medium) else {
                continue;
            };
            *shows.entry(*number).or_default() += seen.weight();
            sums.count(work, *seen);
        }
        for (number, weight) in shows {
            let weight = weight.min(SHOW_CAP);
            sums.total += weight.max(0);
            for genre in titles()
                .work(number)
                .into_iter()
                .flat_map(|work| &work.genres)
            {
                sums.genres.entry(genre).or_default().weight += weight;
            }
        }
        sums
    }

    /// How many views are behind any of the named genres, and the newest of them.
    fn support(&self, medium: Medium, named: &[&str]) -> (u64, Vec<EventId>) {
        let mut newest = Newest::default();
        let mut of = 0;
        for ((number, _), seen) in self.seen.iter().filter(|(_, seen)| seen.is_in_favour()) {
            let work = titles().work(*number).filter(|work| work.medium == medium);
            if work.is_some_and(|work| work.genres.iter().any(|genre| named.contains(genre))) {
                newest.add(seen.last);
                of += 1;
            }
        }
        (of, newest.ids())
    }
}

impl Seen {
    /// Of two views of one episode the better one counts, of two ratings the newer one, and the later event is the evidence.
    fn merge(&mut self, other: Self) {
        self.view = match (self.view, other.view) {
            (Some(one), Some(other)) => Some(View {
                weight: one.weight.max(other.weight),
                how: one.how.max(other.how),
            }),
            (one, other) => one.or(other),
        };
        self.opinion = match (self.opinion, other.opinion) {
            (Some(one), Some(other)) if (one.of.at, one.of) < (other.of.at, other.of) => {
                Some(other)
            }
            (one, other) => one.or(other),
        };
        if (other.last.at, other.last) > (self.last.at, self.last) {
            self.last = other.last;
        }
    }

    fn weight(self) -> i64 {
        self.view.map_or(0, |view| view.weight) + self.opinion.map_or(0, |opinion| opinion.weight)
    }

    /// Who rates a title has seen it.
    fn is_finished(self) -> bool {
        self.opinion.is_some() || self.view.is_some_and(|view| view.how == How::Finished)
    }

    /// It was rated well, or much of it was watched and it was not rated badly.
    fn is_in_favour(self) -> bool {
        match self.opinion.map_or(0, |opinion| opinion.given).cmp(&0) {
            Ordering::Greater => true,
            Ordering::Equal => self.view.is_some_and(|view| view.how >= How::Partly),
            Ordering::Less => false,
        }
    }
}

#[derive(Debug, Default)]
struct Sums {
    genres: BTreeMap<&'static str, Tally>,
    finished: BTreeMap<&'static str, u64>,
    all_finished: u64,
    any_rated: bool,
    total: i64,
}

impl Sums {
    /// Counts a view for its genres; the weight comes later, capped a show.
    fn count(&mut self, work: &Work, seen: Seen) {
        let finished = u64::from(seen.is_finished());
        self.all_finished += finished;
        self.any_rated |= seen.opinion.is_some();
        for genre in &work.genres {
            *self.finished.entry(genre).or_default() += finished;
            if seen.is_in_favour() {
                self.genres.entry(genre).or_default().add(0, seen.last);
            }
        }
    }
}

/// Keys of a million episodes need not be kept; their hashes do. The hasher has fixed keys.
fn hashed(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
