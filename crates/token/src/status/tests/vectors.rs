//! The examples of the Token Status List draft: section 4 and, in `vectors.json`, all of appendix C.

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Example {
    bits: u64,
    statuses: Vec<(u64, u8)>,
    lst: String,
}

fn entries(list: &StatusList, many: u64) -> Vec<u8> {
    (0..many).map(|idx| list.get(idx).unwrap()).collect()
}

#[test]
fn the_example_of_one_bit_holds() {
    let statuses = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    let mut list = StatusList::new(Bits::One, 16);
    for (idx, value) in (0..).zip(statuses) {
        list.set(idx, value).unwrap();
    }
    assert_eq!(list.as_bytes(), [0xb9, 0xa3]);
    assert_eq!(list.lst(), "eNrbuRgAAhcBXQ");
    let read = StatusList::from_lst(Bits::One, "eNrbuRgAAhcBXQ").unwrap();
    assert_eq!(entries(&read, 16), statuses);
}

#[test]
fn the_example_of_two_bits_holds() {
    let statuses = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
    let mut list = StatusList::new(Bits::Two, 12);
    for (idx, value) in (0..).zip(statuses) {
        list.set(idx, value).unwrap();
    }
    assert_eq!(list.as_bytes(), [0xc9, 0x44, 0xf9]);
    assert_eq!(list.lst(), "eNo76fITAAPfAgc");
    let read = StatusList::from_lst(Bits::Two, "eNo76fITAAPfAgc").unwrap();
    assert_eq!(entries(&read, 12), statuses);
}

#[test]
fn the_examples_of_appendix_c_hold_for_every_width() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let widths: Vec<u64> = examples.iter().map(|example| example.bits).collect();
    assert_eq!(widths, [1, 2, 4, 8]);
    for example in examples {
        let bits = Bits::try_from(example.bits).unwrap();
        let mut made = StatusList::new(bits, 1 << 20);
        for (idx, value) in example.statuses {
            made.set(idx, value).unwrap();
        }
        // They are far larger than what is read of a grant.
        assert_eq!(
            StatusList::from_lst(bits, &example.lst),
            Err(StatusError::List)
        );
        assert_eq!(StatusList::within(1 << 20, bits, &example.lst), Ok(made));
    }
}
