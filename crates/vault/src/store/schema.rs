//! The schema as it is after every migration: what each table's file says it is.
//!
//! Invariant: an open vault has exactly these tables, indexes and triggers; a file with any other is not ours.

use rusqlite::Connection;

use super::{
    amendments, backups, blocks, deliveries, events, evidence, grants, ledger, mailboxes, objects,
    pauses, plain, preferences, projections, receipts, requests, rules, serving, settings, shops,
    sources, tokens,
};
use crate::Error;
use crate::error::Part;

/// Every statement that makes up the schema.
const SCHEMA: [&[&str]; 22] = [
    ledger::SCHEMA,
    sources::SCHEMA,
    events::SCHEMA,
    preferences::SCHEMA,
    evidence::SCHEMA,
    shops::SCHEMA,
    requests::SCHEMA,
    grants::SCHEMA,
    tokens::SCHEMA,
    deliveries::SCHEMA,
    receipts::SCHEMA,
    pauses::SCHEMA,
    amendments::SCHEMA,
    blocks::SCHEMA,
    mailboxes::SCHEMA,
    objects::SCHEMA,
    settings::SCHEMA,
    backups::SCHEMA,
    rules::SCHEMA,
    serving::SCHEMA,
    projections::SCHEMA,
    plain::SCHEMA,
];

/// Compares the file's schema with what it must be.
pub(super) fn check(connection: &Connection) -> Result<(), Error> {
    let mut expected: Vec<String> = SCHEMA
        .iter()
        .flat_map(|table| table.iter())
        .map(|sql| plain(sql))
        .collect();
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")?;
    let mut found = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .map(|sql| Ok(plain(&sql?)))
        .collect::<Result<Vec<_>, rusqlite::Error>>()?;
    expected.sort_unstable();
    found.sort_unstable();
    if found == expected {
        Ok(())
    } else {
        Err(Error::Damaged(Part::File))
    }
}

/// A statement without the differences that do not matter: white space and the closing semicolon.
fn plain(sql: &str) -> String {
    sql.trim_end_matches([';', ' ', '\n'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    fn migrated() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::apply(&mut connection).unwrap();
        connection
    }

    #[test]
    fn the_migrations_produce_the_documented_schema() {
        let connection = migrated();
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            .unwrap();
        let found: Vec<String> = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap()
            .map(|sql| plain(&sql.unwrap()))
            .collect();
        let expected: Vec<String> = SCHEMA
            .iter()
            .flat_map(|table| table.iter())
            .map(|sql| plain(sql))
            .collect();

        for sql in &found {
            assert!(expected.contains(sql), "not documented: {sql}");
        }
        for sql in &expected {
            assert!(found.contains(sql), "not migrated to: {sql}");
        }
    }

    #[test]
    fn every_table_is_strict_and_explains_itself() {
        for sql in SCHEMA
            .iter()
            .flat_map(|table| table.iter())
            .filter(|sql| sql.starts_with("CREATE TABLE"))
        {
            assert!(sql.contains("\n  -- "), "no comment: {sql}");
            assert!(sql.contains(") STRICT"), "not strict: {sql}");
        }
    }

    #[test]
    fn a_file_with_a_trigger_of_someone_else_is_not_ours() {
        let connection = migrated();
        connection
            .execute_batch("CREATE TRIGGER spy AFTER INSERT ON ledger BEGIN SELECT 1; END")
            .unwrap();

        assert!(matches!(
            check(&connection),
            Err(Error::Damaged(Part::File))
        ));
    }
}
