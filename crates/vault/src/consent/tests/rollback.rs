//! An older copy of the file that is put back is noticed, and nothing in it comes back to life by itself.

use std::fs;
use std::path::Path;

use inkling_token::message::Method;
use proptest::prelude::*;

use super::*;
use crate::SetbackKind;
use crate::consent::PauseTold;
use crate::testing::passphrase;

/// What SQLite wrote of a database, and what the vault remembers.
#[derive(Clone)]
struct Files {
    database: Vec<u8>,
    log: Option<Vec<u8>>,
    memory: Vec<u8>,
}

impl Files {
    /// As they lie there, also while the vault is open.
    fn of(dir: &Path) -> Self {
        Self {
            database: fs::read(dir.join("vault.db")).unwrap(),
            log: fs::read(dir.join("vault.db-wal")).ok(),
            memory: fs::read(dir.join("vault.memory")).unwrap(),
        }
    }

    fn put_back(&self, dir: &Path) {
        fs::remove_file(dir.join("vault.db-wal")).ok();
        fs::write(dir.join("vault.db"), &self.database).unwrap();
        if let Some(log) = &self.log {
            fs::write(dir.join("vault.db-wal"), log).unwrap();
        }
    }
}

fn unlock(dir: &Path, now: Timestamp) -> Vault {
    Vault::unlock(dir, &passphrase(), now).unwrap()
}

/// A scene whose vault is locked.
struct Locked {
    folder: TempDir,
    shop: TestShop,
}

impl Scene {
    fn locks(self) -> Locked {
        self.vault.lock(NOW).unwrap();
        Locked {
            folder: self.folder,
            shop: self.shop,
        }
    }

    fn files(&self) -> Files {
        Files::of(self.folder.path())
    }
}

impl Locked {
    fn unlocks(self, now: Timestamp) -> Scene {
        let vault = unlock(self.folder.path(), now);
        Scene {
            folder: self.folder,
            vault,
            shop: self.shop,
        }
    }
}

#[test]
fn an_old_copy_is_noticed_and_a_grant_that_was_stopped_since_rests() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let copy = scene.files();
    scene.vault.revoke(grant, NOW.plus_seconds(60)).unwrap();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());

    let later = NOW.plus_days(1);
    let mut scene = locked.unlocks(later);

    let setback = scene.vault.setback().unwrap().unwrap();
    assert_eq!(
        (
            setback.how,
            setback.noticed_at,
            setback.copy_of,
            setback.resting
        ),
        (SetbackKind::PutBack, later, NOW, 1)
    );
    let paused = GrantState::Paused {
        since: later,
        until: None,
        told: PauseTold::NotYet,
    };
    assert_eq!(scene.state(grant, later), paused);
    let delivery = scene.only_due(later);
    let outgoing = scene.composes(delivery, later);
    assert!(matches!(outgoing, Outgoing::Pause { .. }));
    scene.colours(&["red"]);
    assert!(
        scene
            .due(later.plus_days(30))
            .iter()
            .all(|due| *due == delivery)
    );
    let line = scene.vault.ledger(10, None).unwrap();
    let line = line
        .iter()
        .find(|line| line.what == Happening::RolledBack)
        .unwrap();
    assert_eq!((line.at, line.count), (later, Some(2)));
    assert_eq!(line.subject, Some(NOW.to_string()));
}

#[test]
fn the_news_of_stops_that_the_copy_knows_goes_first_and_at_once() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    scene.shop = TestShop::new("books.example");
    let (stopped, _) = scene.connected(Duration::Days90);
    scene.vault.revoke(stopped, NOW).unwrap();
    let news = scene.due(NOW)[0];
    scene.vault.postponed(news, NOW, &Dice).unwrap();
    assert_eq!(scene.due(NOW), []);
    let copy = scene.files();
    scene.vault.lock(NOW).unwrap();
    copy.put_back(scene.folder.path());
    scene.vault = unlock(scene.folder.path(), NOW);

    let due = scene.due(NOW);

    assert_eq!((due.len(), due[0]), (2, news));
    let outgoing = scene.composes(due[0], NOW);
    assert_eq!(message(&outgoing).method, Method::Delete);
    assert!(matches!(
        scene.composes(due[1], NOW),
        Outgoing::Pause { .. }
    ));
}

