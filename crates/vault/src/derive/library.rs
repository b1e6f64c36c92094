//! Favourite authors and genres of books, from what was read and how it was rated.
//!
//! A book weighs 1, a good rating adds 1.5, a bad one takes 1 away; half of a weight is left after a year. A book that several
//! libraries tell of, or that was read again, is one book; of its ratings the newest counts.
//!
//! Invariant: a genre comes only from the person's own shelves and tags that bear its name (`data/shelves.tsv`); a book with a
//! word of the block-list in its title, its shelves or its author's name is evidence for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use inkling_token::Timestamp;

use super::absorb::Absorb;
use super::affinity::{ranked_value, ranking};
use super::bag::{Bag, Entry, Turn};
use super::fold::{title_key, words};
use super::names::{LONGEST, Spellings};
use super::place::any_is_blocked;
use super::reading::Reader;
use super::table::Table;
use super::tally::{Fading, Newest, ONE, Tally};
use super::{Belief, Evidence, catalogue, opinion, sentence};
use crate::{EventId, EventRow};

const SHELVES: &str = include_str!("../../data/shelves.tsv");
const AUTHORS: &str = "interests.media.authors";
const GENRES: &str = "interests.media.books";
const HALF_LIFE_DAYS: u32 = 365;
/// No table tells how common an author is; one book in fifty counts as usual for each.
const BASE: f64 = 0.02;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Library {
    books: BTreeMap<u64, Bag<Told>>,
    /// Authors by the folded words of their names.
    authors: BTreeMap<String, Spellings>,
    reader: Reader,
}

/// What one event tells of a book.
type Told = Entry<Read>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Read {
    /// What the rating weighs on its day.
    opinion: Option<i64>,
    /// By folded words.
    author: Option<String>,
    genres: Vec<&'static str>,
}

/// One book with all that is told of it.
struct Book<'a> {
    weight: i64,
    last: EventId,
    author: Option<&'a str>,
    genres: BTreeSet<&'static str>,
}

/// What the books of an author or a genre come to.
#[derive(Default)]
struct Sum {
    tally: Tally,
    /// The newest event of each that speaks for it.
    books: Vec<EventId>,
}

impl Library {
    /// A book that was read comes or goes.
    pub(super) fn turn(&mut self, turn: Turn, event: &EventRow<'_>) {
        let name = event.show.as_deref().map(str::trim).unwrap_or_default();
        let shelves = event.category_hint.as_deref().unwrap_or_default();
        if any_is_blocked(&mut self.reader, &[&event.title, name, shelves]) {
            return;
        }
        let author =
            Some(words(name)).filter(|key| !key.is_empty() && name.chars().count() <= LONGEST);
        if let Some(author) = &author {
            self.authors
                .entry(author.clone())
                .or_default()
                .turn(turn, name);
        }
        let book = hashed(&title_key(&event.title), author.as_deref());
        let read = Read {
            opinion: event.rating.and_then(opinion::weight),
            author,
            genres: shelves
                .split(',')
                .filter_map(|shelf| genre(&words(shelf)))
                .collect(),
        };
        self.books
            .entry(book)
            .or_default()
            .turn(turn, Entry::new(event.id, read));
    }

    /// The authors and the genres worth naming.
    pub(super) fn beliefs(&mut self, now: Timestamp) -> Vec<Belief<'_>> {
        self.books.values_mut().for_each(Bag::put_in_order);
        let fading = Fading::until(now, Some(HALF_LIFE_DAYS));
        let books = self.books.values();
        let books: Vec<Book<'_>> = books
            .filter_map(|told| Book::of(told.things(), &fading))
            .collect();
        [self.favourite_authors(&books), favourite_genres(&books)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn favourite_authors<'a>(&'a self, books: &[Book<'a>]) -> Option<Belief<'static>> {
        let sums = sums(books, |book| {
            let author = self.authors.get(book.author?)?;
            author.commonest()
        });
        belief(
            AUTHORS,
            &sums,
            BASE,
            |id| Some(id.to_owned()),
            "with a known author",
        )
    }
}

impl Absorb for Library {
    fn absorb(&mut self, other: Self) {
        self.books.absorb(other.books);
        self.authors.absorb(other.authors);
    }
}

fn favourite_genres(books: &[Book<'_>]) -> Option<Belief<'static>> {
    let sums = sums(books, |book| book.genres.iter().copied());
    // No table tells how common a genre is among all people, so each counts as equally usual.
    let base = 1.0 / catalogue::options(GENRES).len().max(1) as f64;
    let label = |id: &str| catalogue::label(GENRES, id).map(str::to_owned);
    belief(GENRES, &sums, base, label, "on a shelf with a genre's name")
}

/// The sums by what a book counts for, and those of all books that count for anything.
struct Sums<'a> {
    of: BTreeMap<&'a str, Sum>,
    all: Tally,
}

fn sums<'a, 'books, I: IntoIterator<Item = &'a str>>(
    books: &'books [Book<'a>],
    of: impl Fn(&'books Book<'a>) -> I,
) -> Sums<'a> {
    let mut sums = Sums {
        of: BTreeMap::new(),
        all: Tally::default(),
    };
    for book in books {
        let mut counts = false;
        for id in of(book) {
            sums.of.entry(id).or_default().add(book);
            counts = true;
        }
        if counts {
            sums.all.weight += book.weight.max(0);
            sums.all.count(book.last.at);
        }
    }
    sums
}

