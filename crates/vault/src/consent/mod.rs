//! Consent: what a shop asked, what the person decided, and everything that follows from it, one file a ceremony.
//!
//! Consent is stored state: it survives a lock, a crash and a restart. Facts are times; whether a request waits or a grant
//! is in force is computed from them and from `now`. The path is: [`Vault::file`](crate::Vault::file), `preview`,
//! `approve`, then `due`, `compose` and one of `delivered`, `closed_by_shop`, `revoked_at_shop` and `postponed`.
//!
//! Invariant: nothing is composed for a shop that the person was not shown, and after a grant was stopped nothing is
//! composed for it but the news that it was.

mod approve;
mod choice;
mod closed;
mod compose;
mod decline;
mod delivered;
mod detail;
mod due;
mod file;
mod grants;
mod ids;
mod json_ld;
mod postpone;
mod preview;
mod projection;
mod receipt;
mod refused;
mod requests;
mod requeue;
mod revoke;
mod shop;
mod sign;
mod state;

#[cfg(test)]
mod tests;

pub use choice::{Choice, Duration};
pub use compose::Outgoing;
pub use decline::Declined;
pub use delivered::Delivered;
pub use detail::SharedDetail;
pub use grants::{Grant, GrantSummary};
pub use ids::{DeliveryId, GrantId, ReceiptId, RequestId};
pub use preview::Preview;
pub use receipt::{Proof, Receipt};
pub use refused::Refused;
pub use requests::{AskedDetail, AskedGroup, Missing, Origin, Request, RequestSummary};
pub use revoke::Acknowledgement;
pub use shop::{Shop, ShopStanding};
pub use state::{GrantState, RequestState, ShopSide};

pub(crate) use requeue::requeue;
