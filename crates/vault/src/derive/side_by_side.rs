//! A long history is read on every core: each takes in a part of it, and the parts are put together.
//!
//! Invariant: what the parts say together is what one core alone would say.

use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle, available_parallelism, scope};

use super::{Corrections, Derivation};
use crate::EventRow;

/// Events that are handed over together; a history that has no more is read where it is.
const BATCH: usize = 1_024;
/// Batches that wait for one helper at most.
const WAITING: usize = 2;
/// More than these would wait for the events.
const MOST_HELPERS: usize = 4;

/// Takes in all events that are told.
pub(crate) fn take_in_all<'a, E>(
    corrections: &Corrections,
    tell: impl FnOnce(&mut dyn FnMut(EventRow<'a>)) -> Result<(), E>,
) -> Result<Derivation, E> {
    scope(|scope| {
        let mut crew = Crew {
            scope,
            corrections,
            batch: Vec::new(),
            helpers: Vec::new(),
            turn: 0,
        };
        tell(&mut |event| crew.take(event))?;
        Ok(crew.together())
    })
}

struct Crew<'scope, 'env, 'a> {
    scope: &'scope Scope<'scope, 'env>,
    corrections: &'env Corrections,
    batch: Vec<EventRow<'a>>,
    helpers: Vec<Helper<'scope, 'a>>,
    /// Whose turn it is.
    turn: usize,
}

struct Helper<'scope, 'a> {
    batches: SyncSender<Vec<EventRow<'a>>>,
    reads: ScopedJoinHandle<'scope, Derivation>,
}

impl<'scope, 'a: 'scope> Crew<'scope, '_, 'a> {
    fn take(&mut self, event: EventRow<'a>) {
        if self.batch.capacity() == 0 {
            self.batch.reserve(BATCH);
        }
        self.batch.push(event);
        if self.batch.len() == BATCH {
            self.hand_over();
        }
    }

    /// Gives the batch to the next helper. Where there can be none it grows, and is read at the end.
    fn hand_over(&mut self) {
        if self.helpers.is_empty() {
            let cores = available_parallelism().map_or(1, usize::from);
            self.helpers = (0..cores.min(MOST_HELPERS))
                .filter_map(|_| Helper::join(self.scope, self.corrections))
                .collect();
        }
        let turn = self.turn.checked_rem(self.helpers.len());
        if let Some(helper) = turn.and_then(|turn| self.helpers.get(turn)) {
            self.turn += 1;
            if let Err(back) = helper.batches.send(std::mem::take(&mut self.batch)) {
                self.batch = back.0;
            }
        }
    }

    fn together(self) -> Derivation {
        let mut all = Derivation::default();
        for event in &self.batch {
            all.take_in(event, self.corrections);
        }
        for Helper { batches, reads } in self.helpers {
            drop(batches);
            all.absorb(reads.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    }
}

impl<'scope, 'a: 'scope> Helper<'scope, 'a> {
    fn join<'env>(
        scope: &'scope Scope<'scope, 'env>,
        corrections: &'env Corrections,
    ) -> Option<Self> {
        let (batches, handed_over) = sync_channel::<Vec<EventRow<'a>>>(WAITING);
        let read = move || {
            let mut part = Derivation::default();
            for event in handed_over.into_iter().flatten() {
                part.take_in(&event, corrections);
            }
            part
        };
        let reads = Builder::new().spawn_scoped(scope, read).ok()?;
        Some(Self { batches, reads })
    }
}
