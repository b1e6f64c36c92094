//! Importing what people have, as the window and the command line do it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use inkling_desk::view::ImportAnswers;
use inkling_desk::{Desk, FailureCode};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use self::shared::open;

mod shared;

const TABLE: &str = "Datum;Artikel;Menge;Preis;Lieferadresse\n\
                     30.08.2026;Becher;2;9,50;Am Weg 1\n\
                     29.08.2026;Teller;1;12,00;Am Weg 1\n";

fn samples(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/exports")).join(name)
}

/// A zip of these files, each under its own name.
fn zipped<const N: usize>(folder: &TempDir, entries: [(&str, PathBuf); N]) -> PathBuf {
    let path = folder.path().join("export.zip");
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, file) in entries {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(file).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    path
}

/// Looks into a file or folder of which something cannot be read, and imports the rest with every site.
fn rest_of(desk: &Desk, path: PathBuf) -> (Vec<FailureCode>, u64) {
    let preview = desk.examine(std::slice::from_ref(&path)).unwrap();
    let answers = ImportAnswers {
        sites: preview.sites.iter().map(|site| site.name.clone()).collect(),
        ..ImportAnswers::default()
    };
    let done = desk.import(&[path], &answers).unwrap();
    assert_eq!(done.refused, preview.refused);
    let codes = preview.refused.iter().map(|file| file.code);
    (codes.collect(), done.added)
}

#[test]
fn folders_of_books_films_and_mails_are_one_import_and_change_nothing_the_second_time() {
    let (_folder, desk) = open();
    let paths = ["books", "films", "email"].map(samples);

    let preview = desk.examine(&paths).unwrap();
    assert!(preview.unknown.is_empty() && preview.refused.is_empty());
    assert_eq!(preview.files.len(), 9);
    let first = desk.import(&paths, &ImportAnswers::default()).unwrap();
    let second = desk.import(&paths, &ImportAnswers::default()).unwrap();

    // One film stands in Letterboxd's diary and among the watched; both tell of one fact.
    assert_eq!((first.added, first.already_here), (16, 1));
    assert_eq!(second.added, 0);
    assert_eq!(desk.home().unwrap().events, 16);
}

#[test]
fn a_table_of_purchases_is_imported_only_after_the_person_says_what_its_columns_are() {
    let (folder, desk) = open();
    let path = folder.path().join("bestellungen.csv");
    fs::write(&path, TABLE).unwrap();
    let paths = [path];

    let preview = desk.examine(&paths).unwrap();
    let question = preview.column_questions.first().unwrap();
    assert_eq!(question.names, ["bestellungen.csv"]);
    let offered: Vec<_> = question
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(offered, ["datum", "artikel", "menge", "preis"]);
    let unasked = desk.import(&paths, &ImportAnswers::default());
    assert_eq!(unasked.unwrap_err().code, FailureCode::NeedsAnswer);
    assert_eq!(desk.home().unwrap().events, 0);

    let answers = ImportAnswers {
        columns: vec![question.guess.clone()],
        ..ImportAnswers::default()
    };
    assert_eq!(desk.import(&paths, &answers).unwrap().added, 2);
}

#[test]
fn of_browsers_histories_only_ticked_sites_are_read_and_the_second_time_changes_nothing() {
    let (_folder, desk) = open();
    let paths = ["browsers", "google/Takeout/Chrome"].map(samples);

    let preview = desk.examine(&paths).unwrap();
    assert!(preview.unknown.is_empty() && preview.refused.is_empty());
    let kept: Vec<u64> = preview.files.iter().map(|file| file.kept).collect();
    assert_eq!(kept, [16, 13, 31]);
    let offered: Vec<_> = preview
        .sites
        .iter()
        .map(|site| (site.name.as_str(), site.events))
        .collect();
    assert_eq!(offered, [("zalando.de", 45), ("amazon.de", 15)]);
    let unasked = desk.import(&paths, &ImportAnswers::default());
    assert_eq!(unasked.unwrap_err().code, FailureCode::NeedsAnswer);

    let answers = ImportAnswers {
        sites: vec!["amazon.de".to_owned()],
        ..ImportAnswers::default()
    };
    let first = desk.import(&paths, &answers).unwrap();
    let second = desk.import(&paths, &answers).unwrap();

    assert_eq!(first.added + first.already_here, 15);
    assert_eq!((second.added, first.suggested), (0, 0));
    assert_eq!(desk.home().unwrap().events, first.added);
}

#[test]
fn a_history_that_its_browser_still_writes_is_refused_with_what_to_do() {
    let (_folder, desk) = open();
    let path = samples("hostile/history-in-its-log.sqlite");

    let preview = desk.examine(std::slice::from_ref(&path)).unwrap();

    assert_eq!(
        preview.refused.first().unwrap().code,
        FailureCode::HistoryInLog
    );
}

