//! Verifies a presentation with sd-jwt-rs: `{presentation, audience, nonce}` on standard input, the payload on standard output.
//!
//! It is fed our own tokens only: it panics when `iss` is absent.

use std::error::Error;
use std::io;

use jsonwebtoken::{DecodingKey, Header};
use sd_jwt_rs::{SDJWTSerializationFormat, SDJWTVerifier};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Asked {
    presentation: String,
    audience: String,
    nonce: String,
    /// The issuer's public key, which is also the one that the presentation is bound to.
    key: Value,
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Asked = serde_json::from_reader(io::stdin())?;
    let coordinate = |name: &str| asked.key[name].as_str().unwrap_or_default();
    let key = DecodingKey::from_ec_components(coordinate("x"), coordinate("y"))?;
    let verified = SDJWTVerifier::new(
        asked.presentation,
        Box::new(move |_: &str, _: &Header| key.clone()),
        Some(asked.audience),
        Some(asked.nonce),
        SDJWTSerializationFormat::Compact,
    )
    .map_err(|error| error.to_string())?;
    serde_json::to_writer(io::stdout(), &verified.verified_claims)?;
    Ok(())
}
