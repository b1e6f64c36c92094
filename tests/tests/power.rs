//! A power cut at any moment loses nothing that was acknowledged; without the syncs it does, and this notices.

use std::process::Command;

use inkling_tests::figures::Outcome;
use inkling_tests::proof::{
    Dice, Disk, Reference, Syncs, TRACE, Verdict, acknowledged, asked_for, judge_files, memory,
    session,
};

/// Cuts in `make test`; `make prove` says another number.
const CUTS: u64 = 100;
const SEED: u64 = 5;

#[test]
fn a_power_cut_loses_nothing_unless_the_disk_is_not_told_to_keep_it() -> Outcome<()> {
    let cuts = asked_for("INKLING_CUTS", CUTS)?;
    let folder = memory()?;
    let reference = Reference::of(SEED, &folder.path().join("reference"))?;
    let disk = recorded(&folder, &reference)?;

    let kept = losses(&disk, &reference, (cuts, Syncs::Honoured))?;
    let without_contents = losses(&disk, &reference, (cuts, Syncs::OnlyOfNames))?;
    let without_names = losses(&disk, &reference, (cuts, Syncs::OnlyOfContents))?;

    tell(&format!(
        "{cuts} power cuts lost something in {kept}; with no file synced in {without_contents}, with no folder synced in {without_names}"
    ));
    assert_eq!(kept, 0);
    assert!(without_contents > cuts / 4 && without_names > cuts / 20);
    Ok(())
}

fn recorded(folder: &tempfile::TempDir, reference: &Reference) -> Outcome<Disk> {
    let (home, trace) = (folder.path().join("home"), folder.path().join("trace"));
    let mut program = Command::new("strace");
    program.args(TRACE).arg("-o").arg(&trace);
    program.arg(env!("CARGO_BIN_EXE_inkling-test-session"));
    let mut child = session(program, &home, SEED)
        .map_err(|error| format!("strace is needed (tests/setup installs it): {error}"))?;
    let kept = acknowledged(&mut child)?;
    child.wait()?;
    assert_eq!(kept, reference.commits());
    Disk::of(&std::fs::read_to_string(&trace)?, &home)
}

/// How many of so many power cuts lose something.
fn losses(disk: &Disk, reference: &Reference, (cuts, syncs): (u64, Syncs)) -> Outcome<u64> {
    let mut dice = Dice::of(cuts);
    let mut lost = 0;
    for _ in 0..cuts {
        let place = memory()?;
        let moment = usize::try_from(dice.below(u64::try_from(disk.moments())?))?;
        let kept = disk.fail(moment, syncs, (&mut dice, place.path()))?;
        let verdict = judge_files(place.path(), reference, kept);
        if !matches!(verdict, Ok(Verdict::Kept)) {
            lost += 1;
            if syncs == Syncs::Honoured {
                tell(&format!(
                    "at {moment} of {}, {kept} kept: {verdict:?}",
                    disk.moments()
                ));
            }
        }
    }
    Ok(lost)
}

#[expect(clippy::print_stdout, reason = "a proof tells what it found")]
fn tell(what: &str) {
    println!("{what}");
}
