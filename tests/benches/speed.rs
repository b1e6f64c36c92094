//! How fast, as ratios within one run: what the vault costs over the bare work that it must do anyway.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_intake::{Answers, Input, Item};
use inkling_vault::{KeyCost, Passphrase, Vault};
use rusqlite::{Connection, params};

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROWS: usize = 200_000;
const PASSPHRASE: &str = "walnut cello harbour nineteen";

fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let export = export();
    let mut table = String::new();

    let parsed = timed(|| read(&export, &mut |_| Ok(())))?;
    let bare = timed(|| bare_inserts(&export, &folder.path().join("bare.db")))?;
    let imported = timed(|| import(&export, &folder.path().join("vault")))?;
    line(&mut table, "parse the export", parsed, parsed)?;
    line(&mut table, "parse, bare encrypted inserts", bare, parsed)?;
    line(
        &mut table,
        "import: parse, insert, derive, one transaction",
        imported,
        bare,
    )?;

    let stretched = timed(stretch)?;
    let unlocked = timed(|| unlock(&folder.path().join("vault")))?;
    line(
        &mut table,
        "Argon2id at the vault's cost",
        stretched,
        stretched,
    )?;
    line(
        &mut table,
        "unlock and read the profile",
        unlocked,
        stretched,
    )?;

    show(&format!(
        "{ROWS} rows; the ratio is to the line above it, or to the bare work.\n{table}"
    ));
    Ok(())
}

fn export() -> String {
    let mut csv = String::from(
        "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country\n",
    );
    for row in 0..ROWS {
        let (day, hour, minute) = (1 + row % 28, row / 28 % 24, row / 672 % 60);
        let (year, month, title) = (2005 + row / 40_320 % 20, 1 + row % 12, row % 5_000);
        // Writing to a string does not fail.
        writeln!(csv, "Alex,{year}-{month:02}-{day:02} {hour:02}:{minute:02}:00,00:50:00,,Title {title}: Season 1: Episode {row},,TV,00:50:00,00:50:00,DE (Germany)").ok();
    }
    csv
}

fn read(export: &str, take: &mut dyn FnMut(Item<'_>) -> Outcome<()>) -> Outcome<()> {
    let mut inputs = [Input::new(
        "ViewingActivity.csv",
        Cursor::new(export.as_bytes().to_vec()),
    )];
    let answers = Answers {
        people: ["Alex".to_owned()].into(),
        date_order: None,
    };
    let mut taken = Ok(());
    let read = inkling_intake::read(&mut inputs, &answers, &mut |item| {
        taken = take(item);
        if taken.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    taken?;
    read?;
    Ok(())
}

fn bare_inserts(export: &str, path: &Path) -> Outcome<()> {
    let mut database = Connection::open(path)?;
    database.pragma_update(
        None,
        "key",
        "x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'",
    )?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.execute_batch("CREATE TABLE events (at INTEGER, seq INTEGER, title TEXT, seconds INTEGER, PRIMARY KEY (at, seq)) WITHOUT ROWID")?;
    let transaction = database.transaction()?;
    let mut seq = 0_i64;
    read(export, &mut |item| {
        if let Item::Event(event) = item {
            seq += 1;
            let mut insert =
                transaction.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4)")?;
            insert.execute(params![event.at, seq, event.title, event.seconds])?;
        }
        Ok(())
    })?;
    transaction.commit()?;
    Ok(())
}

fn import(export: &str, folder: &Path) -> Outcome<()> {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let mut vault = Vault::create(
        folder,
        &passphrase,
        KeyCost::FLOOR,
        SystemClock.now(),
        &SystemEntropy::default(),
    )?;
    let mut import = vault.begin_import()?;
    read(export, &mut |item| {
        match item {
            Item::Source(source) => import.source(source)?,
            Item::Event(event) => import.add(event)?,
            Item::Progress(_) => {}
        }
        Ok(())
    })?;
    import.commit(SystemClock.now())?;
    vault.lock(SystemClock.now())?;
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

fn unlock(folder: &Path) -> Outcome<()> {
    let vault = Vault::unlock(
        folder,
        &Passphrase::new(PASSPHRASE.to_owned()),
        SystemClock.now(),
    )?;
    vault.preferences()?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn timed(act: impl FnOnce() -> Outcome<()>) -> Outcome<Duration> {
    let start = Instant::now();
    act()?;
    Ok(start.elapsed())
}

fn line(table: &mut String, what: &str, took: Duration, over: Duration) -> std::fmt::Result {
    writeln!(
        table,
        "{what:<50} {:>8.0} ms  {:>5.2}x",
        took.as_secs_f64() * 1e3,
        took.as_secs_f64() / over.as_secs_f64()
    )
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn show(table: &str) {
    print!("{table}");
}
