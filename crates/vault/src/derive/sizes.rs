//! Sizes of shoes and of tops, read from titles.
//!
//! The mode fades with a half-life of three items, because feet and fashions change slowly and shops differ; the second
//! commonest size is told with it, since two sizes are right for two people in three and one for less than half. What was
//! sent back does not count, nor why: a refund gives its reason, if any, for an order and not for an item.
//!
//! Invariant: a range ("39-42"), several sizes or a word for children in a title say nothing about the person's size.

use std::collections::BTreeMap;

use inkling_token::Timestamp;
use inkling_token::vocabulary::SizeSystem;
use serde_json::{Value, json};

use super::absorb::Absorb;
use super::bag::{Bag, Entry, Turn};
use super::fold::words;
use super::table::Table;
use super::tally::{KEPT, Newest, ONE, Tally};
use super::{Belief, Evidence, sentence};
use crate::EventId;

/// No size of tops is written with more letters.
const LONGEST_SIZE: usize = 3;

/// Sizes read from titles, one an item.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    worn: Bag<Entry<Size>>,
}

/// A size of a system of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Size {
    /// The system's id: `EU`.
    pub(super) system: &'static str,
    /// The size: `40`.
    pub(super) value: &'static str,
}

impl Sizes {
    /// The size of an item comes or goes.
    pub(super) fn turn(&mut self, turn: Turn, size: Option<Size>, id: EventId) {
        if let Some(size) = size {
            self.worn.turn(turn, Entry::new(id, size));
        }
    }

