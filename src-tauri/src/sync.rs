//! Brings to shops what could not be brought at once: soon after the unlock, then once a minute.
//!
//! Invariant: nothing is due, nothing is touched; a closed vault is left closed.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use inkling_desk::Desk;
use inkling_desk::view::VaultState;

const ROUND: Duration = Duration::from_secs(60);

/// Calls the one thread that delivers in the background.
#[derive(Debug)]
pub(crate) struct Postman(SyncSender<()>);

impl Postman {
    /// Starts the thread; it ends with the program.
    pub(crate) fn start(desk: Arc<Desk>) -> std::io::Result<Self> {
        let (call, calls) = sync_channel(1);
        thread::Builder::new()
            .name("postman".into())
            .spawn(move || walk(&desk, &calls))?;
        Ok(Self(call))
    }

    /// Has the next round begin now.
    pub(crate) fn hurry(&self) {
        // A full channel means that a round is about to begin anyway.
        let _ = self.0.try_send(());
    }
}

fn walk(desk: &Desk, calls: &Receiver<()>) {
    while let Ok(()) | Err(RecvTimeoutError::Timeout) = calls.recv_timeout(ROUND) {
        let has_mail = desk
            .status()
            .is_ok_and(|status| status.vault == VaultState::Open && status.undelivered > 0);
        if has_mail {
            // What a shop does not take now is due again later; the vault keeps count.
            let _ = desk.sync();
        }
    }
}
