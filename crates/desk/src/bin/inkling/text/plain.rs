//! Plain mode, as text.

use std::fmt::{self, Write as _};

use inkling_desk::view::{Plain, PlainMode};

use super::Show;
use crate::phrases::minute;

impl Show for PlainMode {
    fn text(&self, out: &mut String) -> fmt::Result {
        match self.every_shop {
            Some(at) => writeln!(out, "Plain mode is on for every shop since {}.", minute(at))?,
            None => writeln!(out, "Plain mode is not on for every shop.")?,
        }
        self.shops.iter().try_for_each(|plain| {
            let (host, since) = (&plain.shop.host, minute(plain.since));
            writeln!(out, "It is on for {host} by itself since {since}.")
        })
    }
}

impl Show for Plain {
    fn text(&self, out: &mut String) -> fmt::Result {
        match (self.every_shop, self.this_shop) {
            (None, None) => writeln!(out, "Plain mode is off for this shop."),
            (_, Some(at)) => writeln!(out, "Plain mode is on for this shop since {}.", minute(at)),
            (Some(at), None) => {
                writeln!(out, "Plain mode is on for every shop since {}.", minute(at))
            }
        }
    }
}
