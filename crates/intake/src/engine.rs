//! The two passes over an import: look at everything, then hand out its events.
//!
//! [`examine`] and [`read`] are one walk; they differ in who listens and in whether the answers are known.
//! Invariant: nothing is kept between the two but what the caller holds, and no file is held in memory.

use std::collections::BTreeMap;
use std::io::Seek;
use std::ops::ControlFlow;

use crate::archive::Archive;
use crate::columns::{ColumnQuestion, Columns};
use crate::dates::OrderFinding;
use crate::error::{Error, FileError};
use crate::event::Event;
use crate::examination::{Examination, SourceInfo, Verdict};
use crate::format::{Reader, Returns};
use crate::input::{Answers, Input};
use crate::limits;
use crate::sight::{Sighted, Spent, What, sight_all};
use crate::sink::Told;
use crate::table::Source;

pub(crate) use crate::sink::Sink;

/// What [`read`] hands out.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// The events that follow come from here.
    Source(&'a SourceInfo),
    /// One fact.
    Event(&'a Event),
    /// Rows read so far over all files; told every few hundred rows, so that the caller can show it or break off.
    Progress(u64),
}

/// Says what is in the files. `pulse` hears the rows read so far, at each file and every few hundred rows, and may break off.
///
/// A file that cannot be taken is a [`Verdict`] and never an error.
///
/// # Errors
/// [`Error::Stopped`] when `pulse` breaks off; [`Error::TooManyFiles`].
pub fn examine(
    inputs: &mut [Input],
    pulse: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Examination, Error> {
    let mut so_far = 0;
    let mut listen = |item: Item<'_>| match item {
        Item::Progress(rows) => {
            so_far = rows;
            pulse(rows)
        }
        Item::Source(_) => pulse(so_far),
        Item::Event(_) => ControlFlow::Continue(()),
    };
    Walk {
        answers: None,
        emit: &mut listen,
    }
    .over(inputs)
}

/// Hands out every event of the recognised files, source by source, the richer files first, and returns what was read.
///
/// Files that cannot be taken at sight, or that [`Answers::refused`] names, are passed over; the latter are not in what is
/// returned. Another that breaks while it is read ends the reading with an error, and the caller must drop what it has been
/// handed.
///
/// # Errors
/// [`Error::Stopped`] when `sink` breaks off; [`Error::DateOrderNeeded`] when a file leaves it open and the answer is missing;
/// [`Error::ColumnsNeeded`] when nobody said what the columns of a table are that no format claims;
/// [`Error::File`] when a recognised file turns out to be broken; [`Error::TooManyFiles`].
pub fn read(
    inputs: &mut [Input],
    answers: &Answers,
    sink: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> Result<Examination, Error> {
    Walk {
        answers: Some(answers),
        emit: sink,
    }
    .over(inputs)
}

/// Why a file's reading ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The caller broke off.
    Stopped,
    /// The file is broken.
    Broken(FileError),
}

impl<T: Into<FileError>> From<T> for Halt {
    fn from(error: T) -> Self {
        Self::Broken(error.into())
    }
}

/// What the first pass found out for the second.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Returned orders, over all files.
    pub(crate) returns: Returns,
    /// Order of day and month in the file at hand.
    pub(crate) dates: Option<OrderFinding>,
    /// What the person said about columns, by the shape of the header.
    pub(crate) answered: BTreeMap<String, Columns>,
    /// What to ask about the file at hand.
    pub(crate) question: Option<ColumnQuestion>,
}

struct Walk<'a> {
    answers: Option<&'a Answers>,
    emit: &'a mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
}

