//! The signing key of one grant.
//!
//! Invariant: the private key is never shown, never copied, and leaves only through [`GrantKey::to_pkcs8`], for the sealed
//! file (RFC 7518, section 3.4; RFC 5208).

use std::fmt;

use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use zeroize::Zeroizing;

use crate::Entropy;
use crate::did::{Jwk, did_jwk};

/// A P-256 key pair, made fresh for a grant so that no two shops see a common value.
pub struct GrantKey {
    pair: EcdsaKeyPair,
    public: Jwk,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl GrantKey {
    /// A new random key.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, entropy.ring())
                .map_err(|_| KeyError::NoEntropy)?;
        Self::from_pkcs8(document.as_ref(), entropy)
    }

    /// The key that [`GrantKey::to_pkcs8`] gave.
    ///
    /// # Errors
    /// When the bytes are not such a key.
    pub fn from_pkcs8(bytes: &[u8], entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes, entropy.ring())
                .map_err(|_| KeyError::Malformed)?;
        let public = Jwk::from_point(pair.public_key().as_ref()).ok_or(KeyError::Malformed)?;
        Ok(Self {
            pair,
            public,
            pkcs8: Zeroizing::new(bytes.to_vec()),
        })
    }

    /// The private key, for the sealed file only.
    #[must_use]
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8.clone()
    }

    /// The public half.
    #[must_use]
    pub fn public_jwk(&self) -> &Jwk {
        &self.public
    }

    /// The issuer's name in tokens: the public key itself, as `did:jwk`.
    #[must_use]
    pub fn did(&self) -> String {
        did_jwk(&self.public)
    }

    /// ES256 over the message: r and s, 64 bytes.
    pub(crate) fn sign(&self, message: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, KeyError> {
        let signature = self
            .pair
            .sign(entropy.ring(), message)
            .map_err(|_| KeyError::NoEntropy)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for GrantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GrantKey(redacted)")
    }
}

/// A key that cannot be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No randomness, so no key and no signature.
    #[error("failed to sign: the system gave no randomness")]
    NoEntropy,
    /// The stored bytes are not a P-256 key.
    #[error("failed to read the grant's key")]
    Malformed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::CountingEntropy;

    #[test]
    fn a_key_survives_the_sealed_file() {
        let entropy = CountingEntropy::default();
        let key = GrantKey::generate(&entropy).unwrap();
        let same = GrantKey::from_pkcs8(&key.to_pkcs8(), &entropy).unwrap();
        assert_eq!(same.public_jwk(), key.public_jwk());
        assert_eq!(same.did(), key.did());
    }

    #[test]
    fn every_grant_has_its_own_key() {
        let entropy = CountingEntropy::default();
        let (one, other) = (
            GrantKey::generate(&entropy).unwrap(),
            GrantKey::generate(&entropy).unwrap(),
        );
        assert_ne!(one.did(), other.did());
    }

    #[test]
    fn debug_shows_nothing_of_a_key() {
        let key = GrantKey::generate(&CountingEntropy::default()).unwrap();
        assert_eq!(format!("{key:?}"), "GrantKey(redacted)");
    }

    #[test]
    fn bytes_that_are_no_key_are_refused() {
        let entropy = CountingEntropy::default();
        assert_eq!(
            GrantKey::from_pkcs8(&[0; 138], &entropy).unwrap_err(),
            KeyError::Malformed
        );
    }
}
