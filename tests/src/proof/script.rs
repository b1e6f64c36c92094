//! The script: everything that a person and their shops do to a vault, in an order that a seed decides.
//!
//! Invariant: what it does depends on the seed and on what the vault shows, never on time or chance.

use std::path::Path;

use inkling_intake::{Counts, Event, EventKind, Format, Precision, SourceInfo, Stream, Zone};
use inkling_token::Timestamp;
use inkling_token::did::DidDocument;
use inkling_token::link::{Link, Schemes};
use inkling_token::message::Answer;
use inkling_token::request::{Published, SharingRequest, UnverifiedRequest};
use inkling_token::value::Value;
use inkling_token::vocabulary::PreferenceKey;
use inkling_vault::{
    Amendment, Choice, DeliveryId, Duration, Error, GrantId, KeyCost, Outgoing, Passphrase,
    PauseAnswer, RequestId, Vault,
};
use serde_json::json;

use super::dice::{Chance, Dice};
use crate::figures::Outcome;
use crate::signer::Signer;

/// 23 November 2026, 12:00 UTC. The whole script takes less than two minutes of its own time.
pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_795_435_200);
/// Things that happen, after the vault was made and something was said.
const SCENES: i64 = 40;
const COLOURS: [&str; 5] = ["blue", "green", "grey", "black", "red"];
const THINGS: [&str; 5] = ["socks", "scarf", "shirt", "desk lamp", "coffee grinder"];

/// The vault's passphrase.
pub(super) fn passphrase() -> Passphrase {
    Passphrase::new("tidal lantern orbit walnut".to_owned())
}

/// Makes a vault and plays the script; `acknowledge` hears of each commit once it is durable.
///
/// # Errors
/// What the vault says that is no answer to a person, and what `acknowledge` says.
pub fn play(
    folder: &Path,
    seed: u64,
    acknowledge: &mut dyn FnMut(&Vault) -> Outcome<()>,
) -> Outcome<()> {
    let chance = Chance::of(seed);
    let vault = Vault::create(folder, &passphrase(), KeyCost::TRIVIAL, NOW, &chance)?;
    acknowledge(&vault)?;
    let mut actor = Actor {
        folder,
        vault: Some(vault),
        dice: Dice::of(seed),
        chance,
        now: NOW,
        files: 0,
        acknowledge,
    };
    actor.states("style.colours.liked", &json!(["blue", "green"]))?;
    let size = json!([{"system": "EU", "value": "42", "weight": 1}]);
    actor.states("shoes.size", &size)?;
    for scene in 1..=SCENES {
        actor.now = NOW.plus_seconds(scene * 2);
        actor.acts(scene)?;
    }
    actor.locks()
}

struct Actor<'a> {
    folder: &'a Path,
    /// `None` only while it is locked.
    vault: Option<Vault>,
    dice: Dice,
    chance: Chance,
    now: Timestamp,
    files: u8,
    acknowledge: &'a mut dyn FnMut(&Vault) -> Outcome<()>,
}

