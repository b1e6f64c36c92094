//! Opening and closing, and everything that can be wrong with the files.

use std::fs;
use std::path::Path;

use super::*;
use crate::error::Part;
use crate::testing::{Dice, NOW, passphrase, state, vault};

/// Appears nowhere but in what these tests put into a vault.
const CANARY: &str = "canarybird";

fn create(dir: &Path) -> Result<Vault, Error> {
    Vault::create(dir, &passphrase(), KeyCost::TRIVIAL, NOW, &Dice)
}

fn unlock(dir: &Path) -> Result<Vault, Error> {
    Vault::unlock(dir, &passphrase(), NOW)
}

fn colour(vault: &Vault) -> Result<Option<serde_json::Value>, Error> {
    let preference = vault.preference(&crate::testing::key("style.colours.liked"))?;
    Ok(preference.map(|preference| preference.value.into_json()))
}

/// A locked vault with one preference in it.
fn locked() -> tempfile::TempDir {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    vault.lock(NOW).unwrap();
    folder
}

#[test]
fn what_was_stated_is_there_after_locking_and_unlocking() {
    let folder = locked();

    let vault = unlock(folder.path()).unwrap();

    assert_eq!(colour(&vault).unwrap(), Some(serde_json::json!(["blue"])));
    vault.verify_ledger().unwrap();
}

#[test]
fn what_was_stated_is_there_after_a_drop_without_locking() {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    drop(vault);

    assert_eq!(
        colour(&unlock(folder.path()).unwrap()).unwrap(),
        Some(serde_json::json!(["blue"]))
    );
}

#[test]
fn another_passphrase_is_wrong_and_changes_no_file() {
    let folder = locked();
    let before = fs::read(folder.path().join("vault.db")).unwrap();

    let outcome = Vault::unlock(
        folder.path(),
        &Passphrase::new("tidal lantern orbit chestnut".into()),
        NOW,
    );

    assert!(matches!(outcome, Err(Error::WrongPassphrase)));
    assert_eq!(fs::read(folder.path().join("vault.db")).unwrap(), before);
}

#[test]
fn a_weak_passphrase_creates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("vault");

    let outcome = Vault::create(
        &dir,
        &Passphrase::new("password".into()),
        KeyCost::TRIVIAL,
        NOW,
        &Dice,
    );

    assert!(matches!(
        outcome,
        Err(Error::Refused(Refused::WeakPassphrase))
    ));
    assert!(!dir.exists());
}

#[test]
fn there_is_no_vault_in_an_empty_folder_or_in_none() {
    let folder = tempfile::tempdir().unwrap();

    assert!(matches!(unlock(folder.path()), Err(Error::Missing)));
    assert!(matches!(
        unlock(&folder.path().join("nowhere")),
        Err(Error::Missing)
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_vault_is_never_created_over_another() {
    let folder = locked();

    assert!(matches!(create(folder.path()), Err(Error::Exists)));
    assert!(unlock(folder.path()).is_ok());
}

#[test]
fn a_vault_that_lost_its_keys_is_damaged_and_never_replaced() {
    let folder = locked();
    fs::remove_file(folder.path().join("vault.keys")).unwrap();

    assert!(matches!(
        unlock(folder.path()),
        Err(Error::Damaged(Part::Keys))
    ));
    assert!(matches!(create(folder.path()), Err(Error::Exists)));
}

#[test]
fn a_vault_that_lost_its_database_is_damaged() {
    let folder = locked();
    fs::remove_file(folder.path().join("vault.db")).unwrap();

    assert!(matches!(
        unlock(folder.path()),
        Err(Error::Damaged(Part::File))
    ));
}

#[test]
fn an_open_vault_is_in_use_for_everyone_else() {
    let (folder, vault) = vault();

    assert!(matches!(unlock(folder.path()), Err(Error::InUse)));
    assert!(matches!(create(folder.path()), Err(Error::InUse)));

    vault.lock(NOW).unwrap();
    assert!(unlock(folder.path()).is_ok());
}

#[test]
fn a_creation_that_was_cut_short_before_the_keys_starts_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vault.db.new"), "half a page").unwrap();
    fs::write(folder.path().join("vault.db.new-journal"), "half a journal").unwrap();
    fs::write(folder.path().join("vault.keys.new"), "half a key").unwrap();
    assert_eq!(presence(folder.path()), Presence::Missing);

    create(folder.path()).unwrap().lock(NOW).unwrap();

    assert!(unlock(folder.path()).is_ok());
}

#[test]
fn a_creation_that_was_cut_short_after_the_keys_is_finished_at_the_next_unlock() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path()).unwrap().lock(NOW).unwrap();
    fs::rename(
        folder.path().join("vault.db"),
        folder.path().join("vault.db.new"),
    )
    .unwrap();
    assert_eq!(presence(folder.path()), Presence::Present);

    assert!(unlock(folder.path()).is_ok());
    assert!(folder.path().join("vault.db").exists());
}

#[test]
fn a_truncated_database_is_damaged() {
    let folder = locked();
    let path = folder.path().join("vault.db");
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, 100, 4096, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let outcome = unlock(folder.path()).and_then(|vault| {
            vault.preferences()?;
            vault.verify_ledger()?;
            connection::check_pages(&vault.connection)
        });
        assert!(
            matches!(outcome, Err(Error::Damaged(_))),
            "{length}: {outcome:?}"
        );
    }
}

