//! Plain mode: on, off, and where it is.

use inkling_desk::{Desk, Failure};

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
