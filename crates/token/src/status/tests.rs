//! A list of one, what it says, and what is said in its name.

use serde_json::json;

use super::*;
use crate::testing::{CountingEntropy, NOW, key};

mod vectors;

const URI: &str = "https://mailbox.example/s/AAAAAAAAAAAAAAAAAAAAAA";

fn reference() -> StatusReference {
    StatusReference {
        idx: 0,
        uri: URI.to_owned(),
    }
}

fn list(key: &GrantKey, status: Status) -> String {
    issue_list(
        key,
        URI,
        Entry { status, version: 1 },
        NOW,
        &CountingEntropy::default(),
    )
    .unwrap()
}

fn check(jwt: &str, key: &GrantKey) -> Result<Status, StatusError> {
    Ok(verify_list(jwt, key.public_jwk(), &reference(), NOW)?.status)
}

fn header() -> Value {
    json!({"alg":"ES256","kid":"#0","typ":TYPE})
}

fn payload() -> Value {
    json!({"sub":URI,"iat":NOW.seconds(),"exp":NOW.seconds() + 100,"ttl":43200,
        "status_list":{"bits":2,"lst":StatusList::new(Bits::Two, 1).lst()}})
}

fn refused(header: &Value, payload: &Value) -> StatusError {
    let key = key();
    let jwt = jws::sign(&key, header, payload, &CountingEntropy::default()).unwrap();
    check(&jwt, &key).unwrap_err()
}

fn spoiled(name: &str, value: Value) -> StatusError {
    let mut other = payload();
    other[name] = value;
    refused(&header(), &other)
}

#[test]
fn a_list_says_how_its_grant_stands() {
    for status in [Status::Valid, Status::Invalid, Status::Suspended] {
        let key = key();
        assert_eq!(check(&list(&key, status), &key), Ok(status));
    }
}

#[test]
fn a_list_has_its_wire_form() {
    let key = key();
    let jwt = list(&key, Status::Suspended);
    let jwt = Compact::parse(&jwt, LIMITS).unwrap();
    let mut payload = Value::Object(jwt.payload);
    assert_eq!(payload["iss"], key.did());
    payload["iss"] = "[did:jwk]".into();
    insta::assert_json_snapshot!(json!({"header": jwt.header, "payload": payload}));
}

#[test]
fn a_list_holds_for_fourteen_days_and_says_no_more_than_the_hour() {
    let key = key();
    let jwt = list(&key, Status::Valid);
    let at = |now: Timestamp| {
        verify_list(&jwt, key.public_jwk(), &reference(), now).map(|listed| listed.status)
    };
    let made = NOW.floor_to_hour();
    assert_eq!(at(made.plus_days(14).plus_seconds(-1)), Ok(Status::Valid));
    assert_eq!(at(made.plus_days(14)), Err(StatusError::Expired));
    assert_eq!(at(made.plus_seconds(-60)), Ok(Status::Valid));
    assert_eq!(at(made.plus_seconds(-61)), Err(StatusError::NotYetValid));
    let later = issue_list(
        &key,
        URI,
        Entry {
            status: Status::Valid,
            version: 1,
        },
        NOW.plus_seconds(1),
        &CountingEntropy::default(),
    )
    .unwrap();
    let payload_of = |jwt: &str| Compact::parse(jwt, LIMITS).unwrap().payload;
    assert_eq!(payload_of(&jwt), payload_of(&later));
}

#[test]
fn every_single_bit_flip_is_refused() {
    let key = key();
    let good = list(&key, Status::Valid);
    assert!(check(&good, &key).is_ok());
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            // What is not even text is refused before it gets here.
            if let Ok(flipped) = String::from_utf8(bytes) {
                assert!(check(&flipped, &key).is_err(), "bit {bit} of byte {at}");
            }
        }
    }
}

#[test]
fn a_list_of_another_key_or_another_address_says_nothing() {
    let (one, other) = (key(), key());
    assert_eq!(
        check(&list(&one, Status::Valid), &other),
        Err(StatusError::Signature)
    );
    let elsewhere = StatusReference {
        uri: "https://mailbox.example/s/BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
        ..reference()
    };
    let jwt = list(&one, Status::Valid);
    assert_eq!(
        verify_list(&jwt, one.public_jwk(), &elsewhere, NOW),
        Err(StatusError::Another)
    );
    assert_eq!(spoiled("iss", other.did().into()), StatusError::Another);
    assert_eq!(spoiled("sub", json!("x")), StatusError::Another);
}

