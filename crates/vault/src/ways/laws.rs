//! Whatever happens in whatever order: exactly the current secrets open the vault. What a kill leaves is in `tests/killed.rs`.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::testing::{Dice, NOW, folder, passphrase};

const CHEAP: KeyCost = KeyCost::TRIVIAL;

/// What a person can do with the ways in.
#[derive(Debug, Clone)]
enum Act {
    ChangePassphrase,
    MakeKit,
    /// Shown, and never typed back.
    AbandonKit,
    RemoveKit,
    Recover,
    QuickOn,
    QuickOff,
    Lock,
    /// The process ends without locking.
    Drop,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        Just(Act::ChangePassphrase),
        Just(Act::MakeKit),
        Just(Act::AbandonKit),
        Just(Act::RemoveKit),
        Just(Act::Recover),
        Just(Act::QuickOn),
        Just(Act::QuickOff),
        Just(Act::Lock),
        Just(Act::Drop),
    ];
    prop::collection::vec(act, 1..14)
}

/// Every secret that there was, and which of each kind counts.
#[derive(Default)]
struct Model {
    passphrases: Vec<String>,
    kits: Vec<RecoveryKit>,
    kit: Option<usize>,
    secrets: Vec<KeychainSecret>,
    secret: Option<usize>,
}

fn opens(dir: &Path, way: Way<'_>) -> bool {
    Vault::open(dir, way, &Line::of(Happening::Unlocked), NOW).is_ok()
}

impl Model {
    fn passphrase(&self) -> Passphrase {
        Passphrase::new(self.passphrases.last().unwrap().clone())
    }

    fn next(&mut self) -> (Passphrase, Passphrase) {
        let former = self.passphrase();
        self.passphrases
            .push(format!("amber teapot violin {}", self.passphrases.len()));
        (former, self.passphrase())
    }

    /// Tries every secret there ever was.
    fn check(&self, dir: &Path) {
        let newest = self.passphrases.len() - 1;
        for (at, words) in self.passphrases.iter().enumerate() {
            let opened = opens(dir, Way::Passphrase(&Passphrase::new(words.clone())));
            assert_eq!(opened, at == newest, "passphrase {at}");
        }
        for (at, kit) in self.kits.iter().enumerate() {
            let opened = opens(dir, Way::RecoveryKit(kit));
            assert_eq!(opened, self.kit == Some(at), "kit {at}");
        }
        for (at, secret) in self.secrets.iter().enumerate() {
            let opened = opens(dir, Way::Keychain(secret));
            assert_eq!(opened, self.secret == Some(at), "secret {at}");
        }
        let ways = ways(dir).unwrap();
        assert_eq!(ways.kit, self.kit.is_some());
        let name = self.secret.map(|at| self.secrets[at].name().to_owned());
        assert_eq!(ways.keychain, name);
    }

    /// One act on an open vault.
    fn does(&mut self, act: &Act, vault: &mut Vault) {
        match act {
            Act::ChangePassphrase => {
                let (former, next) = self.next();
                vault
                    .change_passphrase(&former, (&next, CHEAP), NOW, &Dice)
                    .unwrap();
                self.secret = None;
            }
            Act::MakeKit => {
                let (kit, draft) = vault.draft_kit(&self.passphrase(), &Dice).unwrap();
                vault.keep_kit(&draft, &kit, NOW).unwrap();
                self.kit = Some(self.kits.len());
                self.kits.push(kit);
            }
            Act::AbandonKit => {
                let (kit, _) = vault.draft_kit(&self.passphrase(), &Dice).unwrap();
                self.kits.push(kit);
            }
            Act::RemoveKit => {
                vault.remove_kit(NOW).unwrap();
                self.kit = None;
            }
            Act::QuickOn => {
                let secret = KeychainSecret::generate(&Dice).unwrap();
                vault
                    .quick_unlock_on(&self.passphrase(), &secret, NOW, &Dice)
                    .unwrap();
                self.secret = Some(self.secrets.len());
                self.secrets.push(secret);
            }
            Act::QuickOff => {
                vault.quick_unlock_off(NOW).unwrap();
                self.secret = None;
            }
            Act::Recover | Act::Lock | Act::Drop => {}
        }
    }

    /// Opens the vault anew, with a kit where that is what happens.
    fn opens(&mut self, act: &Act, dir: &Path) -> Vault {
        if let (Act::Recover, Some(at)) = (act, self.kit) {
            let (_, next) = self.next();
            self.secret = None;
            return Vault::recover(dir, &self.kits[at], (&next, CHEAP), NOW, &Dice).unwrap();
        }
        Vault::unlock(dir, &self.passphrase(), NOW).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn exactly_the_current_secrets_open_the_vault(acts in acts()) {
        let folder = folder();
        let dir = folder.path();
        let mut model = Model { passphrases: vec![crate::testing::WORDS.into()], ..Model::default() };
        let mut vault = Vault::create(dir, &passphrase(), CHEAP, NOW, &Dice).unwrap();
        for act in &acts {
            model.does(act, &mut vault);
            if matches!(act, Act::Lock) {
                vault.lock(NOW).unwrap();
            } else {
                drop(vault);
            }
            model.check(dir);
            vault = model.opens(act, dir);
        }
        vault.verify_ledger().unwrap();
        drop(vault);
        model.check(dir);
    }
}
