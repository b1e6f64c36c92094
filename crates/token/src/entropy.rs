//! Chance, as an argument.
//!
//! Invariant: nothing in this crate makes randomness; only the shell and the command line own a real source.

use ring::rand::SecureRandom;

/// A source of unpredictable bytes.
///
/// Salts, ids and nonces take [`fill`](Entropy::fill), which a test may make predictable. Signatures and ephemeral keys
/// take [`ring`](Entropy::ring), which no double can stand in for: the trait behind it is sealed.
pub trait Entropy: Send + Sync {
    /// Overwrites all of `out`.
    ///
    /// # Errors
    /// When the system has no randomness to give; nothing may be made from `out` then.
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy>;

    /// The system's source, as ring wants it.
    fn ring(&self) -> &dyn SecureRandom;
}

/// The system's randomness failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("failed to obtain randomness from the system")]
pub struct NoEntropy;

/// 128 random bits as 22 characters of base64url: ids, nonces, salts.
///
/// # Errors
/// When there is no randomness.
pub fn random_id(entropy: &dyn Entropy) -> Result<String, NoEntropy> {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes)?;
    Ok(crate::text::base64url(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BrokenEntropy, CountingEntropy};

    #[test]
    fn an_id_is_128_bits_in_22_characters() {
        let entropy = CountingEntropy::default();
        let (first, second) = (random_id(&entropy).unwrap(), random_id(&entropy).unwrap());
        assert_eq!(first.len(), 22);
        assert_ne!(first, second);
    }

    #[test]
    fn no_id_is_made_without_randomness() {
        assert_eq!(random_id(&BrokenEntropy::new()), Err(NoEntropy));
    }
}
