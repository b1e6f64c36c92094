//! The only door to the network: fetches a sharing request, carries tokens, pauses and revocations to the shop that asked,
//! and puts what is published into the person's own mailbox.
//!
//! Every call goes out. A shop is called on exactly the host that the person is told about, or on one that this host lists,
//! at a public address of it; a mailbox where its owner said. At most 64 KiB come back within ten seconds; no redirect is
//! followed, no cookie is kept, and no two calls share a connection or a TLS session. OpenID4VP 1.0, sections 5.7, 5.10 and
//! 8.2.
//!
//! Invariant: this crate never opens the database and never listens; no error of it holds an address, a name or a body.

mod address;
mod courier;
mod deliver;
mod door;
mod error;
mod fetch;
mod mailbox;
mod place;
mod resolver;
mod revoke;
mod shelf;
#[cfg(test)]
mod testing;

use std::time::Duration;

pub use deliver::Reply;
pub use error::{ExchangeError, MailboxError};
pub use mailbox::Written;
pub use revoke::Deletion;

/// Whether shops on this computer (`localhost`) may be reached, over plain http. Visible, and chosen for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Developer {
    /// Public https hosts only.
    Off,
    /// Loopback names too, over http.
    On,
}

/// The door. It holds no connection and no state: each call opens a fresh one.
#[derive(Debug)]
pub struct Exchange {
    developer: Developer,
    limits: Limits,
}

impl Exchange {
    /// A door with the limits of the protocol: 64 KiB, ten seconds.
    #[must_use]
    pub fn new(developer: Developer) -> Self {
        let limits = Limits {
            bytes: 64 * 1024,
            overall: Duration::from_secs(10),
        };
        Self { developer, limits }
    }
}

/// What one call may cost.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// The longest body that is read.
    bytes: u64,
    /// From resolving the name to the last byte.
    overall: Duration,
}
