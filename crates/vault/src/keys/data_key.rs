//! The random key that opens the file.
//!
//! Invariant: it exists in memory only, and reaches disk only wrapped.

use std::fmt;

use inkling_token::Entropy;
use ring::hmac;
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

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A keyed digest, of use for one purpose only (HMAC-SHA256, RFC 2104; the purpose has a key of its own).
    pub(crate) fn tag(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut own = Zeroizing::new([0; 32]);
        digest(self.bytes(), &[purpose.as_bytes()], &mut own);
        let mut tag = [0; 32];
        digest(&own, parts, &mut tag);
        tag
    }

    /// `PRAGMA key` with a raw key.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut sql = Zeroizing::new(String::with_capacity(96));
        for part in ["PRAGMA key = \"", &self.literal(), "\";"] {
            sql.push_str(part);
        }
        sql
    }

    /// A raw key as SQLCipher reads one, which skips its own key derivation.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.bytes()));
        let mut literal = Zeroizing::new(String::with_capacity(72));
        for part in ["x'", &digits, "'"] {
            literal.push_str(part);
        }
        literal
    }
}

fn digest(key: &[u8; 32], parts: &[&[u8]], out: &mut [u8; 32]) {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    parts.iter().for_each(|part| context.update(part));
    out.copy_from_slice(context.sign().as_ref());
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
    fn a_tag_for_one_purpose_says_nothing_for_another() {
        let key = DataKey::from_bytes(&[0xAB; 32]).unwrap();

        assert_eq!(key.tag("one", &[b"a", b"b"]), key.tag("one", &[b"ab"]));
        assert_ne!(key.tag("one", &[b"ab"]), key.tag("two", &[b"ab"]));
    }

    #[test]
    fn a_data_key_is_exactly_256_bits() {
        assert!(DataKey::from_bytes(&[1; 31]).is_none());
        assert!(DataKey::from_bytes(&[1; 33]).is_none());
    }
}
