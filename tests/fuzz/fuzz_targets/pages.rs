#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| inkling_tests::fuzz::exports::pages(bytes));
