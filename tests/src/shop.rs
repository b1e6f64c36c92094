//! A shop in this process, as small as a shop can be: it asks, takes, and notes when each message was whole.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Instant;

use crate::signer::Signer;

/// A shop that takes whatever comes.
#[derive(Debug)]
pub struct Shop {
    /// Its name and key.
    pub signer: Arc<Signer>,
    /// Every message that came, in order.
    pub messages: Receiver<Message>,
    request: Arc<RwLock<String>>,
}

/// A message of a vault.
#[derive(Debug)]
pub struct Message {
    /// `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// Where it went.
    pub path: String,
    /// When its last byte had come.
    pub at: Instant,
}

impl Shop {
    /// Opens a shop on a free port of this computer.
    ///
    /// # Errors
    /// No port, or no randomness.
    pub fn open() -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let host = format!("localhost:{}", listener.local_addr()?.port());
        let (signer, request) = (Arc::new(Signer::new(&host)?), Arc::default());
        let (took, messages) = channel();
        let counter = Counter {
            signer: Arc::clone(&signer),
            request: Arc::clone(&request),
            took,
        };
        thread::Builder::new()
            .name("shop".into())
            .spawn(move || counter.serve(&listener))?;
        Ok(Self {
            signer,
            messages,
            request,
        })
    }

    /// Asks for these details, and answers the link. Times are seconds.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn asks(&self, details: &[&str], nonce: &str, now: i64) -> Result<String, Box<dyn Error>> {
        let payload = self.signer.request(details, nonce, now).to_string();
        let signed = self
            .signer
            .signs("oauth-authz-req+jwt", payload.as_bytes())?;
        *self.request.write().unwrap_or_else(PoisonError::into_inner) = signed;
        Ok(self.signer.link("/request"))
    }
}

/// Where messages are taken.
struct Counter {
    signer: Arc<Signer>,
    request: Arc<RwLock<String>>,
    took: Sender<Message>,
}

impl Counter {
    /// One caller after the other, until the shop is gone.
    fn serve(&self, listener: &TcpListener) {
        for caller in listener.incoming() {
            let Ok(caller) = caller else { return };
            // A caller that hangs up is its own affair.
            self.answer(&caller).ok();
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    fn answer(&self, caller: &TcpStream) -> io::Result<()> {
        let (method, path) = read_request(caller)?;
        let at = Instant::now();
        let body = match (method.as_str(), path.as_str()) {
            ("GET", "/.well-known/did.json") => self.signer.document().to_string(),
            ("GET", "/request") => {
                let request = self.request.read().unwrap_or_else(PoisonError::into_inner);
                request.clone()
            }
            ("DELETE", _) => "{}".to_owned(),
            _ => format!(
                r#"{{"grant_uri":"{}","grant_nonce":"bm9uY2Utb2YtdGhlLWdyYW50"}}"#,
                self.signer.at("/g/1")
            ),
        };
        if method != "GET" {
            // Nobody may be listening to what is taken; it is taken all the same.
            self.took.send(Message { method, path, at }).ok();
        }
        let mut out = caller;
        write!(
            out,
            "HTTP/1.1 200 -\r\nContent-Type: application/oauth-authz-req+jwt\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    }
}

/// Method and path, once the whole request has come.
fn read_request(caller: &TcpStream) -> io::Result<(String, String)> {
    let mut reader = BufReader::new(caller);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    Ok((method, path))
}
