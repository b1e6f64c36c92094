//! What is asked of every reader of an export, whatever its bytes: every row is taken or has a reason, what is taken is short
//! and named, and reading finds what the examination promised.
//!
//! One target for each shape that a file has; the corpora hold a file of every format.

use std::io::Cursor;
use std::ops::ControlFlow;

use inkling_intake::{Answers, DateOrder, Examination, Input, Item, Recognised, examine, read};
use inkling_vault::read_visits;

/// A table, with commas, semicolons or tabulators.
pub fn tables(bytes: &[u8]) {
    import(bytes);
}

/// A list in JSON.
pub fn lists(bytes: &[u8]) {
    import(bytes);
}

/// A page of Google's.
pub fn pages(bytes: &[u8]) {
    import(bytes);
}

/// An mbox or a mail.
pub fn mails(bytes: &[u8]) {
    import(bytes);
}

/// A zip.
pub fn archives(bytes: &[u8]) {
    import(bytes);
}

/// A browser's own file.
pub fn databases(bytes: &[u8]) {
    import(bytes);
}

/// What is in such a file, once the person says yes to everything.
pub fn import(bytes: &[u8]) -> Option<Examination> {
    let found = examine(&mut input(bytes), &mut |_| ControlFlow::Continue(())).ok()?;
    for (_, file) in found.recognised() {
        assert_eq!(file.rows, file.kept + file.skipped.values().sum::<u64>());
    }
    let columns = found
        .recognised()
        .filter_map(|(_, file)| file.column_question.clone());
    let answers = Answers {
        people: found
            .people
            .iter()
            .map(|person| person.name.clone())
            .collect(),
        sites: found.sites.iter().map(|site| site.name.clone()).collect(),
        columns: columns.map(|asked| (asked.shape, asked.guess)).collect(),
        date_order: Some(DateOrder::DayFirst),
        refused: found.refused(),
    };
    let mut events = 0;
    let read = read(&mut input(bytes), &answers, &mut |item| {
        if let Item::Event(event) = item {
            events += 1;
            assert!(!event.title.is_empty() && event.title.chars().count() <= 300);
            assert!(!event.natural_key.is_empty() && event.quantity > 0);
        }
        ControlFlow::Continue(())
    });
    if let Ok(read) = read {
        let sum = |found: &Examination, of: fn(&Recognised) -> u64| -> u64 {
            found.recognised().map(|(_, file)| of(file)).sum()
        };
        assert_eq!(sum(&read, |file| file.events), events);
        assert_eq!(sum(&read, |file| file.rows), sum(&found, |file| file.rows));
    }
    Some(found)
}

fn input(bytes: &[u8]) -> Vec<Input> {
    let file = Input::new("export", Cursor::new(bytes.to_vec()));
    vec![file.reading_visits_with(read_visits)]
}
