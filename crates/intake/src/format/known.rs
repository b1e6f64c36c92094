//! Formats that are known by name so that the person is not told "unknown file", and that nothing is taken from.

use super::Format;
use crate::opening::Opening;

const SHAPES: [(Format, &[&str]); 2] = [
    (Format::NetflixSearches, &["profile name", "query typed"]),
    (
        Format::LetterboxdList,
        &["date", "name", "year", "letterboxd uri"],
    ),
];

/// The format whose columns are all there.
pub(super) fn recognise(opening: &Opening) -> Option<Format> {
    SHAPES
        .iter()
        .find_map(|(format, columns)| opening.header.has_all(columns).then_some(*format))
}
