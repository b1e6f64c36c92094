//! Imports: look into files, take what is the person's, undo.
//!
//! Invariant: nothing of an import is stored before all of it is.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use inkling_intake::{
    Answers, Columns, DateOrder, EventKind, Examination, FileError, Input, Item, Verdict, log_of,
};
use inkling_vault::{SourceId, read_visits};

use crate::desk::Desk;
use crate::examined::{ask, names, of_browser, people, refused, sites, skipped};
use crate::failure::{Failure, FailureCode};
use crate::view::{
    ColumnAnswer, DateOrderAnswer, DateQuestion, FilePreview, ImportAnswers, ImportDone,
    ImportPreview, ImportProgress, SourceSummary,
};

/// More files than any export has.
const MOST_FILES: usize = 10_000;
/// Folders inside folders.
const DEEPEST: usize = 8;

/// The import that runs, or the last one.
#[derive(Debug, Default)]
pub(crate) struct ImportJob {
    running: AtomicBool,
    cancelled: AtomicBool,
    rows: AtomicU64,
    of: AtomicU64,
    ended: Mutex<Option<Result<ImportDone, Failure>>>,
}

impl Desk {
    /// Looks into files, folders and archives without storing anything.
    ///
    /// # Errors
    /// `Locked`, `FileNotFound`, `TooLarge`.
    pub fn examine(&self, paths: &[PathBuf]) -> Result<ImportPreview, Failure> {
        let mut inputs = open_all(paths)?;
        let found = inkling_intake::examine(&mut inputs, &mut |_| ControlFlow::Continue(()))?;
        self.preview_of(&found, &inputs)
    }

    /// Imports in the background; [`Desk::import_progress`] tells how far it is.
    ///
    /// # Errors
    /// `Internal` when an import runs already.
    pub fn import_start(
        self: &Arc<Self>,
        paths: Vec<PathBuf>,
        answers: ImportAnswers,
    ) -> Result<(), Failure> {
        let job = &self.import;
        if job.running.swap(true, Ordering::AcqRel) {
            return Err(FailureCode::Internal.into());
        }
        job.cancelled.store(false, Ordering::Relaxed);
        *job.ended() = None;
        let desk = Arc::clone(self);
        std::thread::spawn(move || {
            let result = desk.import(&paths, &answers);
            *desk.import.ended() = Some(result);
            desk.import.running.store(false, Ordering::Release);
        });
        Ok(())
    }

    /// How far the import is, or how the last one ended.
    #[must_use]
    pub fn import_progress(&self) -> ImportProgress {
        let job = &self.import;
        let ended = job.ended().clone();
        ImportProgress {
            rows: job.rows.load(Ordering::Relaxed),
            of: job.of.load(Ordering::Relaxed),
            done: ended.clone().and_then(Result::ok),
            failed: ended.and_then(Result::err).map(|failure| failure.code),
        }
    }

    /// Stops the running import; nothing of it is kept.
    pub fn import_cancel(&self) {
        self.import.cancelled.store(true, Ordering::Relaxed);
    }

    /// Imports, and answers when it has ended.
    ///
    /// # Errors
    /// `Locked`, `FileNotFound`, `NeedsAnswer`, `ImportCancelled`, and what is wrong with a file.
    pub fn import(
        &self,
        paths: &[PathBuf],
        answers: &ImportAnswers,
    ) -> Result<ImportDone, Failure> {
        let job = &self.import;
        job.rows.store(0, Ordering::Relaxed);
        let mut inputs = open_all(paths)?;
        let found = inkling_intake::examine(&mut inputs, &mut |_| job.going())?;
        if found.recognised().next().is_none() {
            return Err(first_refusal(&found).into());
        }
        let nobody = !found.people.is_empty() && answers.people.is_empty();
        let nothing =
            answers.sites.is_empty() && found.recognised().all(|(_, file)| of_browser(file));
        if nobody || nothing {
            return Err(FailureCode::NeedsAnswer.into());
        }
        job.of.store(
            found.recognised().map(|(_, file)| file.events).sum(),
            Ordering::Relaxed,
        );
        let answers = Answers {
            columns: answers.columns.iter().map(columns).collect(),
            people: answers.people.iter().cloned().collect(),
            sites: answers.sites.iter().cloned().collect(),
            date_order: answers.date_order.map(|order| match order {
                DateOrderAnswer::DayFirst => DateOrder::DayFirst,
                DateOrderAnswer::MonthFirst => DateOrder::MonthFirst,
            }),
            refused: found.refused(),
        };
        let (mut bought, now) = (false, self.now());
        let (imported, read) = self.write(|vault| {
            let mut import = vault.begin_import()?;
            let mut stored = Ok(());
            let read = inkling_intake::read(&mut inputs, &answers, &mut |item| {
                stored = match &item {
                    Item::Source(source) => import.source(source),
                    Item::Event(event) => {
                        job.rows.fetch_add(1, Ordering::Relaxed);
                        bought |= event.kind == EventKind::Bought;
                        import.add(event)
                    }
                    Item::Progress(_) => Ok(()),
                };
                if stored.is_err() {
                    ControlFlow::Break(())
                } else {
                    job.going()
                }
            });
            stored?;
            let read = read?;
            Ok::<_, Failure>((import.commit(now)?, read))
        })?;
        Ok(ImportDone {
            added: imported.added,
            already_here: imported.already_here,
            bought,
            skipped: skipped(read.skipped()),
            refused: refused(&found, &inputs),
            suggested: imported.suggested,
        })
    }

