//! Damaged and malicious files: each is refused for its own reason, and nothing else happens.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;

use zip::write::SimpleFileOptions;

use super::{as_said, bytes, everyone, look, recognised, sample, verdict};
use crate::{
    Answers, ArchiveError, DatabaseError, Error, FileError, Format, Input, Item, SkipReason,
    Verdict, Visit, examine, read,
};

fn refusal(input: Input) -> FileError {
    match verdict(input) {
        Verdict::Refused(error) => error,
        other @ (Verdict::Recognised(_) | Verdict::NotUsedYet(_) | Verdict::Unknown) => {
            panic!("{other:?}")
        }
    }
}

pub(super) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(
            *name,
            SimpleFileOptions::default().compression_level(Some(9)),
        )
        .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn every_hostile_sample_is_refused_for_its_own_reason() {
    for (name, error) in [
        ("empty.csv", FileError::Empty),
        ("only-a-mark.csv", FileError::Empty),
        ("web-page.csv", FileError::WebPage),
        ("utf16.csv", FileError::Utf16),
        ("utf16-no-mark.csv", FileError::Utf16),
        (
            "wrong-columns.csv",
            FileError::MissingColumn {
                format: Format::NetflixActivity,
                column: "Title",
            },
        ),
        (
            "orders-without-items.csv",
            FileError::MissingColumn {
                format: Format::AmazonRetailOrders,
                column: "Product Name",
            },
        ),
        ("cut.zip", FileError::Archive(ArchiveError::Damaged)),
        ("damaged.zip", FileError::Archive(ArchiveError::Damaged)),
        ("encrypted.zip", FileError::Archive(ArchiveError::Encrypted)),
        ("upward.zip", FileError::Archive(ArchiveError::UnsafeName)),
        ("absolute.zip", FileError::Archive(ArchiveError::UnsafeName)),
        ("drive.zip", FileError::Archive(ArchiveError::UnsafeName)),
        ("link.zip", FileError::Archive(ArchiveError::Link)),
    ] {
        assert_eq!(refusal(sample(&format!("hostile/{name}"))), error, "{name}");
    }
    for name in ["unknown.csv", "picture.png", "nul.csv"] {
        assert_eq!(
            verdict(sample(&format!("hostile/{name}"))),
            Verdict::Unknown,
            "{name}"
        );
    }
    assert!(
        look(vec![sample("hostile/no-entries.zip")])
            .files
            .is_empty()
    );
}

