//! Sealing the data key under a passphrase.
//!
//! Invariant: a wrong passphrase and a changed seal are indistinguishable here, on purpose; the keys file's checksum
//! tells damage apart before this is asked.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::{DataKey, KeyCost, Passphrase};
use crate::Error;

/// Bytes of salt (RFC 9106, section 3.1).
pub(super) const SALT: usize = 16;
/// Bytes of nonce (NIST SP 800-38D, section 5.2.1.1). A key is used once, for its own fresh salt.
pub(super) const NONCE: usize = 12;

/// Keeps a seal of the keys file from being taken for any other.
const PLACE: &[u8] = b"inkling vault.keys 1 passphrase";

/// Who may open: a passphrase, at a cost, with a salt.
pub(super) struct Lock<'a> {
    pub(super) passphrase: &'a Passphrase,
    pub(super) cost: KeyCost,
    pub(super) salt: &'a [u8; SALT],
}

impl Lock<'_> {
    /// The data key, sealed; 48 bytes.
    pub(super) fn seal(&self, key: &DataKey, nonce: [u8; NONCE]) -> Result<Vec<u8>, Error> {
        let mut sealed = Zeroizing::new(Vec::with_capacity(48));
        sealed.extend_from_slice(key.bytes());
        self.stretch()?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(PLACE),
                &mut *sealed,
            )
            .map_err(|_| Error::fault("sealing the data key failed"))?;
        Ok(sealed.to_vec())
    }

    /// The data key, if the passphrase fits.
    pub(super) fn open(&self, sealed: &[u8], nonce: [u8; NONCE]) -> Result<DataKey, Error> {
        let mut buffer = Zeroizing::new(sealed.to_vec());
        let opened = self
            .stretch()?
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(PLACE),
                &mut buffer,
            )
            .map_err(|_| Error::WrongPassphrase)?;
        DataKey::from_bytes(opened).ok_or(Error::WrongPassphrase)
    }

    /// The key under which the data key is sealed. The memory it was made in is overwritten.
    fn stretch(&self) -> Result<LessSafeKey, Error> {
        let mut key = Zeroizing::new([0_u8; 32]);
        self.fill(&mut key)
            .map_err(|_| Error::fault("stretching the passphrase failed"))?;
        UnboundKey::new(&AES_256_GCM, key.as_ref())
            .map(LessSafeKey::new)
            .map_err(|_| Error::fault("the stretched key has the wrong length"))
    }

    fn fill(&self, key: &mut [u8; 32]) -> Result<(), argon2::Error> {
        let params = Params::new(
            self.cost.memory_kib,
            self.cost.passes,
            self.cost.lanes,
            Some(key.len()),
        )?;
        let mut memory = Vec::new();
        memory
            .try_reserve_exact(params.block_count())
            .map_err(|_| argon2::Error::OutOfMemory)?;
        memory.resize(params.block_count(), Block::default());
        let mut memory = Zeroizing::new(memory);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            self.passphrase.bytes(),
            self.salt,
            key,
            memory.as_mut_slice(),
        )
    }
}
