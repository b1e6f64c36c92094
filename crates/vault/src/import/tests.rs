//! Importing, importing again, overlapping exports, undoing, and being cut short.

use inkling_intake::{Counts, Event, Format, Precision, SourceInfo, Stream};
use inkling_token::Timestamp;

use super::*;
use crate::Noun;
use crate::testing::{NOW, event, passphrase, vault};

const SHORT: Format = Format::NetflixHistory;
const RICH: Format = Format::NetflixActivity;

fn file(number: u8, format: Format) -> SourceInfo {
    SourceInfo {
        input: 0,
        name: format!("file {number}.csv"),
        entry: None,
        format: Some(format),
        sha256: [number; 32],
        bytes: 1,
    }
}

fn import(vault: &mut Vault, info: &SourceInfo, events: &[Event]) -> Imported {
    let mut import = vault.begin_import().unwrap();
    import.source(info).unwrap();
    for event in events {
        import.add(event).unwrap();
    }
    import.commit(NOW).unwrap()
}

/// Six orders on six days, of which the derivation learns two liked colours.
fn orders() -> Vec<Event> {
    let titles = [
        "blue socks",
        "blue scarf",
        "blue shirt",
        "grey socks",
        "grey scarf",
        "grey shirt",
    ];
    (0..)
        .zip(titles)
        .map(|(day, title)| event(Stream::AmazonOrders, NOW.plus_days(-60 + day), title))
        .collect()
}

#[test]
fn suppositions_of_others_are_kept_without_a_time_and_nothing_is_derived_of_them() {
    let (_folder, mut vault) = vault();
    let supposed: Vec<Event> = orders()
        .into_iter()
        .map(|order| {
            event(
                Stream::InstagramInterests,
                Timestamp::from_millis(0),
                &order.title,
            )
        })
        .collect();

    import(&mut vault, &file(1, Format::InstagramInterests), &supposed);

    let source = &vault.sources().unwrap()[0];
    assert_eq!((source.events, source.first, source.last), (6, None, None));
    assert!(vault.preferences().unwrap().is_empty());
}

/// A view in the rich list, to the second.
fn session(day: i64, title: &str) -> Event {
    Event {
        seconds: Some(5000),
        ..event(Stream::NetflixViews, NOW.plus_days(day), title)
    }
}

/// The same view in the short list, to the day.
fn line(day: i64, title: &str) -> Event {
    let midnight =
        Timestamp::from_millis(NOW.millis() - NOW.millis().rem_euclid(86_400_000)).plus_days(day);
    Event {
        precision: Precision::Day,
        ..event(Stream::NetflixViews, midnight, title)
    }
}

fn counting(vault: &Vault) -> Vec<(Format, Event)> {
    let sources: BTreeMap<_, _> = vault
        .sources()
        .unwrap()
        .into_iter()
        .map(|source| (source.id, source.format))
        .collect();
    vault
        .look(|connection| {
            events::read(connection, Which::Counting, |tellings| {
                tellings
                    .map(|telling| (sources[&telling.source], telling.event))
                    .collect()
            })
        })
        .unwrap()
}