fn belief(
    key: &'static str,
    sums: &Sums<'_>,
    base: f64,
    label: impl Fn(&str) -> Option<String>,
    which: &str,
) -> Option<Belief<'static>> {
    let known = sums.of.iter().filter(|(id, _)| label(id).is_some());
    let ranked = ranking(
        known.map(|(id, sum)| (*id, sum.tally, base)),
        sums.all.weight,
    );
    let top = ranked.first()?;
    let others = ranked.iter().skip(1);
    let others: Vec<(String, u64)> = others
        .filter_map(|entry| Some((label(entry.id)?, entry.events)))
        .collect();
    let listed = ranked.iter().filter_map(|entry| sums.of.get(entry.id));
    // A book of two genres is one book.
    let books: BTreeSet<EventId> = listed.flat_map(|sum| sum.books.iter().copied()).collect();
    Some(Belief {
        key,
        value: ranked_value(&ranked),
        evidence: Evidence {
            sentence: format!(
                "{}: {} of your {} {which}{}.{}",
                label(top.id)?,
                top.events,
                sentence::counted(sums.all.events, "book"),
                sentence::then(&others),
                sentence::why_first(top.events, &others, "books")
            ),
            strength: top.strength(),
            of: books.iter().map(|_| 1).sum(),
            event_ids: Newest::of(books.iter().copied()).ids(),
        },
        behind: Box::new(books.into_iter()),
    })
}

impl Sum {
    fn add(&mut self, book: &Book<'_>) {
        self.tally.weight += book.weight;
        // One that was disliked is evidence for nothing.
        if book.weight > 0 {
            self.tally.count(book.last.at);
            self.books.push(book.last);
        }
    }
}

impl<'a> Book<'a> {
    fn of(told: &'a [Told], fading: &Fading) -> Option<Self> {
        let newest = told.last()?;
        let rated = told.iter().rev().find(|told| told.tag.opinion.is_some());
        let opinion = rated.map_or(0, |rated| {
            fading.of(rated.tag.opinion.unwrap_or(0), rated.at)
        });
        Some(Self {
            weight: fading.of(ONE, newest.at) + opinion,
            last: newest.id(),
            author: told.iter().find_map(|told| told.tag.author.as_deref()),
            genres: told
                .iter()
                .flat_map(|told| told.tag.genres.iter().copied())
                .collect(),
        })
    }
}

/// The genre that a shelf names, by its folded words.
fn genre(shelf: &str) -> Option<&'static str> {
    static NAMES: LazyLock<Table<&'static str>> = LazyLock::new(|| {
        let rows = SHELVES.lines().filter(|line| !line.starts_with('#'));
        let rows = rows.filter_map(|line| line.split_once('\t'));
        let names =
            rows.flat_map(|(genre, names)| names.split(',').map(move |name| (words(name), genre)));
        names.collect()
    });
    NAMES.get(shelf).copied()
}

/// The hasher has fixed keys.
fn hashed(title: &str, author: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (title, author).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::derive::support::{book, sentence, value};

    #[test]
    fn books_of_one_author_and_of_one_shelf_are_an_author_and_a_genre() {
        let titles = [
            "The Last Cartographer",
            "Tide Tables",
            "Northbound",
            "Harbour Lights",
        ];
        let mut events: Vec<EventRow<'_>> = (1..)
            .zip(titles)
            .map(|(days, title)| book(days, title, "Ida Marsh", "fantasy, favourites"))
            .collect();
        events.push(book(9, "Harbour Recipes", "Mara Poe", "cooking"));
        assert_eq!(
            value(&events, AUTHORS),
            json!([{"id": "Ida Marsh", "strength": 3}])
        );
        assert_eq!(
            sentence(&events, AUTHORS),
            "Ida Marsh: 4 of your 5 books with a known author."
        );
        assert_eq!(
            value(&events, GENRES),
            json!([{"id": "fantasy", "strength": 3}])
        );
        assert_eq!(
            sentence(&events, GENRES),
            "Fantasy: 4 of your 5 books on a shelf with a genre's name."
        );
    }

    #[test]
    fn one_book_in_two_libraries_or_read_three_times_is_one_book() {
        let events: Vec<EventRow<'_>> = (1..9)
            .map(|days| book(days, "Tide Tables", "Ida Marsh", "fantasy"))
            .collect();
        assert_eq!(value(&events, AUTHORS), Value::Null);
    }

    #[test]
    fn books_that_were_disliked_make_no_favourite() {
        let titles = ["The Last Cartographer", "Tide Tables", "Northbound"];
        let mut events: Vec<EventRow<'_>> = (1..)
            .zip(titles)
            .map(|(days, title)| book(days, title, "Ida Marsh", "fantasy"))
            .collect();
        assert!(!value(&events, AUTHORS).is_null());
        for event in &mut events {
            event.rating = Some(inkling_intake::Rating::Stars(1));
        }
        assert_eq!(value(&events, AUTHORS), Value::Null);
        assert_eq!(value(&events, GENRES), Value::Null);
    }

    #[test]
    fn a_shelf_of_the_block_list_keeps_its_books_out() {
        let titles = ["The Last Cartographer", "Tide Tables", "Northbound"];
        let events: Vec<EventRow<'_>> = (1..)
            .zip(titles)
            .map(|(days, title)| book(days, title, "Ida Marsh", "fantasy, pregnancy"))
            .collect();
        assert_eq!(value(&events, AUTHORS), Value::Null);
    }

    #[test]
    fn every_genre_of_the_vocabulary_has_a_shelf_and_no_shelf_names_two() {
        let rows: Vec<(&str, &str)> = SHELVES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .skip(1)
            .collect();
        let genres: BTreeSet<&str> = rows.iter().map(|(genre, _)| *genre).collect();
        let known: BTreeSet<&str> = catalogue::options(GENRES)
            .iter()
            .map(|option| option.id.as_str())
            .collect();
        assert_eq!(genres, known);
        let names: Vec<String> = rows
            .iter()
            .flat_map(|(_, names)| names.split(',').map(words))
            .collect();
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}
