//! What deriving a profile costs, from a million facts in memory: every purchase has a title of its own.

use std::process::ExitCode;

use inkling_desk::system::{Clock, SystemClock};
use inkling_intake::{Event, EventKind, Item, Stream};
use inkling_tests::exports::{Export, Kind};
use inkling_tests::figures::{Figures, Outcome, timed};
use inkling_token::Timestamp;
use inkling_vault::derive::{Corrections, derive};
use inkling_vault::{EventId, EventRow};

const ROWS: u64 = 1_000_000;

fn main() -> Outcome<ExitCode> {
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::new("Derivation.");
    for kind in [Kind::Purchases, Kind::Views] {
        let facts = facts(&Export::write(kind, ROWS, folder.path())?)?;
        let now = SystemClock.now();
        // The shipped tables are read once.
        drop(derive(
            &mut facts.iter().take(10).cloned(),
            &Corrections::default(),
            now,
        ));
        let again = facts.clone();
        let (took, first) =
            timed(|| Ok(derive(&mut facts.into_iter(), &Corrections::default(), now)))?;
        if first != derive(&mut again.into_iter().rev(), &Corrections::default(), now) {
            return Err("the order of the facts changes the profile".into());
        }
        figures.millis(&format!("{ROWS} {kind:?} from memory"), took, 1_000.0);
    }
    Ok(figures.end())
}

fn facts(export: &Export) -> Outcome<Vec<EventRow>> {
    let mut facts = Vec::new();
    let mut seq = 0;
    export.read(&mut |item| {
        if let Item::Event(event) = item {
            seq += 1;
            facts.push(fact(event, seq));
        }
        Ok(())
    })?;
    Ok(facts)
}

fn fact(event: &Event, seq: u32) -> EventRow {
    EventRow {
        id: EventId {
            stream: match event.kind {
                EventKind::Bought => Stream::AmazonOrders,
                EventKind::Watched
                | EventKind::Listened
                | EventKind::Visited
                | EventKind::Rated
                | EventKind::Read
                | EventKind::Saved
                | EventKind::Searched
                | EventKind::Supposed => Stream::NetflixViews,
            },
            at: Timestamp::from_millis(event.at),
            seq,
        },
        kind: event.kind,
        precision: event.precision,
        title: event.title.clone(),
        show: event.show.clone(),
        season: event.season.clone(),
        item_id: event.item_id.clone(),
        category_hint: event.category_hint.clone(),
        unspsc: event.unspsc.clone(),
        market: event.market.clone(),
        amount_minor: event.amount_minor,
        currency: event.currency.clone(),
        quantity: event.quantity,
        seconds: event.seconds,
        rating: event.rating,
        counts: event.counts,
    }
}