#[test]
fn a_flipped_bit_in_the_database_is_damage_and_never_another_answer() {
    let folder = locked();
    let path = folder.path().join("vault.db");
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).step_by(whole.len() / 97) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x10;
        fs::write(&path, &flipped).unwrap();
        let answer = unlock(folder.path()).and_then(|vault| {
            vault.verify_ledger()?;
            colour(&vault)
        });
        match answer {
            Err(Error::Damaged(_)) => {}
            // The bit lies in a page that nothing of this reads.
            Ok(colour) => assert_eq!(colour, Some(serde_json::json!(["blue"])), "byte {place}"),
            Err(other) => panic!("byte {place}: {other:?}"),
        }
    }
}

#[test]
fn a_damaged_keys_file_is_not_a_wrong_passphrase() {
    let folder = locked();
    let path = folder.path().join("vault.keys");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();

    assert!(matches!(
        unlock(folder.path()),
        Err(Error::Damaged(Part::Keys))
    ));
}

/// Every file of a folder with all its bytes.
fn files(dir: &Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_vault_of_a_newer_version_is_left_alone_to_the_byte() {
    let (folder, vault) = vault();
    let newer = "PRAGMA user_version = 99";
    vault.connection.execute_batch(newer).unwrap();
    vault.lock(NOW).unwrap();
    let before = files(folder.path());

    assert!(matches!(unlock(folder.path()), Err(Error::Newer)));

    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_newer_version_in_a_log_that_was_left_is_left_alone_to_the_byte() {
    let (folder, vault) = vault();
    let newer = "PRAGMA user_version = 99";
    vault.connection.execute_batch(newer).unwrap();
    // As a crash leaves it: the log holds what the file does not.
    let crashed = crate::testing::folder();
    for (path, bytes) in files(folder.path()) {
        fs::write(crashed.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    let before = files(crashed.path());
    assert!(before.keys().any(|path| path.ends_with("vault.db-wal")));

    assert!(matches!(unlock(crashed.path()), Err(Error::Newer)));

    assert_eq!(files(crashed.path()), before);
}

#[test]
fn a_keys_file_of_a_newer_version_is_refused_and_everything_left_alone_to_the_byte() {
    let folder = locked();
    let keys = br#"{"format":99,"slots":[]}"#;
    fs::write(folder.path().join("vault.keys"), keys).unwrap();
    let before = files(folder.path());

    assert!(matches!(unlock(folder.path()), Err(Error::Newer)));

    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_database_with_another_key_is_damaged() {
    let (folder, other) = (locked(), locked());
    fs::copy(
        other.path().join("vault.db"),
        folder.path().join("vault.db"),
    )
    .unwrap();

    assert!(matches!(
        unlock(folder.path()),
        Err(Error::Damaged(Part::File))
    ));
}

#[test]
fn nothing_that_was_put_in_can_be_read_from_any_file() {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "brands.loved",
        serde_json::json!([{ "id": CANARY, "strength": 3 }]),
    );
    assert_unreadable(folder.path());

    drop(vault);
    assert_unreadable(folder.path());

    unlock(folder.path()).unwrap().lock(NOW).unwrap();
    assert_unreadable(folder.path());
}

fn assert_unreadable(dir: &Path) {
    let words = [
        CANARY.as_bytes(),
        b"walnut",
        b"CREATE TABLE",
        b"SQLite format 3",
        b"brands.loved",
    ];
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for word in words {
            assert!(
                !bytes.windows(word.len()).any(|window| window == word),
                "{path:?}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn every_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

    assert_eq!(mode(folder.path()), 0o700);
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
}

#[test]
fn an_open_vault_prints_neither_what_is_in_it_nor_where_it_is() {
    let (_folder, mut vault) = vault();
    state(
        &mut vault,
        "brands.loved",
        serde_json::json!([{ "id": CANARY, "strength": 3 }]),
    );

    assert_eq!(format!("{vault:?}"), "Vault(..)");
}

#[test]
fn a_change_that_fails_leaves_nothing_behind() {
    let (_folder, mut vault) = vault();

    let outcome: Result<(), Error> = vault.change(NOW, |transaction| {
        ledger::append(transaction, &Line::of(Happening::Hidden), NOW)?;
        Err(Error::NotFound(crate::Noun::Preference))
    });

    assert!(outcome.is_err());
    assert_eq!(vault.ledger(10, None).unwrap().len(), 1);
}

#[test]
fn the_history_begins_with_the_creation() {
    let folder = locked();
    let vault = unlock(folder.path()).unwrap();

    let happened: Vec<_> = vault
        .ledger(10, None)
        .unwrap()
        .iter()
        .rev()
        .map(|entry| entry.what)
        .collect();

    assert_eq!(
        happened,
        [
            Happening::Created,
            Happening::Changed,
            Happening::Locked,
            Happening::Unlocked
        ]
    );
}

#[test]
fn a_real_vault_costs_at_least_the_recommended_floor() {
    let folder = tempfile::tempdir().unwrap();
    Vault::create(folder.path(), &passphrase(), KeyCost::FLOOR, NOW, &Dice)
        .unwrap()
        .lock(NOW)
        .unwrap();

    let keys: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("vault.keys")).unwrap()).unwrap();

    let cost = &keys["slots"][0]["argon2id"];
    assert_eq!(
        *cost,
        serde_json::json!({ "memory_kib": 65536, "passes": 3, "lanes": 4 })
    );
    assert!(unlock(folder.path()).is_ok());
}