#[test]
fn a_pause_that_would_have_ended_by_itself_ends_no_more_by_itself() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    scene
        .vault
        .pause(grant, Some(NOW.plus_days(2)), NOW)
        .unwrap();
    let copy = scene.files();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());

    let mut scene = locked.unlocks(NOW.plus_days(1));

    let later = NOW.plus_days(5);
    scene.due(later);
    assert!(matches!(
        scene.state(grant, later),
        GrantState::Paused { until: None, .. }
    ));
}

#[test]
fn an_answer_that_was_given_once_waits_too() {
    let mut scene = scene();
    let (id, _) = scene.asks(NOW);
    let grant = scene.shares(id, &choice(Duration::Once), NOW);
    let copy = scene.files();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());

    let mut scene = locked.unlocks(NOW);

    assert_eq!(scene.due(NOW), []);
    scene.vault.resume(grant, NOW).unwrap();
    assert_eq!(scene.due(NOW).len(), 1);
}

#[test]
fn the_person_decides_and_then_it_is_over() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let copy = scene.files();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());
    let mut scene = locked.unlocks(NOW);

    scene.vault.resume(grant, NOW).unwrap();
    assert_eq!(scene.vault.setback().unwrap().unwrap().resting, 0);
    let scene = scene.locks().unlocks(NOW);

    assert_eq!(scene.vault.setback().unwrap(), None);
    assert!(matches!(
        scene.state(grant, NOW),
        GrantState::Updating { .. } | GrantState::Active { .. }
    ));
}

#[test]
fn a_setback_is_told_again_as_long_as_something_rests_because_of_it() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let copy = scene.files();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());
    let scene = locked.unlocks(NOW);

    let scene = scene.locks().unlocks(NOW.plus_days(1));

    let setback = scene.vault.setback().unwrap().unwrap();
    assert_eq!((setback.noticed_at, setback.resting), (NOW, 1));
    let lines = scene.ledger();
    let told = lines.iter().filter(|what| **what == Happening::RolledBack);
    assert_eq!(told.count(), 1);
}

#[test]
fn a_memory_that_is_gone_damaged_or_of_another_vault_is_explained_and_locks_nobody_out() {
    let (other, _vault) = testing::vault();
    let foreign = fs::read(other.path().join("vault.memory")).unwrap();
    for memory in [None, Some(b"{}".to_vec()), Some(foreign), Some(Vec::new())] {
        let mut scene = scene();
        let (grant, _) = scene.connected(Duration::Days90);
        let locked = scene.locks();
        let path = locked.folder.path().join("vault.memory");
        match memory {
            None => fs::remove_file(&path).unwrap(),
            Some(bytes) => fs::write(&path, bytes).unwrap(),
        }

        let scene = locked.unlocks(NOW);

        let setback = scene.vault.setback().unwrap().unwrap();
        assert_eq!((setback.how, setback.resting), (SetbackKind::Unknown, 1));
        assert!(matches!(scene.state(grant, NOW), GrantState::Paused { .. }));
        assert_eq!(scene.vault.preferences().unwrap().len(), 2);
    }
}

#[test]
fn a_memory_cannot_be_made_to_fit_an_older_copy() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let copy = scene.files();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());
    let path = locked.folder.path().join("vault.memory");
    let memory = fs::read_to_string(&path).unwrap();
    let earlier = |line: &str| format!("{:020}{}\n", 1, &line[20..]);
    let older: String = memory.lines().map(earlier).collect();
    fs::write(&path, older).unwrap();

    let scene = locked.unlocks(NOW);

    assert_eq!(
        scene.vault.setback().unwrap().map(|setback| setback.how),
        Some(SetbackKind::Unknown)
    );
}

#[test]
fn one_place_of_the_memory_is_enough() {
    for place in [0, 151] {
        let locked = scene().locks();
        let path = locked.folder.path().join("vault.memory");
        let mut memory = fs::read(&path).unwrap();
        memory[place + 30] ^= 1;
        fs::write(&path, memory).unwrap();

        let scene = locked.unlocks(NOW);

        assert_eq!(scene.vault.setback().unwrap(), None, "{place}");
    }
}

#[test]
fn a_lost_change_that_binds_no_shop_is_noticed_too() {
    let mut scene = scene();
    let before = scene.files();
    scene.colours(&["red"]);
    let Scene { folder, vault, .. } = scene;
    drop(vault);
    before.put_back(folder.path());

    let vault = unlock(folder.path(), NOW);

    let setback = vault.setback().unwrap().unwrap();
    assert_eq!(setback.how, SetbackKind::PutBack);
}

