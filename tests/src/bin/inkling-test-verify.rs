//! What our verifier makes of the shared list of hostile presentations: the list on standard input, an outcome a kind on
//! standard output.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;

use inkling_token::Timestamp;
use inkling_token::client::ClientId;
use inkling_token::verify::{Expected, verify};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Shared {
    client_id: ClientId,
    nonce: String,
    transaction_data: String,
    now: i64,
    honest: String,
    hostile: Vec<Hostile>,
}

#[derive(Deserialize)]
struct Hostile {
    kind: String,
    presentation: String,
}

#[derive(Serialize)]
struct Outcomes {
    honest: &'static str,
    hostile: BTreeMap<String, &'static str>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let shared: Shared = serde_json::from_reader(io::stdin())?;
    let expected = Expected {
        client_id: &shared.client_id,
        nonce: &shared.nonce,
        transaction_data: &shared.transaction_data,
        now: Timestamp::from_seconds(shared.now),
    };
    let outcome = |presentation: &str| match verify(presentation, &expected) {
        Ok(_) => "accepted",
        Err(_) => "refused",
    };
    let hostile = shared
        .hostile
        .iter()
        .map(|hostile| (hostile.kind.clone(), outcome(&hostile.presentation)));
    let outcomes = Outcomes {
        honest: outcome(&shared.honest),
        hostile: hostile.collect(),
    };
    serde_json::to_writer(io::stdout(), &outcomes)?;
    Ok(())
}