impl Walk<'_> {
    fn over(mut self, inputs: &mut [Input]) -> Result<Examination, Error> {
        let spent: Vec<Spent> = inputs.iter().map(|_| Spent::default()).collect();
        let (mut files, more_unknown) = sight_all(inputs, &spent);
        if let Some(answers) = self.answers {
            files.retain(|file| !answers.refused.contains(&file.source.place()));
        }
        if files
            .iter()
            .filter(|file| matches!(file.what, What::Readable(_)))
            .count()
            > limits::FILES
        {
            return Err(Error::TooManyFiles);
        }
        let surveyed = self.survey(inputs, &spent, &mut files)?;
        let told = self.read_all(inputs, &spent, &mut files, surveyed)?;
        let files = files.into_iter().filter_map(Sighted::examined).collect();
        Ok(Examination {
            files,
            more_unknown,
            people: told.people.into_values().collect(),
            sites: told.sites.into_values().collect(),
        })
    }

    /// The first pass, over the files that need it.
    fn survey(
        &self,
        inputs: &mut [Input],
        spent: &[Spent],
        files: &mut [Sighted],
    ) -> Result<Surveyed, Error> {
        let mut findings = Findings {
            answered: self
                .answers
                .map(|answers| answers.columns.clone())
                .unwrap_or_default(),
            ..Findings::default()
        };
        let (mut dates, mut columns) = (BTreeMap::new(), BTreeMap::new());
        for (number, file) in files.iter_mut().enumerate() {
            let What::Readable(reader) = file.what else {
                continue;
            };
            if !reader.surveys() {
                continue;
            }
            match open(inputs, spent, file, |source| {
                reader.survey(source, &mut findings)
            }) {
                Ok(()) => {}
                Err(halt) => self.settle(file, halt)?,
            }
            if let Some(question) = findings.question.take() {
                if self.answers.is_some() && !findings.answered.contains_key(&question.shape) {
                    return Err(Error::ColumnsNeeded);
                }
                columns.insert(number, question);
            }
            if let Some(finding) = findings.dates.take() {
                if self
                    .answers
                    .is_some_and(|answers| answers.date_order.is_none())
                    && finding.is_open()
                    && reader.asks()
                {
                    return Err(Error::DateOrderNeeded);
                }
                dates.insert(number, finding);
            }
        }
        Ok(Surveyed {
            findings,
            dates,
            columns,
        })
    }

    /// The second pass, the richer files first.
    fn read_all(
        &mut self,
        inputs: &mut [Input],
        spent: &[Spent],
        files: &mut [Sighted],
        mut surveyed: Surveyed,
    ) -> Result<Told, Error> {
        let (mut told, mut rows) = (Told::default(), 0);
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|number| match files.get(*number).map(|file| &file.what) {
            Some(What::Readable(reader)) => reader.format().rank(),
            Some(What::Settled(_)) | None => u8::MAX,
        });
        for number in order {
            let Some(file) = files.get_mut(number) else {
                continue;
            };
            let What::Readable(reader) = file.what else {
                continue;
            };
            if (self.emit)(Item::Source(&file.source)).is_break() {
                return Err(Error::Stopped);
            }
            let question = surveyed.take(number, reader, self.answers);
            let mut sink = Sink::new(
                reader.format(),
                (&mut told, &mut rows),
                self.answers,
                self.emit,
            );
            let ended = open(inputs, spent, file, |source| {
                reader.read(source, &surveyed.findings, &mut sink)
            });
            let mut found = sink.into_found();
            if question.is_some() {
                (found.first, found.last, found.date_question) = (None, None, question);
            }
            found.column_question = surveyed.columns.remove(&number).map(Box::new);
            match ended {
                Ok(()) => file.what = What::Settled(Verdict::Recognised(found)),
                Err(halt) => self.settle(file, halt)?,
            }
        }
        Ok(told)
    }

    /// A broken file is a verdict while looking and an error while reading.
    fn settle(&self, file: &mut Sighted, halt: Halt) -> Result<(), Error> {
        match halt {
            Halt::Stopped => Err(Error::Stopped),
            Halt::Broken(error) if self.answers.is_some() => Err(Error::File {
                input: file.source.input,
                error,
            }),
            Halt::Broken(error) => {
                file.what = What::Settled(Verdict::Refused(error));
                Ok(())
            }
        }
    }
}

struct Surveyed {
    findings: Findings,
    dates: BTreeMap<usize, OrderFinding>,
    columns: BTreeMap<usize, ColumnQuestion>,
}

impl Surveyed {
    /// Puts the file's date order in place; returns the example to ask about when it is open and nobody was asked yet.
    fn take(
        &mut self,
        number: usize,
        reader: &dyn Reader,
        answers: Option<&Answers>,
    ) -> Option<String> {
        let answer = answers.and_then(|answers| answers.date_order);
        let finding = self.dates.remove(&number);
        let question = match &finding {
            Some(OrderFinding::Open(example)) if reader.asks() && answer.is_none() => {
                Some(example.clone())
            }
            Some(OrderFinding::Open(_) | OrderFinding::Certain(_)) | None => None,
        };
        self.findings.dates = match (finding, answer) {
            (Some(OrderFinding::Open(_)), Some(order)) if reader.asks() => {
                Some(OrderFinding::Certain(order))
            }
            (finding, _) => finding,
        };
        question
    }
}

/// Opens a file at its beginning for one reading.
fn open(
    inputs: &mut [Input],
    spent: &[Spent],
    file: &Sighted,
    job: impl FnOnce(Source<'_>) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let number = file.source.input;
    let (Some(input), Some(spent)) = (inputs.get_mut(number), spent.get(number)) else {
        return Ok(());
    };
    input
        .source
        .rewind()
        .map_err(|error| FileError::from_io(&error))?;
    let visits = input.visits;
    match file.place {
        None => job(Source::plain(&mut input.source).of_bytes(file.source.bytes, visits)),
        Some(index) => {
            let mut archive = Archive::open(&mut *input.source, spent)?;
            let bytes = archive.bytes(index)?;
            let entry = Source::entry(archive.read(index)?);
            job(entry.of_bytes(bytes, visits))
        }
    }
}
