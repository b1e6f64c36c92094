//! What the window and the command line are given to show.
//!
//! Times are milliseconds since 1970 UTC. Every struct here is exported to TypeScript; the window draws it as it is.

mod backups;
mod consent;
mod grants;
mod history;
mod home;
mod imports;
mod keys;
mod locking;
mod mailbox;
mod plain;
mod profile;
mod rules;

pub use backups::*;
pub use consent::*;
pub use grants::*;
pub use history::*;
pub use home::*;
pub use imports::*;
pub use keys::*;
pub use locking::*;
pub use mailbox::*;
pub use plain::*;
pub use profile::*;
pub use rules::*;
