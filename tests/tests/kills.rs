//! A process that is killed at any moment loses nothing that it acknowledged, and leaves nothing half-done.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use inkling_tests::figures::Outcome;
use inkling_tests::proof::{Dice, Reference, Verdict, check};
use tempfile::TempDir;

/// Killed in `make test`; `make prove` says another number.
const KILLS: u64 = 200;
const SEEDS: u64 = 8;

#[test]
fn a_killed_process_loses_nothing_and_leaves_nothing_half_done() -> Outcome<()> {
    let kills = match std::env::var_os("INKLING_KILLS") {
        Some(number) => number.to_string_lossy().parse()?,
        None => KILLS,
    };
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
    let child = session(folder.path(), seed)?;
    let acknowledged = ends(child)?;
    assert_eq!(acknowledged, reference.commits());
    let took = start.elapsed();
    assert_eq!(
        check(folder.path(), reference, acknowledged)?,
        Verdict::Kept
    );
    Ok(took)
}

/// Kills a session and looks at what is left; whether it was cut short.
fn is_killed(seed: u64, after: Duration, reference: &Reference) -> Outcome<bool> {
    let folder = memory()?;
    let mut child = session(folder.path(), seed)?;
    wait(after);
    child.kill()?;
    let acknowledged = ends(child)?;
    let verdict = check(folder.path(), reference, acknowledged)
        .map_err(|error| format!("seed {seed}, after {after:?}, {acknowledged} kept: {error:?}"))?;
    assert_eq!(
        verdict,
        Verdict::Kept,
        "seed {seed}, after {after:?}, {acknowledged} kept"
    );
    Ok(acknowledged < reference.commits())
}

fn session(home: &Path, seed: u64) -> Outcome<Child> {
    let child = Command::new(env!("CARGO_BIN_EXE_inkling-test-session"))
        .arg("--home")
        .arg(home)
        .args(["--seed", &seed.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    Ok(child)
}

/// Waits for its end; how many commits it acknowledged.
fn ends(mut child: Child) -> Outcome<usize> {
    let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let acknowledged = lines
        .map_while(Result::ok)
        .filter(|line| line == "kept")
        .count();
    child.wait()?;
    Ok(acknowledged)
}

/// In memory where the system has a place for that: a kill does not lose what was written, only what was not.
fn memory() -> Outcome<TempDir> {
    let shared = Path::new("/dev/shm");
    Ok(if shared.is_dir() {
        tempfile::tempdir_in(shared)?
    } else {
        tempfile::tempdir()?
    })
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
