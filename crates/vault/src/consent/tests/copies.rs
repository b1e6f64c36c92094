//! A copy of the vault from before is put back: the mailbox tells it what it does not know.

use std::fs;

use inkling_token::status::Status;
use tempfile::TempDir;

use super::mailbox::{mailbox_of, with_mailbox};
use super::store::TestStore;
use super::*;
use crate::consent::Amendment;

/// The vault's folder as it is now.
fn copy(scene: Scene) -> (Scene, TempDir) {
    let Scene {
        folder,
        vault,
        shop,
    } = scene;
    vault.lock(NOW).unwrap();
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    let vault = Vault::unlock(folder.path(), &testing::passphrase(), NOW).unwrap();
    let scene = Scene {
        folder,
        vault,
        shop,
    };
    (scene, copy)
}

/// The copy in place of the vault.
fn put_back(scene: Scene, copy: TempDir, now: Timestamp) -> Scene {
    drop(scene.vault);
    Scene {
        vault: Vault::unlock(copy.path(), &testing::passphrase(), now).unwrap(),
        folder: copy,
        shop: scene.shop,
    }
}

/// Publishes as often as there is anything to publish.
fn settles(scene: &mut Scene, store: &mut TestStore, now: Timestamp) {
    for _ in 0..8 {
        scene.publishes(store, now);
    }
}

fn rests(scene: &Scene, grant: GrantId, now: Timestamp) -> bool {
    matches!(scene.state(grant, now), GrantState::Paused { .. })
}

#[test]
fn a_stop_is_found_however_old_the_list_is_that_tells_of_it() {
    for days in [1, 8, 16, 29] {
        let (scene, mut store, grant, _, held) = with_mailbox();
        let (mut scene, copy) = copy(scene);
        scene.vault.revoke(grant, NOW).unwrap();
        settles(&mut scene, &mut store, NOW);
        let later = NOW.plus_days(days);

        let mut scene = put_back(scene, copy, later);
        scene.colours(&["red"]);
        settles(&mut scene, &mut store, later);

        let state = scene.state(grant, later);
        assert!(
            matches!(state, GrantState::Stopped { .. }),
            "{days}: {state:?}"
        );
        assert_eq!(store.get(&mailbox_of(&held)), None);
        assert_eq!(store.status(&held, later), Some(Status::Invalid));
    }
}

#[test]
fn a_pause_is_found_although_it_issued_no_version() {
    let (scene, mut store, grant, _, held) = with_mailbox();
    let (mut scene, copy) = copy(scene);
    scene.vault.pause(grant, None, NOW).unwrap();
    settles(&mut scene, &mut store, NOW);
    let later = NOW.plus_days(8);

    let mut scene = put_back(scene, copy, later);
    scene.colours(&["red"]);
    settles(&mut scene, &mut store, later);

    assert!(rests(&scene, grant, later));
    assert_eq!(store.status(&held, later), Some(Status::Suspended));
}

#[test]
fn what_was_taken_back_is_never_written_over_by_a_copy_that_does_not_know_it() {
    let (scene, mut store, grant, request, held) = with_mailbox();
    let (mut scene, copy) = copy(scene);
    let kept = Amendment {
        groups: ["sizes".to_owned()].into(),
        levels: BTreeMap::new(),
        until: None,
    };
    scene.amends(grant, &kept, NOW).unwrap();
    settles(&mut scene, &mut store, NOW);
    let narrowed = store.get(&mailbox_of(&held)).unwrap().to_owned();
    let tomorrow = NOW.plus_days(1);

    let mut scene = put_back(scene, copy, tomorrow);
    scene.colours(&["red"]);
    for _ in 0..8 {
        scene.publishes(&mut store, tomorrow);
        let lies = store.get(&mailbox_of(&held));
        assert!(lies.is_none_or(|lies| lies == narrowed));
    }

    assert!(rests(&scene, grant, tomorrow));
    scene.vault.resume(grant, tomorrow).unwrap();
    settles(&mut scene, &mut store, tomorrow);
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    let fetched = scene.shop.fetches(jwe, &request, tomorrow);
    let before = scene.shop.fetches(&narrowed, &request, tomorrow);
    assert!(
        fetched.version() > before.version(),
        "a version counts once"
    );
}

#[test]
fn an_answer_that_was_lost_is_no_copy() {
    let (mut scene, mut store, grant, request, held) = with_mailbox();
    scene.colours(&["red"]);
    let publish = scene.vault.publication_of(grant).unwrap().unwrap();
    let Outgoing::Publish { objects, .. } = scene.composes(publish, NOW) else {
        panic!("not for the mailbox")
    };
    store.takes(&objects);
    scene.vault.postponed(publish, NOW, &Dice).unwrap();
    let later = NOW.plus_days(1);

    settles(&mut scene, &mut store, later);

    assert!(!rests(&scene, grant, later));
    assert_eq!(store.status(&held, later), Some(Status::Valid));
    let jwe = store.get(&mailbox_of(&held)).unwrap();
    scene.shop.fetches(jwe, &request, later);
}
