//! How soon a decision is durable, and how soon its shop knows: over a shop on this computer, so without a network's time.

use std::error::Error;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use inkling_desk::system::{Clock, SystemClock, SystemEntropy};
use inkling_desk::view::Choice;
use inkling_desk::{Desk, Developer};
use inkling_tests::shop::Shop;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 200;
const PASSPHRASE: &str = "walnut cello harbour nineteen";

fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let desk = Desk::new(
        folder.path().join("vault"),
        Developer::On,
        Box::new(SystemClock),
        Box::new(SystemEntropy::default()),
        Box::new(|| {}),
    );
    desk.create(PASSPHRASE.to_owned())?;
    desk.set_preference("style.colours.liked", serde_json::json!(["blue", "green"]))?;
    let size = serde_json::json!([{"system": "EU", "value": "42", "weight": 1}]);
    desk.set_preference("shoes.size", size)?;

    let (mut sent, mut approved, mut told, mut revoked) = (vec![], vec![], vec![], vec![]);
    let mut bare = vec![];
    for round in 0..ROUNDS {
        // A shop of its own each time: one shop may not ask again so soon.
        let shop = Shop::open()?;
        bare.push(exchange_only(&shop)?);
        let nonce = format!("bm9uY2Utb2YtMTI4LWJpdHMt{round:04}");
        let link = shop.asks(
            &["style.colours.liked", "shoes.size"],
            &nonce,
            SystemClock.now().seconds(),
        )?;
        let request = desk.request(desk.open_link(&link)?.id)?;
        let choice = Choice {
            groups: request
                .groups
                .iter()
                .map(|group| group.id.clone())
                .collect(),
            levels: Default::default(),
            options: Default::default(),
            duration: request.durations.first().ok_or("no duration")?.duration,
            until: None,
            accepted: Vec::new(),
        };
        let digest = desk.preview(request.summary.id, &choice)?.digest;

        let start = now();
        let grant = desk.approve(request.summary.id, &choice, &digest)?.grant;
        approved.push(start.elapsed());
        sent.push(shop.messages.recv()?.at - start);

        let start = now();
        desk.revoke(grant)?;
        revoked.push(start.elapsed());
        told.push(shop.messages.recv()?.at - start);
    }
    let mut table = String::new();
    line(&mut table, "one bare exchange with the shop", &mut bare)?;
    line(&mut table, "approve until the shop has it", &mut sent)?;
    line(
        &mut table,
        "approve until the answer is kept",
        &mut approved,
    )?;
    line(&mut table, "revoke until the shop knows", &mut told)?;
    line(&mut table, "revoke until the answer is kept", &mut revoked)?;
    show(&format!(
        "{ROUNDS} grants of two details; the shop is on this computer.\n{table}"
    ));
    Ok(())
}

/// What the shop and a connection cost by themselves.
fn exchange_only(shop: &Shop) -> Outcome<Duration> {
    use std::io::{Read as _, Write as _};
    let start = now();
    let host = shop.signer.at("/").replace("http://", "").replace('/', "");
    let mut stream = std::net::TcpStream::connect(&host)?;
    write!(
        stream,
        "PUT /bare HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4000\r\n\r\n{}",
        "x".repeat(4000)
    )?;
    stream.read_to_end(&mut Vec::new())?;
    let took = start.elapsed();
    shop.messages.recv()?;
    Ok(took)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> Instant {
    Instant::now()
}

fn line(table: &mut String, what: &str, took: &mut [Duration]) -> Outcome<()> {
    took.sort_unstable();
    let at = |percent: usize| {
        took.get((took.len() - 1) * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    let ms = |took: Duration| took.as_secs_f64() * 1e3;
    writeln!(
        table,
        "{what:<40} {:>7.2} ms p50 {:>7.2} ms p99",
        ms(at(50)),
        ms(at(99))
    )?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn show(table: &str) {
    print!("{table}");
}
