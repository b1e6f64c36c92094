//! A process that is killed at any moment loses nothing that it acknowledged, and leaves nothing half-done.

use std::process::Command;
use std::time::{Duration, Instant};

use inkling_tests::figures::Outcome;
use inkling_tests::proof::{
    Dice, Reference, Verdict, acknowledged, asked_for, judge_files, memory, session,
};

/// Killed in `make test`; `make prove` says another number.
const KILLS: u64 = 200;
const SEEDS: u64 = 8;

#[test]
fn a_killed_process_loses_nothing_and_leaves_nothing_half_done() -> Outcome<()> {
    let kills = asked_for("INKLING_KILLS", KILLS)?;
    let mut dice = Dice::of(kills);
    let mut cut_short = 0;
    for seed in 0..SEEDS {
        let reference = Reference::of(seed, memory()?.path())?;
        let whole = runs_whole(seed, &reference)?;
        for _ in 0..kills / SEEDS {
            let after = Duration::from_nanos(dice.below(u64::try_from(whole.as_nanos())?));
            cut_short += u64::from(is_killed(seed, after, &reference)?);
        }
    }
    assert!(
        cut_short > kills / 2,
        "only {cut_short} of {kills} were cut short"
    );
    Ok(())
}

/// How long the script takes when nobody kills it.
fn runs_whole(seed: u64, reference: &Reference) -> Outcome<Duration> {
    let folder = memory()?;
    let start = now();
    let mut child = session(program(), folder.path(), seed)?;
    let kept = acknowledged(&mut child)?;
    child.wait()?;
    let took = start.elapsed();
    assert_eq!(kept, reference.commits());
    let verdict = judge_files(folder.path(), reference, kept)?;
    assert_eq!(verdict, Verdict::Kept);
    Ok(took)
}

/// Kills a session and looks at what is left; whether it was cut short.
fn is_killed(seed: u64, after: Duration, reference: &Reference) -> Outcome<bool> {
    let folder = memory()?;
    let mut child = session(program(), folder.path(), seed)?;
    wait(after);
    child.kill()?;
    let kept = acknowledged(&mut child)?;
    child.wait()?;
    let verdict = judge_files(folder.path(), reference, kept);
    assert!(
        matches!(verdict, Ok(Verdict::Kept)),
        "seed {seed}, {after:?}, {kept} commits: {verdict:?}"
    );
    Ok(kept < reference.commits())
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_inkling-test-session"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a kill comes at a moment of its own"
)]
fn wait(time: Duration) {
    std::thread::sleep(time);
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a session takes says when it can be killed"
)]
fn now() -> Instant {
    Instant::now()
}
