//! The ceremonies over a real vault file and a shop that signs, opens and verifies for itself.

mod amending;
mod blocking;
mod cautions;
mod clock;
mod copies;
mod delivering;
mod ending;
mod extending;
mod filing;
mod frozen;
mod history;
mod mailbox;
mod moving;
mod options;
mod pausing;
mod plain;
mod previewing;
mod property;
mod race;
mod receipts;
mod rollback;
mod serving;
mod sharing;
mod shop;
mod stopping;
mod store;
mod superseding;
mod trust;
mod unsigned;
mod updating;

use std::collections::{BTreeMap, BTreeSet};

use inkling_token::Timestamp;
use inkling_token::key::GrantKey;
use inkling_token::message::{Answer, Message};
use inkling_token::request::SharingRequest;
use inkling_token::status::{Entry, Status, issue_list};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use self::shop::{Ask, Held, TestShop};
use super::{
    Acknowledgement, Amendment, Choice, DeliveryId, Duration, GrantId, GrantState, Outgoing,
    Preview, Refused, RequestId,
};
use crate::store::deliveries::{self, What};
use crate::testing::{self, Dice, NOW};
use crate::{Error, Happening, Vault};

/// Alice, her vault, and a shop that asks for her shoe size and, if she likes, her colours.
struct Scene {
    folder: TempDir,
    vault: Vault,
    shop: TestShop,
}

fn scene() -> Scene {
    let (folder, mut vault) = testing::vault();
    testing::state(
        &mut vault,
        "shoes.size",
        json!([{"system": "EU", "value": "40", "weight": 0.8}]),
    );
    testing::state(
        &mut vault,
        "style.colours.liked",
        json!(["blue", "grey", "green", "black"]),
    );
    Scene {
        folder,
        vault,
        shop: TestShop::new("shop.example"),
    }
}

impl Scene {
    /// The shop asks for what it always asks for.
    fn asks(&mut self, now: Timestamp) -> (RequestId, SharingRequest) {
        let request = self.shop.asks(&Ask::usual(), now);
        (self.vault.file(&request, now).unwrap(), request)
    }

    /// Looks at the request, accepts what there is to accept about the shop, and shares.
    fn shares(&mut self, id: RequestId, choice: &Choice, now: Timestamp) -> GrantId {
        let choice = Choice {
            accepted: self.vault.request(id, now).unwrap().cautions,
            ..choice.clone()
        };
        self.approves(id, &choice, now).unwrap()
    }

