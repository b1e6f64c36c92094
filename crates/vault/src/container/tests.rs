//! A backup file, whole and hostile.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::testing::{NOW, folder};

fn packed(keys: &[u8], database: &[u8]) -> (tempfile::TempDir, Vec<u8>) {
    let folder = folder();
    let (from, place) = (folder.path().join("from"), folder.path().join("backup"));
    fs::write(&from, database).unwrap();
    pack(&place, NOW, keys, &from).unwrap();
    let bytes = fs::read(&place).unwrap();
    (folder, bytes)
}

fn unpacked(bytes: &[u8]) -> Result<(Unpacked, Vec<u8>), Error> {
    let folder = folder();
    let (place, to) = (folder.path().join("backup"), folder.path().join("to"));
    fs::write(&place, bytes).unwrap();
    let unpacked = unpack(&place, &to)?;
    Ok((unpacked, fs::read(to).unwrap()))
}

#[test]
fn what_is_packed_comes_out_again() {
    let (_folder, bytes) = packed(b"keys", b"database");

    let (found, database) = unpacked(&bytes).unwrap();

    assert_eq!((found.taken_at, found.keys.as_slice()), (NOW, &b"keys"[..]));
    assert_eq!(database, b"database");
}

#[test]
fn every_flipped_bit_and_every_cut_is_damage_or_a_newer_version() {
    let (_folder, bytes) = packed(b"keys", b"database");
    for place in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1;
        let outcome = unpacked(&flipped);
        let newer = (15..17).contains(&place) && matches!(outcome, Err(Error::Newer));
        assert!(
            newer || matches!(outcome, Err(Error::Damaged(Part::Backup))),
            "{place}"
        );
        assert!(
            matches!(unpacked(&bytes[..place]), Err(Error::Damaged(Part::Backup))),
            "{place}"
        );
    }
}

#[test]
fn a_length_that_the_file_contradicts_is_damage() {
    let (_folder, bytes) = packed(b"keys", b"database");
    for (at, length) in [(25, u64::MAX), (25, 65_537), (37, u64::MAX), (37, 0)] {
        let mut lying = bytes.clone();
        lying[at..at + 8].copy_from_slice(&length.to_be_bytes());
        assert!(matches!(
            unpacked(&lying),
            Err(Error::Damaged(Part::Backup))
        ));
    }
}

#[test]
fn a_backup_of_a_newer_version_says_so() {
    let newer = b"inkling backup 2\nwhatever it holds";

    assert!(matches!(unpacked(newer), Err(Error::Newer)));
}

proptest! {
    #[test]
    fn no_file_at_all_brings_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..200), ours in any::<bool>()) {
        let head = if ours { MAGIC.to_vec() } else { Vec::new() };
        let outcome = unpacked(&[head, bytes].concat());
        prop_assert!(matches!(outcome, Err(Error::Damaged(Part::Backup) | Error::Newer)));
    }
}
