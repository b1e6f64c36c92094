//! Sessions in processes of their own, so that they can be harmed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::figures::Outcome;

/// How many times to do something: what the environment says, or what is enough for a test.
///
/// # Errors
/// What the environment says is no number.
pub fn asked_for(name: &str, enough: u64) -> Outcome<u64> {
    match std::env::var_os(name) {
        Some(number) => Ok(number.to_string_lossy().parse()?),
        None => Ok(enough),
    }
}

/// Starts the script; `program` runs it, perhaps through another program.
///
/// # Errors
/// It cannot be started.
pub fn session(mut program: Command, home: &Path, seed: u64) -> Outcome<Child> {
    program.arg("--home").arg(home);
    program.args(["--seed", &seed.to_string()]);
    Ok(program
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?)
}

/// Hears how many commits a session acknowledges until it ends.
///
/// # Errors
/// It has no output.
pub fn acknowledged(child: &mut Child) -> Outcome<usize> {
    let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let kept = lines.map_while(Result::ok).filter(|line| line == "kept");
    Ok(kept.count())
}

/// A folder in memory, where the system has a place for that: what was written survives its process there too.
///
/// # Errors
/// There is no room.
pub fn memory() -> Outcome<TempDir> {
    let shared = Path::new("/dev/shm");
    Ok(if shared.is_dir() {
        tempfile::tempdir_in(shared)?
    } else {
        tempfile::tempdir()?
    })
}
