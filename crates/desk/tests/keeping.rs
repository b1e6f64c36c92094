//! The history's proof, backups and restoring at the desk, over real files.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod shared;

use std::fs;
use std::path::Path;

use inkling_desk::view::{
    BackupPlan, BackupTrouble, Every, Happening, HistoryFormat, SetbackKind, VaultState,
};
use inkling_desk::{Desk, FailureCode};
use ring::digest::{Context, SHA256};
use serde_json::{Value, json};

use self::shared::{NOW, PASSPHRASE, open};

fn colours(desk: &Desk, names: &[&str]) {
    desk.set_preference("style.colours.liked", json!(names))
        .unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn plan(folder: &Path) -> BackupPlan {
    BackupPlan {
        folder: folder.to_str().unwrap().to_owned(),
        every: Every::Day,
        keep: 2,
    }
}

#[test]
fn an_untouched_history_is_unbroken_from_its_first_to_its_last_line() {
    let (_folder, desk) = open();
    colours(&desk, &["blue"]);

    let chain = desk.history_verify().unwrap();

    assert_eq!((chain.lines, chain.broken), (2, None));
    assert_eq!(
        (chain.first, chain.last),
        (Some(NOW.millis()), Some(NOW.millis()))
    );
}

#[test]
fn an_exported_history_can_be_checked_without_inkling() {
    let (folder, desk) = open();
    colours(&desk, &["blue"]);
    let place = folder.path().join("history.json");
    desk.history_export(&place, HistoryFormat::Json).unwrap();

    let text = fs::read_to_string(&place).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut before = whole["beginning"].as_str().unwrap().as_bytes().to_vec();
    let lines = text.lines().filter_map(|line| {
        let rest = line.trim_end_matches(',').strip_prefix("{\"line\":")?;
        rest.strip_suffix("\"}")?.split_once(",\"hash\":\"")
    });
    let mut checked = 0;
    for (line, hash) in lines {
        let mut sum = Context::new(&SHA256);
        sum.update(&before);
        sum.update(line.as_bytes());
        before = sum.finish().as_ref().to_vec();
        let hex: String = before.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, hash);
        checked += 1;
    }
    assert_eq!(checked, whole["history"].as_array().unwrap().len());
    assert_eq!(checked, 2);
    assert_eq!(desk.history(None).unwrap()[0].what, Happening::Exported);
}

#[test]
fn a_history_as_a_table_computes_nothing_in_a_spreadsheet() {
    let (folder, desk) = open();
    let export = folder.path().join("=HYPERLINK(1).csv");
    fs::write(&export, "Title,Date\n\"Dark\",\"1/2/26\"\n").unwrap();
    let answers = inkling_desk::view::ImportAnswers {
        columns: Vec::new(),
        people: Vec::new(),
        date_order: Some(inkling_desk::view::DateOrderAnswer::DayFirst),
    };
    desk.import(&[export], &answers).unwrap();
    let place = folder.path().join("history.csv");

    desk.history_export(&place, HistoryFormat::Csv).unwrap();

    let text = fs::read_to_string(&place).unwrap();
    assert!(text.starts_with("place,time,what,shop,count,subject,grant,receipt,hash\r\n"));
    assert!(text.contains(",'=HYPERLINK(1).csv,"), "{text}");
}

#[test]
fn nothing_is_written_into_the_vaults_own_folder_or_into_none() {
    let (folder, desk) = open();
    let own = folder.path().join("vault");
    let export = |place: &Path| {
        desk.history_export(place, HistoryFormat::Csv)
            .unwrap_err()
            .code
    };

    assert_eq!(export(&own.join("vault.db")), FailureCode::BadPlace);
    assert_eq!(
        export(&folder.path().join("none/history.csv")),
        FailureCode::PlaceMissing
    );
    assert_eq!(
        desk.back_up(&own.join("vault.db")).unwrap_err().code,
        FailureCode::BadPlace
    );
    assert_eq!(
        desk.plan_backups(plan(&own)).unwrap_err().code,
        FailureCode::BadPlace
    );
    desk.history_verify().unwrap();
}

