//! The shell's commands over the real core, a line of JSON each way, so that the window's pages can be driven by a browser.
//!
//! In: `{"id":1,"command":"unlock","args":{..}}`. Out: `{"id":1,"done":..}` or `{"id":1,"failed":{"code":".."}}`.

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::thread;

use clap::Parser;
use inkling_desk::system::{SystemClock, SystemEntropy};
use inkling_desk::{Desk, Developer, Postman};
use inkling_tests::commands;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which vault.
#[derive(Debug, Parser)]
struct Args {
    /// Folder of the vault.
    #[arg(long)]
    home: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    id: u64,
    command: String,
    args: Value,
}

fn main() -> Result<(), Box<dyn Error>> {
    let postman = Arc::new(OnceLock::<Postman>::new());
    let called = Arc::clone(&postman);
    let desk = Desk::new(
        Args::parse().home,
        Developer::On,
        Box::new(SystemClock),
        Box::new(SystemEntropy::default()),
        Box::new(move || called.get().into_iter().for_each(Postman::hurry)),
    );
    let first = postman.set(Postman::start(Arc::clone(&desk))?);
    first.map_err(|_| "a second postman")?;
    for line in io::stdin().lock().lines() {
        let call: Call = serde_json::from_str(&line?)?;
        let desk = Arc::clone(&desk);
        // As in the shell: a slow command holds up no other.
        thread::spawn(move || answer(&desk, call));
    }
    Ok(())
}

fn answer(desk: &Arc<Desk>, call: Call) -> io::Result<()> {
    let answer = match commands::run(desk, &call.command, call.args) {
        Ok(done) => json!({ "id": call.id, "done": done }),
        Err(failed) => json!({ "id": call.id, "failed": failed }),
    };
    writeln!(io::stdout().lock(), "{answer}")
}
