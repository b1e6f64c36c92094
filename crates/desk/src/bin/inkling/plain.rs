//! Plain mode: on, off, and where it is.

use std::io::{self, Write as _};

use inkling_desk::view::Shop;
use inkling_desk::{Desk, Failure, FailureCode};

use crate::args::{Inkling, Plain};
use crate::run::show;

/// Switches, tells the shops, and answers where it is on then.
pub(crate) fn plain(args: &Inkling, desk: &Desk, command: &Plain) -> Result<String, Failure> {
    match command {
        Plain::Status { shop: Some(host) } => return show(args, &desk.plain_for(host)?),
        Plain::Status { shop: None } => return show(args, &desk.plain()?),
        Plain::On { shop } => desk.plain_on(shop.as_deref())?,
        Plain::Off { shop } => desk.plain_off(shop.as_deref())?,
    };
    // What shops are to be told waits for the postman, whom the command line does not have.
    desk.sync()?;
    show(args, &desk.plain()?)
}

/// Says, beside what was asked for, that a shop gets the word of plain mode in the place of what is approved.
pub(crate) fn warn(desk: &Desk, shop: &Shop) -> Result<(), Failure> {
    let plain = desk.plain_for(&shop.host)?;
    if plain.every_shop.or(plain.this_shop).is_none() {
        return Ok(());
    }
    writeln!(
        io::stderr(),
        "Plain mode is on for {}: it gets the word that it is not to personalise, and what you approve waits until you switch it off (`plain off`). What is approved once is never sent then.",
        shop.host
    )
    .map_err(|_| FailureCode::Io.into())
}