#[test]
fn a_zipped_history_of_either_browser_is_read_as_the_file_itself() {
    let (folder, desk) = open();
    let path = zipped(
        &folder,
        ["chrome/History", "firefox/places.sqlite"]
            .map(|name| (name, samples("browsers").join(name))),
    );
    let (plain, zipped) = ([samples("browsers")], [path]);

    let preview = desk.examine(&zipped).unwrap();
    assert!(preview.unknown.is_empty() && preview.refused.is_empty());
    assert_eq!(preview.sites, desk.examine(&plain).unwrap().sites);

    let answers = ImportAnswers {
        sites: preview.sites.iter().map(|site| site.name.clone()).collect(),
        ..ImportAnswers::default()
    };
    assert_eq!(desk.import(&zipped, &answers).unwrap().added, 29);
    assert_eq!(desk.import(&plain, &answers).unwrap().added, 0);
}

#[test]
fn a_history_with_newer_visits_beside_it_is_refused_until_the_browser_has_taken_them_in() {
    let (folder, desk) = open();
    let history = folder.path().join("places.sqlite");
    fs::copy(samples("browsers/firefox/places.sqlite"), &history).unwrap();
    let log = folder.path().join("places.sqlite-wal");
    fs::write(&log, "newest").unwrap();
    let paths = [history];

    let refused = desk.examine(&paths).unwrap().refused;
    assert_eq!(refused.first().unwrap().code, FailureCode::HistoryInLog);

    fs::write(&log, "").unwrap();
    assert!(desk.examine(&paths).unwrap().refused.is_empty());
    fs::remove_file(&log).unwrap();
    assert_eq!(desk.examine(&paths).unwrap().files.len(), 1);
}

#[test]
fn a_history_beside_its_log_does_not_keep_the_other_files_of_a_folder_out() {
    let (folder, desk) = open();
    let chosen = folder.path().join("chosen");
    fs::create_dir(&chosen).unwrap();
    let history = samples("browsers/firefox/places.sqlite");
    fs::copy(history, chosen.join("places.sqlite")).unwrap();
    fs::write(chosen.join("places.sqlite-wal"), "newest").unwrap();
    let list = "NetflixViewingHistory.csv";
    fs::copy(samples("netflix").join(list), chosen.join(list)).unwrap();

    let (refused, added) = rest_of(&desk, chosen);

    assert_eq!(refused, [FailureCode::HistoryInLog]);
    assert!(added > 0);
}

#[test]
fn a_file_that_is_only_called_as_a_history_does_not_keep_the_orders_of_a_zip_out() {
    let (folder, desk) = open();
    let path = folder.path().join("other");
    fs::write(&path, b"SQLite format 3\0 of something else").unwrap();
    let orders = samples("amazon/legacy_order_history_report.csv");

    let (refused, added) = rest_of(
        &desk,
        zipped(&folder, [("app/History", path), ("orders.csv", orders)]),
    );

    assert_eq!(refused, [FailureCode::DamagedArchive]);
    assert!(added > 0);
}

#[test]
fn of_the_profiles_in_a_zip_the_one_without_a_log_is_read() {
    let (folder, desk) = open();
    let history = samples("browsers/firefox/places.sqlite");
    let log = folder.path().join("log");
    fs::write(&log, "newest").unwrap();
    let zip = zipped(
        &folder,
        [
            ("a/places.sqlite", history.clone()),
            ("a/places.sqlite-wal", log),
            (
                "b/places.sqlite",
                samples("hostile/history-in-its-log.sqlite"),
            ),
            ("c/places.sqlite", history),
        ],
    );

    let (refused, added) = rest_of(&desk, zip);

    assert_eq!(refused, [FailureCode::HistoryInLog; 2]);
    assert!(added > 0);
}

#[test]
fn files_of_one_name_are_told_apart_by_where_they_stand() {
    let (folder, desk) = open();
    let history = samples("browsers/chrome/History");
    let chosen = folder.path().join("chosen");
    for profile in ["Default", "Profile 1"] {
        fs::create_dir_all(chosen.join(profile)).unwrap();
        fs::copy(&history, chosen.join(profile).join("History")).unwrap();
    }
    let zip = zipped(
        &folder,
        [
            ("Default/History", history.clone()),
            ("Profile 1/History", history.clone()),
        ],
    );
    let names = |path: PathBuf| -> Vec<String> {
        let files = desk.examine(&[path]).unwrap().files.into_iter();
        files.map(|file| file.name).collect()
    };

    assert_eq!(names(chosen), ["Default/History", "Profile 1/History"]);
    assert_eq!(
        names(zip),
        ["export.zip/Default/History", "export.zip/Profile 1/History"]
    );
    assert_eq!(names(history), ["History"]);
}
