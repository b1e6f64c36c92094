//! A folder, and a store that says what it is told to.

use std::fs;
use std::path::Path as FilePath;

use inkling_token::mailbox::Store;
use tempfile::TempDir;

use super::*;
use crate::Developer;
use crate::testing::{Says, Shop, chance, exchange, says};

const NAME: &str = "s/AAAAAAAAAAAAAAAAAAAAAA";
const NOTHING: Written = Written::Conflict {
    body: Vec::new(),
    etag: None,
};

/// With the limits of the product: a disk may be slow.
fn patient() -> Exchange {
    Exchange::new(Developer::Off)
}

fn settings(store: Store) -> MailboxSettings {
    MailboxSettings {
        store,
        public_url: "https://shelf.example/box".to_owned(),
    }
}

fn in_folder(path: &FilePath) -> MailboxSettings {
    settings(Store::Folder {
        path: path.to_str().unwrap().to_owned(),
    })
}

fn in_bucket(endpoint: &str) -> MailboxSettings {
    settings(Store::S3 {
        endpoint: endpoint.to_owned(),
        region: "eu-west-1".to_owned(),
        bucket: "shelf".to_owned(),
        access_key_id: "AKIA".to_owned(),
        secret_access_key: "s3cret".to_owned().into(),
        certificate: None,
    })
}

fn object(name: &str, write: Write) -> Object {
    Object {
        name: name.to_owned(),
        write,
    }
}

fn create(body: &str) -> Write {
    let (body, content_type) = (body.to_owned(), "application/jose");
    Write::Create { body, content_type }
}

fn replace(body: &str, etag: &str) -> Write {
    Write::Replace {
        body: body.to_owned(),
        content_type: "application/jose",
        etag: etag.to_owned(),
    }
}

fn overwrite(body: &str) -> Write {
    let (body, content_type) = (body.to_owned(), "application/jose");
    Write::Overwrite { body, content_type }
}

fn mark(written: &Written) -> String {
    let Written::Done { etag: Some(etag) } = written else {
        panic!("{written:?}")
    };
    etag.clone()
}

/// A folder with a mailbox in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn publish(&self, write: Write) -> Written {
        let settings = in_folder(self.0.path());
        patient().publish(&settings, &object(NAME, write)).unwrap()
    }

    fn holds(&self) -> Option<String> {
        fs::read_to_string(self.0.path().join(NAME)).ok()
    }
}

/// What a store answers to one write, and what it was asked.
fn stored(write: Write, script: Vec<Says>) -> (Result<Written, MailboxError>, Vec<String>) {
    let shop = Shop::open(|_| script);
    let outcome = patient().publish(&in_bucket(&shop.at("")), &object(NAME, write));
    (outcome, shop.asked())
}

fn refused(script: Vec<Says>) -> MailboxError {
    stored(overwrite("x"), script).0.unwrap_err()
}

