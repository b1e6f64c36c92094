//! The house keeps its order: arrows run one way, rooms keep to their purpose, words stay the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR").trim_end_matches("/tests")).to_owned()
}

/// Which of our crates, and which others of note, each crate may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("inkling-token", &[]),
    ("inkling-intake", &[]),
    (
        "inkling-vault",
        &["inkling-token", "inkling-intake", "rusqlite", "argon2"],
    ),
    (
        "inkling-exchange",
        &["inkling-token", "ureq", "object_store", "tokio"],
    ),
    (
        "inkling-desk",
        &[
            "inkling-token",
            "inkling-intake",
            "inkling-vault",
            "inkling-exchange",
            "directories",
            "clap",
        ],
    ),
    ("inkling-shell", &["inkling-desk", "tauri"]),
    (
        "inkling-tests",
        &[
            "inkling-token",
            "inkling-intake",
            "inkling-vault",
            "inkling-exchange",
            "inkling-desk",
            "clap",
        ],
    ),
];

/// Crates that stand for a boundary: who has one can reach the file, the network, the windows or the places of the system.
const OF_NOTE: &[&str] = &[
    "rusqlite",
    "argon2",
    "ureq",
    "object_store",
    "reqwest",
    "hyper",
    "tokio",
    "tauri",
    "directories",
    "clap",
];

#[test]
fn arrows_between_crates_run_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let allowed: BTreeMap<_, BTreeSet<_>> = ARROWS
        .iter()
        .map(|(from, to)| (*from, to.iter().copied().collect()))
        .collect();
    let packages = metadata["packages"].as_array().expect("packages");
    assert_eq!(
        packages.len(),
        ARROWS.len(),
        "a new crate needs a new boundary: name it here"
    );
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let allowed = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not in the house's plan"));
        let dependencies = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter();
        for dependency in dependencies.filter(|dependency| dependency["kind"].is_null()) {
            let to = dependency["name"].as_str().expect("a name");
            let watched = to.starts_with("inkling-") || OF_NOTE.contains(&to);
            assert!(
                !watched || allowed.contains(to),
                "{name} must not depend on {to}"
            );
        }
    }
}

#[test]
fn rooms_keep_to_their_purpose() {
    let forbidden: &[(&str, &[&str])] = &[
        (
            "crates/token/src",
            &[
                "std::fs",
                "std::net",
                "std::env",
                "std::process",
                "std::thread",
                "SystemTime",
                "Instant::",
                "SystemRandom",
            ],
        ),
        (
            "crates/intake/src",
            &[
                "std::net",
                "std::env",
                "std::process",
                "std::thread",
                "SystemTime",
                "Instant::",
                "SystemRandom",
                "File::open",
            ],
        ),
        (
            "crates/vault/src",
            &[
                "std::net",
                "std::env",
                "std::process",
                "SystemTime",
                "Instant::",
            ],
        ),
        (
            "crates/exchange/src",
            &["std::fs", "rusqlite", "std::env", "std::process"],
        ),
    ];
    for (room, words) in forbidden {
        // Modules that exist in tests only.
        let tests: BTreeSet<String> = sources(room, &["rs"])
            .iter()
            .flat_map(|(_, text)| text.split("#[cfg(test)]").skip(1).map(str::trim_start))
            .filter_map(|rest| {
                rest.split_once(';')?
                    .0
                    .rsplit_once("mod ")
                    .map(|(_, name)| name.to_owned())
            })
            .collect();
        for (path, text) in sources(room, &["rs"]) {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let found: Vec<_> = lines
                .flat_map(|line| words.iter().filter(|word| line.contains(**word)))
                .collect();
            let testing = path.components().any(|part| {
                let name = part.as_os_str().to_string_lossy();
                tests.contains(name.trim_end_matches(".rs"))
            });
            assert!(
                testing || found.is_empty(),
                "{} uses {found:?}",
                path.display()
            );
        }
    }
}

#[test]
fn only_the_shell_and_the_command_line_make_a_clock_or_chance() {
    for (path, text) in sources("crates", &["rs"]) {
        let made = text.contains("SystemClock)") || text.contains("SystemEntropy::default()");
        assert!(
            !made || is_test(&path) || path.components().any(|part| part.as_os_str() == "bin"),
            "{} makes its own",
            path.display()
        );
    }
}

