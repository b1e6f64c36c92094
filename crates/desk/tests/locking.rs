//! The vault locks by itself: over a real vault, with a clock that the test sets.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use inkling_desk::system::{Clock, SystemEntropy};
use inkling_desk::view::{ImportAnswers, LastLock, LockReason, Settings, VaultState};
use inkling_desk::{Desk, Developer, Event, FailureCode, Sign};
use inkling_token::Timestamp;
use tempfile::TempDir;

const NOW: i64 = 1_795_435_200_000;
const MINUTE: i64 = 60_000;
const PASSPHRASE: &str = "tidal lantern orbit walnut";
const LINK: &str = "inkling://authorize?client_id=decentralized_identifier:did:web:shop.example&request_uri=https://shop.example/r";

/// A clock whose hands the test holds; it fails while they are taken off.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

const OFF: i64 = i64::MIN;

impl Hands {
    fn move_by(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        let now = self.0.load(Ordering::Relaxed);
        assert_ne!(now, OFF, "the clock has no hands");
        Timestamp::from_millis(now)
    }
}

/// An open vault, and what its shell saw.
struct Scene {
    folder: TempDir,
    desk: Arc<Desk>,
    hands: Hands,
    veiled: Arc<Mutex<Vec<LockReason>>>,
}

impl Scene {
    fn open() -> Self {
        let (folder, hands) = (
            tempfile::tempdir().unwrap(),
            Hands(Arc::new(AtomicI64::new(NOW))),
        );
        let desk = Desk::new(
            folder.path().join("vault"),
            Developer::On,
            Box::new(hands.clone()),
            Box::<SystemEntropy>::default(),
            Box::new(|| ()),
        );
        let veiled = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&veiled);
        desk.on_lock(move |reason, _| seen.lock().unwrap().push(reason));
        desk.create(PASSPHRASE.into()).unwrap();
        Self {
            folder,
            desk,
            hands,
            veiled,
        }
    }

    fn state(&self) -> VaultState {
        self.desk.status().unwrap().vault
    }

    fn last_lock(&self) -> LastLock {
        self.desk.status().unwrap().last_lock.unwrap()
    }
}

#[test]
fn a_vault_that_nobody_uses_is_closed_and_says_why() {
    let scene = Scene::open();
    scene.hands.move_by(14 * MINUTE + 45_000);
    scene.desk.note(Event::Tick).unwrap();
    let near = scene.desk.status().unwrap();
    assert_eq!(near.vault, VaultState::Open);
    assert_eq!(near.locks_at, Some(NOW + 15 * MINUTE));

    scene.hands.move_by(15_000);
    scene.desk.note(Event::Tick).unwrap();

    assert_eq!(scene.state(), VaultState::Locked);
    assert_eq!(scene.last_lock().reason, LockReason::Idle);
    assert_eq!(*scene.veiled.lock().unwrap(), [LockReason::Idle]);
    assert_eq!(scene.desk.home().unwrap_err().code, FailureCode::Locked);
    scene.desk.unlock(PASSPHRASE.into()).unwrap();
    assert_eq!(scene.desk.status().unwrap().last_lock, None);
}

#[test]
fn what_the_person_chose_holds_at_once_and_after_the_next_unlock() {
    let scene = Scene::open();
    let settings = Settings {
        lock_after: Some(60),
        lock_on_sleep: false,
        ..scene.desk.settings().unwrap().settings
    };
    scene.desk.set_settings(settings).unwrap();
    for _ in 0..2 {
        scene.hands.move_by(59 * MINUTE);
        scene.desk.note(Event::Begins(Sign::Sleep)).unwrap();
        assert_eq!(scene.state(), VaultState::Open);
        scene.desk.lock().unwrap();
        scene.desk.unlock(PASSPHRASE.into()).unwrap();
        assert_eq!(scene.desk.settings().unwrap().settings, settings);
    }
    let longer_than_a_day = Settings {
        lock_after: Some(1441),
        ..settings
    };
    let refused = scene.desk.set_settings(longer_than_a_day).unwrap_err();
    assert_eq!(refused.code, FailureCode::BadValue);
}

#[test]
fn a_shorter_time_that_is_over_already_locks_at_once() {
    let scene = Scene::open();
    scene.hands.move_by(10 * MINUTE);
    let settings = Settings {
        lock_after: Some(5),
        ..scene.desk.settings().unwrap().settings
    };

    scene.desk.set_settings(settings).unwrap();

    assert_eq!(scene.state(), VaultState::Locked);
    assert_eq!(*scene.veiled.lock().unwrap(), [LockReason::Idle]);
}

