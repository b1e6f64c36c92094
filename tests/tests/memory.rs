//! Once the vault is locked, nothing of it is in the memory of the program.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use inkling_tests::figures::Outcome;
use memchr::memmem;

const PASSPHRASE: &str = "quixotic zephyr marmalade trellis";
const BRAND: &str = "Zanzibarquill";
const TITLE: &str = "Mistralvoxen Harbour";
/// As it is read: in lower case, and remembered while the vault is open.
const WORD: &str = "mistralvoxen";
/// So many purchases are read by several threads, where there are several cores.
const PURCHASES: u32 = 5_000;
/// Longest stretch of memory that is looked through at once.
const CHUNK: usize = 1 << 22;

#[test]
fn a_locked_vault_is_not_in_memory() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let export = folder.path().join("orders.csv");
    fs::write(&export, orders())?;
    let mut program = Command::new(env!("CARGO_BIN_EXE_inkling-test-locked"))
        .arg("--home")
        .arg(folder.path().join("vault"))
        .arg("--export")
        .arg(&export)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = BufReader::new(program.stdout.take().ok_or("no output")?);
    tell(&mut program, &format!("{PASSPHRASE}\n{BRAND}\n"))?;

    hear(&mut said, "imported")?;
    let imported = spotted(&program)?;
    tell(&mut program, "\n")?;
    hear(&mut said, "open")?;
    let open = spotted(&program)?;
    tell(&mut program, "\n")?;
    hear(&mut said, "locked")?;
    let locked = spotted(&program)?;
    tell(&mut program, "\n")?;

    assert!(program.wait()?.success());
    assert!(
        imported.contains(&WORD) && open.contains(&BRAND) && open.contains(&TITLE),
        "the search finds what is there: {imported:?}, {open:?}"
    );
    assert!(
        !open.contains(&PASSPHRASE),
        "the passphrase goes once it was used"
    );
    assert_eq!(locked, [""; 0]);
    Ok(())
}

/// Purchases among which one has the title.
fn orders() -> String {
    let mut orders = "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,ASIN,Quantity,Order Status,Product Name,Gift Message,Gift Sender Name,Shipping Option\n".to_owned();
    for number in 0..PURCHASES {
        let title = if number == PURCHASES / 2 {
            TITLE
        } else {
            "Lumen"
        };
        let day = number % 28 + 1;
        orders += &format!(
            "Amazon.de,304-{number:07},2026-07-{day:02}T10:00:00Z,EUR,9.99,9.99,B{number:09},1,Closed,{title} Desk Lamp,,,std\n"
        );
    }
    orders
}

fn tell(program: &mut Child, what: &str) -> Outcome<()> {
    Ok(program
        .stdin
        .as_mut()
        .ok_or("no input")?
        .write_all(what.as_bytes())?)
}

fn hear(said: &mut BufReader<ChildStdout>, word: &str) -> Outcome<()> {
    let mut line = String::new();
    said.read_line(&mut line)?;
    if line.trim() == word {
        Ok(())
    } else {
        Err(format!("{line:?} instead of {word}").into())
    }
}

/// Which of the words stand anywhere in the memory of a program that this one started.
fn spotted(program: &Child) -> Outcome<Vec<&'static str>> {
    let words = [PASSPHRASE, BRAND, TITLE, WORD];
    let longest = words
        .iter()
        .map(|word| word.len())
        .max()
        .unwrap_or_default();
    let maps = fs::read_to_string(format!("/proc/{}/maps", program.id()))?;
    let mut memory = File::open(format!("/proc/{}/mem", program.id()))?;
    let mut found = Vec::new();
    let mut read = 0;
    for map in maps.lines() {
        let mut fields = map.split_ascii_whitespace();
        let range = fields.next().unwrap_or_default();
        let rights = fields.next().unwrap_or_default();
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').ok_or("a range without an end")?;
        let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
        let mut at = from;
        while at < to {
            let length = usize::try_from(to - at)?.min(CHUNK + longest);
            let mut bytes = vec![0; length];
            memory.seek(SeekFrom::Start(at))?;
            memory.read_exact(&mut bytes)?;
            read += length;
            for word in words {
                let is_there = memmem::find(&bytes, word.as_bytes()).is_some();
                if is_there && !found.contains(&word) {
                    found.push(word);
                }
            }
            at += CHUNK as u64;
        }
    }
    assert!(read > CHUNK, "only {read} bytes could be read");
    Ok(found)
}
