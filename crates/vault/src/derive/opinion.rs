//! What a rating says, on whichever scale it was given.
//!
//! Invariant: a thumb whose direction the export does not tell is no opinion, and one of the middle weighs nothing.

use inkling_intake::Rating;

use super::tally::ONE;
use crate::EventId;

/// Four of five and more, two of five and less, and a like without a scale.
const GOOD: i64 = ONE + ONE / 2;
const BAD: i64 = -ONE;
const LIKED: i64 = ONE * 3 / 5;

/// What the person thinks of a title.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opinion {
    /// On the day it was given.
    pub(super) given: i64,
    /// What is left of it.
    pub(super) weight: i64,
    /// The rating.
    pub(super) of: EventId,
}

/// What a rating weighs on the day it is given.
pub(super) fn weight(rating: Rating) -> Option<i64> {
    match rating {
        Rating::Stars(stars) => of_quarters(stars.saturating_mul(4)),
        Rating::Quarters(quarters) => of_quarters(quarters),
        Rating::Points(points) => of_quarters(points.saturating_mul(2)),
        Rating::Liked(true) => Some(LIKED),
        Rating::Liked(false) => Some(BAD),
        Rating::Thumbs(_) => None,
    }
}

fn of_quarters(quarters: u8) -> Option<i64> {
    match quarters {
        0 => None,
        1..=8 => Some(BAD),
        9..=15 => Some(0),
        16.. => Some(GOOD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_of_five_speak_for_a_title_and_two_against_it_on_every_scale() {
        for good in [Rating::Stars(4), Rating::Quarters(16), Rating::Points(8)] {
            assert_eq!(weight(good), Some(1_500_000), "{good:?}");
        }
        for bad in [Rating::Stars(2), Rating::Quarters(8), Rating::Points(4)] {
            assert_eq!(weight(bad), Some(-1_000_000), "{bad:?}");
        }
    }

    #[test]
    fn the_middle_weighs_nothing_and_a_thumb_of_unknown_direction_is_no_opinion() {
        for middle in [Rating::Stars(3), Rating::Quarters(14), Rating::Points(7)] {
            assert_eq!(weight(middle), Some(0), "{middle:?}");
        }
        assert_eq!(weight(Rating::Thumbs(2)), None);
    }

    #[test]
    fn a_like_without_a_scale_weighs_less_than_a_good_rating() {
        assert_eq!(weight(Rating::Liked(true)), Some(600_000));
    }
}