#[test]
fn planning_backups_makes_the_first_one_at_once_and_not_a_second() {
    let (_folder, desk) = open();
    let disk = tempfile::tempdir().unwrap();

    let backups = desk.plan_backups(plan(disk.path())).unwrap().unwrap();
    desk.keep_backups().unwrap();

    assert_eq!(backups.succeeded_at, Some(NOW.millis()));
    assert_eq!(names(disk.path()).len(), 1);
    let made: Vec<_> = desk.history(None).unwrap();
    let made = made.iter().filter(|line| line.what == Happening::BackedUp);
    assert_eq!(made.count(), 1);
}

#[test]
fn a_backup_that_could_not_be_made_is_told_until_one_is() {
    let (_folder, desk) = open();
    let disk = tempfile::tempdir().unwrap();
    let place = disk.path().join("plugged in");
    fs::create_dir(&place).unwrap();
    desk.plan_backups(plan(&place)).unwrap();
    desk.backups_off().unwrap();
    fs::remove_dir_all(&place).unwrap();

    assert_eq!(
        desk.plan_backups(plan(&place)).unwrap_err().code,
        FailureCode::PlaceMissing
    );
    assert_eq!(desk.backups().unwrap(), None);
    // A file where the folder was cannot be written into.
    fs::create_dir(&place).unwrap();
    let blocked = place.join(names_of_next(&desk, &place));
    fs::create_dir(&blocked).unwrap();
    let failed = desk.plan_backups(plan(&place)).unwrap().unwrap();
    assert_eq!(failed.succeeded_at, None);
    assert_eq!(
        (failed.failed_at, failed.trouble),
        (Some(NOW.millis()), Some(BackupTrouble::Other))
    );
    fs::remove_dir(&blocked).unwrap();
    let made = desk.plan_backups(plan(&place)).unwrap().unwrap();
    assert_eq!(
        (made.succeeded_at, made.trouble),
        (Some(NOW.millis()), None)
    );
}

/// The name that the next planned backup gets: the clock of these tests stands still.
fn names_of_next(desk: &Desk, place: &Path) -> String {
    desk.plan_backups(plan(place)).unwrap();
    let name = names(place).remove(0);
    fs::remove_file(place.join(&name)).unwrap();
    desk.backups_off().unwrap();
    name
}

#[test]
fn a_backup_is_looked_into_and_restored_only_while_the_vault_is_closed() {
    let (_folder, desk) = open();
    let disk = tempfile::tempdir().unwrap();
    let place = disk.path().join("backup");
    colours(&desk, &["blue"]);
    let made = desk.back_up(&place).unwrap();
    colours(&desk, &["red"]);
    let restore = || desk.restore(&place, PASSPHRASE.into());
    assert_eq!(restore().unwrap_err().code, FailureCode::VaultInUse);
    desk.lock().unwrap();

    let seen = desk.backup_preview(&place, PASSPHRASE.into()).unwrap();
    let restored = restore().unwrap();

    assert_eq!((&seen, &restored), (&made, &made));
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);
    desk.unlock(PASSPHRASE.into()).unwrap();
    let setback = desk.setback().unwrap().unwrap();
    assert_eq!(
        (setback.how, setback.copy_of),
        (SetbackKind::Restored, NOW.millis())
    );
    let colours = desk.preference("style.colours.liked").unwrap();
    assert_eq!(colours.lines, ["Blue"]);
}

#[test]
fn what_is_no_backup_is_told_apart() {
    let (_folder, desk) = open();
    desk.lock().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let place = disk.path().join("holidays.jpg");
    fs::write(&place, "not a backup").unwrap();
    let look = |place: &Path| {
        let outcome = desk.backup_preview(place, PASSPHRASE.into());
        outcome.unwrap_err().code
    };

    assert_eq!(look(&place), FailureCode::BackupDamaged);
    assert_eq!(look(&disk.path().join("gone")), FailureCode::FileNotFound);
}

