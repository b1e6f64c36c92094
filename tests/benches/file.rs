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
use rusqlite::Connection;

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
    Ok(figures.end())
}

/// What is compared, and how many times as long it may take sealed.
const LIMITS: [(&str, f64); 3] = [
    ("a full scan", 3.0),
    ("20000 events read one by one", 2.5),
    ("a durable commit, median", 2.0),
];

fn work(export: &Export, path: &Path, seal: Seal) -> Outcome<[Duration; 3]> {
    Table::create(path, seal)?.fill(export)?;
    let Table(file) = Table::with_manners(Connection::open(path)?, seal)?;
    let (scanned, ()) = timed(|| scan(&file))?;
    drop(file);
    let Table(file) = Table::with_manners(Connection::open(path)?, seal)?;
    let places = places(&file)?;
    let mut dice = Dice::of(1);
    let (read, ()) = timed(|| {
        for _ in 0..READS {
            let place = dice.one_of(&places).ok_or("nothing is there")?;
            read_one(&file, place)?;
        }
        Ok(())
    })?;
    let mut commits = (0..COMMITS)
        .map(|_| Ok(timed(|| commit(&file))?.0))
        .collect::<Outcome<Vec<_>>>()?;
    Ok([scanned, read, percentile(&mut commits, 50)])
}

/// Reads every column of every row.
fn scan(file: &Connection) -> Outcome<()> {
    let mut statement = file.prepare("SELECT * FROM events ORDER BY stream, at, seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        row.get_ref("title")?.as_str()?;
    }
    Ok(())
}

/// When every hundredth event was, and its number.
fn places(file: &Connection) -> Outcome<Vec<(i64, i64)>> {
    let mut statement = file.prepare("SELECT at, seq FROM events WHERE seq % 100 = 0")?;
    let places = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(places.collect::<Result<_, _>>()?)
}

fn read_one(file: &Connection, (at, seq): (i64, i64)) -> Outcome<()> {
    let mut statement = file.prepare_cached(
        "SELECT title FROM events WHERE stream = 'netflix-views' AND at = ? AND seq = ?",
    )?;
    statement.query_row([at, seq], |row| row.get::<_, String>(0))?;
    Ok(())
}

/// One small change that is on the disk when this returns.
fn commit(file: &Connection) -> Outcome<()> {
    let mut statement =
        file.prepare_cached("UPDATE sources SET imported_at = imported_at + 1 WHERE id = 1")?;
    statement.execute([])?;
    Ok(())
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
