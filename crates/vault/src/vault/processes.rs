//! Two processes at one vault, and a process that dies.
//!
//! A child is this test program again, told to run one of the ignored tests, with the vault's folder as its place.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use inkling_intake::{Format, SourceInfo, Stream};

use super::*;
use crate::testing::{NOW, event, passphrase, state, vault};

/// What the test runner exits with when a test fails; a process that dies has another status.
const FAILED: Option<i32> = Some(101);

/// Runs one of the ignored tests below in a process of its own.
fn child(test: &str, dir: &Path) -> ExitStatus {
    let name = format!("vault::processes::{test}");
    let output = Command::new(this_program())
        .args(["--ignored", "--exact", &name])
        .current_dir(dir)
        .output()
        .unwrap();
    output.status
}

/// This program, on Linux also when a build has put another in its place while it runs.
fn this_program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        running.to_owned()
    } else {
        std::env::current_exe().unwrap()
    }
}

fn died(status: ExitStatus) -> bool {
    !status.success() && status.code() != FAILED
}

/// The vault of the folder a child was started in; `None` when the test was not started as a child.
fn unlock_here() -> Option<Result<Vault, Error>> {
    let here = Path::new(".");
    (presence(here) == Presence::Present).then(|| Vault::unlock(here, &passphrase(), NOW))
}

#[test]
fn a_second_process_finds_the_vault_in_use() {
    let (folder, vault) = vault();

    assert!(child("in_the_child_the_vault_is_in_use", folder.path()).success());

    vault.lock(NOW).unwrap();
    let free = child("in_the_child_the_vault_is_in_use", folder.path());
    assert_eq!(free.code(), FAILED);
}

#[test]
fn a_process_that_dies_during_an_import_leaves_nothing_of_it() {
    let (folder, mut vault) = vault();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    vault.lock(NOW).unwrap();

    assert!(died(child("in_the_child_an_import_dies", folder.path())));

    let vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!(
        (vault.events().unwrap(), vault.sources().unwrap().len()),
        (0, 0)
    );
    assert_eq!(vault.preferences().unwrap().len(), 1);
    vault.verify_ledger().unwrap();
}

#[test]
fn a_process_that_dies_after_a_change_leaves_the_change() {
    let (folder, vault) = vault();
    vault.lock(NOW).unwrap();

    assert!(died(child(
        "in_the_child_a_change_is_made_before_it_dies",
        folder.path()
    )));

    let vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!(vault.preferences().unwrap().len(), 1);
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_the_vault_is_in_use() {
    assert!(matches!(unlock_here(), None | Some(Err(Error::InUse))));
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_an_import_dies() {
    let Some(vault) = unlock_here() else { return };
    let mut vault = vault.unwrap();
    let mut import = vault.begin_import().unwrap();
    let sha256 = [1; 32];
    let format = Some(Format::AmazonOrders);
    import
        .source(&SourceInfo {
            input: 0,
            name: "orders.csv".into(),
            entry: None,
            format,
            sha256,
            bytes: 1,
        })
        .unwrap();
    for number in 0..20_000 {
        import
            .add(&event(Stream::AmazonOrders, NOW, &format!("lamp {number}")))
            .unwrap();
    }
    std::process::abort();
}

#[test]
#[ignore = "run as a child by a test above"]
fn in_the_child_a_change_is_made_before_it_dies() {
    let Some(vault) = unlock_here() else { return };
    let mut vault = vault.unwrap();
    state(
        &mut vault,
        "style.colours.liked",
        serde_json::json!(["blue"]),
    );
    std::process::abort();
}
