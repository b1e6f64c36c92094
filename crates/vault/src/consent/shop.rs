//! Who asks, and whether the vault has met them.
//!
//! Invariant: a shop is new until the person has approved a request of it, and its key is another until the person has
//! approved a request signed with it; asking again changes neither.

use inkling_token::client::{ClientId, ShopHost};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::store::requests;
use crate::store::shops::StoredShop;

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// The host that its key speaks for.
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
        let changed = shop.other_key_since.is_some();
        Self::new(
            shop.client,
            if changed {
                ShopStanding::KeyChanged
            } else {
                ShopStanding::Known
            },
        )
    }
}

impl ShopStanding {
    /// The word in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::KeyChanged => "key-changed",
        }
    }

    /// Of a shop that asks again, signing with the key of this thumbprint.
    pub(super) fn of(
        connection: &Connection,
        shop: &StoredShop,
        thumbprint: &str,
    ) -> Result<Self, Error> {
        if shop.key_thumbprint != thumbprint {
            return Ok(Self::KeyChanged);
        }
        let approved = requests::was_approved(connection, shop.id)?;
        Ok(if approved { Self::Known } else { Self::New })
    }
}
