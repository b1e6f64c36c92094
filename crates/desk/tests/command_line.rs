//! The command line around the vault's file, as a person types it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

struct Person(TempDir);

impl Person {
    fn new() -> Self {
        let person = Self(tempfile::tempdir().unwrap());
        fs::write(person.path("passphrase"), "tidal lantern orbit walnut\n").unwrap();
        person.says(&["init"]);
        person.says(&["profile", "set", "style.colours.liked", "[\"blue\"]"]);
        person
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn runs(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_inkling"))
            .args(["--home", &self.path("vault")])
            .args(["--passphrase-file", &self.path("passphrase")])
            .args(words)
            .output()
            .unwrap()
    }

    /// What is answered to a command that succeeds.
    fn says(&self, words: &[&str]) -> String {
        let output = self.runs(words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{words:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is told about a command that fails, or beside one that does not.
    fn is_told(&self, words: &[&str]) -> String {
        String::from_utf8(self.runs(words).stderr).unwrap()
    }
}

#[test]
fn the_history_is_proved_and_exported() {
    let person = Person::new();

    let proof = person.says(&["history", "verify"]);

    assert!(proof.starts_with("6 lines fit, from "), "{proof}");
    assert!(proof.ends_with("The history is unbroken.\n"));
    let file = person.path("history.csv");
    person.says(&["history", "export", &file]);
    assert!(fs::read_to_string(file).unwrap().contains(",created,"));
}

#[test]
fn a_backup_is_made_shown_and_restored() {
    let person = Person::new();
    let file = person.path("one.inkling-backup");
    let made = person.says(&["backup", "make", &file]);
    assert!(made.contains("whole: 1 preferences"), "{made}");
    person.says(&["profile", "remove", "style.colours.liked"]);

    let seen = person.says(&["restore", &file]);
    assert!(seen.contains("whole: 1 preferences"));
    assert!(!person.says(&["profile", "list"]).contains("Blue"));
    person.says(&["restore", &file, "--yes"]);

    let told = person.is_told(&["profile", "list"]);
    assert!(
        told.starts_with("This vault was restored from a backup of "),
        "{told}"
    );
    assert!(person.says(&["profile", "list"]).contains("Blue"));
}

#[test]
fn backups_are_planned_made_when_due_and_turned_off() {
    let person = Person::new();
    let disk = person.path("disk");
    fs::create_dir(&disk).unwrap();

    let planned = person.says(&["backup", "plan", &disk, "--every", "week", "--keep", "3"]);
    let due = person.says(&["backup", "due"]);

    assert!(planned.contains("the newest 3 stay"), "{planned}");
    assert!(due.contains("The last one, whole, is of "), "{due}");
    assert_eq!(fs::read_dir(Path::new(&disk)).unwrap().count(), 1);
    let off = person.says(&["backup", "off"]);
    assert_eq!(off, "No backups are made by themselves.\n");
}

#[test]
fn an_older_copy_that_is_put_back_is_told_at_every_command() {
    let person = Person::new();
    let (file, copy) = (person.path("vault/vault.db"), person.path("copy"));
    fs::copy(&file, &copy).unwrap();
    person.says(&["profile", "remove", "style.colours.liked"]);
    fs::copy(&copy, &file).unwrap();

    let told = person.is_told(&["history", "list"]);

    assert!(
        told.starts_with("This is an older copy of the vault"),
        "{told}"
    );
    assert!(person.says(&["history", "list"]).contains("rolled back"));
}

#[test]
fn everything_is_exported_and_then_erased() {
    let person = Person::new();
    let place = person.path("exports");
    fs::create_dir(&place).unwrap();

    let told = person.says(&["export", &place]);

    assert!(told.contains("NOT encrypted"), "{told}");
    assert_eq!(fs::read_dir(Path::new(&place)).unwrap().count(), 1);
    let refused = person.is_told(&["erase", "--confirm", "yes"]);
    assert!(
        refused.starts_with("The word that confirms it"),
        "{refused}"
    );
    let words = [
        "erase",
        "--confirm",
        "erase everything",
        "--tell-shops",
        "--backups",
    ];
    assert_eq!(person.says(&words), "The vault is missing.\n");
}

#[test]
fn an_entry_is_kept_out_and_taken_back() {
    let person = Person::new();
    let bought = (1..6).map(|day| format!("2026-05-{day:02},Lumen Stehlampe,20.00\n"));
    let table = format!("Date,Item,Price\n{}", bought.collect::<String>());
    let file = person.path("purchases.csv");
    fs::write(&file, table).unwrap();
    person.says(&["import", &file, "--columns-as-shown"]);
    let shown = person.says(&["profile", "show", "interests.shop"]);
    let entry = shown.split_whitespace().last().unwrap();
    assert!(entry.starts_with("other-orders/"), "{shown}");

    let kept = person.says(&["rules", "keep-out", entry, "--why", "gift"]);

    assert!(kept.contains("gift  Lumen Stehlampe, 5 entries"), "{kept}");
    assert!(!person.says(&["profile", "list"]).contains("Lighting"));
    let said = kept.split_whitespace().next().unwrap();
    assert_eq!(
        person.says(&["rules", "take-back", said]),
        "Nothing here yet.\n"
    );
    let one = person.says(&["rules", "keep-out", entry, "--why", "gift", "--only"]);
    assert!(
        one.contains("gift  Lumen Stehlampe, only of 2026-05-0"),
        "{one}"
    );
    let said = one.split_whitespace().next().unwrap();
    person.says(&["rules", "take-back", said]);
    let told = person.says(&["profile", "over-time", "interests.shop"]);
    assert!(
        told.starts_with("Tables of purchases: 5 of 5 entries\n  2026 Q2  5\n"),
        "{told}"
    );
    let unsorted = person.says(&["rules", "unsorted"]);
    assert_eq!(unsorted, "0 titles in 0 entries have no category.\n");
    let outlook = person.says(&["profile", "outlook", "interests.shop"]);
    assert!(outlook.contains("Without the newest"), "{outlook}");
    let placed = person.says(&["rules", "place", entry, "--all", "noun", "garden"]);
    assert!(
        placed.contains("noun  stehlampe -> Garden, 5 entries"),
        "{placed}"
    );
}

#[test]
fn plain_mode_is_switched_for_all_shops_and_for_one() {
    let person = Person::new();

    assert!(
        person
            .says(&["plain", "on"])
            .starts_with("Plain mode is on for every shop since ")
    );
    person.says(&["plain", "on", "--shop", "www.shop.example"]);
    let told = person.says(&["plain", "off"]);
    assert!(told.starts_with(
        "Plain mode is not on for every shop.\nIt is on for shop.example by itself since "
    ));
    let status = |shop: &str| person.says(&["plain", "status", "--shop", shop]);
    assert!(status("eu.shop.example").starts_with("Plain mode is on for this shop since "));
    assert_eq!(
        status("books.example"),
        "Plain mode is off for this shop.\n"
    );

    person.says(&["plain", "off", "--shop", "shop.example"]);
    assert_eq!(
        person.says(&["plain", "status"]),
        "Plain mode is not on for every shop.\n"
    );
    assert!(
        !person
            .runs(&["plain", "on", "--shop", "not a host"])
            .status
            .success()
    );
    let history = person.says(&["history", "list"]);
    let lines = |what: &str| history.matches(what).count();
    assert_eq!((lines("plain on"), lines("plain off")), (2, 2), "{history}");
}
