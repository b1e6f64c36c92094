//! What the vault does not do, and why.
//!
//! Invariant: a refusal changes nothing and repeats nothing of what was asked.

/// A rule that says no; each text completes "failed to ..".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A shop whose signed request was approved before asks without a signature.
    #[error("file the request: it is not signed, and the shop's own are")]
    Downgraded,
    /// The passphrase would be guessed too soon.
    #[error("create the vault: the passphrase would be guessed too soon")]
    WeakPassphrase,
    /// The request's time is over.
    #[error("decide on the request: its time is over")]
    RequestExpired,
    /// The shop used this nonce before.
    #[error("file the request: it was filed before")]
    Replayed,
    /// The shop has a request waiting, was refused a moment ago, or too many requests wait already.
    #[error("file the request: the shop has to wait")]
    ShopSilenced,
    /// The person blocked the shop; to the shop it looks like silence.
    #[error("file the request: the shop is blocked")]
    ShopBlocked,
    /// The request was decided before.
    #[error("decide on the request: it was decided before")]
    RequestClosed,
    /// What would be sent is not what was shown.
    #[error("approve: what would be sent is not what was shown")]
    PreviewChanged,
    /// Something about the shop has to be accepted and was not, or was and had not to be.
    #[error("approve: what was accepted about the shop is not what has to be")]
    NotAccepted,
    /// Nothing is chosen, the shop would not accept the groups without others, or a chosen one has a detail without a value
    /// that is usable and of use.
    #[error("preview: a chosen or required detail cannot be shared")]
    NothingToShare,
    /// A level is finer than the one asked for, or agreed.
    #[error("preview: a level is more precise than was asked or agreed")]
    LevelTooPrecise,
    /// A group or option that was not asked for, or an end that is past, or outside of what can be chosen.
    #[error("preview: the choice does not fit what was asked")]
    BadChoice,
    /// The grant was stopped, was closed or has ended.
    #[error("send for the grant: it is no longer in force")]
    GrantEnded,
    /// Nothing further is sent for the grant, so that nothing can be paused or changed.
    #[error("change the grant: it was given once")]
    GivenOnce,
    /// The settings of the mailbox cannot be meant.
    #[error("use the mailbox: its settings are not usable")]
    BadMailbox,
    /// A backup or an export cannot lie in the vault's own folder.
    #[error("write there: it is the vault's own folder")]
    BadPlace,
}
