//! A process that is killed while it changes the passphrase, at any moment: one passphrase opens the vault afterwards.
//!
//! In a program of its own: a child holds what its parent had open for the moment that it takes to start, also the claims
//! of other tests' vaults.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use inkling_token::{Entropy, NoEntropy, Timestamp};
use inkling_vault::{Error, Happening, KeyCost, Passphrase, Presence, Vault, presence};
use ring::rand::{SecureRandom, SystemRandom};

/// 23 November 2026, 12:00 UTC.
const NOW: Timestamp = Timestamp::from_seconds(1_795_435_200);
/// More than a child gets through before it is killed.
const CHANGES: usize = 100;
const KILLS: u64 = 24;

/// The system's randomness.
struct Dice(SystemRandom);

impl Entropy for Dice {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        self.0.fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}

fn passphrase(turn: usize) -> Passphrase {
    Passphrase::new(format!("amber teapot violin {turn}"))
}

fn opens(dir: &Path, turn: usize) -> bool {
    let outcome = Vault::unlock(dir, &passphrase(turn), NOW);
    assert!(
        matches!(outcome, Ok(_) | Err(Error::WrongPassphrase)),
        "{outcome:?}"
    );
    outcome.is_ok()
}

#[expect(
    clippy::disallowed_methods,
    reason = "another process is waited for, and killed at some moment"
)]
fn wait(time: Duration) {
    std::thread::sleep(time);
}

#[test]
fn killed_at_any_moment_the_vault_opens_with_the_former_or_the_next_passphrase() {
    let mut reached = Vec::new();
    for kill in 0..KILLS {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let dice = Dice(SystemRandom::new());
        Vault::create(dir, &passphrase(0), KeyCost::TRIVIAL, NOW, &dice)
            .unwrap()
            .lock(NOW)
            .unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "in_the_child_the_passphrase_changes",
            ])
            .current_dir(dir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let before = fs::read(dir.join("vault.keys")).unwrap();
        while fs::read(dir.join("vault.keys")).unwrap() == before {
            assert_eq!(child.try_wait().unwrap(), None, "it has ended by itself");
            wait(Duration::from_micros(200));
        }
        wait(Duration::from_micros(kill * 977));
        child.kill().unwrap();
        child.wait().unwrap();

        let open: Vec<usize> = (0..=CHANGES).filter(|turn| opens(dir, *turn)).collect();

        assert_eq!(open.len(), 1, "{open:?}");
        assert!(!dir.join("vault.keys.new").exists());
        let vault = Vault::unlock(dir, &passphrase(open[0]), NOW).unwrap();
        vault.verify_ledger().unwrap();
        // A line too many at most, never one too few.
        let lines = vault.ledger(u32::MAX, None).unwrap();
        let told = lines
            .iter()
            .filter(|line| line.what == Happening::PassphraseChanged)
            .count();
        assert!(
            told == open[0] || told == open[0] + 1,
            "{told} lines, {open:?}"
        );
        reached.push(open[0]);
    }
    let in_the_midst = reached.iter().filter(|turn| **turn < CHANGES).count();
    assert!(in_the_midst > 0, "every child was through: {reached:?}");
}

#[test]
#[ignore = "run as a child by the test above"]
fn in_the_child_the_passphrase_changes() {
    let here = Path::new(".");
    if presence(here) == Presence::Missing {
        return;
    }
    let dice = Dice(SystemRandom::new());
    let mut vault = Vault::unlock(here, &passphrase(0), NOW).unwrap();
    for turn in 0..CHANGES {
        let next = passphrase(turn + 1);
        vault
            .change_passphrase(&passphrase(turn), (&next, KeyCost::TRIVIAL), NOW, &dice)
            .unwrap();
    }
}
