//! Prime Video's viewing history: what was played, from when on and for how long.
//!
//! An episode's title is written `Episode-Show - Season 2`.
//! Invariant: of the device columns nothing is read; a trailer or promotion never becomes an event.

use super::sessions::{OpenViews, Session, View};
use super::{Format, Match, Reader};
use crate::dates::{stamp, utc};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Stream};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::table::{Header, Row, Source};
use crate::titles::{clean, is_season};

const START: [&str; 2] = [
    "playback start datetime (utc)",
    "playback start date time (utc)",
];
const SHORTEST: u32 = 60;

/// The history.
#[derive(Debug)]
pub(super) struct PrimeVideo;

impl Reader for PrimeVideo {
    fn format(&self) -> Format {
        Format::PrimeVideo
    }

    fn recognise(&self, opening: &Opening) -> Match {
        let header = &opening.header;
        match (
            header.has(&START),
            header.has(&["title"]),
            header.has(&["seconds viewed"]),
        ) {
            (false, _, _) => Match::No,
            (true, false, _) => Match::Lacks("Title"),
            (true, true, false) => Match::Lacks("Seconds Viewed"),
            (true, true, true) => Match::Yes,
        }
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut table = source.table()?;
        let columns = Columns::of(table.header());
        let mut open = OpenViews::default();
        while let Some(row) = table.next()? {
            sink.row()?;
            match columns.session(&row) {
                Ok((person, title, session)) => hand_out(open.add(person, title, session), sink)?,
                Err(reason) => sink.skip(reason, 1),
            }
        }
        hand_out(open.close_all(), sink)
    }
}

fn hand_out(views: Vec<View>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    for view in views {
        if view.seconds < SHORTEST {
            sink.skip(SkipReason::TooShort, view.rows);
        } else {
            let rows = view.rows;
            sink.take(&event(view), rows)?;
        }
    }
    Ok(())
}

struct Columns {
    title: Option<usize>,
    start: Option<usize>,
    seconds: Option<usize>,
    material: Option<usize>,
    profile: Option<usize>,
    deleted: Option<usize>,
    country: Option<usize>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            title: header.find(&["title"]),
            start: header.find(&START),
            seconds: header.find(&["seconds viewed"]),
            material: header.find(&["material type description", "material type"]),
            profile: header.find(&["profile type"]),
            deleted: header.find(&["is deleted"]),
            country: header.find(&["country code", "country"]),
        }
    }

    fn session(&self, row: &Row<'_>) -> Result<(String, String, Session), SkipReason> {
        let row = row.checked()?;
        if is_yes(row.cell(self.deleted)?) {
            return Err(SkipReason::Removed);
        }
        let material = row.cell(self.material)?;
        if !is_whole(material) {
            return Err(SkipReason::Preview);
        }
        let title = clean(unwrapped(row.cell(self.title)?));
        if title.is_empty() || title.eq_ignore_ascii_case("not available") {
            return Err(SkipReason::NoTitle);
        }
        let start = row.cell(self.start)?;
        let at = stamp(start)
            .or_else(|| utc(start))
            .ok_or(SkipReason::NoDate)?;
        let country = row.cell(self.country)?;
        Ok((
            person(row.cell(self.profile)?),
            title,
            Session {
                at,
                seconds: seconds(row.cell(self.seconds)?),
                row: row.number,
                market: (country.len() == 2 && country.is_ascii()).then(|| country.to_owned()),
            },
        ))
    }
}

/// Films, episodes and what is shown live; not what leads to them.
fn is_whole(material: &str) -> bool {
    ["", "full", "live", "feature"]
        .iter()
        .any(|word| material.eq_ignore_ascii_case(word))
}

fn is_yes(cell: &str) -> bool {
    ["yes", "true", "1", "y"]
        .iter()
        .any(|word| cell.eq_ignore_ascii_case(word))
}

/// `2640`, `2640.5`.
fn seconds(cell: &str) -> u32 {
    let whole = cell.split(['.', ',']).next().unwrap_or_default();
    whole.parse().unwrap_or(0)
}

/// A title without the quotes that some exports put around it a second time.
fn unwrapped(mut title: &str) -> &str {
    while let Some(inner) = title
        .strip_prefix('"')
        .and_then(|title| title.strip_suffix('"'))
    {
        title = inner.trim();
    }
    title
}

/// The export names no profiles, but says whether one is a child's.
fn person(kind: &str) -> String {
    match clean(kind).to_lowercase().as_str() {
        "" => String::new(),
        kind => format!("Prime Video, {kind}"),
    }
}

/// Show, season and episode of `Episode-Show - Season 2`.
fn parts(title: &str) -> Option<(&str, &str, &str)> {
    let (names, season) = title.rsplit_once(" - ")?;
    let (episode, show) = names.rsplit_once('-')?;
    let (episode, show) = (episode.trim(), show.trim());
    let complete = is_season(season) && !episode.is_empty() && !show.is_empty();
    complete.then_some((show, season.trim(), episode))
}

fn event(view: View) -> Event {
    let names = parts(&view.title)
        .map(|(show, season, name)| (show.to_owned(), season.to_owned(), name.to_owned()));
    let (show, season, episode) = match names {
        Some((show, season, name)) => (Some(show), Some(season), Some(name)),
        None => (None, None, None),
    };
    Event {
        until: view.last,
        natural_key: format!("{}|{}|{}", view.person, view.first.at, view.title),
        person: (!view.person.is_empty()).then_some(view.person),
        show,
        season,
        episode,
        market: view.first.market,
        seconds: Some(view.seconds),
        row: view.first.row,
        ..Event::plain(
            EventKind::Watched,
            Stream::PrimeViews,
            view.first.at,
            view.title,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_episode_s_title_is_taken_apart() {
        assert_eq!(
            parts("The Ferry-Harbour Lights - Season 2"),
            Some(("Harbour Lights", "Season 2", "The Ferry"))
        );
        assert_eq!(
            parts("Die Fähre-Hafenlichter - Staffel 2"),
            Some(("Hafenlichter", "Staffel 2", "Die Fähre"))
        );
        for film in ["Northbound", "Spider-Hill", "A Quiet Year - The Film"] {
            assert_eq!(parts(film), None, "{film}");
        }
    }

    #[test]
    fn quotes_around_a_title_are_no_part_of_it() {
        assert_eq!(unwrapped("\"\"Northbound\"\""), "Northbound");
        assert_eq!(unwrapped("\"Heroes\" of the Sea"), "\"Heroes\" of the Sea");
        assert_eq!(unwrapped("\""), "\"");
    }
}
