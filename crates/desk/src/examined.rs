//! What an examination found, as the person is shown it before and after an import.
//!
//! Invariant: this module opens no file and stores nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use inkling_intake::{Examination, ExaminedFile, Format, Input, Recognised, Verdict};

use crate::view::{
    ColumnAnswer, ColumnName, ColumnQuestion, PersonChoice, RefusedFile, SiteChoice, SkippedRows,
};

/// What each file is called: where two have one name, with where they stand.
pub(crate) fn names(found: &Examination, inputs: &[Input]) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &found.files {
        *times.entry(&file.source.name).or_default() += 1;
    }
    let name = |file: &ExaminedFile| {
        let source = &file.source;
        let shared = times
            .get(source.name.as_str())
            .is_some_and(|times| *times > 1);
        let Some(input) = inputs.get(source.input).filter(|_| shared) else {
            return source.name.clone();
        };
        match &source.entry {
            Some(entry) => format!("{}/{entry}", input.name()),
            None => input.place(),
        }
    };
    found.files.iter().map(name).collect()
}

/// The files that cannot be read, and why.
pub(crate) fn refused(found: &Examination, inputs: &[Input]) -> Vec<RefusedFile> {
    let files = found.files.iter().zip(names(found, inputs));
    let refused = files.filter_map(|(file, name)| match file.verdict {
        Verdict::Refused(error) => Some(RefusedFile {
            name,
            code: error.into(),
        }),
        Verdict::Recognised(_) | Verdict::NotUsedYet(_) | Verdict::Unknown => None,
    });
    refused.collect()
}

/// Asks about a table's columns, once for all tables of one header.
pub(crate) fn ask(
    questions: &mut Vec<ColumnQuestion>,
    asked: &inkling_intake::ColumnQuestion,
    name: &str,
) {
    let known = |question: &&mut ColumnQuestion| question.guess.shape == asked.shape;
    if let Some(question) = questions.iter_mut().find(known) {
        question.names.push(name.to_owned());
        return;
    }
    let place = |place: Option<usize>| place.and_then(|place| u32::try_from(place).ok());
    let columns = asked.columns.iter().filter_map(|(number, name)| {
        Some(ColumnName {
            place: place(Some(*number))?,
            name: name.clone(),
        })
    });
    questions.push(ColumnQuestion {
        names: vec![name.to_owned()],
        columns: columns.collect(),
        guess: ColumnAnswer {
            shape: asked.shape.clone(),
            date: place(asked.guess.date),
            item: place(asked.guess.item),
            price: place(asked.guess.price),
            quantity: place(asked.guess.quantity),
            brand: place(asked.guess.brand),
            category: place(asked.guess.category),
        },
    });
}

/// Whose profiles they are. One alone that is not a child's is taken to be the person's; of several none is.
pub(crate) fn people(found: &Examination) -> Vec<PersonChoice> {
    let alone = found.people.len() == 1;
    let choice = |person: &inkling_intake::Person| PersonChoice {
        name: person.name.clone(),
        events: person.events,
        mine: alone && !person.child,
        child: person.child,
    };
    found.people.iter().map(choice).collect()
}

/// The sites of browsers' histories, the most visited first.
pub(crate) fn sites(found: &Examination) -> Vec<SiteChoice> {
    let mut sites: Vec<SiteChoice> = found
        .sites
        .iter()
        .map(|site| SiteChoice {
            name: site.name.clone(),
            events: site.events,
        })
        .collect();
    sites.sort_by_key(|site| Reverse(site.events));
    sites
}

/// A browser's history, of which nothing is taken before a site is chosen.
pub(crate) fn of_browser(file: &Recognised) -> bool {
    matches!(
        file.format,
        Format::BrowserHistory | Format::BrowserDatabase
    )
}

/// Rows that are not taken, by reason.
pub(crate) fn skipped(
    reasons: impl IntoIterator<Item = (inkling_intake::SkipReason, u64)>,
) -> Vec<SkippedRows> {
    reasons
        .into_iter()
        .map(|(reason, count)| SkippedRows {
            reason: reason.words().to_owned(),
            count,
        })
        .collect()
}
