//! What the vault does not do, and why.
//!
//! Invariant: a refusal changes nothing and repeats nothing of what was asked.

/// A rule that says no; each text completes "failed to ..".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
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
    /// The request was decided before.
    #[error("decide on the request: it was decided before")]
    RequestClosed,
    /// What would be sent is not what was shown.
    #[error("approve: what would be sent is not what was shown")]
    PreviewChanged,
    /// Nothing is chosen, a required group is left out, or a chosen one has a detail without a usable value.
    #[error("preview: a chosen or required detail cannot be shared")]
    NothingToShare,
    /// A level is finer than every one asked for.
    #[error("preview: a level is more precise than was asked")]
    LevelTooPrecise,
    /// A group that was not asked for, or an end outside the duration.
    #[error("preview: the choice does not fit the request")]
    BadChoice,
    /// The grant was stopped, was closed or has ended.
    #[error("send for the grant: it is no longer in force")]
    GrantEnded,
}
