//! A long history is read by several threads: each takes in a part of it, and the parts are put together.
//!
//! Invariant: what the parts say together is what one thread alone would say; no more than a few batches wait.

use std::borrow::Cow;
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle, available_parallelism, scope};

use super::{Choice, Corrections, Derivation};
use crate::EventRow;

/// Events that are handed over together; a history that has fewer is read where it is told.
const BATCH: usize = 1_024;
/// Batches that wait for one worker at most.
const WAITING: usize = 2;
/// Events come from the file no faster than two can take them in.
const WORKERS: usize = 2;

/// Takes in all events that are told.
pub(crate) fn take_in_all<E>(
    corrections: &Corrections,
    tell: impl FnOnce(&mut dyn FnMut(&EventRow<'_>)) -> Result<(), E>,
) -> Result<Derivation, E> {
    let cores = available_parallelism().map_or(1, usize::from);
    take_in_with(if cores > 1 { WORKERS } else { 0 }, corrections, tell)
}

fn take_in_with<E>(
    workers: usize,
    corrections: &Corrections,
    tell: impl FnOnce(&mut dyn FnMut(&EventRow<'_>)) -> Result<(), E>,
) -> Result<Derivation, E> {
    scope(|scope| {
        let mut crew = Crew {
            scope,
            corrections,
            batch: Batch::default(),
            wanted: workers,
            workers: Vec::new(),
            next: 0,
            own: Derivation::default(),
        };
        tell(&mut |event| crew.take(event))?;
        Ok(crew.together())
    })
}

/// Events with their texts one after the other: a million small pieces of memory would cost more than to read them.
#[derive(Default)]
struct Batch {
    texts: String,
    events: Vec<Copied>,
}

/// An event without its texts.
struct Copied {
    event: EventRow<'static>,
    title: usize,
    show: Option<usize>,
    category_hint: Option<usize>,
    currency: Option<usize>,
}

impl Batch {
    fn copy(&mut self, event: &EventRow<'_>) {
        let mut length = |text: &str| {
            self.texts.push_str(text);
            text.len()
        };
        self.events.push(Copied {
            title: length(&event.title),
            show: event.show.as_deref().map(&mut length),
            category_hint: event.category_hint.as_deref().map(&mut length),
            currency: event.currency.as_deref().map(&mut length),
            event: EventRow {
                title: Cow::Borrowed(""),
                show: None,
                category_hint: None,
                currency: None,
                // These only tell facts apart.
                item_id: None,
                natural_key: Cow::Borrowed(""),
                ..*event
            },
        });
    }

    fn take_in(&self, derivation: &mut Derivation, corrections: &Corrections) {
        let mut texts = self.texts.as_str();
        for copied in &self.events {
            let mut next = |length: usize| {
                let (text, rest) = texts.split_at_checked(length).unwrap_or_default();
                texts = rest;
                Cow::Borrowed(text)
            };
            let event = EventRow {
                title: next(copied.title),
                show: copied.show.map(&mut next),
                category_hint: copied.category_hint.map(&mut next),
                currency: copied.currency.map(&mut next),
                item_id: None,
                natural_key: Cow::Borrowed(""),
                ..copied.event
            };
            derivation.take_in(&event, corrections);
        }
    }
}

struct Crew<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    corrections: &'env Corrections,
    batch: Batch,
    /// Workers that are called once there is enough to do.
    wanted: usize,
    workers: Vec<Worker<'scope>>,
    /// Who gets the next batch.
    next: usize,
    /// What no worker took in.
    own: Derivation,
}

struct Worker<'scope> {
    batches: SyncSender<Batch>,
    reads: ScopedJoinHandle<'scope, Derivation>,
}

impl<'scope> Crew<'scope, '_> {
    fn take(&mut self, event: &EventRow<'_>) {
        if Choice::of(event).is_none() {
            return;
        }
        self.batch.copy(event);
        if self.batch.events.len() == BATCH {
            let next = Batch {
                texts: String::with_capacity(self.batch.texts.len() * 2),
                events: Vec::with_capacity(BATCH),
            };
            let batch = std::mem::replace(&mut self.batch, next);
            self.hand_over(batch);
        }
    }

    fn hand_over(&mut self, batch: Batch) {
        for _ in 0..std::mem::take(&mut self.wanted) {
            self.workers
                .extend(Worker::call(self.scope, self.corrections));
        }
        self.next += 1;
        let next = self.next.checked_rem(self.workers.len());
        let Some(worker) = next.and_then(|next| self.workers.get(next)) else {
            return self.read(&batch);
        };
        if let Err(back) = worker.batches.send(batch) {
            self.read(&back.0);
        }
    }

    fn read(&mut self, batch: &Batch) {
        batch.take_in(&mut self.own, self.corrections);
    }

    fn together(mut self) -> Derivation {
        let last = std::mem::take(&mut self.batch);
        self.read(&last);
        for Worker { batches, reads } in self.workers {
            drop(batches);
            let part = reads.join().unwrap_or_else(|panic| resume_unwind(panic));
            self.own.absorb(part);
        }
        self.own
    }
}

impl<'scope> Worker<'scope> {
    /// `None` where the system gives no thread.
    fn call<'env>(
        scope: &'scope Scope<'scope, 'env>,
        corrections: &'env Corrections,
    ) -> Option<Self> {
        let (batches, handed_over) = sync_channel::<Batch>(WAITING);
        let read = move || {
            let mut part = Derivation::default();
            for batch in handed_over {
                batch.take_in(&mut part, corrections);
            }
            part
        };
        let reads = Builder::new().spawn_scoped(scope, read).ok()?;
        Some(Self { batches, reads })
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::derive::Group;
    use crate::derive::laws::event;
    use crate::derive::support::{NOW, purchase};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn however_many_read_a_history_says_the_same(some in vec(event(), 60), days in vec(0..900_i64, 6_000)) {
            let mut corrections = Corrections::default();
            corrections.add(Group::Maker("fernweh".to_owned()), Some("furniture"));
            let mut alone = Derivation::default();
            let mut events = Vec::new();
            for ((event, days), seq) in some.iter().cycle().zip(days).zip(0..) {
                let mut event = event.clone();
                (event.id.at, event.id.seq) = (NOW.plus_days(-days), seq);
                alone.take_in(&event, &corrections);
                events.push(event);
            }
            let alone = alone.derive(NOW);
            for workers in 0..4 {
                let told = take_in_with(workers, &corrections, |take| {
                    events.iter().for_each(take);
                    Ok::<(), ()>(())
                });
                prop_assert_eq!(told.unwrap().derive(NOW), alone.clone(), "{} workers", workers);
            }
        }
    }

    #[test]
    fn a_history_that_breaks_off_gives_its_error_and_nothing_else() {
        let events = vec![purchase(1, "Lumen Stehlampe"); 3 * BATCH];
        let told = take_in_with(2, &Corrections::default(), |take| {
            events.iter().for_each(take);
            Err("broken off")
        });
        assert_eq!(told.err(), Some("broken off"));
    }
}
