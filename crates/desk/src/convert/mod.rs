//! From the vault's words to the view models: one to one, nothing is decided here.

mod backups;
mod consent;
mod grants;
mod history;
mod profile;
mod rules;

use inkling_token::client::ShopHost;
use inkling_token::vocabulary as token;
use inkling_vault::{self as vault, Domain, ShopStanding};

use crate::view;

impl From<token::Class> for view::Class {
    fn from(class: token::Class) -> Self {
        match class {
            token::Class::Normal => Self::Normal,
            token::Class::Personal => Self::Personal,
            token::Class::Special => Self::Special,
        }
    }
}

impl From<token::Level> for view::Level {
    fn from(level: token::Level) -> Self {
        match level {
            token::Level::YesNo => Self::YesNo,
            token::Level::Bucket => Self::Bucket,
            token::Level::List => Self::List,
            token::Level::Exact => Self::Exact,
        }
    }
}

impl From<view::Level> for token::Level {
    fn from(level: view::Level) -> Self {
        match level {
            view::Level::YesNo => Self::YesNo,
            view::Level::Bucket => Self::Bucket,
            view::Level::List => Self::List,
            view::Level::Exact => Self::Exact,
        }
    }
}

impl From<vault::Standing> for view::Standing {
    fn from(standing: vault::Standing) -> Self {
        match standing {
            vault::Standing::Suggested => Self::Suggested,
            vault::Standing::Confirmed => Self::Confirmed,
            vault::Standing::Edited => Self::Edited,
            vault::Standing::Stated => Self::Stated,
            vault::Standing::Hidden => Self::Hidden,
        }
    }
}

impl From<vault::Shop> for view::Shop {
    fn from(shop: vault::Shop) -> Self {
        Self {
            verified: shop.standing != ShopStanding::Unverified,
            new: shop.standing == ShopStanding::New,
            key_changed: shop.standing == ShopStanding::KeyChanged,
            ..Self::at(&shop.host)
        }
    }
}

impl view::Shop {
    /// A shop that asks for nothing at the moment.
    pub(crate) fn at(host: &ShopHost) -> Self {
        Self {
            domain: Domain::of(host).to_string(),
            verified: true,
            developer: host.is_loopback(),
            new: false,
            key_changed: false,
            host: host.to_string(),
        }
    }
}
