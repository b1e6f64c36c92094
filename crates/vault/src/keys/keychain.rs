//! The half of a key that the computer's keychain holds.
//!
//! Invariant: alone it opens nothing; the other half, the sealed data key, is in the keys file.

use std::fmt;

use inkling_token::Entropy;
use zeroize::Zeroizing;

use crate::{Error, hex};

/// 256 random bits, kept by the keychain under [`KeychainSecret::name`].
pub struct KeychainSecret {
    name: String,
    bytes: Zeroizing<[u8; 32]>,
}

impl KeychainSecret {
    /// A fresh one, with a name that no other has.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, Error> {
        let mut name = [0; 16];
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(&mut name)?;
        entropy.fill(bytes.as_mut())?;
        Ok(Self {
            name: hex::encode(&name),
            bytes,
        })
    }

    /// What the keychain gave back under this name, if it has the right length.
    #[must_use]
    pub fn from_keychain(name: String, stored: &[u8]) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        if stored.len() != bytes.len() {
            return None;
        }
        bytes.copy_from_slice(stored);
        Some(Self { name, bytes })
    }

    /// Under what the keychain keeps it: random, and no secret.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the keychain keeps.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

impl fmt::Debug for KeychainSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeychainSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    #[test]
    fn a_keychain_secret_does_not_print_itself() {
        let secret = KeychainSecret::generate(&Dice).unwrap();

        assert_eq!(format!("{secret:?}"), "KeychainSecret(..)");
    }

    #[test]
    fn what_the_keychain_gives_back_is_whole_or_nothing() {
        assert!(KeychainSecret::from_keychain("a".into(), &[1; 31]).is_none());
        assert!(KeychainSecret::from_keychain("a".into(), &[1; 32]).is_some());
    }
}
