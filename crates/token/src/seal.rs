//! Sealing for a shop: a JWE that only the holder of one key opens.
//!
//! Invariant: this crate seals and never opens; the only key agreement is ECDH-ES on P-256 with a fresh key a message, the
//! only ciphers are A256GCM and A128GCM (RFC 7516; RFC 7518, sections 4.6 and 5.3).

use std::fmt;

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::digest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::Entropy;
use crate::did::Jwk;
use crate::text::base64url;

/// The shop's encryption key of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientKey {
    /// The key.
    pub jwk: Jwk,
    /// Its name at the shop; goes into the JWE's header.
    pub kid: String,
    /// The cipher that the shop reads.
    pub encryption: Encryption,
}

/// Content encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encryption {
    /// AES-GCM with a 128-bit key.
    A128GCM,
    /// AES-GCM with a 256-bit key.
    A256GCM,
}

impl Encryption {
    fn key_len(self) -> usize {
        match self {
            Self::A128GCM => 16,
            Self::A256GCM => 32,
        }
    }

    fn algorithm(self) -> &'static ring::aead::Algorithm {
        match self {
            Self::A128GCM => &AES_128_GCM,
            Self::A256GCM => &AES_256_GCM,
        }
    }
}

/// The name in `enc`.
impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A128GCM => "A128GCM",
            Self::A256GCM => "A256GCM",
        })
    }
}

/// Seals text to a shop's key, as a compact JWE: header, no encrypted key, nonce, ciphertext, tag.
///
/// # Errors
/// When there is no randomness, or the shop's key is not a point of the curve.
pub fn seal(
    plaintext: &str,
    recipient: &RecipientKey,
    entropy: &dyn Entropy,
) -> Result<String, SealError> {
    let ephemeral = EphemeralPrivateKey::generate(&ECDH_P256, entropy.ring())
        .map_err(|_| SealError::NoEntropy)?;
    let public = ephemeral
        .compute_public_key()
        .map_err(|_| SealError::NoEntropy)?;
    let epk = Jwk::from_point(public.as_ref()).ok_or(SealError::Recipient)?;
    let header = json!({
        "alg": "ECDH-ES",
        "enc": recipient.encryption,
        "epk": epk,
        "kid": recipient.kid,
    });
    let protected = base64url(header.to_string().as_bytes());
    let theirs = UnparsedPublicKey::new(&ECDH_P256, recipient.jwk.to_point());
    let enc = recipient.encryption;
    let key = agree_ephemeral(ephemeral, &theirs, |secret| {
        concat_kdf(
            secret,
            &Party {
                algorithm: &enc.to_string(),
                apu: b"",
                apv: b"",
            },
            enc.key_len(),
        )
    })
    .map_err(|_| SealError::Recipient)?;
    let mut nonce = [0_u8; 12];
    entropy.fill(&mut nonce).map_err(|_| SealError::NoEntropy)?;
    let cipher = UnboundKey::new(enc.algorithm(), &key).map_err(|_| SealError::Cipher)?;
    let mut text = plaintext.as_bytes().to_vec();
    let tag = LessSafeKey::new(cipher)
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(protected.as_bytes()),
            &mut text,
        )
        .map_err(|_| SealError::Cipher)?;
    Ok(format!(
        "{protected}..{}.{}.{}",
        base64url(&nonce),
        base64url(&text),
        base64url(tag.as_ref())
    ))
}

/// A text that could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No randomness.
    #[error("failed to seal: the system gave no randomness")]
    NoEntropy,
    /// The shop's key is not a point of P-256.
    #[error("failed to seal: the shop's key is not usable")]
    Recipient,
    /// The cipher refused, which it does for texts of many gigabytes only.
    #[error("failed to seal: the text does not fit")]
    Cipher,
}

/// What both sides mix into the key (RFC 7518, section 4.6.2).
struct Party<'a> {
    algorithm: &'a str,
    apu: &'a [u8],
    apv: &'a [u8],
}

/// Concat KDF of NIST SP 800-56A, one round: keys of at most 32 bytes.
fn concat_kdf(secret: &[u8], party: &Party<'_>, key_len: usize) -> Zeroizing<Vec<u8>> {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(&1_u32.to_be_bytes());
    hash.update(secret);
    for field in [party.algorithm.as_bytes(), party.apu, party.apv] {
        hash.update(&len_u32(field.len()).to_be_bytes());
        hash.update(field);
    }
    hash.update(&len_u32(key_len.saturating_mul(8)).to_be_bytes());
    Zeroizing::new(
        hash.finish()
            .as_ref()
            .iter()
            .copied()
            .take(key_len)
            .collect(),
    )
}

