//! The worked examples of RFC 9901: their digests and signatures hold here, and their tokens are still none of ours.

use super::*;
use crate::jws::Compact;

const LARGE: Limits = Limits {
    bytes: 32 * 1024,
    depth: 8,
};

/// Section 5.1, the issuer-signed JWT.
const ISSUER_JWT: &str = concat!(
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0.",
    "eyJfc2QiOiBbIkNyUWU3UzVrcUJBSHQtbk1ZWGdjNmJkdDJTSDVhVFkxc1VfTS1QZ2tqUEki",
    "LCAiSnpZakg0c3ZsaUgwUjNQeUVNZmVadTZKdDY5dTVxZWhabzdGN0VQWWxTRSIs",
    "ICJQb3JGYnBLdVZ1Nnh5bUphZ3ZrRnNGWEFiUm9jMkpHbEFVQTJCQTRvN2NJIiwg",
    "IlRHZjRvTGJnd2Q1SlFhSHlLVlFaVTlVZEdFMHc1cnREc3JaemZVYW9tTG8iLCAi",
    "WFFfM2tQS3QxWHlYN0tBTmtxVlI2eVoyVmE1TnJQSXZQWWJ5TXZSS0JNTSIsICJY",
    "ekZyendzY002R242Q0pEYzZ2Vks4QmtNbmZHOHZPU0tmcFBJWmRBZmRFIiwgImdi",
    "T3NJNEVkcTJ4Mkt3LXc1d1BFemFrb2I5aFYxY1JEMEFUTjNvUUw5Sk0iLCAianN1",
    "OXlWdWx3UVFsaEZsTV8zSmx6TWFTRnpnbGhRRzBEcGZheVF3TFVLNCJdLCAiaXNz",
    "IjogImh0dHBzOi8vaXNzdWVyLmV4YW1wbGUuY29tIiwgImlhdCI6IDE2ODMwMDAw",
    "MDAsICJleHAiOiAxODgzMDAwMDAwLCAic3ViIjogInVzZXJfNDIiLCAibmF0aW9u",
    "YWxpdGllcyI6IFt7Ii4uLiI6ICJwRm5kamtaX1ZDem15VGE2VWpsWm8zZGgta284",
    "YUlLUWM5RGxHemhhVllvIn0sIHsiLi4uIjogIjdDZjZKa1B1ZHJ5M2xjYndIZ2Va",
    "OGtoQXYxVTFPU2xlclAwVmtCSnJXWjAifV0sICJfc2RfYWxnIjogInNoYS0yNTYi",
    "LCAiY25mIjogeyJqd2siOiB7Imt0eSI6ICJFQyIsICJjcnYiOiAiUC0yNTYiLCAi",
    "eCI6ICJUQ0FFUjE5WnZ1M09IRjRqNFc0dmZTVm9ISVAxSUxpbERsczd2Q2VHZW1j",
    "IiwgInkiOiAiWnhqaVdXYlpNUUdIVldLVlE0aGJTSWlyc1ZmdWVjQ0U2dDRqVDlG",
    "MkhaUSJ9fX0.",
    "MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY",
    "2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw",
);

/// Section 5.1, the disclosures.
const DISCLOSURES: [&str; 10] = [
    "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
    "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
    "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ",
    "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIrMS0yMDItNTU1LTAxMDEiXQ",
    "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd",
    concat!(
        "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBNYWluIFN0Iiwg",
        "ImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnkiOiAiVVMifV0",
    ),
    "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0",
    "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ",
    "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0",
    "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0",
];

/// Section 5.2, the KB-JWT over the family name, the address, the given name and the first nationality, in this order.
const KEY_BINDING: &str = concat!(
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImtiK2p3dCJ9.",
    "eyJub25jZSI6ICIxMjM0NTY3ODkwIiwgImF1ZCI6ICJodHRwczovL3ZlcmlmaWVyLmV4YW1wbGUub3",
    "JnIiwgImlhdCI6IDE3NDg1MzcyNDQsICJzZF9oYXNoIjogIjBfQWYtMkItRWhMV1",
    "g1eWRoX3cyeHp3bU82aU02NkJfMlFDRWFuSTRmVVkifQ.",
    "T3SIus2OidNl41nmVkTZVCKKhOAX97aOldMyHFiYjHm261eLiJ1YiuONFiMN8QlCmYzDlBLAdPvrXh52KaLgUQ",
);

