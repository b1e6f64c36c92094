//! What tells the desk that time passed, and that nobody may be there any more.
//!
//! Invariant: nothing is decided here. A computer that says nothing is heard by the clock alone.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use inkling_desk::{Desk, Event};

const TICK: Duration = Duration::from_secs(1);

/// Holds the thread that ticks; it ends with this.
#[derive(Debug)]
pub(crate) struct Watch {
    _ticks: SyncSender<()>,
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn begin(desk: &Arc<Desk>) -> std::io::Result<Self> {
        let (ticks, end) = sync_channel::<()>(0);
        let ticking = Arc::clone(desk);
        thread::Builder::new()
            .name("ticker".into())
            .spawn(move || {
                while let Err(RecvTimeoutError::Timeout) = end.recv_timeout(TICK) {
                    // What could not be written while it locked is told in the unlock window.
                    let _ = ticking.note(Event::Tick);
                }
            })?;
        #[cfg(target_os = "linux")]
        crate::signs::listen(desk)?;
        Ok(Self { _ticks: ticks })
    }
}