#[test]
fn an_import_that_runs_does_not_hold_up_the_lock_and_nothing_of_it_is_kept() {
    let scene = Scene::open();
    scene
        .desk
        .import_start(many_views(&scene.folder), alex())
        .unwrap();
    while scene.desk.import_progress().rows == 0 {
        thread::yield_now();
    }
    assert!(scene.desk.import_progress().done.is_none());

    scene.hands.move_by(MINUTE);
    scene.desk.note(Event::Begins(Sign::Sleep)).unwrap();

    assert_eq!(scene.state(), VaultState::Locked);
    let expected = LastLock {
        reason: LockReason::Sleep,
        import_stopped: true,
        failure: None,
    };
    assert_eq!(scene.last_lock(), expected);
    scene.desk.unlock(PASSPHRASE.into()).unwrap();
    assert_eq!(scene.desk.sources().unwrap(), []);
    assert_eq!(scene.desk.home().unwrap().events, 0);
}

#[test]
fn a_vault_whose_files_broke_is_closed_all_the_same_and_the_person_is_told() {
    let scene = Scene::open();
    let vault = scene.folder.path().join("vault");
    for file in fs::read_dir(&vault)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if file.to_string_lossy().contains(".db") {
            let zeros = vec![0; usize::try_from(fs::metadata(&file).unwrap().len()).unwrap()];
            fs::write(&file, zeros).unwrap();
        }
    }

    let failure = scene.desk.lock().unwrap_err();

    assert_eq!(scene.state(), VaultState::Locked);
    assert_eq!(scene.last_lock().failure, Some(failure.code));
    assert_eq!(scene.desk.home().unwrap_err().code, FailureCode::Locked);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "several moments of a real race are tried; none is waited for"
)]
fn a_lock_that_is_asked_for_while_the_passphrase_is_tried_is_not_lost() {
    let scene = Scene::open();
    scene.desk.lock().unwrap();
    for wait in [0, 20, 60, 120] {
        let desk = Arc::clone(&scene.desk);
        let unlocking = thread::spawn(move || desk.unlock(PASSPHRASE.into()));
        thread::sleep(Duration::from_millis(wait));
        scene.desk.lock().unwrap();
        unlocking.join().unwrap().unwrap();
        // Whichever came first: once the person's lock has answered after the unlock, the vault is closed.
        scene.desk.lock().unwrap();
        assert_eq!(scene.state(), VaultState::Locked);
    }
}

#[test]
fn the_vault_closes_although_a_thread_died_with_it_in_its_hands() {
    let scene = Scene::open();
    let desk = Arc::clone(&scene.desk);
    scene.hands.0.store(OFF, Ordering::Relaxed);
    let dies = thread::spawn(move || desk.sync());
    assert!(dies.join().is_err());
    scene.hands.0.store(NOW, Ordering::Relaxed);

    scene.desk.lock().unwrap();

    assert_eq!(scene.state(), VaultState::Locked);
}

#[test]
fn a_link_that_meets_a_vault_that_locked_by_itself_waits_for_the_unlock() {
    let scene = Scene::open();
    scene.hands.move_by(60 * MINUTE);
    scene.desk.note(Event::Active).unwrap();

    let answer = scene.desk.open_link(LINK).unwrap_err();

    assert_eq!(answer.code, FailureCode::Locked);
    assert_eq!(scene.desk.status().unwrap().waiting, 1);
}

#[test]
fn a_computer_that_says_nothing_is_not_said_to_say_something() {
    let scene = Scene::open();
    let told = scene.desk.settings().unwrap();
    assert_eq!((told.hears_sleep, told.hears_screen_lock), (false, false));

    scene
        .desk
        .learn(|surroundings| surroundings.hears_sleep = true);

    assert!(scene.desk.settings().unwrap().hears_sleep);
}

fn alex() -> ImportAnswers {
    ImportAnswers {
        people: vec!["Alex".into()],
        ..ImportAnswers::default()
    }
}

/// So many that reading them takes a while.
fn many_views(folder: &TempDir) -> Vec<PathBuf> {
    let head = "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country\n";
    let rows = (0..200_000).map(|row| {
        let (hour, minute, second) = (row / 3600 % 24, row / 60 % 60, row % 60);
        let (month, day) = (row / 20_000 + 1, row % 28 + 1);
        format!("Alex,2025-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02},01:10:43,,Film {row},,Chrome PC,01:10:43,01:10:43,DE (Germany)\n")
    });
    let path = folder.path().join("views.csv");
    fs::write(&path, head.to_owned() + &rows.collect::<String>()).unwrap();
    vec![path]
}
