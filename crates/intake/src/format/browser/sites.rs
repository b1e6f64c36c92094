//! The sites of which anything is taken at all, those of which nothing ever is, and what the path of an address says.
//!
//! Invariant: of an address only what stands in the shipped tables is kept: the site, one word for its section, and the words
//! that were searched for there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::special::is_special;
use crate::titles::{clean, fold};

use super::super::address::argument;

const SITES: &str = include_str!("../../../data/sites.tsv");
const PRIVATE: &str = include_str!("../../../data/private-sites.tsv");
const SECTIONS: &str = include_str!("../../../data/sections.tsv");

/// Letters of a word somebody searches for; longer ones are keys and numbers.
const LONGEST_WORD: usize = 30;
/// Digits in a row in what somebody searches for; more are a telephone's or an account's.
const MOST_DIGITS: usize = 5;

/// A site that may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Site {
    /// What it has: a shop, films, music, books or games.
    pub(super) kind: &'static str,
    /// The argument that holds what was searched for.
    search: Option<&'static str>,
}

/// What is known of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// Offered under this name.
    Offered(String, Site),
    /// Never offered.
    Private,
    /// Nothing.
    Unknown,
}

impl Host {
    /// What is known of one, in lower case.
    pub(super) fn of(host: &str) -> Self {
        let parts = host.replace(['.', '-'], " ");
        if is_special(&parts) || names(host).any(|name| known(&TABLES.private, name).is_some()) {
            return Self::Private;
        }
        names(host)
            .find_map(|name| Some(Self::Offered(name.to_owned(), *known(&TABLES.sites, name)?)))
            .unwrap_or(Self::Unknown)
    }
}

impl Site {
    /// What was searched for there, where the words are fit to be kept.
    pub(super) fn searched(self, query: &str) -> Option<String> {
        let words = clean(&argument(query, self.search?)?);
        let mut in_a_row = 0;
        let number = words.chars().any(|letter| {
            in_a_row = if letter.is_ascii_digit() {
                in_a_row + 1
            } else {
                0
            };
            in_a_row > MOST_DIGITS
        });
        let long = words
            .split(' ')
            .any(|word| word.chars().count() > LONGEST_WORD);
        let fit =
            !number && !long && !words.contains('@') && words.chars().any(char::is_alphabetic);
        fit.then_some(words)
    }
}

/// The section of a site that a path leads to.
pub(super) fn section(path: &str) -> Option<&'static str> {
    path.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() <= LONGEST_WORD)
        .find_map(|word| TABLES.sections.get(fold(word).as_str()).copied())
}

/// Names and what they stand for. A name with a star is kept without it.
type Table<V> = BTreeMap<&'static str, V>;

struct Tables {
    sites: Table<Site>,
    private: Table<()>,
    sections: Table<&'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    sites: rows(SITES)
        .filter_map(|mut columns| {
            let (name, kind) = (columns.next()?, columns.next()?);
            let search = columns.next();
            Some((name, Site { kind, search }))
        })
        .collect(),
    private: rows(PRIVATE)
        .filter_map(|mut columns| Some((columns.next()?, ())))
        .collect(),
    sections: rows(SECTIONS)
        .filter_map(|mut columns| Some((columns.next()?, columns.next()?)))
        .collect(),
});

fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t'))
}

/// A host with fewer and fewer of its first parts: `www.amazon.de`, `amazon.de`.
fn names(host: &str) -> impl Iterator<Item = &str> {
    let parts = host.match_indices('.').map(|(dot, _)| dot + 1);
    std::iter::once(0)
        .chain(parts)
        .filter_map(move |start| host.get(start..))
}

/// A name as it stands in a table, or with the country it ends in as a star.
fn known<'a, V>(table: &'a Table<V>, name: &str) -> Option<&'a V> {
    let country = |rest: &str| {
        let last = rest
            .strip_prefix("co.")
            .or_else(|| rest.strip_prefix("com."));
        last.unwrap_or(rest).len() <= 3 && !last.unwrap_or(rest).contains('.')
    };
    table.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        table
            .get(format!("{first}.*").as_str())
            .filter(|_| country(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(host: &str) -> Option<String> {
        match Host::of(host) {
            Host::Offered(name, _) => Some(name),
            Host::Private | Host::Unknown => None,
        }
    }

    #[test]
    fn a_site_is_told_by_its_name_in_any_country_and_below_any_part() {
        assert_eq!(name("www.amazon.de").as_deref(), Some("amazon.de"));
        assert_eq!(name("smile.amazon.co.uk").as_deref(), Some("amazon.co.uk"));
        assert_eq!(name("etsy.com").as_deref(), Some("etsy.com"));
        for host in [
            "amazon.evil.example",
            "notamazon.de",
            "amazon",
            "shop.example",
            "etsy.com.evil.example",
        ] {
            assert_eq!(Host::of(host), Host::Unknown, "{host}");
        }
    }

    #[test]
    fn no_site_is_offered_that_is_private() {
        for site in TABLES.sites.keys() {
            let host = site.replace('*', "de");
            assert!(name(&host).is_some(), "{host}");
        }
        for site in TABLES.private.keys() {
            assert_eq!(Host::of(&site.replace('*', "de")), Host::Private, "{site}");
        }
        for host in [
            "www.nhs.uk",
            "online.sparkasse.de",
            "m.pornhub.com",
            "health.amazon.com",
            "cancer-clinic.example",
        ] {
            assert_eq!(Host::of(host), Host::Private, "{host}");
        }
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        let kinds = ["shop", "books", "film", "music", "games"];
        assert!(TABLES.sites.values().all(|site| kinds.contains(&site.kind)));
        for (table, read) in [
            (SITES, TABLES.sites.len()),
            (PRIVATE, TABLES.private.len()),
            (SECTIONS, TABLES.sections.len()),
        ] {
            assert_eq!(rows(table).count(), read);
        }
        assert!(TABLES.sections.keys().all(|word| fold(word) == **word));
    }

    #[test]
    fn of_a_path_one_known_word_is_kept() {
        assert_eq!(section("/women/running/trail-shoe-slate"), Some("sports"));
        assert_eq!(section("/de/B%C3%BCcher/buecher-romane/123"), Some("books"));
        for path in [
            "/",
            "/account/jane.doe@example.com",
            "/order/3041234567",
            "/cart",
        ] {
            assert_eq!(section(path), None, "{path}");
        }
    }

    #[test]
    fn searches_are_read_where_the_site_has_them_and_numbers_and_keys_are_none() {
        let Host::Offered(_, site) = Host::of("amazon.de") else {
            panic!()
        };
        let searched = |query: &str| site.searched(query);
        assert_eq!(
            searched("k=merino+sweater&ref=x").as_deref(),
            Some("merino sweater")
        );
        for query in [
            "q=merino",
            "k=",
            "k=jane%40example.com",
            "k=0123456789",
            "k=304",
            "k=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        ] {
            assert_eq!(searched(query), None, "{query}");
        }
    }
}
