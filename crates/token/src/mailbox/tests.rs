//! Settings that can be meant and that cannot, and what is never shown.

use super::*;
use crate::testing::{BrokenEntropy, CountingEntropy};

const PEM: &str = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

fn folder(path: &str, public_url: &str) -> MailboxSettings {
    MailboxSettings {
        store: Store::Folder {
            path: path.to_owned(),
        },
        public_url: public_url.to_owned(),
    }
}

/// A bucket that can be meant, with one setting spoiled.
fn bucket(name: &str, value: &str) -> Result<(), MailboxSettingsError> {
    let or = |field: &str, usual: &str| if field == name { value } else { usual }.to_owned();
    MailboxSettings {
        store: Store::S3 {
            endpoint: or("endpoint", "https://s3.example"),
            region: or("region", "eu-central-1"),
            bucket: or("bucket", "my-mailbox"),
            access_key_id: or("access_key_id", "AKIDEXAMPLE"),
            secret_access_key: Zeroizing::new(or("secret_access_key", "wJalrXUtnFEMI/K7MDENG")),
            certificate: (name == "certificate").then(|| value.to_owned()),
        },
        public_url: or("public_url", "https://my-mailbox.s3.example"),
    }
    .check()
}

#[test]
fn a_mailbox_that_can_be_meant_is_accepted() {
    assert_eq!(bucket("", ""), Ok(()));
    assert_eq!(bucket("certificate", PEM), Ok(()));
    assert_eq!(bucket("endpoint", "http://localhost:9000"), Ok(()));
    assert_eq!(
        bucket("public_url", "https://s3.example/my-mailbox"),
        Ok(())
    );
    assert_eq!(bucket("public_url", "http://127.0.0.1:9000/b"), Ok(()));
    let path = std::path::absolute("mailbox").unwrap();
    let local = folder(path.to_str().unwrap(), "https://me.example/mailbox");
    assert_eq!(local.check(), Ok(()));
}

#[test]
fn a_setting_that_cannot_be_meant_is_named() {
    use MailboxSettingsError::{
        Bucket, Certificate, Credentials, Endpoint, Folder, PublicUrl, Region,
    };
    let long = "a".repeat(64);
    for (name, value, error) in [
        ("public_url", "", PublicUrl),
        ("public_url", "http://s3.example/b", PublicUrl),
        ("public_url", "https://s3.example/b/", PublicUrl),
        ("public_url", "https://s3.example/b?x=1", PublicUrl),
        ("public_url", "https://s3.example/b#x", PublicUrl),
        ("public_url", "https://me:secret@s3.example/b", PublicUrl),
        ("public_url", "https://10.0.0.1/b", PublicUrl),
        ("endpoint", "http://s3.example", Endpoint),
        ("endpoint", "s3.example", Endpoint),
        ("endpoint", "https://s3.example/", Endpoint),
        ("region", "", Region),
        ("region", "eu central", Region),
        ("bucket", "", Bucket),
        ("bucket", "ab", Bucket),
        ("bucket", "My-Mailbox", Bucket),
        ("bucket", "-mailbox", Bucket),
        ("bucket", "mailbox.", Bucket),
        ("bucket", "../mailbox", Bucket),
        ("bucket", &long, Bucket),
        ("access_key_id", "", Credentials),
        ("secret_access_key", "", Credentials),
        ("secret_access_key", "two\nlines", Credentials),
        ("certificate", "", Certificate),
        ("certificate", "AA==", Certificate),
    ] {
        assert_eq!(bucket(name, value), Err(error), "{name} {value}");
    }
    let relative = folder("mailbox", "https://me.example/mailbox");
    assert_eq!(relative.check(), Err(Folder));
}

#[test]
fn a_shop_reads_an_object_below_the_public_address() {
    let settings = folder("/srv", "https://me.example/mailbox");
    assert_eq!(
        settings.url_of("s/AAAAAAAAAAAAAAAAAAAAAA"),
        "https://me.example/mailbox/s/AAAAAAAAAAAAAAAAAAAAAA"
    );
}

#[test]
fn a_name_is_128_random_bits_in_its_folder() {
    let entropy = CountingEntropy::default();
    let status = ObjectKind::Status.fresh_name(&entropy).unwrap();
    let token = ObjectKind::Token.fresh_name(&entropy).unwrap();
    assert_eq!(status, "s/AAAAAAAAAAAAAAAAAAAAAA");
    assert!(token.starts_with("m/") && token.len() == 24);
    assert_ne!(status.get(2..), token.get(2..));
    assert_eq!(
        ObjectKind::Token.fresh_name(&BrokenEntropy::new()),
        Err(NoEntropy)
    );
    assert_eq!(
        [ObjectKind::Status, ObjectKind::Token].map(ObjectKind::content_type),
        ["application/statuslist+jwt", "application/jose"]
    );
}

#[test]
fn debug_shows_neither_credentials_nor_addresses_nor_bodies() {
    let settings = MailboxSettings {
        store: Store::S3 {
            endpoint: "https://secret.example".to_owned(),
            region: "secret".to_owned(),
            bucket: "secret".to_owned(),
            access_key_id: "secret".to_owned(),
            secret_access_key: Zeroizing::new("secret".to_owned()),
            certificate: Some("secret".to_owned()),
        },
        public_url: "https://secret.example".to_owned(),
    };
    let body = || "secret".to_owned();
    let content_type = ObjectKind::Status.content_type();
    let writes = [
        Write::Create {
            body: body(),
            content_type,
        },
        Write::Replace {
            body: body(),
            content_type,
            etag: body(),
        },
        Write::Overwrite {
            body: body(),
            content_type,
        },
        Write::Delete,
    ];
    let objects = writes.map(|write| Object {
        name: "s/secret".to_owned(),
        write,
    });
    let shown = format!("{settings:?} {:?} {objects:?}", folder("/secret", "secret"));
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("Overwrite(redacted)"));
}
