//! Brings to shops what could not be brought at once, after each change and once a minute, and makes the planned backups.
//!
//! Invariant: where nothing is due, nothing is touched; a closed vault is left closed.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crate::Desk;

const ROUND: Duration = Duration::from_secs(60);

/// Calls the one thread that delivers in the background.
#[derive(Debug)]
pub struct Postman(SyncSender<()>);

impl Postman {
    /// Starts the thread; it ends with the postman.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(desk: Arc<Desk>) -> std::io::Result<Self> {
        let (call, calls) = sync_channel(1);
        thread::Builder::new()
            .name("postman".into())
            .spawn(move || walk(&desk, &calls))?;
        Ok(Self(call))
    }

    /// Has the next round begin now.
    pub fn hurry(&self) {
        // A full channel means that a round is about to begin anyway.
        self.0.try_send(()).ok();
    }
}

fn walk(desk: &Desk, calls: &Receiver<()>) {
    while let Ok(()) | Err(RecvTimeoutError::Timeout) = calls.recv_timeout(ROUND) {
        // What a shop does not take now is due again later; the vault keeps count.
        desk.round().ok();
        // How a backup went is kept in the vault, where the person sees it.
        desk.keep_backups().ok();
    }
}
