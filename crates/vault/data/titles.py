#!/usr/bin/env python3
"""Builds titles.tsv.gz from the public "Netflix Movies and TV Shows" set (CC0).

    python3 titles.py netflix_titles.csv titles.tsv.gz

One line a title: title, type (film or tv), year, minutes (0 for a series), genres
(comma-separated ids of the vocabulary). The same input gives the same bytes.

Genres that tell a person's sexual orientation or belief are dropped here, so that no later
step can derive them. Words that are no genre ("Movies", "TV Shows") are dropped as well.
"""

import csv
import gzip
import sys

GENRES = {
    "Action & Adventure": "action-adventure",
    "Anime Features": "anime",
    "Anime Series": "anime",
    "British TV Shows": "british",
    "Children & Family Movies": "kids-family",
    "Classic & Cult TV": "classics",
    "Classic Movies": "classics",
    "Comedies": "comedies",
    "Crime TV Shows": "crime",
    "Cult Movies": "cult",
    "Documentaries": "documentaries",
    "Docuseries": "documentaries",
    "Dramas": "dramas",
    "Horror Movies": "horror",
    "Independent Movies": "independent",
    "International Movies": "international",
    "International TV Shows": "international",
    "Kids' TV": "kids-family",
    "Korean TV Shows": "korean",
    "Music & Musicals": "music-musicals",
    "Reality TV": "reality",
    "Romantic Movies": "romance",
    "Romantic TV Shows": "romance",
    "Sci-Fi & Fantasy": "sci-fi-fantasy",
    "Science & Nature TV": "nature-science",
    "Spanish-Language TV Shows": "spanish-language",
    "Sports Movies": "sports",
    "Stand-Up Comedy": "stand-up",
    "Stand-Up Comedy & Talk Shows": "stand-up",
    "TV Action & Adventure": "action-adventure",
    "TV Comedies": "comedies",
    "TV Dramas": "dramas",
    "TV Horror": "horror",
    "TV Mysteries": "mysteries",
    "TV Sci-Fi & Fantasy": "sci-fi-fantasy",
    "TV Thrillers": "thrillers",
    "Teen TV Shows": "teen",
    "Thrillers": "thrillers",
}
NEVER = {"LGBTQ Movies", "Faith & Spirituality"}
NO_GENRE = {"Movies", "TV Shows"}
TYPES = {"Movie": "film", "TV Show": "tv"}

# The header has stray empty columns, so columns are taken by position.
TYPE, TITLE, YEAR, DURATION, GENRE_WORDS = 1, 3, 8, 10, 11


def line(row):
    words = [word.strip() for word in row[GENRE_WORDS].split(",")]
    unknown = set(words) - GENRES.keys() - NEVER - NO_GENRE
    if unknown:
        sys.exit(f"genre without a mapping: {sorted(unknown)}")
    genres = sorted({GENRES[word] for word in words if word in GENRES})
    if not genres:
        return None
    number, _, unit = row[DURATION].partition(" ")
    minutes = number if unit == "min" else "0"
    title = " ".join(row[TITLE].split())
    return "\t".join([title, TYPES[row[TYPE]], row[YEAR], minutes, ",".join(genres)])


def main(source, target):
    with open(source, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    lines = sorted({made for row in rows if (made := line(row))})
    body = "".join(made + "\n" for made in lines).encode()
    with open(target, "wb") as file:
        file.write(gzip.compress(body, 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
