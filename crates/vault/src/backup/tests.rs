//! Backups: whole, checked, and one file for everything.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::testing::{NOW, WORDS, folder, passphrase, state, vault};
use crate::{preview, restore};

const CANARY: &str = "canarybird";

fn colours(vault: &mut Vault, names: &[&str]) {
    state(vault, "style.colours.liked", serde_json::json!(names));
}

/// A vault with a preference, a folder for backups, and one backup in it.
fn backed_up() -> (TempDir, Vault, TempDir, Backup) {
    let (folder, mut vault) = vault();
    colours(&mut vault, &["blue"]);
    let place = crate::testing::folder();
    let backup = back_up(&vault, &place.path().join("one.inkling-backup")).unwrap();
    (folder, vault, place, backup)
}

fn back_up(vault: &Vault, place: &Path) -> Result<Backup, Error> {
    vault.begin_backup(place, NOW)?.finish()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_one_file_that_says_what_is_in_it() {
    let (_folder, _vault, place, backup) = backed_up();

    assert_eq!(names(place.path()), ["one.inkling-backup"]);
    assert_eq!(
        backup.contents,
        Contents {
            preferences: 1,
            events: 0,
            grants: 0,
            lines: 2
        }
    );
    assert_eq!(backup.bytes, fs::metadata(&backup.place).unwrap().len());
    let kept = preview(&folder().path().join("new"), &backup.place, &passphrase()).unwrap();
    assert_eq!((kept.taken_at, kept.contents), (NOW, backup.contents));
}

#[test]
fn nothing_in_a_backup_can_be_read_and_only_its_owner_may_try() {
    let (_folder, mut vault, place, _) = backed_up();
    let brands = serde_json::json!([{ "id": CANARY, "strength": 3 }]);
    state(&mut vault, "brands.loved", brands);
    let draft = vault.begin_backup(&place.path().join("two"), NOW).unwrap();

    // Also not in what is written on the way.
    for path in fs::read_dir(place.path()).unwrap() {
        let bytes = fs::read(path.unwrap().path()).unwrap();
        for word in [
            CANARY.as_bytes(),
            WORDS.as_bytes(),
            b"CREATE TABLE",
            b"SQLite format",
        ] {
            assert!(!bytes.windows(word.len()).any(|window| window == word));
        }
    }
    let backup = draft.finish().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&backup.place).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(backup.bytes > 0);
}

#[test]
fn what_changes_after_the_copy_is_not_in_the_backup_and_does_not_disturb_it() {
    let (_folder, mut vault, place, _) = backed_up();
    let draft = vault.begin_backup(&place.path().join("two"), NOW).unwrap();
    colours(&mut vault, &["red"]);
    let brands = serde_json::json!([{ "id": CANARY, "strength": 3 }]);
    state(&mut vault, "brands.loved", brands);

    let backup = draft.finish().unwrap();

    assert_eq!((backup.contents.preferences, backup.contents.lines), (1, 2));
}

#[test]
fn a_backup_that_does_not_read_back_never_takes_the_place_of_a_good_one() {
    let (_folder, vault, place, backup) = backed_up();
    let good = fs::read(&backup.place).unwrap();
    let draft = vault.begin_backup(&backup.place, NOW).unwrap();
    // The disk writes something else than it was given.
    let copy = place.path().join("one.inkling-backup.db.part");
    let mut bytes = fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&copy, bytes).unwrap();

    assert!(matches!(draft.finish(), Err(Error::Damaged(_))));

    assert_eq!(fs::read(&backup.place).unwrap(), good);
    assert_eq!(names(place.path()), ["one.inkling-backup"]);
}

#[test]
fn a_damaged_vault_is_not_backed_up() {
    let (_folder, vault, place, backup) = backed_up();
    let edit = "DROP TRIGGER ledger_keeps_every_word; UPDATE ledger SET subject = NULL";
    vault.connection.execute_batch(edit).unwrap();

    let outcome = back_up(&vault, &backup.place);

    assert!(matches!(outcome, Err(Error::Damaged(Part::Ledger))));
    assert_eq!(names(place.path()), ["one.inkling-backup"]);
}

