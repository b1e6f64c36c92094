//! What an import costs the processor over reading the export and putting its rows into the same table, and how much memory it takes.

use std::path::Path;
use std::process::ExitCode;

use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_intake::Item;
use inkling_tests::exports::{Export, Kind};
use inkling_tests::figures::{Figures, Outcome, forget_the_peak, ms, resident, timed, worked};
use inkling_vault::{KeyCost, Passphrase, Vault};
use plain::{Seal, Table};

mod plain;

const ROWS: u64 = 1_000_000;
/// Rows in no order cost the bare work itself several times as much.
const SCATTERED: u64 = 200_000;
const PASSPHRASE: &str = "walnut cello harbour nineteen";
/// Of the memory that an import takes above what the program had before.
const MEGABYTES: f64 = 150.0;

fn main() -> Outcome<ExitCode> {
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::new("Imports.");
    for (kind, rows) in [
        (Kind::Views, ROWS),
        (Kind::Purchases, ROWS),
        (Kind::ScatteredViews, SCATTERED),
    ] {
        let export = Export::write(kind, rows, folder.path())?;
        let here = folder.path().join(format!("{kind:?}"));
        std::fs::create_dir(&here)?;
        measure(&mut figures, &format!("{rows} {kind:?}"), (&export, &here))?;
        std::fs::remove_dir_all(here)?;
    }
    Ok(figures.end())
}

fn measure(figures: &mut Figures, what: &str, (export, folder): (&Export, &Path)) -> Outcome<()> {
    let (parsed, ()) = worked(|| export.read(&mut |_| Ok(())))?;
    let (clear, ()) = worked(|| store(export, &folder.join("clear.db"), Seal::Clear))?;
    let (bare, ()) = worked(|| store(export, &folder.join("bare.db"), Seal::Sealed))?;
    let idle = resident("VmRSS")?;
    forget_the_peak()?;
    let (waited, (imported, ())) = timed(|| worked(|| import(export, &folder.join("vault"))))?;
    let peak = resident("VmHWM")?;
    let what = |figure: &str| format!("{what}: {figure}");
    figures.tell(&what("parse"), &ms(parsed));
    figures.tell(&what("parse, bare inserts in the clear"), &ms(clear));
    figures.tell(&what("parse, bare encrypted inserts"), &ms(bare));
    figures.ratio(&what("encrypted over clear"), (bare, clear), 1.5);
    figures.tell(&what("import"), &ms(imported));
    figures.tell(&what("import, on the clock"), &ms(waited));
    figures.ratio(&what("import, over the bare work"), (imported, bare), 1.5);
    figures.limit(&what("memory above idle"), (peak - idle, MEGABYTES), " MB");
    Ok(())
}

/// The bare work: every row into the same table, in one transaction.
fn store(export: &Export, path: &Path, seal: Seal) -> Outcome<()> {
    let mut table = Table::create(path, seal)?;
    table.fill(export)?;
    Ok(())
}

fn import(export: &Export, folder: &Path) -> Outcome<()> {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let now = SystemClock.now();
    let mut vault = Vault::create(
        folder,
        &passphrase,
        KeyCost::TRIVIAL,
        now,
        &SystemEntropy::default(),
    )?;
    let mut import = vault.begin_import()?;
    export.read(&mut |item| {
        match item {
            Item::Source(source) => import.source(source)?,
            Item::Event(event) => import.add(event)?,
            Item::Progress(_) => {}
        }
        Ok(())
    })?;
    let imported = import.commit(now)?;
    if imported.added != export.rows() {
        return Err(format!("only {} rows came in", imported.added).into());
    }
    vault.lock(now)?;
    Ok(())
}