#[test]
fn another_algorithm_type_or_extension_is_refused() {
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("typ", json!("JWT")),
        ("typ", json!("dc+sd-jwt")),
        ("crit", json!(["exp"])),
    ] {
        let mut other = header();
        other[name] = value;
        assert_eq!(refused(&other, &payload()), StatusError::Type, "{name}");
    }
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoic3RhdHVzbGlzdCtqd3QifQ.e30.";
    assert_eq!(check(unsigned, &key()), Err(StatusError::Type));
}

#[test]
fn a_list_without_its_members_or_its_time_is_refused() {
    let now = NOW.seconds();
    for name in ["sub", "iat", "exp", "status_list"] {
        let mut partial = payload();
        partial.as_object_mut().unwrap().remove(name);
        assert_eq!(
            refused(&header(), &partial),
            StatusError::Malformed,
            "{name}"
        );
    }
    assert_eq!(spoiled("exp", json!(now)), StatusError::Expired);
    assert_eq!(spoiled("exp", json!("never")), StatusError::Malformed);
    assert_eq!(spoiled("iat", json!(now + 61)), StatusError::NotYetValid);
    assert_eq!(spoiled("iat", json!(i64::MAX)), StatusError::NotYetValid);
    assert_eq!(check("", &key()), Err(StatusError::Malformed));
    assert_eq!(check("a.b.c", &key()), Err(StatusError::Malformed));
}

#[test]
fn entries_that_cannot_be_read_are_refused() {
    let lst = StatusList::new(Bits::Two, 1).lst();
    for (bits, lst, error) in [
        (json!(3), lst.as_str(), StatusError::List),
        (json!(0), &lst, StatusError::List),
        (json!(16), &lst, StatusError::List),
        (json!("2"), &lst, StatusError::Malformed),
        (json!(2), "", StatusError::List),
        (json!(2), "AAAA", StatusError::List),
        (json!(2), "e=", StatusError::List),
        (json!(2), "eNrbuRgAAhcBXg", StatusError::List),
    ] {
        let list = json!({"bits":bits,"lst":lst});
        assert_eq!(spoiled("status_list", list), error, "{bits} {lst}");
    }
    assert_eq!(spoiled("status_list", json!({})), StatusError::Malformed);
}

#[test]
fn an_entry_outside_the_list_and_an_unknown_status_are_none() {
    let key = key();
    let jwt = list(&key, Status::Valid);
    for idx in [4, u64::MAX] {
        let outside = StatusReference { idx, ..reference() };
        assert_eq!(
            verify_list(&jwt, key.public_jwk(), &outside, NOW),
            Err(StatusError::Index)
        );
    }
    let mut unknown = StatusList::new(Bits::Two, 1);
    unknown.set(0, 3).unwrap();
    let list = json!({"bits":2,"lst":unknown.lst()});
    assert_eq!(spoiled("status_list", list), StatusError::Unknown);
}

#[test]
fn a_list_that_swells_is_refused_at_its_limit() {
    let swollen = StatusList::new(Bits::Eight, 1 << 24).lst();
    assert!(swollen.len() < 32 * 1024);
    assert_eq!(
        StatusList::from_lst(Bits::Eight, &swollen),
        Err(StatusError::List)
    );
    let just = StatusList::new(Bits::One, 16 * 1024 * 8);
    assert_eq!(StatusList::from_lst(Bits::One, &just.lst()), Ok(just));
}

#[test]
fn debug_shows_nothing_of_the_entries() {
    let shown = format!("{:?}", StatusList::new(Bits::One, 8));
    assert_eq!(shown, "StatusList { bits: One, .. }");
}

proptest::proptest! {
    #[test]
    fn what_is_written_is_read_and_nothing_else_changes(
        bits in proptest::sample::select(vec![Bits::One, Bits::Two, Bits::Four, Bits::Eight]),
        writes in proptest::collection::vec((0_u64..40, 0_u8..=255), 0..20),
    ) {
        let mut list = StatusList::new(bits, 32);
        let mut expected = [0_u8; 32];
        for (idx, value) in writes {
            let fits = u16::from(value) < 1 << bits.count();
            let written = list.set(idx, value);
            proptest::prop_assert_eq!(written.is_some(), fits && idx < 32);
            if written.is_some() {
                expected[usize::try_from(idx).unwrap()] = value;
            }
        }
        let read = StatusList::from_lst(bits, &list.lst()).unwrap();
        for (idx, value) in expected.iter().enumerate() {
            proptest::prop_assert_eq!(read.get(idx as u64), Some(*value));
        }
        proptest::prop_assert_eq!(read.get(32), None);
    }

    #[test]
    fn arbitrary_text_never_breaks_the_reader(text in "[A-Za-z0-9_-]{0,80}") {
        let _ = StatusList::from_lst(Bits::Two, &text);
        let _ = check(&format!("{text}.{text}.{text}"), &key());
    }
}
