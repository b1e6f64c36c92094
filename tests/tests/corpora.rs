//! What fuzzing found worth keeping, asked again of every parser.

use std::fs;
use std::path::Path;

use inkling_tests::fuzz::TARGETS;

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