    /// The one or two sizes that fit the purchases best. `things` names what was bought, in the plural.
    pub(super) fn belief(&mut self, key: &'static str, things: &str) -> Option<Belief<'_>> {
        self.worn.put_in_order();
        let system = commonest_system(self.worn.things())?;
        let worn = self.worn.things().iter().rev();
        let worn = worn.filter(move |worn| worn.tag.system == system);
        let mut of_system = Tally::default();
        let mut sizes: BTreeMap<&'static str, (i64, u64, Timestamp)> = BTreeMap::new();
        for (item, worn) in (0_i32..).zip(worn.clone()) {
            let weight = (ONE as f64 * (-f64::from(item) / 3.0).exp2()).round() as i64;
            of_system.weight += weight;
            of_system.count(worn.at);
            let (sum, count, last) = sizes.entry(worn.tag.value).or_insert((0, 0, worn.at));
            *sum += weight;
            *count += 1;
            *last = worn.at.max(*last);
        }
        if !of_system.is_enough() {
            return None;
        }
        let mut sizes: Vec<_> = sizes.into_iter().collect();
        sizes.sort_by(|(one, (sum, ..)), (other, (than, ..))| than.cmp(sum).then(one.cmp(other)));
        // A size of a single old item is rather a present or a mistake than a second size.
        let second = sizes
            .get(1)
            .filter(|(_, (sum, count, _))| *count > 1 || sum * 4 >= of_system.weight);
        let kept = if second.is_some() { 2 } else { 1 };
        sizes.truncate(kept);
        let (value, (sum, count, last)) = sizes.first()?;
        let last = sentence::last_in(Some(*last));
        let name = if system == "INT" {
            (*value).to_owned()
        } else {
            format!("{system} {value}")
        };
        Some(Belief {
            key,
            value: sizes
                .iter()
                .map(|(value, (sum, ..))| entry(system, value, *sum, of_system.weight))
                .collect(),
            evidence: Evidence {
                sentence: format!(
                    "{name}: {count} of your {} {things} with a size in the title{last}.",
                    of_system.events
                ),
                strength: strength(*sum, of_system.weight, of_system.events),
                of: of_system.events,
                event_ids: Newest::of(worn.clone().take(KEPT).map(Entry::id)).ids(),
            },
            behind: Box::new(worn.map(Entry::id)),
        })
    }
}

impl Absorb for Sizes {
    fn absorb(&mut self, other: Self) {
        self.worn.absorb(other.worn);
    }
}

/// The shoe size in a title: "EU 40", "UK 6.5", "Gr. 42", or a bare ", 42".
pub(super) fn shoe_size(title: &str, systems: &'static [SizeSystem]) -> Option<Size> {
    let tokens: Vec<&str> = title
        .split_whitespace()
        .flat_map(|word| word.split(['(', ')', '|']))
        .collect();
    let named: Vec<(&str, String)> = (0..tokens.len())
        .filter_map(|at| named_size(&tokens, at))
        .collect();
    let size = ["EU", "UK", "US"].into_iter().find_map(|wanted| {
        let mut of_system = named.iter().filter(|(system, _)| *system == wanted);
        let (_, number) = of_system.next()?;
        let id = if wanted == "US" {
            wearer(title)?
        } else {
            wanted
        };
        of_system
            .all(|(_, other)| other == number)
            .then(|| listed(systems, id, number))
            .flatten()
    });
    size.filter(|_| !is_for_children(title))
}

/// Sizes by how they are written; of equals that of the system that is listed first.
pub(super) fn by_name(systems: &'static [SizeSystem]) -> Table<Size> {
    let mut sizes = Table::default();
    for system in systems {
        for value in &system.values {
            let size = Size {
                system: &system.id,
                value,
            };
            sizes.entry(value.clone()).or_insert(size);
        }
    }
    sizes
}

/// The letter size in a title, where it names exactly one.
pub(super) fn letter_size(title: &str, sizes: &Table<Size>) -> Option<Size> {
    let mut found = None;
    for token in title.split(|letter: char| letter.is_whitespace() || ",()|;".contains(letter)) {
        let spelled = match token.trim_end_matches('.') {
            "XXL" => "2XL",
            "XXXL" => "3XL",
            // Most words are too long to be looked for.
            other if other.len() > LONGEST_SIZE => continue,
            other => other,
        };
        let size = sizes.get(spelled).copied();
        if size.is_some() && found.is_some() && found != size {
            return None;
        }
        found = found.or(size);
    }
    // Letter sizes are letters: a bare "40" of a numbered system is a collar, a length or a pack.
    found.filter(|size| size.value.contains(['S', 'M', 'L']) && !is_for_children(title))
}

/// A size at a token, with the system that is written before, after or on it.
fn named_size(tokens: &[&str], at: usize) -> Option<(&'static str, String)> {
    let token = tokens
        .get(at)?
        .trim_matches(|letter: char| ",;:/.".contains(letter));
    let before = at
        .checked_sub(1)
        .and_then(|before| tokens.get(before))
        .copied()
        .unwrap_or_default();
    let after = tokens.get(at + 1).copied().unwrap_or_default();
    let (glued, digits) = glued(token);
    let number = number(digits, after)?;
    let following = if is_fraction(after) {
        tokens.get(at + 2).copied().unwrap_or_default()
    } else {
        after
    };
    if let Some(system) = glued
        .or_else(|| system_word(before))
        .or_else(|| system_word(following))
    {
        return Some((system, number));
    }
    let is_announced = [
        "grosse", "gr", "taille", "pointure", "talla", "size", "numero",
    ]
    .contains(&words(before).as_str());
    let stands_alone =
        before.ends_with([',', ':', '-']) && (after.is_empty() || tokens.get(at)?.ends_with(','));
    let is_european = number
        .parse::<f64>()
        .is_ok_and(|size| (34.0..=50.0).contains(&size));
    (is_european && (is_announced || stands_alone)).then_some(("EU", number))
}

/// "EU40" is "40" of the system EU.
fn glued(token: &str) -> (Option<&'static str>, &str) {
    let start = token
        .find(|letter: char| letter.is_ascii_digit())
        .unwrap_or(0);
    let (letters, digits) = token.split_at_checked(start).unwrap_or(("", token));
    (
        system_word(letters),
        if letters.is_empty() || system_word(letters).is_some() {
            digits
        } else {
            token
        },
    )
}

fn system_word(word: &str) -> Option<&'static str> {
    match word.trim_matches(|letter: char| !letter.is_ascii_alphabetic()) {
        "EU" | "EUR" | "Eu" | "eu" => Some("EU"),
        "UK" | "uk" => Some("UK"),
        "US" => Some("US"),
        _ => None,
    }
}

/// A whole or half size; the thirds of some makers go to the nearest half.
fn number(digits: &str, after: &str) -> Option<String> {
    let plain = digits.replace(',', ".");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 2 || !is_number(whole) {
        return None;
    }
    let half = match (fraction, after) {
        ("5", _) => ".5",
        ("", _) if is_fraction(after) => ".5",
        ("" | "0", _) => "",
        _ => return None,
    };
    Some(format!("{whole}{half}"))
}

fn is_fraction(token: &str) -> bool {
    matches!(
        token.trim_matches([',', ';']),
        "1/2" | "1/3" | "2/3" | "½" | "⅓" | "⅔"
    )
}

