//! What deriving a profile costs from a million facts, and what one more change costs beside them. Every purchase has a title of
//! its own, of the words that shops use in four languages; views are of shows that the vault knows and of others.

use std::path::Path;
use std::process::ExitCode;

use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_intake::{Event, Format, Item, SourceInfo};
use inkling_tests::exports::{Export, Kind};
use inkling_tests::figures::{Figures, Outcome, percentile, timed};
use inkling_token::Timestamp;
use inkling_vault::derive::{Corrections, Derivation, Derived, derive};
use inkling_vault::{EventId, EventRow, KeyCost, Passphrase, SourceId, Vault};
use zeroizing_alloc::ZeroAlloc;

/// As the window and the command line have it.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

const ROWS: u64 = 1_000_000;
const PASSPHRASE: &str = "walnut cello harbour nineteen";
/// Times that a profile is derived from memory.
const TIMES: usize = 5;
/// Small changes that are measured, and the events of each.
const CHANGES: u8 = 20;
const FEW: u64 = 10;

type Facts = Vec<(EventId, Event)>;

fn main() -> Outcome<ExitCode> {
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::new("Derivation.");
    // The shipped tables are read once.
    drop(profile(&facts(&[(Kind::Purchases, 10)], folder.path())?));
    for kinds in [
        &[(Kind::Purchases, ROWS)][..],
        &[(Kind::Views, ROWS)],
        &[(Kind::Purchases, ROWS / 2), (Kind::Views, ROWS / 2)],
    ] {
        from_memory(&mut figures, &facts(kinds, folder.path())?, kinds)?;
    }
    from_the_file(&mut figures, folder.path())?;
    Ok(figures.end())
}

fn from_memory(figures: &mut Figures, facts: &Facts, kinds: &[(Kind, u64)]) -> Outcome<()> {
    let (mut times, mut profiles) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let (took, derived) = timed(|| Ok(profile(facts)))?;
        times.push(took);
        profiles.push(derived);
    }
    let backwards = profile(&facts.iter().rev().cloned().collect());
    if profiles.iter().any(|derived| *derived != backwards) {
        return Err("the order of the facts changes the profile".into());
    }
    figures.millis(
        &format!("{kinds:?} from memory, median"),
        percentile(&mut times, 50),
        1_000.0,
    );

    let (now, none) = (SystemClock.now(), Corrections::default());
    let mut derivation = Derivation::default();
    for (id, event) in facts {
        derivation.take_in(&EventRow::of(*id, event), &none);
    }
    drop(derivation.derive(now));
    let (last, left) = facts.split_last().ok_or("there are no facts")?;
    let (took, after) = timed(|| {
        derivation.let_go(&EventRow::of(last.0, &last.1), &none);
        Ok(derivation.derive(now))
    })?;
    if after != profile(&left.to_vec()) {
        return Err("a profile that follows a change is another than one derived anew".into());
    }
    figures.millis("  without one of them", took, 20.0);
    Ok(())
}

/// A vault of a million events: what the first change after an unlock takes, and each one after it.
fn from_the_file(figures: &mut Figures, folder: &Path) -> Outcome<()> {
    let now = SystemClock.now();
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let folder = folder.join("vault");
    let entropy = SystemEntropy::default();
    let mut vault = Vault::create(&folder, &passphrase, KeyCost::TRIVIAL, now, &entropy)?;
    for (number, kind) in [(1, Kind::Purchases), (2, Kind::Views)] {
        let export = facts(&[(kind, ROWS / 2)], &folder)?;
        let events = export.into_iter().map(|(_, event)| event);
        import(&mut vault, number, &events.collect::<Vec<_>>())?;
    }
    let mut news = Vec::new();
    for number in 3..CHANGES + 3 {
        let few = facts(&[(Kind::Purchases, FEW)], &folder)?.into_iter();
        let few = few.map(|(_, event)| Event {
            natural_key: format!("{} {number}", event.natural_key),
            ..event
        });
        news.push((number, few.collect::<Vec<_>>()));
    }
    vault.lock(now)?;
    let mut vault = Vault::unlock(&folder, &passphrase, now)?;

    let (mut imports, mut undoings) = (Vec::new(), Vec::new());
    for (number, events) in &news {
        let (took, source) = timed(|| import(&mut vault, *number, events))?;
        imports.push(took);
        let (took, _) = timed(|| Ok(vault.undo_import(source, now)?))?;
        undoings.push(took);
    }
    let first = imports.remove(0);
    figures.millis(
        "1000000 in a vault: the first import of 10 after an unlock",
        first,
        3_000.0,
    );
    figures.millis(
        "  an import of 10 after it, median",
        percentile(&mut imports, 50),
        20.0,
    );
    figures.millis(
        "  undoing an import of 10, median",
        percentile(&mut undoings, 50),
        20.0,
    );
    vault.lock(now)?;
    Ok(())
}

fn import(vault: &mut Vault, number: u8, events: &[Event]) -> Outcome<SourceId> {
    let mut import = vault.begin_import()?;
    import.source(&SourceInfo {
        input: 0,
        name: format!("{number}.csv"),
        entry: None,
        format: Some(Format::AmazonOrders),
        sha256: [number; 32],
        bytes: 1,
    })?;
    for event in events {
        import.add(event)?;
    }
    import.commit(SystemClock.now())?;
    let newest = vault.sources()?.into_iter().max_by_key(|source| source.id);
    Ok(newest.ok_or("the import left no source")?.id)
}

fn profile(facts: &Facts) -> Vec<Derived> {
    let rows = facts.iter().map(|(id, event)| EventRow::of(*id, event));
    derive(rows, &Corrections::default(), SystemClock.now())
}

fn facts(kinds: &[(Kind, u64)], folder: &Path) -> Outcome<Facts> {
    let mut facts = Vec::new();
    for (kind, rows) in kinds {
        let mut seq = 0;
        Export::write(*kind, *rows, folder)?.read(&mut |item| {
            if let Item::Event(event) = item {
                seq += 1;
                facts.push((name(event, seq), event.clone()));
            }
            Ok(())
        })?;
    }
    Ok(facts)
}

fn name(event: &Event, seq: u32) -> EventId {
    EventId {
        stream: event.stream,
        at: Timestamp::from_millis(event.at),
        seq,
    }
}
