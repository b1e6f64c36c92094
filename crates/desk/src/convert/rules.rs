//! The last word on what is suggested.

use inkling_intake::EventKind;
use inkling_token::value::Value;
use inkling_token::vocabulary::{PreferenceKey, vocabulary};
use inkling_vault::derive::{Alike, Group, shop_categories};
use inkling_vault::{self as vault, Says};

use crate::view;

impl view::ImportedEntry {
    /// The entry of this id.
    pub(crate) fn of(id: &str, entry: vault::Entry) -> Self {
        let group = |group: vault::EntryGroup| view::EntryGroup {
            group: (&group.group).into(),
            name: group.shown,
            others: group.others,
        };
        let category = |(id, label): (&str, &str)| view::CategoryName {
            id: id.to_owned(),
            label: label.to_owned(),
        };
        Self {
            id: id.to_owned(),
            title: entry.title,
            item: entry.item,
            at: entry.at.millis(),
            stream: entry.stream.word().to_owned(),
            stream_name: entry.stream.words().to_owned(),
            bought: entry.kind == EventKind::Bought,
            others: entry.others,
            category: entry.category.map(str::to_owned),
            groups: entry.groups.into_iter().map(group).collect(),
            categories: shop_categories().into_iter().map(category).collect(),
        }
    }
}

impl From<&Group> for view::GroupKind {
    fn from(group: &Group) -> Self {
        match group {
            Group::Title(_) => Self::Title,
            Group::Noun(_) => Self::Noun,
            Group::Maker(_) => Self::Maker,
        }
    }
}

impl From<Alike> for view::Alike {
    fn from(alike: Alike) -> Self {
        match alike {
            Alike::Thing => Self::Thing,
            Alike::Show => Self::Show,
            Alike::Film => Self::Film,
        }
    }
}

impl From<view::Why> for vault::Why {
    fn from(why: view::Why) -> Self {
        match why {
            view::Why::NotUsed => Self::NotUsed,
            view::Why::Gift => Self::Gift,
            view::Why::NotMe => Self::NotMe,
        }
    }
}

impl From<vault::Why> for view::RuleKind {
    fn from(why: vault::Why) -> Self {
        match why {
            vault::Why::NotUsed => Self::NotUsed,
            vault::Why::Gift => Self::Gift,
            vault::Why::NotMe => Self::NotMe,
        }
    }
}

impl From<view::GroupKind> for view::RuleKind {
    fn from(group: view::GroupKind) -> Self {
        match group {
            view::GroupKind::Title => Self::Title,
            view::GroupKind::Noun => Self::Noun,
            view::GroupKind::Maker => Self::Maker,
        }
    }
}

impl From<(vault::Rule, u64)> for view::Rule {
    fn from((rule, entries): (vault::Rule, u64)) -> Self {
        let at = match &rule.says {
            Says::KeepOutEntry { at, .. } => Some(at.millis()),
            Says::KeepOut { .. }
            | Says::KeepOutStream(_)
            | Says::StopArea(_)
            | Says::Place { .. } => None,
        };
        let (says, name, category) = match rule.says {
            Says::KeepOut { shown, why, .. } | Says::KeepOutEntry { shown, why, .. } => {
                (why.into(), shown, None)
            }
            Says::KeepOutStream(stream) => {
                (view::RuleKind::Stream, stream.words().to_owned(), None)
            }
            Says::StopArea(id) => {
                let area = vocabulary().areas.iter().find(|area| area.id == id);
                let label = area.map_or(id.clone(), |area| area.label.clone());
                (view::RuleKind::Area, label, None)
            }
            Says::Place {
                group,
                shown,
                category,
            } => (view::GroupKind::from(&group).into(), shown, category),
        };
        let mut categories = shop_categories().into_iter();
        Self {
            id: rule.id.0,
            says,
            name,
            category: category.and_then(|wanted| {
                let found = categories.find(|(id, _)| *id == wanted);
                found.map(|(_, label)| label.to_owned())
            }),
            at,
            entries,
            since: rule.since.millis(),
        }
    }
}

impl From<vault::Unsorted> for view::Unsorted {
    fn from(unsorted: vault::Unsorted) -> Self {
        let title = |title: vault::UnsortedTitle| view::UnsortedTitle {
            id: crate::rules::text(title.newest),
            at: title.newest.at.millis(),
            source: title.newest.stream.words().to_owned(),
            title: title.title,
            entries: title.entries,
        };
        Self {
            titles: unsorted.titles,
            entries: unsorted.entries,
            some: unsorted.some.into_iter().map(title).collect(),
        }
    }
}

impl From<vault::StreamUse> for view::StreamUse {
    fn from(used: vault::StreamUse) -> Self {
        Self {
            id: used.stream.word().to_owned(),
            name: used.stream.words().to_owned(),
            entries: used.entries,
            rule: used.kept_out.map(|rule| rule.0),
        }
    }
}

impl view::Change {
    /// A change of this detail.
    pub(crate) fn of(key: &PreferenceKey, change: vault::Change) -> Self {
        let lines = |then: Option<Value>| then.map(|value| value.lines(key)).unwrap_or_default();
        let few = |entries: usize| u32::try_from(entries).unwrap_or(u32::MAX);
        match change {
            vault::Change::Time { then } => Self::Time { lines: lines(then) },
            vault::Change::Without { entries, then } => Self::Without {
                entries: few(entries),
                lines: lines(then),
            },
            vault::Change::With {
                entries,
                like,
                alike,
                strength,
            } => Self::With {
                entries: few(entries),
                like,
                alike: alike.into(),
                strength,
            },
            vault::Change::Steady { entries } => Self::Steady {
                entries: few(entries),
            },
        }
    }
}
