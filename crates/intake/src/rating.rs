//! Ratings, each on the scale of its export.
//!
//! Invariant: a rating is kept as it was given; no scale is brought onto another here.

use serde::{Deserialize, Serialize};

/// A rating as the export writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// Whole stars, of five.
    Stars(u8),
    /// Quarters of a star, of five stars: 18 is four and a half.
    Quarters(u8),
    /// Points, of ten.
    Points(u8),
    /// Said to be liked, or not, without a scale.
    Liked(bool),
    /// A thumbs code whose meaning the export does not explain: polarity unknown.
    Thumbs(u8),
}

impl Rating {
    /// The scale and the place on it, as they are stored.
    #[must_use]
    pub const fn parts(self) -> (&'static str, u8) {
        match self {
            Self::Stars(stars) => ("stars", stars),
            Self::Quarters(quarters) => ("quarter-stars", quarters),
            Self::Points(points) => ("points", points),
            Self::Liked(liked) => ("liked", liked as u8),
            Self::Thumbs(code) => ("thumbs", code),
        }
    }

    /// The rating of a stored scale and place.
    #[must_use]
    pub fn from_parts(scale: &str, place: u8) -> Option<Self> {
        match scale {
            "stars" => Some(Self::Stars(place)),
            "quarter-stars" => Some(Self::Quarters(place)),
            "points" => Some(Self::Points(place)),
            "liked" => Some(Self::Liked(place != 0)),
            "thumbs" => Some(Self::Thumbs(place)),
            _ => None,
        }
    }

    /// Stars written as a decimal, of five, in steps of a quarter: `4.75`. Nothing and zero are no rating.
    pub(crate) fn stars(cell: &str) -> Option<Self> {
        let (whole, fraction) = cell.split_once(['.', ',']).unwrap_or((cell, ""));
        let quarters = match fraction.trim_end_matches('0') {
            "" => 0,
            "25" => 1,
            "5" => 2,
            "75" => 3,
            _ => return None,
        };
        let whole: u8 = whole.parse().ok().filter(|whole| *whole <= 5)?;
        match (whole * 4 + quarters, quarters) {
            (0 | 21.., _) => None,
            (_, 0) => Some(Self::Stars(whole)),
            (all, _) => Some(Self::Quarters(all)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_read_to_the_quarter() {
        for (cell, rating) in [
            ("5", Some(Rating::Stars(5))),
            ("4.0", Some(Rating::Stars(4))),
            ("4.5", Some(Rating::Quarters(18))),
            ("4.75", Some(Rating::Quarters(19))),
            ("0.5", Some(Rating::Quarters(2))),
            ("0", None),
            ("5.5", None),
            ("4.3", None),
            ("", None),
            ("-1", None),
        ] {
            assert_eq!(Rating::stars(cell), rating, "{cell}");
        }
    }

    #[test]
    fn every_stored_rating_is_found_again() {
        for rating in [
            Rating::Stars(4),
            Rating::Quarters(18),
            Rating::Points(9),
            Rating::Liked(true),
            Rating::Liked(false),
            Rating::Thumbs(2),
        ] {
            let (scale, place) = rating.parts();
            assert_eq!(Rating::from_parts(scale, place), Some(rating));
        }
        assert_eq!(Rating::from_parts("grades", 1), None);
    }
}