impl Actor<'_> {
    fn acts(&mut self, scene: i64) -> Outcome<()> {
        let now = self.now;
        let grants: Vec<GrantId> = self
            .vault()?
            .grants(now)?
            .iter()
            .map(|grant| grant.id)
            .collect();
        let grant = self.dice.one_of(&grants);
        match (self.dice.below(12), grant) {
            (0, _) => self.decides(),
            (1 | 2, _) => self.imports(),
            (3, _) => self.undoes(),
            (4, _) => self.declines(scene),
            (5, Some(grant)) => self.commits(|vault| vault.pause(grant, None, now)),
            (6, Some(grant)) => self.commits(|vault| vault.resume(grant, now)),
            (7, Some(grant)) => self.amends(grant),
            (8, Some(grant)) => self.commits(|vault| vault.revoke(grant, now)),
            (9, _) => self.locks(),
            (10 | 11, Some(_)) => self.delivers(),
            _ => self.approves(scene),
        }
    }

    fn vault(&mut self) -> Outcome<&mut Vault> {
        Ok(self.vault.as_mut().ok_or("the vault is locked")?)
    }

    /// One use case, acknowledged once it is done. What a person may not do is no fault.
    fn commits<T>(&mut self, act: impl FnOnce(&mut Vault) -> Result<T, Error>) -> Outcome<()> {
        self.tries(|vault, _| act(vault)).map(drop)
    }

    fn tries<T>(
        &mut self,
        act: impl FnOnce(&mut Vault, &Chance) -> Result<T, Error>,
    ) -> Outcome<Option<T>> {
        let vault = self.vault.as_mut().ok_or("the vault is locked")?;
        match act(vault, &self.chance) {
            Ok(done) => {
                (self.acknowledge)(vault)?;
                Ok(Some(done))
            }
            Err(Error::Refused(_) | Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn states(&mut self, key: &str, value: &serde_json::Value) -> Outcome<()> {
        let key: PreferenceKey = key.parse().map_err(|_| "no such detail")?;
        let value = Value::parse(&key, value.clone()).map_err(|_| "no such value")?;
        let now = self.now;
        self.commits(|vault| vault.state(&key, value, now))
    }

    /// The person says another value, or decides about what is there.
    fn decides(&mut self) -> Outcome<()> {
        let now = self.now;
        let colour = self.dice.one_of(&COLOURS).ok_or("no colour")?;
        let keys: Vec<PreferenceKey> = self
            .vault()?
            .preferences()?
            .iter()
            .map(|preference| preference.key)
            .collect();
        let key = self.dice.one_of(&keys).ok_or("no preference")?;
        match self.dice.below(5) {
            0 => self.commits(|vault| vault.confirm(&key, now)),
            1 => self.commits(|vault| vault.hide(&key, now)),
            2 => self.commits(|vault| vault.unhide(&key, now)),
            3 if key.as_str() != "shoes.size" => self.commits(|vault| vault.remove(&key, now)),
            _ => self.states("style.colours.liked", &json!([colour])),
        }
    }

    /// A file of orders, some of which earlier files told as well.
    fn imports(&mut self) -> Outcome<()> {
        self.files += 1;
        let info = SourceInfo {
            input: 0,
            name: format!("orders {}.csv", self.files),
            entry: None,
            format: Some(Format::AmazonOrders),
            sha256: [self.files; 32],
            bytes: 1,
        };
        let first = self.dice.below(200);
        let events: Vec<Event> = (first..first + 150).map(order).collect();
        let now = self.now;
        self.commits(|vault| {
            let mut import = vault.begin_import()?;
            import.source(&info)?;
            for event in &events {
                import.add(event)?;
            }
            import.commit(now)
        })
    }

    fn undoes(&mut self) -> Outcome<()> {
        let now = self.now;
        let sources = self.vault()?.sources()?;
        match self.dice.one_of(&sources) {
            Some(source) => self.commits(|vault| vault.undo_import(source.id, now)),
            None => Ok(()),
        }
    }

    fn asks(&mut self, scene: i64) -> Outcome<Option<RequestId>> {
        let request = request(scene, self.now)?;
        let now = self.now;
        self.tries(|vault, _| vault.file(&request, now))
    }

    fn declines(&mut self, scene: i64) -> Outcome<()> {
        let now = self.now;
        match self.asks(scene)? {
            Some(id) => self
                .tries(|vault, chance| vault.decline(id, now, chance))
                .map(drop),
            None => Ok(()),
        }
    }

    fn approves(&mut self, scene: i64) -> Outcome<()> {
        let Some(id) = self.asks(scene)? else {
            return Ok(());
        };
        let now = self.now;
        let choice = Choice {
            groups: ["details".to_owned()].into(),
            options: Default::default(),
            levels: Default::default(),
            duration: Duration::Days30,
            until: None,
            accepted: Default::default(),
        };
        self.tries(|vault, chance| {
            let preview = vault.preview(id, &choice, now)?;
            vault.approve(id, &choice, &preview.digest, now, chance)
        })?;
        Ok(())
    }

    fn amends(&mut self, grant: GrantId) -> Outcome<()> {
        let now = self.now;
        let days = i64::try_from(self.dice.below(20))? + 5;
        let amendment = Amendment {
            groups: ["details".to_owned()].into(),
            levels: Default::default(),
            until: Some(now.plus_days(days)),
        };
        self.commits(|vault| {
            let preview = vault.preview_amendment(grant, &amendment, now)?;
            vault.amend(grant, &amendment, &preview.digest, now)
        })
    }

    /// Everything that is due reaches its shop.
    fn delivers(&mut self) -> Outcome<()> {
        let now = self.now;
        let due = self.tries(|vault, _| vault.due(now))?.unwrap_or_default();
        for id in due {
            let composed = self.tries(|vault, chance| vault.compose(id, now, chance))?;
            if let Some(outgoing) = composed {
                self.reports(id, &outgoing)?;
            }
        }
        Ok(())
    }

    fn reports(&mut self, id: DeliveryId, outgoing: &Outgoing) -> Outcome<()> {
        let now = self.now;
        match outgoing {
            Outgoing::Present { client, .. } | Outgoing::Update { client, .. } => {
                let answer = Answer {
                    redirect_uri: None,
                    grant_uri: Some(format!("http://{}/g/1", client.host())),
                    grant_nonce: Some("bm9uY2Utb2YtdGhlLWdyYW50".to_owned()),
                };
                self.tries(|vault, chance| vault.delivered(id, &answer, now, chance))?;
                Ok(())
            }
            Outgoing::Pause { .. } => {
                self.commits(|vault| vault.paused_at_shop(id, PauseAnswer::Taken, now))
            }
            Outgoing::Revoke { .. } => self.commits(|vault| vault.revoked_at_shop(id, None, now)),
            Outgoing::Publish { .. } => Ok(()),
        }
    }

    /// The person locks the vault, and opens it again; every other time shops could be served in between.
    fn locks(&mut self) -> Outcome<()> {
        let vault = self.vault.take().ok_or("the vault is locked")?;
        if self.dice.below(2) == 0 {
            vault.lock(self.now)?;
        } else if let Some(serving) = vault.lock_and_serve(self.now, &self.chance)? {
            serving.tend(|vault| vault.pending(self.now))?;
        }
        let vault = Vault::unlock(self.folder, &passphrase(), self.now)?;
        (self.acknowledge)(&vault)?;
        self.vault = Some(vault);
        Ok(())
    }
}

fn order(number: u64) -> Event {
    let word = |words: &[&'static str], by: u64| {
        let place = usize::try_from(number / by).unwrap_or_default() % words.len();
        words.get(place).copied().unwrap_or_default()
    };
    let at = NOW.plus_days(-i64::try_from(number).unwrap_or_default());
    Event {
        at: at.millis(),
        until: at.millis(),
        precision: Precision::Second,
        zone: Zone::Known,
        kind: EventKind::Bought,
        stream: Stream::AmazonOrders,
        person: None,
        title: format!("{} {}", word(&COLOURS, 1), word(&THINGS, 5)),
        show: None,
        season: None,
        episode: None,
        item_id: None,
        category_hint: None,
        unspsc: None,
        market: None,
        amount_minor: None,
        currency: None,
        quantity: 1,
        seconds: None,
        rating: None,
        counts: Counts::Yes,
        row: number + 1,
        natural_key: format!("order {number}"),
    }
}

/// A shop of its own each time: one shop may not ask again so soon.
fn request(scene: i64, now: Timestamp) -> Outcome<SharingRequest> {
    let shop = Signer::new(&format!("localhost:{}", 9000 + scene))?;
    let link = Link::parse(&shop.link("/request"), Schemes::Inkling).map_err(|_| "no link")?;
    let document = DidDocument::parse(shop.document().to_string().as_bytes(), &link.client_id)
        .map_err(|_| "no document")?;
    let nonce = format!("bm9uY2Utb2YtMTI4LWJpdHMt{scene:04}");
    let payload = shop.request(
        &["style.colours.liked", "shoes.size"],
        &nonce,
        now.seconds(),
    );
    let signed = shop.signs("oauth-authz-req+jwt", payload.to_string().as_bytes())?;
    let request = UnverifiedRequest::parse(signed.as_bytes()).map_err(|_| "no request")?;
    request
        .verify(&link, &Published::Keys(&document), None, now)
        .map_err(|error| format!("no verified request: {error}").into())
}
