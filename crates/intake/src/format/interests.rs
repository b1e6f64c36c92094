//! What others suppose a person to like: Instagram's and Facebook's interests and topics, and Spotify's inferences.
//!
//! Invariant: a supposition becomes an event that is no evidence ([`EventKind::Supposed`]); nothing is derived from it and
//! nothing of it is released. One of a special kind is dropped here.

use serde_json::Value;

use super::{Format, Match, Reader};
use crate::engine::{Findings, Halt, Sink};
use crate::event::{Event, EventKind, Precision, Stream, Zone};
use crate::identity::Occurrences;
use crate::json::{Record, records};
use crate::opening::Opening;
use crate::skip::SkipReason;
use crate::special::is_special;
use crate::table::Source;
use crate::titles::{clean, fold};

/// Suppositions of one company.
#[derive(Debug)]
pub(super) struct Interests {
    format: Format,
    stream: Stream,
    /// The keys their list stands under.
    lists: &'static [&'static str],
}

pub(super) static INSTAGRAM: Interests = Interests {
    format: Format::InstagramInterests,
    stream: Stream::InstagramInterests,
    lists: &["inferred_data_ig_interest", "topics_your_topics"],
};

pub(super) static FACEBOOK: Interests = Interests {
    format: Format::FacebookInterests,
    stream: Stream::FacebookInterests,
    lists: &["topics_v2", "topics"],
};

pub(super) static SPOTIFY: Interests = Interests {
    format: Format::SpotifyInferences,
    stream: Stream::SpotifyInferences,
    lists: &["inferences"],
};

impl Reader for Interests {
    fn format(&self) -> Format {
        self.format
    }

    fn recognise(&self, opening: &Opening) -> Match {
        opening.is_list_of(|record| {
            let listed = self.lists.contains(&record.list.as_str()) && !labels(record).is_empty();
            // Meta writes everything it knows in this shape; only there does the name of the file tell what it is about.
            let labelled = self.format == Format::InstagramInterests
                && is_labelled(record)
                && ["interest", "topic"]
                    .iter()
                    .any(|word| opening.place.contains(word));
            listed || labelled
        })
    }

    fn read(
        &self,
        source: Source<'_>,
        _findings: &Findings,
        sink: &mut Sink<'_>,
    ) -> Result<(), Halt> {
        let mut seen = Occurrences::default();
        records(source, &mut |record| {
            if !self.lists.contains(&record.list.as_str()) && !is_labelled(&record) {
                return Ok(());
            }
            sink.row()?;
            let mut suppositions = 0;
            for label in labels(&record) {
                let title = clean(&repaired(label));
                if title.is_empty() {
                    continue;
                }
                let key = fold(&title);
                suppositions += 1;
                if is_special(&title) {
                    sink.skip(SkipReason::Special, 1);
                } else if seen.next(&key) > 0 {
                    sink.skip(SkipReason::Repeated, 1);
                } else {
                    sink.take(&self.supposition(title, key, record.number), 1)?;
                }
            }
            if suppositions == 0 {
                sink.skip(SkipReason::NoTitle, 1);
            }
            Ok(())
        })
    }
}

impl Interests {
    /// No export says since when something is supposed.
    fn supposition(&self, title: String, key: String, row: u64) -> Event {
        Event {
            precision: Precision::Day,
            zone: Zone::Unknown,
            row,
            natural_key: key,
            ..Event::plain(EventKind::Supposed, self.stream, 0, title)
        }
    }
}

/// Of the newer shape: `{"label_values": [{"label", "value"}]}`, or a list of such.
fn is_labelled(record: &Record) -> bool {
    (record.list.is_empty() && record.value.get("label_values").is_some())
        || (record.list == "label_values" && record.has_all(&["label", "value"]))
}

/// The texts of a record. What stands beside them, and the localised names of their fields, is left.
fn labels(record: &Record) -> Vec<&str> {
    if let Some(text) = record.value.as_str() {
        return vec![text];
    }
    if let Some(fields) = record
        .value
        .get("string_map_data")
        .and_then(Value::as_object)
    {
        let mut texts = fields
            .values()
            .filter_map(|field| field.get("value")?.as_str());
        return texts.next().into_iter().collect();
    }
    if let Some(fields) = record.value.get("label_values").and_then(Value::as_array) {
        return fields
            .iter()
            .filter_map(|field| field.get("value")?.as_str())
            .collect();
    }
    record.text("value").into_iter().collect()
}

/// Meta escapes the bytes of UTF-8 as if each were a letter: `CafÃ©` is put right, a text that is not so written stays.
fn repaired(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_meta_are_put_right_and_others_stay() {
        assert_eq!(repaired("Caf\u{c3}\u{a9} culture"), "Café culture");
        assert_eq!(repaired("H\u{c3}\u{b6}rb\u{c3}\u{bc}cher"), "Hörbücher");
        for right in ["Café", "Hörbücher", "履歴", "Baking"] {
            assert_eq!(repaired(right), right);
        }
    }
}
