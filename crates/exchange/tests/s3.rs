//! A bucket of a store that we did not write: an emulator of S3 that checks signatures, and TLS with its own authority.
//!
//! Needs a Python with `tests/interop/requirements.txt`, which `INKLING_TEST_PYTHON` names; there is no passing without.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use inkling_exchange::{Developer, Exchange, MailboxError, Written};
use inkling_token::mailbox::{MailboxSettings, Object, Store, Write};
use inkling_token::{Entropy, NoEntropy};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;

const STATUS: &str = "application/statuslist+jwt";

/// A running emulator; it ends with the test. Nothing of the surroundings (a profile, a proxy) reaches it.
struct Emulator {
    process: Child,
    says: Value,
}

impl Emulator {
    fn start() -> Self {
        let python = env::var_os("INKLING_TEST_PYTHON")
            .expect("INKLING_TEST_PYTHON names a Python with moto");
        let mut process = Command::new(python)
            .env_clear()
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the Python runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let says = serde_json::from_str(&line)
            .expect("the emulator is up: pip install -r tests/interop/requirements.txt");
        Self { process, says }
    }

    fn say(&self, what: &str) -> String {
        self.says[what].as_str().unwrap().to_owned()
    }

    /// Its bucket over http, with the credentials it gave out.
    fn account(&self) -> Account {
        Account {
            endpoint: self.say("http"),
            bucket: self.say("bucket"),
            region: self.say("region"),
            access_key_id: self.say("access_key_id"),
            secret_access_key: self.say("secret_access_key"),
            certificate: None,
        }
    }

    /// What anybody finds at an object's address: status, kind, body. The bucket is private here, so the test signs.
    fn object(&self, name: &str) -> Option<(String, String)> {
        let place = format!("{}/{}/{name}", self.say("http"), self.say("bucket"));
        let output = Command::new(env::var_os("INKLING_TEST_PYTHON").unwrap())
            .env_clear()
            .args([
                "-c",
                READ,
                &place,
                &self.say("access_key_id"),
                &self.say("secret_access_key"),
                &self.say("region"),
            ])
            .output()
            .unwrap();
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        Some((
            found["type"].as_str()?.to_owned(),
            found["body"].as_str()?.to_owned(),
        ))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

/// Another client than ours reads an object.
const READ: &str = r#"
import boto3, json, sys
place, key, secret, region = sys.argv[1:]
endpoint, bucket, name = place.split("/", 3)[0] + "//" + place.split("/")[2], place.split("/")[3], place.split("/", 4)[4]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret)
try:
    found = s3.get_object(Bucket=bucket, Key=name)
    assert found["CacheControl"] == "no-cache"
    print(json.dumps({"type": found["ContentType"], "body": found["Body"].read().decode()}))
except s3.exceptions.NoSuchKey:
    print("{}")
"#;

struct Account {
    endpoint: String,
    bucket: String,
    region: String,
    access_key_id: String,
    secret_access_key: String,
    certificate: Option<String>,
}

impl Account {
    fn settings(self) -> MailboxSettings {
        MailboxSettings {
            store: Store::S3 {
                endpoint: self.endpoint,
                region: self.region,
                bucket: self.bucket,
                access_key_id: self.access_key_id,
                secret_access_key: self.secret_access_key.into(),
                certificate: self.certificate,
            },
            public_url: "https://shelf.example/box".to_owned(),
        }
    }
}

struct Chance(SystemRandom);

impl Entropy for Chance {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoEntropy> {
        self.0.fill(out).map_err(|_| NoEntropy)
    }

