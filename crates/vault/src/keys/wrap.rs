//! Sealing the data key: under a stretched passphrase, a recovery kit, or the half that a keychain holds.
//!
//! A passphrase is guessable and is stretched (Argon2id, RFC 9106). The others are random, so that one step of HKDF
//! (RFC 5869) is enough for them.
//!
//! Invariant: a wrong secret and a changed seal are indistinguishable here, on purpose; the keys file's checksum
//! tells damage apart before this is asked.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use inkling_token::Entropy;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::{DataKey, KeyCost, KeychainSecret, Passphrase, RecoveryKit};
use crate::{Error, hex};

/// Bytes of salt (RFC 9106, section 3.1).
const SALT: usize = 16;
/// Bytes of nonce (NIST SP 800-38D, section 5.2.1.1). A key is used once, for its own fresh salt.
const NONCE: usize = 12;

/// A data key that is sealed, with what it takes to make its key from the secret again; hexadecimal.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) salt: String,
    pub(super) nonce: String,
    pub(super) sealed: String,
}

/// What a seal is made under.
pub(super) enum Secret<'a> {
    Passphrase(&'a Passphrase, KeyCost),
    RecoveryKit(&'a RecoveryKit),
    Keychain(&'a KeychainSecret),
}

impl Secret<'_> {
    /// Seals the data key under this, with a fresh salt.
    pub(super) fn seal(&self, key: &DataKey, entropy: &dyn Entropy) -> Result<Sealed, Error> {
        let (mut salt, mut nonce) = ([0; SALT], [0; NONCE]);
        entropy.fill(&mut salt)?;
        entropy.fill(&mut nonce)?;
        let mut sealed = Zeroizing::new(Vec::with_capacity(48));
        sealed.extend_from_slice(key.bytes());
        self.key(&salt)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(self.place()),
                &mut *sealed,
            )
            .map_err(|_| Error::fault("sealing the data key failed"))?;
        Ok(Sealed {
            salt: hex::encode(&salt),
            nonce: hex::encode(&nonce),
            sealed: hex::encode(&sealed),
        })
    }

    /// The data key, if this fits; `None` where the seal is not even one.
    pub(super) fn open(
        &self,
        salt: &str,
        nonce: &str,
        sealed: &str,
    ) -> Option<Result<DataKey, Error>> {
        let salt: [u8; SALT] = hex::decode(salt)?.try_into().ok()?;
        let nonce: [u8; NONCE] = hex::decode(nonce)?.try_into().ok()?;
        let mut buffer = Zeroizing::new(hex::decode(sealed)?);
        let key = match self.key(&salt) {
            Ok(key) => key,
            Err(error) => return Some(Err(error)),
        };
        let opened = key.open_in_place(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(self.place()),
            &mut buffer,
        );
        let opened = opened.ok().and_then(|bytes| DataKey::from_bytes(bytes));
        Some(opened.ok_or_else(|| self.refusal()))
    }

    /// Keeps a seal of one place of the keys file from being taken for another.
    fn place(&self) -> &'static [u8] {
        match self {
            Self::Passphrase(..) => b"inkling vault.keys 1 passphrase",
            Self::RecoveryKit(_) => b"inkling vault.keys 2 recovery-kit",
            Self::Keychain(_) => b"inkling vault.keys 2 keychain",
        }
    }

    pub(super) fn refusal(&self) -> Error {
        match self {
            Self::Passphrase(..) => Error::WrongPassphrase,
            Self::RecoveryKit(_) => Error::WrongKit,
            Self::Keychain(_) => Error::WrongKeychain,
        }
    }

    /// The key under which the data key is sealed.
    fn key(&self, salt: &[u8; SALT]) -> Result<LessSafeKey, Error> {
        match self {
            Self::Passphrase(passphrase, cost) => stretch(passphrase.bytes(), *cost, salt),
            Self::RecoveryKit(kit) => self.expand(kit.bytes(), salt),
            Self::Keychain(secret) => self.expand(secret.bytes(), salt),
        }
    }

    fn expand(&self, secret: &[u8], salt: &[u8; SALT]) -> Result<LessSafeKey, Error> {
        let place = [self.place()];
        let key = Salt::new(HKDF_SHA256, salt)
            .extract(secret)
            .expand(&place, &AES_256_GCM)
            .map_err(|_| Error::fault("the expanded key has the wrong length"))?
            .into();
        Ok(LessSafeKey::new(key))
    }
}

/// Does the work of one guess and throws the result away; nothing where there is no memory for it.
pub(super) fn stretch_nothing(cost: KeyCost) -> Option<()> {
    stretch(b"", cost, &[0; SALT]).ok().map(drop)
}

/// Whether the memory is there that this cost asks for.
pub(super) fn has_memory(cost: KeyCost) -> bool {
    params(cost).and_then(|params| memory(&params)).is_ok()
}

/// Argon2id. The memory it was made in is overwritten.
fn stretch(secret: &[u8], cost: KeyCost, salt: &[u8; SALT]) -> Result<LessSafeKey, Error> {
    let mut key = Zeroizing::new([0_u8; 32]);
    fill(secret, cost, salt, &mut key)
        .map_err(|_| Error::fault("stretching the passphrase failed"))?;
    UnboundKey::new(&AES_256_GCM, key.as_ref())
        .map(LessSafeKey::new)
        .map_err(|_| Error::fault("the stretched key has the wrong length"))
}

fn fill(
    secret: &[u8],
    cost: KeyCost,
    salt: &[u8; SALT],
    key: &mut [u8; 32],
) -> Result<(), argon2::Error> {
    let params = params(cost)?;
    let mut memory = memory(&params)?;
    memory.resize(params.block_count(), Block::default());
    let mut memory = Zeroizing::new(memory);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        secret,
        salt,
        key,
        memory.as_mut_slice(),
    )
}

fn params(cost: KeyCost) -> Result<Params, argon2::Error> {
    Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
}

fn memory(params: &Params) -> Result<Vec<Block>, argon2::Error> {
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| argon2::Error::OutOfMemory)?;
    Ok(memory)
}
