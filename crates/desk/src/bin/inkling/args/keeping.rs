//! The grammar around the vault's file: backups, exports, erasing.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Encrypted copies of the vault.
#[derive(Debug, Subcommand)]
pub(crate) enum Backup {
    /// Make one now. It is opened and checked before it takes its place.
    Make {
        /// Where to put it.
        file: PathBuf,
    },
    /// Show whether backups are made by themselves, and how that goes.
    Show,
    /// Have backups be made by themselves while the window is open, or with `backup due`.
    Plan {
        /// The folder, best on another disk.
        folder: PathBuf,
        /// How often.
        #[arg(long, value_enum, default_value = "day")]
        every: Every,
        /// The newest so many stay.
        #[arg(long, default_value_t = 7)]
        keep: u32,
    },
    /// Make the planned backup if one is due.
    Due,
    /// Make no more backups by itself.
    Off,
}

/// How often.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Every {
    /// Once a day.
    Day,
    /// Once a week.
    Week,
}

/// How a history is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum HistoryFormat {
    /// A table.
    Csv,
    /// JSON.
    Json,
}

/// Erase the vault for good.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// "erase everything", to say that you mean it.
    #[arg(long, value_name = "WORDS")]
    pub(crate) confirm: String,
    /// Stop sharing with every shop first. When some cannot be reached, nothing is erased.
    #[arg(long)]
    pub(crate) tell_shops: bool,
    /// Also the backups that were made by plan. Others stay where they are.
    #[arg(long)]
    pub(crate) backups: bool,
}
