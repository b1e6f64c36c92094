//! The keys of a vault at the desk: passphrase, recovery kit, and a keychain that forgets, lies or is not there.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use inkling_desk::system::{Keychain, NoKeychain};
use inkling_desk::view::{KitGroup, QuickUnlock, RecoveryKit, VaultState};
use inkling_desk::{Desk, Failure, FailureCode};
use tempfile::TempDir;
use zeroize::Zeroizing;

use self::shared::{PASSPHRASE, empty_with, open};

const NEXT: &str = "amber teapot violin canyon";

/// A keychain in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    secrets: BTreeMap<String, Vec<u8>>,
    mood: Mood,
}

/// How a keychain is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Mood {
    #[default]
    Open,
    /// It answers that there is nothing.
    Shut,
    /// There is none.
    Gone,
    /// It says yes and keeps nothing.
    Forgetful,
}

impl Memory {
    fn is(&self, mood: Mood) {
        self.0.lock().unwrap().mood = mood;
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().secrets.len()
    }
}

impl Keychain for Memory {
    fn store(&self, name: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        let mut inside = self.0.lock().unwrap();
        match inside.mood {
            Mood::Open => drop(inside.secrets.insert(name.into(), secret.into())),
            Mood::Forgetful => {}
            Mood::Shut | Mood::Gone => return Err(NoKeychain),
        }
        Ok(())
    }

    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        let inside = self.0.lock().unwrap();
        match inside.mood {
            Mood::Open => Ok(inside.secrets.get(name).cloned().map(Zeroizing::new)),
            Mood::Shut | Mood::Forgetful => Ok(None),
            Mood::Gone => Err(NoKeychain),
        }
    }

    fn delete(&self, name: &str) -> Result<(), NoKeychain> {
        let mut inside = self.0.lock().unwrap();
        if inside.mood != Mood::Open {
            return Err(NoKeychain);
        }
        inside.secrets.remove(name);
        Ok(())
    }
}

fn with_keychain() -> (TempDir, Arc<Desk>, Memory) {
    let keychain = Memory::default();
    let (folder, desk) = empty_with(Box::new(keychain.clone()));
    desk.create(PASSPHRASE.into()).unwrap();
    (folder, desk, keychain)
}

fn typed(kit: &RecoveryKit) -> String {
    kit.groups.join(" ").to_lowercase()
}

fn kept_kit(desk: &Desk, passphrase: &str) -> String {
    let kit = typed(&desk.draft_kit(passphrase.into()).unwrap());
    desk.keep_kit(kit.clone()).unwrap();
    kit
}

fn code<T>(result: Result<T, Failure>) -> Option<FailureCode> {
    result.err().map(|failure| failure.code)
}

#[test]
fn the_passphrase_is_changed_by_who_knows_it() {
    let (_folder, desk) = open();

    assert_eq!(
        code(desk.change_passphrase(NEXT.into(), NEXT.into())),
        Some(FailureCode::WrongPassphrase)
    );
    assert_eq!(
        code(desk.change_passphrase(PASSPHRASE.into(), "password".into())),
        Some(FailureCode::WeakPassphrase)
    );
    desk.change_passphrase(PASSPHRASE.into(), NEXT.into())
        .unwrap();
    desk.lock().unwrap();

    assert_eq!(
        code(desk.unlock(PASSPHRASE.into())),
        Some(FailureCode::WrongPassphrase)
    );
    desk.unlock(NEXT.into()).unwrap();
}

#[test]
fn a_kit_is_shown_typed_back_and_opens_the_vault() {
    let (_folder, desk) = open();
    let shown = desk.draft_kit(PASSPHRASE.into()).unwrap();
    assert_eq!(shown.groups.len(), 8);
    assert!(shown.path.starts_with("M0 0h7v1h-7z"), "a finder pattern");
    assert_eq!(desk.keys().unwrap().kit_since, None);

    desk.keep_kit(typed(&shown)).unwrap();
    assert_eq!(desk.keys().unwrap().kit_since, Some(shared::NOW.millis()));
    desk.lock().unwrap();

    assert!(desk.ways().unwrap().kit);
    assert_eq!(
        code(desk.recover(typed(&shown), "password".into())),
        Some(FailureCode::WeakPassphrase)
    );
    desk.recover(typed(&shown), NEXT.into()).unwrap();
    assert_eq!(desk.status().unwrap().vault, VaultState::Open);
    desk.lock().unwrap();
    assert_eq!(
        code(desk.unlock(PASSPHRASE.into())),
        Some(FailureCode::WrongPassphrase)
    );
}

