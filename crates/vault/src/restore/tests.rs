//! Restoring: everything comes back, nothing comes back to life, and what was there stays.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::testing::{NOW, folder, passphrase, state, vault};
use crate::{Presence, SetbackKind, Vault, presence};

fn colours(vault: &mut Vault, names: &[&str]) {
    state(vault, "style.colours.liked", serde_json::json!(names));
}

fn liked(vault: &Vault) -> serde_json::Value {
    let key = crate::testing::key("style.colours.liked");
    vault.preference(&key).unwrap().unwrap().value.into_json()
}

/// A vault that liked blue when it was backed up, and likes red; locked.
fn changed_since() -> (TempDir, TempDir, PathBuf) {
    let (home, mut vault) = vault();
    colours(&mut vault, &["blue"]);
    let place = folder();
    let backup = place.path().join("backup");
    vault.begin_backup(&backup, NOW).unwrap().finish().unwrap();
    colours(&mut vault, &["red"]);
    vault.lock(NOW).unwrap();
    (home, place, backup)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn unlock(dir: &Path) -> Result<Vault, Error> {
    Vault::unlock(dir, &passphrase(), NOW)
}

#[test]
fn a_backup_restores_everything_on_another_computer() {
    let (_home, _place, backup) = changed_since();
    let fresh = folder();
    let dir = fresh.path().join("vault");

    let kept = restore(&dir, &backup, &passphrase(), NOW).unwrap();

    assert_eq!(kept.taken_at, NOW);
    let vault = unlock(&dir).unwrap();
    assert_eq!(liked(&vault), serde_json::json!(["blue"]));
    assert_eq!(vault.setback().unwrap().unwrap().how, SetbackKind::Restored);
    vault.verify_ledger().unwrap();
}

#[test]
fn the_vault_that_was_there_is_moved_aside_and_opens_still() {
    let (home, _place, backup) = changed_since();

    restore(home.path(), &backup, &passphrase(), NOW).unwrap();

    let aside = format!("former-{}", NOW.millis());
    assert_eq!(
        names(home.path()),
        [
            &aside,
            "vault.db",
            "vault.keys",
            "vault.lock",
            "vault.memory"
        ]
    );
    assert_eq!(
        liked(&unlock(home.path()).unwrap()),
        serde_json::json!(["blue"])
    );
    let former = unlock(&home.path().join(aside)).unwrap();
    assert_eq!(liked(&former), serde_json::json!(["red"]));
    assert_eq!(former.setback().unwrap(), None);
}

#[test]
fn looking_into_a_backup_changes_nothing() {
    let (home, _place, backup) = changed_since();

    let kept = preview(home.path(), &backup, &passphrase()).unwrap();

    assert_eq!((kept.contents.preferences, kept.contents.lines), (1, 2));
    assert_eq!(
        names(home.path()),
        ["vault.db", "vault.keys", "vault.lock", "vault.memory"]
    );
    let vault = unlock(home.path()).unwrap();
    assert_eq!(liked(&vault), serde_json::json!(["red"]));
    assert_eq!(vault.setback().unwrap(), None);
}

#[test]
fn what_cannot_be_restored_leaves_the_vault_as_it_was() {
    let (home, place, backup) = changed_since();
    let whole = fs::read(&backup).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let other = Passphrase::new("tidal lantern orbit chestnut".into());
    let file = |name: &str, bytes: &[u8]| {
        let path = place.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };

    let tries = [
        (
            restore(home.path(), &backup, &other, NOW),
            "WrongPassphrase",
        ),
        (
            restore(home.path(), &file("a", &flipped), &passphrase(), NOW),
            "Damaged(Backup)",
        ),
        (
            restore(
                home.path(),
                &file("b", b"inkling backup 2\n"),
                &passphrase(),
                NOW,
            ),
            "Newer",
        ),
        (
            restore(home.path(), &file("c", b"my holidays"), &passphrase(), NOW),
            "Damaged(Backup)",
        ),
    ];

    for (outcome, expected) in tries {
        assert_eq!(format!("{:?}", outcome.unwrap_err()), expected);
    }
    assert_eq!(
        names(home.path()),
        ["vault.db", "vault.keys", "vault.lock", "vault.memory"]
    );
    assert_eq!(
        liked(&unlock(home.path()).unwrap()),
        serde_json::json!(["red"])
    );
}

#[test]
fn an_open_vault_is_not_restored_over() {
    let (home, _place, backup) = changed_since();
    let _open = unlock(home.path()).unwrap();

    let outcome = restore(home.path(), &backup, &passphrase(), NOW);

    assert!(matches!(outcome, Err(Error::InUse)));
}

#[test]
fn a_restoration_that_is_cut_short_before_the_decision_never_was() {
    let (home, _place, backup) = changed_since();
    let folder = Folder::at(home.path());
    let staged = stage(&folder, &backup, &passphrase()).unwrap();
    settle(&staged, NOW).unwrap();

    let vault = unlock(home.path()).unwrap();

    assert_eq!(liked(&vault), serde_json::json!(["red"]));
    assert_eq!(vault.setback().unwrap(), None);
}

/// Every file that is moved, in order.
const MOVES: [&str; 4] = ["nothing", "vault.db", "vault.memory", "vault.keys"];

#[test]
fn a_restoration_that_is_cut_short_after_the_decision_is_finished_at_the_next_unlock() {
    for cut in MOVES {
        let (home, _place, backup) = changed_since();
        let folder = Folder::at(home.path());
        let staged = stage(&folder, &backup, &passphrase()).unwrap();
        settle(&staged, NOW).unwrap();
        folder.decide_restoring().unwrap();
        let (former, restored) = (
            home.path().join("restored/former"),
            home.path().join("restored"),
        );
        fs::create_dir(&former).unwrap();
        for name in MOVES.iter().skip(1) {
            if cut == "nothing" {
                break;
            }
            fs::rename(home.path().join(name), former.join(name)).unwrap();
            // Cut between the two moves of the last file.
            if *name == cut {
                break;
            }
            fs::rename(restored.join(name), home.path().join(name)).unwrap();
        }
        assert_eq!(presence(home.path()), Presence::Present, "{cut}");

        let vault = unlock(home.path()).unwrap();

        assert_eq!(liked(&vault), serde_json::json!(["blue"]), "{cut}");
        let aside = home.path().join(format!("former-{}", NOW.millis()));
        assert_eq!(liked(&unlock(&aside).unwrap()), serde_json::json!(["red"]));
        assert!(!restored.exists());
    }
}
