//! Puts the sessions in which one title was watched together: sessions of a profile and title that start within 36 hours of
//! each other are one view.
//!
//! The result is the same in either direction of time, and a later export that holds more sessions still gives a view the
//! same start. Invariant: at most [`limits::HELD`] views are open at a time.

use std::collections::BTreeMap;

use crate::limits;

const APART: i64 = 36 * 3_600_000;

/// One session as the file has it.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) at: i64,
    pub(super) seconds: u32,
    pub(super) row: u64,
    pub(super) market: Option<String>,
}

/// A title that was watched by somebody, in one or more sessions.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) person: String,
    pub(super) title: String,
    pub(super) first: Session,
    pub(super) last: i64,
    pub(super) seconds: u32,
    pub(super) rows: u64,
}

/// Views that may still grow.
#[derive(Debug, Default)]
pub(super) struct OpenViews {
    open: BTreeMap<(String, String), View>,
}

impl OpenViews {
    /// One more session; returns the views that cannot grow any more.
    pub(super) fn add(&mut self, person: String, title: String, session: Session) -> Vec<View> {
        let key = (person, title);
        if let Some(view) = self.open.get_mut(&key)
            && view.is_near(session.at)
        {
            view.grow(session);
            return Vec::new();
        }
        let mut closed = Vec::new();
        if self.open.len() >= limits::HELD {
            closed = self.close_far_from(session.at);
        }
        if self.open.len() >= limits::HELD {
            closed.extend(self.close_all());
        }
        let view = View::new(&key, session);
        closed.extend(self.open.insert(key, view));
        closed
    }

    /// The views that are still open.
    pub(super) fn close_all(&mut self) -> Vec<View> {
        std::mem::take(&mut self.open).into_values().collect()
    }

    fn close_far_from(&mut self, at: i64) -> Vec<View> {
        let (near, far) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|(_, view)| view.is_near(at));
        self.open = near;
        BTreeMap::into_values(far).collect()
    }
}

impl View {
    fn new((person, title): &(String, String), session: Session) -> Self {
        Self {
            person: person.clone(),
            title: title.clone(),
            last: session.at,
            seconds: session.seconds,
            rows: 1,
            first: session,
        }
    }

    fn is_near(&self, at: i64) -> bool {
        at >= self.first.at.saturating_sub(APART) && at <= self.last.saturating_add(APART)
    }

    fn grow(&mut self, session: Session) {
        self.rows += 1;
        let repeated = session.at == self.first.at || session.at == self.last;
        self.seconds = if repeated {
            self.seconds.max(session.seconds)
        } else {
            self.seconds.saturating_add(session.seconds)
        };
        self.last = self.last.max(session.at);
        if session.at < self.first.at {
            self.first = session;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn views(starts: &[i64]) -> Vec<(i64, i64, u32, u64)> {
        let mut open = OpenViews::default();
        let mut all = Vec::new();
        for (row, at) in (1..).zip(starts) {
            let session = Session {
                at: *at,
                seconds: 100,
                row,
                market: None,
            };
            all.extend(open.add("Alex".into(), "Northbound".into(), session));
        }
        all.extend(open.close_all());
        all.sort_by_key(|view| view.first.at);
        all.into_iter()
            .map(|view| (view.first.at, view.last, view.seconds, view.rows))
            .collect()
    }

    #[test]
    fn sessions_within_36_hours_are_one_view_in_either_direction() {
        let forward = [0, 20 * HOUR, 56 * HOUR, 93 * HOUR];
        let backward: Vec<i64> = forward.iter().rev().copied().collect();
        let expected = vec![(0, 56 * HOUR, 300, 3), (93 * HOUR, 93 * HOUR, 100, 1)];
        assert_eq!(views(&forward), expected);
        assert_eq!(views(&backward), expected);
    }

    #[test]
    fn a_repeated_row_adds_no_time() {
        assert_eq!(views(&[5, 5]), vec![(5, 5, 100, 2)]);
    }

    #[test]
    fn a_million_titles_are_watched_in_bounded_memory() {
        let mut open = OpenViews::default();
        let mut closed = 0;
        for number in 0..200_000_i64 {
            let session = Session {
                at: number,
                seconds: 100,
                row: 1,
                market: None,
            };
            closed += open.add("Alex".into(), number.to_string(), session).len();
            assert!(open.open.len() <= limits::HELD);
        }
        assert_eq!(closed + open.close_all().len(), 200_000);
    }
}
