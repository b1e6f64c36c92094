//! The passphrase and the recovery kit: asked at the terminal, or read from a file or standard input. Never an argument, never the environment.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

/// A longer line is no passphrase.
const LONGEST: u64 = 4096;

/// The passphrase for an existing vault.
pub(crate) fn read(file: Option<&Path>) -> io::Result<String> {
    // Taken out, not copied: the vault wipes it.
    ask(file, "Passphrase: ").map(|mut passphrase| std::mem::take(&mut *passphrase))
}

/// A recovery kit, from paper.
pub(crate) fn read_kit(file: Option<&Path>) -> io::Result<String> {
    ask(file, "Recovery kit: ").map(|mut kit| std::mem::take(&mut *kit))
}

fn ask(file: Option<&Path>, prompt: &str) -> io::Result<Zeroizing<String>> {
    match file {
        Some(path) if path == Path::new("-") => first_line(io::stdin().lock()),
        Some(path) => first_line(File::open(path)?),
        None if io::stdin().is_terminal() => {
            Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
        }
        None => first_line(io::stdin().lock()),
    }
}

/// The passphrase for a new vault: asked twice at a terminal.
pub(crate) fn read_new(file: Option<&Path>) -> io::Result<String> {
    let mut first = ask(file, "New passphrase: ")?;
    if file.is_none() && io::stdin().is_terminal() {
        let again = Zeroizing::new(rpassword::prompt_password("The same again: ")?);
        if *first != *again {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the two differ",
            ));
        }
    }
    Ok(std::mem::take(&mut *first))
}

fn first_line(from: impl Read) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(LONGEST as usize));
    BufReader::with_capacity(1, from.take(LONGEST)).read_line(&mut line)?;
    while line.ends_with(['\n', '\r']) {
        line.pop();
    }
    Ok(line)
}
