//! Words of the evidence: counts, months and names as a person reads them.
//!
//! Invariant: a sentence holds counts, names of the vocabulary, brands, sizes and months, never a whole title.

use inkling_token::Timestamp;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "August 2026".
pub(super) fn month(at: Timestamp) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    let date = jiff::tz::Offset::UTC.to_datetime(moment).date();
    let name = MONTHS.get(usize::try_from(date.month()).ok()?.checked_sub(1)?)?;
    Some(format!("{name} {}", date.year()))
}

/// ", last in August 2026", or nothing when there is no date to tell.
pub(super) fn last_in(at: Option<Timestamp>) -> String {
    at.and_then(month)
        .map_or_else(String::new, |month| format!(", last in {month}"))
}

/// "; then Dog (12) and Toys (9)": the two entries after the first.
pub(super) fn then(others: &[(String, u64)]) -> String {
    match others {
        [] => String::new(),
        [(name, count)] => format!("; then {name} ({count})"),
        [(first, count), (second, other), ..] => {
            format!("; then {first} ({count}) and {second} ({other})")
        }
    }
}

/// Why the entry named first is not the one with most events, where it is not: the order is that of faded weights.
pub(super) fn why_first(events: u64, others: &[(String, u64)], things: &str) -> String {
    let shown: Vec<u64> = std::iter::once(events)
        .chain(others.iter().take(2).map(|(_, count)| *count))
        .collect();
    if shown.is_sorted_by(|earlier, later| earlier >= later) {
        String::new()
    } else {
        format!(" Newer {things} count more.")
    }
}

/// "purchase" or "purchases".
pub(super) fn counted(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("{count} {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::support::NOW;

    #[test]
    fn a_month_is_told_by_name_and_year() {
        assert_eq!(month(NOW).as_deref(), Some("November 2026"));
        assert_eq!(last_in(None), "");
    }

    #[test]
    fn at_most_two_more_names_follow_the_first() {
        let names = [
            ("Toys".to_owned(), 9),
            ("Books".to_owned(), 4),
            ("Office".to_owned(), 3),
        ];
        assert_eq!(then(&names), "; then Toys (9) and Books (4)");
        assert_eq!(then(&names[..1]), "; then Toys (9)");
        assert_eq!(then(&[]), "");
    }

    #[test]
    fn an_order_that_counts_alone_do_not_explain_is_explained() {
        let names = [("Black".to_owned(), 10), ("Navy".to_owned(), 4)];
        assert_eq!(
            why_first(9, &names, "purchases"),
            " Newer purchases count more."
        );
        assert_eq!(why_first(10, &names, "purchases"), "");
        assert_eq!(why_first(10, &[], "purchases"), "");
    }
}