/// Every file under a folder, by its name from there.
fn tree(dir: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for name in names(dir) {
        let path = dir.join(&name);
        if path.is_dir() {
            let inner = tree(&path).into_iter();
            files.extend(inner.map(|(inner, text)| (format!("{name}/{inner}"), text)));
        } else {
            files.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn everything_is_exported_readable_and_explained() {
    let (folder, desk) = open();
    colours(&desk, &["blue"]);
    let watched = folder.path().join("views.csv");
    fs::write(&watched, "Title,Date\n\"=cmd|' /C calc'!A0\",\"1/2/26\"\n").unwrap();
    let answers = inkling_desk::view::ImportAnswers {
        columns: Vec::new(),
        people: Vec::new(),
        date_order: Some(inkling_desk::view::DateOrderAnswer::DayFirst),
    };
    desk.import(&[watched], &answers).unwrap();
    let place = tempfile::tempdir().unwrap();

    let first = desk.export_everything(place.path()).unwrap();
    let second = desk.export_everything(place.path()).unwrap();

    assert!(first.ends_with("Inkling export 2026-11-23"), "{first:?}");
    assert!(second.ends_with("Inkling export 2026-11-23 (2)"));
    let files = tree(&first);
    let named: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        named,
        [
            "README.txt",
            "events.csv",
            "evidence.csv",
            "grants.csv",
            "history.csv",
            "history.json",
            "preferences.csv",
            "profile.jsonld",
            "rules.csv",
            "shared.csv"
        ]
    );
    let text = |wanted: &str| &files.iter().find(|(name, _)| name == wanted).unwrap().1;
    assert!(named.iter().all(|name| text("README.txt").contains(name)));
    assert!(text("README.txt").contains("NOT ENCRYPTED"));
    assert!(text("events.csv").contains(",watched,'=cmd|' /C calc'!A0,"));
    assert!(
        text("preferences.csv")
            .contains("style.colours.liked,Colours you like,stated,\"[\"\"blue\"\"]\"")
    );
    let profile: Value = serde_json::from_str(text("profile.jsonld")).unwrap();
    let data = &profile["dpv:hasPersonalData"][0];
    assert!(data["@type"].as_str().unwrap().starts_with("pd:"));
    assert_eq!(data["rdf:value"]["@value"], json!(["blue"]));
    assert_eq!(desk.history(None).unwrap()[0].what, Happening::Exported);
}

#[cfg(unix)]
#[test]
fn an_export_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, desk) = open();
    let place = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

    let export = desk.export_everything(place.path()).unwrap();

    assert_eq!(mode(&export), 0o700);
    for name in names(&export) {
        let expected = if name == "receipts" { 0o700 } else { 0o600 };
        assert_eq!(mode(&export.join(&name)), expected, "{name}");
    }
}

#[test]
fn an_export_that_fails_leaves_nothing_behind() {
    let (folder, desk) = open();

    let none = desk.export_everything(&folder.path().join("none"));
    let own = desk.export_everything(&folder.path().join("vault"));

    assert_eq!(none.unwrap_err().code, FailureCode::PlaceMissing);
    assert_eq!(own.unwrap_err().code, FailureCode::BadPlace);
    assert_eq!(names(folder.path()), ["vault"]);
}

#[test]
fn erasing_wants_the_word_and_a_closed_vault_and_leaves_nothing() {
    let (folder, desk) = open();
    let disk = tempfile::tempdir().unwrap();
    desk.plan_backups(plan(disk.path())).unwrap();
    fs::write(disk.path().join("mine.inkling-backup"), "by hand").unwrap();
    let erase = |word: &str, passphrase: Option<&str>| {
        let outcome = desk.erase(word, passphrase.map(str::to_owned));
        outcome.map_err(|failure| failure.code)
    };
    assert_eq!(
        erase("erase everything", None),
        Err(FailureCode::VaultInUse)
    );
    desk.lock().unwrap();
    assert_eq!(erase("erase", None), Err(FailureCode::NotConfirmed));
    assert_eq!(
        erase("erase everything", Some("another passphrase")),
        Err(FailureCode::WrongPassphrase)
    );
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);

    erase("erase everything", Some(PASSPHRASE)).unwrap();

    assert_eq!(desk.status().unwrap().vault, VaultState::Missing);
    assert_eq!(names(&folder.path().join("vault")), Vec::<String>::new());
    assert_eq!(names(disk.path()), ["mine.inkling-backup"]);
    erase("erase everything", None).unwrap();
}

#[test]
fn a_forgotten_passphrase_does_not_keep_a_vault_from_being_erased() {
    let (_folder, desk) = open();
    let disk = tempfile::tempdir().unwrap();
    desk.plan_backups(plan(disk.path())).unwrap();
    desk.lock().unwrap();

    desk.erase("erase everything", None).unwrap();

    assert_eq!(desk.status().unwrap().vault, VaultState::Missing);
    assert_eq!(names(disk.path()).len(), 1);
}
