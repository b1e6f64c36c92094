//! What the person says of where a thing belongs: "this is not furniture, it is for the kitchen".
//!
//! A correction covers a group: one title, all things of one name ("floor lamp"), or all titles that begin with one maker's
//! name. Of several that cover a title the newest decides, so that the last word always shows.
//!
//! Invariant: a correction never brings back a title that the block-list keeps out, and nothing but categories is corrected.

use std::collections::HashMap;

use inkling_intake::{Counts, EventKind};

use super::brand_names::maker;
use super::catalogue::{self, Category, categories, category_of};
use super::fold::words;
use super::lexicon::Noun;
use super::place::{Placement, deciding, place};
use super::reading::{Reader, Reading};
use crate::EventRow;

const KEY: &str = "interests.shop";

/// Things that belong in one category because the person says so, from the narrowest group to the widest; by folded words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// This very title.
    Title(String),
    /// All things of a name: "floor lamp".
    Noun(String),
    /// All titles that begin with a maker's name.
    Maker(String),
}

/// What the person says, for a derivation.
#[derive(Debug, Default, PartialEq)]
pub struct Corrections {
    groups: HashMap<Group, Correction>,
    /// Most words of a maker's name.
    longest: usize,
    added: u32,
}

/// Where a group belongs, `None` when nowhere, and how many were said before.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Correction {
    category: Option<&'static Category>,
    order: u32,
}

/// The categories that things can be placed in: their ids, and their names on screen.
#[must_use]
pub fn shop_categories() -> Vec<(&'static str, &'static str)> {
    let named = |category: &'static Category| {
        catalogue::label(KEY, category.id).map(|label| (category.id, label))
    };
    categories().iter().filter_map(named).collect()
}