#[test]
fn a_refused_file_gives_no_event_and_leaves_the_others_alone() {
    let mut inputs = vec![
        sample("hostile/upward.zip"),
        sample("netflix/NetflixViewingHistory.csv"),
        sample("hostile/empty.csv"),
    ];
    let mut events = 0;
    let found = read(&mut inputs, &Answers::default(), &mut |item| {
        events += u64::from(matches!(item, Item::Event(_)));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((events, found.files.len()), (161, 3));
}

#[test]
fn a_zip_within_a_zip_is_named_and_its_neighbour_is_read() {
    let found = look(vec![sample("hostile/nested.zip")]);
    assert_eq!(
        found.files[0].verdict,
        Verdict::Refused(FileError::Archive(ArchiveError::Nested))
    );
    assert!(matches!(found.files[1].verdict, Verdict::Recognised(_)));
}

#[test]
fn cover_sheets_and_empty_tables_in_a_zip_are_only_unknown() {
    let packed = archive(&[
        ("Cover sheet.html", b"<html></html>"),
        ("Empty.csv", b""),
        ("a.csv", b"Title,Date\n\"Northbound\",\"8/30/26\"\n"),
    ]);
    let verdicts: Vec<_> = look(vec![bytes("a.zip", &packed)])
        .files
        .into_iter()
        .map(|file| file.verdict)
        .collect();
    assert_eq!(verdicts[..2], [Verdict::Unknown, Verdict::Unknown]);
    assert!(matches!(&verdicts[2], Verdict::Recognised(found) if found.kept == 1));
}

#[test]
fn bad_rows_are_counted_and_good_ones_taken() {
    let ragged = recognised(sample("hostile/ragged.csv"));
    assert_eq!((ragged.rows, ragged.kept), (4, 1));
    assert_eq!(
        (
            ragged.skipped[&SkipReason::WrongShape],
            ragged.skipped[&SkipReason::NoTitle],
            ragged.skipped[&SkipReason::NoDate]
        ),
        (1, 1, 1)
    );
    let latin = recognised(sample("hostile/latin1.csv"));
    assert_eq!((latin.kept, latin.skipped[&SkipReason::NotText]), (1, 1));
    let unclosed = recognised(sample("hostile/unclosed-quote.csv"));
    assert_eq!((unclosed.rows, unclosed.kept), (2, 1));
    assert_eq!(recognised(sample("hostile/header-only.csv")).rows, 0);
}

#[test]
fn formulas_and_markup_are_only_text() {
    let titles: Vec<_> = everyone(vec![sample("hostile/formula.csv")])
        .into_iter()
        .map(|event| event.title)
        .collect();
    assert_eq!(
        titles,
        [
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "<img src=x onerror=alert(1)>"
        ]
    );
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    let mut table = b"Title,Date\n".to_vec();
    let row = format!("\"{}\",\"8/30/26\"\n", "North".repeat(200));
    table.extend(row.as_bytes().repeat(4 << 10));
    let packed = archive(&[("a.csv", &table)]);
    assert_eq!(
        refusal(bytes("a.zip", &packed)),
        FileError::Archive(ArchiveError::Bomb)
    );
}

#[test]
fn a_bomb_that_is_no_export_is_never_inflated() {
    let bomb = archive(&[("bomb.bin", &vec![0; 64 << 20])]);
    assert_eq!(verdict(bytes("a.zip", &bomb)), Verdict::Unknown);
}

#[test]
fn entries_that_share_their_bytes_are_a_bomb() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.csv", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"Title,Date\n").unwrap();
    zip.shallow_copy_file("a.csv", "b.csv").unwrap();
    let bytes_of_both = zip.finish().unwrap().into_inner();
    assert_eq!(
        refusal(bytes("a.zip", &bytes_of_both)),
        FileError::Archive(ArchiveError::Bomb)
    );
}

#[test]
fn too_many_entries_are_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..20_001 {
        zip.start_file(number.to_string(), SimpleFileOptions::default())
            .unwrap();
    }
    let many = zip.finish().unwrap().into_inner();
    assert_eq!(
        refusal(bytes("a.zip", &many)),
        FileError::Archive(ArchiveError::TooManyEntries)
    );
}

#[test]
fn unknown_entries_are_named_up_to_a_point() {
    let names: Vec<String> = (0..250).map(|number| format!("{number}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"nothing known\n"[..]))
        .collect();
    let found = look(vec![bytes("a.zip", &archive(&entries))]);
    assert_eq!((found.files.len(), found.more_unknown), (200, 50));
}

/// A table whose second row never ends, as large as asked for, without holding it.
struct Endless {
    at: u64,
}

const START: &[u8] = b"Title,Date\n\"Northbound\",\"8/30/26\"\n\"";
const SIZE: u64 = 64 << 20;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(SIZE - self.at).unwrap().min(buffer.len());
        for byte in &mut buffer[..left] {
            *byte = START
                .get(usize::try_from(self.at).unwrap())
                .copied()
                .unwrap_or(b'x');
            self.at += 1;
        }
        Ok(left)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(_) => SIZE,
            SeekFrom::Current(_) => self.at,
        };
        Ok(self.at)
    }
}

#[test]
fn a_gigantic_field_is_refused() {
    assert_eq!(
        refusal(Input::new("a.csv", Endless { at: 0 })),
        FileError::RowTooLong { after: 1 }
    );
}

