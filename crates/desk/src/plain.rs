//! Plain mode: shops get the word that they are not to personalise, and nothing else.

use inkling_token::Timestamp;
use inkling_vault::Reach;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::shops::parse;
use crate::view::{Plain, PlainMode, PlainShop, Shop};

impl Desk {
    /// Where plain mode is on.
    ///
    /// # Errors
    /// `Locked`, and what the disk says.
    pub fn plain(&self) -> Result<PlainMode, Failure> {
        let mut mode = PlainMode {
            every_shop: None,
            shops: Vec::new(),
        };
        for (reach, since) in self.read(|vault| vault.plain())? {
            match reach {
                Reach::EveryShop => mode.every_shop = Some(since.millis()),
                Reach::Shop(domain) => mode.shops.push(PlainShop {
                    shop: Shop::at(domain.host()),
                    since: since.millis(),
                }),
            }
        }
        Ok(mode)
    }

    /// How plain mode stands for the shop of a host.
    ///
    /// # Errors
    /// `BadLink` for a text that is no host, `Locked`, and what the disk says.
    pub fn plain_for(&self, host: &str) -> Result<Plain, Failure> {
        let host = parse(host)?;
        Ok(self.read(|vault| vault.plain_for(&host))?.into())
    }

    /// Switches plain mode on, for the shop of a host or, without one, for every shop. The postman tells them at once.
    ///
    /// # Errors
    /// `BadLink` for a text that is no host, `Locked`, and what the disk says.
    pub fn plain_on(&self, host: Option<&str>) -> Result<PlainMode, Failure> {
        let (reach, now) = self.reach(host)?;
        self.write(|vault| vault.plain_on(&reach, now))?;
        self.plain()
    }

    /// Switches plain mode off, for the shop of a host or, without one, where it was on for every shop. What was approved goes
    /// to the shops again, one after another.
    ///
    /// # Errors
    /// As [`Desk::plain_on`].
    pub fn plain_off(&self, host: Option<&str>) -> Result<PlainMode, Failure> {
        let (reach, now) = self.reach(host)?;
        self.write(|vault| vault.plain_off(&reach, now))?;
        self.plain()
    }

    fn reach(&self, host: Option<&str>) -> Result<(Reach, Timestamp), Failure> {
        let reach = match host {
            None => Reach::EveryShop,
            Some(host) => Reach::of(&parse(host)?),
        };
        Ok((reach, self.now()))
    }
}