#[test]
fn a_mistyped_kit_is_said_with_its_group_and_can_be_tried_again() {
    let (_folder, desk) = open();
    let shown = desk.draft_kit(PASSPHRASE.into()).unwrap();
    let mut groups = shown.groups.clone();
    groups.swap(2, 5);
    let wrong = groups.join("-");

    let check = desk.check_kit(wrong.clone());
    let at = check
        .groups
        .iter()
        .position(|group| *group == KitGroup::Wrong);
    assert_eq!((at, check.whole), (Some(2), false));
    assert_eq!(code(desk.keep_kit(wrong)), Some(FailureCode::KitMistyped));

    assert!(desk.check_kit(typed(&shown)).whole);
    desk.keep_kit(typed(&shown)).unwrap();
    assert_eq!(
        code(desk.keep_kit(typed(&shown))),
        Some(FailureCode::WrongKit),
        "a kit is kept once"
    );
}

#[test]
fn a_kit_that_was_not_typed_back_never_counts() {
    let (_folder, desk) = open();
    let former = kept_kit(&desk, PASSPHRASE);
    let forgotten = typed(&desk.draft_kit(PASSPHRASE.into()).unwrap());
    assert_eq!(
        code(desk.keep_kit(former.clone())),
        Some(FailureCode::WrongKit)
    );

    desk.forget_kit();
    assert_eq!(
        code(desk.keep_kit(forgotten.clone())),
        Some(FailureCode::WrongKit)
    );
    let over_a_lock = typed(&desk.draft_kit(PASSPHRASE.into()).unwrap());
    desk.lock().unwrap();
    desk.unlock(PASSPHRASE.into()).unwrap();
    assert_eq!(
        code(desk.keep_kit(over_a_lock)),
        Some(FailureCode::WrongKit)
    );
    desk.lock().unwrap();

    assert_eq!(
        code(desk.recover(forgotten, NEXT.into())),
        Some(FailureCode::WrongKit)
    );
    desk.recover(former, NEXT.into()).unwrap();
}

#[test]
fn a_removed_kit_opens_nothing() {
    let (_folder, desk) = open();
    let kit = kept_kit(&desk, PASSPHRASE);
    desk.remove_kit().unwrap();
    desk.lock().unwrap();

    assert!(!desk.ways().unwrap().kit);
    assert_eq!(
        code(desk.recover(kit, NEXT.into())),
        Some(FailureCode::WrongKit)
    );
}

#[test]
fn quick_unlock_is_off_until_it_is_turned_on_and_gone_when_it_is_turned_off() {
    let (_folder, desk, keychain) = with_keychain();
    assert_eq!(desk.keys().unwrap().quick, QuickUnlock::Off);
    assert_eq!(
        code(desk.quick_unlock_on(NEXT.into())),
        Some(FailureCode::WrongPassphrase)
    );
    assert_eq!(keychain.count(), 0, "nothing is left of a refusal");

    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
    assert_eq!(keychain.count(), 1, "the former half is forgotten");
    desk.lock().unwrap();
    assert_eq!(desk.ways().unwrap().quick, QuickUnlock::On);
    desk.unlock_quickly().unwrap();
    desk.quick_unlock_off().unwrap();
    desk.lock().unwrap();

    assert_eq!(keychain.count(), 0);
    assert_eq!(desk.ways().unwrap().quick, QuickUnlock::Off);
    assert_eq!(
        code(desk.unlock_quickly()),
        Some(FailureCode::KeychainUnavailable)
    );
}

#[test]
fn a_keychain_that_is_shut_or_gone_falls_back_to_the_passphrase_and_ends_nothing() {
    let (_folder, desk, keychain) = with_keychain();
    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
    desk.lock().unwrap();
    for mood in [Mood::Shut, Mood::Gone] {
        keychain.is(mood);
        assert_eq!(desk.ways().unwrap().quick, QuickUnlock::Unavailable);
        assert_eq!(
            code(desk.unlock_quickly()),
            Some(FailureCode::KeychainUnavailable)
        );
        desk.unlock(PASSPHRASE.into()).unwrap();
        desk.lock().unwrap();
    }

    keychain.is(Mood::Open);
    desk.unlock_quickly().unwrap();
}

