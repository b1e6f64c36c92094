//! Compact signatures: one algorithm, one spelling.
//!
//! Invariant: only ES256 exists here; `alg`, `typ` and the absence of critical extensions are checked before a signature
//! is, and nothing of a payload counts until its signature holds. A text without a signature is never taken for a signed
//! one, nor the reverse: whoever reads it asks for one of the two (RFC 7515; RFC 7518, sections 3.4 and 3.6; RFC 8725).

use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Map, Value};

use crate::Entropy;
use crate::did::Jwk;
use crate::json::{self, Limits, Malformed};
use crate::key::{GrantKey, KeyError};
use crate::text::{base64url, from_base64url};

/// A signed text, read but not yet believed.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    /// What the signer says about the signature.
    pub(crate) header: Map<String, Value>,
    /// What the signer says.
    pub(crate) payload: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

/// The signature is not this key's, or not over this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadSignature;

impl<'a> Compact<'a> {
    /// Reads `header.payload.signature`.
    pub(crate) fn parse(text: &'a str, limits: Limits) -> Result<Self, Malformed> {
        if text.len() > limits.bytes {
            return Err(Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Malformed)?;
        let part = |encoded: &str| {
            let decoded = from_base64url(encoded).ok_or(Malformed)?;
            json::parse_object(&decoded, limits)
        };
        Ok(Self {
            header: part(header)?,
            payload: part(payload)?,
            signed,
            signature: from_base64url(signature).ok_or(Malformed)?,
        })
    }

    /// A text member of the header.
    pub(crate) fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// Whether it is ES256, of this type, without extensions that must be understood.
    pub(crate) fn is(&self, typ: &str) -> bool {
        self.header_text("alg") == Some("ES256") && self.is_plain(typ)
    }

    /// Whether it is of this type and says openly that nobody signed it: no signature, no key.
    pub(crate) fn is_unsigned(&self, typ: &str) -> bool {
        self.header_text("alg") == Some("none")
            && self.signature.is_empty()
            && !["kid", "jwk", "jku", "x5c", "x5u"]
                .iter()
                .any(|name| self.header.contains_key(*name))
            && self.is_plain(typ)
    }

    fn is_plain(&self, typ: &str) -> bool {
        self.header_text("typ") == Some(typ)
            && !self.header.contains_key("crit")
            && !self.header.contains_key("b64")
    }

    /// Checks the signature.
    pub(crate) fn verify(&self, key: &Jwk) -> Result<(), BadSignature> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.to_point())
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| BadSignature)
    }
}

/// Signs a payload with a grant's key.
pub(crate) fn sign(
    key: &GrantKey,
    header: &Value,
    payload: &Value,
    entropy: &dyn Entropy,
) -> Result<String, KeyError> {
    let header = base64url(header.to_string().as_bytes());
    let payload = base64url(payload.to_string().as_bytes());
    let signed = format!("{header}.{payload}");
    let signature = key.sign(signed.as_bytes(), entropy)?;
    Ok(format!("{signed}.{}", base64url(&signature)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{CountingEntropy, key};

    const LIMITS: Limits = Limits {
        bytes: 1024,
        depth: 3,
    };

    /// RFC 7515, appendix A.3.
    const RFC: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn rfc_key() -> Jwk {
        Jwk::try_from(json!({"kty":"EC","crv":"P-256",
            "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}))
        .unwrap()
    }

    #[test]
    fn the_example_of_rfc_7515_holds() {
        let example = Compact::parse(RFC, LIMITS).unwrap();
        assert_eq!(example.header, *json!({"alg":"ES256"}).as_object().unwrap());
        assert_eq!(example.payload["iss"], "joe");
        assert_eq!(example.verify(&rfc_key()), Ok(()));
    }

    #[test]
    fn another_key_or_another_text_does_not_hold() {
        let example = Compact::parse(RFC, LIMITS).unwrap();
        assert_eq!(example.verify(key().public_jwk()), Err(BadSignature));
        let swapped = RFC.replacen(
            "eyJhbGciOiJFUzI1NiJ9",
            "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9",
            1,
        );
        assert_eq!(
            Compact::parse(&swapped, LIMITS).unwrap().verify(&rfc_key()),
            Err(BadSignature)
        );
    }

    #[test]
    fn what_we_sign_holds() {
        let key = key();
        let text = sign(
            &key,
            &json!({"alg":"ES256","typ":"t"}),
            &json!({"a":1}),
            &CountingEntropy::default(),
        )
        .unwrap();
        let signed = Compact::parse(&text, LIMITS).unwrap();
        assert!(signed.is("t"));
        assert!(!signed.is("u"));
        assert_eq!(signed.verify(key.public_jwk()), Ok(()));
    }

    #[test]
    fn only_es256_without_critical_extensions_is_accepted() {
        for header in [
            json!({"alg":"none","typ":"t"}),
            json!({"alg":"HS256","typ":"t"}),
            json!({"alg":"ES384","typ":"t"}),
            json!({"alg":"es256","typ":"t"}),
            json!({"typ":"t"}),
            json!({"alg":["ES256"],"typ":"t"}),
            json!({"alg":"ES256","typ":"t","crit":[]}),
            json!({"alg":"ES256","typ":"t","b64":true}),
            json!({"alg":"ES256","typ":"T"}),
            json!({"alg":"ES256"}),
        ] {
            let text = sign(&key(), &header, &json!({}), &CountingEntropy::default()).unwrap();
            assert!(!Compact::parse(&text, LIMITS).unwrap().is("t"), "{header}");
        }
    }

    #[test]
    fn texts_that_are_not_three_parts_of_json_are_refused() {
        let long = format!("{}.e30.AA", "A".repeat(1024));
        for text in [
            "",
            ".",
            "..",
            "e30.e30",
            "e30.e30.A A",
            "e30.W10.AA",
            "bm8.e30.AA",
            "e30.e30.AA.AA",
            "e30=.e30.AA",
            long.as_str(),
        ] {
            assert!(Compact::parse(text, LIMITS).is_err(), "{text:.40}");
        }
    }

    #[test]
    fn an_empty_or_short_signature_does_not_hold() {
        for signature in ["", "AA", "AAAA"] {
            let text = format!("eyJhbGciOiJFUzI1NiJ9.e30.{signature}");
            assert_eq!(
                Compact::parse(&text, LIMITS).unwrap().verify(&rfc_key()),
                Err(BadSignature)
            );
        }
    }
}