/// A store's answer with a mark.
fn marked(status: u16, etag: &str, body: &str) -> Says {
    let length = body.len();
    Says::Bytes(
        format!(
            "HTTP/1.1 {status} -\r\nETag: {etag}\r\nLast-Modified: Tue, 24 Nov 2026 10:00:00 GMT\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

#[test]
fn a_folder_passes_the_check_and_nothing_is_left_in_it() {
    let folder = Folder::new();
    patient()
        .check_mailbox(&in_folder(folder.0.path()), &chance())
        .unwrap();
    let left = fs::read_dir(folder.0.path().join("s")).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn a_file_is_created_replaced_overwritten_and_deleted() {
    let folder = Folder::new();

    let created = mark(&folder.publish(create("valid")));
    assert_eq!(folder.holds().unwrap(), "valid");
    let replaced = mark(&folder.publish(replace("valid again", &created)));
    assert_ne!(created, replaced);
    assert_eq!(folder.holds().unwrap(), "valid again");
    mark(&folder.publish(overwrite("invalid")));
    assert_eq!(folder.holds().unwrap(), "invalid");
    for _ in 0..2 {
        assert_eq!(folder.publish(Write::Delete), Written::Done { etag: None });
        assert_eq!(folder.holds(), None);
    }
}

#[test]
fn what_the_vault_has_not_seen_is_kept_and_shown() {
    let folder = Folder::new();
    let first = mark(&folder.publish(create("first")));
    let second = mark(&folder.publish(replace("second", &first)));
    let conflict = Written::Conflict {
        body: b"second".to_vec(),
        etag: Some(second.clone()),
    };

    assert_eq!(folder.publish(create("third")), conflict);
    assert_eq!(folder.publish(replace("third", &first)), conflict);
    assert_eq!(folder.holds().unwrap(), "second");

    folder.publish(Write::Delete);
    assert_eq!(folder.publish(replace("third", &second)), NOTHING);
    assert_eq!(folder.holds(), None);
}

#[test]
fn writing_the_same_again_is_done() {
    let folder = Folder::new();
    let first = mark(&folder.publish(create("same")));
    assert_eq!(mark(&folder.publish(create("same"))), first);
    assert_eq!(mark(&folder.publish(replace("same", "\"lost\""))), first);
}

#[cfg(unix)]
#[test]
fn a_file_can_be_read_by_a_web_server_and_written_by_its_owner() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    for write in [create("x"), overwrite("y")] {
        folder.publish(write);
        let file = fs::metadata(folder.0.path().join(NAME)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o644);
    }
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    let missing = folder.0.path().join("unplugged");
    let outcome = patient().publish(&in_folder(&missing), &object(NAME, create("x")));
    assert_eq!(outcome, Err(MailboxError::NotFound));
    assert!(!missing.exists());
    let relative = patient().publish(&in_folder(FilePath::new("box")), &object(NAME, create("x")));
    assert_eq!(relative, Err(MailboxError::Misconfigured));
}

#[test]
fn no_name_leads_out_of_the_mailbox() {
    let folder = Folder::new();
    for name in [
        "",
        "s/",
        "s/short",
        "x/AAAAAAAAAAAAAAAAAAAAAA",
        "s/../AAAAAAAAAAAAAAAAAAA",
        "/s/AAAAAAAAAAAAAAAAAAAAAA",
        "s/AAAAAAAAAAAAAAAAAAAAAAA",
        "s/AAAAAAAAAAAAAAAAAAAAA%",
    ] {
        let outcome = patient().publish(&in_folder(folder.0.path()), &object(name, create("x")));
        assert_eq!(outcome, Err(MailboxError::Misconfigured), "{name}");
    }
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 0);
}

#[test]
fn a_store_is_asked_with_a_signature_and_told_what_the_body_is() {
    let (written, asked) = stored(create("sealed"), vec![marked(200, "\"1\"", "")]);

    assert_eq!(mark(&written.unwrap()), "\"1\"");
    let asked = asked[0].to_lowercase();
    assert!(
        asked.starts_with(&format!("put /shelf/{NAME} http/1.1\r\n").to_lowercase()),
        "{asked}"
    );
    for header in [
        "authorization: aws4-hmac-sha256 credential=akia/",
        "content-type: application/jose\r\n",
        "cache-control: no-cache\r\n",
        "if-none-match: *\r\n",
        "content-length: 6\r\n",
    ] {
        assert!(asked.contains(header), "{header}{asked}");
    }
    for absent in ["s3cret", "user-agent", "cookie", "x-amz-security-token"] {
        assert!(!asked.contains(absent), "{absent} {asked}");
    }
}

#[test]
fn a_conflict_shows_what_the_store_holds() {
    let script = || vec![says(412, ""), marked(200, "\"2\"", "theirs")];
    let conflict = Written::Conflict {
        body: b"theirs".to_vec(),
        etag: Some("\"2\"".to_owned()),
    };

    let (written, asked) = stored(replace("ours", "\"1\""), script());
    assert_eq!(written.unwrap(), conflict);
    assert!(asked[0].to_lowercase().contains("if-match: \"1\"\r\n"));
    assert!(asked[1].starts_with("GET "), "{}", asked[1]);
    assert_eq!(stored(create("ours"), script()).0.unwrap(), conflict);
    let same = stored(create("theirs"), script()).0.unwrap();
    assert_eq!(mark(&same), "\"2\"");
    let gone = stored(replace("ours", "\"1\""), vec![says(404, ""), says(404, "")]);
    assert_eq!(gone.0.unwrap(), NOTHING);
}

#[test]
fn a_store_that_stumbles_is_asked_again_and_a_broken_one_not_for_ever() {
    let (written, asked) = stored(create("x"), vec![says(503, ""), marked(200, "\"1\"", "")]);
    assert_eq!(
        (mark(&written.unwrap()), asked.len()),
        ("\"1\"".to_owned(), 2)
    );
    let broken = (0..3).map(|_| says(500, "")).collect();
    let shop = Shop::open(|_| broken);
    let outcome = patient().publish(&in_bucket(&shop.at("")), &object(NAME, create("x")));
    assert_eq!(outcome, Err(MailboxError::Unreachable));
    assert_eq!(shop.asked().len(), 3);
}

#[test]
fn each_refusal_of_a_store_has_its_name() {
    let no_bucket = "<Error><Code>NoSuchBucket</Code></Error>";
    for (status, body, error) in [
        (401, "", MailboxError::Refused),
        (
            403,
            "<Code>SignatureDoesNotMatch</Code>",
            MailboxError::Refused,
        ),
        (404, no_bucket, MailboxError::NotFound),
        (
            400,
            "<Code>AuthorizationHeaderMalformed</Code>",
            MailboxError::Misconfigured,
        ),
        (405, "", MailboxError::Misconfigured),
        (501, "", MailboxError::Misconfigured),
        (200, "a web site, no store", MailboxError::Misconfigured),
    ] {
        assert_eq!(refused(vec![says(status, body)]), error, "{status}");
    }
}

#[test]
fn no_redirect_of_a_store_is_followed() {
    let elsewhere = "HTTP/1.1 307 -\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n";
    let outcome = refused(vec![Says::Bytes(elsewhere.into())]);
    assert_eq!(outcome, MailboxError::Misconfigured);
}

#[test]
fn a_store_that_dribbles_or_never_ends_is_left() {
    let head = "HTTP/1.1 200 -\r\nX: ";
    let shop = Shop::open(|_| vec![Says::Slowly([head, &"x".repeat(900)].concat().into())]);
    let slow = exchange().publish(&in_bucket(&shop.at("")), &object(NAME, overwrite("x")));
    assert_eq!(slow, Err(MailboxError::TooSlow));
    let endless = refused(vec![Says::Endlessly(b"HTTP/1.1 200 -\r\n\r\n".to_vec())]);
    assert_eq!(endless, MailboxError::Misconfigured);
    let huge = marked(200, "\"2\"", &"x".repeat(64 * 1024 + 1));
    let huge = stored(create("ours"), vec![says(412, ""), huge]).0;
    assert_eq!(huge, Err(MailboxError::Misconfigured));
}

#[test]
fn nobody_there_is_unreachable() {
    let shop = Shop::open(|_| Vec::new());
    let settings = in_bucket(&shop.at(""));
    shop.close();
    let outcome = patient().publish(&settings, &object(NAME, overwrite("x")));
    assert_eq!(outcome, Err(MailboxError::Unreachable));
}

#[test]
fn a_store_that_overwrites_what_was_not_seen_fails_the_check() {
    let shop = Shop::open(|_| (0..8).map(|_| marked(200, "\"1\"", "")).collect());
    let outcome = patient().check_mailbox(&in_bucket(&shop.at("")), &chance());
    assert_eq!(outcome, Err(MailboxError::Misconfigured));
    let last = shop.asked().pop().unwrap();
    assert!(last.starts_with("DELETE /shelf/s/"), "{last}");
}

#[test]
fn settings_that_no_store_can_have_are_refused_before_any_call() {
    for endpoint in [
        "http://s3.example",
        "ftp://s3.example",
        "https://user@s3.example",
        "https://s3.example/?x",
        "https://s3.example/../x",
        "https://169.254.169.254",
        "",
    ] {
        let outcome = patient().publish(&in_bucket(endpoint), &object(NAME, create("x")));
        assert_eq!(outcome, Err(MailboxError::Misconfigured), "{endpoint}");
    }
    let with = |key: &str, pem: Option<&str>| {
        settings(Store::S3 {
            endpoint: "https://s3.example".to_owned(),
            region: "eu-west-1".to_owned(),
            bucket: "shelf".to_owned(),
            access_key_id: key.to_owned(),
            secret_access_key: "s3cret".to_owned().into(),
            certificate: pem.map(str::to_owned),
        })
    };
    let no_certificate = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----";
    for settings in [
        with("two\r\nlines: 1", None),
        with("", None),
        with("AKIA", Some("")),
        with("AKIA", Some(no_certificate)),
    ] {
        let outcome = patient().publish(&settings, &object(NAME, create("x")));
        assert_eq!(outcome, Err(MailboxError::Misconfigured));
    }
}

#[test]
fn an_error_holds_neither_the_place_nor_what_was_said() {
    let folder = Folder::new();
    let store = Shop::open(|_| vec![says(403, "s3cret")]);
    for settings in [
        in_folder(&folder.0.path().join("s3cret")),
        in_bucket(&store.at("")),
    ] {
        let error = patient()
            .publish(&settings, &object(NAME, create("x")))
            .unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(
            !told.contains("s3cret") && !told.contains("127.0.0.1"),
            "{told}"
        );
    }
}

#[test]
fn a_mailbox_is_written_to_from_a_thread_of_the_windows_pool() {
    let pool = runtime::Builder::new_current_thread().build().unwrap();
    let folder = Folder::new();
    let written = pool
        .block_on(async { tokio::task::spawn_blocking(move || folder.publish(create("x"))).await });
    mark(&written.unwrap());
}