fn stored(vault: &Vault) -> i64 {
    vault
        .connection
        .query_row("SELECT count(*) FROM events", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn an_import_adds_its_events_and_says_so_in_the_history() {
    let (_folder, mut vault) = vault();

    let imported = import(&mut vault, &file(1, Format::AmazonOrders), &orders());

    assert_eq!((imported.added, imported.already_here), (6, 0));
    assert_eq!(vault.events().unwrap(), 6);
    let sources = vault.sources().unwrap();
    assert_eq!(
        (sources.len(), sources[0].events, sources[0].at),
        (1, 6, NOW)
    );
    assert_eq!(sources[0].first, Some(NOW.plus_days(-60)));
    assert_eq!(sources[0].last, Some(NOW.plus_days(-55)));
    let entry = vault.ledger(1, None).unwrap().remove(0);
    assert_eq!(
        (entry.what, entry.count, entry.subject.as_deref()),
        (Happening::Imported, Some(6), Some("file 1.csv"))
    );
}

#[test]
fn an_event_is_read_back_as_it_was_written() {
    let (_folder, mut vault) = vault();
    let full = Event {
        until: NOW.plus_seconds(60).millis(),
        zone: inkling_intake::Zone::Unknown,
        precision: Precision::Minute,
        show: Some("Northbound".into()),
        season: Some("Season 2".into()),
        episode: Some("Snow".into()),
        item_id: Some("B000".into()),
        category_hint: Some("LAMP".into()),
        unspsc: Some("39111500".into()),
        market: Some("Amazon.de".into()),
        amount_minor: Some(-1299),
        currency: Some("EUR".into()),
        quantity: 3,
        seconds: Some(61),
        rating: Some(inkling_intake::Rating::Thumbs(2)),
        counts: Counts::Gift,
        row: 77,
        ..event(Stream::NetflixRatings, NOW, "Northbound")
    };

    import(&mut vault, &file(1, RICH), std::slice::from_ref(&full));

    assert_eq!(counting(&vault), [(RICH, full)]);
}

#[test]
fn whose_profile_an_event_is_from_is_not_kept() {
    let (_folder, mut vault) = vault();
    let event = Event {
        person: Some("Alex".into()),
        ..session(-3, "Northbound")
    };

    import(&mut vault, &file(1, RICH), &[event]);

    assert_eq!(counting(&vault)[0].1.person, None);
}

#[test]
fn importing_the_same_file_again_changes_nothing() {
    let (_folder, mut vault) = vault();
    import(&mut vault, &file(1, Format::AmazonOrders), &orders());
    let before = (
        vault.sources().unwrap(),
        vault.preferences().unwrap(),
        stored(&vault),
    );

    let again = import(&mut vault, &file(1, Format::AmazonOrders), &orders());

    assert_eq!(
        (again.added, again.already_here, again.suggested),
        (0, 6, 0)
    );
    assert_eq!(
        (
            vault.sources().unwrap(),
            vault.preferences().unwrap(),
            stored(&vault)
        ),
        before
    );
}

#[test]
fn equal_rows_of_one_file_count_once_when_they_have_one_identity() {
    let (_folder, mut vault) = vault();
    let order = event(Stream::AmazonOrders, NOW, "lamp");

    let imported = import(
        &mut vault,
        &file(1, Format::AmazonOrders),
        &[order.clone(), order],
    );

    assert_eq!(
        (imported.added, imported.already_here, stored(&vault)),
        (1, 1, 1)
    );
}

#[test]
fn two_layouts_of_the_same_orders_count_once() {
    let (_folder, mut vault) = vault();
    import(&mut vault, &file(1, Format::AmazonOrders), &orders());

    let other = import(&mut vault, &file(2, Format::AmazonRetailOrders), &orders());

    assert_eq!((other.added, other.already_here), (0, 6));
    assert_eq!(vault.events().unwrap(), 6);
}

#[test]
fn the_short_list_tells_of_the_views_the_rich_list_told() {
    for (first, second) in [(RICH, SHORT), (SHORT, RICH)] {
        let (_folder, mut vault) = vault();
        let of = |format| {
            if format == RICH {
                session(-10, "Northbound")
            } else {
                line(-9, "Northbound")
            }
        };
        import(&mut vault, &file(1, first), &[of(first)]);

        let imported = import(&mut vault, &file(2, second), &[of(second)]);

        assert_eq!((imported.added, imported.already_here), (0, 1));
        let counting = counting(&vault);
        assert_eq!(counting.len(), 1);
        assert_eq!(
            (counting[0].0, counting[0].1.seconds),
            (RICH, Some(5000)),
            "the richer telling counts"
        );
    }
}

#[test]
fn two_exact_sessions_on_neighbouring_days_are_two_views() {
    let (_folder, mut vault) = vault();

    let imported = import(
        &mut vault,
        &file(1, RICH),
        &[session(-10, "Northbound"), session(-9, "Northbound")],
    );

    assert_eq!(imported.added, 2);
}

#[test]
fn a_return_that_a_later_export_knows_of_counts() {
    let (_folder, mut vault) = vault();
    let bought = event(Stream::AmazonOrders, NOW, "blue lamp");
    let returned = Event {
        counts: Counts::Returned,
        ..bought.clone()
    };
    import(
        &mut vault,
        &file(1, Format::AmazonOrders),
        std::slice::from_ref(&bought),
    );

    import(&mut vault, &file(2, Format::AmazonOrders), &[returned]);
    assert_eq!(counting(&vault)[0].1.counts, Counts::Returned);

    import(&mut vault, &file(3, Format::AmazonOrders), &[bought]);
    assert_eq!(counting(&vault)[0].1.counts, Counts::Returned);
    assert_eq!(vault.events().unwrap(), 1);
}

#[test]
fn a_file_that_is_imported_again_beside_its_returns_tells_of_them() {
    let (_folder, mut vault) = vault();
    let bought = event(Stream::AmazonOrders, NOW, "blue lamp");
    let returned = Event {
        counts: Counts::Returned,
        ..bought.clone()
    };
    let orders = file(1, Format::AmazonOrders);
    import(&mut vault, &orders, &[bought]);

    let again = import(&mut vault, &orders, std::slice::from_ref(&returned));
    import(&mut vault, &orders, &[returned]);

    assert_eq!((again.added, again.already_here), (0, 1));
    assert_eq!(counting(&vault)[0].1.counts, Counts::Returned);
    assert_eq!(vault.events().unwrap(), 1);
    let id = vault.sources().unwrap()[0].id;
    assert_eq!(vault.undo_import(id, NOW).unwrap(), 1);
    assert_eq!(stored(&vault), 0);
}

#[test]
fn undoing_an_import_restores_what_was_before() {
    let (_folder, mut vault) = vault();
    import(&mut vault, &file(1, Format::AmazonOrders), &orders()[..3]);
    let before = (
        vault.sources().unwrap(),
        vault.preferences().unwrap(),
        counting(&vault),
    );
    import(&mut vault, &file(2, Format::AmazonOrders), &orders());
    let second = vault
        .sources()
        .unwrap()
        .iter()
        .find(|source| source.name == "file 2.csv")
        .unwrap()
        .id;

    let gone = vault.undo_import(second, NOW).unwrap();

    assert_eq!(gone, 3);
    assert_eq!(
        (
            vault.sources().unwrap(),
            vault.preferences().unwrap(),
            counting(&vault)
        ),
        before
    );
    assert!(!vault.knows_file(&[2; 32]).unwrap());
    let entry = vault.ledger(1, None).unwrap().remove(0);
    assert_eq!(
        (entry.what, entry.count),
        (Happening::ImportUndone, Some(3))
    );
}

#[test]
fn undoing_the_first_of_two_overlapping_imports_leaves_what_the_second_tells() {
    let (_folder, mut vault) = vault();
    import(&mut vault, &file(1, Format::AmazonOrders), &orders());
    let first = vault.sources().unwrap()[0].id;
    import(
        &mut vault,
        &file(2, Format::AmazonRetailOrders),
        &orders()[1..],
    );

    let gone = vault.undo_import(first, NOW).unwrap();

    assert_eq!(gone, 1);
    assert_eq!(vault.events().unwrap(), 5);
    assert_eq!(vault.sources().unwrap()[0].events, 5);
}

#[test]
fn undoing_the_rich_list_leaves_the_short_lists_word_and_nothing_richer() {
    let (_folder, mut vault) = vault();
    import(&mut vault, &file(1, SHORT), &[line(-9, "Northbound")]);
    import(&mut vault, &file(2, RICH), &[session(-10, "Northbound")]);
    import(
        &mut vault,
        &file(3, SHORT),
        &[line(-9, "Northbound"), line(-2, "Southbound")],
    );
    let rich = vault
        .sources()
        .unwrap()
        .iter()
        .find(|source| source.format == RICH)
        .unwrap()
        .id;

    let gone = vault.undo_import(rich, NOW).unwrap();

    assert_eq!(gone, 0);
    let counting = counting(&vault);
    assert_eq!(counting.len(), 2);
    assert!(
        counting
            .iter()
            .all(|(format, event)| *format == SHORT && event.seconds.is_none())
    );
}

#[test]
fn what_is_not_there_cannot_be_undone() {
    let (_folder, mut vault) = vault();

    assert!(matches!(
        vault.undo_import(SourceId(7), NOW),
        Err(Error::NotFound(Noun::Source))
    ));
    assert_eq!(vault.ledger(10, None).unwrap().len(), 1);
}

#[test]
fn an_import_that_is_dropped_leaves_nothing() {
    let (folder, mut vault) = vault();
    let mut cut_short = vault.begin_import().unwrap();
    cut_short.source(&file(1, Format::AmazonOrders)).unwrap();
    for event in orders() {
        cut_short.add(&event).unwrap();
    }
    drop(cut_short);
    assert_eq!(
        (vault.events().unwrap(), vault.sources().unwrap()),
        (0, vec![])
    );

    drop(vault);
    let vault = Vault::unlock(folder.path(), &passphrase(), NOW).unwrap();
    assert_eq!((stored(&vault), vault.preferences().unwrap()), (0, vec![]));
}

#[test]
fn a_full_disk_is_said_so_and_leaves_the_vault_as_it_was() {
    let (_folder, mut vault) = vault();
    let pages: i64 = vault
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    vault
        .connection
        .pragma_update(None, "max_page_count", pages + 2)
        .unwrap();
    let long = "x".repeat(290);

    let outcome = (|| {
        let mut import = vault.begin_import()?;
        import.source(&file(1, Format::AmazonOrders))?;
        for number in 0..1000 {
            import.add(&event(
                Stream::AmazonOrders,
                NOW,
                &format!("{long} {number}"),
            ))?;
        }
        import.commit(NOW)
    })();

    assert!(matches!(outcome, Err(Error::DiskFull)));
    assert_eq!(vault.events().unwrap(), 0);
    vault.verify_ledger().unwrap();
}

#[test]
fn an_import_under_way_does_not_print_names_or_titles() {
    let (_folder, mut vault) = vault();
    let mut import = vault.begin_import().unwrap();
    import.source(&file(1, RICH)).unwrap();
    import.add(&session(-1, "Northbound")).unwrap();

    let printed = format!("{import:?}").to_lowercase();

    assert!(
        !printed.contains("northbound")
            && !printed.contains("file 1")
            && !printed.contains("vault.db")
    );
}

#[test]
fn an_event_without_a_source_is_refused() {
    let (_folder, mut vault) = vault();
    let mut import = vault.begin_import().unwrap();

    let refused = import.add(&session(-1, "Northbound"));

    assert!(matches!(refused, Err(Error::Internal(_))));
}

#[test]
fn several_files_of_one_import_are_one_line_of_the_history() {
    let (_folder, mut vault) = vault();
    let mut import = vault.begin_import().unwrap();
    for number in 0..100 {
        import.source(&file(number, RICH)).unwrap();
    }
    import.commit(NOW).unwrap();

    let subject = vault.ledger(1, None).unwrap().remove(0).subject.unwrap();

    assert!(subject.starts_with("file 0.csv, file 1.csv, "));
    assert_eq!(subject.chars().count(), LONGEST_SUBJECT + 1);
    assert_eq!(vault.sources().unwrap().len(), 100);
}
