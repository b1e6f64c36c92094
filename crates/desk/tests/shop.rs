//! The desk and a shop on this computer: what happens when the vault is locked while the two talk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod shared;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkling_desk::view::{Choice, Duration, GrantState, Later, Settings, VaultState};
use inkling_desk::{Desk, FailureCode, Postman};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;

use self::shared::{NOW, PASSPHRASE, open};

/// An open vault that says a shoe size.
fn desk() -> (TempDir, Arc<Desk>) {
    let (folder, desk) = open();
    let size = json!([{"system": "EU", "value": "40", "weight": 1.0}]);
    desk.set_preference("shoes.size", size).unwrap();
    (folder, desk)
}

/// A shop with a key, at a port of its own.
struct Shop {
    key: EcdsaKeyPair,
    port: u16,
}

impl Shop {
    /// Opens a shop; `before` is called with the method and the path of each call before it is answered.
    fn opens(before: impl Fn(&str) + Send + 'static) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let random = SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let shop = Arc::new(Self {
            key: EcdsaKeyPair::from_pkcs8(
                &ECDSA_P256_SHA256_FIXED_SIGNING,
                pkcs8.as_ref(),
                &random,
            )
            .unwrap(),
            port: listener.local_addr().unwrap().port(),
        });
        let served = Arc::clone(&shop);
        thread::spawn(move || {
            for stream in listener.incoming() {
                served.answers(stream.unwrap(), &before);
            }
        });
        shop
    }

    fn answers(&self, mut stream: TcpStream, before: &impl Fn(&str)) {
        let (call, sent) = read(&stream);
        before(&call);
        let body = match call.as_str() {
            "GET /r" => self.signs("oauth-authz-req+jwt", &self.request()),
            "GET /.well-known/did.json" => self.document().to_string(),
            "POST /response" => {
                json!({"redirect_uri": self.at("/back"), "grant_uri": self.at("/g/1"), "grant_nonce": "n1"}).to_string()
            }
            "DELETE /g/1" => json!({"ack": self.acknowledges(&sent)}).to_string(),
            _ => String::new(),
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 -\r\nContent-Type: application/oauth-authz-req+jwt\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
    }

    fn did(&self) -> String {
        format!("did:web:127.0.0.1%3A{}", self.port)
    }

    fn client(&self) -> String {
        format!("decentralized_identifier:{}", self.did())
    }

    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn link(&self) -> String {
        let client = self.client().replace('%', "%25");
        format!(
            "inkling://authorize?client_id={client}&request_uri={}",
            self.at("/r")
        )
    }

    fn jwk(&self) -> Value {
        let (_, point) = self.key.public_key().as_ref().split_first().unwrap();
        let (x, y) = point.split_at(32);
        json!({"kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    fn document(&self) -> Value {
        let (did, id) = (self.did(), format!("{}#sig-1", self.did()));
        json!({"@context": ["https://www.w3.org/ns/did/v1"], "id": did,
            "verificationMethod": [{"id": id, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": self.jwk()}],
            "assertionMethod": [id], "authentication": [id]})
    }

    fn signs(&self, typ: &str, payload: &Value) -> String {
        let header = json!({"alg": "ES256", "kid": format!("{}#sig-1", self.did()), "typ": typ});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(payload));
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Asks for the size of shoes.
    fn request(&self) -> Value {
        let terms = json!({"type": "urn:inkling:terms:1", "credential_ids": ["sizes"], "retention": "P30D", "onward": "none",
            "purposes": ["dpv:ProvideProductRecommendations"], "combine": false, "policy": self.at("/privacy")});
        let mut key = self.jwk();
        key["alg"] = "ECDH-ES".into();
        key["kid"] = "enc-1".into();
        key["use"] = "enc".into();
        key["alg"] = "ECDH-ES".into();
        json!({"iat": NOW.seconds(), "exp": NOW.seconds() + 300, "aud": "https://self-issued.me/v2",
            "response_type": "vp_token", "response_mode": "direct_post.jwt", "client_id": self.client(),
            "response_uri": self.at("/response"), "nonce": "bm9uY2Utb2YtMTI4LWJpdHM", "state": "s1",
            "dcql_query": {"credentials": [{"id": "sizes", "format": "dc+sd-jwt",
                "meta": {"vct_values": ["urn:inkling:preferences:1"]}, "claims": [{"path": ["shoes", "size"]}]}]},
            "transaction_data": [URL_SAFE_NO_PAD.encode(terms.to_string())],
            "client_metadata": {"jwks": {"keys": [key]}, "encrypted_response_enc_values_supported": ["A256GCM"],
                "vp_formats_supported": {"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}}}})
    }

    /// Its signed word that it deleted what a revocation names.
    fn acknowledges(&self, revocation: &str) -> String {
        let payload = URL_SAFE_NO_PAD
            .decode(revocation.split('.').nth(1).unwrap())
            .unwrap();
        let payload: Value = serde_json::from_slice(&payload).unwrap();
        let word = json!({"iss": self.client(), "iat": NOW.seconds(), "sub": payload["sub_id"]["id"],
            "deleted_at": NOW.seconds()});
        self.signs("inkling-deletion+jwt", &word)
    }
}

/// The method and the path of a call, and its body.
fn read(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0);
    }
    let length = head.lines().find_map(|line| {
        let line = line.to_lowercase();
        line.strip_prefix("content-length: ")?.parse().ok()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let call: Vec<&str> = head.split(' ').take(2).collect();
    (call.join(" "), String::from_utf8(body).unwrap())
}

/// Locks the desk when the shop is called like this.
fn locks_at(desk: &Arc<Desk>, when: &'static str) -> impl Fn(&str) + Send + use<> {
    let desk = Arc::clone(desk);
    move |call| {
        if call == when {
            desk.lock().unwrap();
        }
    }
}

fn choice() -> Choice {
    Choice {
        groups: vec!["sizes".into()],
        levels: [].into(),
        options: [].into(),
        duration: Duration::Days30,
        until: None,
        accepted: Vec::new(),
    }
}

#[test]
fn a_request_that_was_being_fetched_when_the_vault_was_locked_waits_for_the_unlock() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(locks_at(&desk, "GET /.well-known/did.json"));

    let outcome = desk.open_link(&shop.link());

    assert_eq!(outcome.unwrap_err().code, FailureCode::Locked);
    assert_eq!(desk.status().unwrap().waiting, 1);
}

#[test]
fn what_a_shop_answers_after_the_vault_was_locked_is_kept_at_the_unlock() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(locks_at(&desk, "POST /response"));
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();

    let approved = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap();
    assert!(!approved.delivered);
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);
    desk.unlock(PASSPHRASE.into()).unwrap();

    let grant = desk.grant(approved.grant).unwrap();
    assert_eq!(grant.summary.state, GrantState::Active);
    assert_eq!(grant.holds, preview.details);
    assert_eq!(desk.sync().unwrap(), 0, "nothing is sent twice");
}

/// The person wants shops to be served while the vault is locked.
fn serves(desk: &Desk) {
    let settings = desk.settings().unwrap().settings;
    let serving = Settings {
        serve: true,
        ..settings
    };
    desk.set_settings(serving).unwrap();
}

#[test]
fn what_was_changed_before_the_lock_reaches_the_shop_after_it_if_the_person_wants_that() {
    let (_folder, desk) = desk();
    let (calls, called) = channel();
    let shop = Shop::opens(move |call| calls.send(call.to_owned()).unwrap());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    let approved = desk.approve(request.id, &choice(), &preview.digest);
    serves(&desk);
    let size = json!([{"system": "EU", "value": "41", "weight": 1.0}]);
    desk.set_preference("shoes.size", size).unwrap();
    desk.lock().unwrap();
    let status = desk.status().unwrap();
    assert_eq!((status.vault, status.serves), (VaultState::Locked, true));

    let postman = Postman::start(Arc::clone(&desk)).unwrap();
    postman.hurry();
    let wait = || called.recv_timeout(std::time::Duration::from_secs(30));
    while wait().unwrap() != "PUT /g/1" {}
    // The answer may be on its way yet.
    desk.unlock(PASSPHRASE.into()).unwrap();
    while desk.status().unwrap().undelivered > 0 {
        thread::yield_now();
    }
    desk.sync().unwrap();
    let again = called.try_iter().filter(|call| call == "PUT /g/1");
    assert_eq!(again.count(), 0, "nothing is sent twice");
    let grant = desk.grant(approved.unwrap().grant).unwrap();
    assert_eq!(grant.holds[0].lines, ["EU 41"]);
    assert!(!desk.status().unwrap().serves);
    assert_eq!(desk.history_verify().unwrap().broken, None);
}

#[test]
fn what_a_shop_answers_while_the_vault_is_locked_is_kept_by_what_serves() {
    let (_folder, desk) = desk();
    serves(&desk);
    let shop = Shop::opens(locks_at(&desk, "POST /response"));
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();

    let approved = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap();
    assert!(approved.delivered);
    assert_eq!(desk.status().unwrap().vault, VaultState::Locked);
    desk.unlock(PASSPHRASE.into()).unwrap();

    let grant = desk.grant(approved.grant).unwrap();
    assert_eq!(grant.summary.state, GrantState::Active);
    assert_eq!(desk.sync().unwrap(), 0, "nothing is sent twice");
}

#[test]
fn the_shops_signed_word_that_it_deleted_its_copy_stands_in_the_receipt() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(|_| ());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    let grant = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap()
        .grant;

    assert_eq!(desk.revoke(grant).unwrap().state, GrantState::Stopped);

    let grant = desk.grant(grant).unwrap();
    let receipt = desk.receipt(grant.receipt).unwrap();
    assert_eq!(receipt.deleted_at, Some(NOW.millis()));
    let word = receipt.acknowledgement.unwrap();
    let payload = word.split('.').nth(1).unwrap();
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    assert_eq!(payload["deleted_at"], NOW.seconds());
    assert!(receipt.json_ld.contains(&word));
}

#[test]
fn a_later_end_is_agreed_as_it_was_shown_and_stands_in_the_receipt() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(|_| ());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    let id = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap()
        .grant;
    let present = desk.grant(id).unwrap().summary.until.unwrap();
    let until = present + 86_400_000;

    let shown = desk.preview_extension(id, until).unwrap();

    assert_eq!((shown.present, shown.until), (present, until));
    assert_eq!(shown.details, preview.details);
    let unseen = desk.extend(id, until, &preview.digest).unwrap_err();
    assert_eq!(unseen.code, FailureCode::PreviewChanged);
    let extended = desk.extend(id, until, &shown.digest).unwrap();
    assert_eq!(extended.until, Some(until));
    let receipt = desk.receipt(desk.grant(id).unwrap().receipt).unwrap();
    let changed = Later::Changed {
        at: NOW.millis(),
        details: shown.details,
        until,
        shown_digest: shown.digest,
    };
    assert_eq!(
        (receipt.until, receipt.later),
        (Some(present), vec![changed])
    );
}

#[test]
fn one_shop_is_tried_again_without_the_others() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(|_| ());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    let id = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap()
        .grant;

    assert_eq!(desk.sync_grant(id).unwrap(), 0);
    assert_eq!(
        desk.sync_grant(id + 1).unwrap_err().code,
        FailureCode::NoSuchGrant
    );
}

#[test]
fn a_shop_in_plain_mode_holds_the_word_and_its_grant_what_was_approved() {
    let (_folder, desk) = desk();
    let shop = Shop::opens(|_| ());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    assert_eq!(preview.instead, []);
    let id = desk
        .approve(request.id, &choice(), &preview.digest)
        .unwrap()
        .grant;

    let host = desk.grant(id).unwrap().summary.shop.host;
    let mode = desk.plain_on(Some(&host)).unwrap();
    assert_eq!((mode.every_shop, mode.shops.len()), (None, 1));
    assert_eq!(desk.grant(id).unwrap().holds, preview.details, "not yet");
    assert_eq!(desk.sync().unwrap(), 0);

    let grant = desk.grant(id).unwrap();
    let held: Vec<&str> = grant.holds.iter().map(|held| held.key.as_str()).collect();
    assert_eq!(held, ["personalisation.optout"]);
    assert_eq!(grant.holds[0].lines.len(), 3);
    assert_eq!(grant.summary.plain.this_shop, Some(NOW.millis()));
    let receipt = desk.receipt(grant.receipt).unwrap();
    assert_eq!(receipt.instead, [], "it got the details first");
    let preview = desk.preview_extension(id, grant.summary.until.unwrap() + 86_400_000);
    let preview = preview.map_err(|failure| failure.code);
    assert!(
        preview.is_err_and(|code| code == FailureCode::GivenOnce),
        "this shop names no way to send it more"
    );
    assert_eq!(desk.plain_off(Some(&host)).unwrap().shops, []);
    let unreadable = desk.plain_on(Some("not a host")).unwrap_err();
    assert_eq!(unreadable.code, FailureCode::BadLink);
}

#[test]
fn a_shop_that_was_answered_in_plain_mode_knows_nothing_of_the_profile() {
    let (_folder, desk) = desk();
    desk.plain_on(None).unwrap();
    let shop = Shop::opens(|_| ());
    let request = desk.open_link(&shop.link()).unwrap();
    let preview = desk.preview(request.id, &choice()).unwrap();
    let approved = desk.approve(request.id, &choice(), &preview.digest);

    let grant = desk.grant(approved.unwrap().grant).unwrap();
    let receipt = desk.receipt(grant.receipt).unwrap();
    assert_eq!(
        (receipt.details, receipt.instead),
        (preview.details.clone(), preview.instead)
    );
    for detail in preview.details {
        assert_eq!(desk.preference(&detail.key).unwrap().known_to, [""; 0]);
    }
    let folder = tempfile::tempdir().unwrap();
    let place = desk.export_everything(folder.path()).unwrap();
    let shared = std::fs::read_to_string(place.join("shared.csv")).unwrap();
    assert!(shared.lines().skip(1).all(|line| line.ends_with(",plain")));
}
