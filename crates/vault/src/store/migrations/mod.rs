//! How the file came to have its schema: append-only, one transaction each.
//!
//! Invariant: a migration that was released is never changed; the schema as it is now stands with each table's code.

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// In order; the file's `user_version` says how many it has been through.
const MIGRATIONS: [&str; 9] = [
    include_str!("0001_profile.sql"),
    include_str!("0002_consent.sql"),
    include_str!("0003_living.sql"),
    include_str!("0004_keeping.sql"),
    include_str!("0005_rules.sql"),
    include_str!("0006_serving.sql"),
    include_str!("0007_undoing.sql"),
    include_str!("0008_plain.sql"),
    include_str!("0009_entries.sql"),
];

/// The version of the schema that this code writes.
#[cfg(test)]
pub(crate) const NEWEST: usize = MIGRATIONS.len();

/// While tables are rebuilt, what refers to them goes on doing so by name. Neither can be said within a transaction.
const REBUILDING: &str = "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;";
const REBUILT: &str = "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON;";

/// Migrations the file has been through, or that a newer version wrote it.
pub(super) fn version(connection: &Connection) -> Result<usize, Error> {
    let stored: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(stored)
        .ok()
        .filter(|done| *done <= MIGRATIONS.len())
        .ok_or(Error::Newer)
}

/// Brings the file to the newest schema.
pub(super) fn apply(connection: &mut Connection) -> Result<(), Error> {
    apply_first(connection, MIGRATIONS.len())
}

/// Brings the file through the first `last` migrations, as far as it has not been through them.
fn apply_first(connection: &mut Connection, last: usize) -> Result<(), Error> {
    let done = version(connection)?;
    let missing = (1_i64..).zip(MIGRATIONS).take(last).skip(done);
    connection.execute_batch(REBUILDING)?;
    for (number, migration) in missing {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        check_references(&transaction)?;
        transaction.commit()?;
    }
    connection.execute_batch(REBUILT)?;
    Ok(())
}

/// No row may be left that refers to one that is not there.
fn check_references(connection: &Connection) -> Result<(), Error> {
    let lost = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if lost {
        Err(Error::fault("a migration lost a row that others refer to"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use inkling_token::client::ClientId;
    use inkling_token::vocabulary::PreferenceKey;

    use super::*;
    use crate::consent::{GrantId, GrantState};
    use crate::store::{grants, ledger, requests, tokens};
    use crate::testing::{NOW, key};

    #[test]
    fn migrating_twice_is_harmless() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();

        apply(&mut connection).unwrap();

        assert_eq!(version(&connection).unwrap(), MIGRATIONS.len());
    }

    /// A file as version 2 left it, at the newest schema.
    fn from_version_2() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        apply_first(&mut connection, 2).unwrap();
        connection
            .execute_batch(include_str!("version_2.sql"))
            .unwrap();
        apply(&mut connection).unwrap();
        connection
    }

    #[test]
    fn what_version_2_wrote_is_read_as_it_was_meant() {
        let connection = from_version_2();

        ledger::verify(&connection).unwrap();
        let grant = grants::get(&connection, GrantId(1)).unwrap();
        let state = GrantState::Active { since: NOW };
        assert_eq!(GrantState::of(&connection, &grant, NOW).unwrap(), state);
        assert_eq!((grant.least_version, grant.details.len()), (1, 2));
        assert_eq!(tokens::held(&connection, grant.id).unwrap().len(), 2);
        let request = requests::get(&connection, grant.request).unwrap().request;
        assert!(request.is_required("sizes") && !request.is_required("taste"));
        assert!(request.hosts.owns("https://shop.example/g/1"));
        let keys: Vec<PreferenceKey> = request
            .groups
            .iter()
            .flat_map(|group| group.options.concat())
            .collect();
        assert_eq!(keys, [key("shoes.size"), key("style.colours.liked")]);
    }

    #[test]
    fn shops_of_version_2_are_found_by_their_hosts() {
        let connection = from_version_2();

        let mut statement = connection
            .prepare("SELECT client_id, host FROM shops ORDER BY id")
            .unwrap();
        let shops = statement
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .unwrap();

        for (client, host) in shops.map(Result::unwrap) {
            let client: ClientId = client.parse().unwrap();
            assert_eq!(client.host().to_string(), host);
        }
    }

    #[test]
    fn tables_that_were_rebuilt_are_still_referred_to() {
        let connection = from_version_2();

        let orphan = "INSERT INTO pauses (grant_id, since, told) VALUES (9, 0, 'yes')";
        assert!(connection.execute(orphan, []).is_err());
        assert!(connection.execute("DELETE FROM grants", []).is_err());
    }

    #[test]
    fn a_file_from_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();

        assert!(matches!(apply(&mut connection), Err(Error::Newer)));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }
}
