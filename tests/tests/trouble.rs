//! A disk that fails a call, is full, or lies: every outcome is a clear error, nothing acknowledged is lost, and the file opens.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use inkling_tests::figures::Outcome;
use inkling_tests::proof::{
    Dice, Reference, Verdict, acknowledged, asked_for, judge_files, memory, session,
};

/// Calls that fail in `make test`; `make prove` says another number.
const FAILED: u64 = 40;
const SEED: u64 = 7;
const CALLS: [&str; 8] = [
    "pwrite64",
    "write",
    "pread64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "unlink",
];
/// What the vault has in its folder.
const FILES: [&str; 10] = [
    "",
    "vault.db",
    "vault.db-wal",
    "vault.db-journal",
    "vault.db.new",
    "vault.db.new-wal",
    "vault.db.new-journal",
    "vault.keys",
    "vault.keys.new",
    "vault.lock",
];

/// A child that is about to run another program holds for a moment what its parent had open, and so the lock of a vault that
/// another test has just closed.
static ONE_TEST_AT_ONCE: Mutex<()> = Mutex::new(());

#[test]
fn a_call_that_fails_is_a_clear_error_and_loses_nothing() -> Outcome<()> {
    let _alone = ONE_TEST_AT_ONCE.lock();
    let failed = asked_for("INKLING_FAILED", FAILED)?;
    let folder = memory()?;
    let reference = Reference::of(SEED, &folder.path().join("reference"))?;
    let counts = counts(&folder.path().join("counted"))?;
    let mut dice = Dice::of(failed);
    for number in 0..failed {
        let (call, count) = dice.one_of(&counts).ok_or("no calls")?;
        let at = dice.below(count) + 1;
        let error = dice.one_of(&["EIO", "ENOSPC"]).unwrap_or("EIO");
        let harm = format!("inject={call}:error={error}:when={at}");
        let home = folder.path().join(number.to_string());
        let (kept, said) = harmed(&home, &harm)?;
        let is_clear = said.is_empty() || said.starts_with("Error: ") && !said.contains("Internal");
        assert!(is_clear, "{harm}: {said}");
        let verdict = judge_files(&home, &reference, kept);
        assert!(
            matches!(verdict, Ok(Verdict::Kept)),
            "{harm}, {kept} kept, {said}: {verdict:?}"
        );
        std::fs::remove_dir_all(home).ok();
    }
    Ok(())
}

#[test]
fn a_disk_that_only_says_that_it_wrote_is_noticed() -> Outcome<()> {
    let _alone = ONE_TEST_AT_ONCE.lock();
    let folder = memory()?;
    let reference = Reference::of(SEED, &folder.path().join("reference"))?;
    let mut noticed = 0;
    // Each of these writes a page of the log that holds acknowledged changes.
    for at in [40, 80, 120, 160, 200] {
        let home = folder.path().join(at.to_string());
        let harm = format!("inject=pwrite64:retval=4096:when={at}..{}", at + 40);
        let (kept, _) = harmed(&home, &harm)?;
        let verdict = judge_files(&home, &reference, kept);
        noticed += u32::from(!matches!(verdict, Ok(Verdict::Kept)));
    }
    assert!(noticed >= 3, "only {noticed} of 5 lies were noticed");
    Ok(())
}

#[test]
fn a_full_disk_is_said_so_and_loses_nothing() -> Outcome<()> {
    let _alone = ONE_TEST_AT_ONCE.lock();
    let folder = memory()?;
    let reference = Reference::of(SEED, &folder.path().join("reference"))?;
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk)?;
    for kib in [64, 128, 192, 256, 320, 384] {
        let size = format!("size={kib}k");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&disk)
            .output()?;
        if !mount.status.success() {
            tell("SKIPPED: a small disk can only be mounted by root.");
            return Ok(());
        }
        let program = Command::new(env!("CARGO_BIN_EXE_inkling-test-session"));
        let ended = ends(session(program, &disk.join("home"), SEED)?);
        // Looking writes a line as well, so it is done where there is room.
        let home = folder.path().join(kib.to_string());
        let copied = Command::new("cp")
            .arg("-r")
            .arg(disk.join("home"))
            .arg(&home)
            .status();
        Command::new("umount").arg(&disk).status()?;
        let (kept, said) = ended?;
        copied?;
        assert!(said.starts_with("Error: DiskFull"), "{kib} KiB: {said}");
        let verdict = judge_files(&home, &reference, kept);
        assert!(
            matches!(verdict, Ok(Verdict::Kept)),
            "{kib} KiB, {kept} kept: {verdict:?}"
        );
    }
    Ok(())
}

/// How often a session makes each call on the vault's files.
fn counts(home: &Path) -> Outcome<Vec<(&'static str, u64)>> {
    let trace = home.with_extension("trace");
    let mut program = strace(home);
    program.arg("-o").arg(&trace);
    program.args(["-e", &format!("trace={}", CALLS.join(","))]);
    program.arg(env!("CARGO_BIN_EXE_inkling-test-session"));
    let mut child = start(program, home)?;
    acknowledged(&mut child)?;
    child.wait()?;
    let trace = std::fs::read_to_string(trace)?;
    let count = |call: &str| {
        let start = format!("{call}(");
        u64::try_from(
            trace
                .lines()
                .filter(|line| line.starts_with(&start))
                .count(),
        )
    };
    let mut counts = Vec::new();
    for call in CALLS {
        counts.push((call, count(call)?));
    }
    counts.retain(|(_, count)| *count > 0);
    Ok(counts)
}

/// A session of which strace harms one or several calls: what it acknowledged, and what it said at its end.
fn harmed(home: &Path, harm: &str) -> Outcome<(usize, String)> {
    let mut program = strace(home);
    let call = harm.split(['=', ':']).nth(1).unwrap_or_default();
    program.args([
        "-o",
        "/dev/null",
        "-e",
        &format!("trace={call}"),
        "-e",
        harm,
    ]);
    program.arg(env!("CARGO_BIN_EXE_inkling-test-session"));
    ends(start(program, home)?)
}

fn strace(home: &Path) -> Command {
    let mut program = Command::new("strace");
    for name in FILES {
        let path = if name.is_empty() {
            home.to_owned()
        } else {
            home.join(name)
        };
        program.arg("-P").arg(path);
    }
    program
}

fn start(program: Command, home: &Path) -> Outcome<std::process::Child> {
    session(program, home, SEED)
        .map_err(|error| format!("strace is needed (tests/setup installs it): {error}").into())
}

/// What a session acknowledged and said; it must end by itself, without a panic.
fn ends(mut child: std::process::Child) -> Outcome<(usize, String)> {
    let kept = acknowledged(&mut child)?;
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said
        .lines()
        .filter(|line| !line.starts_with("strace: "))
        .collect();
    match output.status.code() {
        Some(0 | 1) => Ok((kept, said)),
        _ => Err(format!("it crashed: {} {said}", output.status).into()),
    }
}

#[expect(clippy::print_stdout, reason = "a proof that is left out says so")]
fn tell(what: &str) {
    println!("{what}");
}
