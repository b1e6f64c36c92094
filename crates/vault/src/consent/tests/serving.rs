//! Shops that are served while the vault is locked.

use std::fs;

use super::plain::assert_plain;
use super::*;
use crate::consent::Reach;
use crate::{Presence, Serving, erase, presence};

/// Alice locked her vault; what she approved is served.
struct Asleep {
    folder: TempDir,
    serving: Serving,
    shop: TestShop,
}

impl Scene {
    fn locks_and_serves(self, now: Timestamp) -> Asleep {
        let serving = self.vault.lock_and_serve(now, &Dice).unwrap().unwrap();
        Asleep {
            folder: self.folder,
            serving,
            shop: self.shop,
        }
    }
}

impl Asleep {
    /// Sends the one message that is due, and has the shop verify it and answer.
    fn updates(&self, request: &SharingRequest, nonce: &str, next: &str, now: Timestamp) -> Held {
        let due = self.serving.tend(|vault| vault.due(now)).unwrap();
        assert_eq!(due.len(), 1);
        let outgoing = self.serving.tend(|vault| vault.compose(due[0], now, &Dice));
        let held = self
            .shop
            .verifies(message(&outgoing.unwrap()), request, nonce, now);
        let answer = self.shop.answers(next);
        self.serving
            .tend(|vault| vault.delivered(due[0], &answer, now, &Dice))
            .unwrap();
        held
    }

    /// The program ends, and the vault is unlocked by another.
    fn wakes(self, now: Timestamp) -> Scene {
        drop(self.serving);
        let vault = Vault::unlock(self.folder.path(), &testing::passphrase(), now).unwrap();
        Scene {
            folder: self.folder,
            vault,
            shop: self.shop,
        }
    }
}

#[test]
fn a_token_is_renewed_while_the_vault_is_locked_and_the_vault_goes_on_from_there() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let asleep = scene.locks_and_serves(NOW);
    let (later, then) = (NOW.plus_days(6), NOW.plus_days(12));

    let held = asleep.updates(&request, "first", "second", later);
    assert_eq!((held.version(), held.details().len()), (2, 2));
    let held = asleep.updates(&request, "second", "third", then);
    assert_eq!(held.version(), 3);

    let mut scene = asleep.wakes(then);
    assert_eq!(scene.vault.grant(grant, then).unwrap().version, 3);
    assert_eq!(
        scene.ledger()[7..],
        [
            Happening::Locked,
            Happening::Issued,
            Happening::Updated,
            Happening::Issued,
            Happening::Updated,
            Happening::Unlocked
        ]
    );
    scene.vault.verify_ledger().unwrap();
    assert_eq!(scene.vault.setback().unwrap(), None);
    assert_eq!(scene.due(then), []);
    let (liked, pink) = (
        testing::key("style.colours.liked"),
        testing::colours(&["pink"]),
    );
    scene.vault.state(&liked, pink, then).unwrap();
    let held = scene.updates(&request, "third", "fourth", then);
    assert_eq!(held.version(), 4);
}

#[test]
fn what_was_stopped_or_changed_before_the_lock_reaches_the_shop_after_it() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    let asleep = scene.locks_and_serves(NOW);

    let held = asleep.updates(&request, "first", "second", NOW);
    assert_eq!(held.details()["style.colours.liked"], r#"["red"]"#);

    let mut scene = asleep.wakes(NOW);
    scene.vault.revoke(grant, NOW).unwrap();
    let asleep = scene.locks_and_serves(NOW);
    let news = asleep.serving.tend(|vault| vault.due(NOW)).unwrap()[0];
    let outgoing = asleep.serving.tend(|vault| vault.compose(news, NOW, &Dice));
    assert!(matches!(outgoing.unwrap(), Outgoing::Revoke { .. }));
    asleep
        .serving
        .tend(|vault| vault.revoked_at_shop(news, Some(&word(NOW)), NOW))
        .unwrap();

    let scene = asleep.wakes(NOW);
    assert!(!scene.has_key(grant));
    let summary = scene.vault.grant(grant, NOW).unwrap().summary;
    assert!(matches!(summary.state, GrantState::Stopped { .. }));
    assert_eq!(scene.vault.pending(NOW).unwrap(), 0);
}

