//! The periods hold what a plain count finds.

use inkling_intake::{Event, Stream};
use proptest::prelude::*;

use super::*;
use crate::rules::laws::history;
use crate::rules::tests::import;
use crate::testing::{NOW, event, key, vault};

/// A moment's quarter, from its date as it is written.
fn written(at: Timestamp) -> (i64, u8) {
    let written = jiff::Timestamp::from_millisecond(at.millis())
        .unwrap()
        .to_string();
    let month: u8 = written[5..7].parse().unwrap();
    (written[..4].parse().unwrap(), month.div_ceil(3))
}

fn bought(days: &[i64]) -> Vec<Event> {
    let lamp = |day: &i64| event(Stream::AmazonOrders, NOW.plus_days(-day), "Lumen Stehlampe");
    days.iter().map(lamp).collect()
}

fn over_time(events: &[Event]) -> OverTime {
    let (_folder, mut vault) = vault();
    import(&mut vault, 1, events);
    vault.over_time(&key("interests.shop"), NOW).unwrap()
}

fn sums(told: &OverTime) -> Vec<u64> {
    let columns = 0..told.sources.len();
    columns
        .map(|source| {
            told.periods
                .iter()
                .map(|period| period.entries[source])
                .sum()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_over_time_is_what_the_preference_counts(events in history()) {
        let (_folder, mut vault) = vault();
        import(&mut vault, 1, &events);
        for suggestion in vault.preferences().unwrap() {
            let told = vault.over_time(&suggestion.key, NOW).unwrap();
            let evidence = suggestion.evidence.unwrap();
            prop_assert_eq!(told.entries, evidence.of);
            let of_sources: Vec<u64> = told.sources.iter().map(|(_, entries)| *entries).collect();
            prop_assert_eq!(sums(&told), of_sources);
            prop_assert!(told.sources.is_sorted_by(|(_, one), (_, next)| one >= next));
        }
    }

    #[test]
    fn each_period_holds_what_fell_in_it(moments in prop::collection::vec((0..12_000_i64, any::<bool>()), 1..60)) {
        let ids: Vec<EventId> = (1..).zip(moments).map(|(seq, (day, is_film))| EventId {
            stream: if is_film { Stream::NetflixViews } else { Stream::AmazonOrders },
            at: NOW.plus_days(-day),
            seq,
        }).collect();

        let told = OverTime::of(&ids, NOW);

        prop_assert_eq!(told.older, 0);
        for period in &told.periods {
            for ((stream, _), entries) in told.sources.iter().zip(&period.entries) {
                let here = ids.iter().filter(|id| {
                    let (year, quarter) = written(id.at);
                    id.stream == *stream && year == period.year && period.quarter.is_none_or(|of| of == quarter)
                });
                prop_assert_eq!(here.count() as u64, *entries);
            }
        }
        prop_assert_eq!(sums(&told).iter().sum::<u64>(), ids.len() as u64);
    }
}

#[test]
fn a_few_years_are_told_by_the_quarter_up_to_this_one_and_many_by_the_year() {
    let few = over_time(&bought(&[100, 200, 400]));
    let shape: Vec<_> = few
        .periods
        .iter()
        .map(|period| (period.year, period.quarter, period.entries.clone()))
        .collect();
    assert_eq!(
        shape,
        [
            (2025, Some(4), vec![1]),
            (2026, Some(1), vec![0]),
            (2026, Some(2), vec![1]),
            (2026, Some(3), vec![1]),
            (2026, Some(4), vec![0]),
        ]
    );

    let many = over_time(&bought(&[100, 200, 4_000]));
    let years: Vec<_> = many
        .periods
        .iter()
        .map(|period| (period.year, period.quarter))
        .collect();
    assert_eq!(
        years,
        (2015..=2026).map(|year| (year, None)).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_older_than_forty_years_has_no_column_and_what_is_to_come_counts_as_of_today() {
    let told = over_time(&bought(&[20_000, 100, -4_000, 200]));

    assert_eq!((told.entries, told.older, told.periods.len()), (4, 1, 40));
    assert_eq!(told.periods.last().unwrap().entries, [3]);
}

#[test]
fn what_is_kept_out_is_not_counted_and_what_is_not_suggested_has_no_past() {
    let (_folder, mut vault) = vault();
    let mut events = bought(&[100, 200, 400]);
    events.extend(
        (1..4).map(|day| event(Stream::MailOrders, NOW.plus_days(-day), "Kappel Rucksack")),
    );
    import(&mut vault, 1, &events);
    vault.keep_out_stream(Stream::MailOrders, NOW).unwrap();

    let told = vault.over_time(&key("interests.shop"), NOW).unwrap();

    assert_eq!(told.sources, [(Stream::AmazonOrders, 3)]);
    let nothing = vault.over_time(&key("shoes.size"), NOW);
    assert!(matches!(nothing, Err(Error::NotFound(Noun::Preference))));
}
