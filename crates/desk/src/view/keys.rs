//! The ways to open the vault, and a recovery kit on its way to paper.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroize;

/// What opens the vault besides the passphrase, while it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Ways {
    /// There is a recovery kit somewhere.
    pub kit: bool,
    /// How the keychain stands.
    pub quick: QuickUnlock,
}

/// The keys of the vault, while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Keys {
    /// Since when the passphrase is what it is.
    pub passphrase_since: i64,
    /// Since when there is a recovery kit, if there is one.
    pub kit_since: Option<i64>,
    /// How the keychain stands.
    pub quick: QuickUnlock,
}

/// Whether the keychain of the computer opens the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum QuickUnlock {
    /// It does not.
    Off,
    /// It does.
    On,
    /// It should, but does not give its half of the key.
    Unavailable,
}

/// A recovery kit, shown once. What was shown is overwritten when dropped.
#[derive(Serialize, TS)]
#[ts(export)]
pub struct RecoveryKit {
    /// Eight groups of five characters.
    pub groups: Vec<String>,
    /// The same for a camera: a QR code as the path of an SVG, in units of one square.
    pub path: String,
    /// Squares of a side.
    pub size: u32,
}

/// How a recovery kit stands that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KitCheck {
    /// One for each group begun.
    pub groups: Vec<KitGroup>,
    /// Every group is there and right.
    pub whole: bool,
}

/// How a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum KitGroup {
    /// As it was printed.
    Right,
    /// Mistyped.
    Wrong,
    /// Not finished.
    Begun,
}

/// Neither the kit nor its code.
impl std::fmt::Debug for RecoveryKit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKit(redacted)")
    }
}

impl Drop for RecoveryKit {
    fn drop(&mut self) {
        self.groups.zeroize();
        self.path.zeroize();
    }
}
