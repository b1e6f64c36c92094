//! Proofs about the vault's file: one script of use cases, one checker, and each kind of harm in a test of its own.
//!
//! The script is a matter of its seed alone. What a vault shows after each commit is its portrait; after any harm the file must
//! show the portrait of the last commit that was acknowledged, or of the one that was under way.

mod check;
mod dice;
mod disk;
mod script;
mod session;

pub use self::check::{Reference, Verdict, judge_files};
pub use self::dice::Dice;
pub use self::disk::{Disk, Syncs, TRACE};
pub use self::script::play;
pub use self::session::{acknowledged, asked_for, memory, session};