/// The category that what was bought is placed in.
#[must_use]
pub fn category_in(event: &EventRow<'_>, corrections: &Corrections) -> Option<&'static str> {
    if event.kind != EventKind::Bought {
        return None;
    }
    let mut reader = Reader::default();
    let hint = event.category_hint.as_deref().map(|hint| reader.read(hint));
    match place(&reader.read(&event.title), hint.as_ref(), corrections) {
        Placement::Known(placed) => Some(placed.category.id),
        Placement::Unknown | Placement::Blocked => None,
    }
}

/// Tells to which groups purchases belong, and remembers words between them.
#[derive(Debug, Default)]
pub struct Grouping {
    reader: Reader,
}

impl Grouping {
    /// The groups that what was bought belongs to, each with its name as it is written, the narrowest first; none for what is
    /// blocked and for what was not bought.
    #[must_use]
    pub fn of(&mut self, event: &EventRow<'_>) -> Vec<(Group, String)> {
        if event.kind != EventKind::Bought {
            return Vec::new();
        }
        let hint = event.category_hint.as_deref();
        let hint = hint.map(|hint| self.reader.read(hint));
        let title = self.reader.read(&event.title);
        if place(&title, hint.as_ref(), &Corrections::default()) == Placement::Blocked {
            return Vec::new();
        }
        let noun = deciding(&title, hint.as_ref());
        let maker = maker(&title);
        let named = |group: fn(String) -> Group, name: &str| {
            let folded = Some(words(name)).filter(|folded| !folded.is_empty());
            folded.map(|folded| (group(folded), name.to_owned()))
        };
        [
            named(Group::Title, title.title),
            noun.and_then(|noun| named(Group::Noun, noun.name)),
            maker.and_then(|maker| named(Group::Maker, maker)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether other corrections place something elsewhere.
    pub(crate) fn moves(
        &mut self,
        event: &EventRow<'_>,
        (from, to): (&Corrections, &Corrections),
    ) -> bool {
        if event.kind != EventKind::Bought {
            return false;
        }
        let hint = event.category_hint.as_deref();
        let hint = hint.map(|hint| self.reader.read(hint));
        let title = self.reader.read(&event.title);
        place(&title, hint.as_ref(), from) != place(&title, hint.as_ref(), to)
    }

    /// The folded title of what was bought and kept, where nothing says where it belongs: no known noun, and not the person.
    pub(crate) fn unsorted(
        &mut self,
        event: &EventRow<'_>,
        corrections: &Corrections,
    ) -> Option<String> {
        if event.kind != EventKind::Bought || event.counts != Counts::Yes {
            return None;
        }
        let hint = event.category_hint.as_deref();
        let hint = hint.map(|hint| self.reader.read(hint));
        let title = self.reader.read(&event.title);
        if place(&title, hint.as_ref(), corrections) != Placement::Unknown {
            return None;
        }
        let noun = deciding(&title, hint.as_ref());
        let is_said = corrections.category(&title, noun).is_some();
        let folded = words(title.title);
        (!is_said && !folded.is_empty()).then_some(folded)
    }
}

impl Corrections {
    /// The person says where a group belongs: in a category, or in none that there is. What they said of it before is gone.
    pub fn add(&mut self, group: Group, category: Option<&str>) {
        let category = category.map(category_of);
        // A category that is no longer there is nobody's word any more.
        if category == Some(None) {
            return;
        }
        if let Group::Maker(name) = &group {
            self.longest = self.longest.max(name.split(' ').count());
        }
        self.added += 1;
        let correction = Correction {
            category: category.flatten(),
            order: self.added,
        };
        self.groups.insert(group, correction);
    }

    /// Where a title belongs, if the person says so of it.
    pub(super) fn category(
        &self,
        title: &Reading<'_>,
        noun: Option<Noun>,
    ) -> Option<Option<&'static Category>> {
        if self.groups.is_empty() {
            return None;
        }
        let makers = (1..=self.longest).filter_map(|length| title.phrase(0, length));
        let groups = makers
            .map(|name| Group::Maker(name.to_owned()))
            .chain(noun.map(|noun| Group::Noun(words(noun.name))))
            .chain([Group::Title(title.folded().to_owned())]);
        let said = groups.filter_map(|group| self.groups.get(&group));
        said.max_by_key(|said| said.order).map(|said| said.category)
    }
}

#[cfg(test)]
mod tests {
    use super::super::derive;
    use super::*;
    use crate::derive::support::{NOW, purchase};

    fn corrected(group: Group, category: Option<&str>) -> Corrections {
        let mut corrections = Corrections::default();
        corrections.add(group, category);
        corrections
    }

    fn interests(titles: &[&str], corrections: &Corrections) -> Vec<String> {
        let events = titles.iter().cycle().zip(1..13);
        let events = events.map(|(title, days)| purchase(days, title));
        let derived = derive(events, corrections, NOW);
        let found = derived.iter().find(|derived| derived.key.as_str() == KEY);
        let entries = found.and_then(|found| found.value.as_json().as_array());
        let ids = entries.into_iter().flatten();
        let mut ids: Vec<String> = ids
            .filter_map(|entry| entry["id"].as_str().map(str::to_owned))
            .collect();
        ids.sort_unstable();
        ids
    }

    fn groups_of(event: &EventRow<'_>) -> Vec<(Group, String)> {
        Grouping::default().of(event)
    }

    #[test]
    fn a_title_belongs_to_itself_to_what_it_names_and_to_its_maker() {
        assert_eq!(
            groups_of(&purchase(1, "Sony Camera, Black")),
            [
                (
                    Group::Title("sony camera black".into()),
                    "Sony Camera, Black".into()
                ),
                (Group::Noun("camera".into()), "camera".into()),
                (Group::Maker("sony".into()), "Sony".into()),
            ]
        );
    }

    #[test]
    fn what_is_blocked_belongs_to_no_group_and_stays_out_whatever_is_said() {
        let vitamins = "Vitalis Vitamin D3 2000 IU, 180 Tablets";
        let said = corrected(Group::Maker("vitalis".into()), Some("groceries"));

        assert_eq!(groups_of(&purchase(1, vitamins)), []);
        assert_eq!(interests(&[vitamins], &said), Vec::<String>::new());
    }

    #[test]
    fn a_correction_covers_its_group_and_nothing_else() {
        let titles = [
            "Lumen Stehlampe, weiß",
            "Kappel Stehlampe",
            "Lumen Rucksack",
        ];
        let all = |group| interests(&titles, &corrected(group, Some("garden")));

        assert_eq!(
            interests(&titles, &Corrections::default()),
            ["bags", "home-lighting"]
        );
        let one = all(Group::Title("lumen stehlampe weiss".into()));
        assert_eq!(one, ["bags", "garden", "home-lighting"]);
        assert_eq!(all(Group::Noun("stehlampe".into())), ["bags", "garden"]);
        assert_eq!(
            all(Group::Maker("lumen".into())),
            ["garden", "home-lighting"]
        );
    }

    #[test]
    fn the_newest_of_several_words_decides() {
        let titles = ["Lumen Stehlampe"];
        let mut said = corrected(Group::Title("lumen stehlampe".into()), Some("garden"));
        said.add(Group::Maker("lumen".into()), Some("kitchen"));
        assert_eq!(interests(&titles, &said), ["kitchen"]);

        said.add(Group::Title("lumen stehlampe".into()), Some("tools"));
        assert_eq!(interests(&titles, &said), ["tools"]);
    }

    #[test]
    fn what_belongs_nowhere_says_nothing() {
        let said = corrected(Group::Noun("stehlampe".into()), None);
        assert_eq!(interests(&["Lumen Stehlampe"], &said), Vec::<String>::new());
    }

    #[test]
    fn a_thing_without_a_known_noun_is_placed_by_its_maker() {
        let said = corrected(Group::Maker("xylotron".into()), Some("toys"));
        assert_eq!(interests(&["Xylotron 3000"], &said), ["toys"]);
    }

    #[test]
    fn every_category_has_a_name() {
        assert_eq!(shop_categories().len(), categories().len());
    }
}
