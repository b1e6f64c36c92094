//! Everything the window does, without the window: for scripts, tests and people who like terminals.

mod args;
mod keeping;
mod keys;
mod passphrase;
mod phrases;
mod plain;
mod rules;
mod run;
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use zeroizing_alloc::ZeroAlloc;

use crate::args::Inkling;

/// What is freed is overwritten, so that a locked vault is not in memory.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

/// Refused or failed.
const FAILED: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let args = match Inkling::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
            return error.print().map_or(ExitCode::from(FAILED), |()| code);
        }
    };
    let (text, code) = match run::run(&args) {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(failure) => {
            if args.json {
                (
                    format!("{}\n", serde_json::json!(failure)),
                    ExitCode::from(FAILED),
                )
            } else {
                let written = {
                    let words = inkling_desk::words(failure.code);
                    writeln!(io::stderr(), "{} {}", words.what, words.todo)
                };
                return written.map_or(ExitCode::from(FAILED), |()| ExitCode::from(FAILED));
            }
        }
    };
    io::stdout()
        .write_all(text.as_bytes())
        .map_or(ExitCode::from(FAILED), |()| code)
}