#[test]
fn plain_mode_holds_while_the_vault_is_locked_and_the_key_that_is_left_opens_no_approved_value() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Days90);
    scene.vault.plain_on(&Reach::EveryShop, NOW).unwrap();
    let asleep = scene.locks_and_serves(NOW);

    assert_plain(
        &asleep.updates(&request, "first", "second", NOW),
        &["sizes", "taste"],
    );
    let later = NOW.plus_days(6);
    assert_plain(
        &asleep.updates(&request, "second", "third", later),
        &["sizes", "taste"],
    );
    let mut scene = asleep.wakes(later);
    assert_eq!(scene.due(later), []);
    let asleep = scene.locks_and_serves(later);
    asleep
        .serving
        .tend(|vault| {
            let text = everything(&vault.connection);
            assert!(text.contains("profiling"));
            assert!(!text.contains(r#""value":"40""#) && !text.contains("grey"));
            Ok(())
        })
        .unwrap();

    let mut scene = asleep.wakes(later);
    scene.vault.plain_off(&Reach::EveryShop, later).unwrap();
    let held = scene.updates(&request, "third", "fourth", later);
    assert_eq!(held.details().len(), 2);
}

#[test]
fn what_ends_by_itself_is_taken_from_the_shop_while_the_vault_is_locked() {
    let mut scene = scene();
    let intent = json!([
        {"category": "shoes", "until": "2026-11-25"},
        {"category": "books", "until": "2026-11-27"}
    ]);
    testing::state(&mut scene.vault, "intent", intent);
    let ask = Ask {
        groups: vec![
            ("sizes", true, vec!["shoes.size"]),
            ("taste", false, vec!["intent"]),
        ],
        ..Ask::usual()
    };
    let request = scene.shop.asks(&ask, NOW);
    let id = scene.vault.file(&request, NOW).unwrap();
    let grant = scene.shares(id, &choice(Duration::Days90), NOW);
    let delivery = scene.vault.delivery_of(grant).unwrap().unwrap();
    scene.composes(delivery, NOW);
    scene
        .vault
        .delivered(delivery, &scene.shop.answers("first"), NOW, &Dice)
        .unwrap();
    let asleep = scene.locks_and_serves(NOW);
    let before = NOW.plus_days(2);
    let due = |now| asleep.serving.tend(|vault| vault.due(now)).unwrap();
    assert_eq!(due(before), []);

    let over = NOW.plus_days(3);
    assert!(asleep.serving.tend(|vault| vault.has_work(over)).unwrap());
    let held = asleep.updates(&request, "first", "second", over);

    assert_eq!(
        held.details()["intent"],
        r#"[{"category":"books","until":"2026-11-27"}]"#
    );
    let all_over = NOW.plus_days(5);
    let held = asleep.updates(&request, "second", "third", all_over);
    assert_eq!(held.details().keys().collect::<Vec<_>>(), [&"shoes.size"]);
    let over = all_over;
    let mut scene = asleep.wakes(over);
    assert_eq!(scene.due(over), []);
    assert!(matches!(
        scene.state(grant, over),
        GrantState::Active { .. }
    ));
}

#[test]
fn the_key_that_is_left_opens_the_grants_and_nothing_else_of_the_vault() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    scene.colours(&["red"]);
    scene.updates(&request, "first", "second", NOW);
    testing::state(&mut scene.vault, "diet.pattern", json!("vegan"));
    let size = json!([{"system": "EU", "value": "41", "weight": 0.3}]);
    testing::state(&mut scene.vault, "shoes.size", size);
    let unserved = ["vegan", r#""weight":0.3"#, "blue"];
    let asleep = scene.locks_and_serves(NOW);

    asleep
        .serving
        .tend(|vault| {
            assert_eq!(vault.preferences()?, []);
            assert_eq!(vault.sources()?.len(), 0);
            assert_eq!(vault.ledger(10, None)?.len(), 1);
            assert_eq!(vault.grants(NOW)?.len(), 1);
            let text = everything(&vault.connection);
            assert!(text.contains(r#""value":"41""#) && text.contains("red"));
            for what in unserved {
                assert!(!text.contains(what), "{what}");
            }
            Ok(())
        })
        .unwrap();
    let home = crate::folder::Folder::at(asleep.folder.path());
    let other = asleep
        .serving
        .tend(|vault| Ok(vault.key.literal()))
        .unwrap();
    let key: Vec<u8> = crate::hex::decode(other.trim_matches(['x', '\''])).unwrap();
    let key = crate::keys::DataKey::from_bytes(&key).unwrap();
    let opened = crate::store::connection::look(&home.database().unwrap(), &key);
    assert!(opened.is_err());
    let mut scene = asleep.wakes(NOW);
    assert_eq!(scene.due(NOW).len(), 1);
    assert!(scene.has_key(grant));
    let kept = everything(&scene.vault.connection);
    for what in unserved {
        assert!(kept.contains(what), "the vault itself keeps {what}");
    }
}

/// Every text of every table.
fn everything(connection: &Connection) -> String {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let mut names = connection.prepare(names).unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut text = String::new();
    for name in names.map(Result::unwrap) {
        let mut rows = connection
            .prepare(&format!("SELECT * FROM {name}"))
            .unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                text.push_str(&format!("{:?}\n", row.get_ref(column).unwrap().as_str()));
            }
        }
    }
    text.replace('\\', "")
}

#[test]
fn nothing_serves_where_nothing_was_approved() {
    let scene = scene();

    let serving = scene.vault.lock_and_serve(NOW, &Dice).unwrap();

    assert!(serving.is_none());
    assert!(!scene.folder.path().join("serving").exists());
}

#[test]
fn new_messages_have_numbers_that_no_message_of_another_grant_has() {
    let mut scene = scene();
    let (grant, request) = scene.connected(Duration::Days90);
    let other = TestShop::new("other.example");
    let ask = other.asks(&Ask::usual(), NOW);
    let id = scene.vault.file(&ask, NOW).unwrap();
    let once = scene.shares(id, &choice(Duration::Once), NOW);
    let delivery = scene.vault.delivery_of(once).unwrap().unwrap();
    scene.composes(delivery, NOW);
    let answer = Answer::default();
    scene
        .vault
        .delivered(delivery, &answer, NOW, &Dice)
        .unwrap();
    let later = NOW.plus_days(8);
    scene.vault.due(later).unwrap();
    assert!(!scene.has_key(once), "it is over, and not served");
    let newest = delivery.0.max(
        deliveries::open_of(&scene.vault.connection, grant).unwrap()[0]
            .id
            .0,
    );
    let asleep = scene.locks_and_serves(later);

    asleep.updates(&request, "first", "second", later);
    let next = asleep
        .serving
        .tend(|vault| Ok(deliveries::open_of(&vault.connection, grant)?[0].id))
        .unwrap();

    assert!(next.0 > newest);
    let scene = asleep.wakes(later);
    let stored = deliveries::get(&scene.vault.connection, delivery).unwrap();
    assert_eq!(stored.grant, once);
    let stored = deliveries::get(&scene.vault.connection, next).unwrap();
    assert_eq!(stored.grant, grant);
}

#[test]
fn a_lock_that_was_cut_short_before_it_served_costs_nothing() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let key = crate::keys::DataKey::generate(&Dice).unwrap();
    let folder = scene.vault.folder.start_serving().unwrap();
    crate::store::connection::create(&folder.start_database().unwrap(), &key, |_| Ok(())).unwrap();
    folder.finish_database().unwrap();
    let begin =
        |connection: &rusqlite::Transaction<'_>| crate::store::serving::begin(connection, &key);
    scene.vault.change(NOW, begin).unwrap();

    let mut scene = scene.restarts();

    assert_eq!(scene.vault.setback().unwrap(), None);
    assert!(!scene.folder.path().join("serving").exists());
    assert_eq!(scene.due(NOW), []);
}

