//! A stop that races with everything that could still serve: from the moment it returned, nothing does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use inkling_token::mailbox::{Object, Write};

use super::store::{BOX, TestStore, settings};
use super::*;

/// Vaults that are raced for side by side.
const VAULTS: u32 = 4;

/// Whether a shop would get something to use out of it.
fn serves(outgoing: &Outgoing) -> bool {
    match outgoing {
        Outgoing::Present { .. } | Outgoing::Update { .. } => true,
        Outgoing::Revoke { .. } | Outgoing::Pause { .. } => false,
        Outgoing::Publish { objects, .. } => objects.iter().any(is_of_use),
    }
}

/// Tokens, or a status that may say anything but the end: only the end is written over whatever is there.
fn is_of_use(object: &Object) -> bool {
    match object.write {
        Write::Create { .. } | Write::Replace { .. } => true,
        Write::Overwrite { .. } => object.name.starts_with('m'),
        Write::Delete => false,
    }
}

/// A vault with one grant, and an answer or an update for the shop and something for the mailbox waiting.
fn restless(was_answered: bool) -> (Scene, GrantId) {
    let (mut scene, mut store) = (scene(), TestStore::default());
    scene.vault.set_mailbox(Some(&settings(BOX)), NOW).unwrap();
    let (id, request) = scene.asks(NOW);
    let grant = scene.shares(id, &only(&["sizes"]), NOW);
    if was_answered {
        scene.publishes(&mut store, NOW);
        scene.sends(&request, &request.nonce, "first", NOW);
        let other = json!([{"system": "EU", "value": "41", "weight": 1.0}]);
        testing::state(&mut scene.vault, "shoes.size", other);
        let update = scene.due_for_the_shop(NOW)[0];
        scene.composes(update, NOW);
    }
    assert_eq!(scene.due(NOW).len(), 2);
    (scene, grant)
}

/// Everything about the grant, as it is now.
const REMEMBER: &str = "
    CREATE TEMP TABLE then_grants AS SELECT * FROM grants;
    CREATE TEMP TABLE then_tokens AS SELECT * FROM tokens;
    CREATE TEMP TABLE then_deliveries AS SELECT * FROM deliveries;
    CREATE TEMP TABLE then_objects AS SELECT * FROM objects;
";

/// Back to the moment that was remembered: a stop can be raced for but once.
const GO_BACK: &str = "
    BEGIN IMMEDIATE;
    PRAGMA defer_foreign_keys = ON;
    DELETE FROM objects; DELETE FROM deliveries; DELETE FROM tokens; DELETE FROM grants;
    INSERT INTO grants SELECT * FROM then_grants;
    INSERT INTO tokens SELECT * FROM then_tokens;
    INSERT INTO deliveries SELECT * FROM then_deliveries;
    INSERT INTO objects SELECT * FROM then_objects;
    COMMIT;
";

/// What one race saw.
#[derive(Default)]
struct Seen {
    served_before: u32,
    served_late: u32,
}

/// One thread makes a round of what is due, another stops the grant meanwhile; then the first makes another round.
fn race(vault: &Mutex<Vault>, grant: GrantId, head_start: u32) -> Seen {
    let stopped = AtomicBool::new(false);
    let (start, end) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let postman = scope.spawn(|| {
            let mut seen = Seen::default();
            start.wait();
            make_a_round(vault, &stopped, &mut seen);
            end.wait();
            make_a_round(vault, &stopped, &mut seen);
            seen
        });
        start.wait();
        for _ in 0..head_start {
            thread::yield_now();
        }
        vault.lock().unwrap().revoke(grant, NOW).unwrap();
        stopped.store(true, Ordering::SeqCst);
        end.wait();
        postman.join().unwrap()
    })
}

fn make_a_round(vault: &Mutex<Vault>, stopped: &AtomicBool, seen: &mut Seen) {
    let due = vault.lock().unwrap().due(NOW).unwrap();
    for delivery in due {
        let is_late = stopped.load(Ordering::SeqCst);
        let composed = vault.lock().unwrap().compose(delivery, NOW, &Dice);
        let served = u32::from(composed.is_ok_and(|outgoing| serves(&outgoing)));
        if is_late {
            seen.served_late += served;
        } else {
            seen.served_before += served;
        }
    }
}

fn races(was_answered: bool, rounds: u32) -> Seen {
    let (scene, grant) = restless(was_answered);
    scene.vault.connection.execute_batch(REMEMBER).unwrap();
    let vault = Mutex::new(scene.vault);
    let mut all = Seen::default();
    for round in 0..rounds {
        let seen = race(&vault, grant, round % 16);
        all.served_before += seen.served_before;
        all.served_late += seen.served_late;
        let vault = vault.lock().unwrap();
        vault.connection.execute_batch(GO_BACK).unwrap();
    }
    all
}

fn a_stopped_grant_serves_nothing_in(rounds: u32) {
    let seen: Vec<Seen> = thread::scope(|scope| {
        let run = |vault: u32| scope.spawn(move || races(vault.is_multiple_of(2), rounds / VAULTS));
        let runs: Vec<_> = (0..VAULTS).map(run).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });

    for seen in seen {
        assert_eq!(seen.served_late, 0);
        assert!(seen.served_before > 0, "it was no race");
    }
}

#[test]
fn a_grant_that_was_stopped_serves_nothing_in_a_thousand_races() {
    a_stopped_grant_serves_nothing_in(1_000);
}

#[test]
#[ignore = "takes minutes where nothing is optimised; make prove runs it"]
fn a_grant_that_was_stopped_serves_nothing_in_ten_thousand_races() {
    a_stopped_grant_serves_nothing_in(10_000);
}
