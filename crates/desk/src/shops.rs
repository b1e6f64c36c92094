//! Shops that may not ask.

use inkling_token::client::ShopHost;

use crate::desk::Desk;
use crate::failure::{Failure, FailureCode};
use crate::view::Shop;

impl Desk {
    /// Has a shop ask no more, under whatever host of its domain. What it holds stays until it is stopped.
    ///
    /// # Errors
    /// `BadLink` for a text that is no host, `Locked`, and what the disk says.
    pub fn block_shop(&self, host: &str) -> Result<(), Failure> {
        let (host, now) = (parse(host)?, self.now());
        self.write(|vault| vault.block(&host, now))
    }

    /// Lets a shop ask again.
    ///
    /// # Errors
    /// As [`Desk::block_shop`].
    pub fn unblock_shop(&self, host: &str) -> Result<(), Failure> {
        let (host, now) = (parse(host)?, self.now());
        self.write(|vault| vault.unblock(&host, now))
    }

    /// Shops that may not ask, by name.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn blocked_shops(&self) -> Result<Vec<Shop>, Failure> {
        let blocked = self.read(|vault| vault.blocked())?;
        Ok(blocked
            .into_iter()
            .map(|blocked| Shop::at(blocked.domain.host()))
            .collect())
    }
}

pub(crate) fn parse(host: &str) -> Result<ShopHost, Failure> {
    host.parse().map_err(|_| FailureCode::BadLink.into())
}