    fn ring(&self) -> &dyn SecureRandom {
        &self.0
    }
}

fn exchange() -> Exchange {
    Exchange::new(Developer::Off)
}

fn checked(account: Account) -> Result<(), MailboxError> {
    exchange().check_mailbox(&account.settings(), &Chance(SystemRandom::new()))
}

fn published(emulator: &Emulator, name: &str, write: Write) -> Written {
    let object = Object {
        name: name.to_owned(),
        write,
    };
    exchange()
        .publish(&emulator.account().settings(), &object)
        .unwrap()
}

/// A name nothing has yet.
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("s/{:022}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn create(body: &str) -> Write {
    Write::Create {
        body: body.to_owned(),
        content_type: STATUS,
    }
}

fn replace(body: &str, etag: &str) -> Write {
    Write::Replace {
        body: body.to_owned(),
        content_type: STATUS,
        etag: etag.to_owned(),
    }
}

fn mark(written: &Written) -> String {
    let Written::Done { etag: Some(etag) } = written else {
        panic!("{written:?}")
    };
    etag.clone()
}

#[test]
fn a_bucket_passes_the_check_and_nothing_is_left_in_it() {
    let emulator = Emulator::start();
    assert_eq!(checked(emulator.account()), Ok(()));
}

#[test]
fn an_object_is_created_replaced_overwritten_and_deleted() {
    let (emulator, name) = (Emulator::start(), name());
    let there = |body: &str| Some((STATUS.to_owned(), body.to_owned()));

    let created = mark(&published(&emulator, &name, create("valid")));
    assert_eq!(emulator.object(&name), there("valid"));

    let replaced = mark(&published(
        &emulator,
        &name,
        replace("valid again", &created),
    ));
    assert_ne!(created, replaced);
    assert_eq!(emulator.object(&name), there("valid again"));

    let overwrite = Write::Overwrite {
        body: "invalid".to_owned(),
        content_type: STATUS,
    };
    mark(&published(&emulator, &name, overwrite));
    assert_eq!(emulator.object(&name), there("invalid"));

    for _ in 0..2 {
        assert_eq!(
            published(&emulator, &name, Write::Delete),
            Written::Done { etag: None }
        );
        assert_eq!(emulator.object(&name), None);
    }
}

#[test]
fn what_the_vault_has_not_seen_is_kept_and_shown() {
    let (emulator, name) = (Emulator::start(), name());
    let first = mark(&published(&emulator, &name, create("first")));
    let second = mark(&published(&emulator, &name, replace("second", &first)));
    let conflict = Written::Conflict {
        body: b"second".to_vec(),
        etag: Some(second.clone()),
    };

    assert_eq!(published(&emulator, &name, create("third")), conflict);
    assert_eq!(
        published(&emulator, &name, replace("third", &first)),
        conflict
    );

    assert_eq!(
        published(&emulator, &name, replace("second", &first)),
        Written::Done { etag: Some(second) }
    );
    published(&emulator, &name, Write::Delete);
    let nothing = Written::Conflict {
        body: Vec::new(),
        etag: None,
    };
    assert_eq!(
        published(&emulator, &name, replace("third", &first)),
        nothing
    );
}

#[test]
fn credentials_that_are_wrong_are_refused() {
    let emulator = Emulator::start();
    let secret = Account {
        secret_access_key: "another".to_owned(),
        ..emulator.account()
    };
    assert_eq!(checked(secret), Err(MailboxError::Refused));
    let unknown = Account {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        ..emulator.account()
    };
    assert_eq!(checked(unknown), Err(MailboxError::Refused));
}

#[test]
fn a_bucket_that_is_not_there_is_not_found() {
    let emulator = Emulator::start();
    let elsewhere = Account {
        bucket: "nobodys".to_owned(),
        ..emulator.account()
    };
    assert_eq!(checked(elsewhere), Err(MailboxError::NotFound));
}

#[test]
fn a_store_with_its_own_authority_is_trusted_with_that_authority_alone() {
    let emulator = Emulator::start();
    let secure = |certificate| Account {
        endpoint: emulator.say("https"),
        certificate,
        ..emulator.account()
    };
    assert_eq!(checked(secure(Some(emulator.say("certificate")))), Ok(()));
    assert_eq!(checked(secure(None)), Err(MailboxError::Insecure));
    let stranger = Emulator::start().say("certificate");
    assert_eq!(checked(secure(Some(stranger))), Err(MailboxError::Insecure));
}

#[test]
fn a_certificate_must_name_the_host_that_is_called() {
    let emulator = Emulator::start();
    let misnamed = Account {
        endpoint: emulator.say("https").replace("127.0.0.1", "localhost"),
        certificate: Some(emulator.say("certificate")),
        ..emulator.account()
    };
    assert_eq!(checked(misnamed), Err(MailboxError::Insecure));
}
