//! The random key that opens the file.
//!
//! Invariant: it exists in memory only, and reaches disk only wrapped.

use std::fmt;

use inkling_token::Entropy;
use zeroize::Zeroizing;

use crate::Error;
use crate::hex;

/// 256 random bits, the raw key of the SQLCipher file.
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    pub(crate) fn generate(entropy: &dyn Entropy) -> Result<Self, Error> {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut())?;
        Ok(Self(key))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `PRAGMA key` with a raw key, which skips SQLCipher's own key derivation.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.bytes()));
        let mut sql = Zeroizing::new(String::with_capacity(96));
        for part in ["PRAGMA key = \"x'", &digits, "'\";"] {
            sql.push_str(part);
        }
        sql
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_key_does_not_print_itself() {
        let key = DataKey::from_bytes(&[0xAB; 32]).unwrap();

        assert_eq!(format!("{key:?}"), "DataKey(..)");
    }

    #[test]
    fn a_data_key_is_exactly_256_bits() {
        assert!(DataKey::from_bytes(&[1; 31]).is_none());
        assert!(DataKey::from_bytes(&[1; 33]).is_none());
    }
}
