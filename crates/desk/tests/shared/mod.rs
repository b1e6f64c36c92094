//! A desk for a test: a vault in a folder of its own, and a clock that stands still.

use std::sync::Arc;

use inkling_desk::system::{Clock, Keychain, NoKeychain};
use inkling_desk::{Desk, Developer};
use inkling_token::{Entropy, NoEntropy, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use tempfile::TempDir;

/// 23 November 2026, 12:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_435_200);
pub(crate) const PASSPHRASE: &str = "tidal lantern orbit walnut";

struct NoTimePasses;

impl Clock for NoTimePasses {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// The system's randomness.
struct Dice(SystemRandom);

impl Entropy for Dice {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        self.0.fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}

/// A desk whose vault is not there yet.
pub(crate) fn empty() -> (TempDir, Arc<Desk>) {
    empty_with(Box::new(NoKeychain))
}

/// The same, at a computer with this keychain.
pub(crate) fn empty_with(keychain: Box<dyn Keychain>) -> (TempDir, Arc<Desk>) {
    let folder = tempfile::tempdir().unwrap();
    let entropy = Box::new(Dice(SystemRandom::new()));
    let desk = Desk::with_keychain(
        folder.path().join("vault"),
        Developer::On,
        (Box::new(NoTimePasses), entropy, keychain),
        Box::new(|| ()),
    );
    (folder, desk)
}

/// A desk with an open vault that holds nothing.
pub(crate) fn open() -> (TempDir, Arc<Desk>) {
    let (folder, desk) = empty();
    desk.create(PASSPHRASE.into()).unwrap();
    (folder, desk)
}
