//! A store as S3-compatible ones are: it takes a write only over what the writer knows, and gives every content a mark.

use std::collections::BTreeMap;

use inkling_token::mailbox::{MailboxSettings, Object, Store, Write};
use inkling_token::status::{Status, StatusReference, verify_list};

use super::*;
use crate::consent::Publication;

/// What lies there, by name, with its mark.
#[derive(Default, Clone)]
pub(super) struct TestStore {
    pub(super) objects: BTreeMap<String, (String, u32)>,
    marks: u32,
}

impl TestStore {
    /// Writes in order, and stops at the first that does not go through.
    pub(super) fn takes(&mut self, objects: &[Object]) -> Vec<Publication> {
        let mut answers = Vec::new();
        for object in objects {
            let answer = self.take(object);
            let goes_on = matches!(answer, Publication::Done { .. });
            answers.push(answer);
            if !goes_on {
                break;
            }
        }
        answers
    }

    fn take(&mut self, object: &Object) -> Publication {
        let there = self.objects.get(&object.name).cloned();
        let fits = match (&object.write, &there) {
            (Write::Create { .. }, found) => found.is_none(),
            (Write::Replace { etag, .. }, Some((_, mark))) => *etag == mark.to_string(),
            (Write::Replace { .. }, None) => false,
            (Write::Overwrite { .. } | Write::Delete, _) => true,
        };
        if !fits {
            let (body, mark) =
                there.map_or((String::new(), None), |(body, mark)| (body, Some(mark)));
            return Publication::Conflict {
                body: body.into_bytes(),
                etag: mark.map(|mark| mark.to_string()),
            };
        }
        match &object.write {
            Write::Create { body, .. }
            | Write::Replace { body, .. }
            | Write::Overwrite { body, .. } => {
                self.marks += 1;
                self.objects
                    .insert(object.name.clone(), (body.clone(), self.marks));
                Publication::Done {
                    etag: Some(self.marks.to_string()),
                }
            }
            Write::Delete => {
                self.objects.remove(&object.name);
                Publication::Done { etag: None }
            }
        }
    }

    /// Somebody else writes an object of this kind, or takes it away.
    pub(super) fn puts(&mut self, kind: char, body: &str) {
        let mut names = self.objects.keys();
        let name = names.find(|name| name.starts_with(kind)).unwrap().clone();
        self.marks += 1;
        if body.is_empty() {
            self.objects.remove(&name);
        } else {
            self.objects.insert(name, (body.to_owned(), self.marks));
        }
    }

    /// What a shop reads at this address.
    pub(super) fn get(&self, url: &str) -> Option<&str> {
        let name = url.strip_prefix(BOX).unwrap().strip_prefix('/').unwrap();
        self.objects.get(name).map(|(body, _)| body.as_str())
    }

    /// What a shop makes of the status that a token names.
    pub(super) fn status(&self, held: &Held, now: Timestamp) -> Option<Status> {
        let token = held.tokens.values().next().unwrap();
        let reference: &StatusReference = token.status.as_ref().unwrap();
        let list = self.get(&reference.uri)?;
        let listed = verify_list(list, &token.key, reference, now).unwrap();
        Some(listed.status)
    }

    pub(super) fn kinds(&self) -> String {
        self.objects
            .keys()
            .filter_map(|name| name.chars().next())
            .collect()
    }
}

pub(super) const BOX: &str = "https://box.example/of/alice";

pub(super) fn settings(public_url: &str) -> MailboxSettings {
    MailboxSettings {
        store: Store::S3 {
            endpoint: "https://s3.example".into(),
            region: "auto".into(),
            bucket: "alice".into(),
            access_key_id: "id".into(),
            secret_access_key: "a-secret-of-the-store".to_owned().into(),
            certificate: None,
        },
        public_url: public_url.into(),
    }
}

impl Scene {
    /// Brings what the mailbox is to hold there; how often.
    pub(super) fn publishes(&mut self, store: &mut TestStore, now: Timestamp) -> u32 {
        let mut times = 0;
        for delivery in self.due(now) {
            if self.what(delivery) == What::Publish {
                let Outgoing::Publish { objects, .. } = self.composes(delivery, now) else {
                    panic!("not for the mailbox")
                };
                let answers = store.takes(&objects);
                self.vault
                    .published(delivery, &answers, now, &Dice)
                    .unwrap();
                times += 1;
            }
        }
        times
    }

    pub(super) fn what(&self, delivery: DeliveryId) -> What {
        deliveries::get(&self.vault.connection, delivery)
            .unwrap()
            .what
    }

    /// Deliveries that are due for the shop.
    pub(super) fn due_for_the_shop(&mut self, now: Timestamp) -> Vec<DeliveryId> {
        let due = self.due(now);
        let is_for_it = |id: &DeliveryId| self.what(*id) != What::Publish;
        due.into_iter().filter(is_for_it).collect()
    }

    /// Brings what is due for the shop, which takes it.
    pub(super) fn sends(
        &mut self,
        request: &SharingRequest,
        nonce: &str,
        next: &str,
        now: Timestamp,
    ) -> Held {
        let due = self.due_for_the_shop(now);
        assert_eq!(due.len(), 1);
        let outgoing = self.composes(due[0], now);
        let held = self.shop.verifies(message(&outgoing), request, nonce, now);
        let answer = self.shop.answers(next);
        self.vault.delivered(due[0], &answer, now, &Dice).unwrap();
        held
    }
}
