//! The list of hostile presentations that the shop's kit is tested with too, made by software that is not ours.

use serde::Deserialize;

use super::*;

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

impl Shared {
    fn read() -> Self {
        serde_json::from_str(include_str!("../../../../../tests/interop/hostile.json")).unwrap()
    }

    fn check(&self, presentation: &str) -> Result<VerifiedToken, VerifyError> {
        verify(
            presentation,
            &Expected {
                client_id: &self.client_id,
                nonce: &self.nonce,
                transaction_data: &self.transaction_data,
                now: Timestamp::from_seconds(self.now),
            },
        )
    }
}

#[test]
fn the_honest_presentation_of_the_shared_list_holds() {
    let shared = Shared::read();
    assert!(shared.check(&shared.honest).is_ok());
}

#[test]
fn every_hostile_presentation_of_the_shared_list_is_refused() {
    let shared = Shared::read();
    assert!(shared.hostile.len() > 80);
    let accepted: Vec<_> = shared
        .hostile
        .iter()
        .filter(|hostile| shared.check(&hostile.presentation).is_ok())
        .map(|hostile| hostile.kind.as_str())
        .collect();
    assert_eq!(accepted, [""; 0]);
}