fn len_u32(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::testing::{BrokenEntropy, CountingEntropy};
    use crate::text::from_base64url;

    /// A shop's key pair, good for one opening: ring has no other.
    struct Recipient {
        private: EphemeralPrivateKey,
        key: RecipientKey,
    }

    fn recipient(encryption: Encryption) -> Recipient {
        let private =
            EphemeralPrivateKey::generate(&ECDH_P256, CountingEntropy::default().ring()).unwrap();
        let jwk = Jwk::from_point(private.compute_public_key().unwrap().as_ref()).unwrap();
        Recipient {
            private,
            key: RecipientKey {
                jwk,
                kid: "enc-1".to_owned(),
                encryption,
            },
        }
    }

    fn header_of(jwe: &str) -> Value {
        serde_json::from_slice(&from_base64url(jwe.split('.').next().unwrap()).unwrap()).unwrap()
    }

    fn open(jwe: &str, to: Recipient) -> Option<String> {
        let parts: Vec<&str> = jwe.split('.').collect();
        let [header, "", nonce, text, tag] = parts.as_slice() else {
            return None;
        };
        let epk = Jwk::try_from(header_of(jwe)["epk"].clone()).ok()?;
        let enc = to.key.encryption;
        let theirs = UnparsedPublicKey::new(&ECDH_P256, epk.to_point());
        let key = agree_ephemeral(to.private, &theirs, |secret| {
            concat_kdf(
                secret,
                &Party {
                    algorithm: &enc.to_string(),
                    apu: b"",
                    apv: b"",
                },
                enc.key_len(),
            )
        })
        .ok()?;
        let cipher = LessSafeKey::new(UnboundKey::new(enc.algorithm(), &key).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(&from_base64url(nonce)?).ok()?;
        let mut sealed = [from_base64url(text)?, from_base64url(tag)?].concat();
        let plain = cipher
            .open_in_place(nonce, Aad::from(header.as_bytes()), &mut sealed)
            .ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    #[test]
    fn the_key_derivation_example_of_rfc_7518_holds() {
        // RFC 7518, appendix C.
        let secret = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49,
            110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let party = Party {
            algorithm: "A128GCM",
            apu: b"Alice",
            apv: b"Bob",
        };
        assert_eq!(
            base64url(&concat_kdf(&secret, &party, 16)),
            "VqqN6vgjbSBcIijNcacQGg"
        );
    }

    #[test]
    fn the_recipient_opens_what_was_sealed_with_either_cipher() {
        for encryption in [Encryption::A128GCM, Encryption::A256GCM] {
            let to = recipient(encryption);
            let jwe = seal("secret \u{fc}", &to.key, &CountingEntropy::default()).unwrap();
            assert_eq!(open(&jwe, to).as_deref(), Some("secret \u{fc}"));
        }
    }

    #[test]
    fn nobody_else_opens_it() {
        let jwe = seal(
            "secret",
            &recipient(Encryption::A256GCM).key,
            &CountingEntropy::default(),
        )
        .unwrap();
        assert_eq!(open(&jwe, recipient(Encryption::A256GCM)), None);
    }

    #[test]
    fn a_changed_header_or_text_does_not_open() {
        for part in [0, 2, 3, 4] {
            let to = recipient(Encryption::A256GCM);
            let jwe = seal("secret", &to.key, &CountingEntropy::default()).unwrap();
            let mut parts: Vec<String> = jwe.split('.').map(str::to_owned).collect();
            let mut bytes = from_base64url(&parts[part]).unwrap();
            // In the header: the last letter of the kid.
            let at = if part == 0 { bytes.len() - 3 } else { 0 };
            bytes[at] ^= 1;
            parts[part] = base64url(&bytes);
            assert_eq!(open(&parts.join("."), to), None, "part {part}");
        }
    }

    #[test]
    fn a_header_names_the_ciphers_the_key_and_nothing_else() {
        let jwe = seal(
            "secret",
            &recipient(Encryption::A256GCM).key,
            &CountingEntropy::default(),
        )
        .unwrap();
        let mut header = header_of(&jwe);
        header["epk"]["x"] = "[x]".into();
        header["epk"]["y"] = "[y]".into();
        insta::assert_snapshot!(header.to_string(), @r#"{"alg":"ECDH-ES","enc":"A256GCM","epk":{"crv":"P-256","kty":"EC","x":"[x]","y":"[y]"},"kid":"enc-1"}"#);
    }

    #[test]
    fn every_sealing_has_its_own_ephemeral_key() {
        let to = recipient(Encryption::A256GCM);
        let entropy = CountingEntropy::default();
        let (one, other) = (
            seal("x", &to.key, &entropy).unwrap(),
            seal("x", &to.key, &entropy).unwrap(),
        );
        assert_ne!(header_of(&one)["epk"], header_of(&other)["epk"]);
    }

    #[test]
    fn a_key_that_is_not_on_the_curve_is_refused() {
        let mut point = [1; 65];
        point[0] = 4;
        let key = RecipientKey {
            jwk: Jwk::from_point(&point).unwrap(),
            ..recipient(Encryption::A256GCM).key
        };
        assert_eq!(
            seal("x", &key, &CountingEntropy::default()),
            Err(SealError::Recipient)
        );
    }

    #[test]
    fn nothing_is_sealed_without_randomness() {
        let to = recipient(Encryption::A256GCM);
        assert_eq!(
            seal("x", &to.key, &BrokenEntropy::new()),
            Err(SealError::NoEntropy)
        );
    }
}
