//! A program that opens a vault, uses it and locks it, and then waits, so that another may look into its memory.
//!
//! On the standard input: the passphrase, the name of a brand, then a line for each step further. On the standard output:
//! "imported" once the export is, "open" while the vault is open again and everything was shown, "locked" once it is locked.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Parser;
use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::view::ImportAnswers;
use inkling_desk::{Desk, Developer};
use inkling_tests::figures::Outcome;
use zeroize::Zeroizing;
use zeroizing_alloc::ZeroAlloc;

/// As the window and the command line have it.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

/// Where.
#[derive(Debug, Parser)]
struct Args {
    /// Folder of the vault that is made.
    #[arg(long)]
    home: PathBuf,
    /// An export to import.
    #[arg(long)]
    export: PathBuf,
}

fn main() -> Outcome<()> {
    let args = Args::parse();
    let desk = Desk::new(
        args.home,
        Developer::Off,
        Box::new(SystemClock),
        Box::new(SystemEntropy::default()),
        Box::new(|| ()),
    );
    let passphrase = line()?;
    desk.create(passphrase.to_string())?;
    desk.set_preference(
        "brands.loved",
        serde_json::json!([{ "id": *line()?, "strength": 3 }]),
    )?;
    desk.import(&[args.export], &ImportAnswers::default())?;
    says("imported")?;
    line()?;
    desk.lock()?;
    desk.unlock(passphrase.to_string())?;
    drop(passphrase);
    looks(&desk)?;
    says("open")?;
    line()?;
    desk.lock()?;
    says("locked")?;
    line()?;
    Ok(())
}

/// What the person sees, as it goes to a window.
fn looks(desk: &Desk) -> Outcome<()> {
    for shown in [
        serde_json::to_string(&desk.profile()?)?,
        serde_json::to_string(&desk.home()?)?,
        serde_json::to_string(&desk.sources()?)?,
        serde_json::to_string(&desk.history(None)?)?,
    ] {
        assert!(!shown.is_empty());
    }
    Ok(())
}

fn line() -> Outcome<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(256));
    // Byte by byte, and past the buffer of the standard input, which nobody overwrites.
    let (mut input, mut byte) = (File::open("/dev/stdin")?, [0]);
    while input.read(&mut byte)? == 1 && byte != *b"\n" {
        line.push(char::from(byte[0]));
    }
    Ok(line)
}

fn says(word: &str) -> Outcome<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{word}")?;
    Ok(out.flush()?)
}