#[test]
fn a_file_that_breaks_while_it_is_read_ends_the_reading_with_an_error() {
    let broken = |error| Err(Error::File { input: 0, error });
    let mut inputs = vec![Input::new("a.csv", Endless { at: 0 })];
    let ended = read(&mut inputs, &Answers::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    assert_eq!(ended, broken(FileError::RowTooLong { after: 1 }));
}

#[test]
fn an_archive_damaged_behind_its_first_rows_is_refused() {
    let mut table = String::from("Title,Date\n");
    for number in 0..20_000_u32 {
        table.push_str(&format!(
            "\"Title {}\",\"8/30/26\"\n",
            number.wrapping_mul(2_654_435_761)
        ));
    }
    let mut packed = archive(&[("a.csv", table.as_bytes())]);
    let middle = packed.len() / 2;
    packed[middle] ^= 0x55;
    assert_eq!(
        refusal(bytes("a.zip", &packed)),
        FileError::Archive(ArchiveError::Damaged)
    );
}

#[test]
fn the_caller_can_break_off_at_any_time() {
    let mut table = b"Title,Date\n".to_vec();
    table.extend(b"\"Northbound\",\"8/30/26\"\n".repeat(2000));
    let mut told = 0;
    let stopped = examine(&mut [bytes("a", &table)], &mut |rows| {
        told = rows;
        if rows > 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!((stopped, told), (Err(Error::Stopped), 512));
    let mut files = ["a", "b", "c"].map(|name| bytes(name, b"Title,Date\nNorthbound,8/30/26\n"));
    let mut heard = 0;
    let stopped = examine(&mut files, &mut |_| {
        heard += 1;
        if heard == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!((stopped, heard), (Err(Error::Stopped), 2));
    let stopped = read(
        &mut [bytes("a", &table)],
        &Answers::default(),
        &mut |item| match item {
            Item::Event(_) => ControlFlow::Break(()),
            Item::Source(_) | Item::Progress(_) => ControlFlow::Continue(()),
        },
    );
    assert_eq!(stopped, Err(Error::Stopped));
}

#[test]
fn hundreds_of_thousands_of_rows_are_read() {
    let mut table = String::from("Title,Date\n");
    for number in 0..300_000_u32 {
        table.push_str(&format!(
            "T{},{}/{}/26\n",
            number % 1000,
            number / 50_000 % 12 + 1,
            number / 2000 % 28 + 1
        ));
    }
    let input = bytes("a", table.as_bytes());
    drop(table);
    assert_eq!(recognised(input).kept, 300_000);
}

#[test]
fn no_hostile_sample_gives_an_event_with_an_empty_title() {
    for entry in std::fs::read_dir(super::path("hostile")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Ok((_, events)) = as_said(vec![sample(&format!("hostile/{name}"))], None) {
            assert!(events.iter().all(|event| !event.title.is_empty()), "{name}");
        }
    }
}

/// No database is one.
fn no_history(
    _bytes: &mut dyn Read,
    _length: u64,
    _take: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Result<(), FileError> {
    Err(DatabaseError::Damaged.into())
}

#[test]
fn what_the_examination_refused_is_passed_over_and_the_good_file_beside_it_is_read() {
    let good: (&str, &[u8]) = (
        "NetflixViewingHistory.csv",
        b"Title,Date\nNorthbound,8/30/26\n",
    );
    let cut: &[u8] = br#"[{"endTime": "2026-08-30 10:00", "artistName": "Vela", "trackName": "Tide", "msPlayed": 60000}, {"endTime"#;
    let database: &[u8] = b"SQLite format 3\0 and so on";
    for (name, bad) in [
        ("StreamingHistory_music_0.json", cut),
        ("b/History", database),
    ] {
        let packed = archive(&[(name, bad), good]);
        let zip = || bytes("a.zip", &packed).reading_visits_with(no_history);
        assert_eq!(
            look(vec![zip()]).refused(),
            [(0, Some(name.to_owned()))].into(),
            "{name}"
        );

        let (read, events) = as_said(vec![zip()], None).unwrap();

        let titles: Vec<_> = events.iter().map(|event| event.title.as_str()).collect();
        assert_eq!(titles, ["Northbound"], "{name}");
        assert_eq!(read.files.len(), 1, "{name}");
    }
}

#[test]
fn a_database_beside_its_log_is_refused_at_sight() {
    let logged = bytes("History", b"SQLite format 3\0 and so on").beside_its_log();
    assert_eq!(
        refusal(logged),
        FileError::Database(DatabaseError::InJournal)
    );
}