/// Appendix A.5.
fn issuer_key() -> Jwk {
    Jwk::try_from(json!({"kty":"EC","crv":"P-256",
        "x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}))
    .unwrap()
}

/// What the key binding of section 5.2 hashes.
fn bound() -> String {
    let chosen = [1, 5, 0, 8].map(|at| DISCLOSURES[at]);
    format!("{ISSUER_JWT}~{}~", chosen.join("~"))
}

#[test]
fn the_issuers_signature_of_section_5_1_holds() {
    let jwt = Compact::parse(ISSUER_JWT, LARGE).unwrap();
    assert!(jwt.is("example+sd-jwt"));
    assert_eq!(jwt.verify(&issuer_key()), Ok(()));
    assert_eq!(jwt.payload["sub"], "user_42");
}

#[test]
fn every_disclosure_of_section_5_1_has_its_digest_in_the_token() {
    let payload = Compact::parse(ISSUER_JWT, LARGE).unwrap().payload;
    let members = payload["_sd"].as_array().unwrap().iter();
    let elements = payload["nationalities"].as_array().unwrap().iter();
    let mut named: Vec<&str> = members
        .chain(elements.map(|element| &element["..."]))
        .map(|digest| digest.as_str().unwrap())
        .collect();
    let mut made = DISCLOSURES.map(sha256_base64url);
    named.sort_unstable();
    made.sort_unstable();
    assert_eq!(made.as_slice(), named);
}

#[test]
fn the_disclosures_of_sections_4_2_and_6_have_their_printed_digests() {
    for (disclosure, digest) in [
        // Section 4.2.3.
        (
            "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY",
        ),
        // Section 5.1, the two array elements.
        (
            DISCLOSURES[8],
            "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo",
        ),
        (
            DISCLOSURES[9],
            "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0",
        ),
        // Section 6.1.
        (
            concat!(
                "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImFkZHJlc3MiLCB7InN0cmVldF9h",
                "ZGRyZXNzIjogIlNjaHVsc3RyLiAxMiIsICJsb2NhbGl0eSI6ICJTY2h1bHBmb3J0",
                "YSIsICJyZWdpb24iOiAiU2FjaHNlbi1BbmhhbHQiLCAiY291bnRyeSI6ICJERSJ9",
                "XQ",
            ),
            "fOBUSQvo46yQO-wRwXBcGqvnbKIueISEL961_Sjd4do",
        ),
        // Section 6.2.
        (
            "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgInN0cmVldF9hZGRyZXNzIiwgIlNjaHVsc3RyLiAxMiJd",
            "9gjVuXtdFROCgRrtNcGUXmF65rdezi_6Er_j76kmYyM",
        ),
        (
            "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImxvY2FsaXR5IiwgIlNjaHVscGZvcnRhIl0",
            "6vh9bq-zS4GKM_7GpggVbYzzu6oOGXrmNVGPHP75Ud0",
        ),
        (
            "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgInJlZ2lvbiIsICJTYWNoc2VuLUFuaGFsdCJd",
            "KURDPh4ZC19-3tiz-Df39V8eidy1oV3a3H1Da2N0g88",
        ),
        (
            "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgImNvdW50cnkiLCAiREUiXQ",
            "WN9r9dCBJ8HTCsS2jKASxTjEyW5m5x65_Z_2ro2jfXM",
        ),
        // Section 6.3.
        (
            concat!(
                "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgImFkZHJlc3MiLCB7Il9zZCI6IFsi",
                "NnZoOWJxLXpTNEdLTV83R3BnZ1ZiWXp6dTZvT0dYcm1OVkdQSFA3NVVkMCIsICI5",
                "Z2pWdVh0ZEZST0NnUnJ0TmNHVVhtRjY1cmRlemlfNkVyX2o3NmttWXlNIiwgIktV",
                "UkRQaDRaQzE5LTN0aXotRGYzOVY4ZWlkeTFvVjNhM0gxRGEyTjBnODgiLCAiV045",
                "cjlkQ0JKOEhUQ3NTMmpLQVN4VGpFeVc1bTV4NjVfWl8ycm8yamZYTSJdfV0",
            ),
            "HvrKX6fPV0v9K_yCVFBiLFHsMaxcD_114Em6VT8x1lg",
        ),
    ] {
        assert_eq!(sha256_base64url(disclosure), digest);
    }
}

#[test]
fn the_key_binding_of_section_5_2_is_the_holders_over_what_is_disclosed() {
    let issuer = Compact::parse(ISSUER_JWT, LARGE).unwrap();
    let holder = Jwk::try_from(issuer.payload["cnf"]["jwk"].clone()).unwrap();
    let binding = Compact::parse(KEY_BINDING, LARGE).unwrap();
    assert!(binding.is("kb+jwt"));
    assert_eq!(binding.verify(&holder), Ok(()));
    assert_eq!(
        binding.payload["sd_hash"],
        sha256_base64url(&bound()).as_str()
    );
}

#[test]
fn a_token_of_another_kind_is_refused_although_all_of_it_holds() {
    let presentation = format!("{}{KEY_BINDING}", bound());
    let parts = Parts::split(&presentation).unwrap();
    assert_eq!(parts.issuer_jwt, ISSUER_JWT);
    assert_eq!(parts.disclosures.len(), 4);
    assert_eq!(parts.bound, bound());
    assert_eq!(parts.key_binding, KEY_BINDING);
    assert_eq!(check(&presentation), Err(VerifyError::Type));
}
