//! The sealed file: one table, one file of code.
//!
//! Invariant: this is the only module that writes SQL, and every statement names its columns and its parameters.

pub(crate) mod amendments;
pub(crate) mod backups;
pub(crate) mod blocks;
pub(crate) mod connection;
pub(crate) mod deliveries;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod grants;
pub(crate) mod ledger;
pub(crate) mod mailboxes;
mod migrations;
#[cfg(test)]
pub(crate) use migrations::NEWEST;
pub(crate) mod objects;
pub(crate) mod overview;
pub(crate) mod pauses;
pub(crate) mod plain;
pub(crate) mod preferences;
pub(crate) mod projections;
pub(crate) mod receipts;
pub(crate) mod requests;
pub(crate) mod rules;
mod schema;
pub(crate) mod serving;
pub(crate) mod settings;
pub(crate) mod shops;
pub(crate) mod sources;
pub(crate) mod tokens;

use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::de::value::{Error as WordError, StrDeserializer};

use crate::Error;
use crate::error::{Noun, Part};

/// Asserts that a change touched exactly one row.
pub(crate) fn changed_one(rows: usize, noun: Noun) -> Result<(), Error> {
    match rows {
        0 => Err(Error::NotFound(noun)),
        1 => Ok(()),
        _ => Err(Error::fault("a change for one row touched several")),
    }
}

/// A stored text as what it stands for.
pub(crate) fn parse_stored<T: FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Damaged(Part::Row))
}

/// A stored word as the variant of the enum that serialises to it.
pub(crate) fn variant<T: DeserializeOwned>(word: &str) -> Result<T, Error> {
    T::deserialize(StrDeserializer::<WordError>::new(word)).map_err(|_| Error::Damaged(Part::Row))
}

/// A stored number in the type it was stored from.
pub(crate) fn number<T: TryFrom<i64>>(stored: i64) -> Result<T, Error> {
    T::try_from(stored).map_err(|_| Error::Damaged(Part::Row))
}

/// A count as SQLite stores it.
pub(crate) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
