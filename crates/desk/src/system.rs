//! The real clock and the real chance, which only the shell and the command line make, and what a keychain is.

use std::time::Duration;

use inkling_token::{Entropy, NoEntropy, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// How much time has passed since some moment; never goes back. A clock that is no stopwatch stands still.
    fn reading(&self) -> Duration {
        Duration::ZERO
    }
}

/// The keychain of the computer: keeps a secret under a name, for this person. Others of their programs may read it too.
pub trait Keychain: Send + Sync {
    /// Keeps a secret, in place of any of that name.
    ///
    /// # Errors
    /// There is no keychain, or it does not open.
    fn store(&self, name: &str, secret: &[u8]) -> Result<(), NoKeychain>;

    /// The secret of that name. None may also mean that the keychain did not open: nothing is ever concluded from it.
    ///
    /// # Errors
    /// There is no keychain, or it does not open.
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain>;

    /// Forgets the secret of that name, if there is one.
    ///
    /// # Errors
    /// There is no keychain, or it does not open.
    fn delete(&self, name: &str) -> Result<(), NoKeychain>;
}

/// There is no keychain, or it does not open. Also the keychain of a program that uses none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("failed to reach the keychain")]
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn store(&self, _: &str, _: &[u8]) -> Result<(), NoKeychain> {
        Err(*self)
    }

    fn read(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        Err(*self)
    }

    fn delete(&self, _: &str) -> Result<(), NoKeychain> {
        Err(*self)
    }
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the clock is read"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the stopwatch is read"
    )]
    fn reading(&self) -> Duration {
        static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed()
    }
}

/// The system's random bytes.
#[derive(Debug)]
pub struct SystemEntropy(SystemRandom);

impl Default for SystemEntropy {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        self.0.fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}
