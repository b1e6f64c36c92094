//! The grammar of plain mode.

use clap::Subcommand;

/// Plain mode.
#[derive(Debug, Subcommand)]
pub(crate) enum Plain {
    /// Switch it on: what was approved waits.
    On {
        /// Only for this shop, for example shop.example; without it, for every shop.
        #[arg(long, value_name = "HOST")]
        shop: Option<String>,
    },
    /// Switch it off: what was approved goes to the shops again.
    Off {
        /// Only for this shop, for example shop.example; without it, where it was on for every shop.
        #[arg(long, value_name = "HOST")]
        shop: Option<String>,
    },
    /// Show where it is on.
    Status {
        /// Only of this shop, for example shop.example
        #[arg(long, value_name = "HOST")]
        shop: Option<String>,
    },
}