#[test]
fn names_are_the_words_of_the_field() {
    let never = [
        "Manager",
        "Service",
        "Helper",
        "Util",
        "Processor",
        "Dto",
        "DTO",
    ];
    for (path, text) in all_sources() {
        for line in text.lines() {
            let declares = ["struct ", "enum ", "trait ", "class ", "interface ", "mod "]
                .iter()
                .any(|word| {
                    line.trim_start()
                        .trim_start_matches("pub ")
                        .trim_start_matches("pub(crate) ")
                        .trim_start_matches("export ")
                        .starts_with(word)
                });
            let found = never.iter().find(|word| {
                declares && line.split('{').next().unwrap_or_default().contains(**word)
            });
            assert!(found.is_none(), "{}: {line}", path.display());
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here so that this file does not find itself.
    let later = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["#[al", "low("],
        ["#[ig", "nore]"],
        ["todo", "!("],
        ["test.sk", "ip("],
        ["{@ht", "ml"],
    ]
    .map(|halves| halves.concat());
    for (path, text) in all_sources() {
        // The window's own tidy check names what it forbids.
        if path.ends_with("ui/tests/tidy.js") {
            continue;
        }
        let found = later.iter().find(|word| text.contains(*word));
        assert!(found.is_none(), "{} has {found:?}", path.display());
    }
}

#[test]
fn no_file_has_outgrown_its_purpose() {
    for (path, text) in all_sources() {
        let lines = text.lines().count();
        // A list of sentences may be longer than a ceremony.
        let most = if is_test(&path) { 500 } else { 400 };
        assert!(lines <= most, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    for (path, text) in sources("crates", &["rs"])
        .into_iter()
        .chain(sources("src-tauri/src", &["rs"]))
    {
        assert!(
            is_test(&path) || text.starts_with("//!"),
            "{} has no module doc",
            path.display()
        );
    }
}

#[test]
fn the_command_lists_are_one() {
    let read = |path: &str| {
        fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let quoted = |text: &str, before: &str| -> BTreeSet<String> {
        let words = text
            .match_indices(before)
            .filter_map(|(at, _)| text[at + before.len()..].split(['"', '\'']).next());
        words
            .filter(|word| {
                !word.is_empty()
                    && word
                        .chars()
                        .all(|letter| letter.is_ascii_lowercase() || letter == '_')
            })
            .map(str::to_owned)
            .collect()
    };
    let granted: BTreeSet<String> = fs::read_dir(root().join("src-tauri/capabilities"))
        .expect("capabilities")
        .flat_map(|entry| {
            quoted(
                &fs::read_to_string(entry.expect("an entry").path())
                    .expect("a file")
                    .replace('-', "_"),
                "\"allow_",
            )
        })
        .collect();
    let manifest = quoted(&read("src-tauri/build.rs"), "\"");
    assert!(
        granted.is_subset(&manifest),
        "granted but not declared: {:?}",
        granted.difference(&manifest)
    );
    let host = read("tests/src/commands.rs");
    let answered: BTreeSet<String> = host
        .lines()
        .filter(|line| line.trim_start().starts_with('"') && line.contains("=> "))
        .flat_map(|line| quoted(line.split("=>").next().unwrap_or_default(), "\""))
        .collect();
    // What only a shell can do: a dialog, and to open and close other windows.
    let shell_only: BTreeSet<String> = [
        "pick_files",
        "pick_folder",
        "pick_backup",
        "back_up",
        "export_history",
        "export_everything",
        "review",
        "review_extension",
        "decline_extension",
        "open_keys",
    ]
    .map(str::to_owned)
    .into();
    let expected: BTreeSet<String> = granted.difference(&shell_only).cloned().collect();
    assert_eq!(
        answered, expected,
        "the test host and the shell's capabilities differ"
    );
    let called = read("ui/src/api.ts");
    for command in &granted {
        assert!(
            called.contains(&format!("'{command}'")),
            "{command} is granted, but the window never calls it"
        );
    }
}

/// A file of tests, not of the product.
fn is_test(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        ["tests", "test", "tests.rs", "stories.rs"].contains(&name.as_ref())
            || name.contains(".test.")
            || name.contains(".spec.")
    })
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let folders = [
        "crates",
        "src-tauri/src",
        "tests",
        "ui/src",
        "ui/tests",
        "retailer",
    ];
    folders
        .iter()
        .flat_map(|folder| sources(folder, &["rs", "ts", "js", "svelte", "css"]))
        .collect()
}

fn sources(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if ![
                "node_modules",
                "dist",
                "generated",
                "target",
                "gen",
                "snapshots",
            ]
            .contains(&name.as_str())
            {
                walk(&path, endings, found);
            }
        } else if path
            .extension()
            .is_some_and(|ending| endings.contains(&ending.to_string_lossy().as_ref()))
        {
            found.push((path.clone(), fs::read_to_string(&path).unwrap_or_default()));
        }
    }
}