/// The size as the vocabulary lists it.
fn listed(systems: &'static [SizeSystem], system: &str, value: &str) -> Option<Size> {
    let system = systems.iter().find(|known| known.id == system)?;
    let value = system.values.iter().find(|known| *known == value)?;
    Some(Size {
        system: &system.id,
        value,
    })
}

/// American sizes differ for women and men; unless the title says which, nothing is known.
fn wearer(title: &str) -> Option<&'static str> {
    let folded = words(title);
    let any = |names: &[&str]| folded.split(' ').any(|word| names.contains(&word));
    let women = any(&[
        "women", "womens", "woman", "ladies", "damen", "femme", "femmes", "mujer",
    ]);
    let men = any(&["men", "mens", "man", "herren", "homme", "hommes", "hombre"]);
    match (women, men) {
        (true, false) => Some("US-W"),
        (false, true) => Some("US-M"),
        (true, true) | (false, false) => None,
    }
}

fn is_for_children(title: &str) -> bool {
    const CHILDREN: [&str; 26] = [
        "kid", "kids", "child", "children", "boy", "boys", "girl", "girls", "junior", "youth",
        "kinder", "jungen", "madchen", "enfant", "enfants", "garcon", "fille", "filles", "nino",
        "ninos", "nina", "ninas", "infantil", "kids'", "jugend", "teen",
    ];
    words(title).split(' ').any(|word| CHILDREN.contains(&word))
}

fn commonest_system(worn: &[Entry<Size>]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for worn in worn {
        *counts.entry(worn.tag.system).or_default() += 1;
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(system, _)| system)
}

/// An entry of the value; its weight is its share in tenths.
fn entry(system: &str, value: &str, sum: i64, total: i64) -> Value {
    let tenths = ((sum as f64 / total as f64) * 10.0).round().max(1.0);
    json!({"system": system, "value": value, "weight": tenths / 10.0})
}

fn strength(sum: i64, total: i64, items: u64) -> u8 {
    let is_clear = sum * 10 >= total * 7;
    match items {
        8.. if is_clear => 3,
        5.. if sum * 2 >= total => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::catalogue;

    fn shoe(title: &str) -> Option<(&'static str, &'static str)> {
        shoe_size(title, catalogue::systems("shoes.size")).map(|size| (size.system, size.value))
    }

    fn top(title: &str) -> Option<&'static str> {
        let sizes = by_name(catalogue::systems("apparel.size.tops"));
        letter_size(title, &sizes).map(|size| size.value)
    }

    #[test]
    fn shoe_sizes_are_read_as_shops_write_them() {
        assert_eq!(
            shoe("Fernweh Trail Running Shoe Women, EU 40, Slate Blue"),
            Some(("EU", "40"))
        );
        assert_eq!(
            shoe("Laufschuhe Damen Gr. 38,5 schwarz"),
            Some(("EU", "38.5"))
        );
        assert_eq!(shoe("Sneaker 42 2/3 EU"), Some(("EU", "42.5")));
        assert_eq!(shoe("Chelsea Boots, UK 6.5"), Some(("UK", "6.5")));
        assert_eq!(shoe("Running Shoe, 8.5 US"), None);
        assert_eq!(shoe("Women's Running Shoe, 8.5 US"), Some(("US-W", "8.5")));
        assert_eq!(shoe("Turnschuh schwarz, 43"), Some(("EU", "43")));
        assert_eq!(shoe("Zapatillas EU41 / UK 7"), Some(("EU", "41")));
    }

    #[test]
    fn ranges_children_and_other_numbers_are_no_shoe_sizes() {
        assert_eq!(shoe("Hiking Socks Merino 39-42, 3 Pack"), None);
        assert_eq!(shoe("Kids Sneaker, EU 34"), None);
        assert_eq!(shoe("Air Max 90 Sneaker"), None);
        assert_eq!(shoe("Sneaker EU 40, EU 41"), None);
    }

    #[test]
    fn no_size_is_longer_than_what_is_looked_for() {
        let systems = catalogue::systems("apparel.size.tops").iter();
        let mut sizes = systems.flat_map(|system| &system.values);
        assert!(sizes.all(|size| size.len() <= LONGEST_SIZE));
    }

    #[test]
    fn a_letter_size_must_be_the_only_one() {
        assert_eq!(
            top("Kappel Merino Crew Neck Sweater Women M, Forest Green"),
            Some("M")
        );
        assert_eq!(top("T-Shirt Herren XXL"), Some("2XL"));
        assert_eq!(top("T-Shirt S M L XL"), None);
        assert_eq!(top("Women's Sweater"), None);
    }
}
