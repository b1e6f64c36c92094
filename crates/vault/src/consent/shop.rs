//! Who asks, and whether the vault has met them.
//!
//! Invariant: a shop is new until the person has approved a request of it, and its key is another until the person has
//! approved a request signed with it; asking again changes neither. A shop that does not sign is never more than unverified.

use std::collections::BTreeSet;

use inkling_token::client::{ClientId, ShopHost, Tier};
use inkling_token::request::SharingRequest;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::store::requests;
use crate::store::shops::StoredShop;

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// The host that its key speaks for, or that its answers go to.
    pub host: ShopHost,
    /// Its full client id.
    pub client: ClientId,
    /// Whether the vault has met it.
    pub standing: ShopStanding,
}

/// Whether the vault has met a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShopStanding {
    /// Nothing was ever shared with it.
    New,
    /// Something was, and it signs with the same key.
    Known,
    /// It signs with another key than before.
    KeyChanged,
    /// It does not sign: only the address that answers go to is known.
    Unverified,
}

/// What about a shop the person has to accept before anything is shared with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caution {
    /// It does not sign.
    Unverified,
    /// It signs with another key than before.
    KeyChanged,
}

impl Shop {
    pub(super) fn new(client: ClientId, standing: ShopStanding) -> Self {
        Self {
            host: client.host(),
            client,
            standing,
        }
    }

    /// A shop that something was shared with.
    pub(super) fn met(shop: StoredShop) -> Self {
        let standing = match (shop.client.tier(), shop.other_key_since) {
            (Tier::Unsigned, _) => ShopStanding::Unverified,
            (Tier::Signed, Some(_)) => ShopStanding::KeyChanged,
            (Tier::Signed, None) => ShopStanding::Known,
        };
        Self::new(shop.client, standing)
    }
}

impl ShopStanding {
    /// The word in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::KeyChanged => "key-changed",
            Self::Unverified => "unverified",
        }
    }

    /// What the person has to accept first.
    pub(super) fn cautions(self) -> BTreeSet<Caution> {
        match self {
            Self::New | Self::Known => BTreeSet::new(),
            Self::KeyChanged => [Caution::KeyChanged].into(),
            Self::Unverified => [Caution::Unverified].into(),
        }
    }

    /// Of a shop that asks for the first time.
    pub(super) fn first(tier: Tier) -> Self {
        match tier {
            Tier::Signed => Self::New,
            Tier::Unsigned => Self::Unverified,
        }
    }

    /// Of a shop that asks again.
    pub(super) fn of(
        connection: &Connection,
        shop: &StoredShop,
        request: &SharingRequest,
    ) -> Result<Self, Error> {
        if request.tier() == Tier::Unsigned {
            return Ok(Self::Unverified);
        }
        if shop.key_thumbprint != request.key_thumbprint {
            return Ok(Self::KeyChanged);
        }
        let approved = requests::was_approved(connection, shop.id)?;
        Ok(if approved { Self::Known } else { Self::New })
    }
}