#[test]
fn a_change_whose_memory_was_not_written_any_more_is_no_setback() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let before = scene.files().memory;
    scene.vault.revoke(grant, NOW).unwrap();
    let Scene { folder, vault, .. } = scene;
    drop(vault);
    fs::write(folder.path().join("vault.memory"), before).unwrap();

    let vault = unlock(folder.path(), NOW);

    assert_eq!(vault.setback().unwrap(), None);
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Colours,
    Hide,
    Unhide,
    Connect,
    Stop,
    Pause,
    Resume,
    Relock,
}

fn take(mut scene: Scene, step: Step, shops: &mut u32) -> Scene {
    let newest = scene
        .vault
        .grants(NOW)
        .unwrap()
        .first()
        .map(|grant| grant.id);
    match (step, newest) {
        (Step::Colours, _) => scene.colours(&["red"]),
        (Step::Hide, _) => scene.vault.hide(&testing::key("shoes.size"), NOW).unwrap(),
        (Step::Unhide, _) => {
            // Refused when it is not hidden.
            scene.vault.unhide(&testing::key("shoes.size"), NOW).ok();
        }
        (Step::Connect, _) => {
            *shops += 1;
            scene.shop = TestShop::new(&format!("shop{shops}.example"));
            scene.vault.unhide(&testing::key("shoes.size"), NOW).ok();
            scene.connected(Duration::Days90);
        }
        // Refused when it has ended already.
        (Step::Stop, Some(id)) => drop(scene.vault.revoke(id, NOW)),
        (Step::Pause, Some(id)) => drop(scene.vault.pause(id, None, NOW)),
        (Step::Resume, Some(id)) => drop(scene.vault.resume(id, NOW)),
        (Step::Stop | Step::Pause | Step::Resume, None) => {}
        (Step::Relock, _) => return scene.locks().unlocks(NOW),
    }
    scene
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop::sample::select(vec![
        Step::Colours,
        Step::Hide,
        Step::Unhide,
        Step::Connect,
        Step::Stop,
        Step::Pause,
        Step::Resume,
        Step::Relock,
    ]);
    prop::collection::vec(step, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn every_earlier_copy_is_noticed_and_the_present_file_never(steps in steps(), crashes in any::<bool>()) {
        let mut scene = scene();
        let mut copies = vec![scene.files()];
        let mut shops = 0;
        for step in steps {
            scene = take(scene, step, &mut shops);
            copies.push(scene.files());
        }
        let newest = scene.files();
        let folder = if crashes {
            // What a process leaves that is killed: the log is not folded into the file, nothing is remembered any more.
            let Scene { folder, vault, .. } = scene;
            drop(vault);
            newest.put_back(folder.path());
            fs::write(folder.path().join("vault.memory"), &newest.memory).unwrap();
            folder
        } else {
            scene.locks().folder
        };
        let present = Files::of(folder.path());

        for copy in &copies {
            copy.put_back(folder.path());
            fs::write(folder.path().join("vault.memory"), &present.memory).unwrap();
            let vault = unlock(folder.path(), NOW);
            let noticed = vault.setback().unwrap().is_some();
            // A crash forgets what came after the last change that binds a shop; before that everything is noticed.
            if !crashes || copy.memory != present.memory {
                prop_assert!(noticed);
            }
            let living = vault.grants(NOW).unwrap();
            let alive = living.iter().any(|grant| matches!(grant.state, GrantState::Active { .. } | GrantState::Updating { .. }));
            prop_assert!(!(noticed && alive));
            drop(vault);
        }
        present.put_back(folder.path());
        fs::write(folder.path().join("vault.memory"), &present.memory).unwrap();
        prop_assert_eq!(unlock(folder.path(), NOW).setback().unwrap(), None);
    }
}

#[test]
fn a_copy_from_before_plain_mode_gives_no_shop_its_details_by_itself() {
    let mut scene = scene();
    let (grant, _) = scene.connected(Duration::Days90);
    let copy = scene.files();
    scene
        .vault
        .plain_on(&crate::consent::Reach::EveryShop, NOW.plus_seconds(60))
        .unwrap();
    let locked = scene.locks();
    copy.put_back(locked.folder.path());

    let later = NOW.plus_days(1);
    let mut scene = locked.unlocks(later);

    assert_eq!(scene.vault.plain().unwrap(), []);
    assert_eq!(scene.vault.setback().unwrap().unwrap().resting, 1);
    assert!(matches!(
        scene.state(grant, later),
        GrantState::Paused { until: None, .. }
    ));
    let delivery = scene.only_due(later);
    assert!(matches!(
        scene.composes(delivery, later),
        Outgoing::Pause { .. }
    ));
}