    /// Shares what is shown for exactly this choice.
    fn approves(
        &mut self,
        id: RequestId,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<GrantId, Error> {
        let preview = self.vault.preview(id, choice, now)?;
        self.vault.approve(id, choice, &preview.digest, now, &Dice)
    }

    /// The usual request, approved and delivered; the shop takes updates.
    fn connected(&mut self, duration: Duration) -> (GrantId, SharingRequest) {
        let (id, request) = self.asks(NOW);
        let grant = self.shares(id, &choice(duration), NOW);
        let delivery = self.vault.delivery_of(grant).unwrap().unwrap();
        self.vault.compose(delivery, NOW, &Dice).unwrap();
        self.vault
            .delivered(delivery, &self.shop.answers("first"), NOW, &Dice)
            .unwrap();
        (grant, request)
    }

    /// Amends a grant as it is shown.
    fn amends(&mut self, id: GrantId, amendment: &Amendment, now: Timestamp) -> Result<(), Error> {
        let shown = self.vault.preview_amendment(id, amendment, now)?;
        self.vault.amend(id, amendment, &shown.digest, now)
    }

    /// Lets a grant last longer as it is shown.
    fn extends(&mut self, id: GrantId, until: Timestamp, now: Timestamp) -> Result<(), Error> {
        let shown = self.vault.preview_extension(id, until, now)?;
        self.vault.extend(id, until, &shown.preview.digest, now)
    }

    fn state(&self, grant: GrantId, now: Timestamp) -> GrantState {
        self.vault.grant(grant, now).unwrap().summary.state
    }

    fn due(&mut self, now: Timestamp) -> Vec<DeliveryId> {
        self.vault.due(now).unwrap()
    }

    /// The one delivery that is due.
    fn only_due(&mut self, now: Timestamp) -> DeliveryId {
        let due = self.due(now);
        assert_eq!(due.len(), 1);
        due[0]
    }

    fn composes(&mut self, delivery: DeliveryId, now: Timestamp) -> Outgoing {
        self.vault.compose(delivery, now, &Dice).unwrap()
    }

    fn grant_of(&self, delivery: DeliveryId) -> GrantId {
        deliveries::get(&self.vault.connection, delivery)
            .unwrap()
            .grant
    }

    /// Composes what is due, has the shop open and verify it, and reports its answer.
    fn updates(
        &mut self,
        request: &SharingRequest,
        nonce: &str,
        next: &str,
        now: Timestamp,
    ) -> Held {
        let delivery = self.only_due(now);
        let outgoing = self.composes(delivery, now);
        let held = self.shop.verifies(message(&outgoing), request, nonce, now);
        self.vault
            .delivered(delivery, &self.shop.answers(next), now, &Dice)
            .unwrap();
        held
    }

    fn colours(&mut self, names: &[&str]) {
        testing::state(&mut self.vault, "style.colours.liked", json!(names));
    }

    fn ledger(&self) -> Vec<Happening> {
        self.vault
            .ledger(100, None)
            .unwrap()
            .into_iter()
            .rev()
            .map(|line| line.what)
            .collect()
    }

    fn last_line(&self) -> crate::LedgerEntry {
        self.vault.ledger(1, None).unwrap().remove(0)
    }

    /// A status list of the grant as another copy of this vault would sign it.
    fn signs_elsewhere(
        &self,
        grant: GrantId,
        held: &Held,
        status: Status,
        now: Timestamp,
    ) -> String {
        let key = crate::store::grants::signing_key(&self.vault.connection, grant)
            .unwrap()
            .unwrap();
        let key = GrantKey::from_pkcs8(&key, &Dice).unwrap();
        let url = &held.tokens["sizes"].status.as_ref().unwrap().uri;
        issue_list(&key, url, Entry { status, version: 1 }, now, &Dice).unwrap()
    }

    fn has_key(&self, grant: GrantId) -> bool {
        crate::store::grants::signing_key(&self.vault.connection, grant)
            .unwrap()
            .is_some()
    }

    /// The program ends and starts again.
    fn restarts(self) -> Self {
        self.restarts_at(NOW)
    }

    fn restarts_at(self, now: Timestamp) -> Self {
        let Self {
            folder,
            vault,
            shop,
        } = self;
        drop(vault);
        let vault = Vault::unlock(folder.path(), &testing::passphrase(), now).unwrap();
        Self {
            folder,
            vault,
            shop,
        }
    }
}

/// The shop's signed word that it deleted its copy, as the exchange hands it over.
fn word(deleted_at: Timestamp) -> Acknowledgement {
    Acknowledgement {
        deleted_at,
        jws: "head.word.signature".into(),
    }
}

fn choice(duration: Duration) -> Choice {
    Choice {
        groups: ["sizes", "taste"].map(String::from).into(),
        options: BTreeMap::new(),
        levels: BTreeMap::new(),
        duration,
        until: None,
        accepted: BTreeSet::new(),
    }
}

fn only(groups: &[&str]) -> Choice {
    Choice {
        groups: groups
            .iter()
            .map(|id| (*id).to_owned())
            .collect::<BTreeSet<_>>(),
        ..choice(Duration::Days30)
    }
}

fn message(outgoing: &Outgoing) -> &Message {
    match outgoing {
        Outgoing::Present { message, .. }
        | Outgoing::Update { message, .. }
        | Outgoing::Pause { message, .. }
        | Outgoing::Revoke { message, .. } => message,
        Outgoing::Publish { .. } => panic!("not for a shop"),
    }
}

fn sent(preview: &Preview) -> BTreeMap<&str, String> {
    preview
        .details
        .iter()
        .map(|detail| (detail.key.as_str(), detail.sent()))
        .collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refused {
    match result {
        Err(Error::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

impl Vault {
    /// The first delivery of a grant, while it is open.
    pub(super) fn delivery_of(&self, grant: GrantId) -> Result<Option<DeliveryId>, Error> {
        self.look(|connection| open_of_kind(connection, grant, What::Present))
    }

    /// What the mailbox is to hold for a grant, while it is yet to be written: before the first delivery, so that the shop can
    /// be told where it lies.
    pub(super) fn publication_of(&self, grant: GrantId) -> Result<Option<DeliveryId>, Error> {
        self.look(|connection| open_of_kind(connection, grant, What::Publish))
    }
}

fn open_of_kind(
    connection: &Connection,
    grant: GrantId,
    what: What,
) -> Result<Option<DeliveryId>, Error> {
    let open = deliveries::open_of(connection, grant)?;
    Ok(open
        .into_iter()
        .find(|delivery| delivery.what == what)
        .map(|delivery| delivery.id))
}
