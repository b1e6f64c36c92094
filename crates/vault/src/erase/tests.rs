//! Erasing: keys first, everything of the vault, and nothing else.

use tempfile::TempDir;

use super::*;
use crate::error::Part;
use crate::testing::{Dice, NOW, folder, passphrase, vault};
use crate::{Presence, Vault, presence, restore};

/// A locked vault with a former one beside it, a backup, and a file that is none of ours.
fn full() -> (TempDir, TempDir, PathBuf) {
    let (home, vault) = vault();
    let place = folder();
    let backup = place.path().join("backup");
    vault.begin_backup(&backup, NOW).unwrap().finish().unwrap();
    vault.lock(NOW).unwrap();
    restore(home.path(), &backup, &passphrase(), NOW).unwrap();
    fs::write(home.path().join("holidays.txt"), "mine").unwrap();
    (home, place, backup)
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn nothing_of_the_vault_is_left_and_everything_else_is() {
    let (home, _place, backup) = full();

    erase(home.path(), &[], &Dice).unwrap();

    assert_eq!(names(home.path()), ["holidays.txt"]);
    assert_eq!(presence(home.path()), Presence::Missing);
    assert!(backup.exists(), "backups stay unless the person says so");
}

#[test]
fn after_the_first_step_nothing_can_be_opened_with_the_right_passphrase() {
    let (home, _place, backup) = full();
    let aside = home.path().join(format!("former-{}", NOW.millis()));

    forget_keys(
        &Folder::at(home.path()),
        std::slice::from_ref(&backup),
        &Dice,
    )
    .unwrap();

    for dir in [home.path(), &aside] {
        assert!(dir.join("vault.db").exists());
        let outcome = Vault::unlock(dir, &passphrase(), NOW);
        assert!(matches!(outcome, Err(Error::Damaged(Part::Keys))));
    }
    let outcome = restore(&home.path().join("new"), &backup, &passphrase(), NOW);
    assert!(matches!(outcome, Err(Error::Damaged(Part::Backup))));
}

#[test]
fn erasing_that_is_cut_short_is_finished_by_erasing_again() {
    let (home, _place, backup) = full();
    forget_keys(&Folder::at(home.path()), &[], &Dice).unwrap();
    fs::remove_file(home.path().join("vault.db")).unwrap();

    erase(home.path(), std::slice::from_ref(&backup), &Dice).unwrap();
    erase(home.path(), std::slice::from_ref(&backup), &Dice).unwrap();

    assert_eq!(names(home.path()), ["holidays.txt"]);
    assert!(!backup.exists());
}

#[test]
fn an_open_vault_is_not_erased() {
    let (home, _vault) = vault();

    assert!(matches!(erase(home.path(), &[], &Dice), Err(Error::InUse)));
    assert!(home.path().join("vault.keys").exists());
}

#[test]
fn a_new_vault_can_be_created_where_one_was_erased() {
    let (home, _place, _) = full();
    erase(home.path(), &[], &Dice).unwrap();

    let cost = crate::KeyCost::TRIVIAL;
    let vault = Vault::create(home.path(), &passphrase(), cost, NOW, &Dice).unwrap();

    assert_eq!(vault.preferences().unwrap().len(), 0);
}
