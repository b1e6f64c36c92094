//! The keychain of the system: the Secret Service on Linux, the Keychain on macOS, the Credential Manager on Windows.
//!
//! Invariant: what is kept there is half of a key. Any program of this person can ask for it, and it opens nothing alone.

use inkling_desk::system::{Keychain, NoKeychain};
use keyring::Entry;
use zeroize::Zeroizing;

/// Under what name a person finds our entries.
const SERVICE: &str = "Inkling";

/// The keychain of the person who runs this.
pub(crate) struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn store(&self, name: &str, secret: &[u8]) -> Result<(), NoKeychain> {
        entry(name)?.set_secret(secret).map_err(|_| NoKeychain)
    }

    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, NoKeychain> {
        match entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(_) => Err(NoKeychain),
        }
    }

    fn delete(&self, name: &str) -> Result<(), NoKeychain> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(_) => Err(NoKeychain),
        }
    }
}

fn entry(name: &str) -> Result<Entry, NoKeychain> {
    Entry::new(SERVICE, name).map_err(|_| NoKeychain)
}

/// Against a real Secret Service in a session of its own; the tests inside it run as children.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::process::Command;

    use inkling_desk::system::{SystemClock, SystemEntropy};
    use inkling_desk::view::QuickUnlock;
    use inkling_desk::{Desk, Developer};

    use super::*;

    /// Says to a child that it is one.
    const INSIDE: &str = "INKLING_TEST_KEYCHAIN";
    const PASSPHRASE: &str = "tidal lantern orbit walnut";

    /// Runs one of the ignored tests below, with this in front of it.
    fn child(before: &[&str], test: &str) {
        let home = tempfile::tempdir().unwrap();
        let program = std::env::current_exe().unwrap();
        let mut words = before.iter().map(std::ffi::OsStr::new).collect::<Vec<_>>();
        words.push(program.as_os_str());
        let name = format!("keychain::tests::{test}");
        let output = Command::new(words[0])
            .args(&words[1..])
            .args(["--ignored", "--exact", &name])
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("XDG_DATA_HOME", home.path().join("share"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .env(INSIDE, "yes")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn is_inside() -> bool {
        std::env::vars_os().any(|(name, _)| name == INSIDE)
    }

    #[test]
    fn the_secret_service_keeps_gives_and_forgets() {
        child(
            &["../tests/window/with-keychain"],
            "inside_a_secret_is_kept_given_and_forgotten",
        );
    }

    #[test]
    fn a_vault_is_unlocked_by_the_secret_service() {
        child(
            &["../tests/window/with-keychain"],
            "inside_a_vault_is_unlocked",
        );
    }

    #[test]
    fn without_a_session_there_is_no_keychain() {
        child(&["env"], "inside_there_is_no_keychain");
    }

    #[test]
    #[ignore = "run as a child by a test above"]
    fn inside_a_secret_is_kept_given_and_forgotten() {
        if !is_inside() {
            return;
        }
        let read = |name| {
            SystemKeychain
                .read(name)
                .unwrap()
                .map(|secret| secret.to_vec())
        };
        assert_eq!(read("one"), None);

        SystemKeychain.store("one", &[0, 159, 146, 150]).unwrap();
        SystemKeychain.store("two", &[2; 32]).unwrap();
        SystemKeychain.store("one", &[1; 32]).unwrap();
        assert_eq!(read("one"), Some(vec![1; 32]));

        SystemKeychain.delete("one").unwrap();
        SystemKeychain.delete("one").unwrap();
        assert_eq!((read("one"), read("two")), (None, Some(vec![2; 32])));
    }

    #[test]
    #[ignore = "run as a child by a test above"]
    fn inside_a_vault_is_unlocked() {
        if !is_inside() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let entropy = Box::<SystemEntropy>::default();
        let desk = Desk::with_keychain(
            folder.path().join("vault"),
            Developer::Off,
            (Box::new(SystemClock), entropy, Box::new(SystemKeychain)),
            Box::new(|| {}),
        );
        desk.create(PASSPHRASE.into()).unwrap();
        desk.quick_unlock_on(PASSPHRASE.into()).unwrap();
        desk.lock().unwrap();

        assert_eq!(desk.ways().unwrap().quick, QuickUnlock::On);
        desk.unlock_quickly().unwrap();
        desk.quick_unlock_off().unwrap();
        desk.lock().unwrap();

        assert_eq!(desk.ways().unwrap().quick, QuickUnlock::Off);
        assert!(desk.unlock_quickly().is_err());
        desk.unlock(PASSPHRASE.into()).unwrap();
    }

    #[test]
    #[ignore = "run as a child by a test above"]
    fn inside_there_is_no_keychain() {
        if !is_inside() {
            return;
        }
        assert_eq!(SystemKeychain.store("one", &[1; 32]), Err(NoKeychain));
        assert_eq!(SystemKeychain.read("one"), Err(NoKeychain));
        assert_eq!(SystemKeychain.delete("one"), Err(NoKeychain));
    }
}
