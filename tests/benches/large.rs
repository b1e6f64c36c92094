//! The memory of an import does not grow with the file: files of every shape that is read as it comes, and how much reading
//! and importing them takes above what the program had before. `cargo bench --bench large -- 1024 256` reads a gigabyte of
//! each, and imports a quarter of one.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_intake::{Answers, Input, Item, examine, read};
use inkling_tests::figures::{Figures, Outcome, forget_the_peak, ms, resident, timed};
use inkling_tests::large::Shape;
use inkling_vault::{KeyCost, Passphrase, Vault};

const PASSPHRASE: &str = "walnut cello harbour nineteen";
/// Megabytes of a file that is read, and of one that is imported, unless the command line says others.
const SIZES: [u64; 2] = [256, 16];
/// Megabytes of memory above idle.
const MOST: f64 = 150.0;

/// What is done with a file; how many facts that comes to.
type Job = fn(&Path, &Path) -> Outcome<u64>;
/// A file to do it with: its shape, its megabytes, and those of the program before it did anything.
type Case = (Shape, u64, f64);

fn main() -> Outcome<ExitCode> {
    let asked: Vec<u64> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let mut figures = Figures::new("Large files.");
    let idle = resident("VmRSS")?;
    let jobs: [(&str, Job); 2] = [("read", look), ("import", import)];
    for (place, (name, job)) in jobs.into_iter().enumerate() {
        let size = asked
            .get(place)
            .or(SIZES.get(place))
            .copied()
            .unwrap_or_default();
        for shape in Shape::ALL {
            measure(
                &mut figures,
                &format!("{name}, {size} MB, {shape:?}"),
                (shape, size, idle),
                job,
            )?;
        }
    }
    Ok(figures.end())
}

fn measure(figures: &mut Figures, what: &str, (shape, size, idle): Case, job: Job) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = shape.write(size << 20, folder.path())?;
    forget_the_peak()?;
    let (took, facts) = timed(|| job(&path, &folder.path().join("vault")))?;
    let peak = resident("VmHWM")?;
    figures.tell(&format!("{what}: facts"), &facts);
    figures.tell(&format!("{what}: time"), &ms(took));
    figures.limit(
        &format!("{what}: memory above idle"),
        (peak - idle, MOST),
        " MB",
    );
    if facts == 0 {
        return Err("nothing came in".into());
    }
    Ok(())
}

/// Examines a file, and reads what is in it.
fn look(path: &Path, _vault: &Path) -> Outcome<u64> {
    let mut inputs = [Input::new("export", File::open(path)?)];
    examine(&mut inputs, &mut |_| ControlFlow::Continue(()))?;
    let found = read(&mut inputs, &Answers::default(), &mut |_| {
        ControlFlow::Continue(())
    })?;
    Ok(found.recognised().map(|(_, file)| file.events).sum())
}

/// Puts what is in a file into a new vault.
fn import(path: &Path, folder: &Path) -> Outcome<u64> {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let now = SystemClock.now();
    let entropy = SystemEntropy::default();
    let mut vault = Vault::create(folder, &passphrase, KeyCost::TRIVIAL, now, &entropy)?;
    let mut import = vault.begin_import()?;
    let mut stored = Ok(());
    let mut inputs = [Input::new("export", File::open(path)?)];
    read(&mut inputs, &Answers::default(), &mut |item| {
        stored = match item {
            Item::Source(source) => import.source(source),
            Item::Event(event) => import.add(event),
            Item::Progress(_) => Ok(()),
        };
        if stored.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    stored?;
    let imported = import.commit(now)?;
    vault.lock(now)?;
    Ok(imported.added)
}
