//! What fuzzing found worth keeping, asked again of every parser.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use inkling_intake::Format;
use inkling_tests::fuzz::TARGETS;
use inkling_tests::fuzz::exports::import;

#[test]
fn every_kept_input_is_answered() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in TARGETS {
        let inputs = fs::read_dir(corpora.join(name)).expect("each target has a corpus");
        let mut asked = 0;
        for input in inputs {
            target(&fs::read(input.expect("an input").path()).expect("bytes"));
            asked += 1;
        }
        assert!(asked > 0, "{name} has no inputs");
    }
}

#[test]
fn every_target_can_be_fuzzed() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"))
            .expect("the fuzzer's manifest");
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}

#[test]
fn every_format_has_an_input_it_is_recognised_in() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut seen = BTreeSet::new();
    for name in ["tables", "lists", "pages", "mails", "archives", "databases"] {
        for input in fs::read_dir(corpora.join(name)).expect("each target has a corpus") {
            let found = import(&fs::read(input.expect("an input").path()).expect("bytes"));
            let files = found.into_iter().flat_map(|found| found.files);
            seen.extend(files.filter_map(|file| file.source.format));
        }
    }
    let unseen: Vec<_> = Format::ALL
        .into_iter()
        .filter(|format| !seen.contains(format))
        .collect();
    assert_eq!(unseen, []);
}
