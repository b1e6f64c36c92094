//! Approving: the one moment at which a grant comes into being.
//!
//! Invariant: the request is closed, the grant, its key, the receipt and the first deliveries exist together or not at all,
//! and only for the very preview that the person saw, with everything accepted that there was to accept about the shop.

use inkling_token::entropy::random_id;
use inkling_token::key::GrantKey;
use inkling_token::{Entropy, Timestamp};
use rusqlite::Connection;

use super::preview::{self, Drawn};
use super::publish;
use super::trust::trust;
use super::{Choice, GrantId, Refused, RequestId};
use crate::ledger::{Happening, Line};
use crate::store::deliveries::What;
use crate::store::grants::NewGrant;
use crate::store::requests::StoredRequest;
use crate::store::{deliveries, grants, ledger, receipts, requests};
use crate::{Error, Vault};

/// Days after the request's own end in which the answer is still brought to a shop that could not be reached.
const PATIENCE_DAYS: i64 = 1;

impl Vault {
    /// Approves what was shown: `digest` is that of the preview.
    ///
    /// # Errors
    /// As [`Vault::preview`]; [`Refused::PreviewChanged`] when the choice would now be answered otherwise; and
    /// [`Refused::NotAccepted`] when what was accepted about the shop is not what there is to accept.
    pub fn approve(
        &mut self,
        id: RequestId,
        choice: &Choice,
        digest: &str,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<GrantId, Error> {
        self.change(now, |transaction| {
            let stored = requests::get(transaction, id)?;
            let drawn = preview::draw(transaction, &stored, choice, now)?;
            if drawn.preview.digest != digest {
                return Err(Refused::PreviewChanged.into());
            }
            if choice.accepted != stored.heading.standing.cautions() {
                return Err(Refused::NotAccepted.into());
            }
            let grant = grant(transaction, &stored, choice, &drawn, now, entropy)?;
            requests::approve(transaction, id, now)?;
            if let Some(thumbprint) = &stored.request.key_thumbprint {
                trust(transaction, stored.heading.shop, thumbprint, now)?;
            }
            let receipt = receipts::add(transaction, grant, &drawn.shown, digest, now)?;
            deliveries::queue(transaction, grant, What::Present, now, now)?;
            publish::plan(transaction, grant, now)?;
            let host = stored.request.client_id.host().to_string();
            let line = Line {
                shop: Some(&host),
                count: Some(drawn.preview.details.len() as u64),
                grant: Some(grant.0),
                receipt: Some(receipt.0),
                ..Line::of(Happening::Approved)
            };
            ledger::append(transaction, &line, now)?;
            Ok(grant)
        })
    }
}

/// The grant with a fresh key and a fresh random name, so that no two shops hold a common value.
fn grant(
    connection: &Connection,
    stored: &StoredRequest,
    choice: &Choice,
    drawn: &Drawn,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<GrantId, Error> {
    let key = GrantKey::generate(entropy)?;
    let mut spread = [0; 16];
    entropy.fill(&mut spread)?;
    let patience = stored.request.expires_at.plus_days(PATIENCE_DAYS);
    let new = NewGrant {
        request: stored.heading.id,
        shop: stored.heading.shop,
        name: &random_id(entropy)?,
        details: &drawn.preview.details,
        duration: choice.duration,
        until: drawn.preview.until,
        lapses_at: drawn
            .preview
            .until
            .map_or(patience, |until| until.min(patience)),
        spread,
        signing_key: &key.to_pkcs8(),
    };
    grants::add(connection, &new, now)
}
