//! The script of the proofs, in a process that may be harmed: a line on the standard output for each commit, once it is durable.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use inkling_tests::figures::Outcome;
use inkling_tests::proof::play;

/// Which vault, and which script.
#[derive(Debug, Parser)]
struct Args {
    /// Folder of the vault that is made.
    #[arg(long)]
    home: PathBuf,
    /// What the script depends on.
    #[arg(long)]
    seed: u64,
}

fn main() -> Outcome<()> {
    let args = Args::parse();
    play(&args.home, args.seed, &mut |_| {
        let mut out = io::stdout().lock();
        writeln!(out, "kept")?;
        out.flush()?;
        Ok(())
    })
}
