//! The shipped table of films and shows: genres and base rates (see `data/README.md`).
//!
//! Invariant: a name that several works of one type share speaks only for the genres that all of them have.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

use super::fold::{title_key, words};
use super::table::{Table, Words};

const TABLE: &[u8] = include_bytes!("../../data/titles.tsv.gz");

/// A film or a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Medium {
    /// A film.
    Film,
    /// A series.
    Tv,
}

/// One work, or several of one name.
#[derive(Debug)]
pub(super) struct Work {
    /// What it is.
    pub(super) medium: Medium,
    /// Length in minutes; `None` for a series.
    pub(super) minutes: Option<u32>,
    /// Genre ids, sorted.
    pub(super) genres: Vec<&'static str>,
}

/// The table, by name.
#[derive(Debug, Default)]
pub(super) struct Titles {
    works: Vec<Work>,
    films: Table<u32>,
    shows: Table<u32>,
    bases: BTreeMap<(Medium, &'static str), f64>,
    words: Words,
}

/// The shipped table.
pub(super) fn titles() -> &'static Titles {
    static READ: LazyLock<Titles> =
        LazyLock::new(|| unpack().map(Titles::read).unwrap_or_default());
    &READ
}

impl Titles {
    /// The film of a name, else the show of that name.
    pub(super) fn find(&self, title_key: &str) -> Option<u32> {
        let film = self.films.get(title_key).copied();
        film.or_else(|| self.show(title_key))
    }

    /// The other films of the very same genres, by their keys, in order.
    pub(super) fn films_like(&self, title_key: &str) -> Vec<&str> {
        let genres = |number: &u32| self.work(*number).map(|work| &work.genres);
        let Some(own) = self.films.get(title_key).and_then(genres) else {
            return Vec::new();
        };
        let same = |(key, number): &(&String, &u32)| {
            key.as_str() != title_key && genres(number) == Some(own)
        };
        let films = self.films.iter().filter(same);
        let mut keys: Vec<&str> = films.map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys
    }

    /// The show of a name.
    pub(super) fn show(&self, title_key: &str) -> Option<u32> {
        self.shows.get(title_key).copied()
    }

    /// Whether a folded word stands in any title of the table: a word of a language, or the name of a place or a person.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// A work by its number.
    pub(super) fn work(&self, number: u32) -> Option<&Work> {
        self.works.get(usize::try_from(number).ok()?)
    }

    /// The share of the table's films or shows that have a genre.
    pub(super) fn base(&self, medium: Medium, genre: &'static str) -> f64 {
        self.bases.get(&(medium, genre)).copied().unwrap_or(1.0)
    }

    fn read(table: &'static str) -> Self {
        let mut titles = Self::default();
        for (title, work) in table.lines().filter_map(row) {
            titles
                .words
                .extend(words(title).split(' ').map(str::to_owned));
            titles.add(title_key(title), work);
        }
        titles.bases = bases(&titles.works);
        titles
    }

    fn add(&mut self, key: String, work: Work) {
        let shelf = match work.medium {
            Medium::Film => &mut self.films,
            Medium::Tv => &mut self.shows,
        };
        if let Some(known) = shelf
            .get(&key)
            .and_then(|number| self.works.get_mut(usize::try_from(*number).ok()?))
        {
            known.genres.retain(|genre| work.genres.contains(genre));
            known.minutes = known.minutes.min(work.minutes);
            return;
        }
        if let Ok(number) = u32::try_from(self.works.len()) {
            shelf.insert(key, number);
            self.works.push(work);
        }
    }
}

fn bases(works: &[Work]) -> BTreeMap<(Medium, &'static str), f64> {
    let mut counts: BTreeMap<(Medium, &'static str), u32> = BTreeMap::new();
    let mut totals: BTreeMap<Medium, u32> = BTreeMap::new();
    for work in works {
        *totals.entry(work.medium).or_default() += 1;
        for genre in &work.genres {
            *counts.entry((work.medium, genre)).or_default() += 1;
        }
    }
    let share = |medium: Medium, count: u32| {
        f64::from(count) / totals.get(&medium).map_or(1.0, |all| f64::from(*all))
    };
    counts
        .into_iter()
        .map(|((medium, genre), count)| ((medium, genre), share(medium, count)))
        .collect()
}

fn row(line: &'static str) -> Option<(&'static str, Work)> {
    let mut columns = line.split('\t');
    let title = columns.next()?;
    let medium = match columns.next()? {
        "film" => Medium::Film,
        "tv" => Medium::Tv,
        _ => return None,
    };
    let minutes: u32 = columns.nth(1)?.parse().ok()?;
    let genres = columns.next()?.split(',').collect();
    Some((
        title,
        Work {
            medium,
            minutes: (minutes > 0).then_some(minutes),
            genres,
        },
    ))
}

/// The text of the table; it lives as long as the program.
fn unpack() -> Option<&'static str> {
    static TEXT: LazyLock<Option<String>> = LazyLock::new(|| {
        let mut text = String::new();
        GzDecoder::new(TABLE).read_to_string(&mut text).ok()?;
        Some(text)
    });
    TEXT.as_deref()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::derive::catalogue::options;

    fn genres(title: &str, show: Option<&str>) -> Vec<&'static str> {
        let number = match show {
            Some(show) => titles().show(&title_key(show)),
            None => titles().find(&title_key(title)),
        };
        number
            .and_then(|number| titles().work(number))
            .map_or_else(Vec::new, |work| work.genres.clone())
    }

    #[test]
    fn a_film_and_an_episode_find_their_genres() {
        assert_eq!(genres("Dick Johnson Is Dead", None), ["documentaries"]);
        assert_eq!(
            genres("Blood & Water: Season 1: Pilot", Some("Blood and Water")),
            ["dramas", "international", "mysteries"]
        );
    }

    #[test]
    fn an_unknown_title_and_an_unknown_show_find_nothing() {
        assert_eq!(genres("Harbour Lights", None), Vec::<&str>::new());
        assert_eq!(
            genres("Dick Johnson Is Dead", Some("Harbour Lights")),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn two_films_of_one_name_speak_only_for_what_they_share() {
        const TWO: &str =
            "Home\tfilm\t2015\t94\tcomedies,kids-family\nHome\tfilm\t2020\t90\tcomedies,dramas\n";
        let titles = Titles::read(TWO);
        let work = titles.find("home").and_then(|number| titles.work(number));
        assert_eq!(work.map(|work| work.genres.clone()), Some(vec!["comedies"]));
    }

    #[test]
    fn the_table_holds_only_genres_of_the_vocabulary_and_none_about_belief_or_orientation() {
        for (medium, key) in [
            (Medium::Film, "interests.media.film"),
            (Medium::Tv, "interests.media.tv"),
        ] {
            let known: BTreeSet<&str> = options(key)
                .iter()
                .map(|option| option.id.as_str())
                .collect();
            let used: BTreeSet<&str> = titles()
                .works
                .iter()
                .filter(|work| work.medium == medium)
                .flat_map(|work| work.genres.clone())
                .collect();
            assert_eq!(
                used.difference(&known).collect::<Vec<_>>(),
                Vec::<&&str>::new(),
                "{key}"
            );
            assert!(
                used.iter()
                    .all(|genre| !genre.contains("lgbt") && !genre.contains("faith"))
            );
        }
        assert!(titles().works.len() > 8_000);
    }
}