#[test]
fn a_backup_never_lies_in_the_vaults_own_folder() {
    let (folder, vault) = vault();

    for name in ["vault.db", "copy", "former/../copy"] {
        fs::create_dir_all(folder.path().join("former")).unwrap();
        let outcome = back_up(&vault, &folder.path().join(name));
        assert!(matches!(outcome, Err(Error::Refused(Refused::BadPlace))));
    }
}

#[test]
fn a_place_that_is_not_there_is_told_apart() {
    let (_folder, vault) = vault();

    let error = back_up(&vault, Path::new("/nowhere/at/all")).unwrap_err();

    assert_eq!(BackupTrouble::from(&error), BackupTrouble::NoPlace);
}

#[test]
fn a_backup_is_due_once_a_day_or_a_week_and_soon_again_after_a_failure() {
    let state = |every, succeeded_at, failed_at: Option<Timestamp>| BackupState {
        plan: BackupPlan {
            folder: String::new(),
            every,
            keep: 3,
        },
        succeeded_at,
        failed: failed_at.map(|at| (at, BackupTrouble::NoPlace)),
    };
    let hours = |hours: i64| NOW.plus_seconds(hours * 3600);

    assert!(state(Every::Day, None, None).is_due(NOW));
    let daily = state(Every::Day, Some(NOW), None);
    assert!(!daily.is_due(hours(23)) && daily.is_due(hours(24)));
    let weekly = state(Every::Week, Some(NOW), None);
    assert!(!weekly.is_due(hours(167)) && weekly.is_due(hours(168)));
    let failing = state(Every::Day, Some(NOW), Some(hours(30)));
    assert!(!failing.is_due(hours(30)) && failing.is_due(hours(31)));
    assert!(daily.is_due(hours(-2)), "the clock was set back");
}

#[test]
fn only_the_oldest_backups_that_this_vault_named_are_removed() {
    let (_folder, vault, place, _) = backed_up();
    let (_other_folder, other) = crate::testing::vault();
    let at = |day| NOW.plus_days(day);
    for day in 0..4 {
        fs::write(place.path().join(vault.backup_name(at(day))), "x").unwrap();
    }
    let strange = other.backup_name(at(0));
    fs::write(place.path().join(&strange), "x").unwrap();
    let plan = BackupPlan {
        folder: place.path().to_str().unwrap().to_owned(),
        every: Every::Day,
        keep: 2,
    };

    vault.prune_backups(&plan).unwrap();

    let mut left = vec![
        "one.inkling-backup".to_owned(),
        strange,
        vault.backup_name(at(2)),
        vault.backup_name(at(3)),
    ];
    left.sort();
    assert_eq!(names(place.path()), left);
}

#[test]
fn a_plan_and_how_it_went_are_kept() {
    let (_folder, mut vault) = vault();
    let plan = BackupPlan {
        folder: "/media/disk".into(),
        every: Every::Week,
        keep: 5,
    };
    vault.plan_backups(Some(&plan), NOW).unwrap();
    vault.planned_backup(None, NOW).unwrap();
    let later = NOW.plus_days(7);
    vault
        .planned_backup(Some(BackupTrouble::DiskFull), later)
        .unwrap();

    let state = vault.backups().unwrap().unwrap();

    assert_eq!((&state.plan, state.succeeded_at), (&plan, Some(NOW)));
    assert_eq!(state.failed, Some((later, BackupTrouble::DiskFull)));
    vault.planned_backup(None, later).unwrap();
    assert_eq!(vault.backups().unwrap().unwrap().failed, None);
    vault.plan_backups(None, later).unwrap();
    assert_eq!(vault.backups().unwrap(), None);
}

#[test]
fn a_backup_of_a_backup_that_was_restored_is_whole_too() {
    let (_folder, _vault, place, backup) = backed_up();
    let fresh = folder();
    restore(fresh.path(), &backup.place, &passphrase(), NOW).unwrap();
    let vault = Vault::unlock(fresh.path(), &passphrase(), NOW).unwrap();

    assert!(back_up(&vault, &place.path().join("two")).is_ok());
}