#[test]
fn a_keychain_with_another_half_opens_nothing() {
    let (_folder, desk, keychain) = with_keychain();
    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
    desk.lock().unwrap();
    for half in [vec![7; 32], vec![7; 31]] {
        for secret in keychain.0.lock().unwrap().secrets.values_mut() {
            secret.clone_from(&half);
        }
        assert_eq!(
            code(desk.unlock_quickly()),
            Some(FailureCode::KeychainUnavailable)
        );
    }
}

#[test]
fn a_keychain_that_keeps_nothing_turns_nothing_on() {
    let (_folder, desk, keychain) = with_keychain();
    for mood in [Mood::Forgetful, Mood::Gone, Mood::Shut] {
        keychain.is(mood);
        assert_eq!(
            code(desk.quick_unlock_on(PASSPHRASE.into())),
            Some(FailureCode::NoKeychain)
        );
        assert_eq!(desk.keys().unwrap().quick, QuickUnlock::Off);
    }
}

#[test]
fn a_keychain_that_keeps_its_half_is_said_and_the_half_opens_nothing() {
    let (_folder, desk, keychain) = with_keychain();
    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
    keychain.is(Mood::Gone);

    assert_eq!(
        code(desk.quick_unlock_off()),
        Some(FailureCode::KeychainLeft)
    );

    keychain.is(Mood::Open);
    desk.lock().unwrap();
    assert_eq!(keychain.count(), 1);
    assert_eq!(
        code(desk.unlock_quickly()),
        Some(FailureCode::KeychainUnavailable)
    );
}

#[test]
fn another_passphrase_ends_quick_unlock_and_the_keychain_forgets_its_half() {
    let (_folder, desk, keychain) = with_keychain();
    let kit = kept_kit(&desk, PASSPHRASE);
    desk.quick_unlock_on(PASSPHRASE.into()).unwrap();

    desk.change_passphrase(PASSPHRASE.into(), NEXT.into())
        .unwrap();

    assert_eq!(
        (desk.keys().unwrap().quick, keychain.count()),
        (QuickUnlock::Off, 0)
    );
    desk.quick_unlock_on(NEXT.into()).unwrap();
    desk.lock().unwrap();
    desk.recover(kit, PASSPHRASE.into()).unwrap();
    assert_eq!(keychain.count(), 0);
}

#[test]
fn without_a_vault_there_are_no_ways_and_a_locked_one_tells_no_keys() {
    let (_folder, desk) = empty_with(Box::new(NoKeychain));
    let ways = desk.ways().unwrap();
    assert_eq!((ways.kit, ways.quick), (false, QuickUnlock::Off));
    let kit = "00000 ".repeat(8);
    assert_eq!(
        code(desk.recover(kit, NEXT.into())),
        Some(FailureCode::KitMistyped)
    );

    let (_folder, desk) = open();
    desk.lock().unwrap();
    let codes = [
        code(desk.keys()),
        code(desk.change_passphrase(PASSPHRASE.into(), NEXT.into())),
        code(desk.draft_kit(PASSPHRASE.into())),
        code(desk.remove_kit()),
        code(desk.quick_unlock_on(PASSPHRASE.into())),
        code(desk.quick_unlock_off()),
    ];
    assert!(
        codes.iter().all(|code| *code == Some(FailureCode::Locked)),
        "{codes:?}"
    );
}

#[test]
fn a_kit_is_in_no_debug_no_failure_and_no_file() {
    let (folder, desk) = open();
    let kit = desk.draft_kit(PASSPHRASE.into()).unwrap();
    assert_eq!(format!("{kit:?}"), "RecoveryKit(redacted)");
    desk.keep_kit(typed(&kit)).unwrap();
    desk.lock().unwrap();

    let failure = desk.recover(kit.groups.join("-") + "x", NEXT.into());
    let told = format!("{failure:?} {desk:?}");
    assert!(
        kit.groups
            .iter()
            .all(|group| !told.contains(group.as_str()))
    );
    for entry in fs::read_dir(folder.path().join("vault")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_uppercase();
        let found = kit
            .groups
            .iter()
            .filter(|group| text.contains(group.as_str()));
        assert!(found.count() < 3, "groups by chance, never all of them");
    }
}
