//! What one guess of the passphrase costs.
//!
//! Invariant: a vault is never created below [`KeyCost::FLOOR`] except by a caller who names [`KeyCost::TRIVIAL`], and
//! no file can make the reader spend more than [`KeyCost::CEILING`].

use serde::{Deserialize, Serialize};

/// Parameters of Argon2id (RFC 9106, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyCost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl KeyCost {
    /// The least a real vault is created with: RFC 9106's second recommended option, 64 MiB, 3 passes, 4 lanes.
    pub const FLOOR: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };

    /// The most a stored slot may ask for: 1 GiB, 16 passes, 16 lanes.
    pub const CEILING: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 16,
    };

    /// Protects nothing: for tests that open many vaults.
    pub const TRIVIAL: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    pub(super) fn is_bearable(self) -> bool {
        self.memory_kib <= Self::CEILING.memory_kib
            && self.passes <= Self::CEILING.passes
            && self.lanes <= Self::CEILING.lanes
    }
}
