//! The recovery kit: 160 random bits on paper, in characters that no one mistakes for each other.
//!
//! Eight groups of five: four characters of the secret and one that checks them, in Crockford's base 32. A mistyped
//! character, two neighbours that changed places and groups that changed places are always found, and in which group;
//! other mistakes are in 31 of 32.
//!
//! Invariant: a kit can be shown and typed; it cannot be printed by accident, compared or copied.

use std::fmt;

use inkling_token::Entropy;
use zeroize::Zeroizing;

use crate::Error;

/// Bytes of the secret.
const SECRET: usize = 20;
/// Groups of a kit.
const GROUPS: usize = 8;
/// Characters of a group; the last one checks the others.
const GROUP: usize = 5;
/// Without I, L, O and U (Crockford).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The secret of a recovery kit.
pub struct RecoveryKit(Zeroizing<[u8; SECRET]>);

/// How a group stands while a kit is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KitGroup {
    /// Its character of check fits.
    Right,
    /// It holds a mistake.
    Wrong,
    /// The last one, which is not finished.
    Begun,
}

impl RecoveryKit {
    pub(crate) fn generate(entropy: &dyn Entropy) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; SECRET]);
        entropy.fill(secret.as_mut())?;
        Ok(Self(secret))
    }

    /// The kit that was typed, if it is whole and without a mistake. Case, spaces and dashes mean nothing; O is read as 0,
    /// I and L as 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let groups = split(text);
        if groups.len() != GROUPS {
            return None;
        }
        let mut secret = Zeroizing::new([0_u8; SECRET]);
        let mut bytes = secret.iter_mut();
        let (mut held, mut bits) = (0_u32, 0);
        for (place, group) in groups.iter().enumerate() {
            for five in checked(place, group)? {
                held = (held << 5) | u32::from(*five);
                bits += 5;
                if bits >= 8 {
                    bits -= 8;
                    *bytes.next()? = u8::try_from(held >> bits).ok()?;
                    held &= (1 << bits) - 1;
                }
            }
        }
        Some(Self(secret))
    }

    /// Its groups, for paper.
    #[must_use]
    pub fn groups(&self) -> Vec<Zeroizing<String>> {
        let mut fives = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        let (mut held, mut bits) = (0_u32, 0);
        for byte in self.0.iter() {
            held = (held << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                fives.push((held >> bits).to_le_bytes()[0]);
                held &= (1 << bits) - 1;
            }
        }
        fives
            .chunks(GROUP - 1)
            .enumerate()
            .map(|(place, data)| {
                let all = data.iter().copied().chain([check(place, data)]);
                let mut text = Zeroizing::new(String::with_capacity(GROUP));
                text.extend(all.filter_map(character));
                text
            })
            .collect()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl fmt::Debug for RecoveryKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKit(..)")
    }
}

/// How the groups stand that were typed so far. A group too many is wrong.
#[must_use]
pub fn kit_groups(text: &str) -> Vec<KitGroup> {
    let groups = split(text);
    let last = groups.len().saturating_sub(1);
    groups
        .iter()
        .enumerate()
        .map(|(place, group)| {
            if place < GROUPS && place == last && group.len() < GROUP && is_readable(group) {
                KitGroup::Begun
            } else if place < GROUPS && checked(place, group).is_some() {
                KitGroup::Right
            } else {
                KitGroup::Wrong
            }
        })
        .collect()
}

/// What a character that no kit has is read as.
const UNREADABLE: u8 = 32;

/// The typed groups, as numbers: apart where the person set them apart, and after five characters.
fn split(text: &str) -> Vec<Zeroizing<Vec<u8>>> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .flat_map(|piece| {
            let numbers: Zeroizing<Vec<u8>> = Zeroizing::new(piece.chars().map(number).collect());
            let groups = numbers
                .chunks(GROUP)
                .map(|group| Zeroizing::new(group.to_vec()));
            groups.collect::<Vec<_>>()
        })
        .collect()
}

/// The four numbers of a group whose check fits.
fn checked(place: usize, group: &[u8]) -> Option<&[u8]> {
    let (given, data) = group.split_last()?;
    let fits = group.len() == GROUP && is_readable(group) && *given == check(place, data);
    fits.then_some(data)
}

fn is_readable(group: &[u8]) -> bool {
    group.iter().all(|number| *number < UNREADABLE)
}

/// A weighted sum over GF(32), each place with a weight of its own; the place of the group is one of the summands.
fn check(place: usize, data: &[u8]) -> u8 {
    let start = u8::try_from(place + 1).unwrap_or_default();
    let sum = data.iter().fold(start, |sum, number| times_x(sum) ^ number);
    times_x(sum)
}

