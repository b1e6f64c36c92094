//! Flipped bytes and cut files: a clear error or what was so, never a crash and never something that never was.

use std::fs;
use std::path::Path;

use inkling_tests::figures::Outcome;
use inkling_tests::proof::{Dice, Reference, Verdict, asked_for, judge_files, memory, play};
use inkling_vault::Error;

/// Harmed in `make test`; `make prove` says another number.
const HARMED: u64 = 400;
const SEED: u64 = 3;
const FILES: [&str; 4] = ["vault.db", "vault.db-wal", "vault.keys", "vault.memory"];

#[test]
fn a_harmed_file_is_a_clear_error_or_correct() -> Outcome<()> {
    let harmed = asked_for("INKLING_HARMED", HARMED)?;
    let folder = memory()?;
    let reference = Reference::of(SEED, &folder.path().join("reference"))?;
    let whole = while_open(&folder.path().join("played"), reference.commits() / 2)?;
    let kept = reference.commits() / 2;
    let place = folder.path().join("harmed");
    let mut dice = Dice::of(harmed);
    let (mut noticed, mut harmless, mut told) = (0, 0, 0);
    for _ in 0..harmed {
        let (name, bytes) = dice.one_of(&whole).ok_or("no file")?;
        let (what, bytes) = harm(bytes, &mut dice);
        put(&place, &whole, (&name, &bytes))?;
        match judge_files(&place, &reference, kept) {
            Err(Error::Damaged(_) | Error::Newer) => noticed += 1,
            Ok(Verdict::Kept) => harmless += 1,
            // SQLite takes a write-ahead log up to the first frame that is not whole, as after a power cut; the memory tells.
            Ok(Verdict::Setback) => told += 1,
            other => return Err(format!("{name}, {what}: {other:?}").into()),
        }
    }
    tell(&format!(
        "{harmed} harmed: {noticed} refused, {harmless} harmless, {told} where the end is gone or the memory is, and the vault says so"
    ));
    assert!(noticed > harmed / 4);
    Ok(())
}

/// The files of an open vault after so many commits.
fn while_open(home: &Path, commits: usize) -> Outcome<Vec<(String, Vec<u8>)>> {
    let (mut files, mut so_far) = (Vec::new(), 0);
    play(home, SEED, &mut |_| {
        so_far += 1;
        if so_far == commits {
            for name in FILES {
                files.push((name.to_owned(), fs::read(home.join(name))?));
            }
        }
        Ok(())
    })?;
    Ok(files)
}

fn harm(mut bytes: Vec<u8>, dice: &mut Dice) -> (String, Vec<u8>) {
    let place = dice.below(bytes.len() as u64);
    let at = usize::try_from(place).unwrap_or_default();
    if dice.below(4) == 0 {
        bytes.truncate(at);
        return (format!("cut at {at}"), bytes);
    }
    let bit = dice.below(8);
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << bit;
    }
    (format!("bit {bit} of byte {at} flipped"), bytes)
}

/// The files in a fresh folder, one of them harmed.
fn put(place: &Path, whole: &[(String, Vec<u8>)], harmed: (&str, &[u8])) -> Outcome<()> {
    if place.exists() {
        fs::remove_dir_all(place)?;
    }
    fs::create_dir(place)?;
    for (name, bytes) in whole {
        let bytes = if name == harmed.0 { harmed.1 } else { bytes };
        fs::write(place.join(name), bytes)?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a proof tells what it found")]
fn tell(what: &str) {
    println!("{what}");
}
