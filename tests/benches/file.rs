//! What the sealed file costs: unlocking it, whatever is in it, and SQLCipher over SQLite on the same work.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_intake::Item;
use inkling_tests::exports::{Export, Kind};
use inkling_tests::figures::{Figures, Outcome, ms, percentile, timed};
use inkling_tests::proof::Dice;
use inkling_vault::{KeyCost, Passphrase, Vault};
use plain::{Seal, Table};

mod plain;

const FEW: u64 = 10_000;
const MANY: u64 = 1_000_000;
const PASSPHRASE: &str = "walnut cello harbour nineteen";
const UNLOCKS: usize = 100;
const READS: u64 = 20_000;
const COMMITS: usize = 200;

fn main() -> Outcome<ExitCode> {
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::new("The sealed file.");
    let (stretched, ()) = timed(stretch)?;
    figures.tell("Argon2id at the vault's cost", &ms(stretched));
    for rows in [FEW, MANY] {
        let export = Export::write(Kind::Views, rows, folder.path())?;
        let vault = folder.path().join(format!("vault {rows}"));
        fill(&export, &vault)?;
        let mut times = (0..UNLOCKS)
            .map(|_| Ok(timed(|| unlock(&vault))?.0))
            .collect::<Outcome<Vec<_>>>()?;
        let what = format!("unlock besides Argon2id, profile shown, {rows} events, p99");
        figures.millis(&what, percentile(&mut times, 99), 25.0);
    }
    let export = Export::write(Kind::Views, MANY, folder.path())?;
    let clear = work(&export, &folder.path().join("clear.db"), Seal::Clear)?;
    let sealed = work(&export, &folder.path().join("sealed.db"), Seal::Sealed)?;
    for ((what, most), (sealed, clear)) in LIMITS.into_iter().zip(sealed.into_iter().zip(clear)) {
        figures.tell(&format!("SQLite: {what}"), &ms(clear));
        figures.ratio(&format!("SQLCipher: {what}"), (sealed, clear), most);
    }
    Ok(figures.show())
}

/// What is compared, and how many times as long it may take sealed.
const LIMITS: [(&str, f64); 4] = [
    ("a million events put in", 1.5),
    ("a full scan", 3.0),
    ("20000 events read one by one", 2.5),
    ("a durable commit, median", 2.0),
];

fn work(export: &Export, path: &Path, seal: Seal) -> Outcome<[Duration; 4]> {
    let mut table = Table::create(path, seal)?;
    let (put_in, ()) = timed(|| table.fill(export))?;
    drop(table);
    let table = Table::open(path, seal)?;
    let (scanned, _) = timed(|| table.scan())?;
    drop(table);
    let table = Table::open(path, seal)?;
    let places = table.places()?;
    let mut dice = Dice::of(1);
    let (read, ()) = timed(|| {
        for _ in 0..READS {
            let place = dice.one_of(&places).ok_or("nothing is there")?;
            table.read(place)?;
        }
        Ok(())
    })?;
    let mut commits = (0..COMMITS)
        .map(|_| Ok(timed(|| table.commit())?.0))
        .collect::<Outcome<Vec<_>>>()?;
    Ok([put_in, scanned, read, percentile(&mut commits, 50)])
}

fn stretch() -> Outcome<()> {
    let params = Params::new(64 * 1024, 3, 4, Some(32)).map_err(|error| error.to_string())?;
    let mut key = [0_u8; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password_into(PASSPHRASE.as_bytes(), b"sixteen byte salt", &mut key)
        .map_err(|error| error.to_string())?;
    Ok(())
}

/// A vault whose passphrase is not stretched, so that all the rest of unlocking is what is measured.
fn fill(export: &Export, folder: &Path) -> Outcome<()> {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let now = SystemClock.now();
    let entropy = SystemEntropy::default();
    let mut vault = Vault::create(folder, &passphrase, KeyCost::TRIVIAL, now, &entropy)?;
    let mut import = vault.begin_import()?;
    export.read(&mut |item| {
        match item {
            Item::Source(source) => import.source(source)?,
            Item::Event(event) => import.add(event)?,
            Item::Progress(_) => {}
        }
        Ok(())
    })?;
    import.commit(now)?;
    vault.lock(now)?;
    Ok(())
}

fn unlock(folder: &Path) -> Outcome<()> {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let vault = Vault::unlock(folder, &passphrase, SystemClock.now())?;
    vault.preferences()?;
    Ok(())
}