/// Multiplies by x modulo x^5 + x^2 + 1.
fn times_x(number: u8) -> u8 {
    let shifted = number << 1;
    if shifted & 0x20 == 0 {
        shifted
    } else {
        shifted ^ 0x25
    }
}

fn number(letter: char) -> u8 {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(UNREADABLE)
}

fn character(number: u8) -> Option<char> {
    ALPHABET.get(usize::from(number)).copied().map(char::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kit(secret: [u8; SECRET]) -> RecoveryKit {
        RecoveryKit(Zeroizing::new(secret))
    }

    fn text(kit: &RecoveryKit) -> String {
        let groups = kit.groups();
        let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
        groups.join("-")
    }

    /// The first group that does not stand.
    fn found(text: &str) -> Option<usize> {
        kit_groups(text)
            .iter()
            .position(|group| *group != KitGroup::Right)
    }

    #[test]
    fn a_kit_does_not_print_itself() {
        assert_eq!(format!("{:?}", kit([7; SECRET])), "RecoveryKit(..)");
    }

    #[test]
    fn a_kit_has_its_written_form() {
        let mut secret = [0; SECRET];
        for (number, byte) in (0..).zip(&mut secret) {
            *byte = number * 13;
        }

        assert_eq!(
            text(&kit(secret)),
            "006HT-M9SM9-85750-PT3NV-GA7SD-SADPN-RF8DA-VTQQJ"
        );
    }

    #[test]
    fn look_alikes_spaces_and_case_mean_nothing() {
        let written = text(&kit([0x08; SECRET]));
        let typed = written
            .to_lowercase()
            .replace('0', "o")
            .replace('1', "l")
            .replace('-', " \n");

        assert_eq!(RecoveryKit::parse(&typed).unwrap().0[..], [0x08; SECRET]);
        let run_together = written.replace('-', "");
        assert!(RecoveryKit::parse(&run_together).is_some());
    }

    #[test]
    fn a_kit_that_is_not_whole_is_none() {
        let written = text(&kit([3; SECRET]));

        assert!(RecoveryKit::parse("").is_none());
        assert!(RecoveryKit::parse(&written[..written.len() - 1]).is_none());
        assert!(RecoveryKit::parse(&format!("{written}-00000")).is_none());
        assert_eq!(
            kit_groups(&written[..8]),
            [KitGroup::Right, KitGroup::Begun]
        );
        assert_eq!(found(&format!("{written}-0")), Some(GROUPS));
    }

    #[test]
    fn a_character_left_out_is_found_in_its_own_group() {
        let mut written = text(&kit([0x5A; SECRET]));
        written.remove(14);

        assert_eq!(found(&written), Some(2));
    }

    #[test]
    fn letters_that_no_kit_has_are_found() {
        let written = text(&kit([9; SECRET]));

        assert_eq!(found(&format!("U{}", &written[1..])), Some(0));
        assert_eq!(kit_groups("ÄÖ"), [KitGroup::Wrong]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(secret in any::<[u8; SECRET]>()) {
            let read = RecoveryKit::parse(&text(&kit(secret))).unwrap();

            prop_assert_eq!(*read.0, secret);
        }

        #[test]
        fn one_wrong_character_is_always_found_where_it_is(secret in any::<[u8; SECRET]>(), at in 0_usize..40, by in 1_usize..32) {
            let mut typed: Vec<char> = text(&kit(secret)).chars().filter(|c| *c != '-').collect();
            let was = usize::from(number(typed[at]));
            typed[at] = character(((was + by) % 32) as u8).unwrap();
            let typed: String = typed.into_iter().collect();

            prop_assert_eq!(found(&typed), Some(at / GROUP));
            prop_assert!(RecoveryKit::parse(&typed).is_none());
        }

        #[test]
        fn neighbours_that_changed_places_are_always_found(secret in any::<[u8; SECRET]>(), group in 0..GROUPS, at in 0..GROUP - 1) {
            let mut typed: Vec<char> = text(&kit(secret)).chars().filter(|c| *c != '-').collect();
            let (one, two) = (group * GROUP + at, group * GROUP + at + 1);
            prop_assume!(typed[one] != typed[two]);
            typed.swap(one, two);
            let typed: String = typed.into_iter().collect();

            prop_assert_eq!(found(&typed), Some(group));
        }

        #[test]
        fn groups_that_changed_places_are_always_found(secret in any::<[u8; SECRET]>(), one in 0..GROUPS, by in 1..GROUPS) {
            let mut groups = kit(secret).groups();
            let two = (one + by) % GROUPS;
            groups.swap(one, two);
            let typed: String = groups.iter().map(|group| group.as_str()).collect();

            prop_assert_eq!(found(&typed), Some(one.min(two)));
        }
    }
}
