//! Consent: what a shop asked, what the person decided, and everything that follows from it, one file a ceremony.
//!
//! Consent is stored state: it survives a lock, a crash and a restart. Facts are times; whether a request waits or a grant
//! is in force is computed from them and from `now`. The path is: [`Vault::file`](crate::Vault::file), `preview`,
//! `approve`, then `due`, `compose` and one of `delivered`, `published`, `paused_at_shop`, `closed_by_shop`, `revoked_at_shop`
//! and `postponed`; meanwhile `pause`, `resume`, `amend`, `extend` and `revoke`.
//!
//! Invariant: nothing is composed for a shop that the person was not shown, and after a grant was stopped nothing is
//! composed for it, or for its mailbox, but the news that it was.

mod amend;
mod approve;
mod block;
mod choice;
mod closed;
mod compose;
mod decline;
mod delivered;
mod detail;
mod domain;
mod due;
mod ends;
mod extend;
mod file;
mod grants;
mod ids;
mod json_ld;
mod line;
mod mailbox;
mod news;
mod pause;
mod plain;
mod postpone;
mod preview;
mod projection;
mod publish;
mod published;
mod receipt;
mod refused;
mod requests;
mod requeue;
mod revoke;
mod shop;
mod sign;
mod spread;
mod state;
mod trust;

#[cfg(test)]
mod tests;

pub use amend::{Amendment, GrantedDetail, GrantedGroup};
pub use block::Blocked;
pub use choice::{Choice, Duration};
pub use compose::Outgoing;
pub use decline::Declined;
pub use delivered::Delivered;
pub use detail::SharedDetail;
pub use domain::Domain;
pub use extend::Extension;
pub use grants::{Grant, GrantSummary};
pub use ids::{DeliveryId, GrantId, ReceiptId, RequestId};
pub use news::MailboxState;
pub use pause::{PauseAnswer, PauseTold};
pub use plain::{Plain, Reach};
pub use preview::Preview;
pub use published::Publication;
pub use receipt::{Amended, Pause, Proof, Receipt};
pub use refused::Refused;
pub use requests::{AskedDetail, AskedGroup, Missing, Origin, Request, RequestSummary, Role};
pub use revoke::Acknowledgement;
pub use shop::{Caution, Shop, ShopStanding};
pub use state::{GrantState, RequestState, ShopSide};

pub(crate) use ends::end;
pub(crate) use pause::rest_all;
pub(crate) use projection::keep_all as keep_projections;
pub(crate) use requeue::{compare_all, lapse, requeue};