    /// Past imports, newest first.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn sources(&self) -> Result<Vec<SourceSummary>, Failure> {
        let sources = self.read(|vault| vault.sources())?;
        Ok(sources.into_iter().map(SourceSummary::from).collect())
    }

    /// Takes everything of one import out again, and derives anew.
    ///
    /// # Errors
    /// `Locked`, `NoSuchImport`, and what the disk says.
    pub fn import_undo(&self, id: i64) -> Result<(), Failure> {
        let now = self.now();
        self.write(|vault| vault.undo_import(SourceId(id), now))?;
        Ok(())
    }

    fn preview_of(&self, found: &Examination, inputs: &[Input]) -> Result<ImportPreview, Failure> {
        let mut preview = ImportPreview {
            people: people(found),
            sites: sites(found),
            refused: refused(found, inputs),
            ..ImportPreview::default()
        };
        for (file, name) in found.files.iter().zip(names(found, inputs)) {
            match &file.verdict {
                Verdict::Recognised(rows) => {
                    if let Some(example) = rows.date_question.clone() {
                        preview.date_questions.push(DateQuestion {
                            name: name.clone(),
                            example,
                        });
                    }
                    if let Some(question) = &rows.column_question {
                        ask(&mut preview.column_questions, question, &name);
                    }
                    preview.files.push(FilePreview {
                        name,
                        format: rows.format.words().to_owned(),
                        rows: rows.rows,
                        kept: rows.kept,
                        skipped: skipped(rows.skipped.clone()),
                        first: rows.first,
                        last: rows.last,
                        chosen_by_site: of_browser(rows),
                        known: self.read(|vault| vault.knows_file(&file.source.sha256))?,
                    });
                }
                Verdict::NotUsedYet(_) | Verdict::Unknown => preview.unknown.push(name),
                Verdict::Refused(_) => {}
            }
        }
        Ok(preview)
    }
}

impl ImportJob {
    /// Stops the import that runs, if one does.
    pub(crate) fn stop(&self) -> bool {
        let running = self.running.load(Ordering::Acquire);
        if running {
            self.cancelled.store(true, Ordering::Relaxed);
        }
        running
    }

    fn going(&self) -> ControlFlow<()> {
        if self.cancelled.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn ended(&self) -> std::sync::MutexGuard<'_, Option<Result<ImportDone, Failure>>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn columns(answer: &ColumnAnswer) -> (String, Columns) {
    let place = |place: Option<u32>| place.and_then(|place| usize::try_from(place).ok());
    let columns = Columns {
        date: place(answer.date),
        item: place(answer.item),
        price: place(answer.price),
        quantity: place(answer.quantity),
        brand: place(answer.brand),
        category: place(answer.category),
    };
    (answer.shape.clone(), columns)
}

fn first_refusal(found: &Examination) -> FailureCode {
    let refusal = found.files.iter().find_map(|file| match &file.verdict {
        Verdict::Refused(error) => Some(FailureCode::from(*error)),
        Verdict::Recognised(_) | Verdict::NotUsedYet(_) | Verdict::Unknown => None,
    });
    refusal.unwrap_or(FailureCode::UnknownFile)
}

fn open_all(paths: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    paths
        .iter()
        .try_for_each(|path| open_into(&mut inputs, path, DEEPEST))?;
    Ok(inputs)
}

/// Opens a file, or every file below a folder; links inside folders are not followed.
fn open_into(inputs: &mut Vec<Input>, path: &Path, deeper: usize) -> Result<(), Failure> {
    let unreadable = |error: io::Error| FailureCode::from(FileError::Unreadable(error.kind()));
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        let mut entries = fs::read_dir(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(unreadable)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let link = entry.file_type().map_err(unreadable)?.is_symlink();
            if !link && deeper > 0 {
                open_into(inputs, &entry.path(), deeper - 1)?;
            }
        }
        return Ok(());
    }
    if inputs.len() >= MOST_FILES {
        return Err(FailureCode::TooLarge.into());
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    // Which folder it stands in tells lists of one shape apart.
    let within = path.parent().and_then(Path::file_name);
    let within = within.map(|folder| folder.to_string_lossy().into_owned());
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    let place = format!("{}/{name}", within.unwrap_or_default());
    let input = Input::new(&place, file).reading_visits_with(read_visits);
    inputs.push(if is_logged(path) {
        input.beside_its_log()
    } else {
        input
    });
    Ok(())
}

/// Whether something stands beside a database that is not in it yet: the newest visits of a browser that is open.
fn is_logged(path: &Path) -> bool {
    let log = path.file_name().and_then(OsStr::to_str).map(log_of);
    let log = log.and_then(|log| fs::metadata(path.with_file_name(log)).ok());
    log.is_some_and(|log| log.len() > 0)
}
