//! The contract with shops: vocabulary, terms, requests, preference tokens, sealing.
//!
//! Everything a shop and a vault must agree on is here, and nothing else is: one module a noun of the protocol.
//!
//! Invariant: this crate never reads a clock, never opens a file or a socket, and never makes its own randomness; time and
//! chance are arguments, last. Its errors never carry a preference, a token or a URL.

pub mod ack;
pub mod client;
pub mod dcql;
pub mod did;
pub mod entropy;
pub mod event;
mod json;
mod jws;
pub mod key;
pub mod link;
pub mod mailbox;
pub mod message;
pub mod plain;
pub mod request;
pub mod response;
pub mod seal;
pub mod status;
pub mod terms;
mod text;
pub mod time;
pub mod token;
pub mod value;
pub mod verify;
pub mod vocabulary;

#[cfg(test)]
mod testing;

pub use crate::entropy::{Entropy, NoEntropy};
pub use crate::time::Timestamp;