#[test]
fn when_what_served_is_gone_damaged_or_older_everything_rests_until_the_person_decides() {
    let harms: [fn(&TempDir); 3] = [
        |folder| fs::remove_dir_all(folder.path().join("serving")).unwrap(),
        |folder| {
            let file = folder.path().join("serving/vault.db");
            let mut bytes = fs::read(&file).unwrap();
            bytes.iter_mut().skip(5000).for_each(|byte| *byte ^= 1);
            fs::write(file, bytes).unwrap();
        },
        |folder| {
            let older = folder.path().join("older.db");
            fs::copy(older, folder.path().join("serving/vault.db")).unwrap();
        },
    ];
    for harm in harms {
        let mut scene = scene();
        let (grant, request) = scene.connected(Duration::Days90);
        let asleep = scene.locks_and_serves(NOW);
        let file = asleep.folder.path().join("serving/vault.db");
        fs::copy(file, asleep.folder.path().join("older.db")).unwrap();
        let later = NOW.plus_days(6);
        asleep.updates(&request, "first", "second", later);

        harm(&asleep.folder);

        let scene = asleep.wakes(later);
        assert_eq!(scene.vault.setback().unwrap().unwrap().resting, 1);
        assert!(matches!(
            scene.state(grant, later),
            GrantState::Paused { .. }
        ));
        scene.vault.verify_ledger().unwrap();
    }
}

