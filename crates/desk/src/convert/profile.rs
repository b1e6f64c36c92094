//! The profile.

use inkling_vault as vault;

use crate::view;

impl From<vault::OverTime> for view::OverTime {
    fn from(told: vault::OverTime) -> Self {
        let sources = told.sources.into_iter();
        let periods = told.periods.into_iter();
        Self {
            entries: told.entries,
            sources: sources
                .map(|(stream, entries)| view::SourceShare {
                    name: stream.words().to_owned(),
                    entries,
                })
                .collect(),
            periods: periods
                .map(|period| view::Period {
                    year: period.year,
                    quarter: period.quarter,
                    entries: period.entries,
                })
                .collect(),
            older: told.older,
        }
    }
}
