//! Disks that are full, places that cannot be written, and logs that were cut: each as real as this system can make it.
//!
//! A child runs in a place of its own (a small file system in memory, mounted by `unshare` of util-linux, or under a user
//! without rights): it is this test program again, told to run one of the ignored tests.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::*;
use crate::store::overview;
use crate::testing::{NOW, folder, passphrase, state, vault};

/// Has the child run within a file system of so many KiB that begins as a copy of `dir`, with `then` done to it before.
fn in_a_place(test: &str, dir: &Path, kib: u32, then: &str) -> Output {
    let script = format!(
        "set -e; mount -t tmpfs -o size={kib}k,mode=700 tmpfs /mnt; cp -a \"$1/.\" /mnt; cd /mnt; {then}; \
         exec \"$0\" --ignored --exact vault::trouble::{test}"
    );
    let program = fs::canonicalize("/proc/self/exe").unwrap();
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .arg(program)
        .arg(dir)
        .output()
        .expect("these tests need unshare of util-linux")
}

fn succeeded(output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{told}");
    assert!(said.contains("1 passed"), "{said}{told}");
}

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

/// The vault in the folder that the child was started in; none when the test was not started as a child.
fn here() -> Option<Result<Vault, Error>> {
    let here = Path::new(".");
    (presence(here) == Presence::Present).then(|| Vault::unlock(here, &passphrase(), NOW))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    succeeded(&in_a_place(
        "in_the_child_the_disk_runs_full",
        locked().path(),
        900,
        "true",
    ));
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_the_disk_runs_full() {
    let Some(vault) = here() else { return };
    let mut vault = vault.unwrap();
    let mut kept = 0;
    let outcome = loop {
        let strength = i64::from(kept % 3) + 1;
        let brand = serde_json::json!([{ "id": format!("brand{kept}"), "strength": strength }]);
        let key = crate::testing::key("brands.loved");
        let value = inkling_token::value::Value::parse(&key, brand).unwrap();
        match vault.state(&key, value, NOW) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        // The log is folded into the file from time to time; somebody else takes the room that is left.
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open("ballast")
            .and_then(|mut ballast| std::io::Write::write_all(&mut ballast, &[0; 8192]))
            .ok();
    };
    assert!(matches!(outcome, Error::DiskFull), "{outcome:?}");
    drop(vault);
    assert!(kept > 0);

    fs::remove_file("ballast").unwrap();
    let vault = here().unwrap().unwrap();

    assert_eq!(vault.setback().unwrap(), None);
    vault.verify_ledger().unwrap();
    let key = crate::testing::key("brands.loved");
    let brand = vault.preference(&key).unwrap().unwrap().value.into_json();
    assert_eq!(brand[0]["id"], format!("brand{}", kept - 1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_backup_onto_a_full_disk_fails_and_leaves_the_older_one() {
    succeeded(&in_a_place(
        "in_the_child_there_is_no_room_for_a_backup",
        locked().path(),
        900,
        "mount -t tmpfs -o size=64k,mode=700 tmpfs /media; echo older > /media/backup",
    ));
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_there_is_no_room_for_a_backup() {
    let Some(vault) = here() else { return };
    let vault = vault.unwrap();
    let place = Path::new("/media/backup");

    let outcome = vault
        .begin_backup(place, NOW)
        .and_then(crate::Draft::finish);

    assert!(matches!(outcome, Err(Error::DiskFull)), "{outcome:?}");
    assert_eq!(fs::read_to_string(place).unwrap(), "older\n");
    assert_eq!(fs::read_dir("/media").unwrap().count(), 1);
    vault.verify_ledger().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_place_is_said_and_left_as_it_is() {
    succeeded(&in_a_place(
        "in_the_child_the_place_is_read_only",
        locked().path(),
        4000,
        "mount -o remount,ro /mnt; cd /mnt",
    ));
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_the_place_is_read_only() {
    let Some(outcome) = here() else { return };
    assert!(matches!(outcome, Err(Error::ReadOnly)), "{outcome:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn missing_rights_are_said_and_nothing_is_touched() {
    use std::os::unix::fs::PermissionsExt;
    let folder = locked();
    // Somebody else's files: they can be seen, and neither read nor written.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let program = fs::canonicalize("/proc/self/exe").unwrap();
    let test = "vault::trouble::in_the_child_the_place_is_read_only";
    let mut child = Command::new("setpriv");
    let am_root = fs::metadata("/proc/self").is_ok_and(|mine| {
        use std::os::unix::fs::MetadataExt;
        mine.uid() == 0
    });
    if am_root {
        // The system's superuser ignores rights; its nobody does not.
        child.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    } else {
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
        }
    }
    let output = child
        .arg(program)
        .args(["--ignored", "--exact", test])
        .current_dir(folder.path())
        .output()
        .expect("this test needs setpriv of util-linux");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();

    succeeded(&output);
}

/// What a crash leaves of an open vault: its files as they are at this moment.
fn crash(dir: &Path) -> tempfile::TempDir {
    let crashed = folder();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), crashed.path().join(entry.file_name())).unwrap();
    }
    crashed
}

#[test]
fn a_log_that_is_cut_anywhere_leaves_a_whole_vault_with_an_earlier_state() {
    let (folder, mut vault) = vault();
    for colour in ["blue", "red", "green"] {
        state(
            &mut vault,
            "style.colours.liked",
            serde_json::json!([colour]),
        );
    }
    let log = fs::read(folder.path().join("vault.db-wal")).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=log.len()).step_by(log.len() / 40) {
        let crashed = crash(folder.path());
        fs::write(crashed.path().join("vault.db-wal"), &log[..cut]).unwrap();

        let vault = Vault::unlock(crashed.path(), &passphrase(), NOW).unwrap();

        vault.verify_ledger().unwrap();
        connection::check_pages(&vault.connection).unwrap();
        seen.insert(overview::counts(&vault.connection).unwrap().0);
    }
    // Both without and with the preference; never anything between.
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_cut_log_that_held_a_stop_is_noticed() {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    let key = crate::testing::key("style.colours.liked");
    vault.hide(&key, NOW).unwrap();
    let crashed = crash(folder.path());
    fs::write(crashed.path().join("vault.db-wal"), b"").unwrap();

    let vault = Vault::unlock(crashed.path(), &passphrase(), NOW).unwrap();

    assert_eq!(
        vault.setback().unwrap().map(|setback| setback.how),
        Some(crate::SetbackKind::PutBack)
    );
}

#[test]
fn a_page_that_was_swapped_for_another_is_damage() {
    let folder = locked();
    let path = folder.path().join("vault.db");
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    for page in 1..pages - 1 {
        let mut swapped = whole.clone();
        let (one, other) = (page * 4096, (page + 1) * 4096);
        swapped[one..one + 4096].copy_from_slice(&whole[other..other + 4096]);
        fs::write(&path, &swapped).unwrap();

        let outcome = Vault::unlock(folder.path(), &passphrase(), NOW)
            .and_then(|vault| connection::check_pages(&vault.connection));

        assert!(matches!(outcome, Err(Error::Damaged(_))), "{outcome:?}");
        fs::remove_file(folder.path().join("vault.db-wal")).ok();
    }
}