#[test]
fn an_older_copy_that_is_put_back_serves_nobody_and_is_found_out_at_the_unlock() {
    let mut scene = scene();
    let (_, request) = scene.connected(Duration::Days90);
    let asleep = scene.locks_and_serves(NOW);
    let file = asleep.folder.path().join("serving/vault.db");
    let older = fs::read(&file).unwrap();
    let later = NOW.plus_days(6);
    asleep.updates(&request, "first", "second", later);

    fs::write(file, older).unwrap();

    let tended = asleep.serving.tend(|vault| vault.due(later));
    assert!(matches!(tended, Err(Error::Damaged(_))));
    let scene = asleep.wakes(later);
    assert_eq!(scene.vault.setback().unwrap().unwrap().resting, 1);
}

#[test]
fn an_empty_file_in_the_place_of_one_that_had_served_is_found_out() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let asleep = scene.locks_and_serves(NOW);
    let key = asleep
        .serving
        .tend(|vault| Ok(std::sync::Arc::clone(&vault.key)));
    let folder = crate::folder::Folder::at(asleep.folder.path());
    let empty = folder.start_serving().unwrap();
    let path = empty.start_database().unwrap();
    crate::store::connection::create(&path, &key.unwrap(), |_| Ok(())).unwrap();
    empty.finish_database().unwrap();

    let scene = asleep.wakes(NOW);

    assert_eq!(scene.vault.setback().unwrap().unwrap().resting, 1);
}

#[test]
fn it_serves_only_while_no_other_process_has_the_vault_open() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let asleep = scene.locks_and_serves(NOW);
    let vault = Vault::unlock(asleep.folder.path(), &testing::passphrase(), NOW).unwrap();

    let tended = asleep.serving.tend(|vault| vault.has_work(NOW));
    assert!(matches!(tended, Err(Error::InUse)));
    vault.lock(NOW).unwrap();
    let tended = asleep.serving.tend(|vault| vault.has_work(NOW));

    assert!(
        matches!(tended, Err(Error::Damaged(_))),
        "it was taken back"
    );
}

#[test]
fn erasing_takes_what_serves_with_it() {
    let mut scene = scene();
    scene.connected(Duration::Days90);
    let asleep = scene.locks_and_serves(NOW);

    erase(asleep.folder.path(), &[], &Dice).unwrap();

    assert_eq!(presence(asleep.folder.path()), Presence::Missing);
    assert_eq!(fs::read_dir(asleep.folder.path()).unwrap().count(), 0);
}
