//! Tests over the sample exports in `tests/exports`.

mod browsers;
mod hostile;
mod libraries;
mod mails;
mod pages;
mod plays;
mod privacy;
mod properties;
mod purchases;
mod samples;
mod story;

use std::fs::File;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::{
    Answers, DateOrder, Error, Event, Examination, Input, Item, Recognised, Verdict, examine, read,
};

fn path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/exports")).join(name)
}

fn sample(name: &str) -> Input {
    Input::new(name, File::open(path(name)).unwrap())
}

fn bytes(name: &str, bytes: &[u8]) -> Input {
    Input::new(name, Cursor::new(bytes.to_vec()))
}

fn look(mut inputs: Vec<Input>) -> Examination {
    examine(&mut inputs, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// The single file's verdict.
fn verdict(input: Input) -> Verdict {
    let mut found = look(vec![input]);
    assert_eq!(found.files.len(), 1, "{found:?}");
    found.files.remove(0).verdict
}

fn recognised(input: Input) -> Recognised {
    match verdict(input) {
        Verdict::Recognised(found) => found,
        other @ (Verdict::NotUsedYet(_) | Verdict::Unknown | Verdict::Refused(_)) => {
            panic!("{other:?}")
        }
    }
}

/// Every event of every profile.
fn everyone(inputs: Vec<Input>) -> Vec<Event> {
    as_said(inputs, None).unwrap().1
}

/// Every event, with an answer about the dates.
fn as_said(
    mut inputs: Vec<Input>,
    date_order: Option<DateOrder>,
) -> Result<(Examination, Vec<Event>), Error> {
    let found = examine(&mut inputs, &mut |_| ControlFlow::Continue(()))?;
    let asked = found
        .recognised()
        .filter_map(|(_, file)| file.column_question.clone());
    let columns = asked.map(|asked| (asked.shape, asked.guess)).collect();
    let refused = found.refused();
    let people = found.people.into_iter().map(|person| person.name).collect();
    let sites = found.sites.into_iter().map(|site| site.name).collect();
    let answers = Answers {
        people,
        sites,
        date_order,
        columns,
        refused,
    };
    collect(inputs, &answers)
}

fn collect(mut inputs: Vec<Input>, answers: &Answers) -> Result<(Examination, Vec<Event>), Error> {
    let mut events = Vec::new();
    let read = read(&mut inputs, answers, &mut |item| {
        if let Item::Event(event) = item {
            events.push(event.clone());
        }
        ControlFlow::Continue(())
    })?;
    Ok((read, events))
}
